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
  static constexpr std::size_t chunk_values = 512;

  /// Values that are all null; they stay where they are until they are given back, last taken first.
  Value* take(std::size_t count) {
    if (used_ + count > chunk_values || chunks_.empty()) {
      if (count > chunk_values) {  // one of its own, between two chunks
        large_.push_back(std::make_unique<Value[]>(count));
        return large_.back().get();
      }
      if (!chunks_.empty()) filled_.push_back(used_);
      if (filled_.size() >= chunks_.size()) chunks_.push_back(std::make_unique<Value[]>(chunk_values));
      used_ = 0;
    }
    Value* values = chunks_[filled_.size()].get() + used_;
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
  std::vector<std::unique_ptr<Value[]>> chunks_;
  std::vector<std::unique_ptr<Value[]>> large_;
  std::vector<std::size_t> filled_;  // how much of each chunk before the current one is used
  std::size_t used_ = 0;
};

}  // namespace shuxin::rules
