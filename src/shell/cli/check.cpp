#include "shell/cli/check.h"

#include <algorithm>
#include <cstdio>
#include <filesystem>
#include <fmt/format.h>
#include <fstream>
#include <iterator>

#include "core/base/both.h"
#include "core/catalog/catalog.h"
#include "core/indicators/definitions.h"
#include "shell/app/catalogue_folder.h"
#include "shell/cli/check_models.h"
#include "shell/documents/template.h"

namespace shuxin::cli {
namespace {

using base::Diagnostic;
using base::Diagnostics;
using base::Json;
using base::Language;
using base::Severity;

const base::Text usage = {
    "用法：shuxin check 目录 [--json] [--notes] [--lang zh|en]\n"
    "      shuxin check 模型.dmn [其他.dmn …] [--json] [--notes] [--lang zh|en]\n"
    "检查园区目录或 DMN 模型：读取全部定义，分析决策表，报告每一处错误的文件、行、列、代码和说明。\n"
    "--notes 另列仅供参考的说明（空值的空缺、按先后取用的规则重叠）。\n"
    "退出码：0 没有错误；1 有错误；2 无法读取。",
    "usage: shuxin check DIR [--json] [--notes] [--lang zh|en]\n"
    "       shuxin check MODEL.dmn [MORE.dmn …] [--json] [--notes] [--lang zh|en]\n"
    "Checks a zone's catalogue or a DMN model: reads all definitions, analyses decision tables, and says "
    "what "
    "is wrong, each fault with its file, line, column, code and words.\n"
    "--notes adds what is for information only: gaps for null, overlaps that the hit policy settles.\n"
    "Exit code: 0 no errors, 1 errors, 2 it cannot be read."};

// The layouts of papers are the document room's to read; their faults stand where the layout begins.
void check_layouts(const catalog::Catalogue& catalogue, Diagnostics& diagnostics) {
  for (const catalog::DocumentTemplate& document : catalogue.documents)
    if (const auto form = documents::read_template(document.layout); !form)
      diagnostics.push_back(
          {Severity::Error, document.at.of("layout", document.place), form.error().message, std::nullopt});
  std::ranges::stable_sort(diagnostics, {}, &Diagnostic::place);
}

Json to_json(const Diagnostic& diagnostic) {
  Json fault = Json::object({{"file", diagnostic.place.file},
                             {"line", diagnostic.place.line},
                             {"column", diagnostic.place.column},
                             {"severity", diagnostic.severity == Severity::Error ? "error" : "warning"},
                             {"code", diagnostic.message.code},
                             {"message", both(diagnostic.message)}});
  if (diagnostic.help) fault.set("help", both(*diagnostic.help));
  return fault;
}

struct Counts {
  std::int64_t errors = 0;
  std::int64_t warnings = 0;

