// The words of `shuxin evaluate`. Private to the command.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "shell/cli/command.h"

namespace shuxin::cli {

/// What was asked for.
struct EvaluateWords {
  std::string scheme;
  std::vector<std::string> data;  ///< several: what departments handed in, joined
  std::string out;
  std::string set;
  std::string catalogue = "catalog/suxitong";
  std::string explain;
  std::string improve;
  std::string what_if;
  std::string freeze;
  std::string verify;
  std::string shifts;
  std::string against;
  std::string store;
  std::string keys;
  bool without_signature = false;
  bool json = false;

  /// Empty: nothing is signed, and no signature is checked.
  [[nodiscard]] std::string key_folder() const;
};

/// Empty if the words cannot be used, with what to end with in `exit`.
[[nodiscard]] std::optional<EvaluateWords> read_evaluate_words(const Arguments& arguments,
                                                               base::Language language, Exit& exit);

}  // namespace shuxin::cli
