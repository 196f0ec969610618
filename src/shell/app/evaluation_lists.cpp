#include "shell/app/evaluation_lists.h"

#include <algorithm>

#include "core/catalog/scheme.h"
#include "shell/app/evaluated_table.h"
#include "shell/documents/sheet_map.h"

namespace shuxin::app {
namespace {

using documents::FieldKind;

base::Result<documents::MappedTable> map(const documents::Workbook& workbook,
                                         std::vector<documents::SheetField> fields) {
  documents::SheetMapping mapping;
  mapping.fields = std::move(fields);
  mapping.key = "uscc";
  SHUXIN_TRY(documents::MappedTable table, documents::map_table(workbook, mapping));
  // A list that was decided or published has no room for guesses: one bad cell stops it.
  if (!table.unread.empty()) {
    const documents::UnreadCell& cell = table.unread.front();
    return base::fail("evaluation.list-cell",
                      {cell.cell, cell.value, base::word(cell.reason, base::Language::Chinese),
                       base::word(cell.reason, base::Language::English)});
  }
  return table;
}

const std::vector<std::string> code_headers = {"统一社会信用代码", "社会信用代码", "信用代码", "企业代码"};

}  // namespace

base::Result<std::vector<evaluation::Shift>> read_shifts(const documents::Workbook& workbook) {
  SHUXIN_TRY(const documents::MappedTable table,
             map(workbook, {{"uscc", FieldKind::Text, code_headers, {}, true},
                            {"from", FieldKind::Text, {"原类别", "调整前", "调整前类别"}, {}, true},
                            {"to", FieldKind::Text, {"调整后", "调整后类别", "现类别"}, {}, true},
                            {"reason", FieldKind::Text, {"理由", "原因", "调整理由", "调整原因"}, {}, true},
                            {"power", FieldKind::Text, {"依据", "调整依据", "权限依据"}, {}, true},
                            {"decided_on", FieldKind::Date, {"决定日期", "调整日期"}, {}, true}}));
  std::vector<evaluation::Shift> shifts;
  for (std::size_t row = 0; row < table.rows.size(); ++row) {
    const auto text = [&](const char* field) { return table.find(field)->texts[row].value_or(""); };
    const auto& date = table.find("decided_on")->dates[row];
    SHUXIN_TRY(
        evaluation::Shift shift,
        evaluation::make_shift({text("uscc"), text("from"), text("to"), text("reason"), text("power"), {}},
                               date ? date->to_string() : "", std::to_string(table.rows[row])));
    shifts.push_back(std::move(shift));
  }
  return shifts;
}

base::Result<std::vector<evaluation::Shift>> read_shifts(const std::string& file, const std::string& yaml) {
  const auto read = catalog::read_settings(file, yaml);
  if (base::has_errors(read.diagnostics)) return std::unexpected(wrong_setting(read.diagnostics));
  std::vector<base::Json> firms;
  for (const catalog::Setting& one : read.settings) {
    const std::size_t point = one.path.rfind('.');
    const std::string code = one.path.substr(0, point);
    const std::string member = point == std::string::npos ? "" : one.path.substr(point + 1);
    auto firm = std::ranges::find_if(
        firms, [&](const base::Json& known) { return known.find_string("uscc") == code; });
    if (firm == firms.end()) firm = firms.insert(firms.end(), base::Json::object({{"uscc", code}}));
    if (const auto* number = one.value.if_number()) {
      firm->set(member, number->digits);
    } else {
      firm->set(member, one.value);
    }
  }
  std::vector<evaluation::Shift> shifts;
  for (const base::Json& firm : firms) {
    SHUXIN_TRY(evaluation::Shift shift, evaluation::read_shift(firm));
    shifts.push_back(std::move(shift));
  }
  return shifts;
}

base::Result<std::vector<evaluation::Published>> read_published(const documents::Workbook& workbook) {
  SHUXIN_TRY(const documents::MappedTable table,
             map(workbook,
                 {{"uscc", FieldKind::Text, code_headers, {}, true},
                  {"class", FieldKind::Text, {"类别", "评价类别", "等级", "评价等级", "评价结果"}, {}, true},
                  {"total", FieldKind::Number, {"总分", "总得分", "综合得分", "得分"}, {}, false},
                  {"rank", FieldKind::Number, {"名次", "排名"}, {}, false}}));
  const auto number = [&](const char* field, std::size_t row) {
    const auto* column = table.find(field);
    return column && row < column->numbers.size() ? column->numbers[row] : std::nullopt;
  };
  std::vector<evaluation::Published> list;
  for (std::size_t row = 0; row < table.rows.size(); ++row)
    list.push_back({table.find("uscc")->texts[row].value_or(""), table.find("class")->texts[row].value_or(""),
                    number("total", row), number("rank", row)});
  return list;
}

}  // namespace shuxin::app
