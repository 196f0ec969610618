#include "core/calendar/calendar.h"

#include <gtest/gtest.h>
#include <rapidcheck.h>

#include "core/calendar/test_calendar.h"

namespace shuxin::calendar {
namespace {

using base::Date;
using base::Instant;

Date date(const char* text) {
  return *Date::parse(text);
}

Instant instant(const char* text) {
  return *Instant::parse(std::string(text) + "+08:00");
}

TEST(Calendar, has_the_golden_totals_of_every_year) {
  struct Year {
    int year, working_days, holidays, make_up_days;
  };
  const Calendar calendar = zone_calendar();
  for (const auto& [year, working_days, holidays, make_up_days] :
       {Year{2020, 249, 30, 6}, Year{2021, 250, 31, 7}, Year{2022, 249, 32, 7}, Year{2023, 249, 26, 7},
        Year{2024, 251, 28, 8}, Year{2025, 248, 28, 5}, Year{2026, 248, 33, 6}}) {
    const Date first = *Date::from(year, 1, 1);
    const Date next = *Date::from(year + 1, 1, 1);
    EXPECT_EQ(calendar.count_working_days(first, next), working_days) << year;
    int counted = 0, off = 0, made_up = 0;
    for (Date day = first; day < next; day = day + 1) {
      counted += calendar.is_working_day(day);
      off += calendar.kind(day) == DayKind::Holiday;
      made_up += calendar.kind(day) == DayKind::MakeUpDay;
    }
    EXPECT_EQ(counted, working_days) << year;
    EXPECT_EQ(off, holidays) << year;
    EXPECT_EQ(made_up, make_up_days) << year;
  }
  EXPECT_EQ(calendar.listed_days().size(), 254U);
}

TEST(Calendar, adds_working_days_as_the_golden_figures_say) {
  struct Sum {
    const char* start;
    int days;
    const char* due;
  };
  const Calendar calendar = zone_calendar();
  for (const auto& [start, days, due] :
       {Sum{"2022-04-28", 5, "2022-05-09"}, Sum{"2022-01-28", 5, "2022-02-09"},
        Sum{"2021-09-17", 20, "2021-10-21"}, Sum{"2023-09-28", 45, "2023-12-06"},
        Sum{"2025-09-26", 10, "2025-10-16"}, Sum{"2026-02-13", 5, "2026-02-27"}})
    EXPECT_EQ(calendar.add_working_days(date(start), days, FirstDay::Next).to_string(), due) << start;
}

TEST(Calendar, counts_the_first_day_or_not) {
  const Calendar calendar = zone_calendar();
  EXPECT_EQ(calendar.add_working_days(date("2022-04-28"), 1, FirstDay::Next), date("2022-04-29"));
  EXPECT_EQ(calendar.add_working_days(date("2022-04-28"), 1, FirstDay::Same), date("2022-04-28"));
  EXPECT_EQ(calendar.add_working_days(date("2022-05-01"), 1, FirstDay::Same), date("2022-05-05"));
  EXPECT_EQ(calendar.add_working_days(date("2022-05-01"), 0, FirstDay::Next), date("2022-05-01"));
  EXPECT_EQ(calendar.add_working_days(date("2022-05-09"), -5, FirstDay::Next), date("2022-04-28"));
}

TEST(Calendar, natural_days_end_on_a_working_day) {
  const Calendar calendar = zone_calendar();
  EXPECT_EQ(calendar.add_natural_days(date("2022-04-23"), 7, FirstDay::Next), date("2022-05-05"));
  EXPECT_EQ(calendar.add_natural_days(date("2022-04-22"), 2, FirstDay::Next),
            date("2022-04-24"));  // make-up Sunday
  EXPECT_EQ(calendar.add_natural_days(date("2022-04-20"), 3, FirstDay::Same), date("2022-04-22"));
}

TEST(Calendar, knows_which_years_are_published) {
  const Calendar calendar = zone_calendar();
  EXPECT_TRUE(calendar.is_published(2026));
  EXPECT_FALSE(calendar.is_published(2027));
  EXPECT_FALSE(calendar.is_published(2019));
  EXPECT_EQ(calendar.unpublished_years(date("2026-12-28"), date("2028-01-01")),
            (std::vector<std::int64_t>{2027, 2028}));
  EXPECT_TRUE(calendar.unpublished_years(date("2020-01-01"), date("2026-12-31")).empty());
}

TEST(Calendar, a_new_years_day_listed_in_december_does_not_publish_its_own_year) {
  const auto read =
      read_calendar("date,kind,name\n2027-12-31,holiday,元旦\n2028-01-01,holiday,元旦\n", "calendar.csv");
  EXPECT_FALSE(read.calendar.is_published(2027));
  EXPECT_TRUE(read.calendar.is_published(2028));
  EXPECT_FALSE(read.calendar.is_working_day(date("2027-12-31")));
}

TEST(Calendar, unlisted_years_follow_monday_to_friday) {
  const Calendar calendar = zone_calendar();
  for (const char* monday : {"1999-12-27", "2027-02-08", "2050-01-03", "2019-12-16"}) {
    EXPECT_TRUE(calendar.is_working_day(date(monday))) << monday;
    EXPECT_FALSE(calendar.is_working_day(date(monday) + 5)) << monday;
    EXPECT_EQ(calendar.add_working_days(date(monday), 5, FirstDay::Next), date(monday) + 7) << monday;
  }
}

TEST(Calendar, half_a_day_is_two_hundred_and_forty_minutes) {
  const Calendar calendar = zone_calendar();
  EXPECT_EQ(calendar.office_minutes(instant("2022-04-28T09:00"), instant("2022-04-28T14:30")), 240);
  EXPECT_EQ(calendar.office_minutes(instant("2022-04-28T07:00"), instant("2022-04-28T23:00")), 420);
  EXPECT_EQ(calendar.office_minutes(instant("2022-04-29T17:00"), instant("2022-05-05T09:30")), 60);
  EXPECT_EQ(calendar.office_minutes(instant("2022-05-07T00:00"), instant("2022-05-09T00:00")), 420);
  EXPECT_EQ(calendar.office_minutes(instant("2022-04-28T12:10"), instant("2022-04-28T13:20")), 0);
  EXPECT_EQ(calendar.office_minutes(instant("2022-04-28T10:00"), instant("2022-04-28T09:00")), -60);
}

TEST(Calendar, office_time_runs_over_the_noon_break_and_days_off) {
  const Calendar calendar = zone_calendar();
  const auto after = [&](const char* from, std::int64_t minutes) {
    return calendar.add_office_milliseconds(instant(from), minutes * 60'000);
  };
  EXPECT_EQ(after("2022-04-28T11:00", 60), instant("2022-04-28T12:00"));
  EXPECT_EQ(after("2022-04-28T11:00", 61), instant("2022-04-28T13:31"));
  EXPECT_EQ(after("2022-04-28T20:00", 240), instant("2022-04-29T14:30"));
  EXPECT_EQ(after("2022-04-29T17:00", 120), instant("2022-05-05T10:30"));
  EXPECT_EQ(after("2022-04-28T12:30", 0), instant("2022-04-28T12:30"));
  EXPECT_EQ(after("2050-01-07T17:00", 60), instant("2050-01-10T09:30"));
  EXPECT_EQ(after("1999-12-24T17:00", 60), instant("1999-12-27T09:30"));
}

TEST(Calendar, single_dates_and_make_up_days_may_have_their_own_hours) {
  OfficeHours hours = OfficeHours::usual();
  hours.make_up_days = {{9 * 60, 12 * 60}};
  hours.dates[date("2022-01-30")] = {{9 * 60, 11 * 60}};
  hours.dates[date("2030-06-03")] = {{9 * 60, 10 * 60}};
  const auto calendar = zone_calendar().with(hours, *TimeZone::fixed(480));
  ASSERT_TRUE(calendar);
  EXPECT_EQ(calendar->end_of_office(date("2022-01-29")), instant("2022-01-29T12:00"));
  EXPECT_EQ(calendar->end_of_office(date("2022-01-30")), instant("2022-01-30T11:00"));
  EXPECT_EQ(calendar->end_of_office(date("2022-01-31")), instant("2022-01-31T23:59:59.999"));
  EXPECT_EQ(calendar->office_minutes(instant("2030-06-03T00:00"), instant("2030-06-05T00:00")), 480);
}

TEST(Calendar, refuses_hours_that_are_none) {
  const Calendar calendar = zone_calendar();
  const auto code = [&](auto change) {
    OfficeHours hours = OfficeHours::usual();
    change(hours);
    return calendar.with(hours, TimeZone()).error().code();
  };
  EXPECT_EQ(code([](OfficeHours& hours) { hours.weekdays[4].clear(); }), "office-hours.missing");
  EXPECT_EQ(code([](OfficeHours& hours) { hours.weekdays[0] = {{540, 540}}; }), "office-hours.interval");
  EXPECT_EQ(code([](OfficeHours& hours) { hours.weekdays[0] = {{540, 700}, {690, 720}}; }),
            "office-hours.interval");
  EXPECT_EQ(code([](OfficeHours& hours) { hours.make_up_days = {{540, 1441}}; }), "office-hours.interval");
  EXPECT_EQ(code([](OfficeHours& hours) { hours.dates[Date{9'999'999}] = {{540, 600}}; }),
            "office-hours.date");
}

TEST(Calendar, the_legal_day_is_that_of_the_zone) {
  const Calendar calendar = zone_calendar();
  EXPECT_EQ(calendar.legal_day(*Instant::parse("2022-04-28T15:59:59.999Z")), date("2022-04-28"));
  EXPECT_EQ(calendar.legal_day(*Instant::parse("2022-04-28T16:00Z")), date("2022-04-29"));
}

TEST(Calendar, tells_every_fault_of_its_file_with_the_line) {
  const auto read = read_calendar(
      "date,kind,name\r\n"
      "2022-01-01,holiday,元旦\r\n"
      "2022-01-32,holiday,元旦\r\n"
      "2022-01-02,feast,元旦\r\n"
      "2022-01-03,holiday,\r\n"
      "2022-01-04,workday,元旦\r\n"
      "2022-01-01,holiday,元旦\r\n"
      "2922-01-01,holiday,元旦\r\n"
      "2022-01-08\r\n",
      "calendar.csv");
  std::vector<std::string> faults;
  for (const auto& fault : read.diagnostics)
    faults.push_back(std::to_string(fault.place.line) + " " + fault.message.code);
  EXPECT_EQ(faults, (std::vector<std::string>{"3 calendar.date", "4 calendar.kind", "5 calendar.name",
                                              "6 calendar.not-a-weekend", "7 calendar.twice",
                                              "8 calendar.year", "9 csv.fields"}));
  EXPECT_EQ(read.calendar.listed_days().size(), 1U);
  EXPECT_EQ(read.calendar.find_listed(date("2022-01-01"))->name, (base::Text{"元旦", "New Year"}));
}

TEST(Calendar, adding_working_days_is_monotone_additive_and_undone_by_subtracting) {
  const Calendar calendar = zone_calendar();
  rc::check([&] {
    const Date start{*rc::gen::inRange<std::int64_t>(10'000, 30'000)};
    const auto a = *rc::gen::inRange<std::int64_t>(1, 400);
    const auto b = *rc::gen::inRange<std::int64_t>(1, 400);
    const Date once = calendar.add_working_days(start, a, FirstDay::Next);
    RC_ASSERT(calendar.is_working_day(once));
    RC_ASSERT(calendar.add_working_days(start, a + 1, FirstDay::Next) > once);
    RC_ASSERT(calendar.add_working_days(start + 1, a, FirstDay::Next) >= once);
    RC_ASSERT(calendar.add_working_days(once, b, FirstDay::Next) ==
              calendar.add_working_days(start, a + b, FirstDay::Next));
    RC_ASSERT(calendar.count_working_days(start + 1, once + 1) == a);
    const Date working = calendar.next_working_day(start);
    RC_ASSERT(calendar.add_working_days(calendar.add_working_days(working, a, FirstDay::Next), -a,
                                        FirstDay::Next) == working);
  });
}

TEST(Calendar, counting_days_one_by_one_gives_the_same) {
  const Calendar calendar = zone_calendar();
  rc::check([&] {
    const Date start{*rc::gen::inRange<std::int64_t>(17'000, 22'000)};
    const auto days = *rc::gen::inRange<std::int64_t>(1, 120);
    Date day = start;
    for (std::int64_t left = days; left > 0;) {
      day = day + 1;
      const ListedDay* listed = calendar.find_listed(day);
      const bool weekend = day.weekday() >= base::Weekday::Saturday;
      left -= listed ? listed->working : !weekend;
    }
    RC_ASSERT(calendar.add_working_days(start, days, FirstDay::Next) == day);
  });
}

TEST(Calendar, office_time_is_monotone_additive_and_counted_as_it_is_added) {
  const Calendar calendar = zone_calendar();
  rc::check([&] {
    const Instant start{*rc::gen::inRange<std::int64_t>(900'000'000'000, 2'400'000'000'000)};
    const auto a = *rc::gen::inRange<std::int64_t>(1, 100'000'000);
    const auto b = *rc::gen::inRange<std::int64_t>(1, 100'000'000);
    const Instant once = calendar.add_office_milliseconds(start, a);
    RC_ASSERT(calendar.office_milliseconds(start, once) == a);
    RC_ASSERT(calendar.office_milliseconds(start, once + -1) == a - 1);  // it is the earliest
    RC_ASSERT(calendar.add_office_milliseconds(once, b) == calendar.add_office_milliseconds(start, a + b));
    RC_ASSERT(calendar.add_office_milliseconds(start + b, a) >= once);
  });
}

TEST(TimeZone, follows_a_table_of_changes) {
  const Instant spring = *Instant::parse("2022-03-27T01:00Z");
  const Instant autumn = *Instant::parse("2022-10-30T01:00Z");
  const auto zone = TimeZone::changing(60, {{spring, 120}, {autumn, 60}});
  ASSERT_TRUE(zone);
  EXPECT_EQ(zone->local(spring + -1).millisecond_of_day, 7'200'000 - 1);
  EXPECT_EQ(zone->local(spring).millisecond_of_day, 3 * 3'600'000);
  EXPECT_EQ(zone->instant({date("2022-07-01"), 0}).to_string(), "2022-06-30T22:00:00.000Z");
  EXPECT_EQ(zone->instant({date("2022-10-30"), 9'000'000}).to_string(),
            "2022-10-30T00:30:00.000Z");  // the earlier
  EXPECT_EQ(zone->instant({date("2022-03-27"), 9'000'000}).to_string(),
            "2022-03-27T01:30:00.000Z");  // skipped
  EXPECT_EQ(zone->instant({date("2022-03-27"), 18'000'000}).to_string(), "2022-03-27T03:00:00.000Z");
}

TEST(TimeZone, refuses_offsets_and_tables_that_cannot_be) {
  EXPECT_EQ(TimeZone::fixed(18 * 60 + 1).error().code(), "time-zone.offset");
  EXPECT_EQ(TimeZone::changing(0, {{Instant{0}, 60}, {Instant{0}, 0}}).error().code(), "time-zone.order");
  EXPECT_EQ(TimeZone::changing(0, {{Instant{0}, 2'000}}).error().code(), "time-zone.offset");
}

TEST(TimeZone, reads_back_every_instant_that_is_not_told_twice) {
  const auto zone = TimeZone::fixed(480);
  rc::check([&] {
    const Instant at{*rc::gen::inRange<std::int64_t>(-4'000'000'000'000, 4'000'000'000'000)};
    RC_ASSERT(zone->instant(zone->local(at)) == at);
  });
}

}  // namespace
}  // namespace shuxin::calendar
