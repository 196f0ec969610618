#include "core/calendar/reading.h"
#include "core/casework/work.h"

namespace shuxin::casework {

std::optional<Instant> due_of(const RunningClock& running, const calendar::Calendar& calendar) {
  if (!running.clock || running.ended || running.lapsed) return std::nullopt;
  return calendar::find_due(*running.clock, calendar);
}

}  // namespace shuxin::casework
