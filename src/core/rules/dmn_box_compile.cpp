#include <algorithm>

#include "core/rules/dmn_box.h"

namespace shuxin::rules::dmn {
namespace {

bool is_blank(std::string_view text) {
  return text.find_first_not_of(" \t\r\n") == std::string_view::npos;
}

BoxPtr broken(Position at, base::Message message) {
  auto out = std::make_unique<Box>();
  out->at = at;
  out->is = BrokenBox{std::move(message)};
  return out;
}

/// Makes boxes of one kind each.
class BoxCompiler {
 public:
  explicit BoxCompiler(BoxScope& scope) : scope_(scope) {}

  BoxPtr compile(const Boxed* source, Position at, const std::string& name) {
    if (source == nullptr) return broken(at, {"dmn.no-expression", {}});
    auto box = std::visit([&](const auto& kind) { return make(kind, *source, name); }, source->is);
    box->at = source->at;
    if (!source->type.empty()) {
      box->type = scope_.types.resolve(source->type, scope_.diagnostics);
      box->checked = !box->type.is_any();
      // The type of a boxed function may be that of its result.
      if (std::holds_alternative<FunctionBox>(box->is) && box->type.kind() != Type::Kind::Function)
        box->checked = false;
    }
    return box;
  }

  std::unique_ptr<Box> function(const FunctionDefinition& source, Position at, const std::string& name) {
    if (source.kind != FunctionKind::Feel) {
      error(at, {"dmn.external-function", {source.kind == FunctionKind::Java ? "Java" : "PMML"}});
      return broken_box({"dmn.external-function", {source.kind == FunctionKind::Java ? "Java" : "PMML"}});
    }
    FunctionBox function{.name = name};
    std::vector<Type::Member> members;
    for (const Variable& parameter : source.parameters) {
      Type type = scope_.types.resolve(parameter.type, scope_.diagnostics);
      members.emplace_back(parameter.name, type);
      function.parameters.push_back({parameter.name, std::move(type)});
    }
    const std::size_t before = scope_.names.variables.size();
    if (!name.empty()) scope_.names.variables.push_back({name, Type::function(members, Type::any())});
    for (const auto& parameter : function.parameters)
      scope_.names.variables.push_back({parameter.name, parameter.type});
    BoxPtr body = compile(source.body.get(), at, {});
    scope_.names.variables.resize(before);
    function.result = body->type;
    function.body = std::move(body);
    auto out = std::make_unique<Box>();
    out->at = at;
    out->type = Type::function(std::move(members), function.result);
    out->is = std::move(function);
    return out;
  }

 private:
  base::Place place(Position at) const { return {scope_.file, at.line, at.column}; }
  void error(Position at, base::Message message) {
    scope_.diagnostics.push_back({base::Severity::Error, place(at), std::move(message), {}});
  }

  static std::unique_ptr<Box> broken_box(base::Message message) {
    auto out = std::make_unique<Box>();
    out->is = BrokenBox{std::move(message)};
    return out;
  }

  template <typename T>
  static std::unique_ptr<Box> box_of(T kind, Type type) {
    auto out = std::make_unique<Box>();
    out->type = std::move(type);
    out->is = std::move(kind);
    return out;
  }

  std::optional<rules::Expression> feel(std::string_view text, Position at) {
    auto compiled = rules::compile(text, scope_.names, place(at));
    std::ranges::move(compiled.diagnostics, std::back_inserter(scope_.diagnostics));
    return std::move(compiled.value);
  }

  std::unique_ptr<Box> make(const Literal& literal, const Boxed& source, const std::string&) {
    if (literal.imported || !literal.text.language.empty()) {
      const std::string what = literal.imported ? "importedValues" : literal.text.language;
      error(source.at, {"dmn.unknown-language", {what}});
      return broken_box({"dmn.unknown-language", {what}});
    }
    if (is_blank(literal.text.text)) return broken_box({"dmn.no-expression", {}});
    auto expression = feel(literal.text.text, literal.text.at);
    if (!expression) return broken_box({"dmn.broken-text", {literal.text.text}});
    Type type = expression->type();
    return box_of(*std::move(expression), std::move(type));
  }

