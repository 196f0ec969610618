#include "rules/feel_bench.h"

#include <memory>

#include "core/base/check.h"
#include "core/rules/feel.h"

namespace shuxin::bench {
namespace {

/// An expression with the values of its context in their slots.
struct Prepared {
  rules::Evaluation evaluation{rules::Environment{.now = {base::Date{19000}, {}}}};
  std::vector<rules::Value> inputs;
  std::optional<rules::Expression> expression;
};

std::shared_ptr<Prepared> prepare(const std::string& text, const std::string& context) {
  auto made = std::make_shared<Prepared>();
  rules::Scope scope;
  const rules::Value entries = rules::compile(context, {}).value->evaluate({}, made->evaluation);
  for (const auto& [name, value] : entries.as_context().entries) {
    scope.variables.push_back({name, rules::type_of(value)});
    made->inputs.push_back(value);
  }
  made->expression = rules::compile(text, scope).value;
  base::check(made->expression.has_value(), "the benchmark's expression compiles");
  base::check(!made->expression->evaluate(made->inputs, made->evaluation).is_null(),
              "the benchmark's expression has a value");
  return made;
}

FeelWork work(std::string name, std::string expression, std::string context) {
  auto prepared = prepare(expression, context);
  const auto run = [prepared](std::int64_t times) {
    for (std::int64_t i = 0; i < times; ++i) {
      prepared->evaluation.reset_steps();
      const rules::Value value = prepared->expression->evaluate(prepared->inputs, prepared->evaluation);
      asm volatile("" : : "r"(&value) : "memory");
    }
  };
  return {std::move(name), std::move(expression), std::move(context), run};
}

}  // namespace

std::vector<FeelWork> feel_works() {
  std::vector<FeelWork> works;
  works.push_back(work("feel.if", "if a > 10 and b in [1..5] then \"x\" else \"y\"", "{a: 12.5, b: 3}"));
  works.push_back(work("feel.arithmetic", "(principal * rate / 12) + fee",
                       "{principal: 600000, rate: 0.0375, fee: 12.5}"));
  works.push_back(work("feel.date", "start + @\"P1M\" <= until and until - start < @\"P90D\"",
                       "{start: @\"2024-01-31\", until: @\"2024-03-01\"}"));
  works.push_back(work("feel.filter", "list[item > 10]",
                       "{list: [1, 12, 3, 14, 5, 16, 7, 18, 9, 20, 11, 2, 13, 4, 15, 6, 17, 8, 19, 10]}"));
  works.push_back(work("feel.filter-members", "people[age > 30].name",
                       "{people: [{name: \"a\", age: 20}, {name: \"b\", age: 40}, {name: \"c\", age: 31}]}"));
  works.push_back(work("feel.text", "if starts with(code, \"32\") then substring(code, 3, 4) else code",
                       "{code: \"320601abc\"}"));
  works.push_back(
      work("feel.iterate", "sum(for i in list return i * 2)", "{list: [1, 2, 3, 4, 5, 6, 7, 8, 9, 10]}"));
  return works;
}

}  // namespace shuxin::bench
