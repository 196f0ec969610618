// The index of one column of a decision table: for a value, the rules whose cell it passes, as bits.
#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string_view>
#include <vector>

#include "core/rules/feel.h"
#include "core/rules/value.h"

namespace shuxin::rules {

/// What the index is built from: one cell of the column. A cell that is neither any nor shaped is one that
/// only evaluating tells.
struct IndexedCell {
  bool any = false;                  ///< `-`
  const TestShape* shape = nullptr;  ///< the constants of its tests, if they are simple
  bool passes_null = false;          ///< whether null passes it
};

/// Sorted bounds cut the values of a column into segments (the points of the bounds and the gaps between
/// them); each segment has the bits of the rules that hold throughout it. Looking up costs a binary search,
/// for strings that are only compared for equality one hash. Immutable, thread-safe.
class ColumnIndex {
 public:
  /// Empty if no cell can be indexed, or the index would be larger than 64 MiB.
  [[nodiscard]] static std::optional<ColumnIndex> build(std::span<const IndexedCell> cells);

  /// The bits of the rules that the value may pass, 64 rules a word: exact for settled cells, set for all
  /// others. nullptr if the value is of another kind than the column: then nothing is settled.
  [[nodiscard]] const std::uint64_t* find(const Value& value) const;
  /// Whether the bits tell all of this rule's cell.
  [[nodiscard]] bool settles(std::size_t rule) const { return (settled_[rule / 64] >> (rule % 64)) & 1; }

 private:
  struct Segments;
  ColumnIndex() = default;
  [[nodiscard]] std::size_t segment_of(const Value& value) const;
  [[nodiscard]] std::size_t point_of(std::string_view text) const;
  [[nodiscard]] std::size_t segment_of_number(const Value& value) const;
  void gather_bounds(std::span<const IndexedCell> cells);
  void fill(std::span<const IndexedCell> cells);
  void hash_points();

  Kind kind_ = Kind::Null;
  std::size_t words_ = 0;
  std::vector<Value> bounds_;             // sorted, each once
  std::vector<double> doubles_;           // the bounds again, roughly, if they are numbers
  std::vector<std::uint64_t> bits_;       // 2 × bounds + 1 segments of words_ each
  std::vector<std::uint64_t> null_bits_;  // for null
  std::vector<std::uint64_t> settled_;
  std::vector<std::uint32_t> hashed_;  // strings: open addressing, bound + 1, 0 is free; empty if not used
};

}  // namespace shuxin::rules
