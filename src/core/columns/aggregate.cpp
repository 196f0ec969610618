// Sums and the like, a row a group: what FEEL's functions give for the list of a group's values.
#include "core/columns/aggregate.h"

#include <algorithm>

#include "core/base/check.h"
#include "core/columns/tally.h"

namespace shuxin::columns {
namespace {

using base::Decimal;
using rules::Value;

const char* name_of(Aggregate what) {
  switch (what) {
    case Aggregate::Count:
      return "count";
    case Aggregate::Sum:
      return "sum";
    case Aggregate::Mean:
      return "mean";
    case Aggregate::Min:
      return "min";
    case Aggregate::Max:
      return "max";
    case Aggregate::Median:
      return "median";
    case Aggregate::Stddev:
      return "stddev";
  }
  return "";
}

Value number_or_null(std::optional<Decimal> number) {
  return number ? Value::number(*number) : Value::null("feel.number-out-of-range", {"…"});
}

/// The rows of each group, one group after the other, in row order.
struct Members {
  Cells<std::uint32_t> rows;
  std::vector<std::size_t> from;  ///< where each group begins, and the end

  Members(const Groups& groups, const ParallelFor& parallel) : from(groups.count() + 1, 0) {
    const std::size_t all = groups.of_row.size();
    const std::size_t part_rows = std::max<std::size_t>(1 << 17, 4 * groups.count());
    const std::size_t parts = (all + part_rows - 1) / part_rows;
    std::vector<std::vector<std::uint32_t>> next(parts);
    const auto each = [&](std::size_t part, auto visit) {
      for (std::size_t row = part * part_rows; row < std::min(all, (part + 1) * part_rows); ++row)
        if (groups.of_row[row] != Groups::none) visit(groups.of_row[row], row);
    };
    parallel(parts, [&](std::size_t part) {
      next[part].assign(groups.count(), 0);
      each(part, [&](std::uint32_t group, std::size_t) { ++next[part][group]; });
    });
    std::uint32_t sum = 0;
    for (std::size_t group = 0; group < groups.count(); ++group) {
      from[group] = sum;
      for (auto& counts : next) sum += std::exchange(counts[group], sum);
    }
    from.back() = sum;
    rows.resize(sum);
    parallel(parts, [&](std::size_t part) {
      each(part, [&](std::uint32_t group, std::size_t row) {
        rows[next[part][group]++] = static_cast<std::uint32_t>(row);
      });
    });
  }
  [[nodiscard]] std::span<const std::uint32_t> of(std::size_t group) const {
    return std::span(rows).subspan(from[group], from[group + 1] - from[group]);
  }
};

/// A column of what `value_of` gives for the rows of each group.
template <typename ValueOf>
Column each_group(Kind kind, const Groups& groups, const ParallelFor& parallel, ValueOf value_of) {
  const Members members(groups, parallel);
  std::vector<Value> values(groups.count());
  // Many small groups share a part.
  const std::size_t tasks = std::min<std::size_t>(groups.count(), 1024);
  parallel(tasks, [&](std::size_t task) {
    for (std::size_t group = groups.count() * task / tasks; group < groups.count() * (task + 1) / tasks;
         ++group)
      values[group] = value_of(members.of(group));
  });
  ColumnBuilder builder(kind, groups.count());
  for (const Value& value : values) builder.add(value);
  return std::move(builder).finish();
}

/// Integers at one scale: a sum of less than 2^32 of them has less than 30 digits, so that adding them one by
/// one in decimals never rounds, and any way of adding is the same.
std::optional<Decimal> sum_of(const Column& column, std::span<const std::uint32_t> rows) {
  if (column.is_scaled()) {
    __int128 total = 0;
    for (const std::uint32_t row : rows) total += column.integers()[row];
    return Decimal::of_wide(total, column.scale());
  }
  std::optional<Decimal> total = Decimal(0);
  for (const std::uint32_t row : rows)
    if (total) total = base::add(*total, column.decimals()[row]);
  return total;
}

std::optional<Decimal> mean_of(const Column& column, std::span<const std::uint32_t> rows) {
  const auto total = sum_of(column, rows);
  return total ? base::divide(*total, Decimal(static_cast<std::int64_t>(rows.size()))) : total;
}

Value extreme(const Column& column, std::span<const std::uint32_t> rows, bool smallest) {
  const auto better = [&](const auto& a, const auto& b) { return smallest ? a < b : b < a; };
  std::uint32_t best = rows.front();
  if (!column.integers().empty()) {
    for (const std::uint32_t row : rows)
      if (better(column.integers()[row], column.integers()[best])) best = row;
    return column.value(best);
  }
  Value so_far = column.value(best);
  for (const std::uint32_t row : rows) {
    Value value = column.value(row);
    const auto order = rules::compare(value, so_far);
    if (!order)
      return Value::null("feel.undefined-operator",
                         {smallest ? "min" : "max", std::string(rules::name_of(so_far.kind())),
                          std::string(rules::name_of(value.kind()))});
    if (smallest ? *order < 0 : *order > 0) so_far = std::move(value);
  }
  return so_far;
}

/// The number at place `place` of the sorted rows, and the next one (the same at the end).
std::pair<Decimal, Decimal> neighbours(const Column& column, std::span<const std::uint32_t> rows,
                                       std::size_t place) {
  const auto select = [&](auto numbers, auto as_decimal) {
    const auto at = numbers.begin() + static_cast<std::ptrdiff_t>(place);
    std::ranges::nth_element(numbers, at);
    const auto next = at + 1 == numbers.end() ? at : std::ranges::min_element(at + 1, numbers.end());
    return std::pair(as_decimal(*at), as_decimal(*next));
  };
  if (column.is_scaled()) {
    std::vector<std::int64_t> integers;
    integers.reserve(rows.size());
    for (const std::uint32_t row : rows) integers.push_back(column.integers()[row]);
    return select(std::move(integers), [&](std::int64_t x) { return Decimal::of(x, column.scale()); });
  }
  std::vector<Decimal> numbers;
  numbers.reserve(rows.size());
  for (const std::uint32_t row : rows) numbers.push_back(column.decimals()[row]);
  return select(std::move(numbers), [](Decimal x) { return x; });
}

Value median_of(const Column& column, std::span<const std::uint32_t> rows) {
  const auto [middle, next] = neighbours(column, rows, (rows.size() - 1) / 2);
  if (rows.size() % 2 == 1) return Value::number(middle);
  const auto total = base::add(middle, next);
  return number_or_null(total ? base::divide(*total, Decimal(2)) : total);
}

Value percentile_of(Decimal share, const Column& column, std::span<const std::uint32_t> rows) {
  if (rows.empty()) return Value::null("feel.empty-list");
  const Decimal place = *base::multiply(Decimal(static_cast<std::int64_t>(rows.size() - 1)), share);
  const auto below = static_cast<std::size_t>(*place.truncated());
  const Decimal rest = *base::subtract(place, Decimal(static_cast<std::int64_t>(below)));
  const auto [lower, upper] = neighbours(column, rows, below);
  if (rest.is_zero()) return Value::number(lower);
  const auto step = base::subtract(upper, lower);
  const auto part = step ? base::multiply(*step, rest) : step;
  return number_or_null(part ? base::add(lower, *part) : part);
}

std::optional<Decimal> deviation_of(const Column& column, std::span<const std::uint32_t> rows) {
  const auto mean = mean_of(column, rows);
  std::optional<Decimal> squares = mean ? std::optional(Decimal(0)) : std::nullopt;
  for (const std::uint32_t row : rows) {
    const Decimal number = column.value(row).as_number();
    const auto distance = squares ? base::subtract(number, *mean) : std::nullopt;
    const auto square = distance ? base::multiply(*distance, *distance) : std::nullopt;
    squares = square ? base::add(*squares, *square) : std::nullopt;
  }
  const auto variance =
      squares ? base::divide(*squares, Decimal(static_cast<std::int64_t>(rows.size() - 1))) : std::nullopt;
  return variance ? variance->square_root() : std::nullopt;
}

Value of_numbers(Aggregate what, const Column& column, std::span<const std::uint32_t> rows) {
  if (what == Aggregate::Sum) return number_or_null(sum_of(column, rows));
  if (what == Aggregate::Mean) return number_or_null(mean_of(column, rows));
  if (what == Aggregate::Median) return median_of(column, rows);
  return number_or_null(deviation_of(column, rows));
}

/// FEEL's own function, for columns that are no numbers (sums of durations, and what is refused).
Value of_values(Aggregate what, const Column& column, std::span<const std::uint32_t> rows) {
  std::vector<Value> values;
  values.reserve(rows.size());
  for (const std::uint32_t row : rows) values.push_back(column.value(row));
  const rules::Scope scope{{{"list", rules::Type::list(rules::Type::any())}}, {}};
  const auto call = rules::compile(std::string(name_of(what)) + "(list)", scope);
  rules::Evaluation evaluation{rules::Environment{}};
  const Value list = Value::list(std::move(values));
  return call.value->evaluate({&list, 1}, evaluation);
}

Value of_group(Aggregate what, const Column& column, std::span<const std::uint32_t> rows,
               const Value* spoiler) {
  if (what == Aggregate::Count) return Value::number(Decimal(static_cast<std::int64_t>(rows.size())));
  if (rows.empty() && what != Aggregate::Stddev) return Value::null("feel.empty-list");
  if (what == Aggregate::Stddev && rows.size() < 2) return Value::null("feel.too-few-items", {"stddev", "2"});
  if (spoiler != nullptr)
    return Value::null(
        rules::Reason{{"feel.refused-argument", {name_of(what), "list", "null"}}, {}, {}, *spoiler});
  if (what == Aggregate::Min || what == Aggregate::Max) return extreme(column, rows, what == Aggregate::Min);
  return column.kind() == Kind::Number ? of_numbers(what, column, rows) : of_values(what, column, rows);
}

Kind kind_of_result(Aggregate what, const Column& column) {
  if (what == Aggregate::Min || what == Aggregate::Max) return column.kind();
  return what == Aggregate::Count || column.kind() == Kind::Number ? Kind::Number : Kind::Other;
}

std::vector<std::uint32_t> known_of(const Column& column, std::span<const std::uint32_t> rows) {
  std::vector<std::uint32_t> known;
  known.reserve(rows.size());
  for (const std::uint32_t row : rows)
    if (column.is_known(row)) known.push_back(row);
  return known;
}

/// Counts, and sums and means of integers, need no list of each group's rows.
bool is_tallied(Aggregate what, const Column& column, Unknowns unknowns) {
  const bool sums = what == Aggregate::Sum || what == Aggregate::Mean;
  return what == Aggregate::Count ||
         (sums && column.is_scaled() && (unknowns == Unknowns::Skip || column.unknown_count() == 0));
}

Value answer(Aggregate what, const Column& column, const Tally& tally) {
  const Decimal count(tally.count);
  if (what == Aggregate::Count) return Value::number(count);
  if (tally.count == 0) return Value::null("feel.empty-list");
  const Decimal sum = Decimal::of_wide(tally.sum, column.scale());
  return what == Aggregate::Sum ? Value::number(sum) : number_or_null(base::divide(sum, count));
}

}  // namespace

Column aggregate(Aggregate what, const Column& column, const Groups& groups, Unknowns unknowns,
                 const ParallelFor& parallel) {
  base::check(column.size() == groups.of_row.size(), "groups are of the column's rows");
  if (is_tallied(what, column, unknowns)) {
    const auto tallies =
        tally(column, groups, what != Aggregate::Count, unknowns == Unknowns::Skip, parallel);
    ColumnBuilder builder(Kind::Number, groups.count());
    for (const Tally& one : tallies) builder.add(answer(what, column, one));
    return std::move(builder).finish();
  }
  return each_group(kind_of_result(what, column), groups, parallel, [&](std::span<const std::uint32_t> rows) {
    if (column.unknown_count() == 0) return of_group(what, column, rows, nullptr);
    if (unknowns == Unknowns::Skip) return of_group(what, column, known_of(column, rows), nullptr);
    const auto unknown = std::ranges::find_if(rows, [&](std::uint32_t row) { return !column.is_known(row); });
    if (unknown == rows.end()) return of_group(what, column, rows, nullptr);
    const Value spoiler = column.value(*unknown);
    return of_group(what, column, rows, &spoiler);
  });
}

Value aggregate(Aggregate what, const Column& column, Unknowns unknowns, const ParallelFor& parallel) {
  if (column.size() == 0) return of_group(what, column, {}, nullptr);
  if (is_tallied(what, column, unknowns))
    return answer(what, column,
                  tally(column, what != Aggregate::Count, unknowns == Unknowns::Skip, parallel));
  return aggregate(what, column, all_as_one(column.size()), unknowns, parallel).value(0);
}

Column percentile(Decimal share, const Column& column, const Groups& groups, const ParallelFor& parallel) {
  base::check(column.kind() == Kind::Number || column.unknown_count() == column.size(),
              "percentiles are of numbers");
  base::check(!share.is_negative() && share <= Decimal(1), "a share is between 0 and 1");
  return each_group(Kind::Number, groups, parallel, [&](std::span<const std::uint32_t> rows) {
    return percentile_of(share, column, known_of(column, rows));
  });
}

}  // namespace shuxin::columns
