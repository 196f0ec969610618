#include "core/rules/dmn_types.h"

#include <algorithm>
#include <set>

#include "core/rules/dmn_reader.h"

namespace shuxin::rules::dmn {
namespace {

base::Place place_of(const std::string& file, Position at) {
  return {file, at.line, at.column};
}

/// Allowed values: unary tests on the value.
class TestsConstraint final : public Constraint {
 public:
  explicit TestsConstraint(UnaryTests tests) : tests_(std::move(tests)) {}

  [[nodiscard]] bool allows(const Value& value) const override {
    if (const TestShape* shape = tests_.shape()) return passes(*shape, value) != shape->negated;
    Evaluation evaluation(Environment{});
    return tests_.evaluate(value, {}, evaluation) == Truth::True;
  }
  [[nodiscard]] const TestShape* shape() const override { return tests_.shape(); }

 private:
  static bool passes(const TestShape& shape, const Value& value) {
    return std::ranges::any_of(shape.tests, [&](const SimpleTest& test) {
      switch (test.form) {
        case SimpleTest::Form::Any:
          return true;
        case SimpleTest::Form::Equal:
          return equal(value, test.value) == Truth::True;
        case SimpleTest::Form::Interval:
          return contains(test.interval, value) == Truth::True;
        case SimpleTest::Form::Null:
          return value.is_null();
      }
      return false;
    });
  }

  UnaryTests tests_;
};

}  // namespace

/// Builds each item definition once, those it names first.
class TypeNames::Builder {
 public:
  Builder(TypeNames& names, base::Diagnostics& diagnostics) : names_(names), diagnostics_(diagnostics) {}

  void build_all() {
    for (const ItemDefinition& item : names_.definitions_->items) {
      if (by_name_.contains(item.name)) {
        error(item.at, {"dmn.duplicate-name", {item.name}});
        continue;
      }
      by_name_[item.name] = &item;
    }
    for (const ItemDefinition& item : names_.definitions_->items) (void)named(item.name, item.at, 0);
  }

 private:
  static constexpr int max_depth = 200;

  Type named(const std::string& name, Position at, int depth) {
    if (const auto done = names_.items_.find(name); done != names_.items_.end()) return done->second.type;
    if (depth > max_depth || !under_way_.insert(name).second) {
      // A type that holds itself cannot be written down in full; where it comes back it is Any.
      warn(at, {"dmn.type-circle", {name}});
      return Type::any();
    }
    const ItemDefinition* source = by_name_.at(name);
    Type type = of(*source, depth);
    under_way_.erase(name);
    names_.items_[name] = {source, type};
    return type;
  }

  Type of(const ItemDefinition& item, int depth) {
    Type type = bare(item, depth);
    if (item.allowed_values) type = constrained(std::move(type), *item.allowed_values);
    if (item.is_collection) type = Type::list(std::move(type));
    if (item.type_constraint) type = constrained(std::move(type), *item.type_constraint);
    return type;
  }

  Type bare(const ItemDefinition& item, int depth) {
    if (item.is_function) {
      std::vector<Type::Member> parameters;
      for (const Variable& parameter : item.function_parameters)
        parameters.emplace_back(parameter.name, referred(parameter.type, depth));
      return Type::function(std::move(parameters), referred(item.function_output, depth));
    }
    if (item.components.empty()) return referred(item.type, depth);
    std::vector<Type::Member> members;
    for (const ItemDefinition& component : item.components)
      members.emplace_back(component.name, of(component, depth + 1));
    return Type::context(std::move(members));
  }

  Type referred(const TypeRef& reference, int depth) {
    if (reference.name_space.empty() && by_name_.contains(reference.name))
      return named(reference.name, reference.at, depth + 1);
    return names_.resolve(reference, diagnostics_);
  }

  Type constrained(Type type, const FeelText& tests) {
    if (tests.text.find_first_not_of(" \t\r\n") == std::string::npos) return type;
    auto compiled = compile_tests(tests.text, {}, type, place_of(names_.file_, tests.at));
    std::ranges::move(compiled.diagnostics, std::back_inserter(diagnostics_));
    if (!compiled.value) return type;
    return type.constrained(std::make_shared<TestsConstraint>(*std::move(compiled.value)));
  }

  void error(Position at, base::Message message) {
    diagnostics_.push_back({base::Severity::Error, place_of(names_.file_, at), std::move(message), {}});
  }
  void warn(Position at, base::Message message) {
    diagnostics_.push_back({base::Severity::Warning, place_of(names_.file_, at), std::move(message), {}});
  }

  TypeNames& names_;
  base::Diagnostics& diagnostics_;
  std::map<std::string, const ItemDefinition*, std::less<>> by_name_;
  std::set<std::string> under_way_;
};

TypeNames::TypeNames(const Definitions& definitions, std::vector<Imported> imported,
                     base::Diagnostics& diagnostics)
    : file_(definitions.file), imported_(std::move(imported)), definitions_(&definitions) {
  Builder(*this, diagnostics).build_all();
  for (const auto& [name, item] : items_) names_.push_back({name, item.type});
  for (const Imported& import : imported_)
    for (const auto& [name, item] : import.types->items_)
      names_.push_back({import.name.empty() ? name : import.name + "." + name, item.type});
}

const Type* TypeNames::find(const TypeRef& reference) const {
  if (!reference.name_space.empty()) {
    for (const Imported& import : imported_)
      if (import.name_space == reference.name_space) return import.types->find({reference.name, {}, {}});
    return nullptr;
  }
  if (const auto found = items_.find(reference.name); found != items_.end()) return &found->second.type;
  for (const Imported& import : imported_) {
    const std::string_view name = reference.name;
    if (import.name.empty()) {
      if (const Type* found = import.types->find({reference.name, {}, {}})) return found;
    } else if (name.size() > import.name.size() + 1 && name.starts_with(import.name) &&
               name[import.name.size()] == '.') {
      if (const Type* found = import.types->find({reference.name.substr(import.name.size() + 1), {}, {}}))
        return found;
    }
  }
  return nullptr;
}

const FeelText* TypeNames::find_allowed_values(const TypeRef& reference) const {
  if (!reference.name_space.empty()) return nullptr;
  const auto found = items_.find(reference.name);
  if (found == items_.end() || !found->second.source->allowed_values) return nullptr;
  return &*found->second.source->allowed_values;
}

Type TypeNames::resolve(const TypeRef& reference, base::Diagnostics& diagnostics) const {
  if (reference.empty()) return Type::any();
  if (const Type* found = find(reference)) return *found;
  if (const auto builtin = Type::find(reference.name)) return *builtin;
  // Some tools keep a prefix (feel:number) whose namespace is declared nowhere.
  if (const auto colon = reference.name.find(':'); colon != std::string::npos)
    if (const auto builtin = Type::find(std::string_view(reference.name).substr(colon + 1))) return *builtin;
  if (const auto written = parse_type(reference.name, Scope{{}, names_})) return *written;
  diagnostics.push_back({base::Severity::Warning,
                         place_of(file_, reference.at),
                         {"dmn.unknown-type", {reference.name}},
                         base::Message{"dmn.unknown-type-help", {}}});
  return Type::any();
}

}  // namespace shuxin::rules::dmn
