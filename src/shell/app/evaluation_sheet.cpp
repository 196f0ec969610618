#include "shell/app/evaluation_sheet.h"

#include "core/evaluation/outcome_json.h"
#include "shell/documents/sheet_write.h"

namespace shuxin::app {
namespace {

using base::Language;
using documents::SheetValue;
using evaluation::Firm;
using evaluation::Result;

SheetValue number(const std::optional<base::Decimal>& value) {
  return value ? SheetValue(*value) : SheetValue(std::monostate{});
}

documents::WrittenSheet results_sheet(const EvaluatedTable& table, Language language) {
  const catalog::Scheme& scheme = table.scheme;
  const evaluation::Prepared& prepared = table.prepared;
  const evaluation::Outcome& outcome = table.outcome;
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

documents::WrittenSheet faults_sheet(const EvaluatedTable& table, Language language) {
  const std::vector<std::uint32_t>& rows = table.firms.data.rows;
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
  for (const evaluation::Fault& fault : table.faults) {
    std::vector<SheetValue> row;
    row.push_back(fault.row < rows.size()
                      ? SheetValue(base::Decimal(static_cast<std::int64_t>(rows[fault.row])))
                      : SheetValue(std::monostate{}));
    row.emplace_back(fault.cell);
    row.emplace_back(fault.field);
    row.emplace_back(fault.value);
    row.emplace_back(base::word(fault.reason, language));
    sheet.rows.push_back(std::move(row));
  }
  return sheet;
}

}  // namespace

std::string results_csv(const EvaluatedTable& table, Language language) {
  return documents::write_csv(results_sheet(table, language));
}

base::Result<std::string> results_xlsx(const EvaluatedTable& table, Language language, base::Instant now) {
  std::vector<documents::WrittenSheet> sheets = {results_sheet(table, language)};
  sheets.front().titles = {table.scheme.name.in(language)};
  if (!table.faults.empty()) sheets.push_back(faults_sheet(table, language));
  return documents::write_xlsx(sheets, now);
}

}  // namespace shuxin::app
