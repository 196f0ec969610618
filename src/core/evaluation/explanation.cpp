#include "core/evaluation/explanation.h"

#include <algorithm>

#include "core/evaluation/outcome_json.h"
#include "core/evaluation/scoring.h"

namespace shuxin::evaluation {
namespace {

using base::Language;
using base::Message;
using catalog::Indicator;

std::string printed(const std::optional<Decimal>& number) {
  constexpr int digits = 6;
  if (!number) return "—";
  return number->rounded(digits, base::Rounding::HalfUp).value_or(*number).to_string();
}

class Explaining {
 public:
  Explaining(const Scheme& scheme, const Prepared& prepared, const Outcome& outcome, std::size_t subject,
             Language language)
      : scheme_(scheme),
        prepared_(prepared),
        outcome_(outcome),
        subject_(subject),
        language_(language),
        result_(outcome.results[subject]) {}

  std::vector<std::string> run() {
    const Subject& subject = prepared_.subjects[subject_];
    if (subject.firms.size() > 1) say("evaluation.explain.merged", {names_of(subject)});
    switch (subject.state) {
      case Subject::State::AtFault:
        say("evaluation.explain.at-fault");
        return std::move(lines_);
      case Subject::State::NoGroup:
        say("evaluation.explain.no-group");
        return std::move(lines_);
      case Subject::State::OutOfScope:
        say("evaluation.explain.out-of-scope", {scheme_.scope.text});
        return std::move(lines_);
      case Subject::State::Exempt: {
        const catalog::Exemption& one = scheme_.exempt[subject.exemption];
        say("evaluation.explain.exempt", {one.name.in(language_), one.assigned_class});
        explain_shift();
        return std::move(lines_);
      }
      case Subject::State::Evaluated:
        break;
    }
    const catalog::SchemeGroup& group = scheme_.groups[subject.group];
    say("evaluation.explain.group", {group.name.in(language_)});
    for (const auto& [id, weight] : group.weights) {
      const Indicator* indicator = scheme_.find_indicator(id);
      explain_score(*indicator, static_cast<std::size_t>(indicator - scheme_.indicators.data()), *weight);
    }
    explain_total();
    explain_class(group);
    return std::move(lines_);
  }

 private:
  void say(std::string code, std::vector<std::string> arguments = {}) {
    lines_.push_back(base::word({std::move(code), std::move(arguments)}, language_));
  }

  [[nodiscard]] std::string names_of(const Subject& subject) const {
    std::string all;
    for (const std::size_t firm : subject.firms)
      all += (all.empty()                      ? ""
              : language_ == Language::Chinese ? "、"
                                               : ", ") +
             prepared_.firms[firm].name + " " + prepared_.firms[firm].uscc;
    return all;
  }

  void explain_score(const Indicator& indicator, std::size_t index, Decimal weight) {
    const Score& score = outcome_.score(subject_, index);
    const ChosenValue chosen = chosen_value(scheme_, prepared_, index, subject_);
    const std::string name = indicator.id + " " + indicator.name.in(language_);
    if (!chosen.value) {
      const std::string why =
          base::word(why_missing(scheme_, prepared_, index, subject_, language_), language_);
      if (score.how != Score::How::Imputed) return say("evaluation.explain.missing", {name, why});
      const bool zero = indicator.missing == Indicator::Missing::Zero;
      return say(zero ? "evaluation.explain.zero" : "evaluation.explain.imputed",
                 {name, why, printed(score.points)});
    }
    const catalog::IndicatorVariant& variant = indicator.variants[chosen.variant];
    std::string line = base::word(
        {"evaluation.explain.value", {name, variant.formula.text, printed(chosen.value), variant.unit}},
        language_);
    line += base::word(reckoning(indicator, index, chosen, weight), language_);
    if (score.how == Score::How::Capped) line += base::word({"evaluation.explain.capped", {}}, language_);
    if (score.how == Score::How::Floored) line += base::word({"evaluation.explain.floored", {}}, language_);
    line += score.points ? base::word({"evaluation.explain.points", {printed(score.points)}}, language_)
                         : base::word({"evaluation.explain.no-points", {}}, language_);
    lines_.push_back(std::move(line));
  }

  [[nodiscard]] Message reckoning(const Indicator& indicator, std::size_t index, const ChosenValue& chosen,
                                  Decimal weight) const {
    const std::size_t group = prepared_.subjects[subject_].group;
    if (indicator.model == Indicator::Model::Range) {
      const UsedRange& range = outcome_.ranges[group][index];
      return {"evaluation.explain.range",
              {printed(weight), printed(indicator.range.from), printed(indicator.range.to),
               printed(chosen.value), printed(range.min), printed(range.max)}};
    }
    const UsedBaseline& baseline = outcome_.baselines[group][index][chosen.variant];
    std::string divisor = printed(baseline.value);
    if (baseline.average)
      divisor += base::word({"evaluation.explain.average", {printed(baseline.average)}}, language_);
    return {
        indicator.model == Indicator::Model::Ratio ? "evaluation.explain.ratio" : "evaluation.explain.lower",
        {printed(chosen.value), divisor, printed(weight)}};
  }

