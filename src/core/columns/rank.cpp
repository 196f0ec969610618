// Ranks in groups: rows are dealt to their groups, and each group is sorted by digits of its keys.
#include <algorithm>
#include <array>
#include <utility>

#include "core/base/check.h"
#include "core/columns/aggregate.h"

namespace shuxin::columns {
namespace {

using base::Decimal;

constexpr std::uint64_t last = UINT64_MAX;

/// A criterion as numbers: smaller comes first; unknown comes last.
class Order {
 public:
  explicit Order(const Criterion& criterion) : criterion_(criterion) {
    const Column& column = criterion.column;
    if (!column.integers().empty()) {
      integers_ = column.integers();
      from_ = static_cast<std::uint64_t>(column.bounds().first);
      most_ = static_cast<std::uint64_t>(column.bounds().second) - from_;
    } else {
      number_values();
    }
  }

  [[nodiscard]] std::uint64_t operator[](std::size_t row) const {
    return criterion_.column.is_known(row) ? known(row) : last;
  }
  /// Of a row that is known.
  [[nodiscard]] std::uint64_t known(std::size_t row) const {
    const std::uint64_t number =
        numbers_.empty() ? static_cast<std::uint64_t>(integers_[row]) - from_ : numbers_[row];
    return criterion_.descending ? most_ - number : number;
  }
  [[nodiscard]] std::uint64_t most() const { return most_; }

 private:
  /// What is no integer is numbered by sorting the different values.
  void number_values() {
    const Column& column = criterion_.column;
    std::vector<std::uint32_t> rows;
    for (std::uint32_t row = 0; row < column.size(); ++row)
      if (column.is_known(row)) rows.push_back(row);
    const auto before = [&](std::uint32_t a, std::uint32_t b) {
      const auto compared = rules::compare(column.value(a), column.value(b));
      base::check(compared.has_value(), "ranks are by numbers, dates or texts");
      return *compared < 0;
    };
    std::ranges::sort(rows, before);
    numbers_.assign(column.size(), 0);
    for (std::size_t i = 0; i < rows.size(); ++i) {
      if (i > 0 && before(rows[i - 1], rows[i])) ++most_;
      numbers_[rows[i]] = most_;
    }
  }

  const Criterion& criterion_;
  std::span<const std::int64_t> integers_;
  std::vector<std::uint64_t> numbers_;
  std::uint64_t from_ = 0;
  std::uint64_t most_ = 0;
};

template <typename Key>
struct Item {
  Key key;
  std::uint32_t row;
};

/// Sorts by keys below 2^`bits`, stable: by digits from the lowest, or by comparing where there are few.
template <typename Key>
void sort_items(std::span<Item<Key>> items, std::vector<Item<Key>>& spare, int bits) {
  if (items.size() < 256) {
    std::ranges::stable_sort(items, {}, &Item<Key>::key);
    return;
  }
  constexpr int digit_bits = 11;
  constexpr std::uint64_t digits = 1 << digit_bits;
  spare.resize(items.size());
  std::span<Item<Key>> from = items;
  std::span<Item<Key>> to = spare;
  for (int shift = 0; shift < bits; shift += digit_bits) {
    std::array<std::uint32_t, digits> next{};
    for (const Item<Key>& item : from) ++next[item.key >> shift & (digits - 1)];
    std::uint32_t sum = 0;
    for (std::uint32_t& count : next) sum += std::exchange(count, sum);
    for (const Item<Key>& item : from) to[next[item.key >> shift & (digits - 1)]++] = item;
    std::swap(from, to);
  }
  if (from.data() != items.data()) std::ranges::copy(from, items.begin());
}

constexpr std::size_t part_rows = 1 << 17;

/// The rows that have a rank, dealt to their groups in the order of the rows.
template <typename Key>
struct Deal {
  std::vector<Item<Key>> items;
  std::vector<std::size_t> from;  ///< where each group begins, and the end

