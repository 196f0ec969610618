// Which duties a command may close: a check ends with what was found, an order to put right with its doing.
#pragma once

#include <string_view>

namespace shuxin::casework {

/// Whether `close_obligation: how` closes duties of that kind (check, rectification, tolerated, delivery).
[[nodiscard]] constexpr bool is_closed_by(std::string_view kind, std::string_view how) {
  if (how == "kept" || how == "breached") return kind == "check";
  if (how == "rectified") return kind == "rectification";
  return how == "handed_in" && kind == "tolerated";
}

}  // namespace shuxin::casework
