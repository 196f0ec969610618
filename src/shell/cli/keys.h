// `shuxin keys`: the zone's signing keys, for their keeper.
#pragma once

#include <string>

#include "shell/cli/command.h"

namespace shuxin::cli {

[[nodiscard]] Exit run_keys(const Arguments& arguments, base::Language language);

/// Where a store's keys are if nothing else is said: beside it, PATH-keys.
[[nodiscard]] std::string key_directory_of(const std::string& store_url);

}  // namespace shuxin::cli
