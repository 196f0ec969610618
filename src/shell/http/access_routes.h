// Access routes: who has read a case.
#pragma once

#include <vector>

#include "shell/app/access_log.h"
#include "shell/app/accounts.h"
#include "shell/app/case_service.h"
#include "shell/http/router.h"

namespace shuxin::http {

/// All must outlive the routes.
[[nodiscard]] std::vector<Route> access_routes(app::Accounts& accounts, app::AccessLog& access_log,
                                               app::CaseService& cases);

}  // namespace shuxin::http
