// Documents: one's own, their files, whether one is genuine, and the keys that say so.
#include <algorithm>

#include "shell/app/reach.h"
#include "shell/http/answers.h"
#include "shell/http/case_answers.h"
#include "shell/http/case_routes.h"
#include "shell/http/conditions.h"
#include "shell/http/route_list.h"

namespace shuxin::http {
namespace {

using base::Json;

class DocumentRoutes {
 public:
  explicit DocumentRoutes(const CaseRooms& rooms) : rooms_(rooms) {}

  Response mine(const Request& request) {
    const auto page = read_page(request, 2);
    if (!page) return to_response(page.error(), request.language);
    const bool certificates = request.find_query("kind").value_or("") == "certificate";
    const auto found =
        rooms_.papers.list(request.identity().on_behalf(), certificates, page->limit, page->after);
    if (!found) return failed(found.error(), request);
    Json body = Json::object({{"items", found->items}});
    if (!found->next.empty()) body.set("next", to_cursor(found->next));
    return json_answer(body);
  }
  Response by_code(const Request& request) {
    const auto number = rooms_.papers.case_of(request.path_parameter("code"));
    if (!number) return failed(number.error(), request);
    return document(*number, request);
  }
  Response of_case(const Request& request) { return document(request.path_parameter("no"), request); }

  Response verify(const Request& request) {
    return answer(rooms_.papers.verify(request.path_parameter("code"),
                                       std::string(request.find_query("sha256").value_or(""))),
                  request);
  }
  Response keys(const Request& request) {
    const auto keys = rooms_.papers.public_keys();
    if (!keys) return failed(keys.error(), request);
    return json_answer(keys->to_json());
  }
  Response rotate(const Request& request) {
    if (!request.identity().has_role("key-office"))
      return to_response(problem(403, "keys.keeper-only"), request.language);
    const auto purpose = signing::find_purpose(request.path_parameter("purpose"));
    if (!purpose) return not_found(request);
    const auto made = rooms_.papers.rotate(*purpose, request.identity().account, request.at);
    if (!made) return failed(made.error(), request);
    return json_answer(Json::object({{"id", made->id}, {"sequence", made->sequence}}), 201);
  }

 private:
  // For those who reach its case, and recorded if it is about somebody else.
  Response document(const std::string& number, const Request& request) {
    app::CaseView view(rooms_.service, request.identity(), request.at);
    const auto history = view.load(number);
    if (!history) return failed(history.error(), request);
    const std::string code = request.path_parameter("code");
    const bool belongs = std::ranges::any_of(history->state.documents,
                                             [&](const auto& issued) { return issued.code == code; });
    if (!belongs) return failed(base::Error{{"papers.none", {code}}}, request);
    if (history->state.opened.applicant != request.identity().on_behalf())
      if (const auto recorded = record_access(rooms_.access_log, request, history->state.opened.applicant,
                                              "case/" + number + "/document/" + code);
          !recorded)
        return failed(recorded.error(), request);
    auto pdf = rooms_.papers.open(code, request.language, request.at);
    if (!pdf) return failed(pdf.error(), request);
    Response response;
    response.headers.set("Content-Type", "application/pdf");
    response.headers.set("Content-Disposition", "inline; filename=\"" + code + ".pdf\"");
    response.body = *std::move(pdf);
    return response;
  }

  const CaseRooms rooms_;
};

}  // namespace

std::vector<Route> document_routes(const CaseRooms& rooms) {
  RouteList<DocumentRoutes> routes(std::make_shared<DocumentRoutes>(rooms));
  routes.add(Method::Get, "/api/v1/documents", Access::SignedIn, &DocumentRoutes::mine);
  routes.add(Method::Get, "/api/v1/documents/{code}", Access::SignedIn, &DocumentRoutes::by_code);
  routes.add(Method::Get, "/api/v1/cases/{no}/documents/{code}", Access::SignedIn, &DocumentRoutes::of_case);
  routes.add(Method::Get, "/api/v1/verify/{code}", Access::Public, &DocumentRoutes::verify);
  routes.add(Method::Get, "/api/v1/keys", Access::Public, &DocumentRoutes::keys);
  routes.add(Method::Post, "/api/v1/keys/{purpose}", Access::Officers, &DocumentRoutes::rotate);
  return routes.take();
}

}  // namespace shuxin::http
