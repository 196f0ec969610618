// RawClient: a client of bare bytes over loopback, for tests that send what no library would send.
#pragma once

#include <arpa/inet.h>
#include <chrono>
#include <netinet/in.h>
#include <poll.h>
#include <string>
#include <string_view>
#include <sys/socket.h>
#include <unistd.h>
#include <utility>

namespace shuxin::http {

class RawClient {
 public:
  explicit RawClient(std::uint16_t port, int receive_buffer = 0)
      : socket_(::socket(AF_INET, SOCK_STREAM, 0)) {
    if (receive_buffer > 0) {
      ::setsockopt(socket_, SOL_SOCKET, SO_RCVBUF, &receive_buffer, sizeof receive_buffer);
    }
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_port = htons(port);
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    is_connected_ = ::connect(socket_, reinterpret_cast<const sockaddr*>(&address), sizeof address) == 0;
  }
  RawClient(const RawClient&) = delete;
  RawClient& operator=(const RawClient&) = delete;
  ~RawClient() { ::close(socket_); }

  [[nodiscard]] bool is_connected() const { return is_connected_; }
  bool send(std::string_view bytes) {
    while (!bytes.empty()) {
      const ssize_t sent = ::send(socket_, bytes.data(), bytes.size(), MSG_NOSIGNAL);
      if (sent <= 0) return false;
      bytes.remove_prefix(static_cast<std::size_t>(sent));
    }
    return true;
  }
  /// Takes at most so many bytes that have come; false if the server has closed.
  bool sip(std::size_t most) {
    std::string bytes(most, '\0');
    return ::recv(socket_, bytes.data(), most, 0) > 0;
  }
  void end_sending() { ::shutdown(socket_, SHUT_WR); }

  /// What comes until the server closes or `wait` passes without a byte.
  std::string read_all(std::chrono::milliseconds wait = std::chrono::seconds(5)) {
    while (read_some(wait)) {
    }
    return std::exchange(held_, {});
  }
  /// One response with a Content-Length or without a body; empty if none comes.
  std::string read_response(std::chrono::milliseconds wait = std::chrono::seconds(5)) {
    for (;;) {
      const std::size_t end = held_.find("\r\n\r\n");
      if (end != std::string::npos) {
        const std::size_t at = held_.find("Content-Length: ");
        const std::size_t length = at < end ? std::stoul(held_.substr(at + 16, 20)) : 0;
        if (held_.size() >= end + 4 + length) {
          std::string one = held_.substr(0, end + 4 + length);
          held_.erase(0, one.size());
          return one;
        }
      }
      if (!read_some(wait)) return std::exchange(held_, {});
    }
  }
  /// What has come once `text` is in it, or all that came.
  std::string read_until(std::string_view text, std::chrono::milliseconds wait = std::chrono::seconds(5)) {
    while (held_.find(text) == std::string::npos && read_some(wait)) {
    }
    return std::exchange(held_, {});
  }
  /// True if the server has closed or reset the connection within `wait`.
  bool is_closed_within(std::chrono::milliseconds wait) {
    while (read_some(wait)) {
    }
    return was_closed_;
  }
  std::string exchange(std::string_view bytes) {
    send(bytes);
    return read_response();
  }

 private:
  bool read_some(std::chrono::milliseconds wait) {
    pollfd ready{socket_, POLLIN, 0};
    if (::poll(&ready, 1, static_cast<int>(wait.count())) <= 0) return false;
    char bytes[16384];
    const ssize_t got = ::recv(socket_, bytes, sizeof bytes, 0);
    if (got <= 0) {
      was_closed_ = true;
      return false;
    }
    held_.append(bytes, static_cast<std::size_t>(got));
    return true;
  }

  int socket_;
  bool is_connected_ = false;
  bool was_closed_ = false;
  std::string held_;
};

/// The number in the status line; 0 if the text is no response.
inline int status_of(std::string_view response) {
  if (!response.starts_with("HTTP/1.1 ") || response.size() < 12) return 0;
  return std::stoi(std::string(response.substr(9, 3)));
}

}  // namespace shuxin::http
