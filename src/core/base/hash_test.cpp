#include "core/base/hash.h"

#include <gtest/gtest.h>

namespace shuxin::base {
namespace {

TEST(Hash, gives_the_standards_own_example) {
  EXPECT_EQ(to_hex(sha256("abc")), "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
  EXPECT_EQ(to_hex(sha256("")), "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855");
}

TEST(Hash, hexadecimal_digits_give_their_bytes_back_and_nothing_else_does) {
  const std::string bytes("\x00\x7f\xff", 3);
  EXPECT_EQ(from_hex(to_hex(bytes)), bytes);
  EXPECT_EQ(from_hex("0AfF"), "\x0a\xff");
  EXPECT_EQ(from_hex(""), "");
  for (const char* wrong : {"0", "0g", "0x", " 0", "é0"}) EXPECT_FALSE(from_hex(wrong)) << wrong;
}

}  // namespace
}  // namespace shuxin::base
