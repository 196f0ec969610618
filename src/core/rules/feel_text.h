// For tests: evaluates a FEEL text and writes the value as FEEL.
#pragma once

#include <string>
#include <string_view>

#include "core/rules/feel.h"

namespace shuxin::rules {

/// The value as a FEEL literal; "syntax error" if the text cannot be read.
inline std::string feel_text(std::string_view text, const ZoneSource* zones = nullptr) {
  Evaluation evaluation({.now = {base::Date{19000}, {}}, .zones = zones});
  const auto compiled = compile(text, {});
  return compiled.value ? to_feel(compiled.value->evaluate({}, evaluation)) : "syntax error";
}

}  // namespace shuxin::rules
