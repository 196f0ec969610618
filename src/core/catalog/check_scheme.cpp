// What must fit together in an evaluation scheme, and compiling its formulas.
#include <algorithm>
#include <set>

#include "core/catalog/scheme_reader.h"

namespace shuxin::catalog {
namespace {

using rules::Type;

class SchemeCheck {
 public:
  SchemeCheck(Scheme& scheme, base::Diagnostics& out) : scheme_(scheme), out_(out) {}

  void run() {
    compile_all();
    check_groups();
    check_classes(scheme_.classes);
    for (const SchemeGroup& group : scheme_.groups)
      if (group.own_classes) check_classes(*group.own_classes);
    check_class_names();
    check_ties();
    check_industries();
  }

 private:
  void error(const Place& place, std::string code, std::vector<std::string> arguments = {},
             std::optional<base::Message> help = {}) {
    out_.push_back({base::Severity::Error, place, {std::move(code), std::move(arguments)}, std::move(help)});
  }

  void compile(Formula& formula, const Type& wanted) {
    if (formula.empty()) return;
    auto compiled = rules::compile(formula.text, scope_, formula.place);
    formula.compiled = std::move(compiled.value);
    // A misspelt name would be unknown for every firm: in a scheme that is a mistake, not a warning.
    for (base::Diagnostic& found : compiled.diagnostics) {
      found.severity = base::Severity::Error;
      out_.push_back(std::move(found));
    }
    if (!formula.compiled) return;
    const Type& given = formula.compiled->type();
    if (given.is_any() || conforms(given, wanted) || conforms(wanted, given)) return;
    error(formula.place, "catalog.formula-type", {given.to_string(), wanted.to_string()});
  }

  static Type type_of(SchemeField::Kind kind) {
    switch (kind) {
      case SchemeField::Kind::Text:
        return Type::Kind::String;
      case SchemeField::Kind::Number:
        return Type::Kind::Number;
      case SchemeField::Kind::Date:
        return Type::Kind::Date;
    }
    return Type::any();
  }

  void name_in_scope(const std::string& id, Type type, const Place& place) {
    if (!names_.insert(id).second) error(place, "catalog.duplicate-id", {id, scheme_.place.file});
    scope_.variables.push_back({id, std::move(type)});
  }

  void compile_all() {
    const Type number = Type::Kind::Number;
    const Type truth = Type::Kind::Boolean;
    for (const SchemeField& field : scheme_.fields) name_in_scope(field.id, type_of(field.kind), field.place);
    // A derived field sees those before it.
    for (DerivedField& field : scheme_.derived) {
      compile(field.formula, number);
      name_in_scope(field.id, number, field.place);
    }
    compile(scheme_.scope, truth);
    for (Indicator& indicator : scheme_.indicators)
      for (IndicatorVariant& variant : indicator.variants) compile(variant.formula, number);
    for (SchemeGroup& group : scheme_.groups) compile(group.when, truth);
    for (PointItem& item : scheme_.bonus.items) compile(item.formula, number);
    for (PointItem& item : scheme_.deduction.items) compile(item.formula, number);
    for (Exemption& one : scheme_.exempt) compile(one.when, truth);
    for (Veto& one : scheme_.veto) compile(one.when, truth);
    scope_.variables.push_back({"rate", number});
    for (DifferentialPolicy& policy : scheme_.policies) compile(policy.amount, number);
    scope_.variables.pop_back();
    if (!scheme_.second) return;
    for (const char* name : {"total", "base", "bonus_points", "deduction_points", "rank", "group_count",
                             "group_mean", "group_highest", "group_lowest"})
      scope_.variables.push_back({name, number});
    compile(scheme_.second->formula, number);
  }

  void check_groups() {
    if (scheme_.groups.empty()) error(scheme_.place, "catalog.missing-key", {"groups"});
    std::vector<std::string> known;
    for (const Indicator& one : scheme_.indicators) known.push_back(one.id);
    for (const SchemeGroup& group : scheme_.groups) {
      if (group.weights.empty()) error(group.place, "catalog.missing-key", {"weights"});
      bool whole = true;
      base::Decimal sum = 0;
      for (const auto& [id, weight] : group.weights) {
        if (!scheme_.find_indicator(id))
          error(group.place, "evaluation.unknown-indicator", {id}, did_you_mean(id, known));
        whole = whole && weight.has_value();
        if (weight && weight->is_negative()) error(group.place, "evaluation.weight", {id});
        if (weight) sum = base::add(sum, *weight).value_or(sum);
      }
      for (const auto& [id, baselines] : group.own_baselines)
        if (!scheme_.find_indicator(id))
          error(group.place, "evaluation.unknown-indicator", {id}, did_you_mean(id, known));
      if (whole && sum != base::Decimal(100))
        out_.push_back({base::Severity::Warning,
                        group.place,
                        {"evaluation.weights", {group.id, sum.to_string()}},
                        std::nullopt});
    }
  }

  // Shares ascend from the top and, for those counted from the bottom, end the list; scores descend; only
  // the last class takes whatever is left.
  void check_classes(const ClassRules& rules) {
    SchemeNumber before;
    for (std::size_t i = 0; i < rules.classes.size(); ++i) {
      const ClassRule& rule = rules.classes[i];
      const bool is_last = i + 1 == rules.classes.size();
      const bool by_score = rules.by == ClassRules::By::Score;
      const bool has_bound = by_score ? rule.has_at_least : rule.has_first || rule.has_last;
      if (!is_last && !has_bound && !(i + 2 == rules.classes.size() && rules.classes.back().has_last))
        error(rule.place, "evaluation.class-without-bound", {rule.id});
      if (rule.has_last && !is_last) error(rule.place, "evaluation.class-last", {rule.id});
      const SchemeNumber here = by_score ? rule.at_least : rule.first;
      if (before && here && (by_score ? *here >= *before : *here <= *before))
        error(rule.place, "evaluation.class-order", {rule.id});
      if (!by_score && here && (here->is_negative() || *here > base::Decimal(1)))
        error(rule.place, "evaluation.share", {here->to_string()});
      if (here) before = here;
    }
  }

  void check_class_names() {
    const std::vector<std::string> known = scheme_.class_ids();
    const auto refer = [&](const std::string& id, const Place& place) {
      if (std::ranges::find(known, id) == known.end())
        error(place, "evaluation.unknown-class", {id}, did_you_mean(id, known));
    };
    for (const Veto& veto : scheme_.veto) refer(veto.at_best, veto.place);
    for (const Exemption& one : scheme_.exempt)
      if (!one.treated_as.empty()) refer(one.treated_as, one.place);
    for (const DifferentialPolicy& policy : scheme_.policies)
      for (const auto& [id, rate] : policy.rates) refer(id, policy.place);
  }

  void check_ties() {
    for (const std::string& id : scheme_.ties)
      if (!scheme_.find_indicator(id) && !scheme_.find_slot(id))
        error(scheme_.place, "evaluation.unknown-indicator", {id});
  }

  void check_industries() {
    if (scheme_.ranks_within_industries && scheme_.industries.empty())
      error(scheme_.place, "catalog.missing-key", {"industries"});
  }

  Scheme& scheme_;
  base::Diagnostics& out_;
  rules::Scope scope_;
  std::set<std::string> names_;
};

}  // namespace

void check_scheme(Scheme& scheme, base::Diagnostics& diagnostics) {
  SchemeCheck(scheme, diagnostics).run();
}

}  // namespace shuxin::catalog
