// Final lists of evaluations: scheme, data and results in one file under a hash, signed by the zone, and the
// check of such a file by whoever doubts it. The format is in docs/formats/evaluation.md.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "shell/app/evaluated_table.h"
#include "shell/signing/key_ring.h"

namespace shuxin::app {

struct FinalList {
  std::string text;  ///< the file
  std::string hash;  ///< of all that it says, in hexadecimal
  std::string key;   ///< that signed it; empty: nobody did
};

/// `firms` are the results of the input, as firms_json gives them. Signed with the ring's key for
/// evaluations, if there is a ring. Errors: those of signing::KeyRing.
[[nodiscard]] base::Result<FinalList> make_final_list(const EvaluationInput& input, const base::Json& firms,
                                                      signing::KeyRing* ring);

/// The table of firms that a list holds. Error: evaluation.not-frozen.
[[nodiscard]] base::Result<std::string> table_of_final_list(const std::string& name, std::string_view text);

/// What came of a check.
struct FinalListCheck {
  enum class Signature { Unsigned, Unchecked, Valid, Altered, UnknownKey };
  bool whole = false;                ///< the hash fits
  bool computed = false;             ///< results came out of its scheme and data
  std::size_t firms = 0;             ///< that were computed
  std::vector<std::string> changed;  ///< firms whose results are others than the list says
  Signature signature = Signature::Unsigned;
  std::string key;

  [[nodiscard]] bool recomputes() const { return whole && computed && changed.empty(); }
};

/// Computes a list anew from its own scheme and data and compares; without keys a signature is not checked.
/// `name` is only named. Any bytes may be given. Errors: evaluation.not-frozen, and those of evaluate_table.
[[nodiscard]] base::Result<FinalListCheck> check_final_list(const std::string& name, std::string_view text,
                                                            const std::optional<signing::PublicKeys>& keys);

/// `unsigned`, `unchecked`, `valid`, `altered`, `unknown-key`
[[nodiscard]] std::string_view to_string(FinalListCheck::Signature signature);

/// What came of it in words, a message a line.
[[nodiscard]] std::vector<base::Message> words_of(const FinalListCheck& check);

}  // namespace shuxin::app
