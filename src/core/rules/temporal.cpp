#include "core/rules/temporal.h"

#include <fmt/format.h>

namespace shuxin::rules {
namespace {

bool is_digit(char c) {
  return c >= '0' && c <= '9';
}

/// Reads from the front of a text.
struct Reader {
  std::string_view rest;

  bool take(char wanted) {
    if (rest.empty() || rest.front() != wanted) return false;
    rest.remove_prefix(1);
    return true;
  }
  /// Between `least` and `most` digits, as many as there are.
  std::optional<std::int64_t> digits(std::size_t least, std::size_t most) {
    std::size_t count = 0;
    std::int64_t value = 0;
    while (count < rest.size() && is_digit(rest[count])) {
      if (++count > most) return std::nullopt;
      value = value * 10 + (rest[count - 1] - '0');
    }
    if (count < least) return std::nullopt;
    rest.remove_prefix(count);
    return value;
  }
  /// Digits after a point, as nanoseconds; finer digits are dropped.
  std::int64_t fraction() {
    std::int64_t value = 0;
    int count = 0;
    for (; !rest.empty() && is_digit(rest.front()); rest.remove_prefix(1))
      if (count < 9) value = value * 10 + (rest.front() - '0'), ++count;
    for (; count < 9; ++count) value *= 10;
    return value;
  }
};

std::optional<base::Date> take_date(Reader& reader) {
  const bool negative = reader.take('-');
  const std::string_view before = reader.rest;
  const auto year = reader.digits(4, 9);
  if (!year || (before.size() - reader.rest.size() > 4 && before.front() == '0')) return std::nullopt;
  if (!reader.take('-')) return std::nullopt;
  const auto month = reader.digits(2, 2);
  if (!month || !reader.take('-')) return std::nullopt;
  const auto day = reader.digits(2, 2);
  if (!day) return std::nullopt;
  return base::Date::from(negative ? -*year : *year, static_cast<int>(*month), static_cast<int>(*day));
}

/// `Z`, `±hh:mm[:ss]` or `@Zone/Name`, or nothing.
bool take_tie(Reader& reader, Time& time, const ZoneSource* zones) {
  if (reader.rest.empty()) return true;
  if (reader.take('Z') || reader.take('z')) {
    time.tie = Tie::Offset;
    return reader.rest.empty();
  }
  if (reader.take('@')) {
    if (zones == nullptr) return false;
    time.zone = zones->find(reader.rest);
    time.tie = Tie::Zone;
    return static_cast<bool>(time.zone);
  }
  const bool west = reader.take('-');
  if (!west && !reader.take('+')) return false;
  const auto hours = reader.digits(2, 2);
  if (!hours || !reader.take(':')) return false;
  const auto minutes = reader.digits(2, 2);
  std::optional<std::int64_t> seconds = 0;
  if (minutes && reader.take(':')) seconds = reader.digits(2, 2);
  if (!minutes || !seconds || *minutes > 59 || *seconds > 59 || !reader.rest.empty()) return false;
  const auto offset = static_cast<std::int32_t>(*hours * 3600 + *minutes * 60 + *seconds);
  if (offset > 18 * 3600) return false;
  time.tie = Tie::Offset;
  time.offset = west ? -offset : offset;
  return true;
}

/// A time of day to the end of the text; `whole_day` is set for 24:00:00.
std::optional<Time> take_time(Reader& reader, const ZoneSource* zones, bool& whole_day) {
  const auto hour = reader.digits(2, 2);
  if (!hour || !reader.take(':')) return std::nullopt;
  const auto minute = reader.digits(2, 2);
  if (!minute || !reader.take(':')) return std::nullopt;
  const auto second = reader.digits(2, 2);
  if (!second) return std::nullopt;
  Time time;
  std::int64_t fraction = 0;
  if (reader.take('.')) {
    if (reader.rest.empty() || !is_digit(reader.rest.front())) return std::nullopt;
    fraction = reader.fraction();
  }
  time.nanoseconds = (*hour * 3600 + *minute * 60 + *second) * nanoseconds_per_second + fraction;
  whole_day = time.nanoseconds == nanoseconds_per_day;
  if (whole_day) time.nanoseconds = 0;
  if ((*hour > 23 && !whole_day) || *minute > 59 || *second > 59) return std::nullopt;
  if (!take_tie(reader, time, zones)) return std::nullopt;
  return time;
}

std::string offset_text(const Time& time) {
  switch (time.tie) {
    case Tie::Local:
      return {};
    case Tie::Zone:
      return "@" + time.zone->name();
    case Tie::Offset:
      break;
  }
  if (time.offset == 0) return "Z";
  const int offset = time.offset < 0 ? -time.offset : time.offset;
  std::string text =
      fmt::format("{}{:02}:{:02}", time.offset < 0 ? '-' : '+', offset / 3600, offset / 60 % 60);
  if (offset % 60 != 0) text += fmt::format(":{:02}", offset % 60);
  return text;
}

std::string fraction_text(std::int64_t nanoseconds) {
  if (nanoseconds == 0) return {};
  std::string text = fmt::format(".{:09}", nanoseconds);
  text.erase(text.find_last_not_of('0') + 1);
  return text;
}

std::int64_t floor_div(std::int64_t a, std::int64_t b) {
  return a / b - (a % b < 0 ? 1 : 0);
}

}  // namespace

std::optional<base::Date> parse_date(std::string_view text) {
  Reader reader{text};
  const auto date = take_date(reader);
  return reader.rest.empty() ? date : std::nullopt;
}

std::optional<Time> parse_time(std::string_view text, const ZoneSource* zones) {
  Reader reader{text};
  bool whole_day = false;
  return take_time(reader, zones, whole_day);
}

std::optional<DateTime> parse_date_time(std::string_view text, const ZoneSource* zones) {
  Reader reader{text};
  const auto date = take_date(reader);
  if (!date) return std::nullopt;
  if (reader.rest.empty()) return at(*date, {});
  if (!reader.take('T')) return std::nullopt;
  bool whole_day = false;
  const auto time = take_time(reader, zones, whole_day);
  if (!time) return std::nullopt;
  if (!whole_day) return at(*date, *time);
  const base::Date next = *date + 1;
  return next.civil().year <= largest_year ? std::optional(at(next, *time)) : std::nullopt;
}

std::optional<Value> parse_duration(std::string_view text) {
  Reader reader{text};
  const bool negative = reader.take('-');
  if (!reader.take('P')) return std::nullopt;
  std::int64_t months = 0;
  Nanoseconds nanoseconds = 0;
  bool of_months = false;
  bool of_days = false;
  bool in_time = false;
  int last = -1;  // units come in their order: Y M D T H M S
  constexpr std::string_view units = "YMDHMS";
  constexpr std::int64_t seconds_per_unit[] = {0, 0, seconds_per_day, 3600, 60, 1};
  while (!reader.rest.empty()) {
    if (reader.take('T')) {
      if (in_time || reader.rest.empty()) return std::nullopt;
      in_time = true;
      if (last < 2) last = 2;
      continue;
    }
    const auto count = reader.digits(1, 15);
    if (!count || reader.rest.empty()) return std::nullopt;
    std::int64_t fraction = 0;
    const bool has_fraction = reader.take('.');
    if (has_fraction) fraction = reader.fraction();
    if (reader.rest.empty()) return std::nullopt;
    const std::size_t unit = units.find(reader.rest.front(), in_time ? 3 : 0);
    if (unit == std::string_view::npos || (!in_time && unit > 2) || static_cast<int>(unit) <= last)
      return std::nullopt;
    if (has_fraction && unit != 5) return std::nullopt;
    reader.rest.remove_prefix(1);
    last = static_cast<int>(unit);
    if (unit < 2) {
      of_months = true;
      months += unit == 0 ? *count * 12 : *count;
    } else {
      of_days = true;
      nanoseconds +=
          static_cast<Nanoseconds>(*count) * seconds_per_unit[unit] * nanoseconds_per_second + fraction;
    }
  }
  if (of_months == of_days) return std::nullopt;
  if (of_months) return Value::years_months(negative ? -months : months);
  return Value::days_time(negative ? -nanoseconds : nanoseconds);
}

std::optional<Value> parse_temporal(std::string_view text, const ZoneSource* zones) {
  if (const auto date = parse_date(text)) return Value::date(*date);
  if (text.find('T') != std::string_view::npos || text.find('-') != std::string_view::npos)
    if (const auto moment = parse_date_time(text, zones)) return Value::date_time(*moment);
  if (const auto time = parse_time(text, zones)) return Value::time(*time);
  return parse_duration(text);
}

std::string to_text(base::Date date) {
  return date.to_string();
}

std::string to_text(const Time& time) {
  const std::int64_t seconds = time.nanoseconds / nanoseconds_per_second;
  return fmt::format("{:02}:{:02}:{:02}{}{}", seconds / 3600, seconds / 60 % 60, seconds % 60,
                     fraction_text(time.nanoseconds % nanoseconds_per_second), offset_text(time));
}

std::string to_text(const DateTime& moment) {
  return to_text(moment.date) + "T" + to_text(moment.time);
}

std::string months_to_text(std::int64_t months) {
  if (months == 0) return "P0M";
  const std::uint64_t count =
      months < 0 ? 0 - static_cast<std::uint64_t>(months) : static_cast<std::uint64_t>(months);
  std::string text = months < 0 ? "-P" : "P";
  if (count / 12 != 0) text += fmt::format("{}Y", count / 12);
  if (count % 12 != 0) text += fmt::format("{}M", count % 12);
  return text;
}

std::string nanoseconds_to_text(Nanoseconds duration) {
  if (duration == 0) return "PT0S";
  const Nanoseconds magnitude = duration < 0 ? -duration : duration;
  const auto seconds = static_cast<std::int64_t>(magnitude / nanoseconds_per_second);
  const auto fraction = static_cast<std::int64_t>(magnitude % nanoseconds_per_second);
  std::string text = duration < 0 ? "-P" : "P";
  if (seconds / seconds_per_day != 0) text += fmt::format("{}D", seconds / seconds_per_day);
  if (seconds % seconds_per_day == 0 && fraction == 0) return text;
  text += 'T';
  if (seconds / 3600 % 24 != 0) text += fmt::format("{}H", seconds / 3600 % 24);
  if (seconds / 60 % 60 != 0) text += fmt::format("{}M", seconds / 60 % 60);
  if (seconds % 60 != 0 || fraction != 0) text += fmt::format("{}{}S", seconds % 60, fraction_text(fraction));
  return text;
}

DateTime at(base::Date date, Time time) {
  if (time.tie == Tie::Zone)
    time.offset =
        time.zone->offset_at_local(date.days * seconds_per_day + time.nanoseconds / nanoseconds_per_second);
  return {date, std::move(time)};
}

Nanoseconds instant(const DateTime& moment) {
  const std::int64_t offset = moment.time.tie == Tie::Local ? 0 : moment.time.offset;
  return static_cast<Nanoseconds>(moment.date.days * seconds_per_day - offset) * nanoseconds_per_second +
         moment.time.nanoseconds;
}

std::optional<DateTime> from_instant(Nanoseconds instant, const Time& like) {
  constexpr Nanoseconds bound = static_cast<Nanoseconds>(largest_year + 1) * 366 * nanoseconds_per_day;
  if (instant > bound || instant < -bound) return std::nullopt;
  Time time = like;
  Nanoseconds seconds = instant / nanoseconds_per_second;
  auto fraction = static_cast<std::int64_t>(instant % nanoseconds_per_second);
  if (fraction < 0) fraction += nanoseconds_per_second, seconds -= 1;
  auto local = static_cast<std::int64_t>(seconds);
  if (time.tie == Tie::Zone) time.offset = time.zone->offset_at(local);
  if (time.tie != Tie::Local) local += time.offset;
  const base::Date date{floor_div(local, seconds_per_day)};
  time.nanoseconds = (local - date.days * seconds_per_day) * nanoseconds_per_second + fraction;
  const std::int64_t year = date.civil().year;
  if (year < -largest_year || year > largest_year) return std::nullopt;
  return DateTime{date, std::move(time)};
}

std::optional<base::Date> add_months(base::Date date, std::int64_t months) {
  constexpr std::int64_t bound = (largest_year + 1) * 24;
  if (months > bound || months < -bound) return std::nullopt;
  const base::YearMonthDay from = date.civil();
  const std::int64_t total = from.year * 12 + (from.month - 1) + months;
  const std::int64_t year = floor_div(total, 12);
  const int month = static_cast<int>(total - year * 12) + 1;
  const int last = base::days_in_month(year, month);
  return base::Date::from(year, month, from.day < last ? from.day : last);
}

std::int64_t months_between(base::Date from, base::Date to) {
  if (to < from) return -months_between(to, from);
  const base::YearMonthDay a = from.civil();
  const base::YearMonthDay b = to.civil();
  const std::int64_t months = (b.year - a.year) * 12 + (b.month - a.month);
  return b.day < a.day ? months - 1 : months;
}

std::optional<std::int32_t> offset_of(const DateTime& moment) {
  if (moment.time.tie == Tie::Local) return std::nullopt;
  return moment.time.offset;
}

}  // namespace shuxin::rules