  void explain_total() {
    const auto& first = result_.first ? result_.first : result_.total;
    if (!result_.base) return;
    say("evaluation.explain.total",
        {printed(result_.base), printed(result_.bonus), printed(result_.deduction), printed(first)});
    if (scheme_.second)
      say("evaluation.explain.second",
          {scheme_.second->name.in(language_), scheme_.second->formula.text, printed(result_.total)});
  }

  void explain_class(const catalog::SchemeGroup& group) {
    if (!result_.rank) return say("evaluation.explain.no-rank");
    const auto share = base::divide(static_cast<std::int64_t>(*result_.rank) * 100,
                                    static_cast<std::int64_t>(result_.count));
    constexpr int digits = 2;
    say("evaluation.explain.rank",
        {std::to_string(*result_.rank), std::to_string(result_.count),
         share->rounded(digits, base::Rounding::HalfUp).value_or(*share).to_string()});
    const catalog::ClassRules& rules = scheme_.classes_of(group);
    if (rules.classes.empty()) return say("evaluation.explain.no-classes");
    const auto rule = std::ranges::find(rules.classes, result_.class_by_rank, &catalog::ClassRule::id);
    say("evaluation.explain.class",
        {result_.class_by_rank, rule == rules.classes.end() ? "" : rule->name.in(language_)});
    for (const std::size_t veto : prepared_.subjects[subject_].vetoes)
      say("evaluation.explain.veto",
          {scheme_.veto[veto].name.in(language_), scheme_.veto[veto].at_best,
           result_.shift ? outcome_.shifts[*result_.shift].from : result_.assigned_class});
    explain_shift();
    explain_policies();
  }

  void explain_shift() {
    if (!result_.shift) return;
    const Shift& shift = outcome_.shifts[*result_.shift];
    say("evaluation.explain.shift",
        {shift.from, shift.to, shift.decided_on.to_string(), shift.power, shift.reason});
  }

  // What the class means for the firm, and what each measure rests on.
  void explain_policies() {
    for (const catalog::DifferentialPolicy& policy : scheme_.policies) {
      const auto amount = policy_amount(scheme_, prepared_, policy, subject_, result_.assigned_class);
      std::string basis;
      for (const catalog::Basis& one : policy.basis) basis += (basis.empty() ? "" : "; ") + one.to_string();
      const std::string none = base::word({"evaluation.explain.policy-none", {}}, language_);
      say("evaluation.explain.policy",
          {policy.name.in(language_), printed(amount), basis.empty() ? none : basis,
           policy.fair_competition_review.empty() ? none : policy.fair_competition_review});
    }
  }

  const Scheme& scheme_;
  const Prepared& prepared_;
  const Outcome& outcome_;
  std::size_t subject_;
  Language language_;
  const Result& result_;
  std::vector<std::string> lines_;
};

}  // namespace

Message why_missing(const Scheme& scheme, const Prepared& prepared, std::size_t indicator,
                    std::size_t subject, Language language) {
  const std::vector<rules::Value> inputs = inputs_of(prepared, subject);
  const catalog::Formula& formula = scheme.indicators[indicator].variants.front().formula;
  std::string blank;
  for (const std::size_t slot : formula.compiled->inputs()) {
    if (slot >= inputs.size() || !inputs[slot].is_null()) continue;
    const bool is_field = slot < scheme.fields.size();
    const base::Text& name =
        is_field ? scheme.fields[slot].name : scheme.derived[slot - scheme.fields.size()].name;
    blank += (blank.empty() ? "" : language == Language::Chinese ? "、" : ", ") + name.in(language);
  }
  if (!blank.empty()) return {"evaluation.blank", {blank}};
  rules::Evaluation evaluation(rules::Environment{});
  const rules::Value value = formula.compiled->evaluate(inputs, evaluation);
  if (value.is_null() && value.reason()) return value.reason()->message;
  return {"evaluation.no-divisor", {}};
}

std::vector<std::string> explain(const Scheme& scheme, const Prepared& prepared, const Outcome& outcome,
                                 std::size_t subject, Language language) {
  return Explaining(scheme, prepared, outcome, subject, language).run();
}

std::optional<Decimal> policy_amount(const Scheme&, const Prepared& prepared,
                                     const catalog::DifferentialPolicy& policy, std::size_t subject,
                                     std::string_view assigned_class) {
  const auto rate =
      std::ranges::find(policy.rates, assigned_class, &std::pair<std::string, catalog::SchemeNumber>::first);
  if (rate == policy.rates.end()) return Decimal(0);
  if (!rate->second) return std::nullopt;
  if (rate->second->is_zero()) return Decimal(0);
  std::vector<rules::Value> inputs = inputs_of(prepared, subject);
  inputs.push_back(rules::Value::number(*rate->second));
  rules::Evaluation evaluation(rules::Environment{});
  const rules::Value value = policy.amount.compiled->evaluate(inputs, evaluation);
  return value.kind() == rules::Kind::Number ? std::optional(value.as_number()) : std::nullopt;
}

}  // namespace shuxin::evaluation
