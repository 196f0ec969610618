// `shuxin verify`: whether a file is a document of the zone, offline or with its store.
#pragma once

#include "shell/cli/command.h"

namespace shuxin::cli {

[[nodiscard]] Exit run_verify(const Arguments& arguments, base::Language language);

}  // namespace shuxin::cli
