// Answers: the few shapes that JSON responses come in.
#pragma once

#include "core/base/json.h"
#include "shell/http/exchange.h"

namespace shuxin::http {

[[nodiscard]] inline Response json_answer(const base::Json& body, int status = 200) {
  Response response;
  response.status = status;
  response.headers.set("Content-Type", "application/json");
  response.body = body.to_string();
  return response;
}

/// 204 without a body.
[[nodiscard]] inline Response no_content() {
  Response response;
  response.status = 204;
  return response;
}

}  // namespace shuxin::http
