// JSON bodies: a declared shape, read strictly, with every fault named by its JSON pointer.
#pragma once

#include <cstdint>
#include <expected>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "core/base/json.h"
#include "shell/http/exchange.h"
#include "shell/http/problem.h"

namespace shuxin::http {

/// One member that a body may or must hold. Made by the functions below and the chained setters:
/// `text("name").longest(64)`, `integer("count").between(1, 99).optional()`.
struct Member {
  enum class Kind { Text, Integer, Truth, Moment, Object, List, Texts, Any };

  std::string name;
  Kind kind = Kind::Any;
  bool is_required = true;
  bool may_be_null = false;
  std::size_t shortest_text = 0;   ///< in characters (code points)
  std::size_t longest_text = 400;  ///< in characters (code points)
  std::size_t most_items = 200;
  bool is_multiline = false;  ///< line breaks and tabs are allowed in the text
  std::int64_t least = INT64_MIN;
  std::int64_t most = INT64_MAX;
  std::vector<std::string> choices;  ///< if any: the only texts allowed
  std::vector<Member> members;       ///< of an object, or of each object of a list

  Member& optional() {
    is_required = false;
    return *this;
  }
  Member& nullable() {
    may_be_null = true;
    return *this;
  }
  Member& shortest(std::size_t characters) {
    shortest_text = characters;
    return *this;
  }
  Member& longest(std::size_t characters) {
    longest_text = characters;
    return *this;
  }
  Member& multiline() {
    is_multiline = true;
    return *this;
  }
  Member& between(std::int64_t low, std::int64_t high) {
    least = low;
    most = high;
    return *this;
  }
  Member& at_most(std::size_t items) {
    most_items = items;
    return *this;
  }
  Member& one_of(std::vector<std::string> texts) {
    choices = std::move(texts);
    return *this;
  }
};

[[nodiscard]] Member text(std::string name);
[[nodiscard]] Member integer(std::string name);
[[nodiscard]] Member truth(std::string name);
/// An instant as base::Instant::parse reads it.
[[nodiscard]] Member moment(std::string name);
[[nodiscard]] Member object(std::string name, std::vector<Member> members);
[[nodiscard]] Member list(std::string name, std::vector<Member> members_of_each);
/// A list of texts; longest() bounds each.
[[nodiscard]] Member texts(std::string name);
/// Any JSON value, for what a schema checks later (form data).
[[nodiscard]] Member any(std::string name);

/// Faults of a value against the shape: unknown, missing, of the wrong kind, too long, too many. All of them,
/// in document order, at most 50.
[[nodiscard]] std::vector<FieldError> check_shape(const base::Json& body, const std::vector<Member>& members);

/// Reads the body of the request. Problems: 415 for another content type, 400 for malformed JSON,
/// 422 `http.fields` with all field errors.
[[nodiscard]] std::expected<base::Json, Problem> read_json(const Request& request,
                                                           const std::vector<Member>& members);

}  // namespace shuxin::http
