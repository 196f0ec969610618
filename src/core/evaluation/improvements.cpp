#include <algorithm>
#include <functional>

#include "core/evaluation/laboratory.h"
#include "core/evaluation/scoring.h"

namespace shuxin::evaluation {
namespace {

using catalog::Indicator;

// Where a subject would stand with other values, the others standing as they do.
struct Place {
  Decimal total = 0;
  std::size_t rank = 0;
  std::size_t class_index = 0;
};

class Improving {
 public:
  Improving(const Evaluated& evaluated, std::size_t subject)
      : scheme_(evaluated.scheme),
        prepared_(evaluated.prepared),
        outcome_(evaluated.outcome),
        subject_(subject),
        group_(scheme_.groups[prepared_.subjects[subject].group]),
        rules_(scheme_.classes_of(group_)),
        inputs_(inputs_of(prepared_, subject)),
        evaluation_(rules::Environment{}) {}

  Improvements run() {
    made_.class_now = outcome_.results[subject_].assigned_class;
    now_ = static_cast<std::size_t>(
        std::ranges::find(rules_.classes, made_.class_now, &catalog::ClassRule::id) - rules_.classes.begin());
    made_.is_best = now_ == 0;
    if (now_ == 0 || now_ == rules_.classes.size()) return std::move(made_);
    for (const std::size_t veto : prepared_.subjects[subject_].vetoes) {
      if (with_vetoes(scheme_, rules_, prepared_.subjects[subject_], 0) < now_) continue;
      made_.barred_by = veto;
      return std::move(made_);
    }
    gather();
    for (const auto& [id, weight] : group_.weights) {
      const Indicator* indicator = scheme_.find_indicator(id);
      try_indicator(static_cast<std::size_t>(indicator - scheme_.indicators.data()));
    }
    for (std::size_t field = 0; field < scheme_.fields.size(); ++field) try_field(field);
    if (made_.found.empty()) try_together();
    return std::move(made_);
  }

 private:
  void gather() {
    const Subject& self = prepared_.subjects[subject_];
    std::vector<std::size_t> members;
    for (std::size_t i = 0; i < prepared_.subjects.size(); ++i) {
      const Subject& other = prepared_.subjects[i];
      if (other.state != Subject::State::Evaluated || other.group != self.group || !outcome_.results[i].total)
        continue;
      members.push_back(i);
      if (i == subject_ || (scheme_.ranks_within_industries && other.industry != self.industry)) continue;
      Standing standing{*outcome_.results[i].total, {}};
      for (const std::string& id : scheme_.ties)
        standing.criteria.push_back(criterion(scheme_, prepared_, id, i));
      others_.push_back(std::move(standing));
    }
    std::ranges::sort(others_, [](const Standing& a, const Standing& b) { return a < b; });
    if (scheme_.second) totals_ = first_totals(members);
    for (const auto& [id, weight] : group_.weights) {
      const auto index = static_cast<std::size_t>(scheme_.find_indicator(id) - scheme_.indicators.data());
      Scorer scorer = make_scorer(scheme_, prepared_, self.group, index, *weight);
      scorer.range = outcome_.ranges[self.group][index];
      scorers_.emplace_back(index, std::move(scorer));
      values_.push_back(chosen_value(scheme_, prepared_, index, subject_));
    }
  }

  [[nodiscard]] GroupTotals first_totals(const std::vector<std::size_t>& members) const {
    Outcome first;
    first.results = outcome_.results;
    for (Result& result : first.results)
      if (result.first) result.total = result.first;
    return totals_of(first, members);
  }

  [[nodiscard]] std::optional<Place> place(const std::vector<ChosenValue>& values,
                                           const std::vector<rules::Value>& inputs) {
    Result result = outcome_.results[subject_];
    Decimal sum = 0;
    for (std::size_t i = 0; i < scorers_.size(); ++i) {
      const auto& [index, scorer] = scorers_[i];
      std::optional<Decimal> points = scorer.score(values[i]).points;
      if (!values[i].value) points = outcome_.score(subject_, index).points;
      if (!points) return std::nullopt;
      sum = base::add(sum, *points).value_or(sum);
    }
    result.base = round_by(scheme_.round_base, sum);
    auto total = base::add(*result.base, result.bonus.value_or(0));
    total = total ? base::subtract(*total, result.deduction.value_or(0)) : std::nullopt;
    if (!total) return std::nullopt;
    total = round_by(scheme_.round_total, *total);
    if (scheme_.second) {
      result.total = total;
      total = second_total(scheme_, inputs, result, totals_, evaluation_);
      if (!total) return std::nullopt;
    }
    return among_others(*total, values, inputs);
  }

