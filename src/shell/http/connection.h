// Connection: one client's TCP connection and the requests that come on it. Private to the server.
#pragma once

#include <atomic>
#include <boost/asio/awaitable.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/beast/core/flat_buffer.hpp>
#include <chrono>
#include <list>
#include <memory>

#include "shell/http/gate.h"
#include "shell/http/workers.h"

namespace shuxin::http {

class Connection;

/// What all connections of a server share. Used on the network thread alone, but for the gate, the workers
/// and the atomic numbers.
struct Shared {
  Shared(ServerOptions options, Service service, Metrics& metrics);

  const ServerOptions options;
  const Gate gate;
  boost::asio::io_context io{1};
  std::list<Connection*> connections;
  bool is_stopping = false;
  std::size_t uploads = 0;
  std::uint64_t buffered = 0;  ///< bytes promised to bodies that are being read
  /// What the gauges read from other threads, also after the server is gone.
  struct Figures {
    std::atomic<std::size_t> running = 0;           ///< requests with a worker or waiting for one
    std::atomic<std::size_t> open_connections = 0;  ///< the size of `connections`
    std::atomic<std::size_t> event_streams = 0;
  };
  const std::shared_ptr<Figures> figures = std::make_shared<Figures>();
  Counter& turned_away;  ///< answered 503 because a bound was reached
  Counter& cut_off;      ///< closed because a deadline passed in mid-request
  Workers workers;       ///< last: its threads end before the rest goes
};

class Connection : public std::enable_shared_from_this<Connection> {
 public:
  using Clock = std::chrono::steady_clock;

  Connection(Shared& shared, boost::asio::ip::tcp::socket socket);
  Connection(const Connection&) = delete;
  Connection& operator=(const Connection&) = delete;
  ~Connection();

  /// Serves requests until the connection ends; the coroutine keeps the connection alive.
  static boost::asio::awaitable<void> run(std::shared_ptr<Connection> connection);

  /// Ends the connection now; whatever waits on it fails.
  void close();
  /// Closes it if its deadline has passed. A single sweep over all connections stands for a timer in each.
  void close_if_late(Clock::time_point now);
  /// Closes it if it only waits for a request, or streams events, which end at any time.
  void close_if_idle();

 private:
  struct Exchange;

  // connection.cpp: from the wire to the answer
  boost::asio::awaitable<bool> exchange();
  boost::asio::awaitable<bool> read_head(Exchange& exchange);
  boost::asio::awaitable<bool> invite_body(Exchange& exchange);
  [[nodiscard]] bool is_overloaded() const;
  boost::asio::awaitable<bool> take_body_and_handle(Exchange& exchange);
  boost::asio::awaitable<bool> read_body(Exchange& exchange);
  boost::asio::awaitable<bool> take_upload(Exchange& exchange);
  boost::asio::awaitable<bool> pass_on_body(Exchange& exchange, UploadSink& sink);
  boost::asio::awaitable<void> linger();
  void refuse(Exchange& exchange, int status, std::string code, std::vector<std::string> arguments = {});
  void refuse_as_busy(Exchange& exchange);

  // connection_write.cpp: from the answer to the wire
  boost::asio::awaitable<bool> write_response(const Response& response, bool is_head_only, bool keeps_open);
  boost::asio::awaitable<bool> write_bytes(std::string_view bytes);
  boost::asio::awaitable<bool> write_file(const FileBody& file);
  boost::asio::awaitable<void> write_events(const EventStream& stream);

  void set_deadline(std::chrono::milliseconds from_now) { deadline_ = Clock::now() + from_now; }
  void clear_deadline() { deadline_ = Clock::time_point::max(); }

  Shared& shared_;
  boost::asio::ip::tcp::socket socket_;
  boost::beast::flat_buffer buffer_;  // without memory while the connection is idle
  boost::asio::steady_timer wake_;    // only event streams wait on it
  Clock::time_point deadline_ = Clock::time_point::max();
  std::list<Connection*>::iterator place_;
  std::string peer_address_;
  bool is_idle_ = true;
  bool is_streaming_events_ = false;
  bool has_news_ = false;  // the subscription may have something to take
  bool is_closed_ = false;
};

}  // namespace shuxin::http
