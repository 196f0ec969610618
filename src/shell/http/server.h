// Server: HTTP/1.1 over TCP, with bounds on everything a client can make it hold.
#pragma once

#include <chrono>
#include <cstdint>
#include <functional>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "core/base/result.h"
#include "shell/http/metrics.h"
#include "shell/http/router.h"

namespace shuxin::http {

struct ServerOptions {
  std::string host = "127.0.0.1";          ///< an address, or `localhost`
  std::uint16_t port = 8080;               ///< 0: the system chooses
  std::vector<std::string> allowed_hosts;  ///< if any: the only names (without port) accepted in Host
  bool behind_proxy = false;               ///< believe X-Forwarded-For and -Proto of a peer on loopback
  std::chrono::milliseconds header_timeout{10'000};
  std::chrono::milliseconds body_timeout{30'000};  ///< for a whole JSON body, or for each 64 KB of an upload
  std::chrono::milliseconds idle_timeout{75'000};
  std::chrono::milliseconds write_timeout{20'000};  ///< for each 64 KB that a reader takes
  std::chrono::milliseconds heartbeat{15'000};      ///< of event streams
  /// Event streams end after this and are asked for anew, so that a revoked session does not go on listening.
  std::chrono::milliseconds event_stream_life{600'000};
  std::chrono::milliseconds stop_timeout{10'000};  ///< for requests under way when stopping
  std::size_t connections = 12'000;
  std::size_t event_streams = 2'000;
  std::size_t uploads = 64;
  std::size_t workers = 64;  ///< handlers that run at once (they mostly wait for the committer)
  std::size_t queued = 256;  ///< requests that wait for a worker; beyond: 503 with Retry-After
  /// Once a request has waited so long for a worker, no other joins the queue: 503. So what is accepted is
  /// answered soon, however many come and however slow the work is that stands before it.
  std::chrono::milliseconds longest_wait{250};
  /// The same once somebody has been waiting without a break for `longest_wait`: then it is no rush that will
  /// pass, and a long queue would only make everybody slow.
  std::chrono::milliseconds wait_in_crowd{15};
  std::size_t header_bytes = 16 * 1024;
  std::size_t buffered_bytes = 64 * 1024 * 1024;  ///< of all JSON bodies being read; beyond: 503
};

/// Who a session cookie stands for; empty if it is unknown, expired or revoked. Runs on a worker.
using Authenticate =
    std::function<std::shared_ptr<const app::Session>(std::string_view token, base::Instant at)>;

/// Answers what no route under /api, /healthz, … does: the screens. Instant.
using Fallback = std::function<Response(const Request&)>;

struct Service {
  Router router;
  Authenticate authenticate;
  Fallback fallback;                               ///< may be empty: 404
  std::function<base::Instant()> now;              ///< the clock
  std::function<void(std::string_view)> log_line;  ///< faults of our own, one line each; thread-safe
};

/// The name of the session cookie.
inline constexpr std::string_view session_cookie = "shuxin_session";

class Server {
 public:
  /// Binds and listens; nothing is served before `start`. Errors: http.address, http.listen.
  [[nodiscard]] static base::Result<Server> listen(ServerOptions options, Service service, Metrics& metrics);
  Server(Server&&) noexcept;
  Server& operator=(Server&&) noexcept;
  ~Server();

  [[nodiscard]] std::uint16_t port() const;
  /// Serves on threads of its own.
  void start();
  /// Takes no new connections, lets requests under way end (stop_timeout), and returns when all is still.
  /// From any thread but a handler's; a second call does nothing.
  void stop();

 private:
  struct State;
  explicit Server(std::unique_ptr<State> state);
  std::unique_ptr<State> state_;
};

}  // namespace shuxin::http
