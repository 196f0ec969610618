// A legal or promised limit: so many working days, natural days or office minutes, or on the spot.
#pragma once

#include <cstdint>
#include <optional>
#include <string_view>

#include "core/base/text.h"

namespace shuxin::calendar {

/// In what a limit is counted.
enum class Unit : std::uint8_t {
  WorkingDays,    ///< 工作日: statutory holidays excluded, make-up days included (行政许可法 82)
  NaturalDays,    ///< 日: every day; a last day on a holiday moves to the next working day (民法典 203)
  OfficeMinutes,  ///< minutes inside office hours; hours with decimals are kept as minutes
  OnTheSpot       ///< 当场: due at once
};

/// An amount of a unit; never negative, 0 only on the spot or for an empty budget.
struct Limit {
  Unit unit = Unit::WorkingDays;
  std::int64_t amount = 0;

  [[nodiscard]] static constexpr Limit working_days(std::int64_t days) { return {Unit::WorkingDays, days}; }
  [[nodiscard]] static constexpr Limit natural_days(std::int64_t days) { return {Unit::NaturalDays, days}; }
  [[nodiscard]] static constexpr Limit office_minutes(std::int64_t minutes) {
    return {Unit::OfficeMinutes, minutes};
  }
  [[nodiscard]] static constexpr Limit on_the_spot() { return {Unit::OnTheSpot, 0}; }

  bool operator==(const Limit&) const = default;
};

/// The word that stands for a unit in stored events and in the interface, `working-days`: it never changes.
[[nodiscard]] std::string_view name_of(Unit unit);

/// The unit of that word; empty for any other.
[[nodiscard]] std::optional<Unit> find_unit(std::string_view name);

/// `3 个工作日`, `3 working days`.
[[nodiscard]] base::Text describe(const Limit& limit);

}  // namespace shuxin::calendar
