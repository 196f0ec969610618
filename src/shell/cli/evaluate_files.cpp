#include "shell/cli/evaluate_files.h"

#include <chrono>
#include <filesystem>
#include <fstream>
#include <iterator>

#include "core/evaluation/outcome_json.h"
#include "shell/documents/sheet_write.h"

namespace shuxin::cli {
namespace {

using base::Language;
using documents::SheetValue;
using evaluation::Firm;
using evaluation::Result;

SheetValue number(const std::optional<base::Decimal>& value) {
  return value ? SheetValue(*value) : SheetValue(std::monostate{});
}

documents::WrittenSheet results_sheet(const catalog::Scheme& scheme, const evaluation::Prepared& prepared,
                                      const evaluation::Outcome& outcome, Language language) {
  const auto title = [&](const char* zh, const char* en) {
    return std::string(language == Language::Chinese ? zh : en);
  };
  documents::WrittenSheet sheet;
  sheet.name = title("评价结果", "Results");
  constexpr double code_width = 22;
  constexpr double name_width = 32;
  sheet.columns = {{title("统一社会信用代码", "uscc"), code_width},
                   {title("企业名称", "name"), name_width},
                   {title("组别", "group")}};
  for (const catalog::Indicator& one : scheme.indicators)
    sheet.columns.push_back({one.id + " " + one.name.in(language) + title("得分", ", points")});
  for (const auto& [zh, en] : {std::pair{"加分", "bonus"},
                               {"减分", "deduction"},
                               {"总分", "total"},
                               {"名次", "rank"},
                               {"类别", "class"},
                               {"状态", "state"}})
    sheet.columns.push_back({title(zh, en)});
  const bool has_shifts = !outcome.shifts.empty();
  if (has_shifts)
    for (const auto& [zh, en] : {std::pair{"调整前类别", "class before"},
                                 {"调整理由", "reason"},
                                 {"调整依据", "power"},
                                 {"决定日期", "decided on"}})
      sheet.columns.push_back({title(zh, en)});
  for (const Firm& firm : prepared.firms) {
    const Result& result = outcome.results[firm.subject];
    const evaluation::Subject& subject = prepared.subjects[firm.subject];
    std::vector<SheetValue> row = {firm.uscc, firm.name};
    row.emplace_back(subject.state == evaluation::Subject::State::Evaluated
                         ? scheme.groups[subject.group].name.in(language)
                         : "");
    for (std::size_t i = 0; i < scheme.indicators.size(); ++i)
      row.push_back(number(outcome.score(firm.subject, i).points));
    row.push_back(number(result.bonus));
    row.push_back(number(result.deduction));
    row.push_back(number(result.total));
    row.push_back(result.rank ? SheetValue(base::Decimal(static_cast<std::int64_t>(*result.rank)))
                              : SheetValue(std::monostate{}));
    row.emplace_back(result.assigned_class);
    row.emplace_back(base::word(
        {"evaluation.state." + std::string(evaluation::state_of(prepared, outcome, firm.subject)), {}},
        language));
    if (has_shifts) {
      const evaluation::Shift none;
      const evaluation::Shift& shift = result.shift ? outcome.shifts[*result.shift] : none;
      row.emplace_back(result.shift ? shift.from : result.assigned_class);
      row.emplace_back(shift.reason);
      row.emplace_back(shift.power);
      row.emplace_back(result.shift ? shift.decided_on.to_string() : "");
    }
    sheet.rows.push_back(std::move(row));
  }
  return sheet;
}

documents::WrittenSheet faults_sheet(const evaluation::FirmData& data,
                                     const std::vector<evaluation::Fault>& faults, Language language) {
  const auto title = [&](const char* zh, const char* en) {
    return std::string(language == Language::Chinese ? zh : en);
  };
  documents::WrittenSheet sheet;
  sheet.name = title("未读取", "Not read");
  constexpr double reason_width = 60;
  sheet.columns = {{title("行", "row")},
                   {title("单元格", "cell")},
                   {title("栏目", "field")},
                   {title("内容", "value")},
                   {title("原因", "reason"), reason_width}};
  for (const evaluation::Fault& fault : faults) {
    std::vector<SheetValue> row;
    row.push_back(fault.row < data.rows.size()
                      ? SheetValue(base::Decimal(static_cast<std::int64_t>(data.rows[fault.row])))
                      : SheetValue(std::monostate{}));
    row.emplace_back(fault.cell);
    row.emplace_back(fault.field);
    row.emplace_back(fault.value);
    row.emplace_back(base::word(fault.reason, language));
    sheet.rows.push_back(std::move(row));
  }
  return sheet;
}

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

base::Result<std::vector<evaluation::Shift>> read_shifts_file(const std::string& path) {
  if (path.ends_with(".yaml") || path.ends_with(".yml") || path.ends_with(".json")) {
    SHUXIN_TRY(const std::string text, read_whole(path));
    return app::read_shifts(path, text);
  }
  SHUXIN_TRY(const documents::Workbook workbook, documents::read_workbook_file(path));
  return app::read_shifts(workbook);
}

base::Result<void> write_results(const std::string& path, const catalog::Scheme& scheme,
                                 const evaluation::FirmData& data, const evaluation::Prepared& prepared,
                                 const evaluation::Outcome& outcome,
                                 const std::vector<evaluation::Fault>& faults, Language language) {
  documents::WrittenSheet results = results_sheet(scheme, prepared, outcome, language);
  if (path.ends_with(".csv")) return write_whole(path, documents::write_csv(results));
  if (!path.ends_with(".xlsx")) return base::fail("evaluation.out-format", {path});
  results.titles = {scheme.name.in(language)};
  std::vector<documents::WrittenSheet> sheets = {std::move(results)};
  if (!faults.empty()) sheets.push_back(faults_sheet(data, faults, language));
  SHUXIN_TRY(const std::string bytes, documents::write_xlsx(sheets, now()));
  return write_whole(path, bytes);
}

}  // namespace shuxin::cli
