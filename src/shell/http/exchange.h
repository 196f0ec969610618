// Exchange: one HTTP request and its response, as plain values without any library's types.
#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <variant>
#include <vector>

#include "core/base/date.h"
#include "core/base/result.h"
#include "shell/app/event_hub.h"
#include "shell/app/identity.h"

namespace shuxin::http {

enum class Method { Get, Head, Post, Put, Patch, Delete, Options };

[[nodiscard]] std::string_view to_string(Method method);
[[nodiscard]] std::optional<Method> find_method(std::string_view name);
/// GET, HEAD and OPTIONS change nothing (RFC 9110, 9.2.1).
[[nodiscard]] bool is_safe(Method method);

/// Header fields in their order; names compare without regard to case.
class Headers {
 public:
  using Field = std::pair<std::string, std::string>;

  Headers() = default;
  Headers(std::initializer_list<Field> fields);

  /// The first field of that name.
  [[nodiscard]] std::optional<std::string_view> find(std::string_view name) const;
  [[nodiscard]] std::size_t count(std::string_view name) const;
  /// Control characters in the value become spaces, so no value can begin a header of its own.
  void add(std::string name, std::string value);
  /// Replaces all fields of that name.
  void set(std::string name, std::string value);
  [[nodiscard]] const std::vector<Field>& fields() const { return fields_; }

 private:
  std::vector<Field> fields_;
};

struct Request {
  Method method = Method::Get;
  std::string path;  ///< decoded, without query; segments hold no slash, dot segment or control character
  std::vector<std::pair<std::string, std::string>> path_parameters;  ///< the pattern's names and their values
  std::vector<std::pair<std::string, std::string>> query;            ///< decoded, in their order
  Headers headers;
  std::string body;
  std::string client_address;  ///< of the peer, or as the trusted proxy names it
  base::Language language = base::Language::Chinese;
  base::Instant at;                             ///< when the header was read
  std::string session_token;                    ///< the cookie's secret; empty if there is none
  std::shared_ptr<const app::Session> session;  ///< empty unless signed in

  /// Checked: the pattern of the route must hold the name.
  [[nodiscard]] const std::string& path_parameter(std::string_view name) const;
  [[nodiscard]] std::optional<std::string_view> find_query(std::string_view name) const;
  /// Checked: only for routes whose class is not Public.
  [[nodiscard]] const app::Identity& identity() const;
  /// The `Idempotency-Key` header as sent.
  [[nodiscard]] std::optional<std::string_view> idempotency_key() const;
};

/// Bytes that live as long as the program or are shared (embedded screens).
struct SharedBytes {
  std::shared_ptr<const void> keeper;  ///< may be empty for static data
  std::string_view bytes;
};

/// A file read piece by piece while it is sent; `next` runs on a worker and gives an empty string at the end.
struct FileBody {
  std::uint64_t length = 0;
  std::function<base::Result<std::string>()> next;
};

/// Server-sent events: stays open, sends a heartbeat, is cut when the reader falls behind.
struct EventStream {
  std::shared_ptr<app::Subscription> subscription;
};

using Body = std::variant<std::string, SharedBytes, FileBody, EventStream>;

struct Response {
  int status = 200;
  Headers headers;
  Body body;
};

}  // namespace shuxin::http