  [[nodiscard]] Place among_others(Decimal total, const std::vector<ChosenValue>& values,
                                   const std::vector<rules::Value>& inputs) const {
    Standing self{total, {}};
    for (const std::string& id : scheme_.ties) {
      self.criteria.emplace_back();
      for (std::size_t i = 0; i < scorers_.size(); ++i)
        if (scorers_[i].second.indicator->id == id) self.criteria.back() = values[i].value;
      const auto slot = scheme_.find_slot(id);
      if (slot && inputs[*slot].kind() == rules::Kind::Number)
        self.criteria.back() = inputs[*slot].as_number();
    }
    const auto less = [](const Standing& a, const Standing& b) { return a < b; };
    const auto first = std::ranges::lower_bound(others_, self, less);
    const auto last = std::ranges::upper_bound(others_, self, less);
    const auto rank = static_cast<std::size_t>(first - others_.begin()) + 1;
    const auto last_rank = static_cast<std::size_t>(last - others_.begin()) + 1;
    const std::size_t index = class_at(rules_, rank, last_rank, others_.size() + 1, total);
    return {total, rank, with_vetoes(scheme_, rules_, prepared_.subjects[subject_], index)};
  }

  // The least number of steps that is enough: doubled until it is, then halved between.
  std::optional<std::int64_t> least_steps(std::int64_t most,
                                          const std::function<std::optional<Place>(std::int64_t)>& at) {
    const auto enough = [&](std::int64_t steps) {
      const auto place = at(steps);
      return place && place->class_index < now_;
    };
    std::int64_t high = 1;
    while (high < most && !enough(high)) high *= 2;
    high = std::min(high, most);
    if (!enough(high)) return std::nullopt;
    std::int64_t low = high / 2;
    while (low + 1 < high) {
      const std::int64_t middle = low + (high - low) / 2;
      (enough(middle) ? high : low) = middle;
    }
    return high;
  }

  void try_indicator(std::size_t index) {
    const auto at = std::ranges::find(scorers_, index, &std::pair<std::size_t, Scorer>::first);
    const auto slot = static_cast<std::size_t>(at - scorers_.begin());
    if (!values_[slot].value) return;
    constexpr int default_digits = 4;
    constexpr std::int64_t most_steps = std::int64_t{1} << 50;
    const int digits = scheme_.round_value ? scheme_.round_value->digits : default_digits;
    const bool down = at->second.indicator->model == Indicator::Model::Lower;
    const auto moved = [&](std::int64_t steps) {
      const Decimal by = Decimal::of(down ? -steps : steps, digits);
      return base::add(*values_[slot].value, by).value_or(*values_[slot].value);
    };
    const auto place_at = [&](std::int64_t steps) {
      std::vector<ChosenValue> values = values_;
      values[slot].value = moved(steps);
      return place(values, inputs_);
    };
    const auto steps = least_steps(most_steps, place_at);
    if (!steps) {
      made_.unreachable.push_back(index);
      return;
    }
    add({Improvement::Of::Indicator, index, *values_[slot].value, moved(*steps)}, *place_at(*steps));
  }

  // Where no step alone is enough: all values better by the same share of what they are.
  void try_together() {
    constexpr std::int64_t most_percent = 100'000;
    const auto place_at = [&](std::int64_t percent) {
      std::vector<ChosenValue> values = values_;
      for (std::size_t i = 0; i < values.size(); ++i) {
        if (!values[i].value) continue;
        const bool down = scorers_[i].second.indicator->model == Indicator::Model::Lower;
        const auto by = base::multiply(values[i].value->abs(), Decimal::of(down ? -percent : percent, 2));
        const auto moved = by ? base::add(*values[i].value, *by) : std::nullopt;
        values[i].value = round_by(scheme_.round_value, moved.value_or(*values[i].value));
      }
      return place(values, inputs_);
    };
    const auto percent = least_steps(most_percent, place_at);
    if (!percent) return;
    const Place place = *place_at(*percent);
    made_.together = {*percent, place.total, place.rank, rules_.classes[place.class_index].id};
  }

