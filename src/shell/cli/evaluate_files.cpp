#include "shell/cli/evaluate_files.h"

#include <chrono>
#include <filesystem>
#include <fstream>
#include <iterator>

#include "shell/app/evaluation_lists.h"
#include "shell/app/evaluation_sheet.h"

namespace shuxin::cli {
namespace {

using base::Language;

base::Instant now() {
  const auto since = std::chrono::system_clock::now().time_since_epoch();
  return {std::chrono::duration_cast<std::chrono::milliseconds>(since).count()};
}

}  // namespace

base::Result<std::string> read_whole(const std::string& path) {
  std::error_code ignored;
  std::ifstream in(path, std::ios::binary);
  if (std::filesystem::is_directory(path, ignored) || !in) return base::fail("decide.cannot-read", {path});
  return std::string(std::istreambuf_iterator<char>(in), {});
}

base::Result<void> write_whole(const std::string& path, const std::string& bytes) {
  std::ofstream out(path, std::ios::binary);
  out.write(bytes.data(), static_cast<std::streamsize>(bytes.size()));
  out.close();
  if (!out) return base::fail("evaluation.cannot-write", {path});
  return {};
}

base::Result<std::string> find_scheme_file(const std::string& named, const std::string& catalogue) {
  std::error_code ignored;
  if (std::filesystem::is_regular_file(named, ignored)) return named;
  const bool is_name = named.find('/') == std::string::npos && !named.starts_with('.');
  const std::string path = catalogue + "/evaluations/" + named + ".yaml";
  if (is_name && std::filesystem::is_regular_file(path, ignored)) return path;
  return base::fail("evaluation.no-scheme", {named, catalogue + "/evaluations"});
}

base::Result<std::optional<catalog::CodeTable>> read_code_table(const std::string& name,
                                                                const std::string& catalogue) {
  const std::string path = catalogue + "/codes/" + name + ".csv";
  std::error_code ignored;
  if (name.empty() || !std::filesystem::is_regular_file(path, ignored)) return std::nullopt;
  SHUXIN_TRY(const std::string text, read_whole(path));
  base::Diagnostics faults;
  auto table = catalog::CodeTable::read(name, text, path, faults);
  if (base::has_errors(faults)) return base::fail("catalog.unknown-code-table", {name});
  return table;
}

base::Result<std::vector<evaluation::Shift>> read_shifts_file(const std::string& path) {
  if (path.ends_with(".yaml") || path.ends_with(".yml") || path.ends_with(".json")) {
    SHUXIN_TRY(const std::string text, read_whole(path));
    return app::read_shifts(path, text);
  }
  SHUXIN_TRY(const documents::Workbook workbook, documents::read_workbook_file(path));
  return app::read_shifts(workbook);
}

base::Result<void> write_results(const std::string& path, const app::EvaluatedTable& table,
                                 Language language) {
  if (path.ends_with(".csv")) return write_whole(path, app::results_csv(table, language));
  if (!path.ends_with(".xlsx")) return base::fail("evaluation.out-format", {path});
  SHUXIN_TRY(const std::string bytes, app::results_xlsx(table, language, now()));
  return write_whole(path, bytes);
}

}  // namespace shuxin::cli
