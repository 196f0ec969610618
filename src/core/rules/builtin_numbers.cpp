// Built-in functions on numbers (DMN 1.5, clause 10.3.4.5).
#include "core/rules/builtin_table.h"

namespace shuxin::rules {
namespace {

using base::Decimal;
using base::Rounding;
using Arguments = std::span<const Value>;

Value number_or_null(std::optional<Decimal> value) {
  return value ? Value::number(*value) : Value::null("feel.number-out-of-range", {"…"});
}

template <Rounding mode>
Value rounded(Arguments arguments, Evaluation&) {
  const Decimal number = arguments[0].as_number();
  const auto scale = arguments.size() > 1 ? arguments[1].as_number().truncated() : std::optional<__int128>(0);
  if (!scale || *scale > 6176 || *scale < -6111)
    return Value::null("feel.scale-out-of-range",
                       {arguments.size() > 1 ? arguments[1].as_number().to_string() : "0"});
  return number_or_null(number.rounded(static_cast<std::int64_t>(*scale), mode));
}

Value absolute(Arguments arguments, Evaluation&) {
  const Value& value = arguments[0];
  if (value.kind() == Kind::YearsMonths)
    return Value::years_months(value.as_months() < 0 ? -value.as_months() : value.as_months());
  if (value.kind() == Kind::DaysTime)
    return Value::days_time(value.as_nanoseconds() < 0 ? -value.as_nanoseconds() : value.as_nanoseconds());
  return Value::number(value.as_number().abs());
}

Value modulo_of(Arguments arguments, Evaluation&) {
  if (arguments[1].as_number().is_zero()) return Value::null("feel.division-by-zero");
  return number_or_null(base::modulo(arguments[0].as_number(), arguments[1].as_number()));
}

Value square_root(Arguments arguments, Evaluation&) {
  const auto root = arguments[0].as_number().square_root();
  return root ? Value::number(*root)
              : Value::null("feel.root-of-negative", {arguments[0].as_number().to_string()});
}

Value logarithm(Arguments arguments, Evaluation&) {
  const auto result = arguments[0].as_number().logarithm();
  return result ? Value::number(*result)
                : Value::null("feel.logarithm", {arguments[0].as_number().to_string()});
}

Value exponential(Arguments arguments, Evaluation&) {
  return number_or_null(arguments[0].as_number().exponential());
}

template <int rest>
Value parity(Arguments arguments, Evaluation&) {
  const auto remainder = base::modulo(arguments[0].as_number(), Decimal(2));
  return Value::boolean(remainder && *remainder == Decimal(rest));
}

}  // namespace

std::vector<BuiltinRow> number_rows() {
  using namespace kinds;
  const Type n = Type::Kind::Number;
  const Type b = Type::Kind::Boolean;
  return {
      {"decimal", {{"n", a_number}, {"scale", a_number}}, rounded<Rounding::HalfEven>, n},
      {"floor", {{"n", a_number}}, rounded<Rounding::Floor>, n},
      {"floor", {{"n", a_number}, {"scale", a_number}}, rounded<Rounding::Floor>, n},
      {"ceiling", {{"n", a_number}}, rounded<Rounding::Ceiling>, n},
      {"ceiling", {{"n", a_number}, {"scale", a_number}}, rounded<Rounding::Ceiling>, n},
      {"round up", {{"n", a_number}, {"scale", a_number}}, rounded<Rounding::Up>, n},
      {"round down", {{"n", a_number}, {"scale", a_number}}, rounded<Rounding::Down>, n},
      {"round half up", {{"n", a_number}, {"scale", a_number}}, rounded<Rounding::HalfUp>, n},
      {"round half down", {{"n", a_number}, {"scale", a_number}}, rounded<Rounding::HalfDown>, n},
      {"abs", {{"n", a_number}}, absolute, n},
      {"abs", {{"n", static_cast<Kinds>(years_months | days_time)}}, absolute, Type::any()},
      {"modulo", {{"dividend", a_number}, {"divisor", a_number}}, modulo_of, n},
      {"sqrt", {{"number", a_number}}, square_root, n},
      {"log", {{"number", a_number}}, logarithm, n},
      {"exp", {{"number", a_number}}, exponential, n},
      {"odd", {{"number", a_number}}, parity<1>, b},
      {"even", {{"number", a_number}}, parity<0>, b},
  };
}

}  // namespace shuxin::rules
