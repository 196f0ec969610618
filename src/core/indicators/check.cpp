#include <algorithm>
#include <functional>

#include "core/catalog/names.h"
#include "core/indicators/read.h"
#include "core/rules/ast.h"

namespace shuxin::indicators {
namespace {

using base::Json;
using rules::Type;
using Labels = std::set<std::string>;

namespace ast = rules::ast;

template <typename T>
std::vector<std::string> ids(const std::vector<T>& all) {
  std::vector<std::string> names;
  for (const T& one : all) names.push_back(one.id);
  return names;
}

// Classifications that an expression reads: class.NAME and part.NAME.
void collect_labels(const ast::Expression& expression, Labels& labels) {
  if (const auto* path = std::get_if<ast::Path>(&expression.form))
    if (const auto* name = std::get_if<ast::Name>(&path->base->form))
      if (name->name == class_name || name->name == part_name) labels.insert(path->member);
  if (const auto* path = std::get_if<ast::Path>(&expression.form))
    if (const auto* inner = std::get_if<ast::Path>(&path->base->form))
      if (inner->member == class_name || inner->member == part_name) labels.insert(path->member);
  ast::for_each_part(expression, [&](const ast::Expression& part) { collect_labels(part, labels); });
}

// What is added to what: the names of figures and record sets on each side must not carry labels that
// overlap.
class OverlapFinder {
 public:
  using Report = std::function<void(const std::string&, const std::string&)>;
  OverlapFinder(const std::map<std::string, Labels>& of_names, Report report)
      : of_names_(of_names), report_(std::move(report)) {}

  Labels visit(const ast::Expression& expression) {
    if (const auto* name = std::get_if<ast::Name>(&expression.form)) {
      const auto found = of_names_.find(name->name);
      return found == of_names_.end() ? Labels{} : found->second;
    }
    std::vector<Labels> parts;
    const auto collect = [&](const ast::Expression& part) { parts.push_back(visit(part)); };
    const auto* binary = std::get_if<ast::Binary>(&expression.form);
    const auto* call = std::get_if<ast::Call>(&expression.form);
    const auto* callee = call ? std::get_if<ast::Name>(&call->callee->form) : nullptr;
    bool adds = binary && binary->op == ast::Operator::Add;
    if (callee && (callee->name == "sum" || callee->name == "mean")) {
      adds = true;
      for (const ast::Argument& argument : call->arguments) {
        const auto* list = std::get_if<ast::ListLiteral>(&argument.value->form);
        if (!list) collect(*argument.value);
        if (list)
          for (const ast::Child& item : list->items) collect(*item);
      }
    } else {
      ast::for_each_part(expression, collect);
    }
    // Dividing by the whole, or subtracting what is common, adds nothing up.
    Labels all;
    for (const Labels& part : parts) {
      if (adds)
        for (const std::string& a : all)
          for (const std::string& b : part)
            if (a != b) report_(a, b);
      all.insert(part.begin(), part.end());
    }
    return all;
  }

 private:
  const std::map<std::string, Labels>& of_names_;
  Report report_;
};

class Checker {
 public:
  Checker(Definitions& definitions, const catalog::Catalogue& catalogue, base::Diagnostics& out)
      : definitions_(definitions), catalogue_(catalogue), out_(out) {}

  void run() {
    check_ids();
    for (const Classification& one : definitions_.classifications)
      if (one.rules.empty()) error(one.place, "indicators.no-rules", {one.id});
    sort_by_need();
    for (Indicator& indicator : definitions_.indicators) check_indicator(indicator);
    check_bulletin();
  }

 private:
  void error(const base::Place& place, std::string code, std::vector<std::string> arguments = {},
             std::optional<base::Message> help = {}) {
    out_.push_back({base::Severity::Error, place, {std::move(code), std::move(arguments)}, std::move(help)});
  }
  void refer(std::string_view id, const std::vector<std::string>& known, const base::Place& place,
             std::string_view code) {
    if (std::ranges::find(known, id) == known.end())
      error(place, std::string(code), {std::string(id)}, catalog::did_you_mean(id, known));
  }

  void check_ids() {
    const auto& all = definitions_.indicators;
    for (std::size_t i = 0; i < all.size(); ++i)
      for (std::size_t j = 0; j < i; ++j)
        if (all[i].id == all[j].id)
          error(all[i].place, "catalog.duplicate-id", {all[i].id, all[j].place.file});
  }

  std::set<std::string> needed_by(const Indicator& indicator) const {
    std::set<std::string> names;
    for (const Need& need : indicator.needs) names.insert(need.indicator);
    if (indicator.share) names.insert(indicator.share->of);
    return names;
  }

