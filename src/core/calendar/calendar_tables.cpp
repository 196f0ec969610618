#include "core/calendar/calendar_tables.h"

#include <algorithm>

#include "core/calendar/listed_days.h"

namespace shuxin::calendar {
namespace {

using base::Date;
using base::Instant;

constexpr std::int64_t minute_milliseconds = 60'000;

std::int64_t floor_div(std::int64_t a, std::int64_t b) {
  return a / b - (a % b < 0 ? 1 : 0);
}

// Mondays to Fridays from the first Monday of 1970 to a day, the day not counted, and the inverse.
std::int64_t weekdays_before(Date day) {
  const std::int64_t since = day - first_monday;
  const std::int64_t weeks = floor_div(since, 7);
  return weeks * 5 + std::min<std::int64_t>(since - weeks * 7, 5);
}

Date weekday_at(std::int64_t index) {
  const std::int64_t weeks = floor_div(index, 5);
  return {first_monday.days + weeks * 7 + (index - weeks * 5)};
}

std::int64_t length_of(const OfficeIntervals& intervals) {
  std::int64_t minutes = 0;
  for (const auto& [from, until] : intervals) minutes += until - from;
  return minutes;
}

}  // namespace

bool is_weekend(Date day) {
  return day.weekday() == base::Weekday::Saturday || day.weekday() == base::Weekday::Sunday;
}

const ListedDay* CalendarTables::find(Date day) const {
  const auto found = std::ranges::lower_bound(listed, day, {}, &ListedDay::date);
  return found != listed.end() && found->date == day ? &*found : nullptr;
}

bool CalendarTables::works(Date day) const {
  if (day < first || day >= end) return !is_weekend(day);
  const auto at = static_cast<std::size_t>(day - first);
  return days_before[at + 1] > days_before[at];
}

const OfficeIntervals& CalendarTables::intervals(Date day) const {
  static const OfficeIntervals none;
  if (!works(day)) return none;
  if (const auto special = hours.dates.find(day); special != hours.dates.end()) return special->second;
  if (!is_weekend(day)) return hours.weekdays[static_cast<std::size_t>(day.weekday()) - 1];
  return hours.make_up_days.empty() ? hours.weekdays[0] : hours.make_up_days;
}

void CalendarTables::fill() {
  for (const ListedDay& day : listed)
    if (proves_publication(day.date)) published.push_back(day.date.civil().year);
  const auto repeated = std::ranges::unique(published);
  published.erase(repeated.begin(), repeated.end());

  for (std::size_t i = 0; i < 5; ++i) week_before[i + 1] = week_before[i] + length_of(hours.weekdays[i]);
  if (!listed.empty() || !hours.dates.empty()) {
    Date low = latest_listed_day();
    Date high = earliest_listed_day();
    const auto cover = [&](Date day) {
      low = std::min(low, day);
      high = std::max(high, day);
    };
    for (const ListedDay& day : listed) cover(day.date);
    for (const auto& special : hours.dates) cover(special.first);
    first = *Date::from(low.civil().year, 1, 1);
    end = *Date::from(high.civil().year + 1, 1, 1);
  }
  const auto days = static_cast<std::size_t>(end - first);
  days_before.assign(days + 1, 0);
  office_before.assign(days + 1, 0);
  auto next_listed = listed.begin();
  for (std::size_t i = 0; i < days; ++i) {
    const Date day = first + static_cast<std::int64_t>(i);
    bool works_today = !is_weekend(day);
    if (next_listed != listed.end() && next_listed->date == day) works_today = (next_listed++)->working;
    days_before[i + 1] = days_before[i] + (works_today ? 1 : 0);
    if (works_today) working.push_back(static_cast<std::int32_t>(i));
    office_before[i + 1] = office_before[i] + length_of(intervals(day));
  }
}

// How many working days lie between the beginning of the tables and the day; negative before it.
std::int64_t CalendarTables::working_index(Date day) const {
  if (day < first) return weekdays_before(day) - weekdays_before(first);
  if (day >= end) return days_before.back() + weekdays_before(day) - weekdays_before(end);
  return days_before[static_cast<std::size_t>(day - first)];
}

Date CalendarTables::working_day_at(std::int64_t index) const {
  const auto count = static_cast<std::int64_t>(working.size());
  if (index < 0) return weekday_at(weekdays_before(first) + index);
  if (index >= count) return weekday_at(weekdays_before(end) + index - count);
  return first + working[static_cast<std::size_t>(index)];
}

std::int64_t CalendarTables::ordinary_office_before(Date day) const {
  const std::int64_t since = day - first_monday;
  const std::int64_t weeks = floor_div(since, 7);
  const auto weekday = static_cast<std::size_t>(std::min<std::int64_t>(since - weeks * 7, 5));
  return weeks * week_before[5] + week_before[weekday];
}

std::int64_t CalendarTables::office_minutes_before(Date day) const {
  if (day < first) return ordinary_office_before(day) - ordinary_office_before(first);
  if (day >= end) return office_before.back() + ordinary_office_before(day) - ordinary_office_before(end);
  return office_before[static_cast<std::size_t>(day - first)];
}

// The day on which the office time since the beginning of the tables reaches an amount.
Date CalendarTables::day_of_office_time(std::int64_t milliseconds) const {
  const std::int64_t minutes = -floor_div(-milliseconds, minute_milliseconds);  // rounded up
  const bool inside = minutes > 0 && minutes <= office_before.back();
  if (inside) {
    const auto reached = std::ranges::lower_bound(office_before, minutes);
    return first + (reached - office_before.begin() - 1);
  }
  const std::int64_t ordinary = minutes <= 0 ? minutes + ordinary_office_before(first)
                                             : minutes - office_before.back() + ordinary_office_before(end);
  const std::int64_t week = floor_div(ordinary - 1, week_before[5]);
  const auto reached = std::ranges::lower_bound(week_before, ordinary - week * week_before[5]);
  return {first_monday.days + week * 7 + (reached - week_before.begin() - 1)};
}

std::int64_t CalendarTables::office_before_instant(Instant at) const {
  const LocalTime local = zone.local(at);
  std::int64_t sum = office_minutes_before(local.day) * minute_milliseconds;
  for (const auto& [from, until] : intervals(local.day))
    sum += std::clamp<std::int64_t>(local.millisecond_of_day - from * minute_milliseconds, 0,
                                    (until - from) * minute_milliseconds);
  return sum;
}

}  // namespace shuxin::calendar
