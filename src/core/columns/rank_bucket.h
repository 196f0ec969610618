// Ranks of a bucket of keys, by whatever is quickest for as many and as near. Not part of the room's face.
#pragma once

#include <algorithm>
#include <array>
#include <bit>
#include <cstdint>
#include <span>
#include <utility>
#include <vector>

#include "core/columns/kernels.h"

namespace shuxin::columns {

/// Replaces each key by one more than there are smaller ones. Keeps its memory for the next bucket; on one
/// thread. A bucket has less than 2^32 keys.
template <typename Key>
class BucketRanker {
 public:
  /// Adds `base` to each rank.
  void rank(std::span<Key> keys, Key base) {
    if (keys.size() <= few) return by_comparing(keys, base);
    const auto [least, most] = std::ranges::minmax(keys);
    const Key range = most - least;
    if (range / most_sparse < keys.size()) return by_counting(keys, base, least, range);
    by_sorting(keys, base, least, range);
  }

 private:
  static constexpr std::size_t few = 64;
  static constexpr Key most_sparse = 4;  ///< counters a key

  struct Item {
    Key key;
    std::uint32_t place;
  };

  static void rank_few(const std::uint32_t* all, std::size_t count, std::uint32_t first,
                       std::uint32_t* ranks) {
    kernels().rank_few(all, count, first, ranks);
  }
  static void rank_few(const std::uint64_t* all, std::size_t count, std::uint64_t first,
                       std::uint64_t* ranks) {
    kernels().rank_few_wide(all, count, first, ranks);
  }
  /// All with all: no branch and no memory, so the few are quicker this way than sorted.
  static void by_comparing(std::span<Key> keys, Key base) {
    std::array<Key, few> all;
    std::ranges::copy(keys, all.begin());
    rank_few(all.data(), keys.size(), base + 1, keys.data());
  }

  void by_counting(std::span<Key> keys, Key base, Key least, Key range) {
    counts_.assign(static_cast<std::size_t>(range) + 1, 0);
    for (const Key key : keys) ++counts_[key - least];
    auto before = static_cast<std::uint32_t>(base + 1);
    for (std::uint32_t& count : counts_) before += std::exchange(count, before);
    for (Key& key : keys) key = counts_[key - least];
  }

  void by_sorting(std::span<Key> keys, Key base, Key least, Key range) {
    items_.resize(keys.size());
    for (std::size_t i = 0; i < keys.size(); ++i)
      items_[i] = {static_cast<Key>(keys[i] - least), static_cast<std::uint32_t>(i)};
    sort_items(static_cast<int>(std::bit_width(range)));
    Key rank = base + 1;
    for (std::size_t i = 0; i < items_.size(); ++i) {
      if (i > 0 && items_[i].key != items_[i - 1].key) rank = base + static_cast<Key>(i) + 1;
      keys[items_[i].place] = rank;
    }
  }

  /// By digits from the lowest; keys are below 2^`bits`.
  void sort_items(int bits) {
    constexpr int digit_bits = 8;
    constexpr std::size_t digits = 1 << digit_bits;
    spare_.resize(items_.size());
    for (int shift = 0; shift < bits; shift += digit_bits) {
      std::array<std::uint32_t, digits> next{};
      for (const Item& item : items_) ++next[item.key >> shift & (digits - 1)];
      std::uint32_t sum = 0;
      for (std::uint32_t& count : next) sum += std::exchange(count, sum);
      for (const Item& item : items_) spare_[next[item.key >> shift & (digits - 1)]++] = item;
      std::swap(items_, spare_);
    }
  }

  std::vector<std::uint32_t> counts_;
  std::vector<Item> items_;
  std::vector<Item> spare_;
};

}  // namespace shuxin::columns
