#include "core/calendar/reading.h"
#include "core/casework/work.h"

namespace shuxin::casework {

std::optional<Instant> due_of(const RunningClock& running, const calendar::Calendar& calendar) {
  if (!running.clock || running.ended || running.lapsed || running.clock->is_standing()) return std::nullopt;
  // What is due while the clock runs does not depend on when it is read, as long as it is after its last act.
  const auto& stops = running.clock->stops();
  const Instant last =
      stops.empty() ? running.clock->started_at() : stops.back().until.value_or(stops.back().from);
  return calendar::read_clock(*running.clock, calendar, last).due;
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
