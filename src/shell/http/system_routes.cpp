#include "shell/http/system_routes.h"

#include "core/base/json.h"
#include "shell/http/screens.h"

namespace shuxin::http {
namespace {

Route instant(std::string pattern, Handler handler) {
  Route route;
  route.method = Method::Get;
  route.pattern = std::move(pattern);
  route.access = Access::Public;
  route.is_instant = true;
  route.handler = std::move(handler);
  return route;
}

Response json(base::Json body) {
  Response response;
  response.headers.set("Content-Type", "application/json");
  response.body = body.to_string();
  return response;
}

}  // namespace

std::vector<Route> system_routes(std::function<bool()> is_ready, const Metrics& metrics) {
  const auto openapi = std::make_shared<const std::string>(openapi_text());
  std::vector<Route> routes;
  routes.push_back(
      instant("/healthz", [](const Request&) { return json(base::Json::object({{"status", "ok"}})); }));
  routes.push_back(instant("/readyz", [is_ready = std::move(is_ready)](const Request& request) {
    if (is_ready()) return json(base::Json::object({{"status", "ready"}}));
    return to_response(problem(503, "http.not-ready"), request.language);
  }));
  routes.push_back(instant("/metrics", [&metrics](const Request&) {
    Response response;
    response.headers.set("Content-Type", "text/plain; version=0.0.4; charset=utf-8");
    response.body = metrics.to_prometheus();
    return response;
  }));
  routes.push_back(instant("/openapi.json", [openapi](const Request&) {
    Response response;
    response.headers.set("Content-Type", "application/json");
    response.headers.set("Cache-Control", "no-cache");
    response.body = SharedBytes{openapi, *openapi};
    return response;
  }));
  return routes;
}

}  // namespace shuxin::http
