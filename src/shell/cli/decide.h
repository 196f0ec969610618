// shuxin decide: evaluates the decisions of DMN models.
#pragma once

#include "shell/cli/command.h"

namespace shuxin::cli {

/// `shuxin decide MODEL.dmn [MORE.dmn …] …`: prints decision name → value; reasons of nulls go to standard
/// error.
[[nodiscard]] Exit run_decide(const Arguments& arguments, base::Language language);

}  // namespace shuxin::cli
