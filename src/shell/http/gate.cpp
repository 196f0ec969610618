#include "shell/http/gate.h"

#include <algorithm>
#include <fmt/format.h>

#include "shell/http/language.h"
#include "shell/http/target.h"

namespace shuxin::http {
namespace {

bool is_host_character(char c) {
  return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '-' || c == '.' ||
         c == '_' || c == ':' || c == '[' || c == ']';
}

// `[::1]:8080` → `[::1]`, `example:80` → `example`
std::string_view without_port(std::string_view host) {
  const std::size_t bracket = host.find(']');
  const std::size_t colon = host.find(':', bracket == std::string_view::npos ? 0 : bracket);
  return host.substr(0, colon);
}

std::string find_cookie(const Headers& headers, std::string_view name) {
  std::string_view rest = headers.find("Cookie").value_or("");
  while (!rest.empty()) {
    std::string_view pair = rest.substr(0, rest.find(';'));
    rest.remove_prefix(std::min(rest.size(), pair.size() + 1));
    while (pair.starts_with(' ')) pair.remove_prefix(1);
    if (pair.size() > name.size() && pair.starts_with(name) && pair[name.size()] == '=') {
      return std::string(pair.substr(name.size() + 1));
    }
  }
  return {};
}

bool is_loopback(std::string_view address) {
  return address == "::1" || address.starts_with("127.") || address.starts_with("::ffff:127.");
}

constexpr std::string_view content_security_policy =
    "default-src 'self'; script-src 'self'; style-src 'self' 'unsafe-inline'; img-src 'self' data: blob:; "
    "font-src 'self' data:; connect-src 'self'; worker-src 'self' blob:; frame-src 'self' blob:; "
    "object-src 'none'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'";

void add_default(Headers& headers, std::string_view name, std::string_view value) {
  if (!headers.find(name)) headers.add(std::string(name), std::string(value));
}

}  // namespace

Gate::Gate(const ServerOptions& options, Service service, Metrics& metrics)
    : options_(options), service_(std::move(service)) {
  for (const Route* route : service_.router.routes()) {
    metrics_.emplace(route, make_metrics(std::string(to_string(route->method)), route->pattern, metrics));
  }
  metrics_.emplace(nullptr, make_metrics("any", "other", metrics));
}

Gate::RouteMetrics Gate::make_metrics(const std::string& method, const std::string& pattern,
                                      Metrics& metrics) const {
  RouteMetrics made{};
  for (int i = 1; i <= 5; ++i) {
    made.by_class[i] =
        &metrics.counter("shuxin_http_requests_total", "Answered requests by route and class of status",
                         {{"method", method}, {"route", pattern}, {"status", fmt::format("{}xx", i)}});
  }
  made.by_class[0] = made.by_class[5];
  made.seconds = &metrics.histogram("shuxin_http_request_seconds",
                                    "Seconds from the end of the header to the answer, by route",
                                    {{"method", method}, {"route", pattern}});
  return made;
}

std::optional<Problem> Gate::check_host(const Head& head) const {
  const auto host = head.headers.find("Host");
  if (!host && !head.is_http_1_1) return std::nullopt;
  if (head.headers.count("Host") != 1 || !std::ranges::all_of(*host, is_host_character)) {
    return problem(400, "http.bad-request", {"Host"});
  }
  if (options_.allowed_hosts.empty() ||
      std::ranges::find(options_.allowed_hosts, without_port(*host)) != options_.allowed_hosts.end()) {
    return std::nullopt;
  }
  return problem(421, "http.misdirected");
}

// A browser says in Origin (or at least in Sec-Fetch-Site) which site a change comes from; a program says
// neither.
std::optional<Problem> Gate::check_origin(const Request& request, Method method) const {
  if (is_safe(method)) return std::nullopt;
  if (const auto origin = request.headers.find("Origin")) {
    const std::string host(request.headers.find("Host").value_or(""));
    const bool is_ours = request.headers.count("Origin") == 1 && !host.empty() &&
                         (*origin == "https://" + host || *origin == "http://" + host);
    if (!is_ours) return problem(403, "http.origin");
  } else if (const auto site = request.headers.find("Sec-Fetch-Site")) {
    if (*site != "same-origin" && *site != "none") return problem(403, "http.origin");
  }
  return std::nullopt;
}

std::optional<Problem> Gate::check_access(const Request& request, const Route& route) const {
  if (route.access == Access::Public) return std::nullopt;
  if (!request.session) return problem(401, "http.sign-in-needed");
  if (route.access == Access::SignedIn) return std::nullopt;
  const app::Identity& identity = request.session->identity;
  if (identity.kind != app::AccountKind::Officer) return problem(403, "http.officers-only");
  const bool has_role = route.roles.empty() || std::ranges::any_of(route.roles, [&](const std::string& role) {
                          return identity.has_role(role);
                        });
  if (!has_role) return problem(403, "http.role-missing");
  return std::nullopt;
}

std::expected<Admission, Response> Gate::admit(Head head) const {
  Admission admission;
  Request& request = admission.request;
  request.at = service_.now();
  const auto fault_of_host = check_host(head);
  request.headers = std::move(head.headers);
  const auto refuse_with = [&](const Problem& problem) {
    return std::unexpected(to_response(problem, choose_language(request)));
  };
  if (fault_of_host) return refuse_with(*fault_of_host);
  auto target = parse_target(head.target);
  if (!target) return refuse_with(problem(400, "http.bad-target"));
  request.path = std::move(target->path);
  request.query = std::move(target->query);
  request.language = choose_language(request);
  const auto method = find_method(head.method);
  if (!method) return refuse_with(problem(501, "http.method-unknown"));
  request.method = *method;
  request.client_address = head.peer_address;
  if (options_.behind_proxy && is_loopback(head.peer_address)) {
    std::string_view forwarded = request.headers.find("X-Forwarded-For").value_or("");
    forwarded.remove_prefix(std::min(forwarded.size(), forwarded.rfind(',') + 1));
    while (forwarded.starts_with(' ')) forwarded.remove_prefix(1);
    if (!forwarded.empty()) request.client_address = forwarded;
  }
  if (const auto fault = check_origin(request, *method)) return refuse_with(*fault);

  Limits limits;
  auto match = service_.router.find(*method, target->segments);
  if (match) {
    admission.route = match->route;
    request.path_parameters = std::move(match->path_parameters);
    limits = match->route->limits;
  } else if (*method == Method::Options && match.error().status == 405) {
    return std::unexpected(Response{204, match.error().headers, {}});
  } else if (match.error().status != 404 || !service_.fallback || !is_safe(*method) ||
             *method == Method::Options || request.path == "/api" || request.path.starts_with("/api/")) {
    return refuse_with(match.error());
  }
  if (const auto expect = request.headers.find("Expect"); expect && *expect != "100-continue") {
    return refuse_with(problem(417, "http.expectation"));
  }
  if (head.content_length.value_or(0) > limits.body_bytes) {
    return refuse_with(problem(413, "http.body-too-large", {std::to_string(limits.body_bytes)}));
  }
  request.session_token = find_cookie(request.headers, session_cookie);
  return admission;
}

void Gate::authenticate(Request& request) const {
  if (request.session_token.empty() || !service_.authenticate) return;
  request.session = service_.authenticate(request.session_token, request.at);
}

template <typename Work>
auto Gate::guarded(const Request& request, Work work) const -> decltype(work()) {
  using Answer = decltype(work());
  try {
    return work();
  } catch (const std::exception& fault) {
    log(fmt::format("{} {}: {}", to_string(request.method), request.path, fault.what()));
    Response response = to_response(problem(500, "http.internal"), request.language);
    if constexpr (std::is_same_v<Answer, Response>) {
      return response;
    } else {
      return std::unexpected(std::move(response));
    }
  }
}

Response Gate::answer(Admission& admission) const {
  Request& request = admission.request;
  return guarded(request, [&]() -> Response {
    if (admission.route == nullptr) return service_.fallback(request);
    if (!admission.route->is_instant) authenticate(request);
    if (const auto fault = check_access(request, *admission.route)) {
      return to_response(*fault, request.language);
    }
    return std::get<Handler>(admission.route->handler)(request);
  });
}

std::expected<std::unique_ptr<UploadSink>, Response> Gate::open_upload(Admission& admission) const {
  using Opened = std::expected<std::unique_ptr<UploadSink>, Response>;
  Request& request = admission.request;
  return guarded(request, [&]() -> Opened {
    authenticate(request);
    if (const auto fault = check_access(request, *admission.route)) {
      return std::unexpected(to_response(*fault, request.language));
    }
    auto sink = std::get<UploadHandler>(admission.route->handler)(request);
    if (!sink) return std::unexpected(to_response(sink.error(), request.language));
    return *std::move(sink);
  });
}

std::expected<void, Response> Gate::pass_on(UploadSink& sink, std::string_view bytes,
                                            const Request& request) const {
  return guarded(request, [&]() -> std::expected<void, Response> {
    auto written = sink.write(bytes);
    if (!written) return std::unexpected(to_response(written.error(), request.language));
    return {};
  });
}

Response Gate::finish_upload(UploadSink& sink, const Request& request) const {
  return guarded(request, [&]() -> Response { return sink.finish(); });
}

void Gate::finish(Response& response, const Route* route, std::chrono::nanoseconds took) const {
  add_default(response.headers, "X-Content-Type-Options", "nosniff");
  add_default(response.headers, "X-Frame-Options", "DENY");
  add_default(response.headers, "Referrer-Policy", "same-origin");
  add_default(response.headers, "Content-Security-Policy", content_security_policy);
  add_default(response.headers, "Cross-Origin-Opener-Policy", "same-origin");
  add_default(response.headers, "Cross-Origin-Resource-Policy", "same-origin");
  add_default(response.headers, "Cache-Control", "no-store");
  const RouteMetrics& held = metrics_.at(route);
  held.by_class[std::clamp(response.status / 100, 0, 5)]->add();
  held.seconds->observe(std::chrono::duration<double>(took).count());
}

Response Gate::refuse(int status, std::string code, std::vector<std::string> arguments,
                      base::Language language) const {
  return to_response(problem(status, std::move(code), std::move(arguments)), language);
}

void Gate::log(std::string_view line) const {
  if (service_.log_line) service_.log_line(line);
}

}  // namespace shuxin::http
