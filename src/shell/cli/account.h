// `shuxin account`: what is held about a person, handed out or erased by who keeps the store, for those who
// ask on paper or at the counter (个人信息保护法 45, 47).
#pragma once

#include "shell/cli/command.h"

namespace shuxin::cli {

/// 0: done, or nothing stands against it; 1: something stands against the erasure, and is named; 2: it cannot
/// be told.
[[nodiscard]] Exit run_account(const Arguments& arguments, base::Language language);

}  // namespace shuxin::cli
