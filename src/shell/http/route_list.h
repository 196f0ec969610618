// RouteList: the routes of one object, whose methods are the handlers.
#pragma once

#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "shell/http/router.h"

namespace shuxin::http {

/// The routes keep the object alive.
template <typename Owner>
class RouteList {
 public:
  explicit RouteList(std::shared_ptr<Owner> owner) : owner_(std::move(owner)) {}

  void add(Method method, std::string pattern, Access access, Response (Owner::*handle)(const Request&),
           std::uint64_t largest_body = 64 * 1024) {
    Route route;
    route.method = method;
    route.pattern = std::move(pattern);
    route.access = access;
    route.handler =
        Handler([owner = owner_, handle](const Request& request) { return ((*owner).*handle)(request); });
    route.limits.body_bytes = largest_body;
    routes_.push_back(std::move(route));
  }
  void add_upload(std::string pattern, std::uint64_t largest_file,
                  std::expected<std::unique_ptr<UploadSink>, Problem> (Owner::*take)(const Request&),
                  Access access = Access::SignedIn) {
    Route route;
    route.method = Method::Post;
    route.pattern = std::move(pattern);
    route.access = access;
    route.handler =
        UploadHandler([owner = owner_, take](const Request& request) { return ((*owner).*take)(request); });
    route.limits.body_bytes = largest_file + 1;
    routes_.push_back(std::move(route));
  }
  [[nodiscard]] std::vector<Route> take() { return std::move(routes_); }

 private:
  std::shared_ptr<Owner> owner_;
  std::vector<Route> routes_;
};

}  // namespace shuxin::http
