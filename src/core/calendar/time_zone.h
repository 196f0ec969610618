// The zone's time: which civil day and time of day an instant is, by a fixed offset or a table of changes.
#pragma once

#include <cstdint>
#include <vector>

#include "core/base/date.h"
#include "core/base/result.h"

namespace shuxin::calendar {

/// What the clocks on the wall show.
struct LocalTime {
  base::Date day;
  std::int64_t millisecond_of_day = 0;  ///< 0..86,399,999

  auto operator<=>(const LocalTime&) const = default;
};

/// Immutable; safe to share between threads. Without more said, it is UTC.
class TimeZone {
 public:
  /// From `at` on, clocks show UTC and `offset_minutes` more.
  struct Change {
    base::Instant at;
    int offset_minutes = 0;

    bool operator==(const Change&) const = default;
  };

  TimeZone() = default;
  /// One offset for ever, in minutes east of UTC (China: 480). Error: time-zone.offset beyond ±18 hours.
  [[nodiscard]] static base::Result<TimeZone> fixed(int offset_minutes);
  /// An offset until the first change, and the changes in their order, two days apart or more. Errors:
  /// time-zone.offset, time-zone.order.
  [[nodiscard]] static base::Result<TimeZone> changing(int first_offset_minutes, std::vector<Change> changes);

  [[nodiscard]] int offset_minutes_at(base::Instant at) const;
  [[nodiscard]] LocalTime local(base::Instant at) const;
  /// A time that happens twice is taken for the earlier one; one that is skipped, as if the change came
  /// later.
  [[nodiscard]] base::Instant instant(const LocalTime& local) const;

  bool operator==(const TimeZone&) const = default;

 private:
  int first_offset_minutes_ = 0;
  std::vector<Change> changes_;
};

}  // namespace shuxin::calendar
