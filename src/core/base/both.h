// What is said in both languages, as JSON: {"zh": …, "en": …}.
#pragma once

#include "core/base/json.h"
#include "core/base/message.h"
#include "core/base/text.h"

namespace shuxin::base {

[[nodiscard]] inline Json both(const Text& text) {
  return Json::object({{"zh", text.zh}, {"en", text.en}});
}
[[nodiscard]] inline Json both(const Message& message) {
  return both(Text{word(message, Language::Chinese), word(message, Language::English)});
}

}  // namespace shuxin::base
