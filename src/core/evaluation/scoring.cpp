#include "core/evaluation/scoring.h"

#include <algorithm>

namespace shuxin::evaluation {
namespace {

using catalog::Indicator;
using catalog::ScoreBound;

std::optional<Decimal> times(std::optional<Decimal> a, std::optional<Decimal> b) {
  return a && b ? base::multiply(*a, *b) : std::nullopt;
}
std::optional<Decimal> over(std::optional<Decimal> a, std::optional<Decimal> b) {
  return a && b ? base::divide(*a, *b) : std::nullopt;
}
std::optional<Decimal> plus(std::optional<Decimal> a, std::optional<Decimal> b) {
  return a && b ? base::add(*a, *b) : std::nullopt;
}
std::optional<Decimal> minus(std::optional<Decimal> a, std::optional<Decimal> b) {
  return a && b ? base::subtract(*a, *b) : std::nullopt;
}

std::optional<Decimal> bound_of(const ScoreBound& bound, Decimal weight) {
  switch (bound.kind) {
    case ScoreBound::Kind::None:
      return std::nullopt;
    case ScoreBound::Kind::Points:
      return bound.value;
    case ScoreBound::Kind::TimesWeight:
      return times(bound.value, weight);
  }
  return std::nullopt;
}

// Multiplied before it is divided, so that what comes out even stays exact.
std::optional<Decimal> points_of(const Scorer& by, const ChosenValue& chosen) {
  const auto& value = chosen.value;
  switch (by.indicator->model) {
    case Indicator::Model::Ratio:
      return over(times(value, by.weight), by.baselines[chosen.variant].value);
    case Indicator::Model::Lower: {
      const auto baseline = by.baselines[chosen.variant].value;
      return over(times(minus(times(baseline, Decimal(2)), value), by.weight), baseline);
    }
    case Indicator::Model::Range: {
      const catalog::ScoreRange& range = by.indicator->range;
      const auto span = minus(by.range.max, by.range.min);
      const auto climbed = times(minus(range.to, range.from), minus(value, by.range.min));
      return over(times(plus(times(range.from, span), climbed), by.weight), times(span, Decimal(100)));
    }
  }
  return std::nullopt;
}

// Below an average that is not above zero, less would count as more: nothing can be measured by it.
UsedBaseline times_average(const catalog::Baseline& baseline, const std::optional<Decimal>& average) {
  const bool measures = average && !average->is_zero() && !average->is_negative();
  return {measures ? times(baseline.value, average) : std::nullopt, average};
}

UsedBaseline baseline_of(const catalog::Baseline& baseline, const Averages& averages) {
  switch (baseline.mean) {
    case catalog::Baseline::Mean::None:
      return {baseline.value, std::nullopt};
    case catalog::Baseline::Mean::SumOverSum:
      return times_average(baseline, averages.sum_over_sum);
    case catalog::Baseline::Mean::MeanOfRatios:
      return times_average(baseline, averages.mean_of_ratios);
  }
  return {};
}

// All that the subjects of one group share.
class GroupScoring {
 public:
  GroupScoring(const Scheme& scheme, const Prepared& prepared, Outcome& outcome, std::size_t group)
      : scheme_(scheme), prepared_(prepared), outcome_(outcome), group_(group) {
    for (std::size_t i = 0; i < prepared.subjects.size(); ++i)
      if (prepared.subjects[i].state == Subject::State::Evaluated && prepared.subjects[i].group == group)
        members_.push_back(i);
  }

  void run() {
    auto& baselines = outcome_.baselines.emplace_back(scheme_.indicators.size());
    auto& ranges = outcome_.ranges.emplace_back(scheme_.indicators.size());
    for (const auto& [id, weight] : scheme_.groups[group_].weights) {
      const Indicator* indicator = scheme_.find_indicator(id);
      const auto index = static_cast<std::size_t>(indicator - scheme_.indicators.data());
      Scorer scorer = make_scorer(scheme_, prepared_, group_, index, *weight);
      if (indicator->model == Indicator::Model::Range) scorer.range = range_of(index);
      for (const std::size_t subject : members_)
        outcome_.scores[subject * outcome_.indicators + index] =
            scorer.score(chosen_value(scheme_, prepared_, index, subject));
      impute(index);
      baselines[index] = std::move(scorer.baselines);
      ranges[index] = scorer.range;
    }
    for (const std::size_t subject : members_) add_up(scheme_, prepared_, outcome_, subject);
  }

 private:
  [[nodiscard]] UsedRange range_of(std::size_t index) const {
    const catalog::ScoreRange& rule = scheme_.indicators[index].range;
    UsedRange range;
    for (const std::size_t subject : members_) {
      const auto value = chosen_value(scheme_, prepared_, index, subject).value;
      if (!value) continue;
      if (!range.min || *value < *range.min) range.min = value;
      if (!range.max || *value > *range.max) range.max = value;
    }
    if (rule.has_min) range.min = rule.min;
    if (rule.has_max) range.max = rule.max;
    return range;
  }

