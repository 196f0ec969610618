// Finding the header of a sheet. Private to the room.
#pragma once

#include "shell/documents/sheet_map.h"

namespace shuxin::documents {

struct SheetHead {
  std::size_t last_row = 0;  ///< index into the sheet's rows of the header's last row
  std::vector<TakenColumn> taken;
  std::vector<std::string> ignored;
  std::vector<std::string> missing_required;
  std::vector<std::string> doubled;  ///< fields that two columns claim
};

/// The row, or two rows, among the first thirty that name most fields; last_row means nothing if none does.
[[nodiscard]] SheetHead find_head(const Sheet& sheet, const SheetMapping& mapping);

}  // namespace shuxin::documents
