// Outcome: scores, totals, ranks and classes of all firms by one scheme.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "core/evaluation/shifts.h"
#include "core/evaluation/subjects.h"

namespace shuxin::evaluation {

/// The score of one indicator and how it came about.
struct Score {
  enum class How : std::uint8_t {
    NotAsked,  ///< the group has no weight for it
    Plain,
    Capped,
    Floored,
    Imputed,  ///< by the rule for missing values
    Unknown
  };
  How how = How::NotAsked;
  std::uint8_t variant = 0;
  std::optional<Decimal> points;  ///< empty for NotAsked and Unknown
};

/// What one subject got. Empty members: not graded, and the state or `unknown` says why.
struct Result {
  std::optional<Decimal> base;  ///< the sum of the scores
  std::optional<Decimal> bonus;
  std::optional<Decimal> deduction;
  std::optional<Decimal> first;  ///< the total of the first stage, where the scheme has a second
  std::optional<Decimal> total;
  std::optional<std::size_t> rank;           ///< from 1; equal firms share it
  std::size_t count = 0;                     ///< of those ranked together
  std::string assigned_class;                ///< after vetoes and shifts; empty: none
  std::string class_by_rank;                 ///< before vetoes
  std::optional<std::size_t> shift;          ///< in Outcome::shifts, if a decision changed the class
  std::optional<std::size_t> unknown_score;  ///< the indicator, if that is why there is no total
};

/// The divisor that an indicator's variant had in a group.
struct UsedBaseline {
  std::optional<Decimal> value;
  std::optional<Decimal> average;  ///< of which it is so many times
};
struct UsedRange {
  std::optional<Decimal> min;
  std::optional<Decimal> max;
};

struct Outcome {
  std::size_t indicators = 0;
  std::vector<Score> scores;                                      ///< [subject × indicators + indicator]
  std::vector<Result> results;                                    ///< by subject
  std::vector<std::vector<std::vector<UsedBaseline>>> baselines;  ///< [group][indicator][variant]
  std::vector<std::vector<UsedRange>> ranges;                     ///< [group][indicator]
  std::vector<Shift> shifts;                                      ///< that were applied

  [[nodiscard]] const Score& score(std::size_t subject, std::size_t indicator) const {
    return scores[subject * indicators + indicator];
  }
};

/// Scores, ranks and grades; exact decimals of 34 digits, rounded only where the scheme says. Pure; the same
/// input gives the same outcome.
[[nodiscard]] Outcome evaluate(const Scheme& scheme, const Prepared& prepared);

/// The value as the scheme rounds it before it is scored; empty if it is missing. The first variant that has
/// one counts.
struct ChosenValue {
  std::size_t variant = 0;
  std::optional<Decimal> value;
};
[[nodiscard]] ChosenValue chosen_value(const Scheme& scheme, const Prepared& prepared, std::size_t indicator,
                                       std::size_t subject);

/// The number rounded; as it is without a rule.
[[nodiscard]] Decimal round_by(const std::optional<catalog::RoundingRule>& rule, Decimal number);

}  // namespace shuxin::evaluation