  std::unique_ptr<Box> make(const Context& context, const Boxed&, const std::string&) {
    ContextBox out;
    std::vector<Type::Member> members;
    Type type;
    const std::size_t before = scope_.names.variables.size();
    for (const ContextEntry& entry : context.entries) {
      const bool is_result = !entry.variable || entry.variable->name.empty();
      const std::string name = is_result ? std::string() : entry.variable->name;
      BoxPtr value = compile(entry.value.get(), entry.at, name);
      if (!is_result && !entry.variable->type.empty())
        value = checked(std::move(value), entry.variable->type);
      if (is_result) {
        out.has_result = true;
        type = value->type;
      } else {
        scope_.names.variables.push_back({name, value->type});
        members.emplace_back(name, value->type);
      }
      out.entries.push_back({name, std::move(value)});
      if (is_result) break;  // what follows the result can have no effect
    }
    scope_.names.variables.resize(before);
    if (!out.has_result) type = Type::context(std::move(members));
    return box_of(std::move(out), std::move(type));
  }

  /// The variable of an entry may have a type of its own, narrower than that of its expression.
  BoxPtr checked(BoxPtr value, const TypeRef& reference) {
    Type type = scope_.types.resolve(reference, scope_.diagnostics);
    if (type.is_any()) return value;
    if (std::holds_alternative<FunctionBox>(value->is) && type.kind() != Type::Kind::Function) return value;
    auto outer = std::make_unique<Box>();
    outer->at = value->at;
    outer->type = std::move(type);
    outer->checked = true;
    ContextBox result;
    result.has_result = true;
    result.entries.push_back({{}, std::move(value)});
    outer->is = std::move(result);
    return outer;
  }

  std::unique_ptr<Box> make(const List& list, const Boxed& source, const std::string&) {
    ListBox out;
    for (const BoxedPtr& item : list.items) out.items.push_back(compile(item.get(), source.at, {}));
    Type element = out.items.empty() ? Type::any() : out.items.front()->type;
    for (const BoxPtr& item : out.items) element = join(element, item->type);
    return box_of(std::move(out), Type::list(std::move(element)));
  }

  std::unique_ptr<Box> make(const Relation& relation, const Boxed& source, const std::string&) {
    RelationBox out;
    std::vector<Type::Member> members;
    for (const Variable& column : relation.columns) {
      out.columns.push_back(column.name);
      members.emplace_back(column.name, scope_.types.resolve(column.type, scope_.diagnostics));
    }
    for (const auto& row : relation.rows) {
      std::vector<BoxPtr> cells;
      for (const BoxedPtr& cell : row) cells.push_back(compile(cell.get(), source.at, {}));
      out.rows.push_back(std::move(cells));
    }
    return box_of(std::move(out), Type::list(Type::context(std::move(members))));
  }

  std::unique_ptr<Box> make(const FunctionDefinition& definition, const Boxed& source,
                            const std::string& name) {
    return function(definition, source.at, name);
  }

  std::unique_ptr<Box> make(const Invocation& invocation, const Boxed& source, const std::string&) {
    InvocationBox out;
    out.function = compile(invocation.function.get(), source.at, {});
    for (const Binding& binding : invocation.bindings) {
      BoxPtr value = compile(binding.value.get(), binding.parameter.at, {});
      if (!binding.parameter.type.empty()) value = checked(std::move(value), binding.parameter.type);
      out.arguments.emplace_back(binding.parameter.name, std::move(value));
    }
    Type type = out.function->type.kind() == Type::Kind::Function ? out.function->type.result() : Type::any();
    return box_of(std::move(out), std::move(type));
  }

