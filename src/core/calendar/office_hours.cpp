#include "core/calendar/office_hours.h"

#include <fmt/format.h>

#include "core/calendar/calendar.h"

namespace shuxin::calendar {
namespace {

base::Result<void> check_day(const OfficeIntervals& intervals) {
  if (intervals.empty()) return base::fail("office-hours.missing");
  int open_until = 0;
  for (const auto& [from, until] : intervals) {
    if (from < open_until || until <= from || until > 24 * 60)
      return base::fail("office-hours.interval", {fmt::format("{:02}:{:02}", from / 60, from % 60),
                                                  fmt::format("{:02}:{:02}", until / 60, until % 60)});
    open_until = until;
  }
  return {};
}

}  // namespace

OfficeHours OfficeHours::usual() {
  OfficeHours hours;
  hours.weekdays.fill({{9 * 60, 12 * 60}, {13 * 60 + 30, 17 * 60 + 30}});
  return hours;
}

base::Result<void> check_office_hours(const OfficeHours& hours) {
  for (const OfficeIntervals& day : hours.weekdays)
    if (auto checked = check_day(day); !checked) return checked;
  if (!hours.make_up_days.empty())
    if (auto checked = check_day(hours.make_up_days); !checked) return checked;
  for (const auto& [date, day] : hours.dates) {
    if (date < earliest_listed_day() || date > latest_listed_day())
      return base::fail("office-hours.date", {date.to_string()});
    if (auto checked = check_day(day); !checked) return checked;
  }
  return {};
}

}  // namespace shuxin::calendar
