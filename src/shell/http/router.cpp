#include "shell/http/router.h"

#include <algorithm>
#include <map>

#include "core/base/check.h"

namespace shuxin::http {
namespace {

std::vector<std::string> split_pattern(std::string_view pattern) {
  base::check(pattern.starts_with('/'), "a route's pattern begins with a slash");
  std::vector<std::string> segments;
  pattern.remove_prefix(1);
  while (!pattern.empty()) {
    const std::size_t end = std::min(pattern.find('/'), pattern.size());
    segments.emplace_back(pattern.substr(0, end));
    base::check(end > 0, "a route's pattern has no empty segment");
    pattern.remove_prefix(std::min(end + 1, pattern.size()));
  }
  return segments;
}

bool is_parameter(std::string_view segment) {
  return segment.starts_with('{') && segment.ends_with('}');
}
bool is_rest(std::string_view segment) {
  return is_parameter(segment) && segment.ends_with("...}");
}

// The names between the braces of a pattern, in its order.
std::vector<std::string> parameter_names(const std::vector<std::string>& segments) {
  std::vector<std::string> names;
  for (const std::string& segment : segments) {
    if (!is_parameter(segment)) continue;
    const std::size_t dots = is_rest(segment) ? 3 : 0;
    names.push_back(segment.substr(1, segment.size() - 2 - dots));
    base::check(!names.back().empty(), "a route's parameter has a name");
  }
  return names;
}

}  // namespace

struct Router::Node {
  std::map<std::string, std::unique_ptr<Node>, std::less<>> literals;
  std::unique_ptr<Node> parameter;
  std::unique_ptr<Node> rest;
  std::map<Method, const Route*> routes;

  using Values = std::vector<std::string>;

  // Depth is bounded by the longest pattern, so a long path costs nothing.
  const Node* find(std::span<const std::string> segments, Values& values) const {
    if (segments.empty()) return routes.empty() ? nullptr : this;
    if (const auto literal = literals.find(segments[0]); literal != literals.end()) {
      if (const Node* found = literal->second->find(segments.subspan(1), values)) return found;
    }
    if (parameter && !segments[0].empty()) {
      values.push_back(segments[0]);
      if (const Node* found = parameter->find(segments.subspan(1), values)) return found;
      values.pop_back();
    }
    if (rest && !segments[0].empty()) {
      std::string joined = segments[0];
      for (const std::string& segment : segments.subspan(1)) joined += "/" + segment;
      values.push_back(std::move(joined));
      return rest.get();
    }
    return nullptr;
  }

  [[nodiscard]] std::string allowed_methods() const {
    std::string allowed;
    const auto append = [&](std::string_view name) {
      if (!allowed.empty()) allowed += ", ";
      allowed += name;
    };
    for (const auto& [method, route] : routes) {
      append(to_string(method));
      if (method == Method::Get) append("HEAD");
    }
    append("OPTIONS");
    return allowed;
  }
};

Router::Router() : root_(std::make_unique<Node>()) {}
Router::Router(Router&&) noexcept = default;
Router& Router::operator=(Router&&) noexcept = default;
Router::~Router() = default;

void Router::add(Route route) {
  base::check(route.method != Method::Head && route.method != Method::Options,
              "HEAD and OPTIONS are answered by the router itself");
  base::check(!route.is_instant || route.access == Access::Public,
              "who calls an instant route is not asked, so it is public");
  const auto segments = split_pattern(route.pattern);
  Node* node = root_.get();
  for (std::size_t i = 0; i < segments.size(); ++i) {
    base::check(!is_rest(segments[i]) || i + 1 == segments.size(), "only the last parameter takes the rest");
    std::unique_ptr<Node>& next = is_rest(segments[i])        ? node->rest
                                  : is_parameter(segments[i]) ? node->parameter
                                                              : node->literals[segments[i]];
    if (!next) next = std::make_unique<Node>();
    node = next.get();
  }
  routes_.push_back(std::make_unique<Route>(std::move(route)));
  const bool is_new = node->routes.emplace(routes_.back()->method, routes_.back().get()).second;
  base::check(is_new, "no two routes answer the same method and path");
}

void Router::add(std::vector<Route> routes) {
  for (Route& route : routes) add(std::move(route));
}

std::expected<Match, Problem> Router::find(Method method, const std::vector<std::string>& segments) const {
  Node::Values values;
  const Node* node = root_->find(segments, values);
  if (node == nullptr) return std::unexpected(problem(404, "http.not-found"));
  const auto found = node->routes.find(method == Method::Head ? Method::Get : method);
  if (found == node->routes.end()) {
    Problem refusal = problem(405, "http.method-not-allowed", {std::string(to_string(method))});
    refusal.headers.set("Allow", node->allowed_methods());
    return std::unexpected(std::move(refusal));
  }
  Match match;
  match.route = found->second;
  const auto names = parameter_names(split_pattern(match.route->pattern));
  for (std::size_t i = 0; i < names.size(); ++i) {
    match.path_parameters.emplace_back(names[i], std::move(values[i]));
  }
  return match;
}

std::vector<const Route*> Router::routes() const {
  std::vector<const Route*> all;
  for (const auto& route : routes_) all.push_back(route.get());
  return all;
}

}  // namespace shuxin::http
