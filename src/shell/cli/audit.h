// `shuxin audit STORE`: proves a store against itself, its seals and an anchor.
#pragma once

#include "shell/cli/command.h"

namespace shuxin::cli {

/// Looks at every row of every table beside a serving process, or without one. Fine if nothing differs,
/// Refuted with findings, CannotRun if the store cannot be opened. docs/guides/operating.md.
[[nodiscard]] Exit run_audit(const Arguments& arguments, base::Language language);

}  // namespace shuxin::cli
