#include "shell/http/access_routes.h"

#include "shell/http/account_answers.h"
#include "shell/http/answers.h"
#include "shell/http/case_answers.h"
#include "shell/http/conditions.h"
#include "shell/http/route_list.h"

namespace shuxin::http {
namespace {

struct AccessRoutes {
  app::Accounts& accounts;
  app::AccessLog& access_log;
  app::CaseService& cases;

  // Whoever reaches the case: its applicant, and the officers who answer for it.
  Response of_case(const Request& request) {
    const auto page = read_page(request, 1);
    if (!page) return to_response(page.error(), request.language);
    const std::string number = request.path_parameter("no");
    app::CaseView view(cases, request.identity(), request.at);
    if (const auto reached = view.load(number); !reached) return failed(reached.error(), request);
    std::optional<std::int64_t> before;
    if (!page->after.empty()) before = base::Json(base::Json::Number{page->after[0]}).if_integer();
    const auto lines = access_log.of_case(number, page->limit, before);
    if (!lines) return failed(lines.error(), request);
    return answer(accesses_json(*lines, page->limit, accounts), request);
  }
};

}  // namespace

std::vector<Route> access_routes(app::Accounts& accounts, app::AccessLog& access_log,
                                 app::CaseService& cases) {
  RouteList<AccessRoutes> routes(std::make_shared<AccessRoutes>(accounts, access_log, cases));
  routes.add(Method::Get, "/api/v1/cases/{no}/accesses", Access::SignedIn, &AccessRoutes::of_case);
  return routes.take();
}

}  // namespace shuxin::http
