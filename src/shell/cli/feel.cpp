#include "shell/cli/feel.h"

#include <CLI/CLI.hpp>
#include <fmt/format.h>

#include "core/base/diagnostic.h"
#include "core/rules/feel.h"
#include "shell/cli/system_zones.h"

namespace shuxin::cli {
namespace {

struct Options {
  std::string expression;
  std::string context;
  std::string output = "text";
  bool unary = false;
};

void print(const base::Diagnostics& diagnostics, base::Language language, bool errors_only) {
  for (const base::Diagnostic& diagnostic : diagnostics)
    if (!errors_only || diagnostic.severity == base::Severity::Error)
      fmt::print(stderr, "{}\n", base::to_string(diagnostic, language));
}

void print(const rules::Value& value, const std::string& output, base::Language language) {
  if (output == "text") {
    fmt::print("{}\n", rules::to_text(value));
  } else {
    fmt::print(
        "{}\n",
        (output == "json" ? rules::to_json(value) : rules::to_typed_json(value, language)).to_string());
  }
  if (value.is_null())
    if (const std::string why = rules::explain(value, language); !why.empty())
      fmt::print(stderr, "{}\n", why);
}

/// The entries of the context as names in force; false (and said why) if it is none.
bool read_context(const std::string& text, rules::Evaluation& evaluation, base::Language language,
                  rules::Scope& scope, std::vector<rules::Value>& inputs) {
  const auto compiled = rules::compile(text, {}, {"--context", 1, 1});
  print(compiled.diagnostics, language, !compiled.value);
  if (!compiled.value) return false;
  const rules::Value context = compiled.value->evaluate({}, evaluation);
  if (context.kind() != rules::Kind::Context) {
    fmt::print(stderr, "{}\n",
               base::word({"feel.not-a-context", {std::string(rules::name_of(context.kind()))}}, language));
    return false;
  }
  for (const auto& [name, value] : context.as_context().entries) {
    scope.variables.push_back({name, rules::type_of(value)});
    inputs.push_back(value);
  }
  return true;
}

Exit evaluate(const Options& options, base::Language language) {
  const SystemZones zones;
  rules::Evaluation evaluation({.now = system_now(zones), .zones = &zones});
  rules::Scope scope;
  std::vector<rules::Value> inputs;
  if (!options.context.empty() && !read_context(options.context, evaluation, language, scope, inputs))
    return Exit::CannotRun;
  evaluation.reset_steps();
  if (!options.unary) {
    const auto compiled = rules::compile(options.expression, scope, {"feel", 1, 1});
    print(compiled.diagnostics, language, compiled.value.has_value());
    if (!compiled.value) return Exit::CannotRun;
    print(compiled.value->evaluate(inputs, evaluation), options.output, language);
    return Exit::Fine;
  }
  rules::Value tested;
  rules::Type type;
  for (std::size_t i = 0; i < inputs.size(); ++i) {
    if (scope.variables[i].name != "?") continue;
    tested = inputs[i];
    type = rules::type_of(tested);
    scope.variables[i].name.clear();
  }
  const auto compiled = rules::compile_tests(options.expression, scope, type, {"feel", 1, 1});
  print(compiled.diagnostics, language, compiled.value.has_value());
  if (!compiled.value) return Exit::CannotRun;
  print(compiled.value->explain(tested, inputs, evaluation), options.output, language);
  return Exit::Fine;
}

}  // namespace

Exit run_feel(const Arguments& arguments, base::Language language) {
  const bool zh = language == base::Language::Chinese;
  Options options;
  CLI::App app(zh ? "求值一个 FEEL 表达式（DMN 1.5）" : "Evaluates a FEEL expression (DMN 1.5)",
               "shuxin feel");
  app.set_help_flag("-h,--help", zh ? "显示帮助" : "show this help");
  app.add_option("EXPR", options.expression, zh ? "表达式" : "the expression")->required();
  app.add_option(
      "--context", options.context,
      zh ? "FEEL 上下文，其条目即可用的名称" : "a FEEL context whose entries are the names in force");
  app.add_flag(
      "--unary", options.unary,
      zh ? "按一元测试读取；被测值是上下文中的 ?" : "read unary tests; the tested value is ? in the context");
  app.add_option("--output", options.output, zh ? "输出形式" : "form of the output")
      ->check(CLI::IsMember({"text", "json", "typed-json"}));
  // An expression may begin with a minus, which is no option then.
  Arguments words = arguments;
  for (std::string& word : words)
    if (word.size() > 1 && word[0] == '-' && word[1] != '-' && word != "-h") word.insert(0, 1, ' ');
  Exit exit = Exit::CannotRun;
  if (!parse(app, words, exit)) return exit;
  return evaluate(options, language);
}

}  // namespace shuxin::cli
