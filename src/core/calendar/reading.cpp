#include "core/calendar/reading.h"

#include <algorithm>

#include "core/calendar/course.h"

namespace shuxin::calendar {
namespace {

using base::Date;
using base::Instant;

constexpr std::int64_t minute_milliseconds = 60'000;

std::int64_t count_days(const Calendar& calendar, Unit unit, Date from, Date until) {
  if (until <= from) return 0;
  return unit == Unit::NaturalDays ? until - from : calendar.count_working_days(from, until);
}

// What of the period lies before it ends, days with the present one.
std::int64_t count_remaining(const Clock& clock, const Calendar& calendar, const Course& course,
                             Instant now) {
  const Unit unit = clock.rules().limit.unit;
  if (unit == Unit::OfficeMinutes)
    return (calendar.office_milliseconds(now, course.due) + minute_milliseconds - 1) / minute_milliseconds;
  const Date today = deciding_day(clock.rules(), calendar, now);
  std::int64_t days = 0;
  for (const auto& [from, until] : course.stretches)
    days += count_days(calendar, unit, std::max(from, today), std::min(until, course.last_day + 1));
  return days;
}

ClockStatus status_of(const Clock& clock, Instant now) {
  if (clock.satisfied_at() && *clock.satisfied_at() <= now) return ClockStatus::Satisfied;
  const bool standing = std::ranges::any_of(clock.stops(), [&](const Stop& stop) {
    return stop.from <= now && (!stop.until || *stop.until > now);
  });
  return standing ? ClockStatus::Standing : ClockStatus::Running;
}

std::optional<Instant> running_since(const Clock& clock, Instant now) {
  Instant since = clock.started_at();
  for (const Stop& stop : clock.stops())
    if (stop.until && *stop.until <= now) since = *stop.until;
  return since;
}

Lamp lamp_of(const ClockRules& rules, const ClockReading& reading) {
  if (reading.overdue) return Lamp::Overdue;
  if (reading.budget.amount == 0) return Lamp::Green;
  const std::int64_t share = reading.remaining.amount * 100;
  if (share <= reading.budget.amount * rules.red_percent) return Lamp::Red;
  return share <= reading.budget.amount * rules.yellow_percent ? Lamp::Yellow : Lamp::Green;
}

// Natural days need the calendar only to find the working day that the last one moves to, and closing time.
bool is_provisional(const ClockRules& rules, const Calendar& calendar, const Course& course) {
  const bool natural = rules.limit.unit == Unit::NaturalDays;
  if (natural && rules.last_day == LastDay::Stays && rules.due_moment == DueMoment::DayEnd) return false;
  const Date from = natural ? course.last_day : std::min(course.first_day, course.due_day);
  return !calendar.unpublished_years(from, course.due_day).empty();
}

}  // namespace

ClockReading read_clock(const Clock& clock, const Calendar& calendar, Instant now) {
  if (clock.satisfied_at()) now = std::min(now, *clock.satisfied_at());
  const ClockRules& rules = clock.rules();
  const Unit unit = rules.limit.unit;
  const Course course = follow(clock, calendar, now, true);

  ClockReading reading;
  reading.status = status_of(clock, now);
  if (reading.status == ClockStatus::Running) reading.running_since = running_since(clock, now);
  reading.due = course.due;
  reading.due_day = course.due_day;
  reading.first_due = follow(clock, calendar, now, false).due;
  reading.overdue = now > course.due;
  reading.provisional = is_provisional(rules, calendar, course);

  Limit budget = rules.limit;
  for (const Extension& extension : clock.extensions())
    if (extension.at <= now) budget.amount += extension.by.amount;
  const auto amount = [&](std::int64_t of) {
    return Limit{unit, std::clamp<std::int64_t>(of, 0, budget.amount)};
  };
  reading.budget = budget;
  reading.remaining = amount(reading.overdue ? 0 : count_remaining(clock, calendar, course, now));
  reading.consumed = amount(budget.amount - reading.remaining.amount);
  const bool minutes = unit == Unit::OfficeMinutes;
  reading.stood = {unit, unit == Unit::OnTheSpot ? 0
                         : minutes               ? course.stood / minute_milliseconds
                                                 : course.stood};
  if (reading.overdue && unit != Unit::OnTheSpot) {
    const Date today = calendar.legal_day(now);
    reading.overdue_by = {unit, minutes ? calendar.office_minutes(course.due, now)
                                        : count_days(calendar, unit, course.due_day + 1, today + 1)};
  } else {
    reading.overdue_by = {unit, 0};
  }
  reading.lamp = lamp_of(rules, reading);
  return reading;
}

std::optional<Instant> find_due(const Clock& clock, const Calendar& calendar) {
  if (clock.is_standing()) return std::nullopt;
  Instant last = clock.started_at();
  if (!clock.stops().empty()) last = std::max(last, *clock.stops().back().until);
  if (!clock.extensions().empty()) last = std::max(last, clock.extensions().back().at);
  return follow(clock, calendar, last, true).due;
}

}  // namespace shuxin::calendar
