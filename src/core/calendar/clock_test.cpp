#include "core/calendar/clock.h"

#include <gtest/gtest.h>

#include "core/calendar/test_calendar.h"

namespace shuxin::calendar {
namespace {

using base::Instant;
using base::Json;

Instant at(const char* text) {
  return *Instant::parse(std::string(text) + "+08:00");
}

Clock legal_clock() {
  ClockRules rules;
  rules.limit = Limit::working_days(20);
  rules.longest_extension = Limit::working_days(10);
  rules.started_by = StartEvent::Acceptance;
  return *Clock::start(rules, at("2022-04-28T09:10"));
}

const base::Text hearing{"听证", "hearing"};

TEST(Clock, is_extended_once_and_by_no_more_than_the_law_allows) {
  const Clock clock = legal_clock();
  const auto when = at("2022-05-09T10:00");
  EXPECT_EQ(clock.extend(when, Limit::working_days(11), {}).error().code(), "clock.extension");
  EXPECT_EQ(clock.extend(when, Limit::working_days(0), {}).error().code(), "clock.extension");
  EXPECT_EQ(clock.extend(when, Limit::natural_days(5), {}).error().code(), "clock.unit");
  const auto extended = clock.extend(when, Limit::working_days(10), {});
  ASSERT_TRUE(extended);
  EXPECT_EQ(extended->budget(), Limit::working_days(30));
  EXPECT_EQ(extended->extend(when, Limit::working_days(1), {}).error().code(), "clock.extended");
  EXPECT_EQ(clock.budget(), Limit::working_days(20));  // the clock before is as it was
}

TEST(Clock, stands_once_at_a_time_and_acts_keep_their_order) {
  const Clock clock = legal_clock();
  EXPECT_EQ(clock.stop(at("2022-04-28T09:00"), hearing).error().code(), "clock.order");
  EXPECT_EQ(clock.resume(at("2022-04-29T09:00")).error().code(), "clock.running");
  const Clock stopped = *clock.stop(at("2022-04-29T09:00"), hearing);
  EXPECT_TRUE(stopped.is_standing());
  EXPECT_EQ(stopped.stop(at("2022-04-30T09:00"), hearing).error().code(), "clock.standing");
  EXPECT_EQ(stopped.resume(at("2022-04-29T08:59")).error().code(), "clock.order");
  const Clock resumed = *stopped.resume(at("2022-05-05T09:00"));
  EXPECT_EQ(resumed.stop(at("2022-05-05T08:00"), hearing).error().code(), "clock.order");
  EXPECT_EQ(resumed.satisfy(at("2022-05-05T08:00")).error().code(), "clock.order");
}

TEST(Clock, changes_no_more_once_satisfied) {
  const Clock done = *legal_clock().satisfy(at("2022-05-05T09:00"));
  const auto later = at("2022-05-06T09:00");
  for (const auto& result :
       {done.stop(later, {}), done.resume(later), done.extend(later, Limit::working_days(1), {}),
        done.start_again(later), done.satisfy(later)})
    EXPECT_EQ(result.error().code(), "clock.satisfied");
}

TEST(Clock, starts_afresh_or_goes_on_as_its_rules_say) {
  ClockRules rules;
  rules.limit = Limit::working_days(5);
  const Clock stopped = *Clock::start(rules, at("2022-04-28T09:00"))->stop(at("2022-04-29T09:00"), hearing);
  const Clock afresh = *stopped.start_again(at("2022-05-06T14:00"));
  EXPECT_EQ(afresh.started_at(), at("2022-05-06T14:00"));
  EXPECT_EQ(afresh.earlier_starts(), std::vector<Instant>{at("2022-04-28T09:00")});
  EXPECT_TRUE(afresh.stops().empty());

  rules.restart = Restart::Continues;
  const Clock standing = *Clock::start(rules, at("2022-04-28T09:00"))->stop(at("2022-04-29T09:00"), hearing);
  const Clock goes_on = *standing.start_again(at("2022-05-06T14:00"));
  EXPECT_EQ(goes_on, *standing.resume(at("2022-05-06T14:00")));
  EXPECT_EQ(*goes_on.start_again(at("2022-05-07T14:00")), goes_on);
}

TEST(Clock, refuses_rules_and_times_that_cannot_be) {
  const auto code = [](auto change) {
    ClockRules rules;
    rules.limit = Limit::working_days(5);
    change(rules);
    const auto clock = Clock::start(rules, at("2022-04-28T09:00"));
    return clock ? std::string() : clock.error().code();
  };
  EXPECT_EQ(code([](ClockRules&) {}), "");
  EXPECT_EQ(code([](ClockRules& rules) { rules.limit.amount = -1; }), "clock.rules");
  EXPECT_EQ(code([](ClockRules& rules) { rules.limit.amount = 100'001; }), "clock.rules");
  EXPECT_EQ(code([](ClockRules& rules) { rules.limit = {Unit::OnTheSpot, 1}; }), "clock.rules");
  EXPECT_EQ(code([](ClockRules& rules) { rules.red_percent = 60; }), "clock.rules");
  EXPECT_EQ(code([](ClockRules& rules) { rules.extensions_allowed = -1; }), "clock.rules");
  EXPECT_EQ(Clock::start({}, Instant{INT64_MAX}).error().code(), "clock.time");
  EXPECT_EQ(legal_clock().stop(Instant{INT64_MAX}, {}).error().code(), "clock.time");
}

Clock eventful_clock() {
  ClockRules rules;
  rules.limit = Limit::working_days(20);
  rules.longest_extension = Limit::working_days(10);
  rules.started_by = StartEvent::Receipt;
  return *Clock::start(rules, at("2022-04-01T09:00"))
              ->start_again(at("2022-04-28T09:10"))
              ->stop(at("2022-05-05T10:00"), hearing)
              ->resume(at("2022-05-11T09:00"))
              ->extend(at("2022-05-12T09:00"), Limit::working_days(10), {"情况复杂", "a complex case"})
              ->stop(at("2022-05-13T10:00"), {});
}

TEST(Clock, is_written_and_read_back_the_same) {
  for (const Clock& clock :
       {legal_clock(), eventful_clock(),
        *eventful_clock().resume(at("2022-05-16T09:00"))->satisfy(at("2022-06-01T09:00"))}) {
    const auto read = Clock::from_json(*Json::parse(clock.to_json().to_string()));
    ASSERT_TRUE(read) << read.error().code();
    EXPECT_EQ(*read, clock);
  }
}

// Events are read for ever: this text must stay readable, and must be what is written.
TEST(Clock, its_first_written_form_is_kept) {
  const std::string golden =
      R"({"limit":{"unit":"working_days","amount":20},"first_day":"next","last_day":"moves",)"
      R"("due_moment":"office_end","restart":"afresh","started_by":"receipt","extensions_allowed":1,)"
      R"("yellow_percent":50,"red_percent":20,"longest_extension":{"unit":"working_days","amount":10},)"
      R"("started_at":"2022-04-28T01:10:00.000Z","earlier_starts":["2022-04-01T01:00:00.000Z"],)"
      R"("stops":[{"from":"2022-05-05T02:00:00.000Z","until":"2022-05-11T01:00:00.000Z",)"
      R"("ground":{"zh":"听证","en":"hearing"}},{"from":"2022-05-13T02:00:00.000Z"}],)"
      R"("extensions":[{"at":"2022-05-12T01:00:00.000Z","by":{"unit":"working_days","amount":10},)"
      R"("ground":{"zh":"情况复杂","en":"a complex case"}}]})";
  EXPECT_EQ(eventful_clock().to_json().to_string(), golden);
  EXPECT_EQ(Clock::from_json(*Json::parse(golden)), eventful_clock());
}

TEST(Clock, hostile_json_is_refused_with_the_member) {
  const Json good = eventful_clock().to_json();
  const auto error = [&](std::string_view member, const char* json) {
    Json bad = good;
    bad.set(member, *Json::parse(json));
    const auto read = Clock::from_json(bad);
    return read ? std::string("read") : word(read.error().message, base::Language::English);
  };
  EXPECT_EQ(error("limit", R"({"unit":"weeks","amount":1})"), "the clock's data are malformed: limit.unit");
  EXPECT_EQ(error("limit", R"({"unit":"working_days","amount":1.5})"),
            "the clock's data are malformed: limit.amount");
  EXPECT_EQ(error("limit", R"({"unit":"working_days","amount":-3})"), "the clock's rules cannot be");
  EXPECT_EQ(error("limit", R"({"unit":"working_days","amount":99999999999999999999})"),
            "the clock's data are malformed: limit.amount");
  EXPECT_EQ(error("limit", "7"), "the clock's data are malformed: limit");
  EXPECT_EQ(error("started_at", "\"2022-04-28\""), "the clock's data are malformed: started_at");
  EXPECT_EQ(error("surprise", "1"), "the clock's data are malformed: surprise");
  EXPECT_EQ(error("stops", "{}"), "the clock's data are malformed: stops");
  EXPECT_EQ(error("stops", "[null]"), "the clock's data are malformed: stops");
  EXPECT_EQ(error("stops", R"([{"from":"2022-05-05T02:00Z"},{"from":"2022-05-06T02:00Z"}])"),
            "the clock has stood still since 2022-05-05T02:00:00.000Z");
  EXPECT_EQ(error("stops", R"([{"from":"2022-05-05T02:00Z","until":"2022-05-04T02:00Z"}])"),
            "the time 2022-05-04T02:00:00.000Z is before 2022-05-05T02:00:00.000Z");
  EXPECT_EQ(error("stops", R"([{"from":"2022-05-05T02:00Z","ground":"x"}])"),
            "the clock's data are malformed: stops.ground");
  EXPECT_EQ(error("extensions", R"([{"at":"2022-05-05T02:00Z","by":{"unit":"on_the_spot","amount":0}}])"),
            "the extension is in another unit than the limit");
  EXPECT_EQ(error("earlier_starts", "[1]"), "the clock's data are malformed: earlier_starts");
  EXPECT_EQ(error("yellow_percent", "4294967316"), "the clock's data are malformed: yellow_percent");
  EXPECT_FALSE(Clock::from_json(nullptr));
  EXPECT_FALSE(Clock::from_json(Json::array({1, 2})));
  EXPECT_FALSE(Clock::from_json(Json::object({})));
}

}  // namespace
}  // namespace shuxin::calendar
