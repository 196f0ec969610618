// A value between two others: the example of a stretch, and the proof that it is not empty.
#include <array>

#include "core/rules/table_domain.h"

namespace shuxin::rules::dmn {
namespace {

constexpr Nanoseconds day = Nanoseconds{86'400} * 1'000'000'000;
constexpr Nanoseconds second = 1'000'000'000;

using Found = std::vector<Value>;

void add_number(Found& found, std::optional<base::Decimal> number) {
  if (number) found.push_back(Value::number(*number));
}

Found numbers(const Value* low, const Value* high) {
  Found found;
  if (low == nullptr && high == nullptr) return {Value::number(0)};
  if (low == nullptr || high == nullptr) {
    const base::Decimal from = (low != nullptr ? low : high)->as_number();
    add_number(found, low != nullptr ? add(from, 1) : subtract(from, 1));
    add_number(found, multiply(from, 2));
    add_number(found, divide(from, 2));
    return found;
  }
  // Whole numbers are read most easily.
  if (const auto whole = low->as_number().rounded(0, base::Rounding::Floor))
    add_number(found, add(*whole, 1));
  if (const auto width = subtract(high->as_number(), low->as_number()))
    if (const auto half = divide(*width, 2)) add_number(found, add(low->as_number(), *half));
  return found;
}

Found strings(const Value* low, const Value* high) {
  if (low == nullptr) return {Value::string(high == nullptr ? "a" : "")};
  Found found;
  // The strings right behind a string are those that begin with it.
  for (const char* more : {"a", "0", " ", "\x01"})
    found.push_back(Value::string(std::string(low->as_string()) + more));
  return found;
}

/// Whole numbers between two others, tried with a wide, handy step first.
std::vector<Nanoseconds> wholes(std::optional<Nanoseconds> low, std::optional<Nanoseconds> high,
                                std::initializer_list<Nanoseconds> steps) {
  if (!low && !high) return {0};
  std::vector<Nanoseconds> found;
  for (const Nanoseconds step : steps) found.push_back(low ? *low + step : *high - step);
  return found;
}

template <typename Read>
std::optional<Nanoseconds> read(const Value* value, const Read& read_one) {
  return value == nullptr ? std::nullopt : std::optional<Nanoseconds>(read_one(*value));
}

Found dates(const Value* low, const Value* high) {
  Found found;
  const auto days = [](const Value& value) { return Nanoseconds{value.as_date().days}; };
  for (const Nanoseconds whole : wholes(read(low, days), read(high, days), {1}))
    found.push_back(Value::date({static_cast<std::int64_t>(whole)}));
  if (low == nullptr && high == nullptr) found = {Value::date(*base::Date::from(2026, 1, 1))};
  std::erase_if(found, [](const Value& value) {
    const auto year = value.as_date().civil().year;
    return year < -999'999'999 || year > 999'999'999;
  });
  return found;
}

Found times(const Value* low, const Value* high) {
  Found found;
  const auto clock = [](const Value& value) { return Nanoseconds{value.as_time().nanoseconds}; };
  for (const Nanoseconds whole :
       wholes(read(low, clock), read(high, clock), {3600 * second, 60 * second, second, 1}))
    if (whole >= 0 && whole < day)
      found.push_back(Value::time({.nanoseconds = static_cast<std::int64_t>(whole)}));
  return found;
}

Found dates_and_times(const Value* low, const Value* high) {
  Found found;
  const auto instant = [](const Value& value) {
    const DateTime at = value.as_date_time();
    return Nanoseconds{at.date.days} * day + at.time.nanoseconds;
  };
  for (const Nanoseconds whole :
       wholes(read(low, instant), read(high, instant), {day, 60 * second, second, 1})) {
    const Nanoseconds within = (whole % day + day) % day;
    found.push_back(Value::date_time({{static_cast<std::int64_t>((whole - within) / day)},
                                      {.nanoseconds = static_cast<std::int64_t>(within)}}));
  }
  return found;
}

Found durations(Kind kind, const Value* low, const Value* high) {
  Found found;
  if (kind == Kind::YearsMonths) {
    const auto months = [](const Value& value) { return Nanoseconds{value.as_months()}; };
    for (const Nanoseconds whole : wholes(read(low, months), read(high, months), {1}))
      found.push_back(Value::years_months(static_cast<std::int64_t>(whole)));
    return found;
  }
  const auto length = [](const Value& value) { return value.as_nanoseconds(); };
  for (const Nanoseconds whole :
       wholes(read(low, length), read(high, length), {day, 3600 * second, 60 * second, second, 1}))
    found.push_back(Value::days_time(whole));
  return found;
}

Found candidates(Kind kind, const Value* low, const Value* high) {
  switch (kind) {
    case Kind::Number:
      return numbers(low, high);
    case Kind::String:
      return strings(low, high);
    case Kind::Date:
      return dates(low, high);
    case Kind::Time:
      return times(low, high);
    case Kind::DateTime:
      return dates_and_times(low, high);
    case Kind::YearsMonths:
    case Kind::DaysTime:
      return durations(kind, low, high);
    case Kind::Null:
    case Kind::Boolean:
    case Kind::Range:
    case Kind::List:
    case Kind::Context:
    case Kind::Function:
      return {};
  }
  return {};
}

}  // namespace

std::optional<Value> value_between(Kind kind, const Value* low, const Value* high) {
  for (Value& value : candidates(kind, low, high)) {
    const auto above = low == nullptr ? std::weak_ordering::greater : compare(value, *low);
    const auto below = high == nullptr ? std::weak_ordering::less : compare(value, *high);
    if (above && below && *above > 0 && *below < 0) return std::move(value);
  }
  return std::nullopt;
}

}  // namespace shuxin::rules::dmn
