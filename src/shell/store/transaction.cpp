#include "shell/store/transaction.h"

#include "core/base/check.h"

namespace shuxin::store {

std::string_view text(const Value& value) {
  if (is_null(value)) return {};
  const auto* held = std::get_if<std::string_view>(&value);
  base::check(held != nullptr, "a column that is read as text holds text");
  return *held;
}

std::int64_t integer(const Value& value) {
  if (is_null(value)) return 0;
  const auto* held = std::get_if<std::int64_t>(&value);
  base::check(held != nullptr, "a column that is read as an integer holds one");
  return *held;
}

double real(const Value& value) {
  if (is_null(value)) return 0;
  if (const auto* whole = std::get_if<std::int64_t>(&value)) return static_cast<double>(*whole);
  const auto* held = std::get_if<double>(&value);
  base::check(held != nullptr, "a column that is read as a real number holds a number");
  return *held;
}

std::string_view bytes(const Value& value) {
  if (is_null(value)) return {};
  const auto* held = std::get_if<Blob>(&value);
  base::check(held != nullptr, "a column that is read as bytes holds bytes");
  return held->bytes;
}

}  // namespace shuxin::store