  // A field moves all indicators that read it.
  void try_field(std::size_t field) {
    if (inputs_[field].kind() != rules::Kind::Number) return;
    const bool is_read = std::ranges::any_of(scorers_, [&](const auto& one) {
      const auto& variants = one.second.indicator->variants;
      return std::ranges::any_of(variants,
                                 [&](const auto& variant) { return reads(variant.formula, field); });
    });
    if (!is_read || scheme_.fields[field].is_zero_when_blank) return;
    constexpr int digits = 2;
    constexpr std::int64_t most_steps = std::int64_t{1} << 40;
    const Decimal from = inputs_[field].as_number();
    for (const bool down : {false, true}) {
      const auto moved = [&](std::int64_t steps) {
        return base::add(from, Decimal::of(down ? -steps : steps, digits)).value_or(from);
      };
      const auto place_at = [&](std::int64_t steps) -> std::optional<Place> {
        const Decimal to = moved(steps);
        if (down && !scheme_.fields[field].may_be_negative && to.is_negative()) return std::nullopt;
        return place_with(field, to);
      };
      std::int64_t most = most_steps;
      if (down && !scheme_.fields[field].may_be_negative) {
        const auto whole = base::multiply(from, Decimal(100));
        const auto cut = whole ? whole->truncated() : std::nullopt;
        most = cut && *cut < most_steps ? static_cast<std::int64_t>(*cut) : most_steps;
        if (most < 1) continue;
      }
      if (const auto steps = least_steps(most, place_at))
        return add({Improvement::Of::Field, field, from, moved(*steps)}, *place_at(*steps));
    }
  }

  [[nodiscard]] bool reads(const catalog::Formula& formula, std::size_t field) const {
    return std::ranges::any_of(formula.compiled->inputs(), [&](std::size_t slot) {
      if (slot == field) return true;
      const std::size_t first = scheme_.fields.size();
      return slot >= first && slot - first < scheme_.derived.size() &&
             reads(scheme_.derived[slot - first].formula, field);
    });
  }

  std::optional<Place> place_with(std::size_t field, Decimal to) {
    std::vector<rules::Value> inputs = inputs_;
    inputs[field] = rules::Value::number(to);
    evaluation_.reset_steps();
    for (std::size_t i = 0; i < scheme_.derived.size(); ++i)
      inputs[scheme_.fields.size() + i] = scheme_.derived[i].formula.compiled->evaluate(inputs, evaluation_);
    std::vector<ChosenValue> values;
    for (const auto& [index, scorer] : scorers_) {
      ChosenValue chosen;
      for (std::size_t v = 0; v < scorer.indicator->variants.size() && !chosen.value; ++v) {
        const rules::Value value =
            scorer.indicator->variants[v].formula.compiled->evaluate(inputs, evaluation_);
        if (value.kind() == rules::Kind::Number)
          chosen = {v, round_by(scheme_.round_value, value.as_number())};
      }
      values.push_back(chosen);
    }
    return place(values, inputs);
  }

  void add(Improvement improvement, const Place& place) {
    improvement.total = place.total;
    improvement.rank = place.rank;
    improvement.class_then = rules_.classes[place.class_index].id;
    made_.found.push_back(std::move(improvement));
  }

  const Scheme& scheme_;
  const Prepared& prepared_;
  const Outcome& outcome_;
  std::size_t subject_;
  const catalog::SchemeGroup& group_;
  const catalog::ClassRules& rules_;
  std::vector<rules::Value> inputs_;
  rules::Evaluation evaluation_;
  std::size_t now_ = 0;
  std::vector<Standing> others_;
  GroupTotals totals_;
  std::vector<std::pair<std::size_t, Scorer>> scorers_;
  std::vector<ChosenValue> values_;
  Improvements made_;
};

}  // namespace

Improvements improvements(const Evaluated& evaluated, std::size_t subject) {
  const Result& result = evaluated.outcome.results[subject];
  if (!result.rank || result.assigned_class.empty()) return {};
  return Improving(evaluated, subject).run();
}

}  // namespace shuxin::evaluation
