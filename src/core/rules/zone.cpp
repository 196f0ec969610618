#include "core/rules/zone.h"

#include <algorithm>
#include <memory>

#include "core/rules/temporal.h"

namespace shuxin::rules {
namespace {

std::int64_t big_endian(std::string_view bytes) {
  std::uint64_t value = 0;
  for (const char byte : bytes) value = value << 8 | static_cast<unsigned char>(byte);
  if (bytes.size() == 4) return static_cast<std::int32_t>(value);
  return static_cast<std::int64_t>(value);
}

/// Reads from the front of bytes; once something is missing, all further reads fail.
struct Bytes {
  std::string_view rest;
  bool ok = true;

  std::string_view take(std::size_t count) {
    if (!ok || rest.size() < count) {
      ok = false;
      return {};
    }
    const std::string_view taken = rest.substr(0, count);
    rest.remove_prefix(count);
    return taken;
  }
  std::int64_t number(std::size_t width) {
    const std::string_view taken = take(width);
    return ok ? big_endian(taken) : 0;
  }
};

struct Header {
  char version = 0;
  std::size_t utc = 0, standard = 0, leaps = 0, times = 0, types = 0, letters = 0;

  static Header read(Bytes& bytes) {
    Header header;
    if (bytes.take(4) != "TZif") bytes.ok = false;
    const std::string_view version = bytes.take(1);
    if (bytes.ok) header.version = version[0];
    bytes.take(15);
    for (std::size_t* count :
         {&header.utc, &header.standard, &header.leaps, &header.times, &header.types, &header.letters}) {
      *count = static_cast<std::uint32_t>(bytes.number(4));
      if (*count > 100'000) bytes.ok = false;
    }
    return header;
  }
  [[nodiscard]] std::size_t size(std::size_t width) const {
    return times * width + times + types * 6 + letters + leaps * (width + 4) + standard + utc;
  }
};

}  // namespace

/// Reads the footer: a POSIX TZ string such as `CET-1CEST,M3.5.0,M10.5.0/3`.
struct Zone::Reader {
  std::string_view rest;

