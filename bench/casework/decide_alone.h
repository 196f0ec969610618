// decide alone: the commands of an approval judged in memory, again and again.
#pragma once

#include "zone.h"

namespace shuxin::bench {

/// Decisions a second of one thread, over the six commands in turn.
[[nodiscard]] double decisions(Zone& zone, double seconds);

}  // namespace shuxin::bench
