// How a clock runs through the calendar: which days it counts and where it ends. Private to the room.
#pragma once

#include <vector>

#include "core/calendar/clock.h"

namespace shuxin::calendar {

/// Days on which the clock may count, `until` not included.
struct Stretch {
  base::Date from;
  base::Date until;
};

struct Course {
  std::vector<Stretch> stretches;  ///< in order, the last ends behind due_day
  base::Date first_day;            ///< the first that counts
  base::Date last_day;             ///< the last of the period, before it moves to a working day
  base::Date due_day;
  base::Instant due;
  std::int64_t stood = 0;  ///< what was not counted: days, or milliseconds of office time
};

/// The first day whose deciding moment (when offices close, or its end) is not before `at`.
[[nodiscard]] base::Date deciding_day(const ClockRules& rules, const Calendar& calendar, base::Instant at);

/// Follows a clock with what was done to it up to `now` (an open stop ends there), or as if nothing had been.
[[nodiscard]] Course follow(const Clock& clock, const Calendar& calendar, base::Instant now, bool with_acts);

}  // namespace shuxin::calendar
