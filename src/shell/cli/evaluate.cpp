#include "shell/cli/evaluate.h"

#include <CLI/CLI.hpp>
#include <algorithm>
#include <cstdio>
#include <fmt/format.h>

#include "core/evaluation/explanation.h"
#include "core/evaluation/laboratory_json.h"
#include "core/evaluation/outcome_json.h"
#include "shell/cli/evaluate_files.h"
#include "shell/cli/evaluate_frozen.h"
#include "shell/cli/keys.h"

namespace shuxin::cli {
namespace {

using base::Json;
using base::Language;
using evaluation::Fault;
using evaluation::Firm;
using evaluation::Outcome;
using evaluation::Prepared;
using evaluation::Result;

struct Options {
  std::string scheme;
  std::string data;
  std::string out;
  std::string set;
  std::string catalogue = "catalog/suxitong";
  std::string explain;
  std::string improve;
  std::string what_if;
  std::string freeze;
  std::string verify;
  std::string shifts;
  std::string against;
  std::string store;
  std::string keys;
  bool json = false;

  // Empty: nothing is signed, and no signature is checked.
  [[nodiscard]] std::string key_folder() const {
    return !keys.empty() ? keys : store.empty() ? store : key_directory_of(store);
  }
};

// Empty if the words cannot be used, with what to end with in `exit`.
std::optional<Options> read_options(const Arguments& arguments, Language language, Exit& exit) {
  const bool zh = language == Language::Chinese;
  Options options;
  CLI::App words(
      zh ? "按方案对企业计分、排名、分类（亩均论英雄）。\n退出码：0 全部评定；1 有数据未能读取或评定；2 "
           "无法评价。"
         : "Scores, ranks and grades firms by a scheme.\nExit code: 0 all graded, 1 some data could "
           "not be read or graded, 2 it cannot be run.",
      "shuxin evaluate");
  words.add_option("SCHEME", options.scheme,
                   zh ? "方案文件，或目录 evaluations 中的名称"
                      : "the scheme's file, or its name in the catalogue's evaluations");
  words.add_option("--data", options.data, zh ? "企业数据 .csv 或 .xlsx" : "the firms, .csv or .xlsx");
  words.add_option("--out", options.out,
                   zh ? "结果写入 .csv 或 .xlsx" : "writes the results to .csv or .xlsx");
  words.add_option("--set", options.set,
                   zh ? "给出方案未公布的数值（YAML 或 JSON，路径: 值）"
                      : "values that the scheme leaves unset (YAML or JSON, path: value)");
  words.add_option("--catalog", options.catalogue, zh ? "园区目录文件夹" : "folder of the zone's catalogue");
  words.add_option("--explain", options.explain,
                   zh ? "逐步说明一家企业的结果" : "explains one firm's result step by step");
  words.add_option(
      "--improve", options.improve,
      zh ? "一家企业升到上一类的最小改进" : "the smallest steps by which one firm reaches the next class");
  words.add_option("--what-if", options.what_if,
                   zh ? "换用文件中的数值（路径: 值），比较谁升谁降"
                      : "compares with the values of a file (path: value): who wins, who loses");
  words.add_option("--shifts", options.shifts,
                   zh ? "经决定调整的类别（.csv、.xlsx 或 .yaml），写明理由和依据"
                      : "classes shifted by decision (.csv, .xlsx or .yaml), with reason and power");
  words.add_option("--against", options.against,
                   zh ? "核对公布的名单：uscc、class，可有 total、rank"
                      : "compares a published list: uscc, class, if it has them total and rank");
  words.add_option("--freeze", options.freeze,
                   zh ? "把方案、数据和结果定稿写入一个文件" : "writes scheme, data and results to one file");
  words.add_option("--verify", options.verify,
                   zh ? "由定稿文件重新计算并核对" : "computes a frozen file anew and compares");
  words.add_option("--store", options.store,
                   zh ? "园区的存储，sqlite:路径：用它的密钥签名或核验"
                      : "the zone's store, sqlite:PATH: its keys sign and check the final list");
  words.add_option("--keys", options.keys,
                   zh ? "密钥文件夹；核验时也可给出导出的公钥文件（shuxin keys export）"
                      : "folder of the keys; to verify, also public keys as shuxin keys export wrote them");
  words.add_flag("--json", options.json, zh ? "机器可读输出" : "output for machines");
  std::vector<std::string> reversed(arguments.rbegin(), arguments.rend());
  try {
    words.parse(reversed);
  } catch (const CLI::ParseError& stop) {
    exit = stop.get_exit_code() == 0 ? Exit::Fine : Exit::CannotRun;
    (void)words.exit(stop);
    return std::nullopt;
  }
  exit = Exit::CannotRun;
  if (options.scheme.empty() && options.verify.empty()) {
    fmt::print(stderr, "{}\n", words.help());
    return std::nullopt;
  }
  return options;
}

class Evaluating {
 public:
  Evaluating(const Options& options, Language language) : options_(options), language_(language) {}

