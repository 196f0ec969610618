#include "shell/app/catalogue_view.h"
#include "shell/app/progress.h"
#include "shell/http/answers.h"
#include "shell/http/case_answers.h"
#include "shell/http/case_routes.h"
#include "shell/http/route_list.h"

namespace shuxin::http {
namespace {

using base::Json;

class CatalogueRoutes {
 public:
  explicit CatalogueRoutes(const CaseRooms& rooms) : rooms_(rooms) {}

  Response cards(const Request& request) {
    return json_answer(
        app::service_cards(rooms_.service.catalogue(), today(request), request.find_query("q").value_or("")));
  }
  Response matter(const Request& request) {
    const auto guide =
        app::matter_guide(rooms_.service.catalogue(), request.path_parameter("id"), today(request));
    return guide ? json_answer(*guide) : not_found(request);
  }
  Response package_guide(const Request& request) {
    const auto guide =
        app::package_guide(rooms_.service.catalogue(), request.path_parameter("id"), today(request));
    return guide ? json_answer(*guide) : not_found(request);
  }
  Response form(const Request& request) {
    const auto form = app::show_form(rooms_.service.catalogue(), request.path_parameter("id"));
    return form ? json_answer(*form) : not_found(request);
  }
  Response organisations(const Request&) {
    return json_answer(app::organisations(rooms_.service.catalogue()));
  }
  Response progress(const Request& request) {
    return answer(app::show_progress(rooms_.service, std::string(request.find_query("number").value_or("")),
                                     std::string(request.find_query("code").value_or("")), request.at),
                  request);
  }

 private:
  base::Date today(const Request& request) const {
    return rooms_.service.catalogue().calendar.legal_day(request.at);
  }

  const CaseRooms rooms_;
};

}  // namespace

std::vector<Route> catalogue_routes(const CaseRooms& rooms) {
  RouteList<CatalogueRoutes> routes(std::make_shared<CatalogueRoutes>(rooms));
  routes.add(Method::Get, "/api/v1/catalogue", Access::Public, &CatalogueRoutes::cards);
  routes.add(Method::Get, "/api/v1/catalogue/matters/{id}", Access::Public, &CatalogueRoutes::matter);
  routes.add(Method::Get, "/api/v1/catalogue/packages/{id}", Access::Public, &CatalogueRoutes::package_guide);
  routes.add(Method::Get, "/api/v1/forms/{id}", Access::Public, &CatalogueRoutes::form);
  routes.add(Method::Get, "/api/v1/organisations", Access::Public, &CatalogueRoutes::organisations);
  routes.add(Method::Get, "/api/v1/progress", Access::Public, &CatalogueRoutes::progress);
  return routes.take();
}

}  // namespace shuxin::http
