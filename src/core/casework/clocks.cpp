#include <algorithm>

#include "core/calendar/reading.h"
#include "core/casework/work.h"

namespace shuxin::casework {

std::optional<Instant> due_of(const RunningClock& running, const calendar::Calendar& calendar) {
  if (!running.clock || running.ended || running.lapsed) return std::nullopt;
  return calendar::find_due(*running.clock, calendar);
}

// A limit that has lapsed already, or lapses within the margin, lets nothing wait: the hold ends when it
// began.
std::optional<Instant> end_of_hold(const CaseState& state, const calendar::Calendar& calendar) {
  if (!state.held) return std::nullopt;
  std::optional<Instant> first;
  for (const auto& [id, running] : state.clocks) {
    if (running.promised || running.ended || !running.clock) continue;
    const auto due = calendar::find_due(*running.clock, calendar);
    if (due && (!first || *due < *first)) first = due;
  }
  if (!first) return std::nullopt;
  const Date day = calendar.legal_day(*first);
  return std::max(calendar.end_of_office(calendar.add_working_days(
                      day, -state.held->result.margin_working_days, calendar::FirstDay::Next)),
                  state.held->since);
}

std::optional<Instant> next_lapse(const CaseState& state, const calendar::Calendar& calendar) {
  std::optional<Instant> next = end_of_hold(state, calendar);
  for (const auto& [id, running] : state.clocks) {
    if (running.lapsed || running.ended) continue;
    const auto due = due_of(running, calendar);
    if (due && (!next || *due < *next)) next = due;
  }
  return next;
}

std::optional<Instant> first_due(const CaseState& state, const calendar::Calendar& calendar) {
  std::optional<Instant> first = end_of_hold(state, calendar);
  for (const auto& [id, running] : state.clocks) {
    if (running.ended) continue;
    const auto due = due_of(running, calendar);
    if (due && (!first || *due < *first)) first = due;
  }
  return first;
}

}  // namespace shuxin::casework
