#include "shell/cli/decide.h"

#include <CLI/CLI.hpp>
#include <algorithm>
#include <filesystem>
#include <fmt/format.h>
#include <fstream>
#include <sstream>

#include "core/rules/dmn.h"
#include "core/rules/dmn_reader.h"
#include "core/rules/explanation.h"
#include "core/rules/wanted.h"
#include "shell/cli/system_zones.h"

namespace shuxin::cli {
namespace {

using base::Language;
using rules::Kind;
using rules::Value;
using rules::dmn::Model;
using rules::dmn::NodeIndex;
using rules::dmn::NodeKind;

struct Options {
  std::vector<std::string> models;
  std::vector<std::string> decisions;
  std::string service;
  std::string context;
  std::string context_file;
  std::string input;
  std::string output = "text";
  bool explain = false;
  std::string want;
  std::vector<std::string> fixed;
};

using Results = std::vector<std::pair<std::string, Value>>;

std::optional<std::string> read_file(const std::string& path) {
  std::error_code ignored;
  if (std::filesystem::is_directory(path, ignored)) return std::nullopt;
  std::ifstream in(path, std::ios::binary);
  if (!in) return std::nullopt;
  std::ostringstream bytes;
  bytes << in.rdbuf();
  return std::move(bytes).str();
}

void complain(const base::Message& message, Language language) {
  fmt::print(stderr, "shuxin decide: {}\n", base::word(message, language));
}

void print_diagnostics(const base::Diagnostics& diagnostics, Language language) {
  for (const base::Diagnostic& found : diagnostics) fmt::print(stderr, "{}\n", to_string(found, language));
}

/// The compiled model, or nullptr if the main file cannot be read at all.
std::shared_ptr<const Model> load(const std::vector<std::string>& paths, Language language) {
  std::vector<rules::dmn::Definitions> files;
  for (const std::string& path : paths) {
    const auto bytes = read_file(path);
    if (!bytes) complain({"decide.cannot-read", {path}}, language);
    auto result = bytes ? rules::dmn::read(path, *bytes) : rules::dmn::ReadResult{};
    print_diagnostics(result.diagnostics, language);
    if (!result.model && &path == &paths.front()) return nullptr;
    if (result.model) files.push_back(*std::move(result.model));
  }
  auto compiled = Model::compile(std::move(files));
  print_diagnostics(compiled.diagnostics, language);
  return compiled.model;
}

/// One invocation of the command: the model, what was given, and what is asked.
class Deciding {
 public:
  Deciding(const Model& model, const Options& options, Language language)
      : model_(model),
        options_(options),
        language_(language),
        evaluation_({.now = system_now(zones_), .zones = &zones_}),
        account_(model, evaluation_.environment()),
        run_(model, evaluation_) {
    if (options.explain) evaluation_.set_recorder(&account_);
  }

  /// False if the context or the input cannot be read.
  bool give() {
    if (!options_.input.empty()) return give_json();
    std::string text = options_.context;
    if (!options_.context_file.empty()) {
      auto bytes = read_file(options_.context_file);
      if (!bytes) {
        complain({"decide.cannot-read", {options_.context_file}}, language_);
        return false;
      }
      text = *std::move(bytes);
    }
    if (text.find_first_not_of(" \t\r\n") == std::string::npos) return true;
    return give_context(text);
  }

  Results decide() {
    if (!options_.service.empty()) return call_service();
    Results results;
    for (const std::string& name : options_.decisions) results.emplace_back(name, decide_named(name));
    if (!options_.decisions.empty()) return results;
    for (NodeIndex i = 0; i < model_.nodes().size(); ++i) {
      const auto& node = model_.nodes()[i];
      if (node.kind == NodeKind::Decision && node.is_main) results.emplace_back(node.name, run_.evaluate(i));
    }
    return results;
  }

  /// How what was decided came about; empty unless it was asked for.
  std::vector<std::string> explanation() { return to_lines(account_.take(), language_); }

