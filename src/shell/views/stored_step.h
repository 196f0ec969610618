// Steps of casework as events of the store: one row of the ledger for each, personal members under the
// applicant's key.
#pragma once

#include <memory>
#include <string>
#include <string_view>

#include "core/casework/event.h"
#include "shell/store/event.h"

namespace shuxin::views {

inline constexpr std::string_view step_type = "step";
inline constexpr int step_schema = 1;

/// What a step touches that writes an entry of a register: the entry, and each value that it has from now on
/// by which it can be found.
[[nodiscard]] std::string touched_entry(std::string_view kind, std::string_view key);
[[nodiscard]] std::string touched_value(std::string_view kind, std::string_view field,
                                        std::string_view value);

/// A step that goes with its event to the projections.
struct StepContent : store::Content {
  explicit StepContent(casework::Step of) : step(std::move(of)) {}
  casework::Step step;
};

/// `subject` is the applicant's account: whose key the personal members are encrypted under. `through` is how
/// the actor reaches the files that the step names.
[[nodiscard]] store::NewEvent to_event(casework::Step step, const std::string& subject,
                                       base::Instant recorded_at, const std::string& through);
/// Errors: event.unknown (also for another type or a newer schema), event.malformed, those of the JSON
/// reader. Personal members that were erased or withheld read as empty.
[[nodiscard]] base::Result<casework::Step> to_step(const store::Event& event);

/// The same, taken over from whoever has just appended the event if it came with it.
[[nodiscard]] base::Result<std::shared_ptr<const StepContent>> step_of(const store::Event& event);

/// `case` and `A2026000001` of `case/A2026000001`; empty kind for other streams.
struct StreamName {
  std::string_view kind;
  std::string_view number;
};
[[nodiscard]] StreamName split_stream(std::string_view stream);

}  // namespace shuxin::views
