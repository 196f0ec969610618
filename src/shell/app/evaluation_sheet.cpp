#include "shell/app/evaluation_sheet.h"

#include <fmt/format.h>
#include <map>

#include "core/evaluation/outcome_json.h"
#include "shell/documents/sheet.h"
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

// A column as a spreadsheet calls it, from 0.
std::string letters(std::size_t column) {
  const std::string cell = documents::cell_name(1, static_cast<std::uint32_t>(column) + 1);
  return cell.substr(0, cell.size() - 1);
}

// The formula rounded as the scheme says; empty where a spreadsheet has no such rounding.
std::string rounded(const std::string& formula, const std::optional<catalog::RoundingRule>& rule) {
  if (formula.empty() || !rule) return formula;
  switch (rule->mode) {
    case base::Rounding::HalfUp:
      return fmt::format("ROUND({},{})", formula, rule->digits);
    case base::Rounding::Up:
      return fmt::format("ROUNDUP({},{})", formula, rule->digits);
    case base::Rounding::Down:
      return fmt::format("ROUNDDOWN({},{})", formula, rule->digits);
    case base::Rounding::HalfEven:
    case base::Rounding::HalfDown:
    case base::Rounding::Ceiling:
    case base::Rounding::Floor:
      return {};
  }
  return {};
}

constexpr std::size_t first_score = 3;  // columns before the scores

// The total stays a formula over the scores beside it, so that who changes one sees what comes of it.
SheetValue total_of(const catalog::Scheme& scheme, const Result& result, std::size_t row) {
  if (!result.total || scheme.second || scheme.indicators.empty()) return number(result.total);
  const std::size_t bonus = first_score + scheme.indicators.size();
  const std::string sum = rounded(
      fmt::format("SUM({}{}:{}{})", letters(first_score), row, letters(bonus - 1), row), scheme.round_base);
  if (sum.empty()) return number(result.total);
  const std::string total = rounded(
      fmt::format("{}+{}{}-{}{}", sum, letters(bonus), row, letters(bonus + 1), row), scheme.round_total);
  if (total.empty()) return number(result.total);
  return documents::SheetFormula{"=" + total, *result.total};
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
  sheet.titles = {scheme.name.in(language)};
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
    row.push_back(total_of(scheme, result, documents::first_row_of(sheet) + sheet.rows.size()));
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

// How many firms each class has, counted by the spreadsheet itself from the results, with a chart.
documents::WrittenSheet summary_sheet(const EvaluatedTable& table, const documents::WrittenSheet& results,
                                      Language language) {
  const catalog::Scheme& scheme = table.scheme;
  const bool zh = language == Language::Chinese;
  std::map<std::pair<std::string, std::string>, std::int64_t> counts;  // of group and class
  for (const std::vector<SheetValue>& row : results.rows) {
    const std::size_t at = first_score + scheme.indicators.size() + 4;
    ++counts[{std::get<std::string>(row[2]), std::get<std::string>(row[at])}];
  }
  documents::WrittenSheet sheet;
  sheet.name = zh ? "汇总" : "Summary";
  constexpr double group_width = 32;
  sheet.columns = {{zh ? "组别" : "group", group_width}, {zh ? "类别" : "class"}, {zh ? "企业数" : "firms"}};
  const auto from = documents::first_row_of(results);
  const auto until = from + results.rows.size() - 1;
  const auto range = [&](std::size_t column) {
    return fmt::format("'{}'!${}${}:${}${}", documents::written_name(results.name), letters(column), from,
                       letters(column), until);
  };
  const auto add = [&](const std::string& group, const std::string& id) {
    const std::string formula =
        fmt::format("=COUNTIFS({},B{},{},A{})", range(first_score + scheme.indicators.size() + 4),
                    documents::first_row_of(sheet) + sheet.rows.size(), range(2),
                    documents::first_row_of(sheet) + sheet.rows.size());
    sheet.rows.push_back({group, id, documents::SheetFormula{formula, counts[{group, id}]}});
  };
  for (const catalog::SchemeGroup& group : scheme.groups) {
    const std::size_t first = sheet.rows.size();
    for (const catalog::ClassRule& rule : scheme.classes_of(group).classes)
      add(group.name.in(language), rule.id);
    if (sheet.rows.size() > first)
      sheet.charts.push_back({documents::SheetChart::Form::Columns, group.name.in(language), first,
                              sheet.rows.size() - 1, 1, 2});
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
  sheet.columns = {{title("工作表", "sheet")}, {title("行", "row")},
                   {title("单元格", "cell")},  {title("栏目", "field")},
                   {title("内容", "value")},   {title("原因", "reason"), reason_width}};
  for (const evaluation::Fault& fault : table.faults) {
    std::vector<SheetValue> row = {fault.sheet.empty() ? table.firms.data.sheet : fault.sheet};
    row.push_back(fault.row < rows.size()
                      ? SheetValue(base::Decimal(static_cast<std::int64_t>(rows[fault.row])))
                      : SheetValue(std::monostate{}));
    row.emplace_back(evaluation::cell_of(fault, table.firms.data));
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
  documents::WrittenSheet summary = summary_sheet(table, sheets.front(), language);
  if (!summary.rows.empty()) sheets.push_back(std::move(summary));
  if (!table.faults.empty()) sheets.push_back(faults_sheet(table, language));
  return documents::write_xlsx(sheets, now);
}

}  // namespace shuxin::app
