// The zone's calendar as the catalogue has it, for the tests of this room.
#pragma once

#include <fstream>
#include <sstream>

#include "core/base/check.h"
#include "core/calendar/calendar.h"

namespace shuxin::calendar {

inline Calendar zone_calendar() {
  std::ifstream file(SHUXIN_SOURCE_DIR "/catalog/suxitong/calendar.csv");
  std::stringstream text;
  text << file.rdbuf();
  const CalendarFile read = read_calendar(text.str(), "calendar.csv");
  base::check(read.diagnostics.empty(), "the catalogue's calendar is sound");
  return *read.calendar.with(OfficeHours::usual(), *TimeZone::fixed(480));
}

}  // namespace shuxin::calendar
