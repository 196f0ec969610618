#include "core/rules/compiler.h"

#include <algorithm>
#include <set>

#include "core/rules/builtins.h"
#include "core/rules/temporal.h"

namespace shuxin::rules {
namespace {

using ast::Child;
using ast::Operator;
using TypeKind = Type::Kind;

struct Built {
  NodePtr node;
  Type type;
};

/// A name in force inside a body: a local variable, or the item of a filter with all its entries.
struct Binding {
  std::string name;
  std::size_t local;
  Type type;
  bool is_item = false;
  bool* used = nullptr;
};

/// What is being compiled into one frame: the whole expression, or the body of a function literal.
struct Unit {
  Unit* outer = nullptr;
  std::vector<Binding> bindings;
  std::size_t locals = 0;
  std::vector<NodePtr> captured;  ///< nodes of the outer unit
  std::vector<std::pair<std::string, Type>> captured_names;
};

class Compiler {
 public:
  Compiler(Code& code, const Scope& scope, const Type* tested, const base::Place& place,
           base::Diagnostics& diagnostics)
      : code_(code), scope_(scope), tested_(tested), place_(place), diagnostics_(diagnostics) {}

  void run() {
    Unit unit;
    unit_ = &unit;
    if (tested_ == nullptr) {
      Built built = build(*code_.syntax);
      code_.body.node = std::move(built.node);
      code_.type = built.type;
    } else {
      std::vector<NodePtr> tests;
      bool negated = false;
      const std::vector<Child>* all = &code_.tests_syntax;
      if (all->size() == 1)
        if (const auto* negation = std::get_if<ast::NotTests>(&all->front()->form)) {
          negated = true;
          all = &negation->tests;
        }
      for (const Child& test : *all) tests.push_back(build_test(*test, nullptr));
      code_.body.node =
          tests.size() == 1 && !negated ? std::move(tests.front()) : make_any_of(std::move(tests), negated);
      code_.body.node->where = code_.tests_syntax.front()->where;
      code_.type = TypeKind::Boolean;
    }
    code_.body.locals = unit.locals;
    code_.inputs.assign(inputs_.begin(), inputs_.end());
  }

 private:
  // --- saying what looks wrong

  void warn(Position where, std::string code, std::vector<std::string> arguments) {
    base::Place place = place_;
    if (where.line > 1) {
      place.line = std::max(place.line, 1) + where.line - 1;
      place.column = where.column;
    } else {
      place.line = std::max(place.line, 1);
      place.column = std::max(place.column, 1) + where.column - 1;
    }
    diagnostics_.push_back(
        {base::Severity::Warning, place, {std::move(code), std::move(arguments)}, std::nullopt});
  }

  /// The known name that is closest to a name that is not.
  void warn_unknown(Position where, const std::string& name) {
    warn(where, "feel.unknown-name", {name});
    const auto distance = [&](std::string_view other) {
      std::vector<std::size_t> row(other.size() + 1);
      for (std::size_t j = 0; j <= other.size(); ++j) row[j] = j;
      for (std::size_t i = 1; i <= name.size(); ++i) {
        std::size_t diagonal = std::exchange(row[0], i);
        for (std::size_t j = 1; j <= other.size(); ++j) {
          const std::size_t changed = diagonal + (name[i - 1] == other[j - 1] ? 0 : 1);
          diagonal = row[j];
          row[j] = std::min({row[j] + 1, row[j - 1] + 1, changed});
        }
      }
      return row[other.size()];
    };
    std::string_view best;
    std::size_t least = std::max<std::size_t>(1, name.size() / 3) + 1;
    const auto consider = [&](std::string_view other) {
      if (name.size() > 100 || other.size() > 100) return;
      if (const std::size_t far = distance(other); far < least) least = far, best = other;
    };
    for (const Variable& variable : scope_.variables) consider(variable.name);
    for (const std::string_view builtin : builtin_names()) consider(builtin);
    if (!best.empty()) diagnostics_.back().help = base::Message{"feel.did-you-mean", {std::string(best)}};
  }

  static NodePtr placed(NodePtr node, Position where, int levels) {
    node->where = where;
    node->levels = levels;
    return node;
  }

  // --- names

  std::size_t new_local() { return unit_->locals++; }

