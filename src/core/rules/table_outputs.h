// What the rules of a table give, as far as it is constant. Not part of the room's face.
#pragma once

#include <optional>
#include <vector>

#include "core/rules/table.h"

namespace shuxin::rules::dmn {

enum class Sameness { Same, Different, Unknown };

class Outputs {
 public:
  explicit Outputs(const Table& table);

  /// What a rule gives in a column; empty if only evaluating tells.
  [[nodiscard]] const std::optional<Value>& constant(std::size_t rule, std::size_t column) const {
    return constants_[rule][column];
  }
  /// Whether two rules give the same.
  [[nodiscard]] Sameness compare(std::size_t a, std::size_t b) const;
  /// The rules in the order in which they take precedence under PRIORITY; empty if that depends on values.
  [[nodiscard]] std::optional<std::vector<std::size_t>> by_priority() const;

 private:
  const Table& table_;
  std::vector<std::vector<std::optional<Value>>> constants_;
};

/// The place of a value among the output values of a column; as many as there are if it is not among them.
[[nodiscard]] std::size_t rank_of(const TestShape& allowed, const Value& value);

}  // namespace shuxin::rules::dmn
