// `shuxin check DIR`: the compiler of a zone's catalogue.
#pragma once

#include "shell/cli/command.h"

namespace shuxin::cli {

/// Reads the catalogue in a folder and says everything that is wrong with it, each as
/// `file:line:column: error[code]: message` with its help, or as one JSON object with --json.
/// Fine without errors (warnings are no errors), Refuted with some, CannotRun if the folder cannot be read.
[[nodiscard]] Exit run_check(const Arguments& arguments, base::Language language);

}  // namespace shuxin::cli
