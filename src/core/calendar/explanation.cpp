#include "core/calendar/explanation.h"

#include <algorithm>
#include <fmt/format.h>

#include "core/calendar/course.h"
#include "core/calendar/named_days.h"
#include "core/calendar/reading.h"

namespace shuxin::calendar {
namespace {

using base::Date;
using base::Instant;
using base::Language;
using base::Text;

Text event_of(StartEvent event) {
  switch (event) {
    case StartEvent::Receipt:
      return in_both({"clock.event.receipt", {}});
    case StartEvent::Acceptance:
      return in_both({"clock.event.acceptance", {}});
    case StartEvent::Decision:
      return in_both({"clock.event.decision", {}});
    case StartEvent::Other:
      return in_both({"clock.event.other", {}});
  }
  return in_both({"clock.event.other", {}});
}

class Explainer {
 public:
  Explainer(const Clock& clock, const Calendar& calendar, Instant now)
      : clock_(clock),
        rules_(clock.rules()),
        calendar_(calendar),
        now_(clock.satisfied_at() ? std::min(now, *clock.satisfied_at()) : now),
        reading_(read_clock(clock, calendar, now_)),
        course_(follow(clock, calendar, now_, true)) {}

  Explanation explain() {
    explain_start();
    if (rules_.limit.unit != Unit::NaturalDays)
      for (Reason& reason : name_days(calendar_, course_.stretches)) reasons_.push_back(std::move(reason));
    explain_acts();
    if (course_.due_day != course_.last_day)
      add("clock.because.moves", {day(course_.last_day), weekday(course_.last_day), day(course_.due_day)});
    explain_doubt();
    return {conclude(), std::move(reasons_)};
  }

 private:
  void add(const char* code, std::vector<Text> arguments) {
    reasons_.push_back({code, std::move(arguments)});
  }

  static Text day(Date date) { return same(date.to_string()); }
  static Text weekday(Date date) { return weekday_name(date); }
  // The end of a day is shown as 24:00, not as its last millisecond.
  [[nodiscard]] static Text time(const LocalTime& local) {
    const std::int64_t minute =
        local.millisecond_of_day == 86'399'999 ? 24 * 60 : local.millisecond_of_day / 60'000;
    return same(fmt::format("{:02}:{:02}", minute / 60, minute % 60));
  }
  [[nodiscard]] Text moment(Instant at) const {
    const LocalTime local = calendar_.local(at);
    return same(local.day.to_string() + " " + time(local).en);
  }
  static Text brackets(const Text& text) {
    if (text == Text{}) return {};
    return in_both({"clock.brackets", {}}, text);
  }

  void explain_start() {
    const Text event = event_of(rules_.started_by);
    if (rules_.limit.unit == Unit::OnTheSpot)
      return add("clock.because.on-the-spot", {event, moment(clock_.started_at())});
    add("clock.because.limit", {describe(rules_.limit), event, moment(clock_.started_at())});
    if (rules_.limit.unit != Unit::OfficeMinutes) {
      const bool next = rules_.first_day == FirstDay::Next;
      return add(next ? "clock.because.next-day" : "clock.because.same-day", {event});
    }
    std::string hours;
    for (const auto& [from, until] : calendar_.office_intervals(calendar_.next_working_day(course_.due_day)))
      hours += fmt::format("{}{:02}:{:02}–{:02}:{:02}", hours.empty() ? "" : ", ", from / 60, from % 60,
                           until / 60, until % 60);
    add("clock.because.office-time", {same(hours)});
  }

  void explain_acts() {
    for (const Stop& stop : clock_.stops()) {
      if (stop.from > now_) break;
      const bool open = !stop.until || *stop.until > now_;
      if (open)
        add("clock.because.stands", {moment(stop.from), brackets(stop.ground)});
      else
        add("clock.because.stood", {moment(stop.from), moment(*stop.until), brackets(stop.ground)});
    }
    if (reading_.stood.amount > 0) add("clock.because.not-counted", {describe(reading_.stood)});
    for (const Extension& extension : clock_.extensions())
      if (extension.at <= now_)
        add("clock.because.extended",
            {describe(extension.by), moment(extension.at), brackets(extension.ground)});
  }

  void explain_doubt() {
    if (reading_.provisional) {
      std::string years;
      const Date from = rules_.limit.unit == Unit::NaturalDays ? course_.last_day
                                                               : std::min(course_.first_day, course_.due_day);
      for (const std::int64_t year : calendar_.unpublished_years(from, course_.due_day))
        years += (years.empty() ? "" : ", ") + std::to_string(year);
      add("clock.because.provisional", {same(years)});
    }
    if (reading_.first_due != reading_.due) add("clock.because.otherwise", {moment(reading_.first_due)});
  }

  [[nodiscard]] Reason conclude() const {
    const LocalTime due = calendar_.local(reading_.due);
    const std::vector<Text> when = {day(due.day), weekday(due.day), time(due)};
    switch (reading_.status) {
      case ClockStatus::Running:
        return {reading_.overdue ? "clock.was-due" : "clock.due", when};
      case ClockStatus::Standing:
        return {reading_.overdue ? "clock.was-due" : "clock.due-if-resumed", when};
      case ClockStatus::Satisfied:
        return {reading_.overdue ? "clock.done-late" : "clock.done-in-time",
                {when[0], when[1], when[2], moment(*clock_.satisfied_at())}};
    }
    return {"clock.due", when};
  }

  const Clock& clock_;
  const ClockRules& rules_;
  const Calendar& calendar_;
  Instant now_;
  ClockReading reading_;
  Course course_;
  std::vector<Reason> reasons_;
};

}  // namespace

base::Message Reason::in(Language language) const {
  base::Message message{code, {}};
  for (const Text& argument : arguments) message.arguments.push_back(argument.in(language));
  return message;
}

std::vector<base::Message> Explanation::messages(Language language) const {
  std::vector<base::Message> all{conclusion.in(language)};
  for (const Reason& reason : reasons) all.push_back(reason.in(language));
  return all;
}

std::string Explanation::text(Language language) const {
  const bool chinese = language == Language::Chinese;
  std::string joined;
  for (std::size_t i = 0; i < reasons.size(); ++i) {
    if (i > 0) joined += chinese ? "；" : i + 1 == reasons.size() ? " and " : ", ";
    joined += word(reasons[i].in(language), language);
  }
  return word({"clock.because", {word(conclusion.in(language), language), joined}}, language);
}

Explanation explain_clock(const Clock& clock, const Calendar& calendar, Instant now) {
  return Explainer(clock, calendar, now).explain();
}

}  // namespace shuxin::calendar