  std::optional<Built> find_in(Unit& unit, std::string_view name, std::size_t below, Position where) {
    for (std::size_t i = below; i-- > 0;) {
      Binding& binding = unit.bindings[i];
      if (binding.is_item) {
        if (calling_ && binding.type.find_member(name) == nullptr && find_builtin(name) != nullptr) continue;
        if (name == "item" || binding.type.find_member(name) != nullptr || could_have_member(binding.type)) {
          const Type* member = binding.type.find_member(name);
          auto outer = name == "item" ? Built{make_local(binding.local), binding.type}
                                      : find_or_unknown(unit, name, i, where);
          return Built{make_item_member(binding.local, std::string(name), std::move(outer.node)),
                       name == "item"      ? binding.type
                       : member != nullptr ? *member
                                           : Type()};
        }
        continue;
      }
      if (binding.name != name) continue;
      if (binding.used != nullptr) *binding.used = true;
      return Built{make_local(binding.local), binding.type};
    }
    if (unit.outer == nullptr) return find_outside(name);
    for (std::size_t i = 0; i < unit.captured_names.size(); ++i)
      if (unit.captured_names[i].first == name) return Built{make_captured(i), unit.captured_names[i].second};
    auto outer = find_in(*unit.outer, name, unit.outer->bindings.size(), where);
    if (!outer) return std::nullopt;
    outer->node->where = where;
    unit.captured.push_back(std::move(outer->node));
    unit.captured_names.emplace_back(std::string(name), outer->type);
    return Built{make_captured(unit.captured.size() - 1), outer->type};
  }

  static bool could_have_member(const Type& type) {
    return type.is_any() || type.kind() == TypeKind::Null || type.kind() == TypeKind::Context;
  }

  std::optional<Built> find_outside(std::string_view name) {
    if (name == "?" && tested_ != nullptr) return Built{make_tested(), *tested_};
    for (std::size_t i = scope_.variables.size(); i-- > 0;) {
      if (scope_.variables[i].name != name) continue;
      inputs_.insert(i);
      return Built{make_input(i, std::string(name)), scope_.variables[i].type};
    }
    return std::nullopt;
  }

  Built find_or_unknown(Unit& unit, std::string_view name, std::size_t below, Position where) {
    if (auto found = find_in(unit, name, below, where)) {
      found->node->where = where;
      return std::move(*found);
    }
    if (const Function* builtin = find_builtin(name))
      return {make_constant(Value::function(Ref<Function>(builtin))), TypeKind::Function};
    NodePtr node = make_null("feel.unknown-name", {std::string(name)});
    node->where = where;
    return {std::move(node), TypeKind::Any};
  }

  Built of(const ast::Name& form, Position where) {
    const bool in_item = std::ranges::any_of(unit_->bindings, &Binding::is_item);
    auto found = find_in(*unit_, form.name, unit_->bindings.size(), where);
    if (found) return std::move(*found);
    Built made = find_or_unknown(*unit_, form.name, 0, where);
    if (made.type.is_any() && !in_item) warn_unknown(where, form.name);
    return made;
  }

  // --- literals and paths

  Built of(const ast::Literal& form, Position) { return {make_constant(form.value), type_of(form.value)}; }

  Built of(const ast::AtLiteral& form, Position where) {
    if (auto value = parse_temporal(form.text, nullptr)) {
      Type type = type_of(*value);
      return {make_constant(*std::move(value)), std::move(type)};
    }
    if (form.text.find('@') == std::string::npos) warn(where, "feel.malformed-temporal", {form.text});
    return {make_at_literal(form.text), TypeKind::Any};
  }

  static Type type_of_member(const Type& base, const std::string& name) {
    if (base.kind() == TypeKind::List) {
      Type member = type_of_member(base.element(), name);
      return Type::list(std::move(member));
    }
    if (const Type* member = base.find_member(name)) return *member;
    if (base.kind() == TypeKind::Range && (name == "start" || name == "end")) return base.element();
    return TypeKind::Any;
  }

  Built of(const ast::Path& form, Position where) {
    std::vector<std::string> path{form.member};
    const ast::Expression* root = form.base.get();
    while (const auto* deeper = std::get_if<ast::Path>(&root->form)) {
      path.insert(path.begin(), deeper->member);
      root = deeper->base.get();
    }
    Built base = build(*form.base);
    std::optional<std::size_t> slot;
    if (const auto* name = std::get_if<ast::Name>(&root->form)) slot = input_of(name->name);
    Type type = type_of_member(base.type, form.member);
    if (base.type.kind() == TypeKind::Context && !base.type.is_open() &&
        base.type.find_member(form.member) == nullptr)
      warn(where, "feel.no-member", {base.type.to_string(), form.member});
    return {make_path(std::move(base.node), form.member, slot, std::move(path)), std::move(type)};
  }

