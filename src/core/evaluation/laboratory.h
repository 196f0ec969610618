// The laboratory: what another scheme would do, and what one firm would have to do. Nothing here changes a
// result.
#pragma once

#include <map>
#include <string>
#include <utility>
#include <vector>

#include "core/evaluation/outcome.h"

namespace shuxin::evaluation {

/// Data with the scheme that they were evaluated by, and what came out.
struct Evaluated {
  const Scheme& scheme;
  const Prepared& prepared;
  const Outcome& outcome;
};

/// A firm whose class is another.
struct ClassMove {
  std::size_t firm = 0;
  std::string class_before;
  std::string class_after;
};

/// What a policy brings in a year over all firms, 万元; below zero: what it costs. Empty where a rate is
/// unset.
struct PolicyEffect {
  std::string policy;
  std::optional<Decimal> before;
  std::optional<Decimal> after;
  std::size_t unknown_firms = 0;  ///< whose amount cannot be told in one of the two (a datum is blank)
};

struct Comparison {
  std::vector<ClassMove> winners;  ///< a better class, in the order of the firms
  std::vector<ClassMove> losers;
  std::map<std::pair<std::string, std::string>, std::size_t> transitions;  ///< firms from class to class
  std::size_t ranked = 0;                                                  ///< firms with a rank in both
  std::size_t rank_moved = 0;
  std::size_t largest_rank_move = 0;
  std::optional<Decimal> rank_correlation;  ///< Spearman's, 4 decimals; empty below two firms
  std::vector<PolicyEffect> effects;
};

/// Compares two outcomes over the same firms.
[[nodiscard]] Comparison compare(const Evaluated& before, const Evaluated& after);

/// The effect of a scheme's policies with the classes of an outcome: by policy, the sum and how many firms'
/// amounts cannot be told.
[[nodiscard]] std::vector<std::pair<std::optional<Decimal>, std::size_t>> policy_effects(
    const Evaluated& evaluated);

/// The smallest step of one thing alone by which a subject comes into a better class, all other firms,
/// averages and ranges being as they are.
struct Improvement {
  enum class Of : std::uint8_t { Indicator, Field };
  Of of = Of::Indicator;
  std::size_t index = 0;  ///< of the indicator, or of the field, in the scheme
  Decimal from = 0;
  Decimal to = 0;
  Decimal total = 0;  ///< then
  std::size_t rank = 0;
  std::string class_then;
};

/// All indicators better by so many per cent of what they are.
struct TogetherBetter {
  std::int64_t percent = 0;
  Decimal total = 0;  ///< then
  std::size_t rank = 0;
  std::string class_then;
};

struct Improvements {
  std::string class_now;
  bool is_best = false;                    ///< no better class is there
  std::vector<Improvement> found;          ///< indicators, then fields
  std::vector<std::size_t> unreachable;    ///< indicators that cannot do it alone (capped, or too little)
  std::optional<std::size_t> barred_by;    ///< a veto that bars from every better class
  std::optional<TogetherBetter> together;  ///< where nothing alone is enough: the least whole per cent of all
};

/// Each step is exact on the grid of the scheme's rounding of values (4 decimals where it has none; fields in
/// hundredths): one grid step less does not reach the class. Empty for subjects without a rank or class.
[[nodiscard]] Improvements improvements(const Evaluated& evaluated, std::size_t subject);

}  // namespace shuxin::evaluation
