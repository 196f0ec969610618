// A figure's rule in the words of officials: what is counted and how, made from the rule itself so that it
// cannot say something else.
#pragma once

#include <optional>

#include "core/indicators/definitions.h"

namespace shuxin::indicators {

/// The condition of one set of records: 年度等于报告年度，且规模以上，且属于“主导产业”. Empty text if all
/// count; nothing if the rule uses what has no words here (it is then shown as it is written).
[[nodiscard]] std::optional<Text> condition_in_words(const Indicator& indicator, const RecordSet& set,
                                                     const Definitions& definitions,
                                                     const catalog::Catalogue& catalogue);

/// The formula: 工业总产值（万元）的合计. Nothing as above, or if there is no formula.
[[nodiscard]] std::optional<Text> formula_in_words(const Indicator& indicator, const Definitions& definitions,
                                                   const catalog::Catalogue& catalogue);

/// What the words call a set of records: 记录, or 第 2 组记录 where there are several.
[[nodiscard]] Text name_of_set(const Indicator& indicator, const RecordSet& set);

}  // namespace shuxin::indicators
