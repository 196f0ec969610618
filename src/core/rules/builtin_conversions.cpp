// Built-in functions that convert between kinds (DMN 1.5, clause 10.3.4.1).
#include "core/rules/builtin_table.h"
#include "core/rules/parser.h"
#include "core/rules/temporal.h"

namespace shuxin::rules {
namespace {

using Arguments = std::span<const Value>;

Value malformed(const char* kind, const Value& text) {
  return Value::null("feel.malformed", {kind, to_feel(text)});
}

/// The whole number of an argument within a range; empty beyond it.
std::optional<std::int64_t> integer(const Value& value, std::int64_t least, std::int64_t most) {
  const auto wide = value.as_number().truncated();
  if (!wide || *wide < least || *wide > most) return std::nullopt;
  return static_cast<std::int64_t>(*wide);
}

Value string_of(Arguments arguments, Evaluation&) {
  return Value::string(to_text(arguments[0]));
}

Value number_of(Arguments arguments, Evaluation&) {
  const auto separator = [&](std::size_t index) {
    return arguments.size() > index && arguments[index].kind() == Kind::String
               ? std::string(arguments[index].as_string())
               : std::string();
  };
  const std::string grouping = separator(1);
  const std::string decimal = separator(2);
  const bool grouping_is_known = grouping.empty() ? arguments.size() < 2 || arguments[1].is_null()
                                                  : grouping == " " || grouping == "," || grouping == ".";
  const bool decimal_is_known =
      decimal.empty() ? arguments.size() < 3 || arguments[2].is_null() : decimal == "," || decimal == ".";
  if (!grouping_is_known || !decimal_is_known || (!decimal.empty() && grouping == decimal))
    return Value::null("feel.separators", {grouping, decimal});
  std::string digits;
  for (const char c : arguments[0].as_string()) {
    if (!grouping.empty() && c == grouping[0]) continue;
    digits += !decimal.empty() && c == decimal[0] ? '.' : c == '.' && decimal == "," ? ' ' : c;
  }
  const auto number = base::Decimal::parse(digits);
  return number ? Value::number(*number) : malformed("number", arguments[0]);
}

Value date_from_text(Arguments arguments, Evaluation&) {
  const auto date = parse_date(arguments[0].as_string());
  return date ? Value::date(*date) : malformed("date", arguments[0]);
}

Value date_from_moment(Arguments arguments, Evaluation&) {
  return arguments[0].kind() == Kind::Date ? arguments[0] : Value::date(arguments[0].as_date_time().date);
}

Value date_from_parts(Arguments arguments, Evaluation&) {
  const auto year = integer(arguments[0], -largest_year, largest_year);
  const auto month = integer(arguments[1], 1, 12);
  const auto day = integer(arguments[2], 1, 31);
  const auto date = year && month && day
                        ? base::Date::from(*year, static_cast<int>(*month), static_cast<int>(*day))
                        : std::nullopt;
  return date ? Value::date(*date) : Value::null("feel.no-such-date");
}

Value date_time_from_text(Arguments arguments, Evaluation& evaluation) {
  auto moment = parse_date_time(arguments[0].as_string(), evaluation.environment().zones);
  return moment ? Value::date_time(*std::move(moment)) : malformed("date and time", arguments[0]);
}

Value date_time_from_moment(Arguments arguments, Evaluation&) {
  return arguments[0];
}

Value date_time_from_parts(Arguments arguments, Evaluation&) {
  const base::Date date =
      arguments[0].kind() == Kind::Date ? arguments[0].as_date() : arguments[0].as_date_time().date;
  return Value::date_time(at(date, arguments[1].as_time()));
}

Value time_from_text(Arguments arguments, Evaluation& evaluation) {
  auto time = parse_time(arguments[0].as_string(), evaluation.environment().zones);
  return time ? Value::time(*std::move(time)) : malformed("time", arguments[0]);
}

Value time_from_moment(Arguments arguments, Evaluation&) {
  if (arguments[0].kind() == Kind::Time) return arguments[0];
  if (arguments[0].kind() == Kind::DateTime) return Value::time(arguments[0].as_date_time().time);
  Time midnight;
  midnight.tie = Tie::Offset;
  return Value::time(midnight);
}

Value time_from_parts(Arguments arguments, Evaluation&) {
  const auto hour = integer(arguments[0], 0, 23);
  const auto minute = integer(arguments[1], 0, 59);
  // Seconds may have a fraction, down to nanoseconds.
  const base::Decimal seconds = arguments[2].as_number();
  const auto scaled = base::multiply(seconds, base::Decimal(nanoseconds_per_second));
  const auto nanoseconds = scaled ? scaled->truncated() : std::nullopt;
  if (!hour || !minute || !nanoseconds || seconds.is_negative() ||
      *nanoseconds >= 60 * static_cast<Nanoseconds>(nanoseconds_per_second))
    return Value::null("feel.no-such-time");
  Time time;
  time.nanoseconds =
      (*hour * 3600 + *minute * 60) * nanoseconds_per_second + static_cast<std::int64_t>(*nanoseconds);
  if (arguments.size() > 3 && arguments[3].kind() == Kind::DaysTime) {
    const Nanoseconds offset = arguments[3].as_nanoseconds() / nanoseconds_per_second;
    if (offset > 18 * 3600 || offset < -18 * 3600) return Value::null("feel.no-such-time");
    time.tie = Tie::Offset;
    time.offset = static_cast<std::int32_t>(offset);
  }
  return Value::time(std::move(time));
}

Value duration_from_text(Arguments arguments, Evaluation&) {
  auto duration = parse_duration(arguments[0].as_string());
  return duration ? *std::move(duration) : malformed("duration", arguments[0]);
}

Value same_duration(Arguments arguments, Evaluation&) {
  return arguments[0];
}

Value months_between_points(Arguments arguments, Evaluation&) {
  const auto date = [](const Value& point) {
    return point.kind() == Kind::Date ? point.as_date() : point.as_date_time().date;
  };
  return Value::years_months(months_between(date(arguments[0]), date(arguments[1])));
}

/// An end of a range must be a literal or a call that converts one.
bool is_end(const ast::Expression& expression) {
  if (std::holds_alternative<ast::Literal>(expression.form) ||
      std::holds_alternative<ast::AtLiteral>(expression.form))
    return true;
  if (const auto* negation = std::get_if<ast::Negation>(&expression.form)) return is_end(*negation->operand);
  const auto* call = std::get_if<ast::Call>(&expression.form);
  if (call == nullptr || !std::holds_alternative<ast::Name>(call->callee->form)) return false;
  for (const ast::Argument& argument : call->arguments)
    if (!is_end(*argument.value)) return false;
  const std::string& name = std::get<ast::Name>(call->callee->form).name;
  return name == "date" || name == "time" || name == "date and time" || name == "duration" ||
         name == "number" || name == "string" || name == "years and months duration";
}

Value range_of(Arguments arguments, Evaluation& evaluation) {
  const std::string_view text = arguments[0].as_string();
  const Value wrong = malformed("range", arguments[0]);
  const Evaluation::Level level(evaluation, 100);
  if (!level || text.size() < 4) return wrong;
  std::string full(text);
  const std::size_t dots = full.find("..");
  if (dots == std::string::npos) return wrong;
  const auto blank = [&](std::size_t from, std::size_t to) {
    return full.find_first_not_of(" \t", from) >= to;
  };
  const bool no_low = blank(1, dots);
  const bool no_high = blank(dots + 2, full.size() - 1);
  // An end left out is unbounded; its bracket must be open.
  if (no_low && no_high) return wrong;
  if (no_low) full.insert(dots, "0");
  if (no_high) full.insert(full.size() - 1, "0");
  const Parsed parsed = parse_text(full, {});
  const auto* range = parsed.expression ? std::get_if<ast::RangeLiteral>(&parsed.expression->form) : nullptr;
  if (range == nullptr || range->form != Range::Form::Ends || !range->low || !range->high ||
      !is_end(*range->low) || !is_end(*range->high))
    return wrong;
  if ((no_low && range->low_closed) || (no_high && range->high_closed)) return wrong;
  if (!no_low && !no_high) {
    const auto compiled = compile(full, {});
    const Value made = compiled.value ? compiled.value->evaluate({}, evaluation) : Value();
    if (made.kind() != Kind::Range || made.as_range().low.is_null() || made.as_range().high.is_null())
      return wrong;
    const auto order = compare(made.as_range().low, made.as_range().high);
    return order && *order <= 0 ? made : wrong;
  }
  // One end: the value alone is what stands between the brackets.
  const std::size_t from = no_low ? dots + 3 : 1;
  const std::size_t to = no_low ? full.size() - 1 : full.find("..", 1);
  const auto compiled = compile(std::string_view(full).substr(from, to - from), {});
  const Value end = compiled.value ? compiled.value->evaluate({}, evaluation) : Value();
  if (end.is_null()) return wrong;
  Range made;
  made.form = Range::Form::Comparison;
  (no_low ? made.high : made.low) = end;
  made.low_closed = !no_low && range->low_closed;
  made.high_closed = !no_high && range->high_closed;
  return Value::range(std::move(made));
}

}  // namespace

std::vector<BuiltinRow> conversion_rows() {
  using namespace kinds;
  const Type date = Type::Kind::Date;
  const Type time = Type::Kind::Time;
  const Type moment = Type::Kind::DateTime;
  const auto separator = static_cast<Kinds>(a_string | a_null);
  const auto date_or_moment = static_cast<Kinds>(a_date | a_date_time);
  return {
      {"string", {{"from", static_cast<Kinds>(anything & ~a_null)}}, string_of, Type::Kind::String},
      {"number", {{"from", a_string}}, number_of, Type::Kind::Number},
      {"number",
       {{"from", a_string}, {"grouping separator", separator}, {"decimal separator", separator}},
       number_of,
       Type::Kind::Number},
      {"date", {{"from", a_string}}, date_from_text, date},
      {"date", {{"from", date_or_moment}}, date_from_moment, date},
      {"date", {{"year", a_number}, {"month", a_number}, {"day", a_number}}, date_from_parts, date},
      {"date and time", {{"from", a_string}}, date_time_from_text, moment},
      {"date and time", {{"from", a_date_time}}, date_time_from_moment, moment},
      {"date and time", {{"date", date_or_moment}, {"time", a_time}}, date_time_from_parts, moment},
      {"time", {{"from", a_string}}, time_from_text, time},
      {"time", {{"from", static_cast<Kinds>(a_time | a_date_time | a_date)}}, time_from_moment, time},
      {"time",
       {{"hour", a_number},
        {"minute", a_number},
        {"second", a_number},
        {"offset", static_cast<Kinds>(days_time | a_null), true}},
       time_from_parts,
       time},
      {"duration", {{"from", a_string}}, duration_from_text, Type::any()},
      {"duration", {{"from", static_cast<Kinds>(days_time | years_months)}}, same_duration, Type::any()},
      {"years and months duration",
       {{"from", date_or_moment}, {"to", date_or_moment}},
       months_between_points,
       Type::Kind::YearsMonths},
      {"range", {{"from", a_string}}, range_of, Type::Kind::Range},
  };
}

}  // namespace shuxin::rules
