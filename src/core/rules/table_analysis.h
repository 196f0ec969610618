// The analysis of a decision table: gaps, overlaps, conflicts, dead and subsumed rules, unreachable outputs.
#pragma once

#include <cstddef>
#include <string>
#include <vector>

#include "core/base/diagnostic.h"
#include "core/rules/table.h"

namespace shuxin::rules::dmn {

/// One thing found in a table.
struct Finding {
  enum class Kind {
    Gap,                ///< no rule matches, and there is no default
    NullGap,            ///< no rule matches, but only where an input is null
    Overlap,            ///< two rules match together
    Conflict,           ///< two rules match together with different outputs, under ANY
    Dead,               ///< a rule that can never fire under the hit policy
    Subsumed,           ///< a rule all of whose inputs another matches with the same output
    UnreachableOutput,  ///< one of outputValues that nothing gives
    NotAnalysed         ///< the table, or what the message says of it, is not analysed
  };
  enum class Weight { Error, Warning, Information };

  Kind kind;
  Weight weight;
  Position at;
  std::vector<std::size_t> rules;  ///< those concerned, from 0, the one to blame first
  std::vector<Value> example;      ///< one a column; empty where there can be none
  /// Where it is so: unary tests, one a column (`-` where the column does not matter). For gaps, overlaps and
  /// conflicts; else empty.
  std::vector<std::string> box;
  base::Message message;
};

/// Beyond these a part is said to be not analysed, or that there is more.
struct AnalysisBounds {
  std::size_t steps = 2'000'000;  ///< branches of the search; four times as many pairs
  std::size_t listed = 20;        ///< findings of one kind
};

/// Analyses a table. It is exact where all cells are constants, intervals, sets and their negations: each
/// column is cut at all constants into points and the stretches between them, within which no cell changes
/// its answer, and what is said holds for every input and only for those. A table with any other cell has one
/// finding, NotAnalysed. Inputs are taken to be of the column's type, or else of the kind of its constants,
/// and each to be free of the others. The gaps of `box` together are all gaps, unless said otherwise.
[[nodiscard]] std::vector<Finding> analyse(const Table& table, const AnalysisBounds& bounds = {});

/// The findings that are errors or warnings as diagnostics of a file; information only if it is asked for (it
/// is then of severity Warning).
[[nodiscard]] base::Diagnostics to_diagnostics(const std::vector<Finding>& findings, const std::string& file,
                                               bool information = false);

}  // namespace shuxin::rules::dmn
