// The fingerprint of a calendar, for those who keep days that were counted by it.
#pragma once

#include <string>

#include "core/calendar/calendar.h"

namespace shuxin::calendar {

/// Differs when any period could come out otherwise: a day listed or no longer listed, other office hours,
/// another time. Two calendars by which everything is counted alike have the same.
[[nodiscard]] std::string fingerprint(const Calendar& calendar);

}  // namespace shuxin::calendar