  /// Whether a name that is called means something else than a built-in function.
  bool is_bound(std::string_view name, Position where) {
    calling_ = true;
    const bool bound = find_in(*unit_, name, unit_->bindings.size(), where).has_value();
    calling_ = false;
    return bound;
  }

  /// The slot, if the name means an input and nothing nearer.
  std::optional<std::size_t> input_of(std::string_view name) const {
    if (unit_->outer != nullptr) return std::nullopt;
    for (const Binding& binding : unit_->bindings)
      if (binding.is_item || binding.name == name) return std::nullopt;
    for (std::size_t i = scope_.variables.size(); i-- > 0;)
      if (scope_.variables[i].name == name) return i;
    return std::nullopt;
  }

  // --- operators

  Built of(const ast::Negation& form, Position) {
    Built operand = build(*form.operand);
    const bool constant = operand.node->constant() != nullptr;
    NodePtr negation = make_negation(std::move(operand.node));
    return {constant ? folded(std::move(negation)) : std::move(negation), operand.type};
  }

  static Type type_of_arithmetic(Operator op, const Type& a, const Type& b) {
    const auto is_point = [](const Type& t) {
      return t.kind() == TypeKind::Date || t.kind() == TypeKind::DateTime || t.kind() == TypeKind::Time;
    };
    const auto is_duration = [](const Type& t) {
      return t.kind() == TypeKind::DaysTime || t.kind() == TypeKind::YearsMonths;
    };
    if (a.kind() == TypeKind::Number && b.kind() == TypeKind::Number) return TypeKind::Number;
    if (op == Operator::Power) return TypeKind::Number;
    if (op == Operator::Subtract && is_point(a) && is_point(b)) return TypeKind::DaysTime;
    if (is_point(a) && is_duration(b)) return a;
    if (op == Operator::Add && is_duration(a) && is_point(b)) return b;
    if ((op == Operator::Add || op == Operator::Subtract) && a == b) return a;
    if (op == Operator::Divide && is_duration(a) && a == b) return TypeKind::Number;
    if ((op == Operator::Multiply || op == Operator::Divide) && is_duration(a) &&
        b.kind() == TypeKind::Number)
      return a;
    if (op == Operator::Multiply && a.kind() == TypeKind::Number && is_duration(b)) return b;
    return TypeKind::Any;
  }

  void check_arithmetic(Operator op, std::string_view sign, const Type& a, const Type& b, Position where) {
    const auto open = [](const Type& t) { return t.is_any() || t.kind() == TypeKind::Null; };
    if (open(a) || open(b)) return;
    const bool numbers = a.kind() == TypeKind::Number && b.kind() == TypeKind::Number;
    const bool strings = op == Operator::Add && a.kind() == TypeKind::String && b.kind() == TypeKind::String;
    if (!numbers && !strings && type_of_arithmetic(op, a, b).is_any())
      warn(where, "feel.undefined-operator", {std::string(sign), a.to_string(), b.to_string()});
  }

  Built of(const ast::Binary& form, Position where) {
    Built left = build(*form.left);
    Built right = build(*form.right);
    const auto arithmetic = [&](std::string_view sign) -> Built {
      check_arithmetic(form.op, sign, left.type, right.type, where);
      Type type = type_of_arithmetic(form.op, left.type, right.type);
      const bool constant = left.node->constant() != nullptr && right.node->constant() != nullptr;
      NodePtr node = make_arithmetic(form.op, std::move(left.node), std::move(right.node));
      return {constant ? folded(std::move(node)) : std::move(node), std::move(type)};
    };
    switch (form.op) {
      case Operator::Add:
        return arithmetic("+");
      case Operator::Subtract:
        return arithmetic("-");
      case Operator::Multiply:
        return arithmetic("*");
      case Operator::Divide:
        return arithmetic("/");
      case Operator::Power:
        return arithmetic("**");
      case Operator::And:
      case Operator::Or:
        return {make_logic(form.op == Operator::And, std::move(left.node), std::move(right.node)),
                TypeKind::Boolean};
      case Operator::Equal:
      case Operator::NotEqual:
      case Operator::Less:
      case Operator::LessEqual:
      case Operator::Greater:
      case Operator::GreaterEqual:
        break;
    }
    check_comparable(left.type, right.type, where);
    return {make_comparison(form.op, std::move(left.node), std::move(right.node)), TypeKind::Boolean};
  }

