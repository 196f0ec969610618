// The steps of an evaluation. Private to the room.
#pragma once

#include <compare>
#include <span>

#include "core/evaluation/outcome.h"
#include "core/rules/feel.h"

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

/// What decides a subject's place: its total, then the criteria for ties.
struct Standing {
  Decimal total = 0;
  std::vector<std::optional<Decimal>> criteria;
};
/// Less: better. More is better; what is not known comes last.
[[nodiscard]] std::weak_ordering operator<=>(const Standing& a, const Standing& b);

/// The criterion of that name for a subject: an indicator's value, or a number of the table.
[[nodiscard]] std::optional<Decimal> criterion(const Scheme& scheme, const Prepared& prepared,
                                               const std::string& id, std::size_t subject);

/// The scorer of an indicator in a group, with the baselines of averages or as given.
[[nodiscard]] Scorer make_scorer(const Scheme& scheme, const Prepared& prepared, std::size_t group,
                                 std::size_t indicator, Decimal weight);

/// The class with its vetoes: the worse of what the place gives and the best that a veto leaves.
[[nodiscard]] std::size_t with_vetoes(const Scheme& scheme, const catalog::ClassRules& rules,
                                      const Subject& subject, std::size_t index);

/// The sum of the items under their caps; empty if an item cannot be told.
[[nodiscard]] std::optional<Decimal> points_of_items(
    const catalog::PointItems& items, const std::vector<std::vector<std::optional<Decimal>>>& values,
    std::size_t subject);

/// What the second stage's formula sees of the group.
struct GroupTotals {
  Decimal mean = 0;
  Decimal highest = 0;
  Decimal lowest = 0;
  std::int64_t count = 0;
};
/// The total of the second stage for a result of the first whose `total` and `rank` are set.
[[nodiscard]] std::optional<Decimal> second_total(const Scheme& scheme, std::span<const rules::Value> fields,
                                                  const Result& first, const GroupTotals& totals,
                                                  rules::Evaluation& evaluation);
[[nodiscard]] GroupTotals totals_of(const Outcome& outcome, const std::vector<std::size_t>& members);
/// A subject's fields and derived fields as inputs of formulas.
[[nodiscard]] std::vector<rules::Value> inputs_of(const Prepared& prepared, std::size_t subject);

/// Ranks, second stage, classes and vetoes of all.
void rank_and_grade(const Scheme& scheme, const Prepared& prepared, Outcome& outcome);

/// The index of the class that a place in the list gives, counted from the best.
/// `rank` and `last_rank`: first and last place of those with the same total.
[[nodiscard]] std::size_t class_at(const catalog::ClassRules& rules, std::size_t rank, std::size_t last_rank,
                                   std::size_t count, Decimal total);

}  // namespace shuxin::evaluation
