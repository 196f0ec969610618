#include "shell/http/personal_routes.h"

#include <fmt/format.h>

#include "shell/http/account_answers.h"
#include "shell/http/answers.h"
#include "shell/http/case_answers.h"
#include "shell/http/json_body.h"
#include "shell/http/route_list.h"
#include "shell/http/server.h"

namespace shuxin::http {
namespace {

class PersonalRoutes {
 public:
  explicit PersonalRoutes(app::Erasure& erasure) : erasure_(erasure) {}

  Response copy(const Request& request) {
    const auto made = erasure_.copy(request.identity(), request.at);
    if (!made) return failed(made.error(), request);
    Response response = json_answer(*made);
    response.headers.set("Content-Disposition", R"(attachment; filename="my-data.json")");
    return response;
  }

  Response preview(const Request& request) {
    return answer(erasure_.preview(request.identity().account, request.at), request);
  }

  Response erase(const Request& request) {
    const auto body = read_json(request, {text("password").longest(256)});
    if (!body) return to_response(body.error(), request.language);
    const auto erased =
        erasure_.erase(request.identity().account, *body->find_string("password"), request.at);
    if (!erased) {
      const bool is_password = erased.error().code() == "accounts.wrong-password";
      return to_response(is_password ? at_field(erased.error(), "/password") : case_problem(erased.error()),
                         request.language);
    }
    Response response = no_content();
    response.headers.add("Set-Cookie",
                         fmt::format("{}=; Path=/; HttpOnly; SameSite=Lax; Max-Age=0", session_cookie));
    return response;
  }

 private:
  app::Erasure& erasure_;
};

}  // namespace

std::vector<Route> personal_routes(app::Erasure& erasure) {
  RouteList<PersonalRoutes> routes(std::make_shared<PersonalRoutes>(erasure));
  routes.add(Method::Get, "/api/v1/account/data", Access::SignedIn, &PersonalRoutes::copy);
  routes.add(Method::Get, "/api/v1/account/erasure", Access::SignedIn, &PersonalRoutes::preview);
  routes.add(Method::Delete, "/api/v1/account", Access::SignedIn, &PersonalRoutes::erase);
  return routes.take();
}

}  // namespace shuxin::http
