// What rows are ranked by, as one number a row. Not part of the room's face.
#pragma once

#include <cstdint>
#include <span>

#include "core/columns/aggregate.h"

namespace shuxin::columns {

/// Smaller comes first, equal is equal in all criteria. A row whose first criterion is unknown holds
/// anything.
class RankKeys {
 public:
  explicit RankKeys(std::span<const Criterion> criteria);
  RankKeys(RankKeys&&) = default;
  RankKeys(const RankKeys&) = delete;

  [[nodiscard]] std::uint64_t operator[](std::size_t row) const {
    return factor_ * static_cast<std::uint64_t>(integers_[row]) + offset_;
  }
  [[nodiscard]] std::uint64_t most() const { return most_; }

 private:
  explicit RankKeys(const Criterion& criterion);
  void number_values(const Column& column);
  void number_texts(const Column& column);
  void number_densely(const Column& column);
  void add(RankKeys later, const Criterion& first, const Criterion& criterion);

  // Keys are integers of the column turned round and moved, modulo 2^64.
  std::span<const std::int64_t> integers_;
  std::uint64_t factor_ = 1;
  std::uint64_t offset_ = 0;
  std::uint64_t most_ = 0;
  Cells<std::int64_t> own_;  ///< where no column has them
};

}  // namespace shuxin::columns
