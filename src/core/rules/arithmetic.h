// The operators of FEEL on values (DMN 1.5, clause 10.3.2.13, tables 53 to 56).
#pragma once

#include "core/rules/ast.h"
#include "core/rules/value.h"

namespace shuxin::rules {

/// Null with a reason where the operator is not defined for the two, or leaves the numbers or the years.
[[nodiscard]] Value add(const Value& a, const Value& b);
[[nodiscard]] Value subtract(const Value& a, const Value& b);
[[nodiscard]] Value multiply(const Value& a, const Value& b);
[[nodiscard]] Value divide(const Value& a, const Value& b);
[[nodiscard]] Value raise(const Value& a, const Value& b);
[[nodiscard]] Value negate(const Value& a);

/// `=`, `!=`, `<`, `<=`, `>`, `>=`.
[[nodiscard]] Truth compare_by(ast::Operator op, const Value& a, const Value& b);

/// The member of a context, or the property of a temporal value or a range (tables 61 to 65); null with a
/// reason if there is none. Of a list: the members of its items.
[[nodiscard]] Value member_of(const Value& value, std::string_view name);

/// Whether a value passes a test that is the value of an expression: equal, in the list, in the range.
[[nodiscard]] Truth matches_test(const Value& value, const Value& test);

[[nodiscard]] inline Truth opposite(Truth a) {
  return a == Truth::Unknown ? a : a == Truth::True ? Truth::False : Truth::True;
}
[[nodiscard]] inline Truth both(Truth a, Truth b) {
  if (a == Truth::False || b == Truth::False) return Truth::False;
  return a == Truth::True && b == Truth::True ? Truth::True : Truth::Unknown;
}
[[nodiscard]] inline Truth either(Truth a, Truth b) {
  if (a == Truth::True || b == Truth::True) return Truth::True;
  return a == Truth::False && b == Truth::False ? Truth::False : Truth::Unknown;
}
[[nodiscard]] inline Truth truth_of(bool value) {
  return value ? Truth::True : Truth::False;
}

}  // namespace shuxin::rules