  Exit run() {
    if (!options_.verify.empty())
      return verify_final_list(options_.verify, options_.key_folder(), options_.json, language_);
    if (const auto done = read(); !done) return cannot(done.error().message);
    if (faulty_) return Exit::CannotRun;
    if (!input_.scheme.unset.empty()) return refuse_unset();
    if (options_.data.empty()) return cannot({"evaluation.no-data", {}});
    if (const auto done = evaluate(); !done) return cannot(done.error().message);
    return faults_.empty() && adds_up_ ? Exit::Fine : Exit::Refuted;
  }

 private:
  void complain(const std::string& words) const { fmt::print(stderr, "shuxin evaluate: {}\n", words); }
  Exit cannot(const base::Message& message) const {
    complain(base::word(message, language_));
    if (options_.json)
      fmt::print("{}\n", Json::object({{"error", Json::object({{"code", message.code},
                                                               {"message", evaluation::both(message)}})}})
                             .to_pretty_string());
    return Exit::CannotRun;
  }

  base::Result<void> read() {
    SHUXIN_TRY(input_.scheme_file, find_scheme_file(options_.scheme, options_.catalogue));
    SHUXIN_TRY(input_.scheme_text, read_whole(input_.scheme_file));
    if (!options_.set.empty()) {
      SHUXIN_TRY(const std::string text, read_whole(options_.set));
      auto settings = catalog::read_settings(options_.set, text);
      print(settings.diagnostics);
      input_.settings = std::move(settings.settings);
    }
    auto scheme = catalog::read_scheme(input_.scheme_file, input_.scheme_text, input_.settings);
    print(scheme.diagnostics);
    faulty_ = faulty_ || !scheme.scheme;
    if (scheme.scheme) input_.scheme = *std::move(scheme.scheme);
    return {};
  }

  void print(const base::Diagnostics& diagnostics) {
    for (const base::Diagnostic& one : diagnostics)
      fmt::print(stderr, "{}\n", base::to_string(one, language_));
    faulty_ = faulty_ || base::has_errors(diagnostics);
  }

  [[nodiscard]] Exit refuse_unset() const {
    complain(base::word({"evaluation.unset", {std::to_string(input_.scheme.unset.size())}}, language_));
    Json::Array paths;
    for (const catalog::Unset& one : input_.scheme.unset) {
      fmt::print(stderr, "  {}  ({}:{})\n", one.path, one.place.file, one.place.line);
      paths.emplace_back(one.path);
    }
    if (options_.json) fmt::print("{}\n", Json::object({{"unset", std::move(paths)}}).to_pretty_string());
    return Exit::CannotRun;
  }

