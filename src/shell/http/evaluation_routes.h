// Evaluation routes: schemes, tables of firms, runs, one firm's explanation, and the laboratory. For
// officers.
#pragma once

#include <vector>

#include "shell/app/evaluations.h"
#include "shell/http/router.h"

namespace shuxin::http {

/// `evaluations` must outlive the routes.
[[nodiscard]] std::vector<Route> evaluation_routes(app::Evaluations& evaluations);

}  // namespace shuxin::http
