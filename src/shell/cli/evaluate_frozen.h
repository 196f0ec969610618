// Final lists of evaluations: scheme, data and results in one file under a hash, signed by the zone, and the
// check of such a file by whoever doubts it. Private to the command.
#pragma once

#include <string>

#include "shell/cli/command.h"
#include "shell/cli/evaluate_files.h"

namespace shuxin::cli {

/// What a final list is made of.
struct FinalList {
  const EvaluationInput& input;
  const std::string& data;  ///< the file of the firms, as it stands
  base::Json firms;         ///< their results, as evaluation::to_json gives them
};

/// Writes the list, signed with the ring in `key_folder` (a store's folder of keys), unsigned if that is
/// empty. Errors: evaluation.cannot-write, and those of signing::KeyRing.
[[nodiscard]] base::Result<void> write_final_list(const std::string& path, const FinalList& list,
                                                  const std::string& key_folder);

/// Computes a list anew from its own scheme and data, compares, checks the signature with the public keys of
/// `keys` (file or folder; not at all if empty), and prints what came of it. Fine: all agrees; Refuted:
/// altered, other results, or, where keys are given, no signature by one of them; CannotRun: no such file.
[[nodiscard]] Exit verify_final_list(const std::string& path, const std::string& keys, bool json,
                                     base::Language language);

}  // namespace shuxin::cli
