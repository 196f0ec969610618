#include "core/evaluation/laboratory_json.h"

#include <algorithm>

#include "core/evaluation/outcome_json.h"

namespace shuxin::evaluation {
namespace {

using base::Json;

constexpr int money_digits = 4;

Json number(const std::optional<Decimal>& value) {
  if (!value) return {};
  return Json::Number{value->rounded(money_digits, base::Rounding::HalfUp).value_or(*value).to_string()};
}

Json setting(const catalog::SchemeNumber& value) {
  return value ? Json(Json::Number{value->to_string()}) : Json("unset");
}

Json class_or_null(const std::string& id) {
  return id.empty() ? Json() : Json(id);
}

Json moves_json(const std::vector<ClassMove>& moves, const Prepared& prepared) {
  Json::Array all;
  for (const ClassMove& move : moves)
    all.push_back(Json::object({{"uscc", prepared.firms[move.firm].uscc},
                                {"name", prepared.firms[move.firm].name},
                                {"from", class_or_null(move.class_before)},
                                {"to", class_or_null(move.class_after)}}));
  return all;
}

Json class_counts(const Evaluated& evaluated) {
  Json::Object counts;
  for (const std::string& id : evaluated.scheme.class_ids()) {
    std::int64_t firms = 0;
    for (const Firm& firm : evaluated.prepared.firms)
      firms += evaluated.outcome.results[firm.subject].assigned_class == id ? 1 : 0;
    counts.emplace_back(id, firms);
  }
  return counts;
}

const base::Text& name_of(const Improvement& one, const Scheme& scheme) {
  return one.of == Improvement::Of::Indicator ? scheme.indicators[one.index].name
                                              : scheme.fields[one.index].name;
}
const std::string& unit_of(const Improvement& one, const Scheme& scheme) {
  return one.of == Improvement::Of::Indicator ? scheme.indicators[one.index].variants.front().unit
                                              : scheme.fields[one.index].unit;
}

Json bound_json(const catalog::ScoreBound& bound) {
  switch (bound.kind) {
    case catalog::ScoreBound::Kind::None:
      return "none";
    case catalog::ScoreBound::Kind::Points:
      return setting(bound.value);
    case catalog::ScoreBound::Kind::TimesWeight:
      return bound.value->to_string() + " x weight";
  }
  return {};
}

Json baseline_json(const catalog::Baseline& baseline) {
  if (baseline.mean == catalog::Baseline::Mean::None) return setting(baseline.value);
  return Json::object(
      {{"times", setting(baseline.value)},
       {"mean", baseline.mean == catalog::Baseline::Mean::SumOverSum ? "sum-over-sum" : "mean-of-ratios"}});
}

Json indicators_json(const Scheme& scheme) {
  constexpr const char* models[] = {"ratio", "lower", "range"};
  constexpr const char* missing[] = {"unknown", "mean-of-scored", "zero"};
  Json::Array all;
  for (const catalog::Indicator& one : scheme.indicators) {
    Json made = Json::object({{"id", one.id},
                              {"name", both(one.name)},
                              {"formula", one.variants.front().formula.text},
                              {"unit", one.variants.front().unit},
                              {"model", models[static_cast<std::size_t>(one.model)]},
                              {"missing", missing[static_cast<std::size_t>(one.missing)]},
                              {"cap", bound_json(one.cap)},
                              {"floor", bound_json(one.floor)}});
    if (one.model != catalog::Indicator::Model::Range)
      made.set("baseline", baseline_json(one.variants.front().baseline));
    all.push_back(std::move(made));
  }
  return all;
}

Json classes_json(const catalog::ClassRules& rules) {
  Json::Array all;
  for (const catalog::ClassRule& rule : rules.classes) {
    Json made = Json::object({{"id", rule.id}, {"name", both(rule.name)}});
    if (rule.has_first) made.set("first", setting(rule.first));
    if (rule.has_last) made.set("last", setting(rule.last));
    if (rule.has_at_least) made.set("at_least", setting(rule.at_least));
    if (rule.has_below) made.set("below", setting(rule.below));
    all.push_back(std::move(made));
  }
  return all;
}

Json groups_json(const Scheme& scheme) {
  Json::Array all;
  for (const catalog::SchemeGroup& group : scheme.groups) {
    Json::Object weights;
    for (const auto& [id, weight] : group.weights) weights.emplace_back(id, setting(weight));
    all.push_back(Json::object({{"id", group.id},
                                {"name", both(group.name)},
                                {"weights", std::move(weights)},
                                {"classes", classes_json(scheme.classes_of(group))}}));
  }
  return all;
}

Json policies_json(const Scheme& scheme) {
  Json::Array all;
  for (const catalog::DifferentialPolicy& policy : scheme.policies) {
    Json::Object rates;
    for (const auto& [id, rate] : policy.rates) rates.emplace_back(id, setting(rate));
    Json::Array basis;
    for (const catalog::Basis& one : policy.basis) basis.emplace_back(one.to_string());
    all.push_back(Json::object(
        {{"id", policy.id},
         {"name", both(policy.name)},
         {"unit", policy.unit},
         {"amount", policy.amount.text},
         {"rates", std::move(rates)},
         {"basis", std::move(basis)},
         {"fair_competition_review",
          policy.fair_competition_review.empty() ? Json() : Json(policy.fair_competition_review)}}));
  }
  return all;
}

}  // namespace

Json to_json(const Comparison& comparison, const Evaluated& before, const Evaluated& after) {
  Json::Array transitions;
  for (const auto& [pair, firms] : comparison.transitions)
    transitions.push_back(Json::object({{"from", class_or_null(pair.first)},
                                        {"to", class_or_null(pair.second)},
                                        {"firms", static_cast<std::int64_t>(firms)}}));
  Json::Array effects;
  for (std::size_t i = 0; i < comparison.effects.size(); ++i) {
    const PolicyEffect& effect = comparison.effects[i];
    const auto change =
        effect.before && effect.after ? base::subtract(*effect.after, *effect.before) : std::nullopt;
    effects.push_back(Json::object({{"policy", effect.policy},
                                    {"name", both(after.scheme.policies[i].name)},
                                    {"before", number(effect.before)},
                                    {"after", number(effect.after)},
                                    {"change", number(change)},
                                    {"unit", "万元"},
                                    {"unknown_firms", static_cast<std::int64_t>(effect.unknown_firms)}}));
  }
  return Json::object(
      {{"winners", moves_json(comparison.winners, before.prepared)},
       {"losers", moves_json(comparison.losers, before.prepared)},
       {"transitions", std::move(transitions)},
       {"ranked", static_cast<std::int64_t>(comparison.ranked)},
       {"rank_moved", static_cast<std::int64_t>(comparison.rank_moved)},
       {"largest_rank_move", static_cast<std::int64_t>(comparison.largest_rank_move)},
       {"rank_correlation", number(comparison.rank_correlation)},
       {"effects", std::move(effects)},
       {"classes", Json::object({{"before", class_counts(before)}, {"after", class_counts(after)}})}});
}

Json to_json(const Improvements& improvements, const Scheme& scheme) {
  Json::Array steps;
  for (const Improvement& one : improvements.found) {
    const auto by = base::subtract(one.to, one.from);
    const bool indicator = one.of == Improvement::Of::Indicator;
    steps.push_back(
        Json::object({{"of", indicator ? "indicator" : "field"},
                      {"id", indicator ? scheme.indicators[one.index].id : scheme.fields[one.index].id},
                      {"name", both(name_of(one, scheme))},
                      {"unit", unit_of(one, scheme)},
                      {"from", Json::Number{one.from.to_string()}},
                      {"to", Json::Number{one.to.to_string()}},
                      {"by", by ? Json(Json::Number{by->to_string()}) : Json()},
                      {"total", Json::Number{digits_of(one.total, scheme.round_total)}},
                      {"rank", static_cast<std::int64_t>(one.rank)},
                      {"class", one.class_then},
                      {"words", Json::object({{"zh", word(one, scheme, base::Language::Chinese)},
                                              {"en", word(one, scheme, base::Language::English)}})}}));
  }
  Json::Array unreachable;
  for (const std::size_t index : improvements.unreachable)
    unreachable.emplace_back(scheme.indicators[index].id);
  return Json::object(
      {{"class", class_or_null(improvements.class_now)},
       {"steps", std::move(steps)},
       {"unreachable", std::move(unreachable)},
       {"barred_by", improvements.barred_by ? both(scheme.veto[*improvements.barred_by].name) : Json()}});
}

std::string word(const Improvement& one, const Scheme& scheme, base::Language language) {
  const Decimal by = base::subtract(one.to, one.from).value_or(0);
  return base::word({"evaluation.improve",
                     {name_of(one, scheme).in(language), (by.is_negative() ? "" : "+") + by.to_string(),
                      unit_of(one, scheme), one.from.to_string(), one.to.to_string(),
                      digits_of(one.total, scheme.round_total), std::to_string(one.rank), one.class_then}},
                    language);
}

Json describe(const Scheme& scheme) {
  Json::Array unset;
  for (const catalog::Unset& one : scheme.unset) unset.emplace_back(one.path);
  Json::Array unset_policies;
  for (const catalog::Unset& one : scheme.unset_policies) unset_policies.emplace_back(one.path);
  Json::Array basis;
  for (const catalog::Basis& one : scheme.basis) basis.emplace_back(one.to_string());
  Json::Array fields;
  const std::vector<std::string> used = used_fields(scheme);
  for (const catalog::SchemeField& field : scheme.fields)
    fields.push_back(Json::object({{"id", field.id},
                                   {"name", both(field.name)},
                                   {"unit", field.unit},
                                   {"used", std::ranges::find(used, field.id) != used.end()}}));
  return Json::object({{"id", scheme.id},
                       {"name", both(scheme.name)},
                       {"from", scheme.effective.from.to_string()},
                       {"until", scheme.effective.until ? Json(scheme.effective.until->to_string()) : Json()},
                       {"basis", std::move(basis)},
                       {"fields", std::move(fields)},
                       {"indicators", indicators_json(scheme)},
                       {"groups", groups_json(scheme)},
                       {"policies", policies_json(scheme)},
                       {"unset", std::move(unset)},
                       {"unset_policies", std::move(unset_policies)}});
}

}  // namespace shuxin::evaluation
