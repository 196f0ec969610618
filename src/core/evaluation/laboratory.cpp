#include "core/evaluation/laboratory.h"

#include <algorithm>

#include "core/base/check.h"
#include "core/columns/program.h"

namespace shuxin::evaluation {
namespace {

using catalog::DifferentialPolicy;

std::size_t place_of(const std::vector<std::string>& classes, const std::string& id) {
  return static_cast<std::size_t>(std::ranges::find(classes, id) - classes.begin());
}

std::pair<std::optional<Decimal>, std::size_t> effect_of(const Evaluated& evaluated,
                                                         const DifferentialPolicy& policy) {
  const std::size_t subjects = evaluated.prepared.subjects.size();
  columns::ColumnBuilder rates(columns::Kind::Number, subjects);
  for (const Result& result : evaluated.outcome.results) {
    Decimal rate = 0;
    for (const auto& [id, of_class] : policy.rates) {
      if (id != result.assigned_class) continue;
      if (!of_class) return {std::nullopt, 0};
      rate = *of_class;
    }
    rates.add_number(rate);
  }
  columns::Table table = evaluated.prepared.table;
  table.set("rate", std::move(rates).finish());
  const std::vector<columns::Formula> formulas = {{"amount", policy.amount.text}};
  const auto program = columns::Program::compile(formulas, table.scope());
  base::check(program.value.has_value(), "a checked scheme compiles");
  const columns::Table amounts = program.value->run(table, rules::Environment{});
  const columns::Column& amount = *amounts.find("amount");
  const columns::Column& rate = *table.find("rate");
  std::pair<std::optional<Decimal>, std::size_t> effect = {Decimal(0), 0};
  for (std::size_t i = 0; i < subjects; ++i) {
    if (rate.value(i).as_number().is_zero()) continue;
    const rules::Value value = amount.value(i);
    if (value.kind() != rules::Kind::Number) {
      ++effect.second;
    } else {
      effect.first = base::add(*effect.first, value.as_number());
    }
  }
  return effect;
}

}  // namespace

std::vector<std::pair<std::optional<Decimal>, std::size_t>> policy_effects(const Evaluated& evaluated) {
  std::vector<std::pair<std::optional<Decimal>, std::size_t>> effects;
  for (const DifferentialPolicy& policy : evaluated.scheme.policies)
    effects.push_back(effect_of(evaluated, policy));
  return effects;
}

Comparison compare(const Evaluated& before, const Evaluated& after) {
  base::check(before.prepared.firms.size() == after.prepared.firms.size(), "both look at the same firms");
  Comparison made;
  const std::vector<std::string> classes = after.scheme.class_ids();
  std::int64_t squares = 0;
  for (std::size_t i = 0; i < before.prepared.firms.size(); ++i) {
    const Result& was = before.outcome.results[before.prepared.firms[i].subject];
    const Result& is = after.outcome.results[after.prepared.firms[i].subject];
    ++made.transitions[{was.assigned_class, is.assigned_class}];
    if (was.assigned_class != is.assigned_class) {
      const bool better = place_of(classes, is.assigned_class) < place_of(classes, was.assigned_class);
      (better ? made.winners : made.losers).push_back({i, was.assigned_class, is.assigned_class});
    }
    if (!was.rank || !is.rank) continue;
    ++made.ranked;
    const auto moved = static_cast<std::int64_t>(*is.rank) - static_cast<std::int64_t>(*was.rank);
    made.rank_moved += moved != 0 ? 1 : 0;
    made.largest_rank_move = std::max(made.largest_rank_move, static_cast<std::size_t>(std::abs(moved)));
    squares += moved * moved;
  }
  if (made.ranked > 1) {
    constexpr int digits = 4;
    const auto n = static_cast<std::int64_t>(made.ranked);
    const Decimal below = base::multiply(Decimal(n), Decimal(n * n - 1)).value_or(1);
    const auto off = base::divide(base::multiply(Decimal(6), Decimal(squares)).value_or(0), below);
    if (off)
      made.rank_correlation = base::subtract(Decimal(1), *off)->rounded(digits, base::Rounding::HalfUp);
  }
  const auto effects_before = policy_effects(before);
  const auto effects_after = policy_effects(after);
  for (std::size_t i = 0; i < after.scheme.policies.size(); ++i) {
    PolicyEffect effect;
    effect.policy = after.scheme.policies[i].id;
    effect.after = effects_after[i].first;
    effect.unknown_firms = effects_after[i].second;
    for (std::size_t j = 0; j < before.scheme.policies.size(); ++j) {
      if (before.scheme.policies[j].id != effect.policy) continue;
      effect.before = effects_before[j].first;
      effect.unknown_firms = std::max(effect.unknown_firms, effects_before[j].second);
    }
    made.effects.push_back(std::move(effect));
  }
  return made;
}

}  // namespace shuxin::evaluation
