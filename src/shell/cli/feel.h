// `shuxin feel`: evaluates one FEEL expression.
#pragma once

#include "shell/cli/command.h"

namespace shuxin::cli {

[[nodiscard]] Exit run_feel(const Arguments& arguments, base::Language language);

}  // namespace shuxin::cli
