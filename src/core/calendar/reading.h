// What a clock says at a given moment: the ledger of budget, consumed and running since; when it is due.
#pragma once

#include <optional>
#include <vector>

#include "core/calendar/clock.h"

namespace shuxin::calendar {

enum class ClockStatus { Running, Standing, Satisfied };
enum class Lamp { Green, Yellow, Red, Overdue };

struct ClockReading {
  ClockStatus status = ClockStatus::Running;
  Limit budget;     ///< limit and extensions, in the limit's unit
  Limit consumed;   ///< never more than the budget
  Limit remaining;  ///< days include the present one: on the last day, 1 is left
  /// Since when it has been running; empty while it stands and once it is satisfied.
  std::optional<base::Instant> running_since;
  /// The last moment in time; of a standing clock, as if it went on now.
  base::Instant due;
  base::Date due_day;
  /// What it would be had the clock neither stood nor been extended.
  base::Instant first_due;
  Limit stood;           ///< what was not counted up to now, in the limit's unit
  bool overdue = false;  ///< now (or when it was satisfied) is later than due
  Limit overdue_by;      ///< whole days or minutes after it; 0 on the day itself
  Lamp lamp = Lamp::Green;
  /// It was counted through a year whose holidays are not published; read again, it is right once they are.
  bool provisional = false;
};

/// Pure: nothing computed is ever kept. Of a satisfied clock, `now` is the moment it was satisfied.
/// Costs a few look-ups and as many for each stop.
[[nodiscard]] ClockReading read_clock(const Clock& clock, const Calendar& calendar, base::Instant now);

/// When the clock runs out if nothing more is done to it, for timers and sorting; it needs no now. Empty
/// while it stands.
[[nodiscard]] std::optional<base::Instant> find_due(const Clock& clock, const Calendar& calendar);

}  // namespace shuxin::calendar
