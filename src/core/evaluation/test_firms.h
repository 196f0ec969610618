// Tables of firms and schemes for tests, from plain text.
#pragma once

#include <algorithm>
#include <fstream>
#include <gtest/gtest.h>
#include <iterator>
#include <sstream>

#include "core/evaluation/outcome.h"

namespace shuxin::evaluation {

inline std::string file_of_scheme(const std::string& name) {
  std::ifstream in(std::string(SHUXIN_SOURCE_DIR) + "/catalog/suxitong/evaluations/" + name + ".yaml");
  return {std::istreambuf_iterator<char>(in), {}};
}

inline Scheme scheme_of(const std::string& text, const std::string& settings = "{}") {
  const auto read =
      catalog::read_scheme("scheme.yaml", text, catalog::read_settings("set.yaml", settings).settings);
  std::string said;
  for (const auto& one : read.diagnostics) said += to_string(one, base::Language::English) + "\n";
  EXPECT_TRUE(read.scheme) << said;
  return read.scheme.value_or(Scheme{});
}

inline Scheme zone_scheme(const std::string& name, const std::string& settings = "{}") {
  return scheme_of(file_of_scheme(name), settings);
}

inline std::vector<std::string> split(const std::string& line, char by) {
  std::vector<std::string> parts(1);
  for (const char c : line) {
    if (c == by) {
      parts.emplace_back();
    } else {
      parts.back() += c;
    }
  }
  return parts;
}

/// A table from lines of plain CSV without quotes; the first line names the fields.
inline FirmData firms_of(const std::string& text) {
  std::istringstream in(text);
  std::string line;
  std::vector<std::vector<std::string>> rows;
  while (std::getline(in, line))
    if (!line.empty()) rows.push_back(split(line, ','));
  FirmData data;
  for (std::size_t column = 0; column < rows[0].size(); ++column) {
    const auto& fields = catalog::plain_fields();
    const auto field = std::ranges::find(fields, rows[0][column], &catalog::SchemeField::id);
    const bool text_field = field != fields.end() && field->kind == catalog::SchemeField::Kind::Text;
    const bool date_field = field != fields.end() && field->kind == catalog::SchemeField::Kind::Date;
    columns::ColumnBuilder builder(text_field   ? columns::Kind::Text
                                   : date_field ? columns::Kind::Date
                                                : columns::Kind::Number);
    for (std::size_t row = 1; row < rows.size(); ++row) {
      const std::string& cell = rows[row].at(column);
      if (!builder.add_cell(cell))
        data.unread.push_back({row - 1, rows[0][column], "", "", cell, {"columns.unreadable-cell", {cell}}});
    }
    data.table.set(rows[0][column], std::move(builder).finish());
  }
  for (std::size_t row = 1; row < rows.size(); ++row)
    data.rows.push_back(static_cast<std::uint32_t>(row + 1));
  return data;
}

inline Prepared prepared_of(const Scheme& scheme, const std::string& csv) {
  auto made = prepare(scheme, firms_of(csv));
  EXPECT_TRUE(made) << base::word(made.error().message, base::Language::English);
  return made.value_or(Prepared{});
}

inline std::string digits(const std::optional<Decimal>& number) {
  return number ? number->to_string() : "-";
}

/// `code total rank class` of each firm, a line each.
inline std::string list_of(const Prepared& prepared, const Outcome& outcome) {
  std::string all;
  for (const Firm& firm : prepared.firms) {
    const Result& result = outcome.results[firm.subject];
    all += firm.uscc + " " + digits(result.total) + " " + (result.rank ? std::to_string(*result.rank) : "-") +
           " " + (result.assigned_class.empty() ? "-" : result.assigned_class) + "\n";
  }
  return all;
}
inline std::string list_of(const Scheme& scheme, const std::string& csv) {
  const Prepared prepared = prepared_of(scheme, csv);
  return list_of(prepared, evaluate(scheme, prepared));
}

inline const char* const r1_firms =
    "uscc,name,land_mu,tax,sales,value_added,energy_tce,pollutants_t,staff,rnd,bonus,deduction\n"
    "E1,E1,40,1600,28000,7200,1500,2.0,240,1400,5,0\n"
    "E2,E2,60,1500,24000,6000,2500,5.0,300,720,2,0\n"
    "E3,E3,25,500,9000,2250,400,0,90,360,12,0\n"
    "E4,E4,100,1200,20000,5000,6000,24,400,200,0,5\n"
    "E5,E5,50,-40,3000,450,900,3.0,60,0,0,0\n";

}  // namespace shuxin::evaluation
