#include "core/base/message.h"

#include <gtest/gtest.h>
#include <set>

namespace shuxin::base {
namespace {

TEST(Message, is_worded_in_both_languages) {
  EXPECT_EQ(word({"json.depth", {"128"}}, Language::English), "JSON is nested deeper than 128 levels");
  EXPECT_EQ(word({"json.depth", {"128"}}, Language::Chinese), "JSON 嵌套超过 128 层");
}

TEST(Message, an_unknown_code_loses_nothing) {
  EXPECT_EQ(word({"no.such-code", {"a", "b"}}, Language::English), "no.such-code a b");
}

TEST(Message, the_catalogue_names_each_code_once_and_words_it_twice) {
  std::set<std::string_view> seen;
  for (const std::string_view code : message_codes()) {
    EXPECT_TRUE(seen.insert(code).second) << code << " stands twice";
    EXPECT_FALSE(find_pattern(code, Language::Chinese)->empty()) << code;
    EXPECT_FALSE(find_pattern(code, Language::English)->empty()) << code;
  }
}

}  // namespace
}  // namespace shuxin::base
