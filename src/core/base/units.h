// Units in which figures are written, and exact conversion between those that measure the same thing.
#pragma once

#include <cstdint>
#include <optional>
#include <string_view>

#include "core/base/decimal.h"

namespace shuxin::base {

/// What a unit measures. Coal equivalent is no mass here: a tonne of it must never be read as a tonne of
/// something emitted.
enum class Dimension : std::uint8_t { Money, Land, Mass, Energy, Electricity, People, Count, Share, Time };

/// A unit as a fraction of its dimension's base unit: yuan, square metre, gram, gram of coal equivalent,
/// watt-hour, person, piece, one, working minute.
struct Unit {
  Dimension dimension = Dimension::Count;
  std::int64_t numerator = 1;
  std::int64_t denominator = 1;

  bool operator==(const Unit&) const = default;
};

/// Finds 万元, 亩, 吨标准煤, kWh, 家, %, … in Chinese or English spelling, full width folded, letters of any
/// case, spaces ignored; empty if it is none that is known.
[[nodiscard]] std::optional<Unit> find_unit(std::string_view text);

/// The amount in another unit of the same dimension: exact where 34 digits hold the answer, else rounded half
/// even to 34. Empty if the units measure different things or the answer is beyond the numbers.
[[nodiscard]] std::optional<Decimal> convert(Decimal amount, const Unit& from, const Unit& to);

}  // namespace shuxin::base
