// The laboratory's answers as JSON.
#pragma once

#include "core/base/json.h"
#include "core/evaluation/laboratory.h"

namespace shuxin::evaluation {

/// {"winners": [{uscc, name, from, to}], "losers", "transitions": [{from, to, firms}], "ranked",
/// "rank_moved", "largest_rank_move", "rank_correlation", "effects": [{policy, name, before, after, change,
/// unknown_firms}], "classes": {before: {A: n}, after: {A: n}}}
[[nodiscard]] base::Json to_json(const Comparison& comparison, const Evaluated& before,
                                 const Evaluated& after);

/// {"class", "is_best", "steps": [{of, id, name, unit, from, to, by, total, rank, class}], "unreachable":
/// [id], "barred_by", "together": {percent, total, rank, class} or null}
[[nodiscard]] base::Json to_json(const Improvements& improvements, const Scheme& scheme);

/// One step in words: `亩均税收 +3.2 万元/亩（25 → 28.2）：总分 120.00，第 11 位，B 类`.
[[nodiscard]] std::string word(const Improvement& improvement, const Scheme& scheme, base::Language language);

}  // namespace shuxin::evaluation
