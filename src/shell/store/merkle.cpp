#include "shell/store/merkle.h"

#include <array>
#include <bit>

#include "core/base/check.h"
#include "shell/store/digest.h"

namespace shuxin::store {
namespace {

std::string_view bytes_of(const Hash& hash) {
  return {reinterpret_cast<const char*>(hash.data()), hash.size()};
}

Digest& digest() {
  static thread_local Digest digest;
  digest.begin();
  return digest;
}

/// How many leaves the left part of a tree of that size holds.
std::size_t left_of(std::size_t size) {
  return std::bit_floor(size - 1);
}

Hash root_of(std::span<const Hash> events) {
  MerkleRoot root;
  for (const Hash& event : events) root.add(event);
  return root.root();
}

}  // namespace

Hash leaf_hash(const Hash& event) {
  Digest& made = digest();
  made.add(std::string_view("\0", 1));
  made.add(bytes_of(event));
  return made.finish();
}

Hash node_hash(const Hash& left, const Hash& right) {
  Digest& made = digest();
  made.add(std::string_view("\1", 1));
  made.add(bytes_of(left));
  made.add(bytes_of(right));
  return made.finish();
}

void MerkleRoot::add(const Hash& event) {
  parts_.push_back({0, leaf_hash(event)});
  ++size_;
  while (parts_.size() > 1 && parts_[parts_.size() - 2].level == parts_.back().level) {
    const Part right = parts_.back();
    parts_.pop_back();
    parts_.back() = {right.level + 1, node_hash(parts_.back().hash, right.hash)};
  }
}

Hash MerkleRoot::root() const {
  if (parts_.empty()) return digest().finish();
  Hash hash = parts_.back().hash;
  for (std::size_t i = parts_.size() - 1; i-- > 0;) hash = node_hash(parts_[i].hash, hash);
  return hash;
}

std::vector<Hash> merkle_path(std::span<const Hash> events, std::size_t index) {
  base::check(index < events.size(), "a path begins at a leaf of the tree");
  std::vector<Hash> path;
  while (events.size() > 1) {
    const std::size_t left = left_of(events.size());
    if (index < left) {
      path.insert(path.begin(), root_of(events.subspan(left)));
      events = events.first(left);
    } else {
      path.insert(path.begin(), root_of(events.first(left)));
      events = events.subspan(left);
      index -= left;
    }
  }
  return path;
}

std::optional<Hash> merkle_root_by(const Hash& event, std::int64_t index, std::int64_t size,
                                   std::span<const Hash> path) {
  if (index < 0 || index >= size) return std::nullopt;
  // On which side each hash of the path stands, from the root down.
  std::vector<bool> on_left;
  for (auto place = static_cast<std::size_t>(index), left = static_cast<std::size_t>(size); left > 1;) {
    const std::size_t half = left_of(left);
    on_left.push_back(place >= half);
    if (place >= half) {
      place -= half;
      left -= half;
    } else {
      left = half;
    }
  }
  if (on_left.size() != path.size()) return std::nullopt;
  Hash hash = leaf_hash(event);
  for (std::size_t i = 0; i < path.size(); ++i)
    hash = on_left[on_left.size() - 1 - i] ? node_hash(path[i], hash) : node_hash(hash, path[i]);
  return hash;
}

}  // namespace shuxin::store
