// Built-in functions on dates and times, and `is` (DMN 1.5, clauses 10.3.4.7, 10.3.4.10 and 10.3.4.11).
#include "core/rules/builtin_table.h"
#include "core/rules/temporal.h"

namespace shuxin::rules {
namespace {

using Arguments = std::span<const Value>;

Value number(std::int64_t value) {
  return Value::number(base::Decimal(value));
}
base::Date date_of(const Value& value) {
  return value.kind() == Kind::Date ? value.as_date() : value.as_date_time().date;
}

Value now(Arguments, Evaluation& evaluation) {
  return Value::date_time(evaluation.environment().now);
}
Value today(Arguments, Evaluation& evaluation) {
  return Value::date(evaluation.environment().now.date);
}

base::Date first_of_year(std::int64_t year) {
  return *base::Date::from(year, 1, 1);
}

Value day_of_year(Arguments arguments, Evaluation&) {
  const base::Date date = date_of(arguments[0]);
  return number(date - first_of_year(date.civil().year) + 1);
}

Value day_of_week(Arguments arguments, Evaluation&) {
  constexpr std::string_view names[] = {"Monday", "Tuesday",  "Wednesday", "Thursday",
                                        "Friday", "Saturday", "Sunday"};
  return Value::string(names[static_cast<std::size_t>(date_of(arguments[0]).weekday()) - 1]);
}

Value month_of_year(Arguments arguments, Evaluation&) {
  constexpr std::string_view names[] = {"January",   "February", "March",    "April",
                                        "May",       "June",     "July",     "August",
                                        "September", "October",  "November", "December"};
  return Value::string(names[date_of(arguments[0]).civil().month - 1]);
}

/// ISO 8601: the week that holds the year's first Thursday is the first.
Value week_of_year(Arguments arguments, Evaluation&) {
  const base::Date date = date_of(arguments[0]);
  const base::Date thursday = date + (4 - static_cast<std::int64_t>(date.weekday()));
  const std::int64_t year = thursday.civil().year;
  const auto first = base::Date::from(year, 1, 1);
  if (!first) return Value::null("feel.date-out-of-range");
  return number((thursday - *first) / 7 + 1);
}

Value is(Arguments arguments, Evaluation&) {
  return Value::boolean(identical(arguments[0], arguments[1]));
}

}  // namespace

std::vector<BuiltinRow> temporal_rows() {
  using namespace kinds;
  const auto point = static_cast<Kinds>(a_date | a_date_time);
  const Type n = Type::Kind::Number;
  const Type s = Type::Kind::String;
  return {
      {"now", {}, now, Type::Kind::DateTime, false, false},
      {"today", {}, today, Type::Kind::Date, false, false},
      {"day of year", {{"date", point}}, day_of_year, n},
      {"day of week", {{"date", point}}, day_of_week, s},
      {"month of year", {{"date", point}}, month_of_year, s},
      {"week of year", {{"date", point}}, week_of_year, n},
      {"is", {{"value1", anything}, {"value2", anything}}, is, Type::Kind::Boolean},
  };
}

}  // namespace shuxin::rules
