// The inputs of a decision table as a search sees them: cut into segments in which no test changes its mind.
#pragma once

#include <expected>
#include <memory>
#include <string>
#include <vector>

#include "core/rules/dmn.h"
#include "core/rules/table.h"

namespace shuxin::rules::dmn {

/// A point, or the open gap between two points, of what an input may be.
struct Segment {
  Value value;  ///< one of its values
  bool is_gap = false;
  Value low, high;                   ///< of a gap; null: unbounded
  bool other = false;                ///< any string that no test names
  double distance = 0;               ///< from the present value
  bool allowed = true;               ///< by the types and the table's input values
  std::vector<std::uint64_t> rules;  ///< bits of those whose cells it passes

  [[nodiscard]] bool passes(std::size_t rule) const { return (rules[rule / 64] >> (rule % 64)) & 1; }
};

/// An input, or a path into one, that columns of the table test.
struct TestedInput {
  NodeIndex node = 0;
  std::vector<std::string> path;
  std::string name;
  std::vector<std::size_t> columns;
  Value present;
  bool fixed = false;
  Kind kind = Kind::Null;         ///< of its tests; Null if there are none
  std::vector<Segment> segments;  ///< the ordered ones in their order
  std::size_t home = 0;           ///< the segment of the present value
  bool home_in_order = false;     ///< whether it is one of the ordered segments
  std::size_t ordered = 0;        ///< so many segments, from the first, stand in order
};

/// The value with the member at the path replaced; contexts are made where there are none, with all members
/// that the type names.
[[nodiscard]] Value replace(const Value& base, const Type& type, std::span<const std::string> path,
                            const Value& member);

/// The inputs of the table of `decision`, or why it cannot be analysed.
[[nodiscard]] std::expected<std::vector<TestedInput>, base::Message> tested_inputs(const Model& model,
                                                                                   NodeIndex decision,
                                                                                   Run& given,
                                                                                   Evaluation& evaluation);

}  // namespace shuxin::rules::dmn
