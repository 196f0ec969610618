// Counts and sums of integers, in parallel. Not part of the room's face.
#pragma once

#include <cstdint>
#include <vector>

#include "core/columns/aggregate.h"

namespace shuxin::columns {

/// Rows with the sum of their integers. Exact, so that parts may be added in any order.
struct Tally {
  std::int64_t count = 0;
  __int128 sum = 0;

  Tally& operator+=(const Tally& other) {
    count += other.count;
    sum += other.sum;
    return *this;
  }
};

/// A row a group; `sums_up` only for columns of integers. Unknown rows are left out with `known_only`.
[[nodiscard]] std::vector<Tally> tally(const Column& column, const Groups& groups, bool sums_up,
                                       bool known_only, const ParallelFor& parallel);
/// Of all rows.
[[nodiscard]] Tally tally(const Column& column, bool sums_up, bool known_only, const ParallelFor& parallel);

}  // namespace shuxin::columns
