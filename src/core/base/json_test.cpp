#include "core/base/json.h"

#include <gtest/gtest.h>

namespace shuxin::base {
namespace {

TEST(Json, keeps_numbers_as_written_and_members_in_order) {
  const std::string text = R"({"b":0.10,"a":[1,true,null,"舒心"],"c":12345678901234567890.5})";
  const auto value = Json::parse(text);
  ASSERT_TRUE(value.has_value());
  EXPECT_EQ(value->to_string(), text);
  EXPECT_EQ(value->find("b")->if_number()->digits, "0.10");
}

TEST(Json, says_where_it_is_malformed) {
  EXPECT_EQ(Json::parse("{\"a\":}").error().code(), "json.syntax");
  EXPECT_EQ(Json::parse("").error().code(), "json.syntax");
  EXPECT_EQ(Json::parse("1 2").error().code(), "json.syntax");
  EXPECT_EQ(Json::parse("\"\xff\"").error().code(), "json.syntax");
  EXPECT_EQ(Json::parse("{\"a\":1,\"a\":2}").error().code(), "json.duplicate-key");
}

TEST(Json, bounds_its_depth) {
  EXPECT_TRUE(Json::parse(std::string(128, '[') + std::string(128, ']')).has_value());
  EXPECT_EQ(Json::parse(std::string(100'000, '[')).error().code(), "json.depth");
}

TEST(Json, writes_each_byte_of_a_text_so_that_it_reads_back) {
  std::string text = "甲 / \x7f";
  for (char byte = 0; byte < 0x20; ++byte) text += byte;
  text += "\"\\";
  const Json value =
      Json::object({{text, Json::array({text, Json::Array{}, Json::Object{}, nullptr, true, 1})}});
  const auto read = Json::parse(value.to_string());
  ASSERT_TRUE(read);
  EXPECT_EQ(*read, value);
  EXPECT_EQ(Json("\x01\n").to_string(), "\"\\u0001\\n\"");
}

TEST(Json, a_copy_is_not_changed_with_what_it_was_taken_from) {
  Json value = Json::object({{"a", Json::array({1})}});
  const Json copy = value;
  value.set("b", 2);
  value.if_object_to_change()->front().second.push_back(2);
  EXPECT_EQ(copy.to_string(), R"({"a":[1]})");
  EXPECT_EQ(value.to_string(), R"({"a":[1,2],"b":2})");
}

TEST(Json, sets_and_finds_members) {
  Json value;
  value.set("name", "甲");
  value.set("n", 3);
  value.set("name", "乙");
  EXPECT_EQ(value.to_string(), R"({"name":"乙","n":3})");
  EXPECT_EQ(value.find_integer("n"), 3);
  EXPECT_EQ(value.find_string("n"), std::nullopt);
}

TEST(Json, the_canonical_form_does_not_depend_on_the_order_of_members) {
  const Json one = *Json::parse(R"({"b":[{"y":1.50,"x":null}],"a":"示例","ab":true})");
  const Json other = *Json::parse(R"({ "ab": true, "a": "示例", "b": [ {"x": null, "y": 1.50} ] })");
  EXPECT_EQ(one.to_canonical_string(), R"({"a":"示例","ab":true,"b":[{"x":null,"y":1.50}]})");
  EXPECT_EQ(one.to_canonical_string(), other.to_canonical_string());
}

}  // namespace
}  // namespace shuxin::base
