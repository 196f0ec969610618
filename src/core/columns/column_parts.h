// Makes columns of their parts, for programs that fill them in parallel. Not part of the room's face.
#pragma once

#include <utility>
#include <vector>

#include "core/columns/table.h"

namespace shuxin::columns {

struct ColumnParts {
  using Data = Column::Data;

  /// Packs decimals as integers if they fit, and counts the bounds; the mask and the number of unknown rows
  /// must be right.
  [[nodiscard]] static Column make(Data data);
  /// All of it must be right, the bounds too.
  [[nodiscard]] static Column make_counted(Data data);
  [[nodiscard]] static Column with_reasons(const Column& column, std::vector<Unknown> reasons);
};

}  // namespace shuxin::columns
