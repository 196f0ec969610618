// From an office's sheet to columns with names, types and units: finding the header, converting units, and
// accounting for every cell and row that was not taken.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "core/base/date.h"
#include "core/base/decimal.h"
#include "core/base/message.h"
#include "core/base/units.h"
#include "shell/documents/sheet.h"

namespace shuxin::documents {

enum class FieldKind : std::uint8_t { Text, Number, Date, Boolean };

/// A column that is wanted.
struct SheetField {
  std::string id;
  FieldKind kind = FieldKind::Text;
  /// What the header may say, besides the id; a unit in brackets behind it is understood by itself. Compared
  /// without blanks, full width folded, letters in any case.
  std::vector<std::string> headers;
  std::optional<base::Unit> unit;  ///< in which numbers are handed over, and meant where no unit is written
  bool required = false;           ///< a sheet without it is not the one that is looked for
};

struct SheetMapping {
  std::vector<SheetField> fields;
  std::string key;    ///< the field that names a row; a row with other values but not this one is reported
  std::string sheet;  ///< only this one; empty: of those with all required fields the one with most fields
};

/// A cell that could not be read as what its column holds. Nothing stands for it in the column.
struct UnreadCell {
  std::string sheet;
  std::string cell;   ///< C12; empty if a whole sheet was left aside
  std::string field;  ///< the field's id
  std::string value;  ///< as it stands in the file
  base::Message reason;
};

/// A row below the header that is none of the data.
struct SkippedRow {
  enum class Why : std::uint8_t {
    Total,         ///< 合计, 小计, …
    RepeatedHead,  ///< the header again, at the head of a printed page
    Numbering,     ///< 1 2 3 … or 甲 乙 1 2 … under the header
    Note           ///< 注：…, 填表人：…, or a text in a single cell across the sheet
  };
  std::uint32_t row = 0;
  Why why = Why::Note;
  std::string text;  ///< what it begins with
};

/// A column of the sheet that was taken for a field.
struct TakenColumn {
  std::string field;
  std::uint32_t column = 0;
  std::string header;              ///< as it stands there
  std::optional<base::Unit> unit;  ///< that was written in the header or above it
};

/// The values of one field, a row each; of the three only the one of its kind is filled.
struct MappedColumn {
  std::string field;
  FieldKind kind = FieldKind::Text;
  std::vector<std::optional<std::string>> texts;  ///< Text; never empty
  std::vector<std::optional<base::Decimal>> numbers;
  std::vector<std::optional<base::Date>> dates;
  std::vector<std::optional<bool>> booleans;
};

struct MappedTable {
  std::string sheet;
  std::uint32_t header_row = 0;       ///< the last, if it has two
  std::vector<MappedColumn> columns;  ///< one for each field of the mapping, in its order
  std::vector<std::uint32_t> rows;    ///< the row of the sheet that each row came from
  std::vector<TakenColumn> taken;
  std::vector<std::string> missing_fields;   ///< optional fields that no column was found for
  std::vector<std::string> ignored_headers;  ///< columns that no field wanted
  std::vector<SkippedRow> skipped;
  std::vector<UnreadCell> unread;
  std::vector<base::Message> warnings;  ///< a total that is not the sum of its column

  [[nodiscard]] const MappedColumn* find(std::string_view field) const;
};

/// Finds the header row (one or two rows, under titles) and reads all rows below it.
/// Cells: thousands separators, full-width digits, a unit behind the number (converted), percent; 年月日 and
/// the like as dates; blank, `-`, `—`, `/`, `N/A`, 无, 暂无, 不适用 are missing. A number of more than 15
/// digits, which is a remnant of binary arithmetic, is read as the 15 digits that a spreadsheet shows.
/// Tall merged cells: texts and dates stand for each of their rows, numbers for the first.
/// One sheet is read; another that holds such rows is told in `unread` (sheet.other-sheet).
/// Errors: sheet.no-sheet, sheet.no-header (with the required fields that the best row lacks),
/// sheet.two-columns (one field in two columns).
[[nodiscard]] base::Result<MappedTable> map_table(const Workbook& workbook, const SheetMapping& mapping);

}  // namespace shuxin::documents
