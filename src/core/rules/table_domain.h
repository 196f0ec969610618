// The values of one column of a decision table, cut into segments in which no cell changes its answer. Not
// part of the room's face.
#pragma once

#include <optional>
#include <string>
#include <variant>
#include <vector>

#include "core/rules/bits.h"
#include "core/rules/table.h"

namespace shuxin::rules::dmn {

/// Why a column cannot be cut, and which cell or clause is the cause.
struct Unanalysed {
  Position at;
  base::Message message;
};

class Domain {
 public:
  /// Cuts a column of a table that is not broken; refused if its bits take more than `most_words` of 64.
  [[nodiscard]] static std::variant<Domain, Unanalysed> cut(const Table& table, std::size_t column,
                                                            std::size_t most_words);
  [[nodiscard]] std::size_t words() const { return size() * (cells_.size() / 64 + 1); }

  /// Segments, null's among them (the last).
  [[nodiscard]] std::size_t size() const { return segments_.size() + (null_ ? 1 : 0); }
  [[nodiscard]] std::optional<std::size_t> null() const {
    return null_ ? std::optional(segments_.size()) : std::nullopt;
  }
  /// A value of the segment.
  [[nodiscard]] const Value& sample(std::size_t segment) const;
  /// The rules whose cell passes throughout the segment; their cells pass nowhere in it otherwise.
  [[nodiscard]] const Bits& rules_at(std::size_t segment) const { return rules_at_[segment]; }
  /// The segments that the rule's cell passes.
  [[nodiscard]] const Bits& cell(std::size_t rule) const { return cells_[rule]; }
  /// All segments but null's.
  [[nodiscard]] Bits values() const;
  /// A set of segments as FEEL's unary tests; null counts only if nothing else is in it.
  [[nodiscard]] std::string tests(const Bits& segments) const;

 private:
  class Cutter;
  struct Segment {
    Value sample;
    std::size_t order;                // neighbours differ by one
    bool is_point = false;            // one value: the sample
    std::optional<std::size_t> low;   // of a stretch: the bound below …
    std::optional<std::size_t> high;  // … and above
  };
  [[nodiscard]] std::string run(const Segment& first, const Segment& last) const;

  Kind kind_ = Kind::Null;
  bool ordered_ = true;  // false: only points and one segment for all other values, the last
  bool null_ = false;
  std::vector<Value> bounds_;
  std::vector<Segment> segments_;
  std::vector<Bits> rules_at_;
  std::vector<Bits> cells_;
  Value no_value_;
};

/// A value strictly between two of one kind (nullptr: no bound on that side); empty if there is none.
[[nodiscard]] std::optional<Value> value_between(Kind kind, const Value* low, const Value* high);

}  // namespace shuxin::rules::dmn
