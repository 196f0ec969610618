// XPath regular expressions rewritten for the engines that run them.
#pragma once

#include <string>
#include <string_view>

#include "core/base/result.h"

namespace shuxin::rules {

struct TranslatedRegex {
  std::string pattern;  ///< character classes written out as ranges; no flags needed but `ignores_case`
  bool ignores_case = false;
  bool literal = false;  ///< flag q: replacements are literal too
  bool has_back_reference = false;
  int groups = 0;
};

/// Reads pattern and flags by XPath 3.1 clause 5.6 (XML Schema part 2, appendix G, with anchors, reluctant
/// quantifiers, groups and back-references). Errors: feel.regex-syntax, feel.regex-flags.
[[nodiscard]] base::Result<TranslatedRegex> translate_regex(std::string_view pattern, std::string_view flags);

}  // namespace shuxin::rules
