// `shuxin evaluate`: firms scored, ranked and graded by a scheme of the zone.
#pragma once

#include "shell/cli/command.h"

namespace shuxin::cli {

[[nodiscard]] Exit run_evaluate(const Arguments& arguments, base::Language language);

}  // namespace shuxin::cli
