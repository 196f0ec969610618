#include "shell/cli/check.h"

#include <algorithm>
#include <cstdio>
#include <fmt/format.h>

#include "core/catalog/catalog.h"
#include "shell/app/catalogue_folder.h"
#include "shell/documents/template.h"

namespace shuxin::cli {
namespace {

using base::Diagnostic;
using base::Diagnostics;
using base::Json;
using base::Language;
using base::Severity;

const base::Text usage = {
    "用法：shuxin check 目录 [--json] [--lang zh|en]\n"
    "检查园区目录：读取目录中的全部定义，报告每一处错误的文件、行、列、代码和说明。\n"
    "退出码：0 没有错误；1 有错误；2 无法读取。",
    "usage: shuxin check DIR [--json] [--lang zh|en]\n"
    "Checks a zone's catalogue: reads all definitions of the folder and says what is wrong, each fault with "
    "its file, line, column, code and words.\n"
    "Exit code: 0 no errors, 1 errors, 2 the folder cannot be read."};

// The layouts of papers are the document room's to read; their faults stand where the layout begins.
void check_layouts(const catalog::Catalogue& catalogue, Diagnostics& diagnostics) {
  for (const catalog::DocumentTemplate& document : catalogue.documents)
    if (const auto form = documents::read_template(document.layout); !form)
      diagnostics.push_back(
          {Severity::Error, document.at.of("layout", document.place), form.error().message, std::nullopt});
  std::ranges::stable_sort(diagnostics, {}, &Diagnostic::place);
}

Json both(const base::Message& message) {
  return Json::object(
      {{"zh", base::word(message, Language::Chinese)}, {"en", base::word(message, Language::English)}});
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
};

void print_json(const catalog::Catalogue& catalogue, const Diagnostics& diagnostics, Counts counts) {
  Json::Array faults;
  for (const Diagnostic& diagnostic : diagnostics) faults.push_back(to_json(diagnostic));
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
                                    {"diagnostics", std::move(faults)}});
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

}  // namespace

Exit run_check(const Arguments& arguments, Language language) {
  bool json = false;
  std::string folder;
  for (const std::string& word : arguments) {
    if (word == "--help") {
      fmt::print("{}\n", usage.in(language));
      return Exit::Fine;
    }
    if (word == "--json") {
      json = true;
    } else if (folder.empty() && !word.starts_with("--")) {
      folder = word;
    } else {
      fmt::print(stderr, "{}\n", usage.in(language));
      return Exit::CannotRun;
    }
  }
  if (folder.empty()) {
    fmt::print(stderr, "{}\n", usage.in(language));
    return Exit::CannotRun;
  }
  const auto files = app::read_catalogue_folder(folder);
  if (!files) {
    fmt::print(stderr, "shuxin check: {}\n", base::word(files.error().message, language));
    return Exit::CannotRun;
  }
  catalog::Loaded loaded = catalog::load(*files);
  check_layouts(loaded.catalogue, loaded.diagnostics);
  Counts counts;
  for (const Diagnostic& diagnostic : loaded.diagnostics)
    ++(diagnostic.severity == Severity::Error ? counts.errors : counts.warnings);
  if (json) {
    print_json(loaded.catalogue, loaded.diagnostics, counts);
  } else {
    print_words(loaded.catalogue, loaded.diagnostics, counts, language);
  }
  return counts.errors == 0 ? Exit::Fine : Exit::Refuted;
}

}  // namespace shuxin::cli