  /// What would reach the outcome asked for; empty if that cannot be read.
  std::optional<std::vector<std::string>> way_to(const std::string& want) {
    for (std::size_t at = want.find('='); at != std::string::npos; at = want.find('=', at + 1)) {
      const auto decision = model_.find(want.substr(0, at), NodeKind::Decision);
      if (!decision) continue;
      const auto compiled =
          rules::compile(want.substr(at + 1), {}, {"--want", 1, static_cast<std::int32_t>(at) + 2});
      print_diagnostics(compiled.diagnostics, language_);
      if (!compiled.value) return std::nullopt;
      evaluation_.set_recorder(nullptr);
      const Value wanted = compiled.value->evaluate({}, evaluation_);
      const auto found = reach(model_, *decision, wanted, options_.fixed, run_, evaluation_.environment());
      return to_lines(found, model_.nodes()[*decision].name, wanted, language_);
    }
    complain({"explain.want-syntax", {want}}, language_);
    return std::nullopt;
  }

 private:
  bool give_context(const std::string& text) {
    const auto compiled =
        rules::compile(text, {}, {options_.context_file.empty() ? "--context" : options_.context_file, 1, 1});
    print_diagnostics(compiled.diagnostics, language_);
    if (!compiled.value) return false;
    given_ = compiled.value->evaluate({}, evaluation_);
    if (given_.kind() != Kind::Context) {
      complain({"decide.no-context", {to_feel(given_)}}, language_);
      return false;
    }
    warn_unknown(run_.give_all(given_));
    return true;
  }

  bool give_json() {
    const auto bytes = read_file(options_.input);
    if (!bytes) {
      complain({"decide.cannot-read", {options_.input}}, language_);
      return false;
    }
    const auto json = base::Json::parse(*bytes);
    if (!json || json->if_object() == nullptr) {
      complain(json ? base::Message{"decide.no-context", {options_.input}} : json.error().message, language_);
      return false;
    }
    std::vector<rules::Entry> entries;
    for (const auto& [name, member] : *json->if_object()) {
      auto node = model_.find(name, NodeKind::InputData);
      if (!node) node = model_.find(name, NodeKind::Decision);
      entries.emplace_back(name,
                           node ? from_json(member, model_.nodes()[*node].type) : rules::from_json(member));
    }
    given_ = Value::context(std::move(entries));
    warn_unknown(run_.give_all(given_));
    return true;
  }

  void warn_unknown(const std::vector<std::string>& names) {
    for (const std::string& name : names)
      if (!names_a_parameter(name)) complain({"decide.unknown-input", {name}}, language_);
  }

  /// Parameters of a function asked for by name may be given in the context, too.
  bool names_a_parameter(std::string_view name) {
    return std::ranges::any_of(options_.decisions, [&](const std::string& asked) {
      const auto node = model_.find(asked, NodeKind::KnowledgeModel);
      if (!node) return false;
      const Value& function = run_.evaluate(*node);
      return function.kind() == Kind::Function &&
             std::ranges::any_of(function.as_function().parameters(),
                                 [&](const auto& parameter) { return parameter.name == name; });
    });
  }

  Value decide_named(const std::string& name) {
    if (const auto decision = model_.find(name, NodeKind::Decision)) return run_.evaluate(*decision);
    for (const NodeKind kind : {NodeKind::Service, NodeKind::KnowledgeModel})
      if (const auto function = model_.find(name, kind)) return call(run_.evaluate(*function));
    return Value::null("decide.unknown-decision", {name});
  }

  /// A service or a knowledge model asked for like a decision: its parameters are what the context names.
  Value call(const Value& function) {
    if (function.kind() != Kind::Function) return function;
    std::vector<Value> arguments;
    for (const auto& parameter : function.as_function().parameters()) {
      const Value* found =
          given_.kind() == Kind::Context ? given_.as_context().find(parameter.name) : nullptr;
      arguments.push_back(found != nullptr ? *found : Value::null("dmn.missing-input", {parameter.name}));
    }
    return invoke(function.as_function(), arguments, evaluation_);
  }

