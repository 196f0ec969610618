// Desk: somebody who calls a running program, mostly signed in to a demonstration, and what they are
// answered.
#pragma once

#include <cstdint>
#include <fmt/format.h>
#include <gtest/gtest.h>
#include <string>
#include <string_view>

#include "core/base/json.h"
#include "shell/http/raw_client.h"

namespace shuxin::http {

struct Answer {
  int status = 0;
  std::string body;
  [[nodiscard]] base::Json json() const { return base::Json::parse(body).value_or(base::Json()); }
  [[nodiscard]] std::string text(std::string_view member) const {
    return std::string(json().find_string(member).value_or(""));
  }
};

class Desk {
 public:
  /// Nobody yet.
  explicit Desk(std::uint16_t port) : port_(port) {}
  /// One of the demonstration's accounts.
  Desk(std::uint16_t port, std::string_view login) : port_(port) {
    EXPECT_EQ(sign_in(login, "Demo-Suxitong-1"), 200) << login;
  }
  int sign_in(std::string_view login, std::string_view password) {
    const Answer answer =
        call("POST", "/api/v1/session", fmt::format(R"({{"login":"{}","password":"{}"}})", login, password));
    const std::size_t at = last_.find("shuxin_session=");
    if (answer.status == 200 && at != std::string::npos) cookie_ = last_.substr(at, last_.find(';', at) - at);
    return answer.status;
  }
  Answer call(std::string_view method, std::string_view target, const std::string& body = "",
              std::int64_t version = 1) {
    return call_with_key(method, target, body, fmt::format("desk-{}-{}", cookie_, ++sent_), version);
  }
  Answer call_with_key(std::string_view method, std::string_view target, const std::string& body,
                       const std::string& key, std::int64_t version = 1,
                       std::string_view type = "application/json") {
    RawClient client(port_);
    std::string headers = cookie_.empty() ? "" : "Cookie: " + cookie_ + "\r\n";
    if (!language.empty()) headers += "Accept-Language: " + language + "\r\n";
    if (!body.empty()) headers += fmt::format("Content-Type: {}\r\n", type);
    if (method != "GET") headers += fmt::format("If-Match: \"v{}\"\r\nIdempotency-Key: {}\r\n", version, key);
    last_ = client.exchange(fmt::format("{} {} HTTP/1.1\r\nHost: localhost\r\n{}Content-Length: {}\r\n\r\n{}",
                                        method, target, headers, body.size(), body));
    const std::size_t head = last_.find("\r\n\r\n");
    return {status_of(last_), head == std::string::npos ? "" : last_.substr(head + 4)};
  }

  /// A file's bytes.
  Answer upload(std::string_view target, const std::string& bytes) {
    return call_with_key("POST", target, bytes, fmt::format("desk-{}-{}", cookie_, ++sent_), 1,
                         "application/octet-stream");
  }

  [[nodiscard]] const std::string& cookie() const { return cookie_; }
  void set_cookie(std::string cookie) { cookie_ = std::move(cookie); }
  /// All of the last answer, its head too.
  [[nodiscard]] const std::string& last() const { return last_; }

  std::string language;  ///< in which answers are asked for; empty: the server's own choice

 private:
  std::uint16_t port_;
  std::string cookie_;
  std::string last_;
  int sent_ = 0;
};

}  // namespace shuxin::http
