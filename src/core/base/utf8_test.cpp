#include "core/base/utf8.h"

#include <gtest/gtest.h>
#include <rapidcheck.h>

namespace shuxin::base {
namespace {

TEST(Utf8, reads_what_it_writes) {
  for (const char32_t point : {U'\0', U'a', U'\u00e9', U'舒', U'\U00020BB7', U'\U0010FFFF'}) {
    std::string text;
    append_character(text, point);
    const Utf8Character read = front_character(text);
    EXPECT_TRUE(read.valid);
    EXPECT_EQ(read.point, point);
    EXPECT_EQ(read.bytes, text.size());
  }
}

TEST(Utf8, refuses_overlong_forms_surrogates_and_torn_characters) {
  for (const char* bad : {"\xC0\x80", "\xE0\x80\x80", "\xED\xA0\x80", "\xF0\x80\x80\x80", "\xF4\x90\x80\x80",
                          "\xF8\x88\x80\x80\x80", "\x80", "\xE8\x88", "\xE8z\x92"}) {
    const Utf8Character read = front_character(bad);
    EXPECT_FALSE(read.valid);
    EXPECT_EQ(read.point, replacement_character);
    EXPECT_EQ(read.bytes, 1U);
    EXPECT_FALSE(is_utf8(bad));
  }
}

TEST(Utf8, counts_characters_of_any_bytes) {
  EXPECT_EQ(count_characters("舒心ok"), 4U);
  EXPECT_EQ(count_characters("\xff\xff"), 2U);
  rc::check([](const std::string& bytes) { RC_ASSERT(count_characters(bytes) <= bytes.size()); });
}

TEST(Utf8, a_surrogate_is_written_as_the_replacement) {
  std::string text;
  append_character(text, 0xD800);
  EXPECT_EQ(text, "\xEF\xBF\xBD");
}

}  // namespace
}  // namespace shuxin::base