  base::Result<void> evaluate() {
    SHUXIN_TRY(const documents::Workbook workbook, documents::read_workbook_file(options_.data));
    SHUXIN_TRY(input_.firms, app::read_firms(input_.scheme, workbook));
    SHUXIN_TRY(prepared_, evaluation::prepare(input_.scheme, input_.firms.data));
    outcome_ = evaluation::evaluate(input_.scheme, prepared_);
    if (!options_.shifts.empty()) {
      SHUXIN_TRY(input_.shifts, read_shifts_file(options_.shifts));
      SHUXIN_DO(evaluation::apply_shifts(input_.scheme, prepared_, input_.shifts, outcome_));
    }
    faults_ = prepared_.faults;
    std::ranges::move(evaluation::faults_of_scores(input_.scheme, prepared_, outcome_),
                      std::back_inserter(faults_));
    if (!options_.out.empty())
      SHUXIN_DO(write_results(options_.out, input_.scheme, input_.firms.data, prepared_, outcome_, faults_,
                              language_));
    if (!options_.freeze.empty()) SHUXIN_DO(freeze());
    if (!options_.against.empty()) return against();
    if (!options_.explain.empty()) return explain();
    if (!options_.improve.empty()) return improve();
    if (!options_.what_if.empty()) return what_if();
    if (options_.json) {
      fmt::print(
          "{}\n",
          evaluation::to_json(input_.scheme, input_.firms.data, prepared_, outcome_, faults_).to_string());
    } else {
      print_list();
    }
    return {};
  }

  base::Result<void> against() {
    SHUXIN_TRY(const documents::Workbook workbook, documents::read_workbook_file(options_.against));
    SHUXIN_TRY(const auto list, app::read_published(workbook));
    const auto found = evaluation::compare_published(input_.scheme, prepared_, outcome_, list);
    adds_up_ = found.empty();
    if (options_.json) {
      Json::Array differences;
      for (const evaluation::Difference& one : found) differences.push_back(evaluation::to_json(one));
      fmt::print("{}\n", Json::object({{"differences", std::move(differences)}}).to_pretty_string());
      return {};
    }
    for (const evaluation::Difference& one : found)
      fmt::print("{}\n", base::word(evaluation::word_of(one), language_));
    if (adds_up_) fmt::print("{}\n", base::word({"evaluation.published.adds-up", {}}, language_));
    return {};
  }

  base::Result<void> explain() const {
    const auto firm = std::ranges::find(prepared_.firms, options_.explain, &Firm::uscc);
    if (firm == prepared_.firms.end()) return base::fail("evaluation.no-firm", {options_.explain});
    const auto lines = evaluation::explain(input_.scheme, prepared_, outcome_, firm->subject, language_);
    if (options_.json) {
      Json::Array all;
      for (const std::string& line : lines) all.emplace_back(line);
      const auto index = static_cast<std::size_t>(firm - prepared_.firms.begin());
      fmt::print("{}\n",
                 Json::object({{"firm", evaluation::firm_json(input_.scheme, prepared_, outcome_, index)},
                               {"explanation", std::move(all)}})
                     .to_pretty_string());
      return {};
    }
    fmt::print("{} {}\n", firm->uscc, firm->name);
    for (const std::string& line : lines) fmt::print("  {}\n", line);
    return {};
  }

  base::Result<void> freeze() const {
    SHUXIN_TRY(const std::string data, read_whole(options_.data));
    return write_final_list(options_.freeze, {input_, data, firms_json()}, options_.key_folder());
  }

  [[nodiscard]] Json firms_json() const {
    return *evaluation::to_json(input_.scheme, input_.firms.data, prepared_, outcome_, faults_).find("firms");
  }

  base::Result<void> improve() const {
    const auto firm = std::ranges::find(prepared_.firms, options_.improve, &Firm::uscc);
    if (firm == prepared_.firms.end()) return base::fail("evaluation.no-firm", {options_.improve});
    // What the scheme gives: a decision is no step that a firm can take.
    const Outcome given = evaluation::evaluate(input_.scheme, prepared_);
    const auto steps = evaluation::improvements({input_.scheme, prepared_, given}, firm->subject);
    if (options_.json) {
      fmt::print("{}\n", evaluation::to_json(steps, input_.scheme).to_pretty_string());
      return {};
    }
    fmt::print("{} {}  {}\n", firm->uscc, firm->name, steps.class_now.empty() ? "-" : steps.class_now);
    for (const evaluation::Improvement& one : steps.found)
      fmt::print("  {}\n", evaluation::word(one, input_.scheme, language_));
    return {};
  }