  Results call_service() {
    const auto service = model_.find(options_.service, NodeKind::Service);
    if (!service) return {{options_.service, Value::null("decide.unknown-service", {options_.service})}};
    Results results;
    for (auto& [node, value] : run_.evaluate_service(*service)) {
      const std::string& name = model_.nodes()[node].name;
      if (options_.decisions.empty() ||
          std::ranges::find(options_.decisions, name) != options_.decisions.end())
        results.emplace_back(name, std::move(value));
    }
    return results;
  }

  const Model& model_;
  const Options& options_;
  Language language_;
  SystemZones zones_;
  rules::Evaluation evaluation_;
  rules::dmn::Account account_;
  rules::dmn::Run run_;
  Value given_;
};

void print(const Results& results, const std::string& output, Language language) {
  for (const auto& [name, value] : results)
    if (value.is_null() && value.reason() != nullptr)
      fmt::print(stderr, "{}: {}\n", name, explain(value, language));
  if (output == "text") {
    fmt::print("{{");
    const char* gap = "\n  ";
    for (const auto& [name, value] : results) {
      fmt::print("{}{}: {}", gap, to_feel(Value::string(name)), to_feel(value));
      gap = ",\n  ";
    }
    fmt::print("{}}}\n", results.empty() ? "" : "\n");
    return;
  }
  base::Json object{base::Json::Object{}};
  for (const auto& [name, value] : results)
    object.set(name, output == "json" ? to_json(value) : to_typed_json(value, language));
  fmt::print("{}\n", object.to_string());
}

}  // namespace

Exit run_decide(const Arguments& arguments, Language language) {
  const bool zh = language == Language::Chinese;
  Options options;
  CLI::App app(zh ? "对 DMN 模型的决策求值" : "evaluate the decisions of a DMN model", "shuxin decide");
  app.add_option("model", options.models,
                 zh ? "DMN 文件，第一个为主模型" : "DMN files; the first is the main model")
      ->required();
  app.add_option("--decision", options.decisions,
                 zh ? "要求值的决策，可多次；不给则全部"
                    : "a decision to evaluate; may be repeated; all if none is named")
      ->allow_extra_args(false);
  app.add_option("--service", options.service, zh ? "要调用的决策服务" : "the decision service to call");
  auto* context = app.add_option(
      "--context", options.context,
      zh ? "FEEL 上下文：输入，或给定的决策结果" : "a FEEL context: inputs, or results of decisions");
  auto* context_file = app.add_option("--context-file", options.context_file,
                                      zh ? "从文件读 FEEL 上下文" : "a file with the FEEL context");
  auto* input =
      app.add_option("--input", options.input, zh ? "从 JSON 文件读输入" : "a JSON file with the inputs");
  context->excludes(context_file)->excludes(input);
  context_file->excludes(input);
  app.add_option("--output", options.output, zh ? "输出形式" : "the form of the output")
      ->check(CLI::IsMember({"text", "json", "typed-json"}));
  app.add_flag("--explain", options.explain,
               zh ? "说明结果的由来；输出 JSON 时写到标准错误"
                  : "say how the results came about; on standard error if the output is JSON");
  auto* want = app.add_option("--want", options.want,
                              zh ? "想要的结果“决策 = FEEL 值”：说明改哪些输入可达到"
                                 : "an outcome wished for, 'DECISION = FEEL value': what would reach it");
  app.add_option("--fixed", options.fixed,
                 zh ? "不能改的输入，可多次" : "an input that cannot change; may be repeated")
      ->allow_extra_args(false)
      ->needs(want);
  Exit exit = Exit::CannotRun;
  if (!parse(app, arguments, exit)) return exit;
  const auto model = load(options.models, language);
  if (!model) return Exit::CannotRun;
  Deciding deciding(*model, options, language);
  if (!deciding.give()) return Exit::CannotRun;
  print(deciding.decide(), options.output, language);
  const auto say = [&](const std::vector<std::string>& lines) {
    for (const std::string& line : lines)
      fmt::print(options.output == "text" ? stdout : stderr, "{}\n", line);
  };
  say(deciding.explanation());
  if (options.want.empty()) return Exit::Fine;
  const auto way = deciding.way_to(options.want);
  if (!way) return Exit::CannotRun;
  say(*way);
  return Exit::Fine;
}

}  // namespace shuxin::cli
