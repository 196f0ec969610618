// Messages: a stable code with arguments, worded in zh and en by the one message catalogue (messages.def).
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "core/base/text.h"

namespace shuxin::base {

/// What is said to a person: a code of messages.def and the values for its places {0}, {1}, …
struct Message {
  std::string code;
  std::vector<std::string> arguments;

  bool operator==(const Message&) const = default;
};

/// Words a message. A code that the catalogue does not hold is printed as it is, with its arguments, so that
/// nothing said is ever lost. Thread-safe.
[[nodiscard]] std::string word(const Message& message, Language language);

/// The pattern of a code, with its places; empty if the catalogue does not hold the code.
[[nodiscard]] std::optional<std::string_view> find_pattern(std::string_view code, Language language);

/// All codes of the catalogue in the order of messages.def.
[[nodiscard]] std::vector<std::string_view> message_codes();

}  // namespace shuxin::base
