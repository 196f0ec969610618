// When offices are open: intervals of the day for each weekday, for make-up days and for single dates.
#pragma once

#include <array>
#include <map>
#include <vector>

#include "core/base/date.h"
#include "core/base/result.h"

namespace shuxin::calendar {

/// In minutes after local midnight; the end is not included.
struct OfficeInterval {
  int from_minute = 0;
  int until_minute = 0;

  bool operator==(const OfficeInterval&) const = default;
};

using OfficeIntervals = std::vector<OfficeInterval>;

/// Data of the zone. Offices are open on working days only, so Saturday and Sunday need no hours of their
/// own.
struct OfficeHours {
  /// Monday to Friday.
  std::array<OfficeIntervals, 5> weekdays;
  /// On make-up working Saturdays and Sundays; Monday's if empty.
  OfficeIntervals make_up_days;
  /// Single days that differ, such as a half day before a festival.
  std::map<base::Date, OfficeIntervals> dates;

  /// 09:00 to 12:00 and 13:30 to 17:30 on each working day.
  [[nodiscard]] static OfficeHours usual();

  bool operator==(const OfficeHours&) const = default;
};

/// Every working day needs hours; intervals are inside the day, not empty, in order, and do not overlap;
/// single days lie in the years that a calendar may list. Errors: office-hours.missing,
/// office-hours.interval, office-hours.date.
[[nodiscard]] base::Result<void> check_office_hours(const OfficeHours& hours);

}  // namespace shuxin::calendar
