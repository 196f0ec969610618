// What the latest submission changed against what had been handed in before: for those who look at a case
// again.
#pragma once

#include "core/base/json.h"
#include "core/catalog/catalog.h"
#include "shell/app/case_store.h"

namespace shuxin::app {

/// Changes of openapi.json: {submission, at, fields: [{pointer, before, after}], materials: [{id, name,
/// before, after}]}; null if there was only one submission. Fields are the deepest that differ; one that was
/// or is missing has null there.
[[nodiscard]] base::Json submission_changes(const CaseHistory& history, const catalog::Matter* matter);

}  // namespace shuxin::app
