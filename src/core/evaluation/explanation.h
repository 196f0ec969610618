// Explanation: how a firm came by its class, each step in words.
#pragma once

#include <string>
#include <vector>

#include "core/base/text.h"
#include "core/evaluation/outcome.h"

namespace shuxin::evaluation {

/// A line for each step: the group, each indicator with formula, value, baseline, weight, cap and floor, the
/// sum, bonus and deduction, the rank and its class, vetoes; for a firm that is not graded: why.
[[nodiscard]] std::vector<std::string> explain(const Scheme& scheme, const Prepared& prepared,
                                               const Outcome& outcome, std::size_t subject,
                                               base::Language language);

/// Why an indicator has no value for a subject: what its formula says, or that cells are blank.
[[nodiscard]] base::Message why_missing(const Scheme& scheme, const Prepared& prepared, std::size_t indicator,
                                        std::size_t subject, base::Language language);

/// What a subject would pay in a year under a policy in a class (below zero: what it gets), 万元. Empty if
/// that cannot be told.
[[nodiscard]] std::optional<Decimal> policy_amount(const Scheme& scheme, const Prepared& prepared,
                                                   const catalog::DifferentialPolicy& policy,
                                                   std::size_t subject, std::string_view assigned_class);

}  // namespace shuxin::evaluation
