#include "core/rules/compiler.h"

#include <algorithm>
#include <set>

#include "core/rules/builtins.h"
#include "core/rules/inference.h"
#include "core/rules/resolution.h"
#include "core/rules/temporal.h"

namespace shuxin::rules {
namespace {

using ast::Child;
using ast::Operator;
using TypeKind = Type::Kind;

class Compiler {
 public:
  Compiler(Code& code, const Scope& scope, const Type* tested, const base::Place& place,
           base::Diagnostics& diagnostics)
      : code_(code), names_(scope, tested), tested_(tested), place_(place), diagnostics_(diagnostics) {}

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
    code_.inputs.assign(names_.inputs().begin(), names_.inputs().end());
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

  void warn_unknown(Position where, const std::string& name) {
    warn(where, "feel.unknown-name", {name});
    if (const std::string_view nearest = names_.nearest(name); !nearest.empty())
      diagnostics_.back().help = base::Message{"feel.did-you-mean", {std::string(nearest)}};
  }

  static NodePtr placed(NodePtr node, Position where, int levels) {
    node->where = where;
    node->levels = levels;
    return node;
  }

  // --- names

  Built of(const ast::Name& form, Position where) {
    if (auto found = names_.find(*unit_, form.name, where)) return std::move(*found);
    Built made = names_.find_or_unknown(*unit_, form.name, where);
    const bool in_item = std::ranges::any_of(unit_->bindings, &Binding::is_item);
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

  Built of(const ast::Path& form, Position where) {
    std::vector<std::string> path{form.member};
    const ast::Expression* root = form.base.get();
    while (const auto* deeper = std::get_if<ast::Path>(&root->form)) {
      path.insert(path.begin(), deeper->member);
      root = deeper->base.get();
    }
    Built base = build(*form.base);
    std::optional<std::size_t> slot;
    if (const auto* name = std::get_if<ast::Name>(&root->form)) slot = names_.input_of(*unit_, name->name);
    Type type = type_of_member(base.type, form.member);
    if (base.type.kind() == TypeKind::Context && !base.type.is_open() &&
        base.type.find_member(form.member) == nullptr)
      warn(where, "feel.no-member", {base.type.to_string(), form.member});
    return {make_path(std::move(base.node), form.member, slot, std::move(path)), std::move(type)};
  }

  // --- operators

  Built of(const ast::Negation& form, Position) {
    Built operand = build(*form.operand);
    const bool constant = operand.node->constant() != nullptr;
    NodePtr negation = make_negation(std::move(operand.node));
    return {constant ? folded(std::move(negation)) : std::move(negation), operand.type};
  }

  Built of(const ast::Binary& form, Position where) {
    Built left = build(*form.left);
    Built right = build(*form.right);
    const auto arithmetic = [&](std::string_view sign) -> Built {
      if (is_undefined(form.op, left.type, right.type))
        warn(where, "feel.undefined-operator",
             {std::string(sign), left.type.to_string(), right.type.to_string()});
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
    if (are_never_comparable(a, b)) warn(where, "feel.never-comparable", {a.to_string(), b.to_string()});
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
      const std::size_t local = unit_->new_local();
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
      const std::size_t local = unit_->new_local();
      unit_->bindings.push_back({iterator.name, local, of_parts ? domain.type.element() : domain.type});
      made.push_back({local, std::move(domain.node), std::move(high.node)});
    }
    return made;
  }

  Built of(const ast::For& form, Position) {
    const std::size_t mark = unit_->bindings.size();
    std::vector<IteratorNode> iterators = build_iterators(form.iterators);
    bool uses_partial = false;
    const std::size_t partial = unit_->new_local();
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
    const std::size_t item = unit_->new_local();
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
    if (name != nullptr && !names_.is_bound(*unit_, name->name, where)) builtin = find_builtin(name->name);
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
  Resolver names_;
  const Type* tested_;
  const base::Place& place_;
  base::Diagnostics& diagnostics_;
  Unit* unit_ = nullptr;
};

}  // namespace

void compile_code(Code& code, const Scope& scope, const Type* tested, const base::Place& place,
                  base::Diagnostics& diagnostics) {
  Compiler(code, scope, tested, place, diagnostics).run();
}

}  // namespace shuxin::rules
