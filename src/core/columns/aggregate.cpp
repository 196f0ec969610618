// Sums and the like, a row a group: what FEEL's functions give for the list of a group's values.
#include "core/columns/aggregate.h"

#include <algorithm>

#include "core/base/check.h"

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
  std::vector<std::uint32_t> rows;
  std::vector<std::size_t> from;  ///< where each group begins, and the end

  explicit Members(const Groups& groups) : from(groups.count() + 1, 0) {
    for (const std::uint32_t group : groups.of_row)
      if (group != Groups::none) ++from[group + 1];
    for (std::size_t i = 1; i < from.size(); ++i) from[i] += from[i - 1];
    rows.resize(from.back());
    std::vector<std::size_t> next(from.begin(), from.end() - 1);
    for (std::uint32_t row = 0; row < groups.of_row.size(); ++row)
      if (groups.of_row[row] != Groups::none) rows[next[groups.of_row[row]]++] = row;
  }
  [[nodiscard]] std::span<const std::uint32_t> of(std::size_t group) const {
    return std::span(rows).subspan(from[group], from[group + 1] - from[group]);
  }
};

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

std::vector<Decimal> sorted(const Column& column, std::span<const std::uint32_t> rows) {
  std::vector<Decimal> numbers;
  numbers.reserve(rows.size());
  if (column.is_scaled()) {
    std::vector<std::int64_t> integers;
    integers.reserve(rows.size());
    for (const std::uint32_t row : rows) integers.push_back(column.integers()[row]);
    std::ranges::sort(integers);
    for (const std::int64_t integer : integers) numbers.push_back(Decimal::of(integer, column.scale()));
  } else {
    for (const std::uint32_t row : rows) numbers.push_back(column.decimals()[row]);
    std::ranges::sort(numbers, [](Decimal a, Decimal b) { return a < b; });
  }
  return numbers;
}

Value median_of(const Column& column, std::span<const std::uint32_t> rows) {
  const std::vector<Decimal> numbers = sorted(column, rows);
  const std::size_t middle = numbers.size() / 2;
  if (numbers.size() % 2 == 1) return Value::number(numbers[middle]);
  const auto total = base::add(numbers[middle - 1], numbers[middle]);
  return number_or_null(total ? base::divide(*total, Decimal(2)) : total);
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

}  // namespace

namespace {

/// Rows of each group with the sum of their integers. Exact, so that the parts may be added in any order.
struct Tallies {
  std::vector<std::int64_t> counts;
  std::vector<__int128> sums;
};

Tallies tally(const Column& column, const Groups& groups, bool sums_up, bool known_only,
              const ParallelFor& parallel) {
  constexpr std::size_t part_rows = 1 << 18;
  const std::size_t rows = column.size();
  const std::size_t parts = (rows + part_rows - 1) / part_rows;
  std::vector<Tallies> of_parts(parts);
  parallel(parts, [&](std::size_t part) {
    std::vector<std::int64_t> counts(groups.count() + 1, 0);
    std::vector<__int128> sums(groups.count() + 1, 0);
    const auto integers = column.integers();
    const bool all_known = column.unknown_count() == 0 || !known_only;
    const auto [low, high] = column.bounds();
    // A part of 2^18 rows sums up in 64 bits if no row has more than 44.
    constexpr std::int64_t small = std::int64_t{1} << 44;
    if (groups.count() == 1 && low > -small && high < small) {
      std::int64_t sum = 0;
      std::int64_t count = 0;
      for (std::size_t row = part * part_rows; row < std::min(rows, (part + 1) * part_rows); ++row) {
        const std::int64_t taken = groups.of_row[row] == 0 && (all_known || column.is_known(row)) ? 1 : 0;
        count += taken;
        if (sums_up) sum += integers[row] & -taken;
      }
      of_parts[part] = {{count, 0}, {sum, 0}};
      return;
    }
    for (std::size_t row = part * part_rows; row < std::min(rows, (part + 1) * part_rows); ++row) {
      if (!all_known && !column.is_known(row)) continue;
      // Rows outside of all groups are counted apart.
      const std::size_t group = std::min<std::size_t>(groups.of_row[row], groups.count());
      ++counts[group];
      if (sums_up) sums[group] += integers[row];
    }
    of_parts[part] = {std::move(counts), std::move(sums)};
  });
  Tallies all{std::vector<std::int64_t>(groups.count(), 0), std::vector<__int128>(groups.count(), 0)};
  for (const Tallies& one : of_parts)
    for (std::size_t group = 0; group < groups.count(); ++group) {
      all.counts[group] += one.counts[group];
      all.sums[group] += one.sums[group];
    }
  return all;
}

/// Counts, and sums and means of integers, need no list of each group's rows.
Column by_tallies(Aggregate what, const Column& column, const Groups& groups, bool known_only,
                  const ParallelFor& parallel) {
  const Tallies tallies = tally(column, groups, what != Aggregate::Count, known_only, parallel);
  ColumnBuilder builder(Kind::Number, groups.count());
  for (std::size_t group = 0; group < groups.count(); ++group) {
    const Decimal count(tallies.counts[group]);
    const Decimal sum = Decimal::of_wide(tallies.sums[group], column.scale());
    if (what == Aggregate::Count)
      builder.add_number(count);
    else if (tallies.counts[group] == 0)
      builder.add_unknown(Value::null("feel.empty-list"));
    else
      builder.add(what == Aggregate::Sum ? Value::number(sum) : number_or_null(base::divide(sum, count)));
  }
  return std::move(builder).finish();
}

}  // namespace

