#include "shell/cli/evaluate.h"

#include <algorithm>
#include <cstdio>
#include <fmt/format.h>

#include "core/evaluation/laboratory_json.h"
#include "core/evaluation/outcome_json.h"
#include "shell/app/evaluation_lists.h"
#include "shell/app/final_list.h"
#include "shell/cli/evaluate_files.h"
#include "shell/cli/evaluate_frozen.h"
#include "shell/cli/evaluate_print.h"
#include "shell/cli/evaluate_words.h"

namespace shuxin::cli {
namespace {

using base::Json;
using base::Language;

class Evaluating {
 public:
  Evaluating(const EvaluateWords& words, Language language) : words_(words), language_(language) {}

  Exit run() {
    if (const auto done = read(); !done) return cannot(done.error().message);
    if (faulty_) return Exit::CannotRun;
    if (!scheme_.unset.empty()) return refuse_unset();
    if (words_.data.empty()) return cannot({"evaluation.no-data", {}});
    if (const auto done = evaluate(); !done) return cannot(done.error().message);
    return table_.faults.empty() && adds_up_ ? Exit::Fine : Exit::Refuted;
  }

 private:
  void complain(const std::string& words) const { fmt::print(stderr, "shuxin evaluate: {}\n", words); }
  Exit cannot(const base::Message& message) const {
    complain(base::word(message, language_));
    if (words_.json)
      fmt::print(
          "{}\n",
          Json::object({{"error", Json::object({{"code", message.code}, {"message", base::both(message)}})}})
              .to_pretty_string());
    return Exit::CannotRun;
  }

  base::Result<void> read() {
    SHUXIN_TRY(input_.scheme, find_scheme_file(words_.scheme, words_.catalogue));
    SHUXIN_TRY(input_.scheme_source, read_whole(input_.scheme));
    if (!words_.set.empty()) {
      SHUXIN_TRY(const std::string text, read_whole(words_.set));
      auto settings = catalog::read_settings(words_.set, text);
      print(settings.diagnostics);
      input_.settings = std::move(settings.settings);
    }
    auto scheme = catalog::read_scheme(input_.scheme, input_.scheme_source, input_.settings);
    print(scheme.diagnostics);
    faulty_ = faulty_ || !scheme.scheme;
    if (scheme.scheme) scheme_ = *std::move(scheme.scheme);
    return {};
  }

  void print(const base::Diagnostics& diagnostics) {
    for (const base::Diagnostic& one : diagnostics)
      fmt::print(stderr, "{}\n", base::to_string(one, language_));
    faulty_ = faulty_ || base::has_errors(diagnostics);
  }

  [[nodiscard]] Exit refuse_unset() const {
    complain(base::word({"evaluation.unset", {std::to_string(scheme_.unset.size())}}, language_));
    Json::Array paths;
    for (const catalog::Unset& one : scheme_.unset) {
      fmt::print(stderr, "  {}  ({}:{})\n", one.path, one.place.file, one.place.line);
      paths.emplace_back(one.path);
    }
    if (words_.json) fmt::print("{}\n", Json::object({{"unset", std::move(paths)}}).to_pretty_string());
    return Exit::CannotRun;
  }

  base::Result<void> evaluate() {
    SHUXIN_TRY(const documents::Workbook workbook, read_data());
    SHUXIN_TRY(const auto industries, read_code_table(scheme_.standard, words_.catalogue));
    SHUXIN_TRY(app::FirmsRead firms, app::read_firms(scheme_, workbook, industries ? &*industries : nullptr));
    if (!words_.shifts.empty()) {
      SHUXIN_TRY(input_.shifts, read_shifts_file(words_.shifts));
    }
    SHUXIN_TRY(table_, app::evaluate_firms(std::move(scheme_), std::move(firms), input_.shifts));
    if (!words_.out.empty()) SHUXIN_DO(write_results(words_.out, table_, language_));
    if (!words_.freeze.empty()) SHUXIN_DO(freeze());
    return print();
  }

