// Merkle trees over the hashes of events, built as RFC 6962 (2.1) builds them: leaves and nodes hash apart,
// and the left part of a tree holds the largest power of two that is smaller than the whole.
#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <vector>

#include "shell/store/event.h"

namespace shuxin::store {

/// SHA-256 over the byte 0 and the event's hash.
[[nodiscard]] Hash leaf_hash(const Hash& event);
/// SHA-256 over the byte 1 and both hashes.
[[nodiscard]] Hash node_hash(const Hash& left, const Hash& right);

/// The root of a tree whose leaves come one after another; holds one hash for each level. Not thread-safe.
class MerkleRoot {
 public:
  void add(const Hash& event);
  [[nodiscard]] std::int64_t size() const { return size_; }
  /// Of no leaves: SHA-256 of nothing.
  [[nodiscard]] Hash root() const;

 private:
  struct Part {
    int level;
    Hash hash;
  };
  std::vector<Part> parts_;  ///< whole subtrees, the largest first
  std::int64_t size_ = 0;
};

/// The hashes beside the way from leaf `index` to the root, the lowest first. `index` is below the number of
/// events.
[[nodiscard]] std::vector<Hash> merkle_path(std::span<const Hash> events, std::size_t index);
/// The root to which an event and its path lead in a tree of `size` leaves; empty if the path has not the
/// length that such a tree has there.
[[nodiscard]] std::optional<Hash> merkle_root_by(const Hash& event, std::int64_t index, std::int64_t size,
                                                 std::span<const Hash> path);

}  // namespace shuxin::store
