// Which data a scheme reads, and whether two schemes compute the same of them.
#include <algorithm>

#include "core/evaluation/subjects_check.h"

namespace shuxin::evaluation {

using catalog::SchemeField;

void add_fields(const Scheme& scheme, const catalog::Formula& formula, std::set<std::string>& fields) {
  if (!formula.compiled) return;
  for (const std::size_t slot : formula.compiled->inputs()) {
    if (slot < scheme.fields.size()) {
      fields.insert(scheme.fields[slot].id);
    } else if (slot - scheme.fields.size() < scheme.derived.size()) {
      add_fields(scheme, scheme.derived[slot - scheme.fields.size()].formula, fields);
    }
  }
}

bool is_weighted(const Scheme& scheme, std::string_view indicator) {
  return std::ranges::any_of(scheme.groups, [&](const catalog::SchemeGroup& group) {
    return std::ranges::any_of(group.weights, [&](const auto& one) { return one.first == indicator; });
  });
}

std::vector<std::string> needed_fields(const Scheme& scheme) {
  std::set<std::string> fields;
  add_fields(scheme, scheme.scope, fields);
  for (const catalog::SchemeGroup& group : scheme.groups) add_fields(scheme, group.when, fields);
  for (const catalog::Indicator& one : scheme.indicators)
    if (one.variants.size() == 1 && is_weighted(scheme, one.id))
      add_fields(scheme, one.variants.front().formula, fields);
  if (scheme.ranks_within_industries) fields.insert("industry");
  std::vector<std::string> needed;
  for (const SchemeField& field : scheme.fields)
    if (fields.contains(field.id) && !field.is_zero_when_blank) needed.push_back(field.id);
  return needed;
}

std::vector<std::string> used_fields(const Scheme& scheme) {
  std::set<std::string> fields = {"uscc"};
  add_fields(scheme, scheme.scope, fields);
  for (const catalog::SchemeGroup& group : scheme.groups) add_fields(scheme, group.when, fields);
  for (const catalog::Indicator& one : scheme.indicators)
    if (is_weighted(scheme, one.id))
      for (const catalog::IndicatorVariant& variant : one.variants)
        add_fields(scheme, variant.formula, fields);
  for (const catalog::PointItem& one : scheme.bonus.items) add_fields(scheme, one.formula, fields);
  for (const catalog::PointItem& one : scheme.deduction.items) add_fields(scheme, one.formula, fields);
  for (const catalog::Exemption& one : scheme.exempt) add_fields(scheme, one.when, fields);
  for (const catalog::Veto& one : scheme.veto) add_fields(scheme, one.when, fields);
  if (scheme.second) add_fields(scheme, scheme.second->formula, fields);
  for (const std::string& id : scheme.ties)
    if (const auto slot = scheme.find_slot(id)) {
      if (*slot < scheme.fields.size())
        fields.insert(id);
      else
        add_fields(scheme, scheme.derived[*slot - scheme.fields.size()].formula, fields);
    }
  if (scheme.ranks_within_industries) fields.insert("industry");
  return {fields.begin(), fields.end()};
}

bool same_formulas(const Scheme& a, const Scheme& b) {
  const auto texts = [](const Scheme& scheme) {
    std::string all = scheme.scope.text + (scheme.merges_parcels ? "\n1" : "\n0");
    for (const SchemeField& one : scheme.fields) all += "\n" + one.id;
    for (const auto& one : scheme.derived) all += "\n" + one.id + "=" + one.formula.text;
    for (const auto& one : scheme.indicators)
      for (const auto& variant : one.variants) all += "\n" + one.id + "=" + variant.formula.text;
    for (const auto& one : scheme.groups) all += "\n" + one.id + "=" + one.when.text;
    for (const auto& one : scheme.bonus.items) all += "\n" + one.id + "=" + one.formula.text;
    for (const auto& one : scheme.deduction.items) all += "\n" + one.id + "=" + one.formula.text;
    for (const auto& one : scheme.exempt) all += "\n" + one.id + "=" + one.when.text;
    for (const auto& one : scheme.veto) all += "\n" + one.id + "=" + one.when.text;
    for (const auto& one : scheme.industries) {
      all += "\n" + one.id;
      for (const std::string& code : one.codes) all += " " + code;
    }
    return all + (scheme.ranks_within_industries ? "\n1" : "\n0");
  };
  return texts(a) == texts(b);
}

}  // namespace shuxin::evaluation
