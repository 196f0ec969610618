#include "core/evaluation/scheme_json.h"

#include <algorithm>

#include "core/evaluation/outcome_json.h"

namespace shuxin::evaluation {
namespace {

using base::Json;

Json number(const catalog::SchemeNumber& value) {
  return value ? Json(Json::Number{value->to_string()}) : Json("unset");
}

Json basis_json(const std::vector<catalog::Basis>& basis) {
  Json::Array all;
  for (const catalog::Basis& one : basis) all.emplace_back(one.to_string());
  return all;
}

Json bound_json(const catalog::ScoreBound& bound) {
  switch (bound.kind) {
    case catalog::ScoreBound::Kind::None:
      return "none";
    case catalog::ScoreBound::Kind::Points:
      return number(bound.value);
    case catalog::ScoreBound::Kind::TimesWeight:
      return bound.value->to_string() + " x weight";
  }
  return {};
}

Json baseline_json(const catalog::Baseline& baseline) {
  if (baseline.mean == catalog::Baseline::Mean::None) return number(baseline.value);
  return Json::object(
      {{"times", number(baseline.value)},
       {"mean", baseline.mean == catalog::Baseline::Mean::SumOverSum ? "sum-over-sum" : "mean-of-ratios"}});
}
// The number of a baseline: the published one, or the factor of the mean.
std::string path_of(const catalog::Baseline& baseline, const std::string& path) {
  return baseline.mean == catalog::Baseline::Mean::None ? path : path + ".times";
}

// Where the baseline of a variant stands in the file.
std::string baseline_path(const catalog::Indicator& indicator, const catalog::IndicatorVariant& variant) {
  std::string path = "indicators." + indicator.id;
  if (!variant.id.empty()) path += ".either." + variant.id;
  return path_of(variant.baseline, path + ".baseline");
}

bool has_baselines(const catalog::Indicator& indicator) {
  return indicator.model != catalog::Indicator::Model::Range;
}

Json variants_json(const catalog::Indicator& indicator) {
  Json::Array all;
  for (const catalog::IndicatorVariant& one : indicator.variants) {
    Json made = Json::object({{"formula", one.formula.text}, {"unit", one.unit}});
    if (has_baselines(indicator)) {
      made.set("baseline", baseline_json(one.baseline));
      made.set("paths", Json::object({{"baseline", baseline_path(indicator, one)}}));
    }
    all.push_back(std::move(made));
  }
  return all;
}

Json range_json(const catalog::Indicator& indicator) {
  const catalog::ScoreRange& range = indicator.range;
  Json made = Json::object({{"from", number(range.from)},
                            {"to", number(range.to)},
                            {"min", range.has_min ? number(range.min) : Json("lowest")},
                            {"max", range.has_max ? number(range.max) : Json("highest")}});
  // A path leads only through what the file has.
  Json paths = Json(Json::Object{});
  if (range.is_given)
    for (const char* end : {"from", "to", "min", "max"})
      paths.set(end, "indicators." + indicator.id + ".range." + end);
  made.set("paths", std::move(paths));
  return made;
}

Json indicator_json(const catalog::Indicator& one) {
  constexpr const char* models[] = {"ratio", "lower", "range"};
  constexpr const char* missing[] = {"unknown", "mean-of-scored", "zero"};
  const std::string path = "indicators." + one.id;
  const catalog::IndicatorVariant& first = one.variants.front();
  Json made = Json::object({{"id", one.id},
                            {"name", both(one.name)},
                            {"formula", first.formula.text},
                            {"unit", first.unit},
                            {"model", models[static_cast<std::size_t>(one.model)]},
                            {"missing", missing[static_cast<std::size_t>(one.missing)]},
                            {"cap", bound_json(one.cap)},
                            {"floor", bound_json(one.floor)},
                            {"variants", variants_json(one)}});
  Json paths = Json::object({{"cap", path + ".cap"}, {"floor", path + ".floor"}});
  if (has_baselines(one)) {
    made.set("baseline", baseline_json(first.baseline));
    paths.set("baseline", baseline_path(one, first));
  } else {
    made.set("range", range_json(one));
  }
  made.set("paths", std::move(paths));
  return made;
}

Json classes_json(const catalog::ClassRules& rules, const std::string& path) {
  Json::Array all;
  for (const catalog::ClassRule& rule : rules.classes) {
    Json made = Json::object({{"id", rule.id}, {"name", both(rule.name)}});
    Json paths = Json(Json::Object{});
    const auto bound = [&](const char* name, bool has, const catalog::SchemeNumber& value) {
      if (!has) return;
      made.set(name, number(value));
      paths.set(name, path + ".list." + rule.id + "." + name);
    };
    bound("first", rule.has_first, rule.first);
    bound("last", rule.has_last, rule.last);
    bound("at_least", rule.has_at_least, rule.at_least);
    bound("below", rule.has_below, rule.below);
    if (!rule.meaning.zh.empty()) made.set("meaning", both(rule.meaning));
    made.set("paths", std::move(paths));
    all.push_back(std::move(made));
  }
  return all;
}

Json group_json(const Scheme& scheme, const catalog::SchemeGroup& group) {
  const std::string path = "groups." + group.id;
  Json weights = Json(Json::Object{});
  Json weight_paths = Json(Json::Object{});
  Json baselines = Json(Json::Object{});
  Json baseline_paths = Json(Json::Object{});
  for (const auto& [id, weight] : group.weights) {
    weights.set(id, number(weight));
    weight_paths.set(id, group.has_own_weights ? path + ".weights." + id : "indicators." + id + ".weight");
    const catalog::Indicator* indicator = scheme.find_indicator(id);
    if (!indicator || !has_baselines(*indicator)) continue;
    const auto own = group.own_baselines.find(id);
    const bool is_own = own != group.own_baselines.end();
    const catalog::IndicatorVariant& first = indicator->variants.front();
    baselines.set(id, baseline_json(is_own ? own->second : first.baseline));
    baseline_paths.set(
        id, is_own ? path_of(own->second, path + ".baselines." + id) : baseline_path(*indicator, first));
  }
  return Json::object({{"id", group.id},
                       {"name", both(group.name)},
                       {"weights", std::move(weights)},
                       {"weight_paths", std::move(weight_paths)},
                       {"baselines", std::move(baselines)},
                       {"baseline_paths", std::move(baseline_paths)},
                       {"classes", classes_json(scheme.classes_of(group),
                                                group.own_classes ? path + ".classes" : "classes")}});
}

Json points_json(const catalog::PointItems& points, const std::string& path) {
  // A cap can be set where the file has the member.
  const auto cap = [](bool has, const catalog::SchemeNumber& value) {
    return has ? number(value) : Json("none");
  };
  Json::Array items;
  for (const catalog::PointItem& one : points.items)
    items.push_back(Json::object({{"id", one.id},
                                  {"name", both(one.name)},
                                  {"formula", one.formula.text},
                                  {"cap", cap(one.has_cap, one.cap)},
                                  {"paths", Json::object({{"cap", path + ".items." + one.id + ".cap"}})}}));
  Json paths = Json(Json::Object{});
  if (!points.items.empty()) paths.set("cap", path + ".cap");
  return Json::object(
      {{"cap", cap(points.has_cap, points.cap)}, {"items", std::move(items)}, {"paths", std::move(paths)}});
}

Json policy_json(const catalog::DifferentialPolicy& policy) {
  Json rates = Json(Json::Object{});
  Json rate_paths = Json(Json::Object{});
  for (const auto& [id, rate] : policy.rates) {
    rates.set(id, number(rate));
    rate_paths.set(id, "policies." + policy.id + ".rates." + id);
  }
  return Json::object(
      {{"id", policy.id},
       {"name", both(policy.name)},
       {"unit", policy.unit},
       {"amount", policy.amount.text},
       {"rates", std::move(rates)},
       {"rate_paths", std::move(rate_paths)},
       {"basis", basis_json(policy.basis)},
       {"fair_competition_review",
        policy.fair_competition_review.empty() ? Json() : Json(policy.fair_competition_review)}});
}

Json unset_json(const std::vector<catalog::Unset>& all) {
  Json::Array paths;
  for (const catalog::Unset& one : all) paths.emplace_back(one.path);
  return paths;
}

Json fields_json(const Scheme& scheme) {
  Json::Array fields;
  const std::vector<std::string> used = used_fields(scheme);
  for (const catalog::SchemeField& field : scheme.fields)
    fields.push_back(Json::object({{"id", field.id},
                                   {"name", both(field.name)},
                                   {"unit", field.unit},
                                   {"used", std::ranges::find(used, field.id) != used.end()}}));
  return fields;
}

}  // namespace

Json describe(const Scheme& scheme) {
  Json::Array derived;
  for (const catalog::DerivedField& one : scheme.derived)
    derived.push_back(Json::object(
        {{"id", one.id}, {"name", both(one.name)}, {"unit", one.unit}, {"formula", one.formula.text}}));
  Json::Array exempt;
  for (const catalog::Exemption& one : scheme.exempt)
    exempt.push_back(Json::object({{"id", one.id},
                                   {"name", both(one.name)},
                                   {"class", one.assigned_class},
                                   {"basis", basis_json(one.basis)}}));
  Json::Array veto;
  for (const catalog::Veto& one : scheme.veto)
    veto.push_back(Json::object({{"id", one.id},
                                 {"name", both(one.name)},
                                 {"at_best", one.at_best},
                                 {"basis", basis_json(one.basis)}}));
  Json::Array indicators;
  for (const catalog::Indicator& one : scheme.indicators) indicators.push_back(indicator_json(one));
  Json::Array groups;
  for (const catalog::SchemeGroup& one : scheme.groups) groups.push_back(group_json(scheme, one));
  Json::Array policies;
  for (const catalog::DifferentialPolicy& one : scheme.policies) policies.push_back(policy_json(one));
  return Json::object({{"id", scheme.id},
                       {"name", both(scheme.name)},
                       {"summary", scheme.summary.zh.empty() ? Json() : both(scheme.summary)},
                       {"from", scheme.effective.from.to_string()},
                       {"until", scheme.effective.until ? Json(scheme.effective.until->to_string()) : Json()},
                       {"basis", basis_json(scheme.basis)},
                       {"fields", fields_json(scheme)},
                       {"derived", std::move(derived)},
                       {"scope", scheme.scope.text.empty() ? Json() : Json(scheme.scope.text)},
                       {"exempt", std::move(exempt)},
                       {"veto", std::move(veto)},
                       {"indicators", std::move(indicators)},
                       {"groups", std::move(groups)},
                       {"bonus", points_json(scheme.bonus, "bonus")},
                       {"deduction", points_json(scheme.deduction, "deduction")},
                       {"policies", std::move(policies)},
                       {"unset", unset_json(scheme.unset)},
                       {"unset_policies", unset_json(scheme.unset_policies)}});
}

Json to_json(const std::vector<catalog::Setting>& settings) {
  Json all = Json(Json::Object{});
  for (const catalog::Setting& one : settings) all.set(one.path, one.value);
  return all;
}

}  // namespace shuxin::evaluation
