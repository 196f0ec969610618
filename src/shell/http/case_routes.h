// Case routes: the catalogue, drafts, cases, packages, work lists, documents and changes.
#pragma once

#include <vector>

#include "shell/app/access_log.h"
#include "shell/app/drafts.h"
#include "shell/app/papers.h"
#include "shell/http/router.h"

namespace shuxin::http {

/// What the routes of cases work with; all must outlive the routes.
struct CaseRooms {
  app::CaseService& service;
  app::Drafts& drafts;
  app::Files& files;
  app::AccessLog& access_log;
  app::EventHub& hub;
  app::Papers& papers;
};

/// All of them together.
[[nodiscard]] std::vector<Route> case_routes(app::CaseService& service, app::Drafts& drafts,
                                             app::Files& files, app::AccessLog& access_log,
                                             app::EventHub& hub, app::Papers& papers);

// By what they are about, each in its own file.
[[nodiscard]] std::vector<Route> catalogue_routes(const CaseRooms& rooms);
[[nodiscard]] std::vector<Route> draft_routes(const CaseRooms& rooms);
[[nodiscard]] std::vector<Route> desk_routes(const CaseRooms& rooms);
[[nodiscard]] std::vector<Route> document_routes(const CaseRooms& rooms);

}  // namespace shuxin::http
