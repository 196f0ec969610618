#include "shell/http/target.h"

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include "core/base/utf8.h"

namespace shuxin::http {
namespace {

TEST(Target, decodes_path_and_query_once) {
  const auto target = parse_target("/a%20b/%E4%B8%AD+c/%2525?q=1+2&e=%26&flag&=x&&n=%E4%B8%AD");
  ASSERT_TRUE(target);
  EXPECT_EQ(target->path, "/a b/中+c/%25");
  EXPECT_EQ(target->segments, (std::vector<std::string>{"a b", "中+c", "%25"}));
  const std::vector<std::pair<std::string, std::string>> query = {
      {"q", "1 2"}, {"e", "&"}, {"flag", ""}, {"", "x"}, {"n", "中"}};
  EXPECT_EQ(target->query, query);
}

TEST(Target, tells_the_root_and_a_trailing_slash) {
  EXPECT_TRUE(parse_target("/")->segments.empty());
  EXPECT_EQ(parse_target("/a/")->segments, (std::vector<std::string>{"a", ""}));
  EXPECT_EQ(parse_target("/?a=b")->path, "/");
}

TEST(Target, reads_the_absolute_form) {
  EXPECT_EQ(parse_target("http://host:80/a?b=c")->path, "/a");
  EXPECT_FALSE(parse_target("http:///a"));
  EXPECT_FALSE(parse_target("http://host"));
  EXPECT_FALSE(parse_target("ftp://host/a"));
}

TEST(Target, refuses_whatever_could_mean_two_things) {
  for (const std::string raw : {"",           "a",
                                "*",          "/a#b",
                                "/%",         "/%1",
                                "/%g0",       "/a%2fb",
                                "/a%5Cb",     "/a\\b",
                                "/.",         "/..",
                                "/a/./b",     "/a/../b",
                                "/%2e%2E/a",  "/a//b",
                                "//",         "//a",
                                "/%00",       "/%0d%0a",
                                "/a?b=%0a",   "/a?b=%zz",
                                "/%ff",       "/%c0%80",
                                "/%ed%a0%80", "/%f4%90%80%80",
                                "/\x7f",      "/a?\xff"}) {
    EXPECT_FALSE(parse_target(raw)) << raw;
  }
  std::string many = "/a?";
  for (int i = 0; i < 65; ++i) many += "a&";
  EXPECT_FALSE(parse_target(many));
}

RC_GTEST_PROP(TargetProperty, what_is_encoded_is_decoded_again, (const std::vector<std::uint8_t>& raw)) {
  const std::string text(raw.begin(), raw.end());
  const auto target = parse_target("/x?v=" + percent_encode(text));
  const bool holds_control =
      std::any_of(raw.begin(), raw.end(), [](auto c) { return c < 0x20 || c == 0x7f; });
  RC_ASSERT(target.has_value() == (base::is_utf8(text) && !holds_control));
  if (target) RC_ASSERT(target->query[0].second == text);
}

}  // namespace
}  // namespace shuxin::http
