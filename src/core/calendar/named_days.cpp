#include "core/calendar/named_days.h"

#include <algorithm>
#include <fmt/format.h>

namespace shuxin::calendar {
namespace {

using base::Date;
using base::Language;
using base::Text;

constexpr std::int64_t most_days = 3'660;

// Days that follow each other and are what they are for the same cause.
struct Run {
  DayKind kind;
  Text name;  // of the holiday
  Date first;
  Date last;
};

void add_day(std::vector<Run>& runs, const Calendar& calendar, Date day) {
  const DayKind kind = calendar.kind(day);
  if (kind == DayKind::Workday) return;
  const ListedDay* listed = calendar.find_listed(day);
  const Text name = listed ? listed->name : Text{};
  const bool goes_on = !runs.empty() && runs.back().kind == kind && runs.back().name == name &&
                       runs.back().last + 1 == day && kind != DayKind::MakeUpDay;
  if (goes_on)
    runs.back().last = day;
  else
    runs.push_back({kind, name, day, day});
}

std::vector<Run> runs_of(const Calendar& calendar, const std::vector<Stretch>& stretches) {
  std::vector<Run> runs;
  if (stretches.empty()) return runs;
  Date next = stretches.front().from;
  const Date last = next + most_days;
  for (const auto& [from, until] : stretches) {
    for (next = std::max(next, from); next < std::min(until, last); next = next + 1)
      add_day(runs, calendar, next);
  }
  return runs;
}

// The end of a range, without the year if it is that of its beginning.
Text end_of_range(const Run& run) {
  const std::string last = run.last.to_string();
  return same(run.first.civil().year == run.last.civil().year ? last.substr(last.size() - 5) : last);
}

Reason reason_of(const Run& run) {
  const Text first = same(run.first.to_string());
  const bool one = run.first == run.last;
  switch (run.kind) {
    case DayKind::Holiday:
      if (one) return {"clock.because.holiday", {first, weekday_name(run.first), run.name}};
      return {"clock.because.holidays", {first, end_of_range(run), run.name}};
    case DayKind::MakeUpDay:
      return {"clock.because.make-up", {first, weekday_name(run.first), run.name}};
    case DayKind::Weekend:
    case DayKind::Workday:
      break;
  }
  if (one) return {"clock.because.weekend-day", {first, weekday_name(run.first)}};
  return {"clock.because.weekend", {first, end_of_range(run)}};
}

}  // namespace

Text in_both(const base::Message& message) {
  return {word(message, Language::Chinese), word(message, Language::English)};
}

Text in_both(base::Message message, const Text& first_argument) {
  message.arguments.insert(message.arguments.begin(), first_argument.zh);
  Text text{word(message, Language::Chinese), {}};
  message.arguments.front() = first_argument.en;
  text.en = word(message, Language::English);
  return text;
}

Text same(std::string text) {
  return {text, text};
}

Text weekday_name(Date day) {
  return in_both({fmt::format("weekday.{}", static_cast<int>(day.weekday())), {}});
}

std::vector<Reason> name_days(const Calendar& calendar, const std::vector<Stretch>& stretches) {
  const std::vector<Run> runs = runs_of(calendar, stretches);
  std::int64_t weekend_days = 0;
  for (const Run& run : runs)
    if (run.kind == DayKind::Weekend) weekend_days += run.last - run.first + 1;
  const bool few = weekend_days <= 2;
  std::vector<Reason> reasons;
  for (const Run& run : runs)
    if (few || run.kind != DayKind::Weekend) reasons.push_back(reason_of(run));
  if (!few) reasons.push_back({"clock.because.weekends", {same(std::to_string(weekend_days))}});
  return reasons;
}

}  // namespace shuxin::calendar