  void check_comparable(const Type& a, const Type& b, Position where) {
    const auto open = [](const Type& t) { return t.is_any() || t.kind() == TypeKind::Null; };
    if (!open(a) && !open(b) && a.kind() != b.kind())
      warn(where, "feel.never-comparable", {a.to_string(), b.to_string()});
  }

  Built of(const ast::Between& form, Position) {
    Built value = build(*form.value);
    Built low = build(*form.low);
    Built high = build(*form.high);
    return {make_between(std::move(value.node), std::move(low.node), std::move(high.node)),
            TypeKind::Boolean};
  }

  Built of(const ast::If& form, Position) {
    Built condition = build(*form.condition);
    Built then = build(*form.then);
    Built otherwise = build(*form.otherwise);
    Type type = join(then.type, otherwise.type);
    return {make_if(std::move(condition.node), std::move(then.node), std::move(otherwise.node)),
            std::move(type)};
  }

  Built of(const ast::InstanceOf& form, Position where) {
    if (!form.known) warn(where, "feel.unknown-type", {"…"});
    return {make_instance_of(build(*form.value).node, form.type, form.known), TypeKind::Boolean};
  }

  // --- tests

  static bool mentions_tested(const ast::Expression& expression) {
    if (const auto* name = std::get_if<ast::Name>(&expression.form); name != nullptr && name->name == "?")
      return true;
    bool found = false;
    ast::for_each_part(expression,
                       [&](const ast::Expression& part) { found = found || mentions_tested(part); });
    return found;
  }

  /// `subject` is what stands before `in`; the tested value of unary tests if it is null.
  NodePtr build_test(const ast::Expression& test, const ast::Expression* subject) {
    const auto subject_node = [&] { return subject != nullptr ? build(*subject).node : make_tested(); };
    if (std::holds_alternative<ast::AnyTest>(test.form))
      return placed(make_constant(Value::boolean(true)), test.where, 1);
    if (const auto* negation = std::get_if<ast::NotTests>(&test.form)) {
      std::vector<NodePtr> tests;
      for (const Child& one : negation->tests) tests.push_back(build_test(*one, subject));
      return placed(make_any_of(std::move(tests), true), test.where, test.levels + 1);
    }
    if (const auto* equality = std::get_if<ast::EqualTest>(&test.form))
      return placed(make_equal_test(subject_node(), build(*equality->value).node, equality->negated),
                    test.where, test.levels + 1);
    if (const auto* range = std::get_if<ast::RangeLiteral>(&test.form);
        range != nullptr && range->form == Range::Form::Comparison) {
      // A comparison needs no range to be built.
      const bool upper = range->high != nullptr;
      const bool closed = upper ? range->high_closed : range->low_closed;
      const Operator op = upper ? (closed ? Operator::LessEqual : Operator::Less)
                                : (closed ? Operator::GreaterEqual : Operator::Greater);
      return placed(make_comparison(op, subject_node(), build(upper ? *range->high : *range->low).node),
                    test.where, test.levels + 1);
    }
    Built built = build(test);
    const Speaks speaks = subject != nullptr ? Speaks::Never : how_speaks(test);
    return placed(make_value_test(subject_node(), std::move(built.node), speaks), test.where,
                  test.levels + 1);
  }

  /// Literals and names are values to compare with; what is worked out may be the outcome itself.
  static Speaks how_speaks(const ast::Expression& test) {
    if (mentions_tested(test)) return Speaks::Always;
    const bool plain = std::holds_alternative<ast::Literal>(test.form) ||
                       std::holds_alternative<ast::Name>(test.form) ||
                       std::holds_alternative<ast::Path>(test.form);
    return plain ? Speaks::Never : Speaks::OfOthers;
  }

  Built of(const ast::In& form, Position where) {
    std::vector<NodePtr> tests;
    for (const Child& test : form.tests) tests.push_back(build_test(*test, form.value.get()));
    if (tests.size() == 1) {
      NodePtr only = std::move(tests.front());
      only->where = where;
      return {std::move(only), TypeKind::Boolean};
    }
    return {make_any_of(std::move(tests), false), TypeKind::Boolean};
  }

