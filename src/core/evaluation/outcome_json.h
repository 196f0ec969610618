// Outcomes as JSON and as tables: what the command line prints and the interface answers.
#pragma once

#include "core/base/both.h"
#include "core/base/json.h"
#include "core/base/text.h"
#include "core/evaluation/outcome.h"

namespace shuxin::evaluation {

/// What keeps firms from being graded beyond the faults of their cells: scores that cannot be computed, with
/// the reason (a divisor of zero, a blank). By rows.
[[nodiscard]] std::vector<Fault> faults_of_scores(const Scheme& scheme, const Prepared& prepared,
                                                  const Outcome& outcome);

/// {"uscc", "name", "scores": {ID: number or null}, "total", "rank", "class", "group", "state", …}. Numbers
/// have as many decimals as the scheme rounds to.
[[nodiscard]] base::Json firm_json(const Scheme& scheme, const Prepared& prepared, const Outcome& outcome,
                                   std::size_t firm);
/// `C12`: where it stands, also of what was read but cannot be; empty if it is in no cell of the table.
[[nodiscard]] std::string cell_of(const Fault& fault, const FirmData& data);
/// {"row", "sheet", "cell", "field", "value", "code", "reason": {zh, en}}
[[nodiscard]] base::Json to_json(const Fault& fault, const FirmData& data);
/// {"scheme", "firms": […], "unread": […], "groups": […]}; `faults` are all that is to be told.
[[nodiscard]] base::Json to_json(const Scheme& scheme, const FirmData& data, const Prepared& prepared,
                                 const Outcome& outcome, const std::vector<Fault>& faults);
/// The same without "firms".
[[nodiscard]] base::Json summary_json(const Scheme& scheme, const FirmData& data, const Prepared& prepared,
                                      const Outcome& outcome, const std::vector<Fault>& faults);
/// A number with as many decimals as the rule says; all it has without one.
[[nodiscard]] std::string digits_of(Decimal number, const std::optional<catalog::RoundingRule>& rule);
/// The word of a state: evaluated, out_of_scope, exempt, at_fault, no_group, not_scored.
[[nodiscard]] std::string_view state_of(const Prepared& prepared, const Outcome& outcome,
                                        std::size_t subject);

}  // namespace shuxin::evaluation
