// Any bytes as a workbook: reading and mapping end within their limits, and every row below the header is
// either taken or reported.
#include <cstdlib>

#include "core/base/check.h"
#include "shell/documents/sheet_map.h"

using namespace shuxin;

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  documents::SheetLimits limits;
  limits.inflated_bytes = 4 << 20;
  limits.cells = 100'000;
  limits.text_bytes = 4 << 20;
  const auto book = documents::read_workbook({reinterpret_cast<const char*>(data), size}, "fuzz", limits);
  if (!book) return 0;
  const documents::SheetMapping mapping{
      {{"uscc", documents::FieldKind::Text, {"统一社会信用代码"}, {}, false},
       {"tax", documents::FieldKind::Number, {"税收"}, base::find_unit("万元"), false},
       {"land_mu", documents::FieldKind::Number, {"面积"}, base::find_unit("亩"), false},
       {"on", documents::FieldKind::Date, {"日期"}, {}, false}},
      "uscc",
      ""};
  const auto table = documents::map_table(*book, mapping);
  if (!table) return 0;
  for (const documents::Sheet& sheet : book->sheets) {
    if (sheet.name != table->sheet || book->sheets.size() > 1) continue;
    std::size_t below = 0;
    for (const documents::Row& row : sheet.rows)
      if (row.number > table->header_row) ++below;
    base::check(below == table->rows.size() + table->skipped.size(), "every row is taken or reported");
  }
  return 0;
}
