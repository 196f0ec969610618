// Carries out one line of a scenario.
#pragma once

#include "scenario.h"
#include "world.h"

namespace shuxin::scenarios {

/// Throws Failure with what is wrong.
void carry_out(World& world, const Line& line);

}  // namespace shuxin::scenarios
