// Decimal: exact decimal numbers of 34 digits (IEEE 754 decimal128), quick for the small ones of daily life.
#pragma once

#include <compare>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace shuxin::base {

/// How a digit that no longer fits is dropped.
enum class Rounding : std::uint8_t {
  HalfEven,  ///< the banker's way; what arithmetic itself uses
  HalfUp,    ///< a half goes away from zero
  HalfDown,  ///< a half goes towards zero
  Up,        ///< away from zero
  Down,      ///< towards zero
  Ceiling,   ///< towards positive infinity
  Floor      ///< towards negative infinity
};

/// A finite decimal number: up to 34 digits, exponents up to ±6111. Sixteen bytes, no allocation.
/// A number whose coefficient fits 64 bits is kept as integer and scale; all others as decimal128 (Intel's
/// library). Which form is used can never be seen from outside: equal numbers are equal.
/// Operations that can leave the finite numbers are empty then.
class Decimal {
 public:
  constexpr Decimal() = default;
  constexpr Decimal(std::int64_t value) : low_(static_cast<std::uint64_t>(value)) {}
  constexpr Decimal(int value) : Decimal(static_cast<std::int64_t>(value)) {}

  /// `coefficient` × 10^-`scale`; any scale.
  [[nodiscard]] static Decimal of(std::int64_t coefficient, int scale);
  /// Like `of` for 128 bits; rounds beyond 34 digits.
  [[nodiscard]] static Decimal of_wide(__int128 coefficient, int scale);
  /// Reads `[+-]digits[.digits][e[+-]digits]`, `.5` too, nothing before or after; rounds beyond 34 digits.
  /// Empty for anything else and beyond the finite numbers.
  [[nodiscard]] static std::optional<Decimal> parse(std::string_view text);

  /// Plain digits without exponent and without trailing zeros after the point: `-0.5`, `1000`.
  [[nodiscard]] std::string to_string() const;
  /// Empty if this is no integer or does not fit.
  [[nodiscard]] std::optional<std::int64_t> to_integer() const;
  /// The integer part, cut towards zero; empty if it does not fit 128 bits with sign.
  [[nodiscard]] std::optional<__int128> truncated() const;
  [[nodiscard]] double to_double() const;
  /// How many digits after the point there are, without trailing zeros; 0 for integers.
  [[nodiscard]] int decimal_places() const;
  /// This number × 10^`scale`; empty if that is no integer or does not fit. `scale` is 0 or more.
  [[nodiscard]] std::optional<std::int64_t> coefficient_at(int scale) const;

  [[nodiscard]] bool is_zero() const;
  [[nodiscard]] bool is_negative() const;  ///< false for zero
  [[nodiscard]] bool is_integer() const;
  /// Equal numbers have equal hashes.
  [[nodiscard]] std::uint64_t hash() const;

  [[nodiscard]] Decimal operator-() const;
  [[nodiscard]] Decimal abs() const { return is_negative() ? -*this : *this; }

  friend std::optional<Decimal> add(Decimal a, Decimal b);
  friend std::optional<Decimal> subtract(Decimal a, Decimal b);
  friend std::optional<Decimal> multiply(Decimal a, Decimal b);
  /// Empty for a divisor of zero.
  friend std::optional<Decimal> divide(Decimal a, Decimal b);
  /// a - b * floor(a / b), the sign of b; empty for a divisor of zero.
  friend std::optional<Decimal> modulo(Decimal a, Decimal b);
  /// Exact for integer exponents as far as 34 digits reach; empty where no finite real number is the answer.
  friend std::optional<Decimal> power(Decimal a, Decimal b);

  /// Rounds to `scale` digits after the point (negative: before it); empty where the scale cannot be held.
  [[nodiscard]] std::optional<Decimal> rounded(std::int64_t scale, Rounding mode) const;
  [[nodiscard]] std::optional<Decimal> square_root() const;  ///< empty below zero
  [[nodiscard]] std::optional<Decimal> exponential() const;
  [[nodiscard]] std::optional<Decimal> logarithm() const;  ///< natural; empty unless above zero

  friend bool operator==(Decimal a, Decimal b) { return (a <=> b) == 0; }
  friend std::strong_ordering operator<=>(Decimal a, Decimal b);

 private:
  constexpr Decimal(std::uint64_t low, std::uint64_t high) : low_(low), high_(high) {}
  friend struct DecimalForm;

  // A small number is marked by the bits of a NaN, which no Decimal ever is: `high_` then holds the scale in
  // its lowest byte and `low_` the coefficient. Otherwise both are a decimal128 in binary encoding.
  static constexpr std::uint64_t small_mark = 0x7C00'0000'0000'0000;
  std::uint64_t low_ = 0;
  std::uint64_t high_ = small_mark;
};

std::optional<Decimal> add(Decimal a, Decimal b);
std::optional<Decimal> subtract(Decimal a, Decimal b);
std::optional<Decimal> multiply(Decimal a, Decimal b);
std::optional<Decimal> divide(Decimal a, Decimal b);
std::optional<Decimal> modulo(Decimal a, Decimal b);
std::optional<Decimal> power(Decimal a, Decimal b);

}  // namespace shuxin::base
