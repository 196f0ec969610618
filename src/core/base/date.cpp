#include "core/base/date.h"

#include <charconv>
#include <fmt/format.h>

namespace shuxin::base {
namespace {

constexpr std::int64_t largest_year = 999'999'999;
constexpr std::int64_t milliseconds_per_day = 86'400'000;

constexpr std::int64_t floor_div(std::int64_t a, std::int64_t b) {
  return a / b - (a % b < 0 ? 1 : 0);
}

// Days from 1970-01-01 by counting 400-year eras that begin on 1 March, so that the leap day is a year's
// last.
constexpr std::int64_t days_from_civil(std::int64_t year, int month, int day) {
  year -= month <= 2 ? 1 : 0;
  const std::int64_t era = floor_div(year, 400);
  const std::int64_t year_of_era = year - era * 400;
  const std::int64_t day_of_year = (153 * (month + (month > 2 ? -3 : 9)) + 2) / 5 + day - 1;
  const std::int64_t day_of_era = year_of_era * 365 + year_of_era / 4 - year_of_era / 100 + day_of_year;
  return era * 146'097 + day_of_era - 719'468;
}

// Reads exactly `digits` decimal digits at the front of `text` and drops them.
std::optional<int> take_digits(std::string_view& text, std::size_t digits) {
  if (text.size() < digits) return std::nullopt;
  int value = 0;
  for (std::size_t i = 0; i < digits; ++i) {
    if (text[i] < '0' || text[i] > '9') return std::nullopt;
    value = value * 10 + (text[i] - '0');
  }
  text.remove_prefix(digits);
  return value;
}

bool take(std::string_view& text, char wanted) {
  if (text.empty() || text.front() != wanted) return false;
  text.remove_prefix(1);
  return true;
}

std::optional<Date> take_date(std::string_view& text) {
  const auto year = take_digits(text, 4);
  if (!year || !take(text, '-')) return std::nullopt;
  const auto month = take_digits(text, 2);
  if (!month || !take(text, '-')) return std::nullopt;
  const auto day = take_digits(text, 2);
  if (!day) return std::nullopt;
  return Date::from(*year, *month, *day);
}

// Up to three digits of a second's fraction count; finer digits are refused rather than rounded.
std::optional<int> take_milliseconds(std::string_view& text) {
  int value = 0;
  int digits = 0;
  while (digits < 3 && !text.empty() && text.front() >= '0' && text.front() <= '9') {
    value = value * 10 + (text.front() - '0');
    text.remove_prefix(1);
    ++digits;
  }
  if (digits == 0) return std::nullopt;
  for (; digits < 3; ++digits) value *= 10;
  return value;
}

// `Z` or `±HH:MM`, in minutes.
std::optional<int> take_offset(std::string_view& text) {
  if (take(text, 'Z')) return 0;
  const bool west = !text.empty() && text.front() == '-';
  if (!west && !(!text.empty() && text.front() == '+')) return std::nullopt;
  text.remove_prefix(1);
  const auto hours = take_digits(text, 2);
  if (!hours || !take(text, ':')) return std::nullopt;
  const auto minutes = take_digits(text, 2);
  if (!minutes || *hours > 18 || *minutes > 59) return std::nullopt;
  const int offset = *hours * 60 + *minutes;
  return west ? -offset : offset;
}

}  // namespace

bool is_leap_year(std::int64_t year) {
  return year % 4 == 0 && (year % 100 != 0 || year % 400 == 0);
}

int days_in_month(std::int64_t year, int month) {
  constexpr int days[] = {31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};
  return month == 2 && is_leap_year(year) ? 29 : days[month - 1];
}

std::optional<Date> Date::from(std::int64_t year, int month, int day) {
  if (year < -largest_year || year > largest_year || month < 1 || month > 12 || day < 1 ||
      day > days_in_month(year, month))
    return std::nullopt;
  return Date{days_from_civil(year, month, day)};
}

std::optional<Date> Date::parse(std::string_view text) {
  const auto date = take_date(text);
  return text.empty() ? date : std::nullopt;
}

YearMonthDay Date::civil() const {
  const std::int64_t shifted = days + 719'468;
  const std::int64_t era = floor_div(shifted, 146'097);
  const std::int64_t day_of_era = shifted - era * 146'097;
  const std::int64_t year_of_era =
      (day_of_era - day_of_era / 1'460 + day_of_era / 36'524 - day_of_era / 146'096) / 365;
  const std::int64_t day_of_year = day_of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
  const std::int64_t shifted_month = (5 * day_of_year + 2) / 153;
  const int day = static_cast<int>(day_of_year - (153 * shifted_month + 2) / 5 + 1);
  const int month = static_cast<int>(shifted_month < 10 ? shifted_month + 3 : shifted_month - 9);
  return {year_of_era + era * 400 + (month <= 2 ? 1 : 0), month, day};
}

Weekday Date::weekday() const {
  const std::int64_t from_monday = ((days + 3) % 7 + 7) % 7;
  return static_cast<Weekday>(from_monday + 1);
}

std::string Date::to_string() const {
  const auto [year, month, day] = civil();
  return fmt::format("{}{:04}-{:02}-{:02}", year < 0 ? "-" : "", year < 0 ? -year : year, month, day);
}

std::optional<Instant> Instant::parse(std::string_view text) {
  const auto date = take_date(text);
  if (!date || !take(text, 'T')) return std::nullopt;
  const auto hour = take_digits(text, 2);
  if (!hour || !take(text, ':')) return std::nullopt;
  const auto minute = take_digits(text, 2);
  int second = 0;
  int millisecond = 0;
  if (take(text, ':')) {
    const auto seconds = take_digits(text, 2);
    if (!seconds) return std::nullopt;
    second = *seconds;
    if (take(text, '.')) {
      const auto fraction = take_milliseconds(text);
      if (!fraction) return std::nullopt;
      millisecond = *fraction;
    }
  }
  const auto offset = take_offset(text);
  if (!minute || !offset || !text.empty() || *hour > 23 || *minute > 59 || second > 59) return std::nullopt;
  const std::int64_t minutes = *hour * 60 + *minute - *offset;
  return Instant{date->days * milliseconds_per_day + (minutes * 60 + second) * 1'000 + millisecond};
}

std::string Instant::to_string() const {
  const std::int64_t day = floor_div(milliseconds, milliseconds_per_day);
  const std::int64_t rest = milliseconds - day * milliseconds_per_day;
  return fmt::format("{}T{:02}:{:02}:{:02}.{:03}Z", Date{day}.to_string(), rest / 3'600'000,
                     rest / 60'000 % 60, rest / 1'000 % 60, rest % 1'000);
}

}  // namespace shuxin::base