Column aggregate(Aggregate what, const Column& column, const Groups& groups, Unknowns unknowns,
                 const ParallelFor& parallel) {
  base::check(column.size() == groups.of_row.size(), "groups are of the column's rows");
  const bool sums = (what == Aggregate::Sum || what == Aggregate::Mean) && column.is_scaled() &&
                    (unknowns == Unknowns::Skip || column.unknown_count() == 0);
  if (what == Aggregate::Count || sums)
    return by_tallies(what, column, groups, unknowns == Unknowns::Skip, parallel);
  const Members members(groups);
  ColumnBuilder builder(kind_of_result(what, column), groups.count());
  for (std::size_t group = 0; group < groups.count(); ++group) {
    const auto rows = members.of(group);
    if (unknowns == Unknowns::Skip && column.unknown_count() > 0) {
      builder.add(of_group(what, column, known_of(column, rows), nullptr));
      continue;
    }
    Value spoiler;
    bool spoilt = false;
    for (std::size_t i = 0; i < rows.size() && !spoilt && column.unknown_count() > 0; ++i)
      if (!column.is_known(rows[i])) spoiler = column.value(rows[i]), spoilt = true;
    builder.add(of_group(what, column, rows, spoilt ? &spoiler : nullptr));
  }
  return std::move(builder).finish();
}

Column percentile(Decimal share, const Column& column, const Groups& groups) {
  base::check(column.kind() == Kind::Number || column.unknown_count() == column.size(),
              "percentiles are of numbers");
  base::check(!share.is_negative() && share <= Decimal(1), "a share is between 0 and 1");
  const Members members(groups);
  ColumnBuilder builder(Kind::Number, groups.count());
  for (std::size_t group = 0; group < groups.count(); ++group) {
    const auto known = known_of(column, members.of(group));
    if (known.empty()) {
      builder.add_unknown(Value::null("feel.empty-list"));
      continue;
    }
    const std::vector<Decimal> numbers = sorted(column, known);
    const Decimal place = *base::multiply(Decimal(static_cast<std::int64_t>(numbers.size() - 1)), share);
    const auto below = static_cast<std::size_t>(*place.truncated());
    const Decimal rest = *base::subtract(place, Decimal(static_cast<std::int64_t>(below)));
    std::optional<Decimal> value = numbers[below];
    if (!rest.is_zero()) {
      const auto step = base::subtract(numbers[below + 1], numbers[below]);
      const auto part = step ? base::multiply(*step, rest) : step;
      value = part ? base::add(numbers[below], *part) : part;
    }
    builder.add(number_or_null(value));
  }
  return std::move(builder).finish();
}

}  // namespace shuxin::columns