  // Each after those that it needs; those in a circle are reported and stay as they are.
  void sort_by_need() {
    const std::vector<std::string> known = ids(definitions_.indicators);
    for (const Indicator& one : definitions_.indicators) {
      for (const Need& need : one.needs) refer(need.indicator, known, need.place, "indicators.unknown");
      if (one.share) refer(one.share->of, known, one.at.of("share", one.place), "indicators.unknown");
    }
    std::vector<Indicator> sorted;
    std::set<std::string> done;
    std::vector<Indicator>& left = definitions_.indicators;
    for (bool moved = true; moved && !left.empty();) {
      moved = false;
      for (std::size_t i = 0; i < left.size();) {
        const bool ready = std::ranges::all_of(needed_by(left[i]), [&](const std::string& name) {
          return done.contains(name) || std::ranges::find(known, name) == known.end();
        });
        if (!ready) {
          ++i;
          continue;
        }
        done.insert(left[i].id);
        sorted.push_back(std::move(left[i]));
        left.erase(left.begin() + static_cast<std::ptrdiff_t>(i));
        moved = true;
      }
    }
    for (const Indicator& one : left) error(one.place, "catalog.cycle", {one.id});
    std::ranges::move(left, std::back_inserter(sorted));
    definitions_.indicators = std::move(sorted);
  }

  void compile(Formula& formula, const rules::Scope& scope, Type::Kind wanted) {
    if (formula.empty()) return;
    auto compiled = rules::compile(formula.text, scope, formula.place);
    formula.compiled = std::move(compiled.value);
    for (base::Diagnostic& found : compiled.diagnostics) {
      found.severity = base::Severity::Error;
      out_.push_back(std::move(found));
    }
    if (!formula.compiled) return;
    const Type& given = formula.compiled->type();
    if (given.is_any() || conforms(given, wanted) || conforms(wanted, given)) return;
    error(formula.place, "catalog.formula-type", {given.to_string(), Type(wanted).to_string()});
  }

  void check_set(RecordSet& set) {
    const Json* schema = schema_of(set.from, catalogue_);
    if (!schema) {
      std::vector<std::string> known = ids(catalogue_.registers);
      known.emplace_back(packages_source);
      return refer(set.from, known, set.place, "catalog.unknown-register");
    }
    const std::vector<std::string> fields = fields_of(*schema);
    for (const std::string_view reserved : {class_name, part_name, period_name})
      if (std::ranges::find(fields, reserved) != fields.end())
        error(set.place, "indicators.reserved-field", {std::string(reserved), set.from});
    for (const OfficeTime& time : set.office_time)
      for (const std::string& field : {time.from, time.until})
        refer(field, fields, set.place, "catalog.unknown-register-field");
    compile(set.where, scope_of_where(set, *schema, definitions_.classifications), Type::Kind::Boolean);
    if (set.where.compiled) collect_labels(set.where.compiled->syntax(), set.labels);
  }

  static bool names_period(const Formula& formula) {
    if (!formula.compiled) return false;
    bool found = false;
    const std::function<void(const ast::Expression&)> look = [&](const ast::Expression& expression) {
      const auto* name = std::get_if<ast::Name>(&expression.form);
      if (name && name->name == period_name) found = true;
      ast::for_each_part(expression, look);
    };
    look(formula.compiled->syntax());
    return found;
  }

  bool is_yearly(const Indicator& indicator) const {
    const auto needs_yearly = [&](const Need& need) {
      const Indicator* needed = definitions_.find(need.indicator);
      return needed && needed->yearly;
    };
    return names_period(indicator.value) || std::ranges::any_of(indicator.needs, needs_yearly) ||
           std::ranges::any_of(indicator.records,
                               [](const RecordSet& set) { return names_period(set.where); });
  }

  void check_indicator(Indicator& indicator) {
    std::map<std::string, Labels> labels;
    rules::Scope scope;
    for (RecordSet& set : indicator.records) {
      check_set(set);
      labels[set.name] = set.labels;
      scope.variables.push_back({set.name, Type::list(Type::any())});
      indicator.labels.insert(set.labels.begin(), set.labels.end());
    }
    for (const Need& need : indicator.needs) {
      const Indicator* needed = definitions_.find(need.indicator);
      if (needed && need.part == Need::Part::Value) labels[need.name] = needed->labels;
      if (needed && !needed->is_computed()) error(need.place, "indicators.needs-reported", {need.indicator});
      if (needed && need.part != Need::Part::Value && !needed->compare)
        error(need.place, "indicators.needs-comparison", {need.indicator});
      scope.variables.push_back({need.name, Type::Kind::Number});
    }
    scope.variables.push_back({std::string(period_name), type_of_period()});
    compile(indicator.value, scope, Type::Kind::Number);
    if (indicator.value.compiled) {
      const ast::Expression& syntax = indicator.value.compiled->syntax();
      collect_labels(syntax, indicator.labels);
      OverlapFinder(labels, [&](const std::string& a, const std::string& b) {
        error(indicator.value.place, "indicators.overlap", {name_of(a), name_of(b)},
              base::Message{"indicators.overlap-help", {}});
      }).visit(syntax);
    }
    check_comparison(indicator);
    check_grouping(indicator);
    indicator.yearly = is_yearly(indicator);
    for (const std::string& label : indicator.labels)
      refer(label, ids(definitions_.classifications), indicator.place, "indicators.unknown-classification");
  }

