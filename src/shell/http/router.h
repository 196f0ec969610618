// Router: the table of routes; the one list of what the interface offers, to whom and within which limits.
#pragma once

#include <chrono>
#include <cstdint>
#include <functional>
#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "shell/http/exchange.h"
#include "shell/http/problem.h"

namespace shuxin::http {

/// Who may call a route at all. What of it they reach is decided below, in the app.
enum class Access { Public, SignedIn, Officers };

/// Answers a request. Runs on a worker thread and may wait there (for the committer); must be thread-safe.
/// What it throws is answered with 500.
using Handler = std::function<Response(const Request&)>;

/// Takes the bytes of an upload as they arrive. All calls come one after another, from worker threads.
/// Destroyed without `finish` if the upload broke off: what was written must not count.
class UploadSink {
 public:
  virtual ~UploadSink() = default;
  [[nodiscard]] virtual std::expected<void, Problem> write(std::string_view bytes) = 0;
  [[nodiscard]] virtual Response finish() = 0;
};

/// Decides on an upload before its bytes are read (the request's body is empty): a sink, or why not.
using UploadHandler = std::function<std::expected<std::unique_ptr<UploadSink>, Problem>(const Request&)>;

struct Limits {
  std::uint64_t body_bytes = 64 * 1024;  ///< larger bodies are refused with 413 before they are read
};

struct Route {
  Method method = Method::Get;
  std::string pattern;  ///< `/api/v1/cases/{no}`: a parameter is a whole segment; the last may be `{rest...}`
  Access access = Access::SignedIn;
  std::variant<Handler, UploadHandler> handler;
  Limits limits;
  std::vector<std::string> roles;  ///< with Access::Officers: any of these is needed; empty: any officer
  bool is_instant = false;         ///< never waits: answered on the network thread, under overload too
};

/// Where a request leads.
struct Match {
  const Route* route = nullptr;  ///< owned by the router
  std::vector<std::pair<std::string, std::string>> path_parameters;
};

/// Immutable once it serves; then thread-safe.
class Router {
 public:
  Router();
  Router(Router&&) noexcept;
  Router& operator=(Router&&) noexcept;
  ~Router();

  /// Checked: the pattern is well formed and no other route answers the same requests. Literal segments go
  /// before parameters.
  void add(Route route);
  void add(std::vector<Route> routes);

  /// `path` is decoded and in normal form (see target.h). HEAD finds the GET route.
  /// Problems: 404 `http.not-found`, 405 `http.method-not-allowed` with Allow.
  [[nodiscard]] std::expected<Match, Problem> find(Method method,
                                                   const std::vector<std::string>& segments) const;
  /// In the order of adding, for the comparison with openapi.json.
  [[nodiscard]] std::vector<const Route*> routes() const;

 private:
  struct Node;
  std::unique_ptr<Node> root_;
  std::vector<std::unique_ptr<Route>> routes_;
};

}  // namespace shuxin::http
