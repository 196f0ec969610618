#include "core/calendar/reading.h"
#include "core/casework/work.h"

namespace shuxin::casework {

std::optional<Instant> due_of(const RunningClock& running, const calendar::Calendar& calendar) {
  if (!running.clock || running.ended || running.lapsed) return std::nullopt;
  return calendar::find_due(*running.clock, calendar);
}

Text words_of(const calendar::Limit& limit) {
  const std::string n = std::to_string(limit.amount);
  const std::string s = limit.amount == 1 ? "" : "s";
  switch (limit.unit) {
    case calendar::Unit::WorkingDays:
      return {n + " 个工作日", n + " working day" + s};
    case calendar::Unit::NaturalDays:
      return {n + " 日", n + " day" + s};
    case calendar::Unit::OfficeMinutes:
      return {n + " 个工作分钟", n + " office minute" + s};
    case calendar::Unit::OnTheSpot:
      return {"当场", "on the spot"};
  }
  return {};
}

}  // namespace shuxin::casework
