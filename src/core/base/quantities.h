// Sums of money and areas of land, exact, in the units that people write them in.
#pragma once

#include <compare>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "core/base/decimal.h"
#include "core/base/result.h"
#include "core/base/text.h"

namespace shuxin::base {

enum class MoneyUnit : std::uint8_t {
  Yuan,               ///< 元
  TenThousandYuan,    ///< 万元
  HundredMillionYuan  ///< 亿元
};

/// A sum in yuan that remembers in which unit and with how many decimals it was written, so that a source's
/// 112 亿元 and 73.2 亿元 are shown as they stand there. Sums compare by their worth alone.
class Money {
 public:
  /// Reads digits with an optional sign, point and thousands separators, then 元, 万元 or 亿元 (万 and 亿
  /// too), or no unit for yuan; full-width forms and spaces are folded. Errors: money.malformed, money.digits
  /// (more than 18 digits).
  [[nodiscard]] static Result<Money> parse(std::string_view text);
  /// As written with so many decimals (0..6). Error: money.digits (too large, or finer than the decimals
  /// say).
  [[nodiscard]] static Result<Money> of(Decimal amount, MoneyUnit unit, int decimals);

  [[nodiscard]] Decimal yuan() const { return yuan_; }
  [[nodiscard]] Decimal in(MoneyUnit unit) const;
  /// Empty if it is no whole number of fen.
  [[nodiscard]] std::optional<std::int64_t> fen() const;
  [[nodiscard]] MoneyUnit unit() const { return unit_; }
  [[nodiscard]] int decimals() const { return decimals_; }
  /// `73.2 亿元`, `CNY 7.32 billion`; `1,500 万元`, `CNY 15,000,000`.
  [[nodiscard]] Text describe() const;

  friend bool operator==(const Money& a, const Money& b) { return a.yuan_ == b.yuan_; }
  friend std::strong_ordering operator<=>(const Money& a, const Money& b) { return a.yuan_ <=> b.yuan_; }

 private:
  Money(Decimal yuan, MoneyUnit unit, int decimals) : yuan_(yuan), unit_(unit), decimals_(decimals) {}
  Decimal yuan_;
  MoneyUnit unit_;
  int decimals_;
};

enum class AreaUnit : std::uint8_t {
  SquareMetre,
  Mu,       ///< 亩: a fifteenth of a hectare, exactly
  Hectare,  ///< 公顷
  SquareKilometre
};

/// An area kept exactly: a mu is 2000/3 m², so what is kept is thirds of a square metre. Rounded only when
/// shown.
class LandArea {
 public:
  /// Errors: land-area.digits (more than 18 digits), land-area.negative.
  [[nodiscard]] static Result<LandArea> of(Decimal amount, AreaUnit unit);

  /// Rounded half up to so many decimals; in mu, hectares and square kilometres the exact value may be had
  /// with enough of them, in square metres not always.
  [[nodiscard]] Decimal in(AreaUnit unit, int decimals) const;
  /// `35.27 亩`, `35.27 mu`, rounded like `in`.
  [[nodiscard]] Text describe(AreaUnit unit, int decimals) const;

  friend bool operator==(const LandArea& a, const LandArea& b) { return a.thirds_ == b.thirds_; }
  friend std::strong_ordering operator<=>(const LandArea& a, const LandArea& b) {
    return a.thirds_ <=> b.thirds_;
  }
  /// The sum, exact. Error: land-area.digits.
  [[nodiscard]] Result<LandArea> plus(const LandArea& other) const;

 private:
  explicit LandArea(Decimal thirds) : thirds_(thirds) {}
  Decimal thirds_;
};

}  // namespace shuxin::base
