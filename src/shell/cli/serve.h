// `shuxin serve`: the service, wired together and run until it is told to stop.
#pragma once

#include "shell/cli/command.h"

namespace shuxin::cli {

/// Serves until SIGTERM or SIGINT; then answers what is under way and ends with Exit::Fine.
[[nodiscard]] Exit serve(const Arguments& arguments, base::Language language);

}  // namespace shuxin::cli
