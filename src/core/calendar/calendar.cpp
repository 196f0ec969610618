#include "core/calendar/calendar.h"

#include <algorithm>

#include "core/base/check.h"
#include "core/calendar/listed_days.h"

namespace shuxin::calendar {
namespace {

using base::Date;
using base::Instant;

constexpr std::int64_t minute_milliseconds = 60'000;
constexpr std::int64_t day_milliseconds = 86'400'000;
constexpr std::int64_t first_monday = 4;  // 1970-01-05

std::int64_t floor_div(std::int64_t a, std::int64_t b) {
  return a / b - (a % b < 0 ? 1 : 0);
}

bool is_weekend(Date day) {
  return day.weekday() == base::Weekday::Saturday || day.weekday() == base::Weekday::Sunday;
}

// Mondays to Fridays from the first Monday of 1970 to a day, the day not counted, and the inverse.
std::int64_t weekdays_before(Date day) {
  const std::int64_t since = day.days - first_monday;
  const std::int64_t weeks = floor_div(since, 7);
  return weeks * 5 + std::min<std::int64_t>(since - weeks * 7, 5);
}

Date weekday_at(std::int64_t index) {
  const std::int64_t weeks = floor_div(index, 5);
  return {first_monday + weeks * 7 + (index - weeks * 5)};
}

std::int64_t length_of(const OfficeIntervals& intervals) {
  std::int64_t minutes = 0;
  for (const auto& [from, until] : intervals) minutes += until - from;
  return minutes;
}

}  // namespace

// Sums up to each day of the years that have listed days; outside of them every week is alike.
struct Calendar::Tables {
  std::vector<ListedDay> listed;
  std::vector<std::int64_t> published;
  OfficeHours hours;
  TimeZone zone;

  Date first{first_monday};                 // the first day of the tables
  Date end{first_monday};                   // behind their last day
  std::vector<std::int32_t> days_before;    // working days of the tables before each day, and in all
  std::vector<std::int32_t> working;        // the working days, counted from `first`
  std::vector<std::int64_t> office_before;  // office minutes of the tables before each day, and in all
  std::array<std::int64_t, 6>
      week_before{};  // office minutes of an ordinary week before each weekday, and in all

