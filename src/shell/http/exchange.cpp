#include "shell/http/exchange.h"

#include <algorithm>
#include <array>

#include "core/base/check.h"

namespace shuxin::http {
namespace {

constexpr std::array<std::pair<Method, std::string_view>, 7> method_names = {{{Method::Get, "GET"},
                                                                              {Method::Head, "HEAD"},
                                                                              {Method::Post, "POST"},
                                                                              {Method::Put, "PUT"},
                                                                              {Method::Patch, "PATCH"},
                                                                              {Method::Delete, "DELETE"},
                                                                              {Method::Options, "OPTIONS"}}};

char to_lower(char c) {
  return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
}

bool is_same_name(std::string_view a, std::string_view b) {
  return std::ranges::equal(a, b, {}, to_lower, to_lower);
}

std::string without_controls(std::string value) {
  for (char& c : value) {
    if (static_cast<unsigned char>(c) < 0x20 || c == 0x7f) c = ' ';
  }
  return value;
}

}  // namespace

std::string_view to_string(Method method) {
  for (const auto& [known, name] : method_names) {
    if (known == method) return name;
  }
  return {};
}

std::optional<Method> find_method(std::string_view name) {
  for (const auto& [method, known] : method_names) {
    if (known == name) return method;
  }
  return std::nullopt;
}

bool is_safe(Method method) {
  return method == Method::Get || method == Method::Head || method == Method::Options;
}

Headers::Headers(std::initializer_list<Field> fields) {
  for (const auto& [name, value] : fields) add(name, value);
}

std::optional<std::string_view> Headers::find(std::string_view name) const {
  for (const auto& [known, value] : fields_) {
    if (is_same_name(known, name)) return value;
  }
  return std::nullopt;
}

std::size_t Headers::count(std::string_view name) const {
  return static_cast<std::size_t>(
      std::ranges::count_if(fields_, [&](const Field& field) { return is_same_name(field.first, name); }));
}

void Headers::add(std::string name, std::string value) {
  fields_.emplace_back(std::move(name), without_controls(std::move(value)));
}

void Headers::set(std::string name, std::string value) {
  std::erase_if(fields_, [&](const Field& field) { return is_same_name(field.first, name); });
  add(std::move(name), std::move(value));
}

const std::string& Request::path_parameter(std::string_view name) const {
  const auto found = std::ranges::find(path_parameters, name, [](const auto& p) { return p.first; });
  base::check(found != path_parameters.end(), "a handler asks only for parameters that its pattern names");
  return found->second;
}

std::optional<std::string_view> Request::find_query(std::string_view name) const {
  for (const auto& [known, value] : query) {
    if (known == name) return value;
  }
  return std::nullopt;
}

const app::Identity& Request::identity() const {
  base::check(session != nullptr, "only routes for the signed-in ask who is signed in");
  return session->identity;
}

std::optional<std::string_view> Request::idempotency_key() const {
  return headers.find("Idempotency-Key");
}

}  // namespace shuxin::http
