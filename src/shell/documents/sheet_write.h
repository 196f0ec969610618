// Writing tables as XLSX and CSV.
#pragma once

#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "core/base/date.h"
#include "core/base/decimal.h"
#include "core/base/result.h"

namespace shuxin::documents {

/// A formula that the reader's program computes anew, with the value that it has now.
struct SheetFormula {
  std::string formula;  ///< `=SUM(C2:C9)`
  base::Decimal value;
};

using SheetValue = std::variant<std::monostate, std::string, base::Decimal, base::Date, bool, SheetFormula>;

struct SheetColumn {
  std::string title;
  double width = 12;     ///< in characters
  int decimals = -1;     ///< that numbers are shown with; negative: as many as they have
  bool percent = false;  ///< 0.389 is shown as 38.9%
};

/// A chart of a spreadsheet's own beside the table, over rows of it: it moves when they change.
struct SheetChart {
  enum class Form { Columns, Line, Bars };  ///< Bars lie, the first row on top
  Form form = Form::Columns;
  std::string title;
  std::size_t first_row = 0;  ///< index into `rows`
  std::size_t last_row = 0;
  std::size_t labels = 0;  ///< index into `columns`
  std::size_t values = 0;
};

struct WrittenSheet {
  std::string name;                 ///< shortened to 31 characters, signs that a name may not have replaced
  std::vector<std::string> titles;  ///< lines above the header, merged across
  std::vector<SheetColumn> columns;
  std::vector<std::vector<SheetValue>> rows;
  std::vector<std::string> notes;  ///< lines below the table
  std::vector<SheetChart> charts;  ///< at the right of the table, one below the other
};

/// A sheet's name as it will be written: for references to it. Names that differ only later than its 31
/// characters are the same.
[[nodiscard]] std::string written_name(std::string_view wanted);

/// The row (as a spreadsheet numbers it) of the table's first row: behind titles and header. For formulas.
[[nodiscard]] std::uint32_t first_row_of(const WrittenSheet& sheet);

/// A workbook; `created` is what its properties say, so that the same tables give the same content. Numbers
/// are kept as spreadsheets keep them, with 15 digits. Errors: sheet.cannot-write (with what the library
/// says).
[[nodiscard]] base::Result<std::string> write_xlsx(const std::vector<WrittenSheet>& sheets,
                                                   base::Instant created);

/// Header and rows as UTF-8 with a byte-order mark and CRLF, formulas as their values, numbers with all their
/// digits. A text that a spreadsheet would take for a formula gets an apostrophe in front.
[[nodiscard]] std::string write_csv(const WrittenSheet& sheet);

}  // namespace shuxin::documents
