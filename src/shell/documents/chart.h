// Bars of a chart on paper: where each begins and how long it is.
#pragma once

#include <optional>
#include <vector>

namespace shuxin::documents {

struct Bar {
  double left = 0;  ///< from the left end of the field of the bars
  double width = 0;
};

/// Bars that stand on zero, as long as their amounts; the greatest reaches the end of the field. What is not
/// known has no bar. If none is above or below zero, all are empty.
[[nodiscard]] std::vector<std::optional<Bar>> lay_bars(const std::vector<std::optional<double>>& amounts,
                                                       double width);

}  // namespace shuxin::documents
