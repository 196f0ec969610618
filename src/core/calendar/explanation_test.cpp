#include "core/calendar/explanation.h"

#include <gtest/gtest.h>

#include "core/calendar/test_calendar.h"

namespace shuxin::calendar {
namespace {

using base::Instant;
using base::Language;

Instant at(const char* text) {
  return *Instant::parse(std::string(text) + "+08:00");
}

Clock start(Limit limit, const char* when, StartEvent event) {
  ClockRules rules;
  rules.limit = limit;
  rules.started_by = event;
  return *Clock::start(rules, at(when));
}

std::string explain(const Clock& clock, const char* now, Language language) {
  return explain_clock(clock, zone_calendar(), at(now)).text(language);
}

TEST(Explanation, names_the_make_up_saturday_and_the_sunday) {
  const Clock clock = start(Limit::working_days(3), "2022-05-06T14:20", StartEvent::Acceptance);
  EXPECT_EQ(explain(clock, "2022-05-07T10:00", Language::English),
            "due Tuesday 2022-05-10 17:30, because the limit is 3 working days from acceptance at 2022-05-06 "
            "14:20, "
            "the day after acceptance counts first, 2022-05-07 is a make-up working Saturday and "
            "2022-05-08 is a Sunday");
  EXPECT_EQ(explain(clock, "2022-05-07T10:00", Language::Chinese),
            "2022-05-10（星期二）17:30 到期，因为：期限 3 个工作日，以 2022-05-06 14:20 "
            "受理为起点；自受理次日起计；"
            "2022-05-07（星期六）为劳动节调休上班日；2022-05-08 为星期日");
}

TEST(Explanation, collapses_holidays_and_counts_many_weekends) {
  const Clock clock = start(Limit::working_days(45), "2023-09-28T09:00", StartEvent::Acceptance);
  EXPECT_EQ(explain(clock, "2023-09-28T10:00", Language::English),
            "due Wednesday 2023-12-06 17:30, because the limit is 45 working days from acceptance at "
            "2023-09-28 09:00, "
            "the day after acceptance counts first, 2023-09-29 is Mid-Autumn Festival, "
            "2023-09-30 to 10-06 is National Day, 2023-10-07 is a make-up working Saturday, "
            "2023-10-08 is a make-up working Sunday and 16 days of weekends do not count");
  EXPECT_EQ(explain(start(Limit::working_days(5), "2022-04-28T09:10", StartEvent::Receipt),
                    "2022-04-28T10:00", Language::Chinese),
            "2022-05-09（星期一）17:30 到期，因为：期限 5 个工作日，以 2022-04-28 09:10 "
            "收件为起点；自收件次日起计；"
            "2022-04-30 至 05-04 为劳动节假期；2022-05-07（星期六）为劳动节调休上班日；2022-05-08 为星期日");
}

TEST(Explanation, tells_when_it_stood_by_what_it_was_extended_and_what_that_moved) {
  const Clock clock = *start(Limit::working_days(3), "2022-05-09T09:00", StartEvent::Acceptance)
                           .stop(at("2022-05-10T10:00"), {"专家评审", "expert review"})
                           ->resume(at("2022-05-12T09:00"))
                           ->extend(at("2022-05-12T10:00"), Limit::working_days(1), {});
  EXPECT_EQ(explain(clock, "2022-05-12T11:00", Language::English),
            "due Tuesday 2022-05-17 17:30, because the limit is 3 working days from acceptance at 2022-05-09 "
            "09:00, "
            "the day after acceptance counts first, 2022-05-14 to 05-15 is a weekend, "
            "the clock stood still from 2022-05-10 10:00 to 2022-05-12 09:00 (expert review), "
            "that takes out 2 working days, it was extended by 1 working day at 2022-05-12 10:00 "
            "and had it neither stood nor been extended it would have been due 2022-05-12 17:30");
  EXPECT_EQ(explain(clock, "2022-05-12T11:00", Language::Chinese),
            "2022-05-17（星期二）17:30 到期，因为：期限 3 个工作日，以 2022-05-09 09:00 "
            "受理为起点；自受理次日起计；"
            "2022-05-14 至 05-15 为周末；2022-05-10 10:00 至 2022-05-12 09:00 停止计算（专家评审）；"
            "停止期间共 2 个工作日不计入；于 2022-05-12 10:00 延长 1 个工作日；"
            "如未停止也未延长，本应于 2022-05-12 17:30 到期");
}

TEST(Explanation, of_a_standing_clock_says_what_if_it_went_on_now) {
  const Clock clock = *start(Limit::working_days(1), "2022-05-09T09:00", StartEvent::Acceptance)
                           .stop(at("2022-05-10T10:00"), {"听证", "hearing"});
  EXPECT_EQ(explain(clock, "2022-05-11T11:00", Language::English),
            "standing still; if it went on now it would be due Wednesday 2022-05-11 17:30, because "
            "the limit is 1 working day from acceptance at 2022-05-09 09:00, the day after acceptance counts "
            "first, "
            "the clock has stood still since 2022-05-10 10:00 (hearing), "
            "that takes out 1 working day and "
            "had it neither stood nor been extended it would have been due 2022-05-10 17:30");
}

TEST(Explanation, office_minutes_name_the_office_hours) {
  EXPECT_EQ(explain(start(Limit::office_minutes(240), "2022-05-11T16:30", StartEvent::Receipt),
                    "2022-05-11T17:00", Language::English),
            "due Thursday 2022-05-12 12:00, because the limit is 240 working minutes from receipt at "
            "2022-05-11 16:30 and "
            "only office time counts (09:00–12:00, 13:30–17:30)");
}

TEST(Explanation, natural_days_say_to_which_day_the_end_moves) {
  EXPECT_EQ(
      explain(start(Limit::natural_days(7), "2022-04-23T10:00", StartEvent::Receipt), "2022-04-23T10:00",
              Language::Chinese),
      "2022-05-05（星期四）17:30 到期，因为：期限 7 日，以 2022-04-23 10:00 收件为起点；自收件次日起计；"
      "最后一日 2022-04-30（星期六）不是工作日，顺延至 2022-05-05");
}

TEST(Explanation, says_which_year_is_not_published) {
  const auto explanation =
      explain_clock(start(Limit::working_days(20), "2026-12-21T09:00", StartEvent::Acceptance),
                    zone_calendar(), at("2026-12-21T09:00"));
  EXPECT_EQ(explanation.reasons.back().in(Language::English),
            (base::Message{"clock.because.provisional", {"2027"}}));
  EXPECT_NE(explanation.text(Language::Chinese).find("2027 年放假安排尚未公布"), std::string::npos);
}

TEST(Explanation, of_what_is_late_or_done_says_so) {
  const Clock clock = start(Limit::on_the_spot(), "2022-05-11T16:30", StartEvent::Receipt);
  EXPECT_EQ(explain(clock, "2022-05-12T09:00", Language::English),
            "it was due Wednesday 2022-05-11 17:30, because it is to be done on the spot upon receipt at "
            "2022-05-11 16:30");
  EXPECT_EQ(explain(*clock.satisfy(at("2022-05-11T17:00")), "2022-05-12T09:00", Language::Chinese),
            "已于 2022-05-11 17:00 办结，期限至 2022-05-11（星期三）17:30，因为：2022-05-11 16:30 "
            "收件后应当场办结");
}

TEST(Explanation, every_sentence_is_in_the_message_catalogue) {
  const Clock clock = *start(Limit::working_days(60), "2026-08-21T09:00", StartEvent::Decision)
                           .stop(at("2026-09-10T10:00"), {"听证", "hearing"})
                           ->resume(at("2026-10-12T09:00"));
  for (const base::Message& message :
       explain_clock(clock, zone_calendar(), at("2026-10-12T09:00")).messages(Language::Chinese)) {
    const auto pattern = base::find_pattern(message.code, Language::English);
    ASSERT_TRUE(pattern) << message.code;
    for (std::size_t i = 0; i < message.arguments.size(); ++i)
      EXPECT_FALSE(message.arguments[i].empty()) << message.code << " " << i;
  }
}

}  // namespace
}  // namespace shuxin::calendar
