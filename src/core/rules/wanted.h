// What would reach a wanted outcome of a decision table: the fewest inputs changed, then the least change.
#pragma once

#include <optional>
#include <span>
#include <string>
#include <vector>

#include "core/rules/dmn.h"

namespace shuxin::rules::dmn {

/// One input to be changed. A point of the interval meant has been tried, together with the other changes.
struct Change {
  enum class Bound : std::uint8_t { Exactly, AtLeast, MoreThan, AtMost, LessThan, OtherThan };

  std::string input;  ///< `income`, `applicant.age`
  Value from;
  Bound bound = Bound::Exactly;
  Value to;                    ///< OtherThan: a list
  std::optional<Bound> limit;  ///< the other end, if there is one
  Value limit_value;
  Value tried;  ///< the value with which the decision was evaluated again
};

/// Why a rule with the wanted output cannot be the one.
struct RuledOut {
  std::size_t rule;
  std::string input;  ///< the fixed one; empty: no change makes this rule win over the others
  Value value;
  std::string test;
};

struct Reach {
  enum class Outcome : std::uint8_t { Already, Reached, Unreachable, NotAnalysed };

  Outcome outcome = Outcome::NotAnalysed;
  std::vector<Change> changes;      ///< Reached
  std::optional<std::size_t> rule;  ///< Reached: the rule then hit, from 0; empty for the default output
  std::vector<RuledOut> ruled_out;  ///< Unreachable; empty if no rule has such an output
  base::Message reason;             ///< NotAnalysed
  std::vector<std::string> unused;  ///< names among the fixed that the table does not test
};

/// Looks for the least change of the input data in `given` by which `decision` yields `wanted`; `fixed` names
/// inputs, or paths into them, that may not change. Exact for one table with a single-hit policy over input
/// data and paths into it, whose tests are intervals and sets of numbers, strings, truth values, dates and
/// durations and whose outputs are constants; all else is NotAnalysed with the reason. What is found has been
/// evaluated again. Changes are compared by the sum of their sizes: of numbers and durations relative to the
/// present value (or to 1, a day or a month, where that is less), of dates in years, of all others one.
[[nodiscard]] Reach reach(const Model& model, NodeIndex decision, const Value& wanted,
                          std::span<const std::string> fixed, Run& given, Environment environment);

/// It in words, a line each.
[[nodiscard]] std::vector<std::string> to_lines(const Reach& reach, const std::string& decision,
                                                const Value& wanted, base::Language language);

}  // namespace shuxin::rules::dmn