  bool name() {
    if (!rest.empty() && rest[0] == '<') {
      const std::size_t close = rest.find('>');
      if (close == std::string_view::npos) return false;
      rest.remove_prefix(close + 1);
      return true;
    }
    std::size_t letters = 0;
    while (letters < rest.size() &&
           ((rest[letters] >= 'a' && rest[letters] <= 'z') || (rest[letters] >= 'A' && rest[letters] <= 'Z')))
      ++letters;
    rest.remove_prefix(letters);
    return letters > 0;
  }
  bool take(char c) {
    if (rest.empty() || rest[0] != c) return false;
    rest.remove_prefix(1);
    return true;
  }
  bool number(int& value) {
    std::size_t digits = 0;
    value = 0;
    for (; digits < rest.size() && digits < 4 && rest[digits] >= '0' && rest[digits] <= '9'; ++digits)
      value = value * 10 + (rest[digits] - '0');
    rest.remove_prefix(digits);
    return digits > 0;
  }
  /// `[+-]h[h][:mm[:ss]]` in seconds.
  bool clock(std::int32_t& seconds) {
    const bool negative = take('-');
    if (!negative) take('+');
    int hours = 0;
    int minutes = 0;
    int rest_seconds = 0;
    if (!number(hours)) return false;
    if (take(':') && !number(minutes)) return false;
    if (take(':') && !number(rest_seconds)) return false;
    seconds = hours * 3600 + minutes * 60 + rest_seconds;
    if (negative) seconds = -seconds;
    return true;
  }
  bool change(Change& change) {
    if (take('M')) {
      change.form = 'M';
      if (!number(change.month) || !take('.') || !number(change.week) || !take('.') || !number(change.day))
        return false;
      if (change.month < 1 || change.month > 12 || change.week < 1 || change.week > 5 || change.day > 6)
        return false;
    } else {
      change.form = take('J') ? 'J' : 'N';
      if (!number(change.day) || change.day > 365) return false;
    }
    return !take('/') || clock(change.seconds);
  }
  bool rule(Rule& rule) {
    std::int32_t west = 0;
    if (!name() || !clock(west)) return false;
    rule.standard = -west;
    if (rest.empty()) return true;
    if (!name()) return false;
    rule.has_summer = true;
    rule.summer = rule.standard + 3600;
    if (!rest.empty() && rest[0] != ',') {
      if (!clock(west)) return false;
      rule.summer = -west;
    }
    return take(',') && change(rule.begins) && take(',') && change(rule.ends) && rest.empty();
  }
  /// Local seconds since 1970 of a change in a year, by the clock that shows before it.
  static std::int64_t moment(const Change& change, std::int64_t year) {
    base::Date date = *base::Date::from(year, 1, 1);
    if (change.form == 'M') {
      date = *base::Date::from(year, change.month, 1);
      const int first = static_cast<int>(date.weekday()) % 7;  // Sunday is 0
      int day = 1 + (change.day - first + 7) % 7 + (change.week - 1) * 7;
      while (day > base::days_in_month(year, change.month)) day -= 7;
      date = date + (day - 1);
    } else if (change.form == 'J') {
      date = date + (change.day - 1 + (base::is_leap_year(year) && change.day >= 60 ? 1 : 0));
    } else {
      date = date + change.day;
    }
    return date.days * seconds_per_day + change.seconds;
  }
};

base::Result<Ref<Zone>> Zone::parse(std::string name, std::string_view input) {
  Bytes bytes{input};
  const Header first = Header::read(bytes);
  if (!bytes.ok || first.version < '2') return base::fail("zone.malformed", {name});
  bytes.take(first.size(4));
  const Header header = Header::read(bytes);
  auto zone = std::make_unique<Zone>();
  zone->name_ = name;
  for (std::size_t i = 0; i < header.times && bytes.ok; ++i) zone->transitions_.push_back(bytes.number(8));
  const std::string_view indices = bytes.take(header.times);
  std::vector<std::int32_t> types;
  for (std::size_t i = 0; i < header.types && bytes.ok; ++i) {
    types.push_back(static_cast<std::int32_t>(bytes.number(4)));
    bytes.take(2);
  }
  bytes.take(header.letters + header.leaps * 12 + header.standard + header.utc);
  if (!bytes.ok || types.empty() || !std::ranges::is_sorted(zone->transitions_))
    return base::fail("zone.malformed", {name});
  constexpr std::int32_t most = 26 * 3600;
  for (const std::int32_t offset : types)
    if (offset > most || offset < -most) return base::fail("zone.malformed", {name});
  zone->offsets_.push_back(types[0]);
  for (const char index : indices) {
    const auto i = static_cast<std::size_t>(static_cast<unsigned char>(index));
    if (i >= types.size()) return base::fail("zone.malformed", {name});
    zone->offsets_.push_back(types[i]);
  }
  std::string_view footer = bytes.rest;
  if (footer.size() > 2 && footer.front() == '\n') {
    footer.remove_prefix(1);
    footer = footer.substr(0, footer.find('\n'));
    Reader reader{footer};
    zone->has_rule_ = reader.rule(zone->rule_);
    if (!zone->has_rule_) return base::fail("zone.malformed", {name});
  }
  return Ref<Zone>(zone.release());
}

std::int32_t Zone::offset_by_rule(std::int64_t utc_seconds) const {
  if (!rule_.has_summer) return rule_.standard;
  std::int64_t year = base::Date{(utc_seconds + rule_.standard) / seconds_per_day}.civil().year;
  // The calendar repeats every 400 years, so far years are judged by near ones.
  const std::int64_t cycles = year > 2400 ? (year - 2000) / 400 : year < 1600 ? -((2000 - year) / 400) : 0;
  year -= cycles * 400;
  const std::int64_t local = utc_seconds - cycles * 146'097 * seconds_per_day;
  const std::int64_t begins = Reader::moment(rule_.begins, year) - rule_.standard;
  const std::int64_t ends = Reader::moment(rule_.ends, year) - rule_.summer;
  const bool summer = begins < ends ? local >= begins && local < ends : local >= begins || local < ends;
  return summer ? rule_.summer : rule_.standard;
}

std::int32_t Zone::offset_at(std::int64_t utc_seconds) const {
  if (has_rule_ && (transitions_.empty() || utc_seconds >= transitions_.back()))
    return offset_by_rule(utc_seconds);
  const auto after = std::ranges::upper_bound(transitions_, utc_seconds);
  return offsets_[static_cast<std::size_t>(after - transitions_.begin())];
}

std::int32_t Zone::offset_at_local(std::int64_t local_seconds) const {
  // The offset before any change that is near: right unless the change came first.
  const std::int32_t before = offset_at(local_seconds - seconds_per_day);
  const std::int32_t after = offset_at(local_seconds + seconds_per_day);
  if (before == after) {
    const std::int32_t offset = offset_at(local_seconds - before);
    if (offset == before) return before;
  }
  if (offset_at(local_seconds - before) == before) return before;
  if (offset_at(local_seconds - after) == after) return after;
  return before;
}

}  // namespace shuxin::rules