  // One file as it stands, or several joined.
  base::Result<documents::Workbook> read_data() {
    if (words_.data.size() == 1) return documents::read_workbook_file(words_.data.front());
    std::vector<std::pair<std::string, documents::Workbook>> tables;
    for (const std::string& path : words_.data) {
      SHUXIN_TRY(documents::Workbook workbook, documents::read_workbook_file(path));
      tables.emplace_back(path, std::move(workbook));
    }
    SHUXIN_TRY(app::JoinedTables joined, app::join_tables(scheme_, tables));
    print_joined(joined, language_);
    input_.table = std::move(joined.csv);
    return documents::read_workbook(input_.table, words_.data.front());
  }

  base::Result<void> print() {
    if (!words_.against.empty()) return against();
    if (!words_.what_if.empty()) return what_if();
    if (!words_.explain.empty()) {
      SHUXIN_TRY(const std::size_t firm, find_firm(words_.explain));
      print_explanation(table_, firm, words_.json, language_);
    } else if (!words_.improve.empty()) {
      SHUXIN_TRY(const std::size_t firm, find_firm(words_.improve));
      print_improvements(table_, firm, words_.json, language_);
    } else if (words_.json) {
      print_list_json(table_);
    } else {
      print_list(table_, language_);
    }
    return {};
  }

  [[nodiscard]] base::Result<std::size_t> find_firm(const std::string& uscc) const {
    const auto firm = std::ranges::find(table_.prepared.firms, uscc, &evaluation::Firm::uscc);
    if (firm == table_.prepared.firms.end()) return base::fail("evaluation.no-firm", {uscc});
    return static_cast<std::size_t>(firm - table_.prepared.firms.begin());
  }

  base::Result<void> against() {
    SHUXIN_TRY(const documents::Workbook workbook, documents::read_workbook_file(words_.against));
    SHUXIN_TRY(const auto list, app::read_published(workbook));
    const auto found = evaluation::compare_published(table_.scheme, table_.prepared, table_.outcome, list);
    adds_up_ = found.empty();
    print_differences(found, words_.json, language_);
    return {};
  }

  base::Result<void> freeze() {
    if (input_.table.empty()) {
      SHUXIN_TRY(input_.table, read_whole(words_.data.front()));
    }
    std::unique_ptr<signing::KeyRing> ring;
    if (!words_.key_folder().empty()) {
      SHUXIN_TRY(ring, signing::KeyRing::open(signing::folder_of(words_.key_folder()), {}));
    }
    SHUXIN_TRY(const app::FinalList list, app::make_final_list(input_, app::firms_json(table_), ring.get()));
    return write_whole(words_.freeze, list.text);
  }

  base::Result<void> what_if() const {
    SHUXIN_TRY(const std::string text, read_whole(words_.what_if));
    auto changes = catalog::read_settings(words_.what_if, text);
    if (base::has_errors(changes.diagnostics))
      return std::unexpected(app::wrong_setting(changes.diagnostics));
    std::vector<catalog::Setting> settings = input_.settings;
    std::ranges::move(changes.settings, std::back_inserter(settings));
    SHUXIN_TRY(catalog::Scheme scheme, app::read_scheme_with(input_.scheme, input_.scheme_source, settings));
    SHUXIN_TRY(const app::OtherwiseEvaluated changed, app::evaluate_otherwise(table_, std::move(scheme)));
    const evaluation::Evaluated before = table_.evaluated_as_given();
    const evaluation::Evaluated after = changed.evaluated();
    fmt::print("{}\n",
               evaluation::to_json(evaluation::compare(before, after), before, after).to_pretty_string());
    return {};
  }

  const EvaluateWords& words_;
  Language language_;
  app::EvaluationInput input_;
  catalog::Scheme scheme_;
  app::EvaluatedTable table_;
  bool faulty_ = false;
  bool adds_up_ = true;
};

}  // namespace

Exit run_evaluate(const Arguments& arguments, Language language) {
  Exit exit = Exit::CannotRun;
  const auto words = read_evaluate_words(arguments, language, exit);
  if (!words) return exit;
  if (!words->verify.empty())
    return verify_final_list({words->verify, words->key_folder(), words->without_signature, words->json},
                             language);
  return Evaluating(*words, language).run();
}

}  // namespace shuxin::cli
