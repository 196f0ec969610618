// Case routes: the catalogue, drafts, cases, packages, work lists, documents and changes.
#pragma once

#include <vector>

#include "shell/app/access_log.h"
#include "shell/app/drafts.h"
#include "shell/app/papers.h"
#include "shell/http/router.h"

namespace shuxin::http {

/// All must outlive the routes.
[[nodiscard]] std::vector<Route> case_routes(app::CaseService& service, app::Drafts& drafts,
                                             app::Files& files, app::AccessLog& access_log,
                                             app::EventHub& hub, app::PaperOptions papers);

}  // namespace shuxin::http