  void impute(std::size_t index) {
    const Indicator& indicator = scheme_.indicators[index];
    if (indicator.missing == Indicator::Missing::Unknown) return;
    Decimal sum = 0;
    std::int64_t scored = 0;
    const auto score_of = [&](std::size_t subject) -> Score& {
      return outcome_.scores[subject * outcome_.indicators + index];
    };
    for (const std::size_t subject : members_) {
      if (!score_of(subject).points) continue;
      sum = base::add(sum, *score_of(subject).points).value_or(sum);
      ++scored;
    }
    std::optional<Decimal> given = Decimal(0);
    if (indicator.missing == Indicator::Missing::MeanOfScored)
      given = scored == 0 ? std::nullopt : base::divide(sum, scored);
    if (!given) return;
    for (const std::size_t subject : members_) {
      // A value without a divisor is no missing value.
      if (score_of(subject).points || chosen_value(scheme_, prepared_, index, subject).value) continue;
      score_of(subject).how = Score::How::Imputed;
      score_of(subject).points = round_by(scheme_.round_score, *given);
    }
  }

  const Scheme& scheme_;
  const Prepared& prepared_;
  Outcome& outcome_;
  std::size_t group_;
  std::vector<std::size_t> members_;
};

}  // namespace

std::optional<Decimal> points_of_items(const catalog::PointItems& items,
                                       const std::vector<std::vector<std::optional<Decimal>>>& values,
                                       std::size_t subject) {
  Decimal all = 0;
  for (std::size_t i = 0; i < items.items.size(); ++i) {
    std::optional<Decimal> points = values[i][subject];
    if (!points) return std::nullopt;
    if (items.items[i].has_cap) points = std::min(*points, *items.items[i].cap);
    all = base::add(all, *points).value_or(all);
  }
  return items.has_cap ? std::min(all, *items.cap) : all;
}

Scorer make_scorer(const Scheme& scheme, const Prepared& prepared, std::size_t group, std::size_t indicator,
                   Decimal weight) {
  const Indicator& rule = scheme.indicators[indicator];
  Scorer scorer;
  scorer.indicator = &rule;
  scorer.weight = weight;
  scorer.round = scheme.round_score;
  const auto& own = scheme.groups[group].own_baselines;
  for (std::size_t v = 0; v < rule.variants.size(); ++v) {
    const auto found = v == 0 ? own.find(rule.id) : own.end();
    scorer.baselines.push_back(baseline_of(found == own.end() ? rule.variants[v].baseline : found->second,
                                           prepared.averages[group][indicator][v]));
  }
  return scorer;
}

std::vector<rules::Value> inputs_of(const Prepared& prepared, std::size_t subject) {
  std::vector<rules::Value> inputs;
  for (const auto& [name, column] : prepared.table.columns()) inputs.push_back(column.value(subject));
  return inputs;
}

Decimal round_by(const std::optional<catalog::RoundingRule>& rule, Decimal number) {
  return rule ? number.rounded(rule->digits, rule->mode).value_or(number) : number;
}

ChosenValue chosen_value(const Scheme& scheme, const Prepared& prepared, std::size_t indicator,
                         std::size_t subject) {
  const auto& variants = prepared.values[indicator];
  for (std::size_t v = 0; v < variants.size(); ++v)
    if (variants[v][subject]) return {v, round_by(scheme.round_value, *variants[v][subject])};
  return {};
}

Score Scorer::score(const ChosenValue& value) const {
  Score made;
  made.variant = static_cast<std::uint8_t>(value.variant);
  made.how = Score::How::Unknown;
  auto points = points_of(*this, value);
  if (!points) return made;
  made.how = Score::How::Plain;
  if (const auto cap = bound_of(indicator->cap, weight); cap && *points > *cap) {
    points = cap;
    made.how = Score::How::Capped;
  }
  if (const auto floor = bound_of(indicator->floor, weight); floor && *points < *floor) {
    points = floor;
    made.how = Score::How::Floored;
  }
  made.points = round_by(round, *points);
  return made;
}

void add_up(const Scheme& scheme, const Prepared& prepared, Outcome& outcome, std::size_t subject) {
  Result& result = outcome.results[subject];
  Decimal sum = 0;
  for (std::size_t i = 0; i < outcome.indicators; ++i) {
    const Score& score = outcome.score(subject, i);
    if (score.how == Score::How::Unknown && !result.unknown_score) result.unknown_score = i;
    if (score.points) sum = base::add(sum, *score.points).value_or(sum);
  }
  result.bonus = points_of_items(scheme.bonus, prepared.bonus, subject);
  result.deduction = points_of_items(scheme.deduction, prepared.deduction, subject);
  if (result.unknown_score) return;
  result.base = round_by(scheme.round_base, sum);
  if (const auto total = minus(plus(result.base, result.bonus), result.deduction))
    result.total = round_by(scheme.round_total, *total);
}

Outcome evaluate(const Scheme& scheme, const Prepared& prepared) {
  Outcome outcome;
  outcome.indicators = scheme.indicators.size();
  outcome.scores.resize(prepared.subjects.size() * outcome.indicators);
  outcome.results.resize(prepared.subjects.size());
  for (std::size_t group = 0; group < scheme.groups.size(); ++group)
    GroupScoring(scheme, prepared, outcome, group).run();
  rank_and_grade(scheme, prepared, outcome);
  return outcome;
}

}  // namespace shuxin::evaluation
