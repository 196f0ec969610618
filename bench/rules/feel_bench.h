// The FEEL works of `./dev bench rules`: an expression, its context, and a loop over the compiled form.
#pragma once

#include <cstdint>
#include <functional>
#include <string>
#include <vector>

namespace shuxin::bench {

struct FeelWork {
  std::string name;        ///< `feel.if`, …
  std::string expression;  ///< what a peer is given too
  std::string context;     ///< a FEEL context with the inputs
  /// Evaluates the compiled expression so many times, single-threaded; the inputs are as in the context.
  std::function<void(std::int64_t times)> run;
};

/// All works; the compiled forms live as long as the functions.
[[nodiscard]] std::vector<FeelWork> feel_works();

}  // namespace shuxin::bench
