// Counter routes: paper applications, deliveries and visits at the counter; decisions on packages as a whole.
#pragma once

#include <vector>

#include "shell/app/access_log.h"
#include "shell/app/accounts.h"
#include "shell/app/case_service.h"
#include "shell/app/files.h"
#include "shell/http/router.h"

namespace shuxin::http {

/// All must outlive the routes.
[[nodiscard]] std::vector<Route> counter_routes(app::CaseService& service, app::Accounts& accounts,
                                                app::Files& files, app::AccessLog& access_log);

}  // namespace shuxin::http
