#include "core/calendar/reading.h"

#include <gtest/gtest.h>
#include <rapidcheck.h>

#include "core/calendar/test_calendar.h"

namespace shuxin::calendar {
namespace {

using base::Date;
using base::Instant;

Instant at(const char* text) {
  return *Instant::parse(std::string(text) + "+08:00");
}

Clock start(Limit limit, const char* when, auto change) {
  ClockRules rules;
  rules.limit = limit;
  change(rules);
  return *Clock::start(rules, at(when));
}

Clock start(Limit limit, const char* when) {
  return start(limit, when, [](ClockRules&) {});
}

Instant due_of(const Clock& clock, const char* now) {
  return read_clock(clock, zone_calendar(), at(now)).due;
}

TEST(Reading, a_promise_runs_over_a_make_up_saturday_and_a_sunday) {
  const Clock clock = start(Limit::working_days(3), "2022-05-06T14:20");
  const ClockReading reading = read_clock(clock, zone_calendar(), at("2022-05-07T10:00"));
  EXPECT_EQ(reading.due, at("2022-05-10T17:30"));
  EXPECT_EQ(reading.remaining, Limit::working_days(3));
  EXPECT_EQ(reading.running_since, at("2022-05-06T14:20"));
  EXPECT_EQ(reading.lamp, Lamp::Green);
  EXPECT_FALSE(reading.provisional);
}

TEST(Reading, days_are_consumed_when_offices_close) {
  const Calendar calendar = zone_calendar();
  const Clock clock = start(Limit::working_days(5), "2022-05-09T09:00");  // due Monday 05-16
  struct Moment {
    const char* now;
    int remaining;
    Lamp lamp;
  };
  for (const auto& [now, remaining, lamp] :
       {Moment{"2022-05-01T09:00", 5, Lamp::Green}, Moment{"2022-05-10T17:30", 5, Lamp::Green},
        Moment{"2022-05-10T17:31", 4, Lamp::Green}, Moment{"2022-05-12T12:00", 3, Lamp::Green},
        Moment{"2022-05-13T12:00", 2, Lamp::Yellow}, Moment{"2022-05-14T12:00", 1, Lamp::Red},
        Moment{"2022-05-16T17:30", 1, Lamp::Red}, Moment{"2022-05-16T17:31", 0, Lamp::Overdue}}) {
    const ClockReading reading = read_clock(clock, calendar, at(now));
    EXPECT_EQ(reading.remaining.amount, remaining) << now;
    EXPECT_EQ(reading.consumed.amount, 5 - remaining) << now;
    EXPECT_EQ(reading.lamp, lamp) << now;
  }
}

TEST(Reading, tells_by_how_much_it_is_overdue) {
  const Calendar calendar = zone_calendar();
  const Clock clock = start(Limit::working_days(5), "2022-04-22T09:00");  // due 04-28, before the break
  EXPECT_EQ(read_clock(clock, calendar, at("2022-04-28T18:00")).overdue_by, Limit::working_days(0));
  EXPECT_EQ(read_clock(clock, calendar, at("2022-05-05T09:00")).overdue_by, Limit::working_days(2));
  const Clock minutes = start(Limit::office_minutes(60), "2022-04-29T16:00");
  EXPECT_EQ(read_clock(minutes, calendar, at("2022-05-05T09:10")).overdue_by, Limit::office_minutes(40));
}

TEST(Reading, the_day_of_the_event_counts_by_setting) {
  const auto same = [](ClockRules& rules) { rules.first_day = FirstDay::Same; };
  EXPECT_EQ(due_of(start(Limit::working_days(1), "2022-05-09T10:00"), "2022-05-09T10:00"),
            at("2022-05-10T17:30"));
  EXPECT_EQ(due_of(start(Limit::working_days(1), "2022-05-09T10:00", same), "2022-05-09T10:00"),
            at("2022-05-09T17:30"));
  EXPECT_EQ(due_of(start(Limit::working_days(1), "2022-05-09T20:00", same), "2022-05-09T20:00"),
            at("2022-05-10T17:30"));
}

TEST(Reading, ends_with_the_office_or_with_the_day_by_setting) {
  const auto day_end = [](ClockRules& rules) { rules.due_moment = DueMoment::DayEnd; };
  EXPECT_EQ(due_of(start(Limit::working_days(1), "2022-05-09T10:00", day_end), "2022-05-09T10:00"),
            at("2022-05-10T23:59:59.999"));
}

TEST(Reading, natural_days_move_to_a_working_day_or_stay_by_setting) {
  const auto stays = [](ClockRules& rules) {
    rules.last_day = LastDay::Stays;
    rules.due_moment = DueMoment::DayEnd;
  };
  EXPECT_EQ(due_of(start(Limit::natural_days(7), "2022-04-23T10:00"), "2022-04-23T10:00"),
            at("2022-05-05T17:30"));
  EXPECT_EQ(due_of(start(Limit::natural_days(7), "2022-04-23T10:00", stays), "2022-04-23T10:00"),
            at("2022-04-30T23:59:59.999"));
  const ClockReading in_the_break =
      read_clock(start(Limit::natural_days(7), "2022-04-23T10:00"), zone_calendar(), at("2022-05-02T10:00"));
  EXPECT_EQ(in_the_break.remaining, Limit::natural_days(0));
  EXPECT_FALSE(in_the_break.overdue);
  EXPECT_EQ(in_the_break.lamp, Lamp::Red);
}

TEST(Reading, half_a_day_is_due_at_noon_or_after_it_to_the_minute) {
  EXPECT_EQ(due_of(start(Limit::office_minutes(240), "2022-05-11T14:30"), "2022-05-11T14:30"),
            at("2022-05-12T10:00"));
  EXPECT_EQ(due_of(start(Limit::office_minutes(240), "2022-05-11T16:30"), "2022-05-11T16:30"),
            at("2022-05-12T12:00"));
  const ClockReading reading = read_clock(start(Limit::office_minutes(240), "2022-05-11T16:30"),
                                          zone_calendar(), at("2022-05-12T09:10:30"));
  EXPECT_EQ(reading.remaining, Limit::office_minutes(170));
  EXPECT_EQ(reading.consumed, Limit::office_minutes(70));
}

TEST(Reading, on_the_spot_is_before_offices_close) {
  EXPECT_EQ(due_of(start(Limit::on_the_spot(), "2022-05-06T10:00"), "2022-05-06T10:00"),
            at("2022-05-06T17:30"));
  EXPECT_EQ(due_of(start(Limit::on_the_spot(), "2022-05-06T18:00"), "2022-05-06T18:00"),
            at("2022-05-07T17:30"));
  EXPECT_EQ(due_of(start(Limit::on_the_spot(), "2022-05-01T10:00"), "2022-05-01T10:00"),
            at("2022-05-05T17:30"));
}

TEST(Reading, standing_still_moves_the_due_day_by_the_days_at_whose_close_it_stood) {
  const Clock clock = start(Limit::working_days(5), "2022-05-09T09:00");  // due 05-16
  const auto with_stop = [&](const char* from, const char* until) {
    return due_of(*clock.stop(at(from), {})->resume(at(until)), "2022-05-20T09:00");
  };
  EXPECT_EQ(with_stop("2022-05-11T10:00", "2022-05-13T09:00"), at("2022-05-18T17:30"));  // 11, 12
  EXPECT_EQ(with_stop("2022-05-11T10:00", "2022-05-11T16:00"),
            at("2022-05-16T17:30"));  // within a day: nothing
  EXPECT_EQ(with_stop("2022-05-11T17:00", "2022-05-11T18:00"),
            at("2022-05-17T17:30"));  // over the close: that day
  EXPECT_EQ(with_stop("2022-05-11T18:00", "2022-05-12T09:00"),
            at("2022-05-16T17:30"));  // over night: nothing
  EXPECT_EQ(with_stop("2022-05-14T09:00", "2022-05-15T09:00"),
            at("2022-05-16T17:30"));  // on days off: nothing
  EXPECT_EQ(with_stop("2022-05-09T10:00", "2022-05-09T19:00"),
            at("2022-05-16T17:30"));  // on the day of the event
  EXPECT_EQ(with_stop("2022-05-16T10:00", "2022-05-19T09:00"), at("2022-05-19T17:30"));  // on the last day
  EXPECT_EQ(with_stop("2022-05-16T17:31", "2022-05-19T09:00"), at("2022-05-16T17:30"));  // too late
}

TEST(Reading, two_stops_that_touch_a_day_take_it_out_once) {
  const Clock clock = *start(Limit::working_days(5), "2022-05-09T09:00")
                           .stop(at("2022-05-10T10:00"), {})
                           ->resume(at("2022-05-11T09:00"))
                           ->stop(at("2022-05-11T10:00"), {})
                           ->resume(at("2022-05-12T09:00"));
  const ClockReading reading = read_clock(clock, zone_calendar(), at("2022-05-12T09:00"));
  EXPECT_EQ(reading.stood, Limit::working_days(2));
  EXPECT_EQ(reading.due, at("2022-05-18T17:30"));
  EXPECT_EQ(reading.first_due, at("2022-05-16T17:30"));
  EXPECT_EQ(reading.running_since, at("2022-05-12T09:00"));
}

TEST(Reading, a_standing_clock_is_never_overdue_and_its_due_day_recedes) {
  const Calendar calendar = zone_calendar();
  const Clock clock = *start(Limit::working_days(1), "2022-05-09T09:00").stop(at("2022-05-10T10:00"), {});
  for (const char* now : {"2022-05-10T18:00", "2022-05-13T18:00", "2022-08-01T12:00"}) {
    const ClockReading reading = read_clock(clock, calendar, at(now));
    EXPECT_EQ(reading.status, ClockStatus::Standing);
    EXPECT_FALSE(reading.overdue) << now;
    EXPECT_GE(reading.due, at(now));
    EXPECT_EQ(reading.remaining, Limit::working_days(1));
    EXPECT_EQ(reading.running_since, std::nullopt);
  }
}

TEST(Reading, office_minutes_stand_to_the_millisecond) {
  const Clock clock = *start(Limit::office_minutes(240), "2022-05-11T09:00")
                           .stop(at("2022-05-11T10:00"), {})
                           ->resume(at("2022-05-11T14:00"));
  const ClockReading reading = read_clock(clock, zone_calendar(), at("2022-05-11T14:00"));
  EXPECT_EQ(reading.stood, Limit::office_minutes(150));
  EXPECT_EQ(reading.due, at("2022-05-11T17:00"));
}

TEST(Reading, an_extension_adds_to_the_budget) {
  const Clock clock = start(Limit::working_days(20), "2022-04-28T09:00");
  const Clock extended = *clock.extend(at("2022-05-10T09:00"), Limit::working_days(10), {});
  EXPECT_EQ(due_of(clock, "2022-05-11T09:00"), at("2022-05-30T17:30"));
  EXPECT_EQ(due_of(extended, "2022-05-11T09:00"), at("2022-06-14T17:30"));  // over the Dragon Boat Festival
  EXPECT_EQ(due_of(extended, "2022-05-09T09:00"), at("2022-05-30T17:30"));  // read as of the day before
}

TEST(Reading, a_timer_is_set_by_all_that_was_done_without_a_now) {
  const Calendar calendar = zone_calendar();
  const Clock clock = start(Limit::working_days(20), "2022-04-28T09:00");
  EXPECT_EQ(find_due(clock, calendar), at("2022-05-30T17:30"));
  EXPECT_EQ(find_due(*clock.extend(at("2022-05-10T09:00"), Limit::working_days(10), {}), calendar),
            at("2022-06-14T17:30"));
  const Clock stopped = *clock.stop(at("2022-05-10T09:00"), {});
  EXPECT_EQ(find_due(stopped, calendar), std::nullopt);
  EXPECT_EQ(find_due(*stopped.resume(at("2022-05-11T09:00")), calendar), at("2022-05-31T17:30"));
}

TEST(Reading, a_satisfied_clock_stays_as_it_was) {
  const Calendar calendar = zone_calendar();
  const Clock clock = start(Limit::working_days(5), "2022-05-09T09:00");
  const ClockReading in_time =
      read_clock(*clock.satisfy(at("2022-05-16T17:00")), calendar, at("2030-01-01T00:00"));
  EXPECT_EQ(in_time.status, ClockStatus::Satisfied);
  EXPECT_FALSE(in_time.overdue);
  EXPECT_TRUE(read_clock(*clock.satisfy(at("2022-05-16T18:00")), calendar, at("2030-01-01T00:00")).overdue);
}

TEST(Reading, is_provisional_through_an_unpublished_year_and_right_once_it_is_published) {
  const Clock clock = start(Limit::working_days(20), "2026-12-21T09:00");
  const ClockReading before = read_clock(clock, zone_calendar(), at("2026-12-21T09:00"));
  EXPECT_TRUE(before.provisional);
  EXPECT_EQ(before.due, at("2027-01-18T17:30"));
  std::vector<ListedDay> days = zone_calendar().listed_days();
  days.push_back({*Date::parse("2027-01-01"), false, {"元旦", "New Year"}});
  const Calendar published = *Calendar::build(days, OfficeHours::usual(), *TimeZone::fixed(480));
  const ClockReading after = read_clock(clock, published, at("2026-12-21T09:00"));
  EXPECT_FALSE(after.provisional);
  EXPECT_EQ(after.due, at("2027-01-19T17:30"));
}

TEST(Reading, natural_days_to_the_end_of_the_day_are_never_provisional) {
  const auto plain = [](ClockRules& rules) {
    rules.last_day = LastDay::Stays;
    rules.due_moment = DueMoment::DayEnd;
  };
  const Calendar calendar = zone_calendar();
  EXPECT_FALSE(
      read_clock(start(Limit::natural_days(60), "2026-12-01T09:00", plain), calendar, at("2026-12-01T09:00"))
          .provisional);
  EXPECT_TRUE(read_clock(start(Limit::natural_days(60), "2026-12-01T09:00"), calendar, at("2026-12-01T09:00"))
                  .provisional);
}

// Walks day by day: a working day behind the start counts if the clock runs at 17:30.
Date due_by_walking(const Calendar& calendar, const Clock& clock, Instant now) {
  Date day = calendar.legal_day(clock.started_at());
  for (std::int64_t left = clock.budget().amount; left > 0;) {
    day = day + 1;
    const Instant close = calendar.end_of_office(day);
    bool stood = false;
    for (const Stop& stop : clock.stops()) stood |= stop.from <= close && close < stop.until.value_or(now);
    if (calendar.is_working_day(day) && !stood) --left;
  }
  return day;
}

TEST(Reading, walking_day_by_day_gives_the_same_due_day) {
  const Calendar calendar = zone_calendar();
  rc::check([&] {
    ClockRules rules;
    rules.limit = Limit::working_days(*rc::gen::inRange<std::int64_t>(1, 60));
    Instant time{1'580'000'000'000 + *rc::gen::inRange<std::int64_t>(0, 150'000'000'000)};
    Clock clock = *Clock::start(rules, time);
    const auto stops = *rc::gen::container<std::vector<std::pair<std::int64_t, std::int64_t>>>(rc::gen::pair(
        rc::gen::inRange<std::int64_t>(0, 600'000'000), rc::gen::inRange<std::int64_t>(0, 900'000'000)));
    for (const auto& [runs, stands] : stops) {
      const Clock stopped = *clock.stop(time + runs, {});
      time = time + runs + stands;
      clock = *stopped.resume(time);
    }
    const ClockReading reading = read_clock(clock, calendar, time);
    RC_ASSERT(reading.due_day == due_by_walking(calendar, clock, time));
    RC_ASSERT(reading.consumed.amount + reading.remaining.amount == reading.budget.amount);
  });
}

TEST(Reading, office_minutes_consumed_and_stood_add_up_to_the_time_since_the_start) {
  const Calendar calendar = zone_calendar();
  rc::check([&] {
    ClockRules rules;
    rules.limit = Limit::office_minutes(100'000);
    const Instant begin{1'640'000'000'000};
    const auto run = *rc::gen::inRange<std::int64_t>(0, 900'000'000);
    const auto stand = *rc::gen::inRange<std::int64_t>(0, 900'000'000);
    const auto rest = *rc::gen::inRange<std::int64_t>(0, 900'000'000);
    const Clock clock = *Clock::start(rules, begin)->stop(begin + run, {})->resume(begin + (run + stand));
    const Instant now = begin + (run + stand + rest);
    const ClockReading reading = read_clock(clock, calendar, now);
    const auto all = calendar.office_minutes(begin, now);
    RC_ASSERT(reading.consumed.amount + reading.stood.amount <= all);
    RC_ASSERT(reading.consumed.amount + reading.stood.amount >=
              all - 2);  // each of two is cut to whole minutes
    RC_ASSERT(calendar.office_milliseconds(reading.first_due, reading.due) ==
              calendar.office_milliseconds(begin + run, begin + (run + stand)));
  });
}

}  // namespace
}  // namespace shuxin::calendar
