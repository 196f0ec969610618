// Built-in functions that sum up lists of numbers (DMN 1.5, clause 10.3.4.4).
#include <algorithm>

#include "core/rules/arithmetic.h"
#include "core/rules/builtin_table.h"

namespace shuxin::rules {
namespace {

using base::Decimal;
using Arguments = std::span<const Value>;

Value number_or_null(std::optional<Decimal> value) {
  return value ? Value::number(*value) : Value::null("feel.number-out-of-range", {"…"});
}

/// Why the items are not numbers all, or empty.
std::optional<Value> not_numbers(std::span<const Value> items, const char* name) {
  for (const Value& item : items)
    if (item.kind() != Kind::Number)
      return Value::null(Reason{{"feel.refused-argument", {name, "list", std::string(name_of(item.kind()))}},
                                {},
                                {},
                                item.is_null() ? item : Value()});
  return std::nullopt;
}

std::optional<Decimal> sum_of(std::span<const Value> items) {
  std::optional<Decimal> total = Decimal(0);
  for (const Value& item : items)
    if (total) total = base::add(*total, item.as_number());
  return total;
}

std::optional<Decimal> mean_of(std::span<const Value> items) {
  const auto total = sum_of(items);
  if (!total) return total;
  return base::divide(*total, Decimal(static_cast<std::int64_t>(items.size())));
}

/// Durations can be summed too: the addition of clause 10.3.2.13.
Value sum(Arguments arguments, Evaluation&) {
  const auto items = arguments[0].as_list();
  if (items.empty()) return Value::null("feel.empty-list");
  const Kind kind = items[0].kind();
  if (kind == Kind::YearsMonths || kind == Kind::DaysTime) {
    Value total = items[0];
    for (const Value& item : items.subspan(1)) {
      if (item.kind() != kind)
        return Value::null("feel.refused-argument", {"sum", "list", std::string(name_of(item.kind()))});
      total = add(total, item);
    }
    return total;
  }
  if (auto wrong = not_numbers(items, "sum")) return *std::move(wrong);
  return number_or_null(sum_of(items));
}

Value product(Arguments arguments, Evaluation&) {
  const auto items = arguments[0].as_list();
  if (items.empty()) return Value::null("feel.empty-list");
  if (auto wrong = not_numbers(items, "product")) return *std::move(wrong);
  std::optional<Decimal> total = Decimal(1);
  for (const Value& item : items)
    if (total) total = base::multiply(*total, item.as_number());
  return number_or_null(total);
}

Value mean(Arguments arguments, Evaluation&) {
  const auto items = arguments[0].as_list();
  if (items.empty()) return Value::null("feel.empty-list");
  if (auto wrong = not_numbers(items, "mean")) return *std::move(wrong);
  return number_or_null(mean_of(items));
}

std::vector<Decimal> sorted(std::span<const Value> items) {
  std::vector<Decimal> numbers;
  numbers.reserve(items.size());
  for (const Value& item : items) numbers.push_back(item.as_number());
  std::ranges::sort(numbers, [](Decimal a, Decimal b) { return a < b; });
  return numbers;
}

Value median(Arguments arguments, Evaluation&) {
  const auto items = arguments[0].as_list();
  if (items.empty()) return Value::null("feel.empty-list");
  if (auto wrong = not_numbers(items, "median")) return *std::move(wrong);
  const std::vector<Decimal> numbers = sorted(items);
  const std::size_t middle = numbers.size() / 2;
  if (numbers.size() % 2 == 1) return Value::number(numbers[middle]);
  const auto total = base::add(numbers[middle - 1], numbers[middle]);
  return number_or_null(total ? base::divide(*total, Decimal(2)) : total);
}

Value standard_deviation(Arguments arguments, Evaluation&) {
  const auto items = arguments[0].as_list();
  if (items.size() < 2) return Value::null("feel.too-few-items", {"stddev", "2"});
  if (auto wrong = not_numbers(items, "stddev")) return *std::move(wrong);
  const auto mean = mean_of(items);
  std::optional<Decimal> squares = mean ? std::optional(Decimal(0)) : std::nullopt;
  for (const Value& item : items) {
    const auto distance = squares ? base::subtract(item.as_number(), *mean) : std::nullopt;
    const auto square = distance ? base::multiply(*distance, *distance) : std::nullopt;
    squares = square ? base::add(*squares, *square) : std::nullopt;
  }
  const auto variance =
      squares ? base::divide(*squares, Decimal(static_cast<std::int64_t>(items.size() - 1))) : std::nullopt;
  return number_or_null(variance ? variance->square_root() : std::nullopt);
}

Value mode(Arguments arguments, Evaluation&) {
  const auto items = arguments[0].as_list();
  if (auto wrong = not_numbers(items, "mode")) return *std::move(wrong);
  const std::vector<Decimal> numbers = sorted(items);
  std::vector<Value> most;
  std::size_t highest = 0;
  for (std::size_t i = 0; i < numbers.size();) {
    std::size_t next = i;
    while (next < numbers.size() && numbers[next] == numbers[i]) ++next;
    if (next - i > highest) {
      highest = next - i;
      most.clear();
    }
    if (next - i == highest) most.push_back(Value::number(numbers[i]));
    i = next;
  }
  return Value::list(std::move(most));
}

}  // namespace

std::vector<BuiltinRow> statistics_rows() {
  using namespace kinds;
  const Type n = Type::Kind::Number;
  return {
      {"sum", {{"list", a_list}}, sum, Type::any()},
      {"sum", {{"n", anything}}, sum, Type::any(), true},
      {"product", {{"list", a_list}}, product, n},
      {"product", {{"n", anything}}, product, n, true},
      {"mean", {{"list", a_list}}, mean, n},
      {"mean", {{"n", anything}}, mean, n, true},
      {"median", {{"list", a_list}}, median, n},
      {"median", {{"n", anything}}, median, n, true},
      {"stddev", {{"list", a_list}}, standard_deviation, n},
      {"stddev", {{"n", anything}}, standard_deviation, n, true},
      {"mode", {{"list", a_list}}, mode, Type::list(n)},
      {"mode", {{"n", anything}}, mode, Type::list(n), true},
  };
}

}  // namespace shuxin::rules
