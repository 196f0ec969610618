#include "shell/http/router.h"

#include <gtest/gtest.h>

#include "shell/http/target.h"

namespace shuxin::http {
namespace {

Route route(Method method, std::string pattern) {
  Route made;
  made.method = method;
  made.pattern = std::move(pattern);
  made.handler = Handler([](const Request&) { return Response{}; });
  return made;
}

Router cases() {
  Router router;
  router.add({route(Method::Get, "/"), route(Method::Get, "/cases"), route(Method::Post, "/cases"),
              route(Method::Get, "/cases/{no}"), route(Method::Get, "/cases/mine"),
              route(Method::Put, "/cases/{no}/materials/{id}"), route(Method::Get, "/verify/{code...}")});
  return router;
}

std::string found(const Router& router, Method method, std::string_view path) {
  const auto match = router.find(method, parse_target(path)->segments);
  if (!match) return std::to_string(match.error().status);
  std::string out = match->route->pattern;
  for (const auto& [name, value] : match->path_parameters) out += " " + name + "=" + value;
  return out;
}

TEST(Router, finds_literals_before_parameters) {
  const Router router = cases();
  EXPECT_EQ(found(router, Method::Get, "/"), "/");
  EXPECT_EQ(found(router, Method::Get, "/cases/mine"), "/cases/mine");
  EXPECT_EQ(found(router, Method::Get, "/cases/7"), "/cases/{no} no=7");
  EXPECT_EQ(found(router, Method::Put, "/cases/mine/materials/x"), "/cases/{no}/materials/{id} no=mine id=x");
  EXPECT_EQ(found(router, Method::Get, "/verify/a/b"), "/verify/{code...} code=a/b");
  EXPECT_EQ(found(router, Method::Head, "/cases"), "/cases");
}

TEST(Router, tells_404_from_405_and_names_what_is_allowed) {
  const Router router = cases();
  EXPECT_EQ(found(router, Method::Get, "/case"), "404");
  EXPECT_EQ(found(router, Method::Get, "/cases/"), "404");
  EXPECT_EQ(found(router, Method::Get, "/cases/1/materials"), "404");
  EXPECT_EQ(found(router, Method::Get, "/verify"), "404");
  const auto match = router.find(Method::Delete, {"cases"});
  ASSERT_FALSE(match);
  EXPECT_EQ(match.error().status, 405);
  EXPECT_EQ(match.error().headers.find("allow"), "GET, HEAD, POST, OPTIONS");
}

TEST(RouterDeathTest, refuses_two_routes_for_the_same_requests) {
  Router router = cases();
  EXPECT_DEATH(router.add(route(Method::Get, "/cases/{other}")), "no two routes");
  EXPECT_DEATH(router.add(route(Method::Get, "/a//b")), "empty segment");
  EXPECT_DEATH(router.add(route(Method::Get, "/{a...}/b")), "takes the rest");
}

}  // namespace
}  // namespace shuxin::http
