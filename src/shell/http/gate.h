// Gate: what is decided about a request around its handler, without sockets. Private to the server.
#pragma once

#include <chrono>
#include <expected>
#include <memory>
#include <optional>
#include <string>
#include <unordered_map>

#include "shell/http/metrics.h"
#include "shell/http/server.h"

namespace shuxin::http {

/// The header of a request as the parser gives it.
struct Head {
  std::string method;
  std::string target;
  Headers headers;
  bool is_http_1_1 = true;
  bool is_chunked = false;
  std::optional<std::uint64_t> content_length;
  std::string peer_address;
};

/// A request that may go on to its handler.
struct Admission {
  const Route* route = nullptr;  ///< empty: the screens
  Request request;               ///< its body is still to be read
};

/// Thread-safe.
class Gate {
 public:
  Gate(const ServerOptions& options, Service service, Metrics& metrics);

  /// On the network thread: reads the target, finds the route, checks host, origin and size of the body.
  [[nodiscard]] std::expected<Admission, Response> admit(Head head) const;

  /// On a worker (instant routes and screens: anywhere): who asks, may they, and the handler's answer. A
  /// handler that throws is answered with 500.
  [[nodiscard]] Response answer(Admission& admission) const;
  [[nodiscard]] std::expected<std::unique_ptr<UploadSink>, Response> open_upload(Admission& admission) const;

  [[nodiscard]] std::expected<void, Response> pass_on(UploadSink& sink, std::string_view bytes,
                                                      const Request& request) const;
  [[nodiscard]] Response finish_upload(UploadSink& sink, const Request& request) const;

  /// Adds to every response what every response carries, and counts it.
  void finish(Response& response, const Route* route, std::chrono::nanoseconds took) const;

  [[nodiscard]] Response refuse(int status, std::string code, std::vector<std::string> arguments,
                                base::Language language) const;
  void log(std::string_view line) const;

 private:
  struct RouteMetrics {
    Counter* by_class[6];
    Histogram* seconds;
  };

  // Calls `work`; what it throws is logged and answered with 500.
  template <typename Work>
  auto guarded(const Request& request, Work work) const -> decltype(work());
  [[nodiscard]] std::optional<Problem> check_host(const Head& head) const;
  [[nodiscard]] std::optional<Problem> check_origin(const Request& request, Method method) const;
  [[nodiscard]] std::optional<Problem> check_access(const Request& request, const Route& route) const;
  void authenticate(Request& request) const;
  [[nodiscard]] RouteMetrics make_metrics(const std::string& method, const std::string& pattern,
                                          Metrics& metrics) const;

  const ServerOptions& options_;
  Service service_;
  std::unordered_map<const Route*, RouteMetrics> metrics_;
};

}  // namespace shuxin::http