  std::unique_ptr<Box> make(const DecisionTable& source, const Boxed& boxed, const std::string&) {
    Table table(source, boxed.at, scope_.file, scope_.names, scope_.types, scope_.diagnostics);
    Type type = table.result_type();
    return box_of(TableBox{std::move(table)}, std::move(type));
  }

  std::unique_ptr<Box> make(const Conditional& source, const Boxed& boxed, const std::string&) {
    ConditionalBox out{compile(source.condition.get(), boxed.at, {}),
                       compile(source.then.get(), boxed.at, {}),
                       compile(source.otherwise.get(), boxed.at, {})};
    Type type = join(out.then->type, out.otherwise->type);
    return box_of(std::move(out), std::move(type));
  }

  /// FEEL's own way from what may be iterated (a list, a range, a single value) to a list.
  rules::Expression items_of(Type in) {
    auto compiled =
        rules::compile("for item in domain return item", Scope{{{"domain", std::move(in)}}, {}}, {});
    return *std::move(compiled.value);
  }

  static Type item_type(const Type& in) {
    return in.kind() == Type::Kind::List || in.kind() == Type::Kind::Range ? in.element() : Type::any();
  }

  std::unique_ptr<Box> make(const Iterator& source, const Boxed& boxed, const std::string&) {
    BoxPtr in = compile(source.in.get(), boxed.at, {});
    const Type declared = scope_.types.resolve(source.variable_type, scope_.diagnostics);
    const std::size_t before = scope_.names.variables.size();
    if (source.kind == IteratorKind::For)
      scope_.names.variables.push_back({"partial", Type::list(Type::any())});
    scope_.names.variables.push_back({source.variable, declared.is_any() ? item_type(in->type) : declared});
    BoxPtr result = compile(source.result.get(), boxed.at, {});
    scope_.names.variables.resize(before);
    Type type = source.kind == IteratorKind::For ? Type::list(result->type) : Type(Type::Kind::Boolean);
    rules::Expression items = items_of(in->type);
    return box_of(IteratorBox{source.kind, std::move(in), std::move(items), std::move(result)},
                  std::move(type));
  }

  std::unique_ptr<Box> make(const Filter& source, const Boxed& boxed, const std::string&) {
    BoxPtr in = compile(source.in.get(), boxed.at, {});
    Type type = in->type.kind() == Type::Kind::List ? in->type : Type::list(in->type);
    const std::size_t before = scope_.names.variables.size();
    const auto* literal = source.match ? std::get_if<Literal>(&source.match->is) : nullptr;
    if (literal != nullptr && literal->text.language.empty()) {
      // FEEL's filter knows the names within the items; the text is compiled behind a name for the list.
      constexpr std::string_view head = "filtered list[";
      scope_.names.variables.push_back({"filtered list", in->type});
      Position at = literal->text.at;
      at.column -= static_cast<int>(head.size());
      auto filter = feel(std::string(head) + literal->text.text + "\n]", at);
      scope_.names.variables.resize(before);
      if (!filter) return broken_box({"dmn.broken-text", {literal->text.text}});
      return box_of(FeelFilterBox{std::move(in), *std::move(filter)}, Type::any());
    }
    scope_.names.variables.push_back({"item", item_type(in->type)});
    BoxPtr match = compile(source.match.get(), boxed.at, {});
    scope_.names.variables.resize(before);
    rules::Expression items = items_of(in->type);
    return box_of(FilterBox{std::move(in), std::move(items), std::move(match)}, std::move(type));
  }

  BoxScope& scope_;
};

}  // namespace

BoxPtr compile_box(const Boxed* source, Position at, BoxScope& scope, const std::string& name) {
  return BoxCompiler(scope).compile(source, at, name);
}

BoxPtr compile_function(const FunctionDefinition& source, Position at, BoxScope& scope,
                        const std::string& name) {
  return BoxCompiler(scope).function(source, at, name);
}

}  // namespace shuxin::rules::dmn
