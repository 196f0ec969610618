// Trees have the shape of RFC 6962, and a path leads to the root only from its own leaf.
#include "shell/store/merkle.h"

#include <gtest/gtest.h>
#include <openssl/sha.h>
#include <rapidcheck/gtest.h>

namespace shuxin::store {
namespace {

Hash event(std::size_t n) {
  Hash hash{};
  hash[0] = static_cast<std::uint8_t>(n);
  hash[1] = static_cast<std::uint8_t>(n >> 8);
  return hash;
}

std::vector<Hash> events(std::size_t count) {
  std::vector<Hash> made;
  for (std::size_t i = 0; i < count; ++i) made.push_back(event(i));
  return made;
}

Hash root(const std::vector<Hash>& leaves) {
  MerkleRoot made;
  for (const Hash& leaf : leaves) made.add(leaf);
  return made.root();
}

TEST(Merkle, hashes_leaves_and_nodes_apart) {
  std::string bytes(33, '\0');
  bytes[1] = 7;
  Hash expected;
  SHA256(reinterpret_cast<const unsigned char*>(bytes.data()), bytes.size(), expected.data());
  EXPECT_EQ(leaf_hash(event(7)), expected);
  EXPECT_EQ(to_hex(MerkleRoot().root()), "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855");
}

TEST(Merkle, splits_at_the_largest_power_of_two) {
  const auto leaf = [](std::size_t n) { return leaf_hash(event(n)); };
  const Hash four = node_hash(node_hash(leaf(0), leaf(1)), node_hash(leaf(2), leaf(3)));
  EXPECT_EQ(root(events(1)), leaf(0));
  EXPECT_EQ(root(events(3)), node_hash(node_hash(leaf(0), leaf(1)), leaf(2)));
  EXPECT_EQ(root(events(7)), node_hash(four, node_hash(node_hash(leaf(4), leaf(5)), leaf(6))));
}

RC_GTEST_PROP(Merkle, a_path_leads_to_the_root_only_from_its_own_leaf_and_place, ()) {
  const auto count = *rc::gen::inRange<std::size_t>(1, 70);
  const auto index = *rc::gen::inRange<std::size_t>(0, count);
  const std::vector<Hash> all = events(count);
  auto path = merkle_path(all, index);
  const auto leads = [&](const Hash& from, std::size_t at, std::size_t size) {
    return merkle_root_by(from, static_cast<std::int64_t>(at), static_cast<std::int64_t>(size), path) ==
           root(all);
  };
  RC_ASSERT(leads(all[index], index, count));
  RC_ASSERT(!leads(event(count), index, count));
  if (count > 1) {
    RC_ASSERT(!leads(all[index], (index + 1) % count, count));
    path.back()[31] ^= 1;
    RC_ASSERT(!leads(all[index], index, count));
    path.pop_back();
    RC_ASSERT(!leads(all[index], index, count));
  }
}

}  // namespace
}  // namespace shuxin::store
