// What the benchmarks share: lines of one form, and the few figures in them.
#pragma once

#include <algorithm>
#include <chrono>
#include <cstdio>
#include <fmt/format.h>
#include <string>
#include <vector>

namespace shuxin::bench {

/// One line: ours and theirs as they are, the ratio as speeds (above 1 ours is better). With `json` one
/// object.
inline void print(bool json, const std::string& name, const char* unit, double ours, const std::string& peer,
                  double theirs, double ratio) {
  if (json)
    fmt::print(
        "{{\"name\":\"{}\",\"unit\":\"{}\",\"ours\":{:.4g},\"peer\":\"{}\",\"theirs\":{:.4g},"
        "\"ratio\":{:.3f}}}\n",
        name, unit, ours, peer, theirs, ratio);
  else
    fmt::print("{:<40} {:>10.4g} {:<12} {}: {:>10.4g}   ratio {:.2f}\n", name, ours, unit, peer, theirs,
               ratio);
  std::fflush(stdout);
}

/// Seconds.
[[nodiscard]] inline double since(std::chrono::steady_clock::time_point begin) {
  return std::chrono::duration<double>(std::chrono::steady_clock::now() - begin).count();
}

/// The value below which that part of all lies; 0 of none.
[[nodiscard]] inline double quantile(std::vector<double> all, double part) {
  if (all.empty()) return 0;
  std::ranges::sort(all);
  return all[static_cast<std::size_t>(part * static_cast<double>(all.size() - 1))];
}
[[nodiscard]] inline double median(std::vector<double> all) {
  std::ranges::sort(all);
  return all.empty() ? 0 : all[all.size() / 2];
}

}  // namespace shuxin::bench
