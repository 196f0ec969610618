// The steps of an evaluation. Private to the room.
#pragma once

#include "core/evaluation/outcome.h"

namespace shuxin::evaluation {

/// What turns a value into points in one group.
struct Scorer {
  const catalog::Indicator* indicator = nullptr;
  Decimal weight = 0;
  std::vector<UsedBaseline> baselines;  ///< by variant
  UsedRange range;
  std::optional<catalog::RoundingRule> round;

  /// Before the rule for missing values; Unknown if there is no divisor.
  [[nodiscard]] Score score(const ChosenValue& value) const;
};

/// Base, bonus, deduction and total of the first stage, if all scores are known.
void add_up(const Scheme& scheme, const Prepared& prepared, Outcome& outcome, std::size_t subject);

/// Ranks, second stage, classes and vetoes of all.
void rank_and_grade(const Scheme& scheme, const Prepared& prepared, Outcome& outcome);

/// The index of the class that a place in the list gives, counted from the best.
/// `rank` and `last_rank`: first and last place of those with the same total.
[[nodiscard]] std::size_t class_at(const catalog::ClassRules& rules, std::size_t rank, std::size_t last_rank,
                                   std::size_t count, Decimal total);

}  // namespace shuxin::evaluation
