#include "core/calendar/fingerprint.h"

#include <gtest/gtest.h>

namespace shuxin::calendar {
namespace {

const std::string days = "date,kind,name\n2026-01-01,holiday,元旦\n2026-01-04,workday,元旦\n";

Calendar read(const std::string& csv) {
  return read_calendar(csv, "calendar.csv").calendar;
}

TEST(Fingerprint, is_the_same_whatever_the_order_of_the_days_and_differs_by_each_of_them) {
  const std::string of_days = fingerprint(read(days));
  EXPECT_EQ(of_days, fingerprint(read("date,kind,name\n2026-01-04,workday,元旦\n2026-01-01,holiday,元旦\n")));
  EXPECT_NE(of_days, fingerprint(read(days + "2027-01-01,holiday,元旦\n")));
  EXPECT_NE(of_days, fingerprint(read("date,kind,name\n2026-01-01,holiday,元旦\n")));
}

TEST(Fingerprint, differs_by_office_hours_and_by_the_zones_time) {
  const Calendar usual = read(days).with(OfficeHours::usual(), *TimeZone::fixed(480)).value();
  OfficeHours shorter = OfficeHours::usual();
  shorter.weekdays[4] = {{9 * 60, 12 * 60}};
  OfficeHours eve = OfficeHours::usual();
  eve.dates[*base::Date::parse("2026-02-13")] = {{9 * 60, 12 * 60}};
  EXPECT_NE(fingerprint(usual), fingerprint(usual.with(shorter, *TimeZone::fixed(480)).value()));
  EXPECT_NE(fingerprint(usual), fingerprint(usual.with(eve, *TimeZone::fixed(480)).value()));
  EXPECT_NE(fingerprint(usual), fingerprint(usual.with(OfficeHours::usual(), *TimeZone::fixed(0)).value()));
}

}  // namespace
}  // namespace shuxin::calendar
