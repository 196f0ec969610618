#include "core/columns/planner.h"

#include <algorithm>
#include <fmt/format.h>

#include "core/rules/builtins.h"

namespace shuxin::columns {

namespace ast = rules::ast;
using base::Decimal;
using rules::Value;

namespace {

std::optional<Arithmetic> arithmetic_of(ast::Operator op) {
  if (op == ast::Operator::Add) return Arithmetic::Add;
  if (op == ast::Operator::Subtract) return Arithmetic::Subtract;
  if (op == ast::Operator::Multiply) return Arithmetic::Multiply;
  if (op == ast::Operator::Divide) return Arithmetic::Divide;
  return std::nullopt;
}

std::optional<Comparison> comparison_of(ast::Operator op) {
  if (op == ast::Operator::Equal) return Comparison::Equal;
  if (op == ast::Operator::NotEqual) return Comparison::NotEqual;
  if (op == ast::Operator::Less) return Comparison::Less;
  if (op == ast::Operator::LessEqual) return Comparison::LessEqual;
  if (op == ast::Operator::Greater) return Comparison::Greater;
  if (op == ast::Operator::GreaterEqual) return Comparison::GreaterEqual;
  return std::nullopt;
}

std::optional<base::Rounding> rounding_of(std::string_view name) {
  if (name == "decimal") return base::Rounding::HalfEven;
  if (name == "round half up") return base::Rounding::HalfUp;
  if (name == "round half down") return base::Rounding::HalfDown;
  if (name == "round up") return base::Rounding::Up;
  if (name == "round down") return base::Rounding::Down;
  if (name == "floor") return base::Rounding::Floor;
  if (name == "ceiling") return base::Rounding::Ceiling;
  return std::nullopt;
}

bool is_number_or_nothing(const Step* step) {
  return step->is_number() || step->shape == Shape::Nothing;
}

/// What a dictionary may hold for asking each of its texts to be worth it.
constexpr std::size_t always_few_texts = 64;

}  // namespace

const Step* Planner::build(const ast::Expression& expression) {
  if (const auto* name = std::get_if<ast::Name>(&expression.form))
    for (std::size_t i = scope_.variables.size(); i-- > 0;)
      if (scope_.variables[i].name == name->name) return inputs_[i];

  rules::Expression part = rules::compile_part(expression, scope_);
  const auto used = part.inputs();
  // What depends on no row is evaluated once.
  const bool same_in_all_rows = std::ranges::all_of(used, [&](std::size_t i) {
    return inputs_[i]->constant.has_value() || inputs_[i]->shape == Shape::Nothing;
  });
  if (same_in_all_rows) {
    rules::Evaluation evaluation(environment_);
    std::vector<Value> values(inputs_.size());
    for (const std::size_t i : used) values[i] = inputs_[i]->constant.value_or(Value());
    return constant(plan_, part.evaluate(values, evaluation));
  }
  const std::string key = fmt::format("expression {}", static_cast<const void*>(&expression));
  if (used.size() == 1 && inputs_[used[0]]->shape == Shape::Code &&
      inputs_[used[0]]->texts->size() <= std::max(always_few_texts, rows_ / 2))
    if (const Step* step = by_texts(plan_, key, part, inputs_, used[0], environment_)) return step;
  if (const Step* step = kernel(expression)) return step;
  return by_rows(plan_, key, std::move(part), inputs_);
}

const Step* Planner::kernel(const ast::Expression& expression) {
  if (const auto* form = std::get_if<ast::Negation>(&expression.form))
    return negated(plan_, build(*form->operand));
  if (const auto* form = std::get_if<ast::Binary>(&expression.form)) {
    const Step* a = build(*form->left);
    const Step* b = build(*form->right);
    if (const auto op = arithmetic_of(form->op)) return arithmetic(plan_, *op, a, b);
    if (const auto op = comparison_of(form->op)) return compared(plan_, *op, a, b);
    if (form->op == ast::Operator::And || form->op == ast::Operator::Or)
      return logic(plan_, form->op == ast::Operator::And, a, b);
    return nullptr;
  }
  if (const auto* form = std::get_if<ast::Between>(&expression.form))
    return between(build(*form->value), build(*form->low), true, build(*form->high), true);
  if (const auto* form = std::get_if<ast::If>(&expression.form))
    return chosen(plan_, build(*form->condition), build(*form->then), build(*form->otherwise));
  if (const auto* form = std::get_if<ast::In>(&expression.form)) return in(*form);
  if (const auto* form = std::get_if<ast::Call>(&expression.form)) return call(*form);
  return nullptr;
}

// --- functions

bool Planner::is_builtin(const ast::Expression& callee, std::string_view& name) const {
  const auto* called = std::get_if<ast::Name>(&callee.form);
  if (called == nullptr || rules::find_builtin(called->name) == nullptr) return false;
  for (const rules::Variable& variable : scope_.variables)
    if (variable.name == called->name) return false;
  name = called->name;
  return true;
}

const Step* Planner::call(const ast::Call& form) {
  std::string_view name;
  if (!is_builtin(*form.callee, name) || form.arguments.empty()) return nullptr;
  for (const ast::Argument& argument : form.arguments)
    if (!argument.name.empty()) return nullptr;
  if (rounding_of(name)) return round_call(name, form);
  if (name == "min" || name == "max" || name == "sum") return fold(form.arguments, name);
  if (form.arguments.size() != 1) return nullptr;
  if (name == "abs") return absolute(plan_, build(*form.arguments[0].value));
  if (name == "not") return opposite(plan_, build(*form.arguments[0].value));
  return nullptr;
}

/// min, max and sum of numbers: one after the other, null as soon as one is.
const Step* Planner::fold(const std::vector<ast::Argument>& arguments, std::string_view name) {
  std::vector<const ast::Expression*> parts;
  const auto* list = std::get_if<ast::ListLiteral>(&arguments[0].value->form);
  if (list != nullptr && arguments.size() == 1)
    for (const ast::Child& item : list->items) parts.push_back(item.get());
  else
    for (const ast::Argument& argument : arguments) parts.push_back(argument.value.get());
  const Step* made = nullptr;
  for (const ast::Expression* part : parts) {
    const Step* next = build(*part);
    if (!is_number_or_nothing(next)) return nullptr;
    if (made == nullptr)
      made = next;
    else
      made = name == "sum" ? arithmetic(plan_, Arithmetic::Add, made, next)
                           : extreme(plan_, name == "min", made, next);
    if (made == nullptr) return nullptr;
  }
  return made;
}

const Step* Planner::round_call(std::string_view name, const ast::Call& form) {
  int scale = 0;
  if (form.arguments.size() > 2) return nullptr;
  if (form.arguments.size() == 2) {
    const Value* value = constant_of(build(*form.arguments[1].value));
    if (value == nullptr || value->kind() != rules::Kind::Number) return nullptr;
    const auto places = value->as_number().truncated();
    if (!places || *places < 0 || *places > 18) return nullptr;
    scale = static_cast<int>(*places);
  } else if (name != "floor" && name != "ceiling") {
    return nullptr;
  }
  return round(*form.arguments[0].value, scale, *rounding_of(name));
}

const Step* Planner::round(const ast::Expression& expression, int scale, base::Rounding mode) {
  return finish(rounding(expression, scale, mode));
}

const Step* Planner::finish(Rounding rounding) {
  if (rounding.ratio)
    if (const Step* step = finished(plan_, *rounding.ratio)) return step;
  if (rounding.step == nullptr) return nullptr;
  if (!rounding.ratio) return rounding.step;
  // The quotient may be too large for integers: its decimals are rounded, and kept between the bounds.
  const RoundedRatio& ratio = *rounding.ratio;
  const Step* step = rounded(plan_, ratio.step, ratio.scale, ratio.mode);
  constexpr Wide unbounded = Wide(1) << 62;
  if (ratio.low > -unbounded)
    step =
        extreme(plan_, false, step, constant(plan_, Value::number(Decimal::of_wide(ratio.low, ratio.scale))));
  if (ratio.high < unbounded)
    step =
        extreme(plan_, true, step, constant(plan_, Value::number(Decimal::of_wide(ratio.high, ratio.scale))));
  return step;
}

/// Rounding never turns the order of two numbers around, so that it may be done before min, max and `if`.
Planner::Rounding Planner::rounding(const ast::Expression& expression, int scale, base::Rounding mode) {
  std::string_view name;
  if (const auto* form = std::get_if<ast::If>(&expression.form)) {
    const Step* whole = build(expression);
    if (whole->shape != Shape::Decimal) return {rounded(plan_, whole, scale, mode), {}};
    const Step* then = round(*form->then, scale, mode);
    const Step* otherwise = round(*form->otherwise, scale, mode);
    const Step* step = then != nullptr && otherwise != nullptr
                           ? chosen(plan_, build(*form->condition), then, otherwise)
                           : nullptr;
    return {step != nullptr ? step : rounded(plan_, whole, scale, mode), {}};
  }
  const auto* call = std::get_if<ast::Call>(&expression.form);
  const bool folds = call != nullptr && is_builtin(*call->callee, name) && (name == "min" || name == "max") &&
                     call->arguments.size() > 1 &&
                     std::ranges::all_of(call->arguments, [](const auto& a) { return a.name.empty(); });
  const Step* step = build(expression);
  if (!folds || step->shape != Shape::Decimal) {
    if (auto ratio = rounded_ratio(step, scale, mode)) return {step, std::move(ratio)};
    return {rounded(plan_, step, scale, mode), {}};
  }
  Rounding made = rounding(*call->arguments[0].value, scale, mode);
  for (std::size_t i = 1; i < call->arguments.size(); ++i) {
    Rounding next = rounding(*call->arguments[i].value, scale, mode);
    if (next.ratio && !made.ratio) std::swap(made, next);
    const Value* bound = next.step != nullptr && !next.ratio ? constant_of(next.step) : nullptr;
    const auto coefficient = bound != nullptr && bound->kind() == rules::Kind::Number
                                 ? bound->as_number().coefficient_at(scale)
                                 : std::nullopt;
    if (made.ratio && coefficient && *coefficient < (std::int64_t{1} << 61) &&
        *coefficient > -(std::int64_t{1} << 61)) {
      const Wide edge = *coefficient;
      made.ratio->low = name == "min" ? std::min(made.ratio->low, edge) : std::max(made.ratio->low, edge);
      made.ratio->high = name == "min" ? std::min(made.ratio->high, edge) : std::max(made.ratio->high, edge);
      continue;
    }
    const Step* a = finish(std::move(made));
    const Step* b = finish(std::move(next));
    made = {a != nullptr && b != nullptr ? extreme(plan_, name == "min", a, b) : nullptr, {}};
    if (made.step == nullptr) return {rounded(plan_, step, scale, mode), {}};
  }
  return made;
}

const Value* Planner::constant_of(const Step* step) const {
  return step->constant ? &*step->constant : nullptr;
}

// --- tests

const Step* Planner::between(const Step* subject, const Step* low, bool low_closed, const Step* high,
                             bool high_closed) {
  const Step* above =
      compared(plan_, low_closed ? Comparison::GreaterEqual : Comparison::Greater, subject, low);
  const Step* below = compared(plan_, high_closed ? Comparison::LessEqual : Comparison::Less, subject, high);
  return above != nullptr && below != nullptr ? logic(plan_, true, above, below) : nullptr;
}

const Step* Planner::in(const ast::In& form) {
  const Step* subject = build(*form.value);
  const Step* made = nullptr;
  for (const ast::Child& one : form.tests) {
    const Step* passes = test(subject, *one);
    if (passes == nullptr) return nullptr;
    made = made == nullptr ? passes : logic(plan_, false, made, passes);
    if (made == nullptr) return nullptr;
  }
  return made;
}

/// As the row engine takes one test: see build_test in core/rules.
const Step* Planner::test(const Step* subject, const ast::Expression& test) {
  if (std::holds_alternative<ast::AnyTest>(test.form)) return constant(plan_, Value::boolean(true));
  if (const auto* form = std::get_if<ast::NotTests>(&test.form)) {
    const Step* any = nullptr;
    for (const ast::Child& one : form->tests) {
      const Step* passes = this->test(subject, *one);
      if (passes == nullptr) return nullptr;
      any = any == nullptr ? passes : logic(plan_, false, any, passes);
      if (any == nullptr) return nullptr;
    }
    return any != nullptr ? opposite(plan_, any) : nullptr;
  }
  if (const auto* form = std::get_if<ast::EqualTest>(&test.form))
    return compared(plan_, form->negated ? Comparison::NotEqual : Comparison::Equal, subject,
                    build(*form->value));
  const auto* range = std::get_if<ast::RangeLiteral>(&test.form);
  if (range != nullptr && range->form == rules::Range::Form::Comparison) {
    const bool upper = range->high != nullptr;
    const bool closed = upper ? range->high_closed : range->low_closed;
    const Comparison op = upper ? (closed ? Comparison::LessEqual : Comparison::Less)
                                : (closed ? Comparison::GreaterEqual : Comparison::Greater);
    return compared(plan_, op, subject, build(upper ? *range->high : *range->low));
  }
  return value_test(subject, test);
}

const Step* Planner::value_test(const Step* subject, const ast::Expression& test) {
  const rules::Expression part = rules::compile_part(test, scope_);
  if (part.inputs().empty()) {
    rules::Evaluation evaluation(environment_);
    const std::vector<Value> none(inputs_.size());
    return constant_test(subject, part.evaluate(none, evaluation));
  }
  const Step* value = build(test);
  if (!value->is_number() && value->shape != Shape::Code && value->shape != Shape::Date) return nullptr;
  return compared(plan_, Comparison::Equal, subject, value);
}

const Step* Planner::constant_test(const Step* subject, const Value& test) {
  if (test.kind() == rules::Kind::Range) return range_test(subject, test.as_range());
  if (test.kind() != rules::Kind::List) {
    const Step* value = constant(plan_, test);
    return value->shape == Shape::Other ? nullptr : compared(plan_, Comparison::Equal, subject, value);
  }
  const Step* any = constant(plan_, Value::boolean(false));
  for (const Value& item : test.as_list()) {
    if (item.kind() == rules::Kind::List) return nullptr;
    const Step* passes = constant_test(subject, item);
    const Step* hit = passes != nullptr ? hits(plan_, passes) : nullptr;
    if (hit == nullptr) return nullptr;
    any = logic(plan_, false, any, hit);
  }
  return any;
}

const Step* Planner::range_test(const Step* subject, const rules::Range& range) {
  if (range.form == rules::Range::Form::Unequal || subject->shape == Shape::Other) return nullptr;
  if (range.low.is_null() && range.high.is_null()) return nullptr;
  if (range.form == rules::Range::Form::Ends && (range.low.is_null() || range.high.is_null())) return nullptr;
  const Step* above = nullptr;
  const Step* below = nullptr;
  if (!range.low.is_null()) {
    above = compared(plan_, range.low_closed ? Comparison::GreaterEqual : Comparison::Greater, subject,
                     constant(plan_, range.low));
    if (above == nullptr) return nullptr;
  }
  if (!range.high.is_null()) {
    below = compared(plan_, range.high_closed ? Comparison::LessEqual : Comparison::Less, subject,
                     constant(plan_, range.high));
    if (below == nullptr) return nullptr;
  }
  return above == nullptr ? below : below == nullptr ? above : logic(plan_, true, above, below);
}

const Step* Planner::passes(const Step* subject, const rules::TestShape& shape) {
  // An unknown value passes no negated test, but what of a list's items it fails is false: only known ones
  // agree.
  if (subject->shape == Shape::Other || (shape.negated && !subject->sure)) return nullptr;
  const Step* any = constant(plan_, Value::boolean(false));
  for (const rules::SimpleTest& one : shape.tests) {
    const Step* passes = nullptr;
    switch (one.form) {
      case rules::SimpleTest::Form::Any:
        passes = constant(plan_, Value::boolean(true));
        break;
      case rules::SimpleTest::Form::Equal:
        // A truth that is worked out may be the outcome itself.
        if ((one.value.kind() == rules::Kind::Boolean) == (subject->shape == Shape::Truth))
          passes = constant_test(subject, one.value);
        break;
      case rules::SimpleTest::Form::Interval:
        passes = range_test(subject, one.interval);
        break;
      case rules::SimpleTest::Form::Null:
        passes = compared(plan_, Comparison::Equal, subject, nothing(plan_));
        break;
    }
    if (passes == nullptr) return nullptr;
    any = logic(plan_, false, any, passes);
    if (any == nullptr) return nullptr;
  }
  return shape.negated ? opposite(plan_, any) : any;
}

}  // namespace shuxin::columns
