// Ranks in groups: rows are dealt to their groups, and each group is sorted by digits of its keys.
#include <algorithm>
#include <array>

#include "core/base/check.h"
#include "core/columns/aggregate.h"

namespace shuxin::columns {
namespace {

using base::Decimal;

constexpr std::uint64_t last = UINT64_MAX;

/// A criterion as numbers: smaller comes first; unknown comes last.
std::vector<std::uint64_t> order_of(const Criterion& criterion) {
  const Column& column = criterion.column;
  std::vector<std::uint64_t> order(column.size(), last);
  const auto fill = [&](auto number_of, std::uint64_t most) {
    for (std::size_t row = 0; row < order.size(); ++row)
      if (column.is_known(row)) order[row] = criterion.descending ? most - number_of(row) : number_of(row);
  };
  if (!column.integers().empty()) {
    const auto [low, high] = column.bounds();
    const auto from = static_cast<std::uint64_t>(low);
    fill([&, from](std::size_t row) { return static_cast<std::uint64_t>(column.integers()[row]) - from; },
         static_cast<std::uint64_t>(high) - from);
    return order;
  }
  // Others are numbered by sorting the different values.
  std::vector<std::uint32_t> rows;
  for (std::uint32_t row = 0; row < column.size(); ++row)
    if (column.is_known(row)) rows.push_back(row);
  const auto before = [&](std::uint32_t a, std::uint32_t b) {
    const auto compared = rules::compare(column.value(a), column.value(b));
    base::check(compared.has_value(), "ranks are by numbers, dates or texts");
    return *compared < 0;
  };
  std::ranges::sort(rows, before);
  std::vector<std::uint64_t> numbers(column.size(), 0);
  std::uint64_t number = 0;
  for (std::size_t i = 0; i < rows.size(); ++i) {
    if (i > 0 && before(rows[i - 1], rows[i])) ++number;
    numbers[rows[i]] = number;
  }
  fill([&](std::size_t row) { return numbers[row]; }, number);
  return order;
}

struct Item {
  std::uint64_t key;
  std::uint32_t row;
};

/// Sorts by keys below 2^`bits`, stable: by digits from the lowest, or by comparing where there are few.
void sort_items(std::span<Item> items, std::vector<Item>& spare, int bits) {
  if (items.size() < 256) {
    std::ranges::stable_sort(items, {}, &Item::key);
    return;
  }
  constexpr int digit_bits = 11;
  constexpr std::uint64_t digits = 1 << digit_bits;
  spare.resize(items.size());
  std::span<Item> from = items;
  std::span<Item> to = spare;
  for (int shift = 0; shift < bits; shift += digit_bits) {
    std::array<std::uint32_t, digits> next{};
    for (const Item& item : from) ++next[item.key >> shift & (digits - 1)];
    std::uint32_t sum = 0;
    for (std::uint32_t& count : next) sum += std::exchange(count, sum);
    for (const Item& item : from) to[next[item.key >> shift & (digits - 1)]++] = item;
    std::swap(from, to);
  }
  if (from.data() != items.data()) std::ranges::copy(from, items.begin());
}

}  // namespace

Column rank(std::span<const Criterion> criteria, const Groups& groups, const ParallelFor& parallel) {
  base::check(!criteria.empty(), "a rank needs a criterion");
  for (const Criterion& criterion : criteria)
    base::check(criterion.column.size() == groups.of_row.size(), "groups are of the column's rows");
  std::vector<std::vector<std::uint64_t>> orders(criteria.size());
  parallel(criteria.size(), [&](std::size_t i) { orders[i] = order_of(criteria[i]); });

  const std::vector<std::uint64_t>& first = orders.front();
  const std::size_t rows = groups.of_row.size();
  const auto is_ranked = [&](std::size_t row) {
    return groups.of_row[row] != Groups::none && criteria.front().column.is_known(row);
  };
  std::vector<std::size_t> from(groups.count() + 1, 0);
  std::uint64_t most = 0;
  for (std::size_t row = 0; row < rows; ++row)
    if (is_ranked(row)) ++from[groups.of_row[row] + 1], most = std::max(most, first[row]);
  for (std::size_t i = 1; i < from.size(); ++i) from[i] += from[i - 1];
  std::vector<Item> items(from.back());
  std::vector<std::size_t> next(from.begin(), from.end() - 1);
  for (std::size_t row = 0; row < rows; ++row)
    if (is_ranked(row)) items[next[groups.of_row[row]]++] = {first[row], static_cast<std::uint32_t>(row)};
  const int bits = 64 - (most == 0 ? 64 : __builtin_clzll(most));

  std::vector<std::int64_t> ranks(rows, 0);
  parallel(groups.count(), [&](std::size_t group) {
    std::vector<Item> spare;
    const std::span<Item> all = std::span(items).subspan(from[group], from[group + 1] - from[group]);
    sort_items(all, spare, bits);
    const auto tells_apart = [&](const Item& a, const Item& b) {
      for (std::size_t i = 1; i < orders.size(); ++i)
        if (orders[i][a.row] != orders[i][b.row]) return orders[i][a.row] < orders[i][b.row];
      return false;
    };
    for (std::size_t i = 0; i < all.size();) {
      std::size_t end = i + 1;
      while (end < all.size() && all[end].key == all[i].key) ++end;
      if (orders.size() > 1) std::ranges::sort(all.subspan(i, end - i), tells_apart);
      std::size_t same_from = i;
      for (std::size_t j = i; j < end; ++j) {
        if (j > i && tells_apart(all[j - 1], all[j])) same_from = j;
        ranks[all[j].row] = static_cast<std::int64_t>(same_from) + 1;
      }
      i = end;
    }
  });

  if (std::ranges::all_of(groups.of_row, [](std::uint32_t g) { return g != Groups::none; }) &&
      criteria.front().column.unknown_count() == 0)
    return Column::of_scaled(std::move(ranks), 0);
  ColumnBuilder builder(Kind::Number, rows);
  for (std::size_t row = 0; row < rows; ++row) {
    if (is_ranked(row))
      builder.add_number(Decimal(ranks[row]));
    else
      builder.add_unknown(criteria.front().column.value(row));
  }
  return std::move(builder).finish();
}

}  // namespace shuxin::columns