  Built of(const ast::EqualTest& form, Position) { return {build(*form.value).node, TypeKind::Any}; }
  Built of(const ast::NotTests&, Position) { return {make_constant({}), TypeKind::Null}; }
  Built of(const ast::AnyTest&, Position) { return {make_constant({}), TypeKind::Null}; }

  // --- lists, ranges, contexts

  Built of(const ast::ListLiteral& form, Position) {
    std::vector<NodePtr> items;
    Type element = TypeKind::Null;
    for (const Child& item : form.items) {
      Built built = build(*item);
      element = items.empty() ? built.type : join(element, built.type);
      items.push_back(std::move(built.node));
    }
    const bool constant =
        std::ranges::all_of(items, [](const NodePtr& item) { return item->constant() != nullptr; });
    Type type = Type::list(items.empty() ? Type() : element);
    NodePtr list = make_list(std::move(items));
    return {constant ? folded(std::move(list)) : std::move(list), std::move(type)};
  }

  Built of(const ast::RangeLiteral& form, Position where) {
    Built low = form.low ? build(*form.low) : Built{};
    Built high = form.high ? build(*form.high) : Built{};
    if (form.low && form.high) check_comparable(low.type, high.type, where);
    Type element = !form.low ? high.type : !form.high ? low.type : join(low.type, high.type);
    const bool constant =
        (!low.node || low.node->constant() != nullptr) && (!high.node || high.node->constant() != nullptr);
    NodePtr range =
        make_range({form.form, form.low_closed, form.high_closed}, std::move(low.node), std::move(high.node));
    return {constant ? folded(std::move(range)) : std::move(range), Type::range(element)};
  }

  /// The value of a node of constants, once and for all; a node that gives null stays, for its reason.
  static NodePtr folded(NodePtr node) {
    Evaluation evaluation{Environment{}};
    Frame frame{nullptr, nullptr, nullptr, nullptr, evaluation};
    Value value = node->eval(frame);
    return value.is_null() ? std::move(node) : make_constant(std::move(value));
  }

  Built of(const ast::ContextLiteral& form, Position where) {
    std::set<std::string_view> names;
    for (const ast::ContextEntry& entry : form.entries) {
      if (names.insert(entry.name).second) continue;
      warn(where, "feel.duplicate-key", {entry.name});
      return {make_null("feel.duplicate-key", {entry.name}), TypeKind::Null};
    }
    std::vector<EntryNode> entries;
    std::vector<Type::Member> members;
    const std::size_t mark = unit_->bindings.size();
    for (const ast::ContextEntry& entry : form.entries) {
      const auto* function = std::get_if<ast::FunctionLiteral>(&entry.value->form);
      Built built = function != nullptr ? build_function(*function, entry.name) : build(*entry.value);
      built.node->where = entry.value->where;
      built.node->levels = entry.value->levels;
      const std::size_t local = new_local();
      unit_->bindings.push_back({entry.name, local, built.type});
      members.emplace_back(entry.name, built.type);
      entries.push_back({entry.name, std::move(built.node), local});
    }
    unit_->bindings.resize(mark);
    return {make_context(std::move(entries)), Type::context(std::move(members))};
  }

  // --- iteration

  std::vector<IteratorNode> build_iterators(const std::vector<ast::Iterator>& iterators) {
    std::vector<IteratorNode> made;
    for (const ast::Iterator& iterator : iterators) {
      Built domain = build(*iterator.domain);
      Built high = iterator.high ? build(*iterator.high) : Built{};
      const bool of_parts = domain.type.kind() == TypeKind::List || domain.type.kind() == TypeKind::Range;
      const std::size_t local = new_local();
      unit_->bindings.push_back({iterator.name, local, of_parts ? domain.type.element() : domain.type});
      made.push_back({local, std::move(domain.node), std::move(high.node)});
    }
    return made;
  }

  Built of(const ast::For& form, Position) {
    const std::size_t mark = unit_->bindings.size();
    std::vector<IteratorNode> iterators = build_iterators(form.iterators);
    bool uses_partial = false;
    const std::size_t partial = new_local();
    unit_->bindings.push_back({"partial", partial, TypeKind::List, false, &uses_partial});
    Built body = build(*form.body);
    unit_->bindings.resize(mark);
    return {make_for(std::move(iterators), std::move(body.node),
                     uses_partial ? std::optional(partial) : std::nullopt),
            Type::list(body.type)};
  }