  Deal(const Groups& groups, const Column& column, const Order& order, const ParallelFor& parallel)
      : from(groups.count() + 1, 0) {
    const std::size_t rows = groups.of_row.size();
    const std::size_t parts = (rows + part_rows - 1) / part_rows;
    const bool all_known = column.unknown_count() == 0;
    const auto each = [&](std::size_t part, auto visit) {
      for (std::size_t row = part * part_rows; row < std::min(rows, (part + 1) * part_rows); ++row)
        if (groups.of_row[row] != Groups::none && (all_known || column.is_known(row)))
          visit(groups.of_row[row], row);
    };
    std::vector<std::vector<std::size_t>> next(parts);
    parallel(parts, [&](std::size_t part) {
      std::vector<std::size_t> counts(groups.count(), 0);
      each(part, [&](std::uint32_t group, std::size_t) { ++counts[group]; });
      next[part] = std::move(counts);
    });
    // Group by group, and in a group part by part: the order of the rows.
    std::size_t sum = 0;
    for (std::size_t group = 0; group < groups.count(); ++group) {
      from[group] = sum;
      for (auto& counts : next) sum += std::exchange(counts[group], sum);
    }
    from[groups.count()] = sum;
    items.resize(sum);
    parallel(parts, [&](std::size_t part) {
      std::vector<std::size_t> places = next[part];
      each(part, [&](std::uint32_t group, std::size_t row) {
        items[places[group]++] = {static_cast<Key>(order.known(row)), static_cast<std::uint32_t>(row)};
      });
    });
  }
};

template <typename Key>
void rank_groups(const Groups& groups, const Column& column, std::span<const Order> orders,
                 std::vector<std::int64_t>& ranks, const ParallelFor& parallel) {
  Deal<Key> deal(groups, column, orders.front(), parallel);
  const std::uint64_t most = orders.front().most();
  const int bits = 64 - (most == 0 ? 64 : __builtin_clzll(most));
  parallel(groups.count(), [&](std::size_t group) {
    std::vector<Item<Key>> spare;
    const std::span<Item<Key>> all =
        std::span(deal.items).subspan(deal.from[group], deal.from[group + 1] - deal.from[group]);
    sort_items(all, spare, bits);
    if (orders.size() == 1) {
      std::int64_t rank = 1;
      for (std::size_t i = 0; i < all.size(); ++i) {
        if (i > 0 && all[i].key != all[i - 1].key) rank = static_cast<std::int64_t>(i) + 1;
        ranks[all[i].row] = rank;
      }
      return;
    }
    const auto tells_apart = [&](const Item<Key>& a, const Item<Key>& b) {
      for (std::size_t i = 1; i < orders.size(); ++i)
        if (orders[i][a.row] != orders[i][b.row]) return orders[i][a.row] < orders[i][b.row];
      return false;
    };
    for (std::size_t i = 0; i < all.size();) {
      std::size_t end = i + 1;
      while (end < all.size() && all[end].key == all[i].key) ++end;
      std::ranges::sort(all.subspan(i, end - i), tells_apart);
      std::size_t same_from = i;
      for (std::size_t j = i; j < end; ++j) {
        if (j > i && tells_apart(all[j - 1], all[j])) same_from = j;
        ranks[all[j].row] = static_cast<std::int64_t>(same_from) + 1;
      }
      i = end;
    }
  });
}

}  // namespace

Column rank(std::span<const Criterion> criteria, const Groups& groups, const ParallelFor& parallel) {
  base::check(!criteria.empty(), "a rank needs a criterion");
  std::vector<Order> orders;
  for (const Criterion& criterion : criteria) {
    base::check(criterion.column.size() == groups.of_row.size(), "groups are of the column's rows");
    orders.emplace_back(criterion);
  }
  const Column& first = criteria.front().column;
  const std::size_t rows = groups.of_row.size();
  std::vector<std::int64_t> ranks(rows, 0);
  if (orders.front().most() <= UINT32_MAX)
    rank_groups<std::uint32_t>(groups, first, orders, ranks, parallel);
  else
    rank_groups<std::uint64_t>(groups, first, orders, ranks, parallel);
  if (first.unknown_count() == 0 && std::ranges::find(groups.of_row, Groups::none) == groups.of_row.end())
    return Column::of_scaled(std::move(ranks), 0);
  ColumnBuilder builder(Kind::Number, rows);
  for (std::size_t row = 0; row < rows; ++row) {
    if (ranks[row] > 0)
      builder.add_number(Decimal(ranks[row]));
    else
      builder.add_unknown(first.value(row));
  }
  return std::move(builder).finish();
}

}  // namespace shuxin::columns
