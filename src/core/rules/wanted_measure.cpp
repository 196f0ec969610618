#include "core/rules/wanted_measure.h"

#include <algorithm>
#include <cmath>

namespace shuxin::rules {
namespace {

using base::Decimal;

Value from_measure(Kind kind, Decimal number) {
  if (kind == Kind::Number) return Value::number(number);
  const auto whole = number.truncated();
  if (!whole) return Value();
  if (kind == Kind::DaysTime) return Value::days_time(*whole);
  if (kind == Kind::Date) return Value::date({static_cast<std::int64_t>(*whole)});
  return Value::years_months(static_cast<std::int64_t>(*whole));
}

}  // namespace

Decimal measure(const Value& value) {
  if (value.kind() == Kind::Date) return value.as_date().days;
  if (value.kind() == Kind::YearsMonths) return value.as_months();
  if (value.kind() == Kind::DaysTime) return Decimal::of_wide(value.as_nanoseconds(), 0);
  return value.as_number();
}

Value between(Kind kind, const Value& low, const Value& high, bool from_below) {
  const auto plus = [](Decimal a, int b) { return add(a, Decimal(b)).value_or(a); };
  const auto fits = [&](Decimal n) {
    return (low.is_null() || n > measure(low)) && (high.is_null() || n < measure(high));
  };
  std::optional<Decimal> found;
  const bool from_low = high.is_null() || (from_below && !low.is_null());
  if (from_low && !low.is_null()) {
    const auto down = measure(low).rounded(0, base::Rounding::Floor);
    if (down) found = plus(*down, 1);
  } else if (!high.is_null()) {
    const auto up = measure(high).rounded(0, base::Rounding::Ceiling);
    if (up) found = plus(*up, -1);
  }
  if (found && fits(*found)) return from_measure(kind, *found);
  if (low.is_null() || high.is_null() || kind != Kind::Number) return Value();
  const auto sum = add(measure(low), measure(high));
  const auto middle = sum ? divide(*sum, Decimal(2)) : std::nullopt;
  return middle && fits(*middle) ? Value::number(*middle) : Value();
}

double distance(const Value& from, const Value& to) {
  if (from.kind() != to.kind() || !is_measured(from.kind())) return 1;
  const double a = measure(from).to_double();
  const double b = measure(to).to_double();
  if (from.kind() == Kind::Date) return std::abs(a - b) / 365.25;
  const double unit = from.kind() == Kind::DaysTime ? 86'400e9 : 1;
  return std::abs(a - b) / std::max(std::abs(a), unit);
}

bool is_measured(Kind kind) {
  return kind == Kind::Number || kind == Kind::Date || kind == Kind::YearsMonths || kind == Kind::DaysTime;
}

bool is_counted(Kind kind) {
  return kind == Kind::Date || kind == Kind::YearsMonths;
}

Value step(const Value& value, int units) {
  const auto next = add(measure(value), Decimal(units));
  return next ? from_measure(value.kind(), *next) : Value();
}

}  // namespace shuxin::rules