  Built of(const ast::Quantified& form, Position) {
    const std::size_t mark = unit_->bindings.size();
    std::vector<IteratorNode> iterators = build_iterators(form.iterators);
    Built condition = build(*form.condition);
    unit_->bindings.resize(mark);
    return {make_quantified(form.every, std::move(iterators), std::move(condition.node)), TypeKind::Boolean};
  }

  Built of(const ast::Filter& form, Position) {
    Built base = build(*form.base);
    const Type element = base.type.kind() == TypeKind::List ? base.type.element() : base.type;
    const std::size_t item = new_local();
    unit_->bindings.push_back({"item", item, element, true});
    Built condition = build(*form.condition);
    unit_->bindings.pop_back();
    Type type = condition.type.kind() == TypeKind::Number    ? element
                : condition.type.kind() == TypeKind::Boolean ? Type::list(element)
                                                             : Type();
    return {make_filter(std::move(base.node), std::move(condition.node), item,
                        condition.type.kind() == TypeKind::Boolean),
            std::move(type)};
  }

  // --- functions

  Built build_function(const ast::FunctionLiteral& form, const std::string& own_name) {
    Unit inner;
    inner.outer = unit_;
    auto code = std::make_shared<FunctionCode>();
    std::vector<Type::Member> parameters;
    for (const ast::Parameter& parameter : form.parameters) {
      code->parameters.push_back({parameter.name, parameter.type});
      parameters.emplace_back(parameter.name, parameter.type);
      inner.bindings.push_back({parameter.name, inner.locals++, parameter.type});
    }
    if (!own_name.empty()) {
      // Parameters are nearer than the function's own name.
      inner.bindings.insert(inner.bindings.begin(),
                            {own_name, inner.locals++, TypeKind::Function, false, &code->calls_itself});
    }
    unit_ = &inner;
    code->external = form.external;
    Built body = form.external ? Built{make_constant({}), TypeKind::Any} : build(*form.body);
    unit_ = inner.outer;
    code->body.node = std::move(body.node);
    code->body.locals = inner.locals;
    code->result = body.type;
    return {make_function(code, std::move(inner.captured)), Type::function(std::move(parameters), body.type)};
  }

  Built of(const ast::FunctionLiteral& form, Position) { return build_function(form, {}); }

  Built of(const ast::Call& form, Position where) {
    std::vector<NodePtr> arguments;
    std::vector<std::string> names;
    const Function* builtin = nullptr;
    Built callee;
    const auto* name = std::get_if<ast::Name>(&form.callee->form);
    if (name != nullptr && !is_bound(name->name, where)) builtin = find_builtin(name->name);
    if (builtin == nullptr) callee = build(*form.callee);
    for (const ast::Argument& argument : form.arguments) {
      arguments.push_back(build(*argument.value).node);
      if (!argument.name.empty()) names.push_back(argument.name);
    }
    if (builtin == nullptr) {
      Type type = callee.type.result();
      return {make_call(std::move(callee.node), std::move(arguments), std::move(names)), std::move(type)};
    }
    const bool constant =
        is_foldable(*builtin) && std::ranges::all_of(arguments, [](const NodePtr& argument) {
          return argument->constant() != nullptr;
        });
    NodePtr call = make_builtin_call(*builtin, std::move(arguments), std::move(names));
    return {constant ? folded(std::move(call)) : std::move(call), builtin->result()};
  }

  Built build(const ast::Expression& expression) {
    Built built = std::visit([&](const auto& form) { return of(form, expression.where); }, expression.form);
    built.node->where = expression.where;
    built.node->levels = expression.levels;
    return built;
  }

  Code& code_;
  const Scope& scope_;
  const Type* tested_;
  const base::Place& place_;
  base::Diagnostics& diagnostics_;
  Unit* unit_ = nullptr;
  std::set<std::size_t> inputs_;
  bool calling_ = false;
};

}  // namespace

void compile_code(Code& code, const Scope& scope, const Type* tested, const base::Place& place,
                  base::Diagnostics& diagnostics) {
  Compiler(code, scope, tested, place, diagnostics).run();
}

}  // namespace shuxin::rules
