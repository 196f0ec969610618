// check(): our own promises to ourselves; they stay on in release.
#pragma once

#include <source_location>
#include <string_view>

namespace shuxin::base {

[[noreturn]] void fail_check(std::string_view sentence, std::source_location place);

/// Ends the program with the place and the sentence if a promise that the code makes to itself is broken.
/// Never for input, never for the law: those are Result and refusal.
inline void check(bool holds, std::string_view sentence,
                  std::source_location place = std::source_location::current()) {
  if (!holds) [[unlikely]]
    fail_check(sentence, place);
}

}  // namespace shuxin::base