  void check_comparison(const Indicator& indicator) {
    if (!indicator.compare) return;
    const base::Place& place = indicator.at.of("compare", indicator.place);
    if (indicator.records.size() != 1 || !indicator.needs.empty())
      return error(place, "indicators.compare-one-set", {});
    if (const Json* schema = schema_of(indicator.records[0].from, catalogue_);
        schema && indicator.compare->comparable)
      refer(indicator.compare->key, fields_of(*schema), place, "catalog.unknown-register-field");
  }

  void check_grouping(const Indicator& indicator) {
    if (!indicator.by) return;
    const base::Place& place = indicator.at.of("by", indicator.place);
    if (indicator.records.size() != 1 || !indicator.needs.empty())
      return error(place, "indicators.by-one-set", {});
    if (!indicator.by->classification.empty())
      return refer(indicator.by->classification, ids(definitions_.classifications), place,
                   "indicators.unknown-classification");
    if (const Json* schema = schema_of(indicator.records[0].from, catalogue_))
      refer(indicator.by->field, fields_of(*schema), place, "catalog.unknown-register-field");
  }

  std::string name_of(const std::string& classification) const {
    const auto found = std::ranges::find(definitions_.classifications, classification, &Classification::id);
    return found == definitions_.classifications.end() ? classification : found->name.zh;
  }

  void check_bulletin() {
    const Bulletin& bulletin = definitions_.bulletin;
    if (bulletin.year_register.empty())
      return error(definitions_.indicators.front().place, "indicators.no-bulletin", {});
    const Json* schema = schema_of(bulletin.year_register, catalogue_);
    if (!schema)
      refer(bulletin.year_register, ids(catalogue_.registers), bulletin.place, "catalog.unknown-register");
    else
      refer(bulletin.year_field, fields_of(*schema), bulletin.place, "catalog.unknown-register-field");
    const std::vector<std::string> known = ids(definitions_.indicators);
    for (const Bulletin::Section& section : bulletin.sections)
      for (const std::string& id : section.indicators) refer(id, known, bulletin.place, "indicators.unknown");
  }

  Definitions& definitions_;
  const catalog::Catalogue& catalogue_;
  base::Diagnostics& out_;
};

}  // namespace

std::vector<std::string> fields_of(const Json& schema) {
  std::vector<std::string> names;
  if (const Json* properties = schema.find("properties"); properties && properties->if_object())
    for (const auto& [name, property] : *properties->if_object()) names.push_back(name);
  return names;
}

Type type_of_period() {
  const Type date = Type::Kind::Date;
  return Type::context(
      {{"year", Type::Kind::Number}, {"start", date}, {"end", date}, {"before", date}, {"as_of", date}});
}

rules::Scope scope_of_where(const RecordSet& set, const Json& schema,
                            const std::vector<Classification>& classifications) {
  rules::Scope scope;
  if (const Json* properties = schema.find("properties"); properties && properties->if_object())
    for (const auto& [name, property] : *properties->if_object())
      scope.variables.push_back({name, catalog::type_of_schema(property)});
  for (const OfficeTime& time : set.office_time) scope.variables.push_back({time.field, Type::Kind::Number});
  std::vector<Type::Member> classes;
  std::vector<Type::Member> parts;
  for (const Classification& one : classifications) {
    classes.emplace_back(one.id, Type::Kind::String);
    parts.emplace_back(one.id, Type::Kind::Number);
  }
  scope.variables.push_back({std::string(class_name), Type::context(std::move(classes))});
  scope.variables.push_back({std::string(part_name), Type::context(std::move(parts))});
  scope.variables.push_back({std::string(period_name), type_of_period()});
  return scope;
}

void check(Definitions& definitions, const catalog::Catalogue& catalogue, base::Diagnostics& diagnostics) {
  Checker(definitions, catalogue, diagnostics).run();
}

}  // namespace shuxin::indicators
