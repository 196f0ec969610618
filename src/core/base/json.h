// JSON values (RFC 8259) that keep what was written: numbers as their digits, members in their order. A copy
// of an array or object shares it until one of the two is changed.
#pragma once

#include <cstdint>
#include <initializer_list>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <variant>
#include <vector>

#include "core/base/result.h"

namespace shuxin::base {

class Json {
 public:
  /// A number as it was written; it is never turned into a binary float on the way.
  struct Number {
    std::string digits;
    bool operator==(const Number&) const = default;
  };
  using Array = std::vector<Json>;
  using Member = std::pair<std::string, Json>;
  using Object = std::vector<Member>;

  Json() = default;
  Json(std::nullptr_t) {}
  Json(bool value) : value_(value) {}
  Json(int value) : Json(static_cast<std::int64_t>(value)) {}
  Json(std::int64_t value) : value_(Number{std::to_string(value)}) {}
  Json(std::uint64_t value) : value_(Number{std::to_string(value)}) {}
  Json(Number value) : value_(std::move(value)) {}
  Json(const char* value) : value_(std::string(value)) {}
  Json(std::string_view value) : value_(std::string(value)) {}
  Json(std::string value) : value_(std::move(value)) {}
  Json(Array value) : value_(std::make_shared<Array>(std::move(value))) {}
  Json(Object value) : value_(std::make_shared<Object>(std::move(value))) {}

  /// An object written out: `Json::object({{"code", code}, {"at", at}})`.
  [[nodiscard]] static Json object(std::initializer_list<Member> members) { return Json(Object(members)); }
  [[nodiscard]] static Json array(std::initializer_list<Json> items) { return Json(Array(items)); }

  /// Reads one JSON text. Errors: json.syntax (with the byte), json.depth beyond 128 levels,
  /// json.duplicate-key. Strings must be valid UTF-8. Any bytes may be given.
  [[nodiscard]] static Result<Json> parse(std::string_view text);

  /// Without white space, members in their order: the same value always gives the same bytes.
  [[nodiscard]] std::string to_string() const;
  /// The same with the members of every object sorted by the bytes of their names: values that differ only in
  /// the order of members give the same bytes. It is what signatures cover.
  [[nodiscard]] std::string to_canonical_string() const;
  /// Indented by two, for people.
  [[nodiscard]] std::string to_pretty_string() const;

  [[nodiscard]] bool is_null() const { return std::holds_alternative<std::nullptr_t>(value_); }
  [[nodiscard]] const bool* if_bool() const { return std::get_if<bool>(&value_); }
  [[nodiscard]] const Number* if_number() const { return std::get_if<Number>(&value_); }
  [[nodiscard]] const std::string* if_string() const { return std::get_if<std::string>(&value_); }
  [[nodiscard]] const Array* if_array() const { return shared<Array>(); }
  [[nodiscard]] const Object* if_object() const { return shared<Object>(); }
  /// To be changed through: what was shared is this value's own from here on. Not to be kept across a copy.
  [[nodiscard]] Array* if_array_to_change() { return own<Array>(); }
  [[nodiscard]] Object* if_object_to_change() { return own<Object>(); }
  /// Empty if this is no number or no integer that fits.
  [[nodiscard]] std::optional<std::int64_t> if_integer() const;

  /// The member of that name, or null if this is no object or has none.
  [[nodiscard]] const Json* find(std::string_view name) const;
  /// The member's text, number or truth; empty if it is missing or of another kind.
  [[nodiscard]] std::optional<std::string_view> find_string(std::string_view name) const;
  [[nodiscard]] std::optional<std::int64_t> find_integer(std::string_view name) const;
  [[nodiscard]] std::optional<bool> find_bool(std::string_view name) const;

  /// Adds the member, or replaces it in its place. A null becomes an object.
  void set(std::string_view name, Json value);
  /// Adds an item. A null becomes an array.
  void push_back(Json item);

  bool operator==(const Json& other) const;

 private:
  template <typename T>
  using Shared = std::shared_ptr<T>;

  template <typename T>
  [[nodiscard]] const T* shared() const {
    const auto* held = std::get_if<Shared<T>>(&value_);
    return held ? held->get() : nullptr;
  }
  template <typename T>
  [[nodiscard]] T* own() {
    auto* held = std::get_if<Shared<T>>(&value_);
    if (!held) return nullptr;
    if (held->use_count() > 1) *held = std::make_shared<T>(**held);
    return held->get();
  }

  std::variant<std::nullptr_t, bool, Number, std::string, Shared<Array>, Shared<Object>> value_ = nullptr;
};

}  // namespace shuxin::base
