// Sums over the days of a calendar, so that counting need not walk. Private to the room.
#pragma once

#include <array>
#include <cstdint>
#include <vector>

#include "core/calendar/calendar.h"

namespace shuxin::calendar {

/// 1970-01-05, from which weeks are counted.
inline constexpr base::Date first_monday{4};

[[nodiscard]] bool is_weekend(base::Date day);

/// Sums up to each day of the years that have listed days; outside of them every week is alike.
struct CalendarTables {
  std::vector<ListedDay> listed;
  std::vector<std::int64_t> published;
  OfficeHours hours;
  TimeZone zone;

  base::Date first = first_monday;          ///< the first day of the tables
  base::Date end = first_monday;            ///< behind their last day
  std::vector<std::int32_t> days_before;    ///< working days of the tables before each day, and in all
  std::vector<std::int32_t> working;        ///< the working days, counted from `first`
  std::vector<std::int64_t> office_before;  ///< office minutes of the tables before each day, and in all
  /// Office minutes of an ordinary week before each weekday, and in all.
  std::array<std::int64_t, 6> week_before{};

  void fill();
  [[nodiscard]] const ListedDay* find(base::Date day) const;
  [[nodiscard]] bool works(base::Date day) const;
  [[nodiscard]] const OfficeIntervals& intervals(base::Date day) const;
  [[nodiscard]] std::int64_t working_index(base::Date day) const;
  [[nodiscard]] base::Date working_day_at(std::int64_t index) const;
  [[nodiscard]] std::int64_t ordinary_office_before(base::Date day) const;
  [[nodiscard]] std::int64_t office_minutes_before(base::Date day) const;
  [[nodiscard]] base::Date day_of_office_time(std::int64_t milliseconds) const;
  [[nodiscard]] std::int64_t office_before_instant(base::Instant at) const;
};

}  // namespace shuxin::calendar
