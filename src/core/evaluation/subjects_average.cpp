// The averages of the evaluated subjects of each group, of which baselines may be multiples.
#include "core/evaluation/subjects_check.h"

namespace shuxin::evaluation {
namespace {

// Only subjects whose value is known count, in numerator and denominator alike.
Averages averages_of(const Scheme& scheme, const Prepared& prepared, std::size_t group,
                     const catalog::IndicatorVariant& variant,
                     const std::vector<std::optional<Decimal>>& values) {
  std::vector<std::size_t> counted;
  Decimal sum_of_ratios = 0;
  for (std::size_t i = 0; i < values.size(); ++i) {
    const Subject& subject = prepared.subjects[i];
    if (subject.state != Subject::State::Evaluated || subject.group != group || !values[i]) continue;
    counted.push_back(i);
    sum_of_ratios = base::add(sum_of_ratios, *values[i]).value_or(sum_of_ratios);
  }
  Averages made;
  if (counted.empty()) return made;
  made.mean_of_ratios = base::divide(sum_of_ratios, static_cast<std::int64_t>(counted.size()));
  std::vector<rules::Value> sums(scheme.fields.size() + scheme.derived.size());
  for (const std::size_t slot : variant.formula.compiled->inputs()) {
    if (slot >= sums.size()) continue;
    const bool is_field = slot < scheme.fields.size();
    const columns::Column* column = prepared.table.find(
        is_field ? scheme.fields[slot].id : scheme.derived[slot - scheme.fields.size()].id);
    if (!column || column->kind() != columns::Kind::Number) continue;
    Decimal sum = 0;
    for (const std::size_t i : counted)
      if (column->is_known(i)) sum = base::add(sum, column->value(i).as_number()).value_or(sum);
    sums[slot] = rules::Value::number(sum);
  }
  rules::Evaluation evaluation(rules::Environment{});
  const rules::Value whole = variant.formula.compiled->evaluate(sums, evaluation);
  if (whole.kind() == rules::Kind::Number) made.sum_over_sum = whole.as_number();
  return made;
}

}  // namespace

void add_averages(const Scheme& scheme, Prepared& prepared) {
  for (std::size_t g = 0; g < scheme.groups.size(); ++g) {
    auto& of_group = prepared.averages.emplace_back();
    for (std::size_t i = 0; i < scheme.indicators.size(); ++i) {
      auto& of_indicator = of_group.emplace_back();
      for (std::size_t v = 0; v < scheme.indicators[i].variants.size(); ++v)
        of_indicator.push_back(
            averages_of(scheme, prepared, g, scheme.indicators[i].variants[v], prepared.values[i][v]));
    }
  }
}

}  // namespace shuxin::evaluation
