// Comma-separated tables (RFC 4180) with the line of every row, for the catalogue's tables of facts.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "core/base/diagnostic.h"
#include "core/base/result.h"

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

/// All rows as they stand, of a table whose columns nobody knows beforehand: rows may differ in length, an
/// empty line is a row of one empty field, and a quotation mark inside a field that does not begin with one
/// stands for itself. Any bytes may be given; a byte-order mark is not taken off. Error: csv.quote-at (its
/// line).
[[nodiscard]] Result<std::vector<CsvRow>> read_csv_rows(std::string_view text, char separator);

}  // namespace shuxin::base
