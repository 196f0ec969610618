// The built-in functions of FEEL (DMN 1.5, clause 10.3.4): one table of names, signatures and code.
#pragma once

#include <span>
#include <string_view>

#include "core/rules/feel.h"

namespace shuxin::rules {

/// The names of all built-in functions.
[[nodiscard]] std::span<const std::string_view> builtin_names();

/// The function of that name, or nullptr. Lives as long as the program.
[[nodiscard]] const Function* find_builtin(std::string_view name);

/// False for functions whose result depends on more than their arguments: now, today, and those that read
/// text which may name a time zone.
[[nodiscard]] bool is_foldable(const Function& builtin);

}  // namespace shuxin::rules
