// Result<T>: a value, or an Error that says what was wrong with I/O or with input.
#pragma once

#include <expected>
#include <string>
#include <utility>
#include <vector>

#include "core/base/message.h"

namespace shuxin::base {

/// What went wrong with input or with the outside world. Never used for a refusal (the law says no) nor for a
/// bug of ours (see check.h).
struct Error {
  Message message;

  [[nodiscard]] const std::string& code() const { return message.code; }
  bool operator==(const Error&) const = default;
};

template <typename T>
using Result = std::expected<T, Error>;

/// Makes the failed side of a Result: `return fail("json.syntax", {"17", "unexpected end"});`
[[nodiscard]] inline std::unexpected<Error> fail(std::string code, std::vector<std::string> arguments = {}) {
  return std::unexpected(Error{Message{std::move(code), std::move(arguments)}});
}

}  // namespace shuxin::base

/// Hands an error on, or names the value: `SHUXIN_TRY(const auto text, read_file(path));`
#define SHUXIN_TRY_JOIN2(a, b) a##b
#define SHUXIN_TRY_JOIN(a, b) SHUXIN_TRY_JOIN2(a, b)
#define SHUXIN_TRY(declaration, expression)                                            \
  auto SHUXIN_TRY_JOIN(shuxin_try_, __LINE__) = (expression);                          \
  if (!SHUXIN_TRY_JOIN(shuxin_try_, __LINE__))                                         \
    return std::unexpected(std::move(SHUXIN_TRY_JOIN(shuxin_try_, __LINE__)).error()); \
  declaration = *std::move(SHUXIN_TRY_JOIN(shuxin_try_, __LINE__))

/// Hands an error on where there is no value to name: `SHUXIN_DO(write_file(path, text));`
#define SHUXIN_DO(expression) \
  if (auto shuxin_done = (expression); !shuxin_done) return std::unexpected(std::move(shuxin_done).error())
