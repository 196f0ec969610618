// Any text is read and evaluated, as an expression and as unary tests, without a crash and within its bounds.
#include "core/rules/feel.h"

using namespace shuxin;

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string_view text(reinterpret_cast<const char*>(data), size);
  const rules::Scope scope{.variables = {{"n", rules::Type::Kind::Number},
                                         {"text", rules::Type::Kind::String},
                                         {"list", rules::Type::list(rules::Type::Kind::Number)},
                                         {"first name", rules::Type::any()}}};
  const rules::Value inputs[] = {rules::Value::number(3),
                                 rules::Value::string("a text of more than sixteen bytes"),
                                 rules::Value::list({rules::Value::number(1), rules::Value::number(2)}),
                                 rules::Value::context({{"a", rules::Value::date({19000})}})};
  rules::Evaluation evaluation({.now = {base::Date{19000}, {}},
                                .limits = {.steps = 20'000, .list_items = 5'000, .string_bytes = 50'000}});
  if (const auto compiled = rules::compile(text, scope); compiled.value) {
    const rules::Value value = compiled.value->evaluate(inputs, evaluation);
    (void)compiled.value->truth(inputs, evaluation);
    // Heavy values are bounded too, but writing them out is not what is looked for here.
    constexpr std::int64_t heavy = 20'000;
    if (value.weight() < heavy) {
      (void)rules::to_feel(value);
      (void)rules::to_typed_json(value, base::Language::English).to_string();
      (void)rules::type_of(value);
    }
  }
  evaluation.reset_steps();
  if (const auto tests = rules::compile_tests(text, scope, rules::Type::any()); tests.value) {
    (void)tests.value->evaluate(inputs[0], inputs, evaluation);
    (void)tests.value->explain(inputs[1], inputs, evaluation);
    (void)tests.value->shape();
  }
  (void)rules::parse_type(text);
  return 0;
}
