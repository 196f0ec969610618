#include "core/rules/feel.h"

#include <algorithm>

#include "core/rules/arithmetic.h"
#include "core/rules/builtin_table.h"
#include "core/rules/compiler.h"
#include "core/rules/parser.h"
#include "core/rules/workplace.h"

namespace shuxin::rules {

Evaluation::Evaluation(Environment environment)
    : environment_(std::move(environment)), workplace_(std::make_unique<Workplace>()) {}
Evaluation::~Evaluation() = default;

// --- calling

Value invoke(const Function& function, std::span<const Value> arguments, Evaluation& evaluation) {
  if (const auto* builtin = dynamic_cast<const Builtin*>(&function))
    return builtin->call(arguments, evaluation);
  const auto parameters = function.parameters();
  if (arguments.size() != parameters.size())
    return Value::null("feel.wrong-count",
                       {std::string(function.name().empty() ? "function" : function.name()),
                        std::to_string(parameters.size()), std::to_string(arguments.size())});
  const bool ready =
      std::ranges::all_of(parameters, [](const auto& parameter) { return parameter.type.is_any(); });
  if (ready) return function.call(arguments, evaluation);
  std::vector<Value> converted;
  converted.reserve(arguments.size());
  for (std::size_t i = 0; i < arguments.size(); ++i) {
    Value value = coerce(arguments[i], parameters[i].type);
    if (value.is_null() && !arguments[i].is_null())
      return Value::null(
          Reason{{"feel.wrong-argument", {parameters[i].name, std::string(name_of(arguments[i].kind()))}},
                 {},
                 {},
                 value});
    converted.push_back(std::move(value));
  }
  return function.call(converted, evaluation);
}

Value invoke(const Function& function, std::span<const Entry> arguments, Evaluation& evaluation) {
  if (const auto* builtin = dynamic_cast<const Builtin*>(&function))
    return builtin->call_named(arguments, evaluation);
  const auto parameters = function.parameters();
  std::vector<Value> ordered(parameters.size());
  for (const auto& [name, value] : arguments) {
    const auto found = std::ranges::find(parameters, name, &Function::Parameter::name);
    if (found == parameters.end()) return Value::null("feel.unknown-parameter", {name});
    ordered[static_cast<std::size_t>(found - parameters.begin())] = value;
  }
  return invoke(function, ordered, evaluation);
}

// --- evaluating

Value Expression::evaluate(std::span<const Value> inputs, Evaluation& evaluation) const {
  const Evaluation::Level level(evaluation, code_->body.node->levels);
  if (!level) return Value::null("feel.limit-depth");
  const Locals locals(evaluation, code_->body.locals);
  Frame frame{inputs.data(), locals.values(), nullptr, nullptr, evaluation};
  return blamed(*code_->body.node, code_->body.node->eval(frame));
}

Truth Expression::truth(std::span<const Value> inputs, Evaluation& evaluation) const {
  const Evaluation::Level level(evaluation, code_->body.node->levels);
  if (!level) return Truth::Unknown;
  const Locals locals(evaluation, code_->body.locals);
  Frame frame{inputs.data(), locals.values(), nullptr, nullptr, evaluation};
  return code_->body.node->truth(frame);
}

const Type& Expression::type() const {
  return code_->type;
}
const std::string& Expression::text() const {
  return code_->text;
}
const ast::Expression& Expression::syntax() const {
  return *code_->syntax;
}
std::span<const std::size_t> Expression::inputs() const {
  return code_->inputs;
}
const Value* Expression::constant() const {
  return code_->body.node->constant();
}

Truth UnaryTests::evaluate(const Value& tested, std::span<const Value> inputs, Evaluation& evaluation) const {
  if (code_->any) return Truth::True;
  const Evaluation::Level level(evaluation, code_->body.node->levels);
  if (!level) return Truth::Unknown;
  const Locals locals(evaluation, code_->body.locals);
  Frame frame{inputs.data(), locals.values(), nullptr, &tested, evaluation};
  return code_->body.node->truth(frame);
}

Value UnaryTests::explain(const Value& tested, std::span<const Value> inputs, Evaluation& evaluation) const {
  const Evaluation::Level level(evaluation, code_->body.node->levels);
  if (!level) return Value::null("feel.limit-depth");
  const Locals locals(evaluation, code_->body.locals);
  Frame frame{inputs.data(), locals.values(), nullptr, &tested, evaluation};
  Value outcome = code_->body.node->eval(frame);
  if (outcome.kind() == Kind::Boolean || outcome.is_null()) return outcome;
  return Value::truth(code_->body.node->truth(frame));
}

bool UnaryTests::is_any() const {
  return code_->any;
}
const TestShape* UnaryTests::shape() const {
  return code_->shape ? &*code_->shape : nullptr;
}
const std::string& UnaryTests::text() const {
  return code_->text;
}
std::span<const ast::Expression* const> UnaryTests::syntax() const {
  return code_->tests_view;
}
std::span<const std::size_t> UnaryTests::inputs() const {
  return code_->inputs;
}

// --- compiling

namespace {

base::Diagnostic fault_at(const SyntaxFault& fault, base::Place place) {
  place.line = std::max(place.line, 1);
  place.column = std::max(place.column, 1);
  if (fault.where.line > 1) {
    place.line += fault.where.line - 1;
    place.column = fault.where.column;
  } else {
    place.column += fault.where.column - 1;
  }
  base::Diagnostic made{base::Severity::Error, std::move(place), fault.message, std::nullopt};
  if (fault.message.code == "feel.open-string") made.help = base::Message{"feel.help-open-string", {}};
  if (fault.message.code == "feel.unexpected" && fault.message.arguments.front() == "==")
    made.help = base::Message{"feel.help-equals", {}};
  if (fault.message.code == "feel.expected" || fault.message.code == "feel.unexpected" ||
      fault.message.code == "feel.unexpected-end")
    made.help = base::Message{"feel.help-syntax", {}};
  return made;
}

/// Compiles a tree that belongs to somebody else.
std::shared_ptr<const Code> compile_borrowed(const ast::Expression& expression, const Scope& scope) {
  const auto code = std::make_shared<Code>();
  base::Diagnostics ignored;
  struct Borrowed {
    Code& code;
    ~Borrowed() { (void)code.syntax.release(); }
  } borrowed{*code};
  code->syntax.reset(const_cast<ast::Expression*>(&expression));
  compile_code(*code, scope, nullptr, {}, ignored);
  return code;
}

std::optional<Value> constant_of(const ast::Expression& expression) {
  const auto code = compile_borrowed(expression, {});
  const Value* value = code->body.node->constant();
  if (value == nullptr) return std::nullopt;
  return *value;
}

bool is_simple_kind(const Value& value) {
  switch (value.kind()) {
    case Kind::Boolean:
    case Kind::Number:
    case Kind::String:
    case Kind::Date:
    case Kind::Time:
    case Kind::DateTime:
    case Kind::YearsMonths:
    case Kind::DaysTime:
      return true;
    case Kind::Null:
    case Kind::Range:
    case Kind::List:
    case Kind::Context:
    case Kind::Function:
      return false;
  }
  return false;
}

/// Adds the simple tests that a constant stands for; false if it is none.
bool add_simple(const Value& value, TestShape& shape) {
  if (value.is_null()) {
    shape.tests.push_back({SimpleTest::Form::Null, {}, {}});
    return true;
  }
  if (value.kind() == Kind::Range) {
    const Range& range = value.as_range();
    const bool low = is_simple_kind(range.low);
    const bool high = is_simple_kind(range.high);
    if (range.form == Range::Form::Unequal ||
        (range.form == Range::Form::Ends ? !(low && high) : !(low || high)))
      return false;
    shape.tests.push_back({SimpleTest::Form::Interval, {}, range});
    return true;
  }
  if (value.kind() == Kind::List) {
    for (const Value& item : value.as_list())
      if (item.kind() == Kind::List || !add_simple(item, shape)) return false;
    return true;
  }
  if (!is_simple_kind(value)) return false;
  shape.tests.push_back({SimpleTest::Form::Equal, value, {}});
  return true;
}

std::optional<TestShape> shape_of(const std::vector<ast::Child>& tests) {
  TestShape shape;
  const std::vector<ast::Child>* all = &tests;
  if (tests.size() == 1)
    if (const auto* negation = std::get_if<ast::NotTests>(&tests.front()->form)) {
      shape.negated = true;
      all = &negation->tests;
    }
  for (const ast::Child& test : *all) {
    if (std::holds_alternative<ast::AnyTest>(test->form)) {
      shape.tests.push_back({});
      continue;
    }
    const auto* equality = std::get_if<ast::EqualTest>(&test->form);
    if (equality != nullptr && equality->negated) return std::nullopt;
    const auto value = constant_of(equality != nullptr ? *equality->value : *test);
    if (!value || (equality != nullptr && value->kind() == Kind::List) || !add_simple(*value, shape))
      return std::nullopt;
  }
  return shape;
}

}  // namespace

Compiled<Expression> compile(std::string_view text, const Scope& scope, base::Place place) {
  Compiled<Expression> made;
  const auto code = std::make_shared<Code>();
  code->text = text;
  Parsed parsed = parse_text(text, scope);
  for (const SyntaxFault& fault : parsed.faults) made.diagnostics.push_back(fault_at(fault, place));
  if (!parsed.expression) return made;
  code->syntax = std::move(parsed.expression);
  compile_code(*code, scope, nullptr, place, made.diagnostics);
  made.value.emplace(code);
  return made;
}

Expression compile_part(const ast::Expression& part, const Scope& scope) {
  return Expression(compile_borrowed(part, scope));
}

Compiled<UnaryTests> compile_tests(std::string_view text, const Scope& scope, const Type& tested,
                                   base::Place place) {
  Compiled<UnaryTests> made;
  const auto code = std::make_shared<Code>();
  code->text = text;
  Parsed parsed = parse_tests(text, scope, tested);
  for (const SyntaxFault& fault : parsed.faults) made.diagnostics.push_back(fault_at(fault, place));
  if (parsed.tests.empty()) return made;
  code->tests_syntax = std::move(parsed.tests);
  for (const ast::Child& test : code->tests_syntax) code->tests_view.push_back(test.get());
  code->any = std::holds_alternative<ast::AnyTest>(code->tests_syntax.front()->form);
  compile_code(*code, scope, &tested, place, made.diagnostics);
  code->shape = shape_of(code->tests_syntax);
  made.value.emplace(code);
  return made;
}

}  // namespace shuxin::rules
