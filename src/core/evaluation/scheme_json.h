// A scheme as JSON: what it says, and by which path each of its numbers can be set.
#pragma once

#include "core/base/json.h"
#include "core/evaluation/outcome.h"

namespace shuxin::evaluation {

/// A scheme for people: indicators with formulas and baselines, groups with weights, classes with bounds,
/// points, policies, what is unset. Beside the numbers stand their paths (`paths`, `weight_paths`,
/// `baseline_paths`, `rate_paths`): a setting of that path takes the number's place.
[[nodiscard]] base::Json describe(const Scheme& scheme);

/// Settings as an object: {path: value}.
[[nodiscard]] base::Json to_json(const std::vector<catalog::Setting>& settings);

}  // namespace shuxin::evaluation
