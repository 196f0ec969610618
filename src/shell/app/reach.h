// Reach: who a signed-in person is to the cases, and which of them they may see at all.
#pragma once

#include <string>
#include <vector>

#include "core/casework/decide.h"
#include "shell/app/identity.h"

namespace shuxin::app {

/// The actor of casework that a signed-in identity is.
[[nodiscard]] casework::Actor actor_of(const Identity& identity);

/// Whether this person may see the case at all: the applicant, and officers of a body that has a desk in it.
[[nodiscard]] bool reaches(const Identity& identity, const casework::CaseState& state,
                           const catalog::Catalogue& catalogue);

/// The bodies in which the person holds a role, each once.
[[nodiscard]] std::vector<std::string> organisations_of(const Identity& identity);

}  // namespace shuxin::app
