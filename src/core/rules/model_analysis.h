// The analysis of every decision table of a model, wherever it stands in its decisions.
#pragma once

#include <cstddef>

#include "core/base/diagnostic.h"
#include "core/rules/dmn.h"
#include "core/rules/table_analysis.h"

namespace shuxin::rules::dmn {

struct ModelFindings {
  std::size_t tables = 0;         ///< looked at
  base::Diagnostics diagnostics;  ///< in the order of the nodes
};

/// Analyses the tables of all files of the model (see table_analysis.h). `information`: whether what is
/// neither an error nor a warning is given too, then as a warning. Thread-safe.
[[nodiscard]] ModelFindings analyse(const Model& model, bool information = false,
                                    const AnalysisBounds& bounds = {});

}  // namespace shuxin::rules::dmn
