#include "core/rules/arithmetic.h"

#include "core/rules/temporal.h"

namespace shuxin::rules {
namespace {

using base::Decimal;

Value undefined(const char* sign, const Value& a, const Value& b) {
  if (a.is_null()) return Value::null(Reason{{"feel.null-operand", {sign}}, {}, {}, a});
  if (b.is_null()) return Value::null(Reason{{"feel.null-operand", {sign}}, {}, {}, b});
  return Value::null("feel.undefined-operator",
                     {sign, std::string(name_of(a.kind())), std::string(name_of(b.kind()))});
}

Value number_or_null(std::optional<Decimal> number) {
  return number ? Value::number(*number) : Value::null("feel.number-out-of-range", {"…"});
}

Value beyond_the_years() {
  return Value::null("feel.date-out-of-range");
}

bool in_bounds(Nanoseconds duration) {
  constexpr Nanoseconds bound = static_cast<Nanoseconds>(largest_year) * 4 * 366 * nanoseconds_per_day;
  return duration < bound && duration > -bound;
}

Value duration_or_null(Nanoseconds duration) {
  return in_bounds(duration) ? Value::days_time(duration) : Value::null("feel.duration-out-of-range");
}

Value months_or_null(__int128 months) {
  constexpr std::int64_t bound = largest_year * 48;
  if (months > bound || months < -bound) return Value::null("feel.duration-out-of-range");
  return Value::years_months(static_cast<std::int64_t>(months));
}

Nanoseconds floor_to_days(Nanoseconds duration) {
  const Nanoseconds days = duration / nanoseconds_per_day;
  return duration % nanoseconds_per_day < 0 ? days - 1 : days;
}

Value date_plus(base::Date date, Nanoseconds duration) {
  const Nanoseconds days = date.days + floor_to_days(duration);
  constexpr Nanoseconds bound = static_cast<Nanoseconds>(largest_year + 1) * 366;
  if (days > bound || days < -bound) return beyond_the_years();
  const base::Date moved{static_cast<std::int64_t>(days)};
  const std::int64_t year = moved.civil().year;
  return year < -largest_year || year > largest_year ? beyond_the_years() : Value::date(moved);
}

Value time_plus(Time time, Nanoseconds duration) {
  Nanoseconds moved = (time.nanoseconds + duration) % nanoseconds_per_day;
  if (moved < 0) moved += nanoseconds_per_day;
  time.nanoseconds = static_cast<std::int64_t>(moved);
  return Value::time(std::move(time));
}

Value moment_plus(const DateTime& moment, Nanoseconds duration) {
  auto moved = from_instant(instant(moment) + duration, moment.time);
  return moved ? Value::date_time(*std::move(moved)) : beyond_the_years();
}

Value months_later(const Value& point, __int128 months) {
  constexpr std::int64_t bound = largest_year * 24;
  if (months > bound || months < -bound) return beyond_the_years();
  const auto count = static_cast<std::int64_t>(months);
  if (point.kind() == Kind::Date) {
    const auto moved = add_months(point.as_date(), count);
    return moved ? Value::date(*moved) : beyond_the_years();
  }
  DateTime moment = point.as_date_time();
  const auto moved = add_months(moment.date, count);
  return moved ? Value::date_time(at(*moved, std::move(moment.time))) : beyond_the_years();
}

/// A point plus a duration (`sign` 1) or minus it (-1); empty if `duration` is none or does not go with it.
std::optional<Value> point_plus(const Value& point, const Value& duration, int sign) {
  if (duration.kind() == Kind::DaysTime) {
    const Nanoseconds by = duration.as_nanoseconds() * sign;
    if (point.kind() == Kind::Date) return date_plus(point.as_date(), by);
    if (point.kind() == Kind::Time) return time_plus(point.as_time(), by);
    if (point.kind() == Kind::DateTime) return moment_plus(point.as_date_time(), by);
  } else if (duration.kind() == Kind::YearsMonths &&
             (point.kind() == Kind::Date || point.kind() == Kind::DateTime)) {
    return months_later(point, static_cast<__int128>(duration.as_months()) * sign);
  }
  return std::nullopt;
}

/// A date counts as its midnight in UTC where a date and time is asked (clause 10.3.2.9.4).
DateTime moment_of(const Value& value) {
  if (value.kind() == Kind::DateTime) return value.as_date_time();
  Time midnight;
  midnight.tie = Tie::Offset;
  return at(value.as_date(), midnight);
}

Value distance(const Value& a, const Value& b) {
  if (a.kind() == Kind::Date && b.kind() == Kind::Date)
    return Value::days_time(static_cast<Nanoseconds>(a.as_date() - b.as_date()) * nanoseconds_per_day);
  const DateTime x = moment_of(a);
  const DateTime y = moment_of(b);
  if ((x.time.tie == Tie::Local) != (y.time.tie == Tie::Local)) return Value::null("feel.local-and-zoned");
  return duration_or_null(instant(x) - instant(y));
}

Value time_distance(const Time& a, const Time& b) {
  if ((a.tie == Tie::Local) != (b.tie == Tie::Local)) return Value::null("feel.local-and-zoned");
  const DateTime x = at({}, a);
  const DateTime y = at({}, b);
  return Value::days_time(instant(x) - instant(y));
}

bool is_point(const Value& value) {
  return value.kind() == Kind::Date || value.kind() == Kind::DateTime;
}

/// Nanoseconds as a decimal, for multiplying and dividing durations.
Decimal decimal_of(Nanoseconds duration) {
  return Decimal::of_wide(duration, 0);
}

Value scaled(const Value& duration, std::optional<Decimal> amount) {
  if (!amount) return Value::null("feel.duration-out-of-range");
  const auto whole = amount->truncated();
  if (!whole) return Value::null("feel.duration-out-of-range");
  return duration.kind() == Kind::DaysTime ? duration_or_null(*whole) : months_or_null(*whole);
}

Decimal amount_of(const Value& duration) {
  return duration.kind() == Kind::DaysTime ? decimal_of(duration.as_nanoseconds())
                                           : Decimal(duration.as_months());
}

bool is_duration(const Value& value) {
  return value.kind() == Kind::DaysTime || value.kind() == Kind::YearsMonths;
}

}  // namespace

Value add(const Value& a, const Value& b) {
  if (a.kind() == Kind::Number && b.kind() == Kind::Number) [[likely]]
    return number_or_null(base::add(a.as_number(), b.as_number()));
  if (a.kind() == b.kind()) {
    if (a.kind() == Kind::String) {
      std::string joined(a.as_string());
      joined += b.as_string();
      return Value::string(joined);
    }
    if (a.kind() == Kind::DaysTime) return duration_or_null(a.as_nanoseconds() + b.as_nanoseconds());
    if (a.kind() == Kind::YearsMonths)
      return months_or_null(static_cast<__int128>(a.as_months()) + b.as_months());
  }
  if (auto moved = point_plus(a, b, 1)) return *std::move(moved);
  if (auto moved = point_plus(b, a, 1)) return *std::move(moved);
  return undefined("+", a, b);
}

Value subtract(const Value& a, const Value& b) {
  if (a.kind() == Kind::Number && b.kind() == Kind::Number) [[likely]]
    return number_or_null(base::subtract(a.as_number(), b.as_number()));
  if (is_point(a) && is_point(b)) return distance(a, b);
  if (a.kind() == b.kind()) {
    if (a.kind() == Kind::Time) return time_distance(a.as_time(), b.as_time());
    if (a.kind() == Kind::DaysTime) return duration_or_null(a.as_nanoseconds() - b.as_nanoseconds());
    if (a.kind() == Kind::YearsMonths)
      return months_or_null(static_cast<__int128>(a.as_months()) - b.as_months());
  }
  if (auto moved = point_plus(a, b, -1)) return *std::move(moved);
  return undefined("-", a, b);
}

Value multiply(const Value& a, const Value& b) {
  if (a.kind() == Kind::Number && b.kind() == Kind::Number) [[likely]]
    return number_or_null(base::multiply(a.as_number(), b.as_number()));
  if (is_duration(a) && b.kind() == Kind::Number)
    return scaled(a, base::multiply(amount_of(a), b.as_number()));
  if (a.kind() == Kind::Number && is_duration(b))
    return scaled(b, base::multiply(a.as_number(), amount_of(b)));
  return undefined("*", a, b);
}

Value divide(const Value& a, const Value& b) {
  const bool numbers = a.kind() == Kind::Number && b.kind() == Kind::Number;
  if (numbers || (is_duration(a) && a.kind() == b.kind())) {
    const Decimal divisor = numbers ? b.as_number() : amount_of(b);
    if (divisor.is_zero()) return Value::null("feel.division-by-zero");
    return number_or_null(base::divide(numbers ? a.as_number() : amount_of(a), divisor));
  }
  if (is_duration(a) && b.kind() == Kind::Number) {
    if (b.as_number().is_zero()) return Value::null("feel.division-by-zero");
    return scaled(a, base::divide(amount_of(a), b.as_number()));
  }
  return undefined("/", a, b);
}

Value raise(const Value& a, const Value& b) {
  if (a.kind() == Kind::Number && b.kind() == Kind::Number)
    return number_or_null(base::power(a.as_number(), b.as_number()));
  return undefined("**", a, b);
}

Value negate(const Value& a) {
  if (a.kind() == Kind::Number) return Value::number(-a.as_number());
  if (a.kind() == Kind::DaysTime) return Value::days_time(-a.as_nanoseconds());
  if (a.kind() == Kind::YearsMonths) return Value::years_months(-a.as_months());
  if (a.is_null()) return Value::null(Reason{{"feel.null-operand", {"-"}}, {}, {}, a});
  return Value::null("feel.undefined-negation", {std::string(name_of(a.kind()))});
}

Truth compare_by(ast::Operator op, const Value& a, const Value& b) {
  using enum ast::Operator;
  if (op == Equal) return equal(a, b);
  if (op == NotEqual) return opposite(equal(a, b));
  const auto order = compare(a, b);
  if (!order) return Truth::Unknown;
  switch (op) {
    case Less:
      return truth_of(*order < 0);
    case LessEqual:
      return truth_of(*order <= 0);
    case Greater:
      return truth_of(*order > 0);
    case GreaterEqual:
      return truth_of(*order >= 0);
    case Add:
    case Subtract:
    case Multiply:
    case Divide:
    case Power:
    case Equal:
    case NotEqual:
    case And:
    case Or:
      break;
  }
  return Truth::Unknown;
}

Truth matches_test(const Value& value, const Value& test) {
  if (test.kind() == Kind::Range && value.kind() != Kind::Range) return contains(test.as_range(), value);
  if (test.kind() != Kind::List) return equal(value, test);
  // A list as a test: the value is the list, or one of its items, or in a range that is one of them.
  Truth any = value.kind() == Kind::List && equal(value, test) == Truth::True ? Truth::True : Truth::False;
  for (const Value& item : test.as_list()) {
    if (any == Truth::True) break;
    const Truth hit = item.kind() == Kind::Range && value.kind() != Kind::Range
                          ? contains(item.as_range(), value)
                          : equal(value, item);
    if (hit == Truth::True) any = hit;
  }
  return any;
}

namespace {

Value number(std::int64_t value) {
  return Value::number(Decimal(value));
}

std::optional<Value> property_of_date(base::Date date, std::string_view name) {
  const base::YearMonthDay civil = date.civil();
  if (name == "year") return number(civil.year);
  if (name == "month") return number(civil.month);
  if (name == "day") return number(civil.day);
  if (name == "weekday") return number(static_cast<int>(date.weekday()));
  return std::nullopt;
}

std::optional<Value> property_of_time(const Time& time, std::string_view name, bool has_date) {
  const std::int64_t seconds = time.nanoseconds / nanoseconds_per_second;
  if (name == "hour") return number(seconds / 3600);
  if (name == "minute") return number(seconds / 60 % 60);
  if (name == "second") return number(seconds % 60);
  if (name == "time offset") {
    if (time.tie == Tie::Offset || (time.tie == Tie::Zone && has_date))
      return Value::days_time(static_cast<Nanoseconds>(time.offset) * nanoseconds_per_second);
    return Value();
  }
  if (name == "timezone") return time.tie == Tie::Zone ? Value::string(time.zone->name()) : Value();
  return std::nullopt;
}

std::optional<Value> property_of_duration(Nanoseconds duration, std::string_view name) {
  const auto seconds = static_cast<std::int64_t>(duration / nanoseconds_per_second);
  if (name == "days") return number(seconds / seconds_per_day);
  if (name == "hours") return number(seconds / 3600 % 24);
  if (name == "minutes") return number(seconds / 60 % 60);
  if (name == "seconds") return number(seconds % 60);
  return std::nullopt;
}

std::optional<Value> property_of_range(const Range& range, std::string_view name) {
  if (name == "start") return range.low;
  if (name == "end") return range.high;
  if (name == "start included") return Value::boolean(range.low_closed);
  if (name == "end included") return Value::boolean(range.high_closed);
  return std::nullopt;
}

std::optional<Value> property_of(const Value& value, std::string_view name) {
  switch (value.kind()) {
    case Kind::Context:
      if (const Value* entry = value.as_context().find(name)) return *entry;
      return std::nullopt;
    case Kind::Date:
      return property_of_date(value.as_date(), name);
    case Kind::Time:
      return property_of_time(value.as_time(), name, false);
    case Kind::DateTime: {
      const DateTime moment = value.as_date_time();
      if (auto of_date = property_of_date(moment.date, name)) return of_date;
      return property_of_time(moment.time, name, true);
    }
    case Kind::YearsMonths:
      if (name == "years") return number(value.as_months() / 12);
      if (name == "months") return number(value.as_months() % 12);
      return std::nullopt;
    case Kind::DaysTime:
      return property_of_duration(value.as_nanoseconds(), name);
    case Kind::Range:
      return property_of_range(value.as_range(), name);
    case Kind::Null:
    case Kind::Boolean:
    case Kind::Number:
    case Kind::String:
    case Kind::List:
    case Kind::Function:
      return std::nullopt;
  }
  return std::nullopt;
}

}  // namespace

Value member_of(const Value& value, std::string_view name) {
  if (auto found = property_of(value, name)) return *std::move(found);
  if (value.is_null())
    return Value::null(Reason{{"feel.member-of-null", {std::string(name)}}, {}, {}, value});
  if (value.kind() == Kind::List) {
    std::vector<Value> members;
    members.reserve(value.as_list().size());
    for (const Value& item : value.as_list()) members.push_back(member_of(item, name));
    return Value::list(std::move(members));
  }
  return Value::null("feel.no-member", {std::string(name_of(value.kind())), std::string(name)});
}

}  // namespace shuxin::rules
