// Keys of rows as small numbers: equal keys get equal codes. Not part of the room's face.
#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "core/columns/table.h"

namespace shuxin::columns {

/// Codes of the rows of several tables, one after the other, by all their keys.
struct KeyCodes {
  static constexpr std::uint32_t unknown = UINT32_MAX;
  std::vector<Cells<std::uint32_t>> of_tables;  ///< a code a row; unknown where a key is
  std::uint32_t count = 0;                      ///< codes are below; in the order of their first rows
};

/// `tables[t][k]` is key `k` of table `t`; all tables have as many keys.
[[nodiscard]] KeyCodes encode_keys(std::span<const std::span<const Column>> tables);

}  // namespace shuxin::columns
