// Comma-separated tables (RFC 4180) with the line of every row, for the catalogue's tables of facts.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "core/base/diagnostic.h"

namespace shuxin::base {

struct CsvRow {
  int line = 0;                     ///< where the row begins, from 1
  std::vector<std::string> fields;  ///< as many as there are columns
};

struct CsvTable {
  std::vector<CsvRow> rows;  ///< the sound rows, without the header
  Diagnostics faults;        ///< all that is wrong, in the order of the lines
};

/// Reads a table whose first row must name exactly `columns`. Any bytes may be given. A byte-order mark, CRLF
/// and empty lines are allowed. Faults: csv.utf8, csv.header, csv.fields, csv.quote (ends the reading).
/// `file` is only named in the faults.
[[nodiscard]] CsvTable read_csv(std::string_view text, const std::string& file,
                                const std::vector<std::string>& columns);

}  // namespace shuxin::base
