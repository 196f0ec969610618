// Words for what the engine counts and does.
#pragma once

#include "core/casework/event.h"
#include "core/catalog/catalog.h"

namespace shuxin::casework {

/// What an event says to a person, one sentence; empty texts for events that say nothing by themselves.
[[nodiscard]] Text words_of(const Event& event, const catalog::Catalogue& catalogue,
                            const catalog::Matter* matter, const catalog::Procedure* procedure);

/// What an action is called: by the procedure, or by the engine for its own.
[[nodiscard]] Text name_of_action(const std::string& action, const catalog::Procedure* procedure);

/// A desk as people call it.
[[nodiscard]] Text name_of_desk(const std::string& desk, const catalog::Catalogue& catalogue);

}  // namespace shuxin::casework
