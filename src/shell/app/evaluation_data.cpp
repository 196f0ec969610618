#include "shell/app/evaluation_data.h"

#include <algorithm>
#include <charconv>
#include <map>
#include <set>

#include "core/base/both.h"
#include "shell/documents/sheet_map.h"

namespace shuxin::app {
using catalog::SchemeField;
using documents::FieldKind;

documents::SheetMapping firm_mapping(const catalog::Scheme& scheme) {
  documents::SheetMapping mapping;
  mapping.key = "uscc";
  for (const SchemeField& field : scheme.fields) {
    documents::SheetField made;
    made.id = field.id;
    made.kind = field.kind == SchemeField::Kind::Text     ? FieldKind::Text
                : field.kind == SchemeField::Kind::Number ? FieldKind::Number
                                                          : FieldKind::Date;
    made.headers = field.headers;
    made.headers.push_back(field.name.zh);
    made.headers.push_back(field.name.en);
    made.unit = base::find_unit(field.unit);
    made.required = field.id == "uscc";
    mapping.fields.push_back(std::move(made));
  }
  return mapping;
}

namespace {

columns::Column column_of(const documents::MappedColumn& from, std::size_t rows) {
  switch (from.kind) {
    case FieldKind::Text: {
      columns::ColumnBuilder builder(columns::Kind::Text, rows);
      for (const auto& text : from.texts) text ? builder.add_text(*text) : builder.add_unknown();
      return std::move(builder).finish();
    }
    case FieldKind::Number: {
      columns::ColumnBuilder builder(columns::Kind::Number, rows);
      for (const auto& number : from.numbers) number ? builder.add_number(*number) : builder.add_unknown();
      return std::move(builder).finish();
    }
    case FieldKind::Date: {
      columns::ColumnBuilder builder(columns::Kind::Date, rows);
      for (const auto& date : from.dates) date ? builder.add_date(*date) : builder.add_unknown();
      return std::move(builder).finish();
    }
    case FieldKind::Boolean: {
      columns::ColumnBuilder builder(columns::Kind::Boolean, rows);
      for (const auto& truth : from.booleans) truth ? builder.add_boolean(*truth) : builder.add_unknown();
      return std::move(builder).finish();
    }
  }
  return {};
}

// The number behind the letters of C12.
std::uint32_t row_of(const std::string& cell) {
  const std::size_t digits = std::min(cell.find_first_of("0123456789"), cell.size());
  std::uint32_t row = 0;
  std::from_chars(cell.data() + digits, cell.data() + cell.size(), row);
  return row;
}

// Codes that the table does not hold, each once; names instead of codes are left alone.
void report_unknown_industries(FirmsRead& read, const catalog::CodeTable& industries) {
  constexpr std::size_t most = 50;
  std::set<std::string> told;
  for (std::size_t row = 0; row < read.data.rows.size() && told.size() < most; ++row) {
    const std::string code = evaluation::industry_code(read.data.table, row);
    if (code.empty() || industries.find(code) || !told.insert(code).second) continue;
    const std::string near = industries.near_words(code);
    read.warnings.push_back(
        {"evaluation.unknown-industry",
         {std::to_string(read.data.rows[row]), code, industries.id, near.empty() ? "" : "，相近的有：" + near,
          near.empty() ? "" : "; near ones: " + near}});
  }
}

}  // namespace

base::Json left_aside_json(const FirmsRead& firms) {
  base::Json::Array headers;
  for (const std::string& header : firms.ignored_headers) headers.emplace_back(header);
  base::Json::Array rows;
  for (const std::string& row : firms.skipped) rows.emplace_back(row);
  base::Json::Array warnings;
  for (const base::Message& warning : firms.warnings) warnings.push_back(base::both(warning));
  return base::Json::object(
      {{"headers", std::move(headers)}, {"rows", std::move(rows)}, {"warnings", std::move(warnings)}});
}

base::Result<FirmsRead> read_firms(const catalog::Scheme& scheme, const documents::Workbook& workbook,
                                   const catalog::CodeTable* industries) {
  SHUXIN_TRY(const documents::MappedTable table, documents::map_table(workbook, firm_mapping(scheme)));
  FirmsRead read;
  read.data.sheet = table.sheet;
  read.data.rows = table.rows;
  for (const documents::MappedColumn& column : table.columns)
    if (std::ranges::find(table.missing_fields, column.field) == table.missing_fields.end())
      read.data.table.set(column.field, column_of(column, table.rows.size()));
  for (const documents::TakenColumn& taken : table.taken) {
    const std::string cell = documents::cell_name(1, taken.column);
    read.data.columns[taken.field] = cell.substr(0, cell.size() - 1);
  }
  std::map<std::uint32_t, std::size_t> index_of;
  for (std::size_t i = 0; i < table.rows.size(); ++i) index_of[table.rows[i]] = i;
  for (const documents::UnreadCell& cell : table.unread) {
    const auto found = index_of.find(row_of(cell.cell));
    const std::size_t row = found == index_of.end() ? table.rows.size() : found->second;
    read.data.unread.push_back({row, cell.field, cell.sheet, cell.cell, cell.value, cell.reason});
  }
  read.ignored_headers = table.ignored_headers;
  for (const documents::SkippedRow& row : table.skipped)
    read.skipped.push_back(std::to_string(row.row) + ": " + row.text);
  read.warnings = table.warnings;
  if (industries) report_unknown_industries(read, *industries);
  return read;
}

}  // namespace shuxin::app
