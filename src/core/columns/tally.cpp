#include "core/columns/tally.h"

#include <algorithm>

namespace shuxin::columns {

std::vector<Tally> tally(const Column& column, const Groups& groups, bool sums_up, bool known_only,
                         const ParallelFor& parallel) {
  const std::size_t rows = column.size();
  const std::size_t part_rows = std::max<std::size_t>(1 << 17, 4 * groups.count());
  std::vector<std::vector<Tally>> of_parts((rows + part_rows - 1) / part_rows);
  parallel(of_parts.size(), [&](std::size_t part) {
    // Rows outside of all groups are counted apart.
    std::vector<Tally> tallies(groups.count() + 1);
    const auto integers = column.integers();
    const bool all = column.unknown_count() == 0 || !known_only;
    for (std::size_t row = part * part_rows; row < std::min(rows, (part + 1) * part_rows); ++row) {
      if (!all && !column.is_known(row)) continue;
      Tally& tally = tallies[std::min<std::size_t>(groups.of_row[row], groups.count())];
      ++tally.count;
      if (sums_up) tally.sum += integers[row];
    }
    of_parts[part] = std::move(tallies);
  });
  std::vector<Tally> made(groups.count());
  for (const auto& tallies : of_parts)
    for (std::size_t group = 0; group < groups.count(); ++group) made[group] += tallies[group];
  return made;
}

Tally tally(const Column& column, bool sums_up, bool known_only, const ParallelFor& parallel) {
  constexpr std::size_t part_rows = 1 << 17;
  const std::size_t rows = column.size();
  const auto known = column.known_bits();
  // 64 rows sum up in 64 bits if no row has more than 57.
  constexpr std::int64_t small = std::int64_t{1} << 57;
  const auto [low, high] = column.bounds();
  const bool in_words = low > -small && high < small;
  const auto tally_word = [&](std::size_t from, std::size_t count) {
    Tally made;
    const bool all = known.empty() || !known_only;
    const std::uint64_t word = all ? ~std::uint64_t{0} : known[from / 64];
    if (!sums_up || (in_words && word == ~std::uint64_t{0})) {
      made.count = all ? static_cast<std::int64_t>(count) : __builtin_popcountll(word);
      std::int64_t sum = 0;
      for (std::size_t i = 0; i < count && sums_up; ++i) sum += column.integers()[from + i];
      made.sum = sum;
      return made;
    }
    for (std::size_t i = 0; i < count; ++i)
      if ((word >> i & 1) != 0) made += Tally{1, column.integers()[from + i]};
    return made;
  };
  std::vector<Tally> of_parts((rows + part_rows - 1) / part_rows);
  parallel(of_parts.size(), [&](std::size_t part) {
    Tally made;
    const std::size_t end = std::min(rows, (part + 1) * part_rows);
    for (std::size_t row = part * part_rows; row < end; row += 64)
      made += tally_word(row, std::min<std::size_t>(64, end - row));
    of_parts[part] = made;
  });
  Tally all;
  for (const Tally& one : of_parts) all += one;
  return all;
}

}  // namespace shuxin::columns
