#include "shell/http/connection.h"

#include <boost/asio/as_tuple.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <boost/asio/write.hpp>
#include <boost/beast/http/buffer_body.hpp>
#include <boost/beast/http/empty_body.hpp>
#include <boost/beast/http/parser.hpp>
#include <boost/beast/http/read.hpp>
#include <boost/beast/http/string_body.hpp>

#include "shell/http/on_worker.h"

namespace shuxin::http {
namespace {

namespace asio = boost::asio;
namespace beast = boost::beast;
namespace wire = boost::beast::http;
using asio::ip::tcp;

constexpr auto as_awaitable = asio::as_tuple(asio::use_awaitable);
constexpr std::size_t piece = 64 * 1024;

// Counts one more as long as it lives.
template <typename Number>
class Held {
 public:
  explicit Held(Number& count, std::uint64_t amount = 1) : count_(count), amount_(amount) {
    count_ += amount_;
  }
  Held(const Held&) = delete;
  Held& operator=(const Held&) = delete;
  ~Held() { count_ -= amount_; }

 private:
  Number& count_;
  std::uint64_t amount_;
};

std::string to_plain(beast::string_view text) {
  return {text.data(), text.size()};
}

using HeadParser = wire::request_parser<wire::empty_body>;

Head to_head(const HeadParser& parser) {
  const auto& message = parser.get();
  Head head;
  head.method = to_plain(message.method_string());
  head.target = to_plain(message.target());
  for (const auto& field : message) head.headers.add(to_plain(field.name_string()), to_plain(field.value()));
  head.is_http_1_1 = message.version() == 11;
  head.is_chunked = parser.chunked();
  if (const auto length = parser.content_length()) head.content_length = *length;
  return head;
}

// What could make a proxy before us and ourselves see the end of the body at different places (RFC
// 9112, 6.1).
bool is_framing_unclear(const Head& head) {
  const auto encoding = head.headers.find("Transfer-Encoding");
  if (encoding) {
    return !head.is_chunked || !head.is_http_1_1 || head.headers.count("Transfer-Encoding") > 1 ||
           head.content_length || head.headers.count("Content-Length") > 0 || *encoding != "chunked";
  }
  return head.headers.count("Content-Length") > 1;
}

bool is_version_known(unsigned version) {
  return version == 11 || version == 10;
}

}  // namespace

// What is known of the request in hand while its coroutines run. On the heap: an idle connection has none.
struct Connection::Exchange {
  HeadParser head;
  Admission admission;
  Response response;
  Clock::time_point began = Clock::now();
  bool has_body = false;
  bool is_body_unread = false;  // the answer came first: the connection must end after it
  bool wants_close = false;     // the client asks nothing more
  bool is_head_only = false;
};

Shared::Shared(ServerOptions given, Service service, Metrics& metrics)
    : options(std::move(given)),
      gate(options, std::move(service), metrics),
      turned_away(
          metrics.counter("shuxin_http_turned_away_total", "Answered 503 because a bound was reached")),
      cut_off(metrics.counter("shuxin_http_cut_off_total", "Connections cut off because they were too slow")),
      workers(options.workers) {
  const auto gauge = [&](const char* name, const char* help, std::atomic<std::size_t> Figures::* figure) {
    metrics.gauge(name, help,
                  [held = figures, figure] { return static_cast<double>((*held.*figure).load()); });
  };
  gauge("shuxin_http_connections", "Open connections", &Figures::open_connections);
  gauge("shuxin_http_running", "Requests with a worker or waiting for one", &Figures::running);
  gauge("shuxin_http_event_streams", "Open event streams", &Figures::event_streams);
  metrics.gauge("shuxin_http_running_bound", "As many requests may have a worker or wait for one",
                [most = options.workers + options.queued] { return static_cast<double>(most); });
}

Connection::Connection(Shared& shared, tcp::socket socket)
    : shared_(shared), socket_(std::move(socket)), wake_(shared.io) {
  boost::system::error_code ignored;
  const auto peer = socket_.remote_endpoint(ignored);
  if (!ignored) peer_address_ = peer.address().to_string();
  socket_.set_option(tcp::no_delay(true), ignored);
  place_ = shared_.connections.insert(shared_.connections.end(), this);
  ++shared_.figures->open_connections;
}

Connection::~Connection() {
  shared_.connections.erase(place_);
  --shared_.figures->open_connections;
}

void Connection::close() {
  boost::system::error_code ignored;
  is_closed_ = true;
  socket_.close(ignored);
  wake_.cancel();
}

void Connection::close_if_late(Clock::time_point now) {
  if (is_closed_ || now < deadline_) return;
  if (!is_idle_) shared_.cut_off.add();
  close();
}

void Connection::close_if_idle() {
  if (is_idle_ || is_streaming_events_) close();
}

asio::awaitable<void> Connection::run(std::shared_ptr<Connection> connection) {
  Connection& self = *connection;
  while (!self.is_closed_) {
    if (self.buffer_.size() == 0) {
      self.buffer_.clear();
      self.buffer_.shrink_to_fit();
      self.is_idle_ = true;
      if (self.shared_.is_stopping) break;
      self.set_deadline(self.shared_.options.idle_timeout);
      const auto [error] = co_await self.socket_.async_wait(tcp::socket::wait_read, as_awaitable);
      if (error) break;
    }
    self.is_idle_ = false;
    if (!co_await self.exchange()) break;
  }
  self.close();
}

// One request and its answer; true if another may follow.
asio::awaitable<bool> Connection::exchange() {
  const auto held = std::make_unique<Exchange>();
  Exchange& exchange = *held;
  if (!co_await read_head(exchange)) co_return false;
  if (exchange.response.status == 0 && !co_await take_body_and_handle(exchange)) co_return false;
  const bool keeps_open = !exchange.wants_close && !exchange.is_body_unread && !shared_.is_stopping &&
                          !std::holds_alternative<EventStream>(exchange.response.body);
  shared_.gate.finish(exchange.response, exchange.admission.route, Clock::now() - exchange.began);
  if (!co_await write_response(exchange.response, exchange.is_head_only, keeps_open)) co_return false;
  if (exchange.is_body_unread) co_await linger();
  co_return keeps_open;
}

void Connection::refuse(Exchange& exchange, int status, std::string code,
                        std::vector<std::string> arguments) {
  exchange.response =
      shared_.gate.refuse(status, std::move(code), std::move(arguments), exchange.admission.request.language);
  exchange.is_body_unread |= exchange.has_body;
}

void Connection::refuse_as_busy(Exchange& exchange) {
  refuse(exchange, 503, "http.busy", {"1"});
  exchange.response.headers.set("Retry-After", "1");
  shared_.turned_away.add();
}

// Reads the header and lets the gate judge it; false if nobody is left to answer.
asio::awaitable<bool> Connection::read_head(Exchange& exchange) {
  exchange.response.status = 0;
  exchange.head.header_limit(static_cast<std::uint32_t>(shared_.options.header_bytes));
  exchange.head.body_limit(boost::none);  // the limit of the route is applied once the route is known
  set_deadline(shared_.options.header_timeout);
  const auto [error, count] = co_await wire::async_read_header(socket_, buffer_, exchange.head, as_awaitable);
  exchange.began = Clock::now();
  if (is_closed_ || error == wire::error::end_of_stream || error == wire::error::partial_message)
    co_return false;
  const bool is_of_parser =
      error && error.category() == wire::make_error_code(wire::error::bad_method).category();
  if (error && !is_of_parser) co_return false;
  if (error == wire::error::header_limit || error == wire::error::buffer_overflow) {
    exchange.has_body = true;
    refuse(exchange, 431, "http.header-too-large", {std::to_string(shared_.options.header_bytes)});
    co_return true;
  }
  Head head = error ? Head{} : to_head(exchange.head);
  if (error || !is_version_known(exchange.head.get().version()) || is_framing_unclear(head)) {
    exchange.has_body = true;  // what follows cannot be told apart from it
    refuse(exchange, 400, "http.bad-request", {error ? error.message() : "framing"});
    co_return true;
  }
  head.peer_address = peer_address_;
  exchange.has_body = head.is_chunked || head.content_length.value_or(0) > 0;
  exchange.wants_close = !head.is_http_1_1 || !exchange.head.get().keep_alive();
  exchange.is_head_only = head.method == "HEAD";
  if (auto admission = shared_.gate.admit(std::move(head))) {
    exchange.admission = *std::move(admission);
  } else {
    exchange.response = std::move(admission).error();
    exchange.is_body_unread = exchange.has_body;
  }
  co_return true;
}

// Answers `Expect: 100-continue` (RFC 9110, 10.1.1): the client waits to hear that its body is wanted.
asio::awaitable<bool> Connection::invite_body(Exchange& exchange) {
  const auto expected = exchange.admission.request.headers.find("Expect");
  if (!expected || !exchange.has_body) co_return true;
  co_return co_await write_bytes("HTTP/1.1 100 Continue\r\n\r\n");
}

bool Connection::is_overloaded() const {
  const ServerOptions& options = shared_.options;
  if (shared_.figures->running >= options.workers + options.queued) return true;
  const Workers::Waiting waiting = shared_.workers.waiting();
  return waiting.next > (waiting.crowd > options.longest_wait ? options.wait_in_crowd : options.longest_wait);
}

asio::awaitable<bool> Connection::take_body_and_handle(Exchange& exchange) {
  const Route* route = exchange.admission.route;
  if (route != nullptr && std::holds_alternative<UploadHandler>(route->handler)) {
    co_return co_await take_upload(exchange);
  }
  if (exchange.has_body && !co_await read_body(exchange)) co_return false;
  if (exchange.response.status != 0) co_return true;
  clear_deadline();
  if (route == nullptr || route->is_instant) {
    exchange.response = shared_.gate.answer(exchange.admission);
    co_return true;
  }
  if (is_overloaded()) {
    exchange.has_body = false;  // it has been read
    refuse_as_busy(exchange);
    co_return true;
  }
  const Held held(shared_.figures->running);
  exchange.response = co_await on_worker(
      shared_.workers, [this, &exchange] { return shared_.gate.answer(exchange.admission); });
  if (std::holds_alternative<EventStream>(exchange.response.body) &&
      shared_.figures->event_streams >= shared_.options.event_streams) {
    exchange.has_body = false;
    refuse_as_busy(exchange);
  }
  co_return true;
}

// Reads a whole body into the request; an answer is set if it is refused, false if the client is gone.
asio::awaitable<bool> Connection::read_body(Exchange& exchange) {
  Request& request = exchange.admission.request;
  const std::uint64_t limit =
      exchange.admission.route != nullptr ? exchange.admission.route->limits.body_bytes : Limits{}.body_bytes;
  const std::uint64_t size = exchange.head.content_length() ? *exchange.head.content_length() : limit;
  if (shared_.buffered + size > shared_.options.buffered_bytes) {
    refuse_as_busy(exchange);
    co_return true;
  }
  const Held held(shared_.buffered, size);
  set_deadline(shared_.options.body_timeout);
  if (!co_await invite_body(exchange)) co_return false;
  set_deadline(shared_.options.body_timeout);
  wire::request_parser<wire::string_body> parser(std::move(exchange.head));
  parser.body_limit(limit);
  const auto [error, count] = co_await wire::async_read(socket_, buffer_, parser, as_awaitable);
  if (error == wire::error::body_limit) {
    refuse(exchange, 413, "http.body-too-large", {std::to_string(limit)});
    co_return true;
  }
  if (is_closed_ || error == wire::error::partial_message) co_return false;
  if (error) {
    refuse(exchange, 400, "http.bad-request", {error.message()});
    co_return true;
  }
  request.body = std::move(parser.get().body());
  co_return true;
}

asio::awaitable<bool> Connection::take_upload(Exchange& exchange) {
  if (shared_.uploads >= shared_.options.uploads) {
    refuse_as_busy(exchange);
    co_return true;
  }
  const Held held(shared_.uploads);
  clear_deadline();
  auto sink = co_await on_worker(shared_.workers,
                                 [this, &exchange] { return shared_.gate.open_upload(exchange.admission); });
  if (!sink) {
    exchange.response = std::move(sink).error();
    exchange.is_body_unread = exchange.has_body;
    co_return true;
  }
  const bool is_whole = co_await pass_on_body(exchange, **sink);
  if (is_whole && exchange.response.status == 0) {
    clear_deadline();
    exchange.response = co_await on_worker(
        shared_.workers, [&] { return shared_.gate.finish_upload(**sink, exchange.admission.request); });
  }
  // The sink may have to undo on the disk what was written.
  co_await on_worker(shared_.workers, [&sink] {
    sink->reset();
    return true;
  });
  co_return is_whole || exchange.response.status != 0;
}

// Hands the body to the sink piece by piece; an answer is set if it is refused, false if the client is gone.
asio::awaitable<bool> Connection::pass_on_body(Exchange& exchange, UploadSink& sink) {
  set_deadline(shared_.options.body_timeout);
  if (!co_await invite_body(exchange)) co_return false;
  wire::request_parser<wire::buffer_body> parser(std::move(exchange.head));
  const std::uint64_t limit = exchange.admission.route->limits.body_bytes;
  parser.body_limit(limit);
  std::string bytes(piece, '\0');
  while (!parser.is_done()) {
    parser.get().body().data = bytes.data();
    parser.get().body().size = bytes.size();
    set_deadline(shared_.options.body_timeout);
    const auto [error, count] = co_await wire::async_read(socket_, buffer_, parser, as_awaitable);
    if (is_closed_ || error == wire::error::partial_message) co_return false;
    if (error == wire::error::body_limit) {
      refuse(exchange, 413, "http.body-too-large", {std::to_string(limit)});
      co_return false;
    }
    if (error && error != wire::error::need_buffer) {
      refuse(exchange, 400, "http.bad-request", {error.message()});
      co_return false;
    }
    const std::string_view got(bytes.data(), bytes.size() - parser.get().body().size);
    if (got.empty()) continue;
    clear_deadline();
    auto written = co_await on_worker(
        shared_.workers, [&] { return shared_.gate.pass_on(sink, got, exchange.admission.request); });
    if (!written) {
      exchange.response = std::move(written).error();
      exchange.is_body_unread = true;
      co_return false;
    }
  }
  co_return true;
}

// A client that still sends would lose our answer to a reset if we closed at once: hear it out for a while.
asio::awaitable<void> Connection::linger() {
  constexpr std::size_t most_bytes = 1024 * 1024;
  boost::system::error_code ignored;
  socket_.shutdown(tcp::socket::shutdown_send, ignored);
  set_deadline(std::min<std::chrono::milliseconds>(shared_.options.body_timeout, std::chrono::seconds(2)));
  std::string scrap(16 * 1024, '\0');
  for (std::size_t heard = 0; heard < most_bytes && !is_closed_;) {
    const auto [error, count] = co_await socket_.async_read_some(asio::buffer(scrap), as_awaitable);
    if (error) break;
    heard += count;
  }
}

}  // namespace shuxin::http
