// `shuxin evaluate --verify`: the check of a final list by whoever doubts it. Private to the command.
#pragma once

#include <string>

#include "shell/cli/command.h"

namespace shuxin::cli {

struct VerifyWords {
  std::string list;                ///< path of the final list
  std::string keys;                ///< public keys, file or folder; empty: none
  bool without_signature = false;  ///< whoever asks wants the computation checked, and no signature
  bool json = false;
};

/// Computes the list anew from its own scheme and data, compares, checks its signature, and prints what came
/// of it. Fine: all agrees. Refuted: altered, other results, or, where keys are given, no signature by one of
/// them. CannotRun: no such file, or nothing is wrong and yet no keys are given by which the signature could
/// be told.
[[nodiscard]] Exit verify_final_list(const VerifyWords& words, base::Language language);

}  // namespace shuxin::cli
