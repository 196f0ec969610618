// What an Evaluation keeps between evaluations: the stack of local variables and compiled regular
// expressions.
#pragma once

#include <memory>
#include <string>
#include <vector>

#include "core/rules/feel.h"
#include "core/rules/regex.h"

namespace shuxin::rules {

struct Evaluation::Workplace {
  static constexpr std::size_t first_values = 16;  ///< enough for most formulas, and soon made
  static constexpr std::size_t chunk_values = 512;

  /// Values that are all null; they stay where they are until they are given back, last taken first.
  Value* take(std::size_t count) {
    if (chunks_.empty() || used_ + count > chunks_[filled_.size()].size) {
      if (count > chunk_values) {  // one of its own, between two chunks
        large_.push_back(std::make_unique<Value[]>(count));
        return large_.back().get();
      }
      if (!chunks_.empty()) filled_.push_back(used_);
      if (filled_.size() >= chunks_.size()) {
        const std::size_t size = chunks_.empty() && count <= first_values ? first_values : chunk_values;
        chunks_.push_back({std::make_unique<Value[]>(size), size});
      }
      used_ = 0;
    }
    Value* values = chunks_[filled_.size()].values.get() + used_;
    used_ += count;
    return values;
  }
  void give_back(Value* values, std::size_t count) {
    if (count > chunk_values) {
      large_.pop_back();
      return;
    }
    for (std::size_t i = 0; i < count; ++i) values[i] = Value();
    used_ -= count;
    if (used_ == 0 && !filled_.empty()) {
      used_ = filled_.back();
      filled_.pop_back();
    }
  }

  RegexCache regexes;

 private:
  struct Chunk {
    std::unique_ptr<Value[]> values;
    std::size_t size;
  };

  std::vector<Chunk> chunks_;
  std::vector<std::unique_ptr<Value[]>> large_;
  std::vector<std::size_t> filled_;  // how much of each chunk before the current one is used
  std::size_t used_ = 0;
};

}  // namespace shuxin::rules
