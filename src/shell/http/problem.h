// Problem: what an interface says when it says no (RFC 9457, application/problem+json).
#pragma once

#include <string>
#include <vector>

#include "core/base/json.h"
#include "core/base/message.h"
#include "shell/http/exchange.h"

namespace shuxin::http {

/// What is wrong with one field of the body; the pointer is RFC 6901 (`/founders/0/name`, empty for the
/// whole).
struct FieldError {
  std::string pointer;
  base::Message message;

  bool operator==(const FieldError&) const = default;
};

struct Problem {
  int status = 400;
  base::Message message;           ///< its code is the stable `code`, its wording the `detail`
  std::vector<FieldError> errors;  ///< `errors: [{pointer, code, message}]`
  Headers headers;                 ///< e.g. Retry-After, Allow
  base::Json::Object members;      ///< further members, e.g. the rule and its article
};

[[nodiscard]] Problem problem(int status, std::string code, std::vector<std::string> arguments = {});
[[nodiscard]] Problem problem(int status, base::Error error);

/// The response: type `urn:shuxin:problem:CODE`, title, status, code, detail and errors, worded in
/// `language`.
[[nodiscard]] Response to_response(const Problem& problem, base::Language language);

}  // namespace shuxin::http
