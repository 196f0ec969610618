#include "core/calendar/calendar.h"

#include <algorithm>

#include "core/base/check.h"
#include "core/calendar/calendar_tables.h"
#include "core/calendar/listed_days.h"

namespace shuxin::calendar {
namespace {

using base::Date;
using base::Instant;

constexpr std::int64_t minute_milliseconds = 60'000;
constexpr std::int64_t day_milliseconds = 86'400'000;

}  // namespace

Calendar::Calendar() : Calendar(*build({}, OfficeHours::usual(), TimeZone())) {}

base::Result<Calendar> Calendar::build(std::vector<ListedDay> days, OfficeHours hours, TimeZone zone) {
  if (auto checked = check_office_hours(hours); !checked) return std::unexpected(std::move(checked).error());
  auto tables = std::make_shared<CalendarTables>();
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