  explicit Counts(const Diagnostics& diagnostics) {
    for (const Diagnostic& diagnostic : diagnostics)
      ++(diagnostic.severity == Severity::Error ? errors : warnings);
  }
  [[nodiscard]] Exit exit() const { return errors == 0 ? Exit::Fine : Exit::Refuted; }
};

Json::Array to_json(const Diagnostics& diagnostics) {
  Json::Array faults;
  for (const Diagnostic& diagnostic : diagnostics) faults.push_back(to_json(diagnostic));
  return faults;
}

void print_json(const catalog::Catalogue& catalogue, const Diagnostics& diagnostics, Counts counts) {
  const auto count = [](const auto& all) { return static_cast<std::int64_t>(all.size()); };
  const Json answer = Json::object({{"zone", catalogue.zone.id},
                                    {"errors", counts.errors},
                                    {"warnings", counts.warnings},
                                    {"procedures", count(catalogue.procedures)},
                                    {"matters", count(catalogue.matters)},
                                    {"packages", count(catalogue.packages)},
                                    {"registers", count(catalogue.registers)},
                                    {"forms", count(catalogue.forms)},
                                    {"documents", count(catalogue.documents)},
                                    {"diagnostics", to_json(diagnostics)}});
  fmt::print("{}\n", answer.to_pretty_string());
}

void print_words(const catalog::Catalogue& catalogue, const Diagnostics& diagnostics, Counts counts,
                 Language language) {
  for (const Diagnostic& diagnostic : diagnostics) fmt::print("{}\n", base::to_string(diagnostic, language));
  if (language == Language::Chinese) {
    fmt::print(
        "{}：事项 {} 个、套餐 {} 个、流程 {} 个、登记册 {} 个、文书模板 {} 个；错误 {} 处，警告 {} 处。\n",
        catalogue.zone.name.zh, catalogue.matters.size(), catalogue.packages.size(),
        catalogue.procedures.size(), catalogue.registers.size(), catalogue.documents.size(), counts.errors,
        counts.warnings);
  } else {
    fmt::print(
        "{}: {} matters, {} packages, {} procedures, {} registers, {} papers; {} errors, {} warnings.\n",
        catalogue.zone.name.en, catalogue.matters.size(), catalogue.packages.size(),
        catalogue.procedures.size(), catalogue.registers.size(), catalogue.documents.size(), counts.errors,
        counts.warnings);
  }
}

struct Options {
  bool json = false;
  bool notes = false;
  std::vector<std::string> paths;
};

std::optional<std::string> read_file(const std::string& path) {
  std::error_code ignored;
  if (!std::filesystem::is_regular_file(path, ignored)) return std::nullopt;
  std::ifstream in(path, std::ios::binary);
  if (!in) return std::nullopt;
  return std::string(std::istreambuf_iterator<char>(in), {});
}

Exit check_files(const Options& options, Language language) {
  std::vector<ModelFile> files;
  for (const std::string& path : options.paths) {
    auto bytes = read_file(path);
    if (!bytes) {
      fmt::print(stderr, "shuxin check: {}\n", base::word({"decide.cannot-read", {path}}, language));
      return Exit::CannotRun;
    }
    files.push_back({path, *std::move(bytes)});
  }
  const ModelsChecked checked = check_models(files, options.notes);
  const Counts counts(checked.diagnostics);
  if (options.json) {
    const Json answer = Json::object({{"errors", counts.errors},
                                      {"warnings", counts.warnings},
                                      {"decisions", static_cast<std::int64_t>(checked.decisions)},
                                      {"tables", static_cast<std::int64_t>(checked.tables)},
                                      {"diagnostics", to_json(checked.diagnostics)}});
    fmt::print("{}\n", answer.to_pretty_string());
    return counts.exit();
  }
  for (const Diagnostic& diagnostic : checked.diagnostics)
    fmt::print("{}\n", base::to_string(diagnostic, language));
  const bool chinese = language == Language::Chinese;
  fmt::print(fmt::runtime(chinese ? "{}：决策 {} 个、决策表 {} 个；错误 {} 处，警告 {} 处。\n"
                                  : "{}: {} decisions, {} decision tables; {} errors, {} warnings.\n"),
             options.paths.front(), checked.decisions, checked.tables, counts.errors, counts.warnings);
  return counts.exit();
}

Exit check_catalogue(const Options& options, Language language) {
  const auto files = app::read_catalogue_folder(options.paths.front());
  if (!files) {
    fmt::print(stderr, "shuxin check: {}\n", base::word(files.error().message, language));
    return Exit::CannotRun;
  }
  catalog::Loaded loaded = catalog::load(*files);
  check_layouts(loaded.catalogue, loaded.diagnostics);
  indicators::Loaded figures = indicators::load(*files, loaded.catalogue);
  std::ranges::move(figures.diagnostics, std::back_inserter(loaded.diagnostics));
  std::vector<ModelFile> models;
  for (const auto& [path, bytes] : *files)
    if (path.starts_with("decisions/") && path.ends_with(".dmn")) models.push_back({path, bytes});
  ModelsChecked checked = check_models(models, options.notes);
  std::ranges::move(checked.diagnostics, std::back_inserter(loaded.diagnostics));
  base::sort_by_place(loaded.diagnostics);
  const Counts counts(loaded.diagnostics);
  if (options.json) {
    print_json(loaded.catalogue, loaded.diagnostics, counts);
  } else {
    print_words(loaded.catalogue, loaded.diagnostics, counts, language);
  }
  return counts.exit();
}

}  // namespace

Exit run_check(const Arguments& arguments, Language language) {
  Options options;
  bool understood = true;
  for (const std::string& word : arguments) {
    if (word == "--help") {
      fmt::print("{}\n", usage.in(language));
      return Exit::Fine;
    }
    if (word == "--json") {
      options.json = true;
    } else if (word == "--notes") {
      options.notes = true;
    } else if (word.starts_with("--")) {
      understood = false;
    } else {
      options.paths.push_back(word);
    }
  }
  const bool models = !options.paths.empty() && options.paths.front().ends_with(".dmn");
  if (!understood || options.paths.empty() || (!models && options.paths.size() > 1)) {
    fmt::print(stderr, "{}\n", usage.in(language));
    return Exit::CannotRun;
  }
  return models ? check_files(options, language) : check_catalogue(options, language);
}

}  // namespace shuxin::cli
