#include "shell/http/conditions.h"

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include "shell/http/language.h"
#include "shell/http/metrics.h"

namespace shuxin::http {
namespace {

Request with(std::string name, std::string value) {
  Request request;
  request.headers.add(std::move(name), std::move(value));
  return request;
}

TEST(Conditions, reads_back_the_version_it_tagged) {
  EXPECT_EQ(required_version(with("if-match", version_tag(17))), 17U);
  EXPECT_EQ(required_version({}).error().status, 428);
  for (const char* tag : {"", "17", "\"17\"", "\"v\"", "\"v1", "W/\"v1\"", "*", "\"v-1\"", "\"v1\", \"v2\"",
                          "\"v99999999999999999999\""}) {
    const auto version = required_version(with("If-Match", tag));
    ASSERT_FALSE(version) << tag;
    EXPECT_EQ(version.error().status, 400) << tag;
  }
}

TEST(Conditions, knows_an_unchanged_thing) {
  EXPECT_TRUE(is_unchanged(with("If-None-Match", "\"a\", W/\"b\""), "\"b\""));
  EXPECT_TRUE(is_unchanged(with("If-None-Match", "*"), "\"b\""));
  EXPECT_FALSE(is_unchanged(with("If-None-Match", "\"c\""), "\"b\""));
  EXPECT_FALSE(is_unchanged({}, "\"b\""));
}

RC_GTEST_PROP(CursorProperty, a_cursor_gives_back_its_keys, (const std::vector<std::string>& keys)) {
  RC_ASSERT(parse_cursor(to_cursor(keys), keys.size()) == keys);
  RC_ASSERT(!parse_cursor(to_cursor(keys), keys.size() + 1));
}

RC_GTEST_PROP(CursorProperty, any_text_is_read_or_refused, (const std::string& text)) {
  if (const auto keys = parse_cursor(text, 1)) RC_ASSERT(to_cursor(*keys) == text || !keys->empty());
}

TEST(Conditions, bounds_the_page) {
  Request request;
  EXPECT_EQ(read_page(request, 1)->limit, 50U);
  request.query = {{"limit", "200"}, {"cursor", to_cursor({"a"})}};
  EXPECT_EQ(read_page(request, 1)->after, std::vector<std::string>{"a"});
  for (const char* limit : {"0", "201", "-1", "x", ""}) {
    request.query = {{"limit", limit}};
    EXPECT_EQ(read_page(request, 1).error().message.code, "http.page-limit") << limit;
  }
  request.query = {{"cursor", "!"}};
  EXPECT_EQ(read_page(request, 1).error().message.code, "http.cursor");
}

TEST(Language, is_the_better_of_the_two_and_chinese_by_default) {
  using base::Language;
  EXPECT_EQ(choose_language({}), Language::Chinese);
  EXPECT_EQ(choose_language(with("Accept-Language", "en-GB,en;q=0.9")), Language::English);
  EXPECT_EQ(choose_language(with("Accept-Language", "en;q=0.5, zh-CN;q=0.6")), Language::Chinese);
  EXPECT_EQ(choose_language(with("Accept-Language", "zh;q=0, *;q=0.1")), Language::English);
  EXPECT_EQ(choose_language(with("Accept-Language", "fr")), Language::Chinese);
  EXPECT_EQ(choose_language(with("Accept-Language", ";;;q=,=,en;q=abc")), Language::English);
  Request request = with("Accept-Language", "zh");
  request.query = {{"lang", "en"}};
  EXPECT_EQ(choose_language(request), Language::English);
}

TEST(Headers, let_no_value_begin_a_header_of_its_own) {
  Headers headers;
  headers.add("X", "a\r\nSet-Cookie: b");
  EXPECT_EQ(headers.find("x"), "a  Set-Cookie: b");
}

TEST(Metrics, writes_what_prometheus_reads) {
  Metrics metrics;
  metrics.counter("hits_total", "Hits", {{"path", "a\"b\\c\nd"}}).add(3);
  metrics.counter("hits_total", "Hits", {{"path", "x"}}).add();
  metrics.gauge("open", "Open", [] { return 7; });
  metrics.histogram("seconds", "Time", {{"route", "/"}}).observe(0.003);
  metrics.histogram("seconds", "Time", {{"route", "/"}}).observe(60);
  const std::string text = metrics.to_prometheus();
  EXPECT_NE(
      text.find(
          "# TYPE hits_total counter\nhits_total{path=\"a\\\"b\\\\c\\nd\"} 3\nhits_total{path=\"x\"} 1\n"),
      std::string::npos)
      << text;
  EXPECT_NE(text.find("# TYPE open gauge\nopen 7\n"), std::string::npos) << text;
  EXPECT_NE(
      text.find("seconds_bucket{route=\"/\",le=\"0.0025\"} 0\nseconds_bucket{route=\"/\",le=\"0.005\"} 1\n"),
      std::string::npos)
      << text;
  EXPECT_NE(text.find("seconds_bucket{route=\"/\",le=\"+Inf\"} 2\nseconds_sum{route=\"/\"} "
                      "60.003\nseconds_count{route=\"/\"} 2\n"),
            std::string::npos)
      << text;
}

}  // namespace
}  // namespace shuxin::http
