#include <boost/asio/as_tuple.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <boost/asio/write.hpp>
#include <ctime>
#include <fmt/format.h>

#include "shell/http/connection.h"
#include "shell/http/on_worker.h"

namespace shuxin::http {
namespace {

namespace asio = boost::asio;

constexpr auto as_awaitable = asio::as_tuple(asio::use_awaitable);
constexpr std::size_t piece = 64 * 1024;

// The reason phrase means nothing to programs; it is there for people who read along.
std::string_view reason(int status) {
  switch (status) {
    case 200:
      return "OK";
    case 201:
      return "Created";
    case 202:
      return "Accepted";
    case 204:
      return "No Content";
    case 304:
      return "Not Modified";
    case 400:
      return "Bad Request";
    case 401:
      return "Unauthorized";
    case 403:
      return "Forbidden";
    case 404:
      return "Not Found";
    case 409:
      return "Conflict";
    case 422:
      return "Unprocessable Content";
    case 503:
      return "Service Unavailable";
    case 507:
      return "Insufficient Storage";
    default:
      return status < 400 ? "OK" : "Refused";
  }
}

std::string now_for_header() {
  const std::time_t now = std::time(nullptr);
  std::tm utc{};
  gmtime_r(&now, &utc);
  char text[40];
  const std::size_t length = std::strftime(text, sizeof text, "%a, %d %b %Y %H:%M:%S GMT", &utc);
  return {text, length};
}

std::optional<std::uint64_t> length_of(const Body& body) {
  struct Visitor {
    std::optional<std::uint64_t> operator()(const std::string& text) const { return text.size(); }
    std::optional<std::uint64_t> operator()(const SharedBytes& shared) const { return shared.bytes.size(); }
    std::optional<std::uint64_t> operator()(const FileBody& file) const { return file.length; }
    std::optional<std::uint64_t> operator()(const EventStream&) const { return std::nullopt; }
  };
  return std::visit(Visitor{}, body);
}

bool may_have_body(int status) {
  return status >= 200 && status != 204 && status != 304;
}

std::string write_head(const Response& response, bool keeps_open) {
  std::string head = fmt::format("HTTP/1.1 {} {}\r\nDate: {}\r\n", response.status, reason(response.status),
                                 now_for_header());
  for (const auto& [name, value] : response.headers.fields()) {
    head += name;
    head += ": ";
    head += value;
    head += "\r\n";
  }
  if (const auto length = length_of(response.body); length && may_have_body(response.status)) {
    head += fmt::format("Content-Length: {}\r\n", *length);
  }
  head += keeps_open ? "\r\n" : "Connection: close\r\n\r\n";
  return head;
}

std::string write_event(const app::Change& change) {
  std::string text = fmt::format("id: {}\nevent: {}\n", change.id, change.kind);
  std::string_view rest = change.data;
  do {
    const std::size_t end = std::min(rest.find('\n'), rest.size());
    text += fmt::format("data: {}\n", rest.substr(0, end));
    rest.remove_prefix(std::min(end + 1, rest.size()));
  } while (!rest.empty());
  return text + "\n";
}

}  // namespace

// False if the connection is of no more use.
asio::awaitable<bool> Connection::write_response(const Response& response, bool is_head_only,
                                                 bool keeps_open) {
  const std::string head = write_head(response, keeps_open);
  const bool has_body = !is_head_only && may_have_body(response.status);
  std::string_view bytes;
  if (const auto* text = std::get_if<std::string>(&response.body)) bytes = *text;
  if (const auto* shared = std::get_if<SharedBytes>(&response.body)) bytes = shared->bytes;
  if (!has_body) bytes = {};

  // The head and what fits beside it go in one system call.
  const std::string_view first = bytes.substr(0, piece);
  const std::array<asio::const_buffer, 2> both = {asio::buffer(head), asio::buffer(first)};
  set_deadline(shared_.options.write_timeout);
  const auto [error, count] = co_await asio::async_write(socket_, both, as_awaitable);
  if (error || is_closed_) co_return false;
  if (bytes.size() > piece) co_return co_await write_bytes(bytes.substr(piece));
  if (!has_body) co_return true;
  if (const auto* file = std::get_if<FileBody>(&response.body)) co_return co_await write_file(*file);
  if (const auto* stream = std::get_if<EventStream>(&response.body)) co_await write_events(*stream);
  co_return true;
}

// Piece by piece, each within its own time, so that a slow reader is told from a large answer.
asio::awaitable<bool> Connection::write_bytes(std::string_view bytes) {
  while (!bytes.empty()) {
    const std::string_view next = bytes.substr(0, piece);
    set_deadline(shared_.options.write_timeout);
    const auto [error, count] = co_await asio::async_write(socket_, asio::buffer(next), as_awaitable);
    if (error || is_closed_) co_return false;
    bytes.remove_prefix(next.size());
  }
  co_return true;
}

asio::awaitable<bool> Connection::write_file(const FileBody& file) {
  std::uint64_t left = file.length;
  while (left > 0) {
    clear_deadline();
    const auto bytes = co_await on_worker(shared_.workers, [&file] { return file.next(); });
    // The length is promised already: an answer cut short is all that can still tell of the fault.
    if (!bytes || bytes->empty() || bytes->size() > left) {
      shared_.gate.log("a file could not be sent to its end");
      co_return false;
    }
    left -= bytes->size();
    if (!co_await write_bytes(*bytes)) co_return false;
  }
  co_return true;
}

// Sends what the subscription brings until the client leaves, falls behind, or the stream has lived its time.
asio::awaitable<void> Connection::write_events(const EventStream& stream) {
  has_news_ = true;
  const auto end = Clock::now() + shared_.options.event_stream_life;
  is_streaming_events_ = true;
  ++shared_.figures->event_streams;
  // The publisher's thread may wake us after the stream has ended: it holds the connection by a weak pointer.
  stream.subscription->on_change([self = weak_from_this(), &io = shared_.io] {
    asio::post(io, [self] {
      const auto alive = self.lock();
      if (!alive || !alive->is_streaming_events_) return;
      alive->has_news_ = true;
      alive->wake_.cancel();
    });
  });
  bool is_fine = co_await write_bytes("retry: 2000\n\n");
  while (is_fine && !is_closed_ && !shared_.is_stopping && Clock::now() < end) {
    if (!has_news_) {
      clear_deadline();
      wake_.expires_after(shared_.options.heartbeat);
      const auto [error] = co_await wake_.async_wait(as_awaitable);
      if (!error && !is_closed_) is_fine = co_await write_bytes(": still here\n\n");
    }
    has_news_ = false;
    if (stream.subscription->is_overrun()) break;
    std::string text;
    for (const app::Change& change : stream.subscription->take()) text += write_event(change);
    if (is_fine && !is_closed_) is_fine = co_await write_bytes(text);
  }
  stream.subscription->on_change({});
  is_streaming_events_ = false;
  --shared_.figures->event_streams;
}

}  // namespace shuxin::http