  base::Result<void> what_if() const {
    SHUXIN_TRY(const std::string text, read_whole(options_.what_if));
    auto changes = catalog::read_settings(options_.what_if, text);
    std::vector<catalog::Setting> settings = input_.settings;
    std::ranges::move(changes.settings, std::back_inserter(settings));
    auto read = catalog::read_scheme(input_.scheme_file, input_.scheme_text, settings);
    std::ranges::move(read.diagnostics, std::back_inserter(changes.diagnostics));
    for (const base::Diagnostic& one : changes.diagnostics)
      if (one.severity == base::Severity::Error)
        return base::fail("evaluation.setting", {base::to_string(one, language_)});
    if (!read.scheme->unset.empty())
      return base::fail("evaluation.unset-here", {read.scheme->unset.front().path});
    Prepared prepared = prepared_;
    if (!evaluation::same_formulas(input_.scheme, *read.scheme)) {
      SHUXIN_TRY(prepared, evaluation::prepare(*read.scheme, input_.firms.data));
    }
    const Outcome outcome = evaluation::evaluate(*read.scheme, prepared);
    const Outcome given = evaluation::evaluate(input_.scheme, prepared_);
    const evaluation::Evaluated before{input_.scheme, prepared_, given};
    const evaluation::Evaluated after{*read.scheme, prepared, outcome};
    fmt::print("{}\n",
               evaluation::to_json(evaluation::compare(before, after), before, after).to_pretty_string());
    return {};
  }

  // The class before, behind the name of a firm that was shifted.
  [[nodiscard]] std::string shifted(const Result& result) const {
    if (!result.shift) return {};
    const evaluation::Shift& shift = outcome_.shifts[*result.shift];
    return fmt::format("  [{} → {}, {}, {}]", shift.from, shift.to, shift.power, shift.reason);
  }

  // By group, best first; then those without a rank; then all that could not be read.
  void print_list() const {
    std::vector<const Firm*> firms;
    for (const Firm& firm : prepared_.firms) firms.push_back(&firm);
    constexpr std::size_t none = static_cast<std::size_t>(-1);
    const auto key = [&](const Firm* firm) {
      return std::pair(prepared_.subjects[firm->subject].group,
                       outcome_.results[firm->subject].rank.value_or(none));
    };
    std::ranges::stable_sort(firms, {}, key);
    for (const Firm* firm : firms) {
      const Result& result = outcome_.results[firm->subject];
      const std::string state(evaluation::state_of(prepared_, outcome_, firm->subject));
      fmt::print(
          "{:>5}  {:<2} {:>10}  {:<18}  {}{}\n", result.rank ? std::to_string(*result.rank) : "-",
          result.assigned_class.empty() ? "-" : result.assigned_class,
          result.total ? evaluation::digits_of(*result.total, input_.scheme.round_total) : "-", firm->uscc,
          firm->name + shifted(result),
          state == "evaluated" ? "" : "  [" + base::word({"evaluation.state." + state, {}}, language_) + "]");
    }
    for (const Fault& fault : faults_) {
      const auto& rows = input_.firms.data.rows;
      fmt::print(stderr, "{}\n",
                 base::word({"evaluation.fault",
                             {fault.row < rows.size() ? std::to_string(rows[fault.row]) : "?", fault.field,
                              fault.value, base::word(fault.reason, language_)}},
                            language_));
    }
    for (const std::string& row : input_.firms.skipped)
      fmt::print(stderr, "{}\n", base::word({"evaluation.skipped", {row}}, language_));
    for (const base::Message& warning : input_.firms.warnings)
      fmt::print(stderr, "{}\n", base::word(warning, language_));
  }

  const Options& options_;
  Language language_;
  EvaluationInput input_;
  bool faulty_ = false;
  bool adds_up_ = true;
  Prepared prepared_;
  Outcome outcome_;
  std::vector<Fault> faults_;
};

}  // namespace

Exit run_evaluate(const Arguments& arguments, Language language) {
  Exit exit = Exit::CannotRun;
  const auto options = read_options(arguments, language, exit);
  if (!options) return exit;
  return Evaluating(*options, language).run();
}

}  // namespace shuxin::cli
