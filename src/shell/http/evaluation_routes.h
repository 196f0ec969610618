// Routes of evaluations: schemes, tables of firms, runs, the laboratory, final lists. For officers.
#pragma once

#include <vector>

#include "shell/app/accounts.h"
#include "shell/app/evaluation_rounds.h"
#include "shell/http/router.h"

namespace shuxin::http {

/// All must outlive the routes.
[[nodiscard]] std::vector<Route> evaluation_routes(app::Evaluations& evaluations, app::Accounts& accounts,
                                                   app::EvaluationRounds& rounds);
/// Those of a run's list, which the routes above take in.
[[nodiscard]] std::vector<Route> evaluation_list_routes(app::Evaluations& evaluations,
                                                        app::Accounts& accounts,
                                                        app::EvaluationRounds& rounds);

}  // namespace shuxin::http
