// Firms' data from offices' workbooks: by the fields of an evaluation scheme.
#pragma once

#include <string>
#include <vector>

#include "core/evaluation/subjects.h"
#include "shell/documents/sheet.h"

namespace shuxin::app {

struct FirmsRead {
  evaluation::FirmData data;
  std::vector<std::string> ignored_headers;  ///< columns that no field wanted
  std::vector<std::string> skipped;          ///< rows that are no firms (totals, notes), as `row: text`
  std::vector<base::Message> warnings;
};

/// Finds the table under its titles, by plain or Chinese headers, converts units, and accounts for every cell
/// that could not be read. Errors as documents::map_table.
[[nodiscard]] base::Result<FirmsRead> read_firms(const catalog::Scheme& scheme,
                                                 const documents::Workbook& workbook);

}  // namespace shuxin::app
