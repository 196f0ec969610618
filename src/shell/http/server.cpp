#include "shell/http/server.h"

#include <boost/asio/as_tuple.hpp>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/detached.hpp>
#include <boost/asio/executor_work_guard.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <fmt/format.h>
#include <thread>

#include "shell/http/connection.h"

namespace shuxin::http {
namespace {

namespace asio = boost::asio;
using asio::ip::tcp;

constexpr auto as_awaitable = asio::as_tuple(asio::use_awaitable);

// Told without reading a word, as every word read would cost what there is no more of.
constexpr std::string_view full_house =
    "HTTP/1.1 503 Service Unavailable\r\nRetry-After: 5\r\nContent-Length: 0\r\nConnection: close\r\n\r\n";

// Deadlines are swept several times within the shortest of them.
std::chrono::milliseconds sweep_interval(const ServerOptions& options) {
  const auto shortest = std::min({options.header_timeout, options.body_timeout, options.idle_timeout,
                                  options.write_timeout, options.stop_timeout});
  return std::clamp<std::chrono::milliseconds>(shortest / 8, std::chrono::milliseconds(5),
                                               std::chrono::milliseconds(500));
}

}  // namespace

struct Server::State {
  State(ServerOptions options, Service service, Metrics& metrics)
      : shared(std::move(options), std::move(service), metrics),
        acceptor(shared.io),
        sweep(shared.io),
        work(shared.io.get_executor()) {}

  base::Result<void> bind();
  asio::awaitable<void> accept_all();
  asio::awaitable<void> sweep_all();
  void admit(tcp::socket socket);
  void begin_stop();

  Shared shared;
  tcp::acceptor acceptor;
  asio::steady_timer sweep;
  asio::executor_work_guard<asio::io_context::executor_type> work;
  Connection::Clock::time_point stop_by = Connection::Clock::time_point::max();
  std::thread network;
};

base::Result<void> Server::State::bind() {
  const std::string& host = shared.options.host;
  boost::system::error_code error;
  const auto address = asio::ip::make_address(host == "localhost" ? "127.0.0.1" : host, error);
  if (error) return base::fail("http.address", {host});
  const tcp::endpoint endpoint(address, shared.options.port);
  const auto failed = [&] {
    return base::fail("http.listen", {fmt::format("{}:{}", host, shared.options.port), error.message()});
  };
  if (acceptor.open(endpoint.protocol(), error)) return failed();
  if (acceptor.set_option(tcp::acceptor::reuse_address(true), error)) return failed();
  if (acceptor.bind(endpoint, error)) return failed();
  if (acceptor.listen(4096, error)) return failed();
  return {};
}

asio::awaitable<void> Server::State::accept_all() {
  while (acceptor.is_open()) {
    auto [error, socket] = co_await acceptor.async_accept(as_awaitable);
    if (!error) {
      admit(std::move(socket));
    } else if (acceptor.is_open()) {
      // Out of file descriptors or the like: it passes when a connection ends.
      asio::steady_timer pause(shared.io, std::chrono::milliseconds(50));
      co_await pause.async_wait(as_awaitable);
    }
  }
}

void Server::State::admit(tcp::socket socket) {
  if (shared.connections.size() >= shared.options.connections) {
    boost::system::error_code ignored;
    socket.non_blocking(true, ignored);
    socket.write_some(asio::buffer(full_house), ignored);
    shared.turned_away.add();
    return;
  }
  auto connection = std::make_shared<Connection>(shared, std::move(socket));
  asio::co_spawn(shared.io, Connection::run(std::move(connection)), [this](const std::exception_ptr& fault) {
    if (!fault) return;
    try {
      std::rethrow_exception(fault);
    } catch (const std::exception& known) {
      shared.gate.log(fmt::format("a connection ended by {}", known.what()));
    }
  });
}

// Closes what is late, and when stopping ends the loop once nothing is left.
asio::awaitable<void> Server::State::sweep_all() {
  const auto interval = sweep_interval(shared.options);
  for (;;) {
    sweep.expires_after(interval);
    co_await sweep.async_wait(as_awaitable);
    const auto now = Connection::Clock::now();
    for (Connection* connection : shared.connections) connection->close_if_late(now);
    if (!shared.is_stopping) continue;
    if (shared.connections.empty()) break;
    if (now >= stop_by) {
      for (Connection* connection : shared.connections) connection->close();
    }
  }
  work.reset();
}

void Server::State::begin_stop() {
  shared.is_stopping = true;
  stop_by = Connection::Clock::now() + shared.options.stop_timeout;
  boost::system::error_code ignored;
  acceptor.close(ignored);
  for (Connection* connection : shared.connections) connection->close_if_idle();
  sweep.cancel();
}

Server::Server(std::unique_ptr<State> state) : state_(std::move(state)) {}
Server::Server(Server&&) noexcept = default;
Server& Server::operator=(Server&&) noexcept = default;
Server::~Server() {
  if (state_) stop();
}

base::Result<Server> Server::listen(ServerOptions options, Service service, Metrics& metrics) {
  auto state = std::make_unique<State>(std::move(options), std::move(service), metrics);
  if (auto bound = state->bind(); !bound) return std::unexpected(std::move(bound).error());
  return Server(std::move(state));
}

std::uint16_t Server::port() const {
  boost::system::error_code ignored;
  return state_->acceptor.local_endpoint(ignored).port();
}

void Server::start() {
  asio::co_spawn(state_->shared.io, state_->accept_all(), asio::detached);
  asio::co_spawn(state_->shared.io, state_->sweep_all(), asio::detached);
  state_->network = std::thread([state = state_.get()] { state->shared.io.run(); });
}

void Server::stop() {
  if (!state_->network.joinable()) return;
  asio::post(state_->shared.io, [state = state_.get()] { state->begin_stop(); });
  state_->network.join();
}

}  // namespace shuxin::http
