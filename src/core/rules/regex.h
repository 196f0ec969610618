// Regular expressions with the semantics of XPath and XQuery Functions 3.1, clause 5.6, as FEEL asks for
// them.
#pragma once

#include <memory>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "core/base/result.h"

namespace shuxin::rules {

/// A compiled pattern. RE2 runs it in linear time; only patterns with back-references go to ICU, with a limit
/// of time. Immutable, thread-safe.
class Regex {
 public:
  virtual ~Regex() = default;

  /// Flags s, m, i, x, q. Errors: feel.regex-syntax (what and where), feel.regex-flags.
  [[nodiscard]] static base::Result<std::shared_ptr<const Regex>> compile(std::string_view pattern,
                                                                          std::string_view flags);

  /// Whether the pattern is found anywhere. Error: feel.limit-regex.
  [[nodiscard]] virtual base::Result<bool> found_in(std::string_view text) const = 0;
  /// All matches replaced; `$1` and `\$` as in XPath. Errors: feel.limit-regex, feel.regex-replacement,
  /// feel.regex-empty-match, feel.limit-string beyond `most_bytes`.
  [[nodiscard]] virtual base::Result<std::string> replaced(std::string_view text,
                                                           std::string_view replacement,
                                                           std::size_t most_bytes) const = 0;
  /// The parts between matches. Errors as for replaced.
  [[nodiscard]] virtual base::Result<std::vector<std::string>> split(std::string_view text) const = 0;
};

/// The patterns that an evaluation used last.
class RegexCache {
 public:
  [[nodiscard]] base::Result<std::shared_ptr<const Regex>> find(std::string_view pattern,
                                                                std::string_view flags);

 private:
  std::unordered_map<std::string, std::shared_ptr<const Regex>> known_;
};

}  // namespace shuxin::rules
