// Workbooks as they come from offices: XLSX and CSV read into typed cells that remember where they stood.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "core/base/result.h"

namespace shuxin::documents {

enum class CellKind : std::uint8_t {
  Text,
  Number,   ///< `text` is the digits as the file holds them
  Boolean,  ///< TRUE or FALSE
  Date,     ///< YYYY-MM-DD, with Thh:mm:ss if there is a time; hh:mm:ss alone for a time of day
  Error     ///< the error that a formula was left with: #DIV/0!, #REF!, …; its own text if it was left with
            ///< no result at all
};

struct Cell {
  std::uint32_t column = 0;  ///< from 1
  CellKind kind = CellKind::Text;
  bool formula = false;  ///< the value is what the program that wrote the file had computed
  std::string text;      ///< never empty; valid UTF-8
};

/// The cells of a row that hold something, in the order of their columns, each column once.
struct Row {
  std::uint32_t number = 0;  ///< as the program shows it, from 1; in CSV the line where the row begins
  std::vector<Cell> cells;

  /// Null if the cell is empty.
  [[nodiscard]] const Cell* find(std::uint32_t column) const;
};

/// A merged block of cells; its value stands in the first.
struct MergedCells {
  std::uint32_t first_row = 0;
  std::uint32_t first_column = 0;
  std::uint32_t last_row = 0;
  std::uint32_t last_column = 0;
};

struct Sheet {
  std::string name;
  bool hidden = false;
  std::vector<Row> rows;  ///< those that hold something, ascending
  std::vector<MergedCells> merged;
};

struct Workbook {
  std::string file;
  std::vector<Sheet> sheets;
};

/// What bounds the reading of a file from outside.
struct SheetLimits {
  std::size_t file_bytes = std::size_t{256} << 20;
  std::size_t inflated_bytes = std::size_t{1} << 30;  ///< of all parts that are read, unpacked
  std::size_t cells = 5'000'000;                      ///< that hold something
  std::size_t text_bytes = std::size_t{512} << 20;    ///< of all cells, repeated strings each time
  std::size_t sheets = 256;
};

/// Reads XLSX (also with macros) or CSV (UTF-8, UTF-16 with mark, GB18030; separated by comma, semicolon or
/// tab), told apart by their first bytes. `file` is only named. Never reads beyond the limits.
/// Errors: sheet.empty, sheet.too-large, sheet.old-format (XLS, or locked by a password), sheet.format,
/// sheet.damaged, sheet.xml, sheet.encoding, csv.quote-at.
[[nodiscard]] base::Result<Workbook> read_workbook(std::string_view bytes, const std::string& file,
                                                   const SheetLimits& limits = {});
/// The same from a file, whose size is looked at before anything is read. Error too: sheet.no-file.
[[nodiscard]] base::Result<Workbook> read_workbook_file(const std::string& path,
                                                        const SheetLimits& limits = {});

/// `C12`
[[nodiscard]] std::string cell_name(std::uint32_t row, std::uint32_t column);

}  // namespace shuxin::documents
