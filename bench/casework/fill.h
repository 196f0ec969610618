// A store filled with many cases, and the lists that a desk reads from it.
#pragma once

#include <vector>

#include "raw.h"
#include "zone.h"

namespace shuxin::bench {

/// Writes that many cases through the store and its read tables, without deciding each: the steps of recorded
/// ones with other names and times. Of ten, eight were withdrawn, one was granted and one is under way. Says
/// on standard error how far it is.
void fill(Zone& zone, std::int64_t cases);

/// Milliseconds of single readings, in order.
struct ReadingTimes {
  std::vector<double> work_list;  ///< pages of fifty of one desk, as the screens ask for them
  std::vector<double> desk_cases;
};
[[nodiscard]] ReadingTimes read_lists(Zone& zone, int readings);

}  // namespace shuxin::bench
