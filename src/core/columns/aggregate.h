// What is told of many rows at once: groups, sums and the like, ranks, joins by key.
#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <vector>

#include "core/columns/program.h"
#include "core/columns/table.h"

namespace shuxin::columns {

// --- groups

/// Rows that share their keys. Groups are numbered in the order of their first rows.
struct Groups {
  static constexpr std::uint32_t none = UINT32_MAX;
  Cells<std::uint32_t> of_row;            ///< the row's group; none where a key is unknown
  std::vector<std::uint32_t> first_rows;  ///< the first row of each group
  std::size_t outside = 0;                ///< rows that are in no group

  [[nodiscard]] std::size_t count() const { return first_rows.size(); }
};

/// Groups rows by the values of all keys; numbers are one key if they are equal. The keys are of one length.
[[nodiscard]] Groups group_by(std::span<const Column> keys, const ParallelFor& parallel = in_order);
/// All rows as one group (none if there are no rows).
[[nodiscard]] Groups all_as_one(std::size_t rows);

// --- aggregates

enum class Aggregate : std::uint8_t { Count, Sum, Mean, Min, Max, Median, Stddev };

/// What unknown rows do to an aggregate.
enum class Unknowns : std::uint8_t {
  Spoil,  ///< one makes the answer unknown, as in FEEL's lists (Count counts them)
  Skip    ///< only known rows are looked at
};

/// One row a group: what FEEL's function of that name gives for the list of the group's values in row order.
/// Count counts rows (with Skip: known rows). Rows outside of all groups are left out.
[[nodiscard]] Column aggregate(Aggregate what, const Column& column, const Groups& groups,
                               Unknowns unknowns = Unknowns::Spoil, const ParallelFor& parallel = in_order);
/// The same of all rows, as one group (FEEL's answer for no values at all if there are none).
[[nodiscard]] rules::Value aggregate(Aggregate what, const Column& column,
                                     Unknowns unknowns = Unknowns::Spoil,
                                     const ParallelFor& parallel = in_order);
/// One row a group: the value below which the share `share` (0 to 1) of the group's known numbers lies,
/// interpolated between neighbours: of n sorted values the one at place (n - 1) × share. Unknown for a group
/// without known numbers.
[[nodiscard]] Column percentile(base::Decimal share, const Column& column, const Groups& groups,
                                const ParallelFor& parallel = in_order);
/// A column of one row a group, handed out to the rows; unknown outside of all groups.
[[nodiscard]] Column spread(const Column& of_groups, const Groups& groups,
                            const ParallelFor& parallel = in_order);

// --- ranks

struct Criterion {
  Column column;           ///< numbers, dates or texts
  bool descending = true;  ///< the greatest comes first
};

/// The rank in the row's group: one more than there are rows before it. Rows that are equal in all criteria
/// have the same rank, and the next has as many more as they are. A row whose first criterion is unknown has
/// no rank; an unknown later criterion comes after all known ones.
[[nodiscard]] Column rank(std::span<const Criterion> criteria, const Groups& groups,
                          const ParallelFor& parallel = in_order);

// --- joins

/// Which row of one table each row of another goes with.
struct Join {
  static constexpr std::uint32_t none = UINT32_MAX;
  std::vector<std::uint32_t> match;  ///< a row of `right` for each row of `left`, or none
  /// Rows of `right` whose keys an earlier row has; they match nothing.
  std::vector<std::uint32_t> duplicates;
  std::vector<std::uint32_t> unmatched_left;   ///< ascending; rows with unknown keys too
  std::vector<std::uint32_t> unmatched_right;  ///< ascending; without duplicates
};

/// Joins by equal keys; unknown keys match nothing. As many keys on both sides.
[[nodiscard]] Join join(std::span<const Column> left, std::span<const Column> right);
/// The rows of a column by their numbers; Join::none gives an unknown row (columns.no-match).
[[nodiscard]] Column take(const Column& column, std::span<const std::uint32_t> rows,
                          const ParallelFor& parallel = in_order);

}  // namespace shuxin::columns
