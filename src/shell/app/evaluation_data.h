// Firms' data from offices' workbooks: by the fields of an evaluation scheme.
#pragma once

#include <string>
#include <vector>

#include "core/catalog/code_table.h"
#include "core/evaluation/subjects.h"
#include "shell/documents/sheet_map.h"

namespace shuxin::app {

struct FirmsRead {
  evaluation::FirmData data;
  std::vector<std::string> ignored_headers;  ///< columns that no field wanted
  std::vector<std::string> skipped;          ///< rows that are no firms (totals, notes), as `row: text`
  std::vector<base::Message> warnings;
};

/// What the reader left aside, so that no row and no column is lost silently: {headers, rows: [`row: text`],
/// warnings: [{zh, en}]}.
[[nodiscard]] base::Json left_aside_json(const FirmsRead& firms);

/// How a table of firms is read: the scheme's fields by their headers, the key `uscc`.
[[nodiscard]] documents::SheetMapping firm_mapping(const catalog::Scheme& scheme);

/// Finds the table under its titles, by plain or Chinese headers, converts units, and accounts for every cell
/// that could not be read. Errors as documents::map_table.
/// With a table of industries, codes that it does not hold are among the warnings, with near ones: they bar
/// nobody, so that a result follows from scheme and data alone.
[[nodiscard]] base::Result<FirmsRead> read_firms(const catalog::Scheme& scheme,
                                                 const documents::Workbook& workbook,
                                                 const catalog::CodeTable* industries = nullptr);

}  // namespace shuxin::app