  void fill();
  [[nodiscard]] const ListedDay* find(Date day) const;
  [[nodiscard]] bool works(Date day) const;
  [[nodiscard]] const OfficeIntervals& intervals(Date day) const;
  [[nodiscard]] std::int64_t working_index(Date day) const;
  [[nodiscard]] Date working_day_at(std::int64_t index) const;
  [[nodiscard]] std::int64_t ordinary_office_before(Date day) const;
  [[nodiscard]] std::int64_t office_minutes_before(Date day) const;
  [[nodiscard]] Date day_of_office_time(std::int64_t milliseconds) const;
  [[nodiscard]] std::int64_t office_before_instant(Instant at) const;
};

const ListedDay* Calendar::Tables::find(Date day) const {
  const auto found = std::ranges::lower_bound(listed, day, {}, &ListedDay::date);
  return found != listed.end() && found->date == day ? &*found : nullptr;
}

bool Calendar::Tables::works(Date day) const {
  if (day < first || day >= end) return !is_weekend(day);
  const auto at = static_cast<std::size_t>(day - first);
  return days_before[at + 1] > days_before[at];
}

const OfficeIntervals& Calendar::Tables::intervals(Date day) const {
  static const OfficeIntervals none;
  if (!works(day)) return none;
  if (const auto special = hours.dates.find(day); special != hours.dates.end()) return special->second;
  if (!is_weekend(day)) return hours.weekdays[static_cast<std::size_t>(day.weekday()) - 1];
  return hours.make_up_days.empty() ? hours.weekdays[0] : hours.make_up_days;
}

void Calendar::Tables::fill() {
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
std::int64_t Calendar::Tables::working_index(Date day) const {
  if (day < first) return weekdays_before(day) - weekdays_before(first);
  if (day >= end) return days_before.back() + weekdays_before(day) - weekdays_before(end);
  return days_before[static_cast<std::size_t>(day - first)];
}

Date Calendar::Tables::working_day_at(std::int64_t index) const {
  const auto count = static_cast<std::int64_t>(working.size());
  if (index < 0) return weekday_at(weekdays_before(first) + index);
  if (index >= count) return weekday_at(weekdays_before(end) + index - count);
  return first + working[static_cast<std::size_t>(index)];
}

std::int64_t Calendar::Tables::ordinary_office_before(Date day) const {
  const std::int64_t since = day.days - first_monday;
  const std::int64_t weeks = floor_div(since, 7);
  const auto weekday = static_cast<std::size_t>(std::min<std::int64_t>(since - weeks * 7, 5));
  return weeks * week_before[5] + week_before[weekday];
}

std::int64_t Calendar::Tables::office_minutes_before(Date day) const {
  if (day < first) return ordinary_office_before(day) - ordinary_office_before(first);
  if (day >= end) return office_before.back() + ordinary_office_before(day) - ordinary_office_before(end);
  return office_before[static_cast<std::size_t>(day - first)];
}

// The day on which the office time since the beginning of the tables reaches an amount.
Date Calendar::Tables::day_of_office_time(std::int64_t milliseconds) const {
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
  return {first_monday + week * 7 + (reached - week_before.begin() - 1)};
}

std::int64_t Calendar::Tables::office_before_instant(Instant at) const {
  const LocalTime local = zone.local(at);
  std::int64_t sum = office_minutes_before(local.day) * minute_milliseconds;
  for (const auto& [from, until] : intervals(local.day))
    sum += std::clamp<std::int64_t>(local.millisecond_of_day - from * minute_milliseconds, 0,
                                    (until - from) * minute_milliseconds);
  return sum;
}

Calendar::Calendar() : Calendar(*build({}, OfficeHours::usual(), TimeZone())) {}

base::Result<Calendar> Calendar::build(std::vector<ListedDay> days, OfficeHours hours, TimeZone zone) {
  if (auto checked = check_office_hours(hours); !checked) return std::unexpected(std::move(checked).error());
  auto tables = std::make_shared<Tables>();
  tables->listed = std::move(days);
  tables->hours = std::move(hours);
  tables->zone = std::move(zone);
  for (const ListedDay& day : tables->listed)
    if (const auto fault = fault_of(day)) return std::unexpected(base::Error{*fault});
  std::ranges::sort(tables->listed, {}, &ListedDay::date);
  const auto twice = std::ranges::adjacent_find(tables->listed, {}, &ListedDay::date);
  if (twice != tables->listed.end()) return base::fail("calendar.twice", {twice->date.to_string()});
  tables->fill();
  return Calendar(std::move(tables));
}

base::Result<Calendar> Calendar::with(OfficeHours hours, TimeZone zone) const {
  return build(tables_->listed, std::move(hours), std::move(zone));
}

const std::vector<ListedDay>& Calendar::listed_days() const {
  return tables_->listed;
}

const ListedDay* Calendar::find_listed(Date day) const {
  return tables_->find(day);
}

DayKind Calendar::kind(Date day) const {
  if (const ListedDay* listed = find_listed(day)) {
    if (!listed->working) return DayKind::Holiday;
    return DayKind::MakeUpDay;
  }
  return is_weekend(day) ? DayKind::Weekend : DayKind::Workday;
}

bool Calendar::is_working_day(Date day) const {
  return tables_->works(day);
}

bool Calendar::is_published(std::int64_t year) const {
  return std::ranges::binary_search(tables_->published, year);
}

std::vector<std::int64_t> Calendar::unpublished_years(Date first, Date last) const {
  std::vector<std::int64_t> years;
  const std::int64_t until = last.civil().year;
  for (std::int64_t year = first.civil().year; year <= until && years.size() < 50; ++year)
    if (!is_published(year)) years.push_back(year);
  return years;
}

Date Calendar::next_working_day(Date day) const {
  return tables_->working_day_at(tables_->working_index(day));
}

std::int64_t Calendar::count_working_days(Date from, Date until) const {
  return tables_->working_index(until) - tables_->working_index(from);
}

Date Calendar::add_working_days(Date start, std::int64_t days, FirstDay first) const {
  if (days == 0) return start;
  if (days < 0) return tables_->working_day_at(tables_->working_index(start) + days);
  const Date from = first == FirstDay::Next ? start + 1 : start;
  return tables_->working_day_at(tables_->working_index(from) + days - 1);
}

Date Calendar::add_natural_days(Date start, std::int64_t days, FirstDay first) const {
  return next_working_day(start + std::max<std::int64_t>(days - (first == FirstDay::Same ? 1 : 0), 0));
}

Date Calendar::legal_day(Instant at) const {
  return tables_->zone.local(at).day;
}

LocalTime Calendar::local(Instant at) const {
  return tables_->zone.local(at);
}

Instant Calendar::instant(Date day, int minute_of_day) const {
  const bool next_midnight = minute_of_day == 24 * 60;
  return tables_->zone.instant(
      {next_midnight ? day + 1 : day, next_midnight ? 0 : minute_of_day * minute_milliseconds});
}

Instant Calendar::end_of_day(Date day) const {
  return tables_->zone.instant({day, day_milliseconds - 1});
}

Instant Calendar::end_of_office(Date day) const {
  const OfficeIntervals& open = office_intervals(day);
  return open.empty() ? end_of_day(day) : instant(day, open.back().until_minute);
}

const OfficeIntervals& Calendar::office_intervals(Date day) const {
  return tables_->intervals(day);
}

std::int64_t Calendar::office_milliseconds(Instant from, Instant until) const {
  return tables_->office_before_instant(until) - tables_->office_before_instant(from);
}

std::int64_t Calendar::office_minutes(Instant from, Instant until) const {
  return office_milliseconds(from, until) / minute_milliseconds;
}

Instant Calendar::add_office_milliseconds(Instant from, std::int64_t milliseconds) const {
  if (milliseconds <= 0) return from;
  const std::int64_t wanted = tables_->office_before_instant(from) + milliseconds;
  const Date day = tables_->day_of_office_time(wanted);
  std::int64_t left = wanted - tables_->office_minutes_before(day) * minute_milliseconds;
  for (const auto& [open, until] : office_intervals(day)) {
    const std::int64_t length = (until - open) * minute_milliseconds;
    if (left <= length) {
      const std::int64_t at = open * minute_milliseconds + left;
      return tables_->zone.instant({day + at / day_milliseconds, at % day_milliseconds});
    }
    left -= length;
  }
  base::check(false, "the day on which office time is reached has that much of it");
  return from;
}

const OfficeHours& Calendar::hours() const {
  return tables_->hours;
}

const TimeZone& Calendar::zone() const {
  return tables_->zone;
}

}  // namespace shuxin::calendar
