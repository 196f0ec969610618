#include "shell/http/json_body.h"

#include <gtest/gtest.h>

namespace shuxin::http {
namespace {

const std::vector<Member> shape = {
    text("name").shortest(1).longest(3),
    text("note").optional().nullable().multiline(),
    integer("count").optional().between(1, 9),
    truth("agreed").optional(),
    moment("at").optional(),
    text("kind").optional().one_of({"person", "firm"}),
    object("address", {text("street")}).optional(),
    list("founders", {text("name"), integer("share").optional()}).optional().at_most(2),
    texts("matters").optional().longest(4),
    any("form").optional(),
};

// `pointer code` of each fault, one a line.
std::string faults(std::string_view json) {
  std::string out;
  for (const FieldError& error : check_shape(*base::Json::parse(json), shape)) {
    out += error.pointer + " " + error.message.code.substr(std::string_view("http.field-").size()) + "\n";
  }
  return out;
}

TEST(JsonBody, takes_what_fits) {
  EXPECT_EQ(
      faults(R"({"name":"南通市","note":"a\nb","count":9,"agreed":false,"at":"2022-04-28T09:10:00+08:00",
                       "kind":"firm","address":{"street":"x"},"founders":[{"name":"a"},{"name":"b","share":1}],
                       "matters":["abcd"],"form":{"any":[1,2]}})"),
      "");
  EXPECT_EQ(faults(R"({"name":"a","note":null})"), "");
}

TEST(JsonBody, names_every_fault_by_its_pointer) {
  EXPECT_EQ(faults("[]"), " not-object\n");
  EXPECT_EQ(faults("{}"), "/name missing\n");
  EXPECT_EQ(faults(R"({"name":""})"), "/name too-short\n");
  EXPECT_EQ(faults(R"({"name":"四个汉字"})"), "/name too-long\n");
  EXPECT_EQ(faults(R"({"name":null})"), "/name not-text\n");
  EXPECT_EQ(faults(R"({"name":"a\nb"})"), "/name control-character\n");
  EXPECT_EQ(faults(R"({"name":"a","count":"1","agreed":1,"at":"2022-04-28","kind":"agent"})"),
            "/count not-integer\n/agreed not-truth\n/at not-moment\n/kind choice\n");
  EXPECT_EQ(faults(R"({"name":"a","count":0})"), "/count out-of-range\n");
  EXPECT_EQ(faults(R"({"name":"a","count":1.5})"), "/count not-integer\n");
  EXPECT_EQ(faults(R"({"name":"a","a/b~c":1})"), "/a~1b~0c unknown\n");
  EXPECT_EQ(faults(R"({"name":"a","address":{"street":1,"x":2}})"),
            "/address/street not-text\n/address/x unknown\n");
  EXPECT_EQ(faults(R"({"name":"a","founders":[{"name":"a"},{"share":"x"}]})"),
            "/founders/1/share not-integer\n/founders/1/name missing\n");
  EXPECT_EQ(faults(R"({"name":"a","founders":[1,2,3]})"), "/founders too-many\n");
  EXPECT_EQ(faults(R"({"name":"a","matters":["abcde",1]})"), "/matters/0 too-long\n/matters/1 not-text\n");
}

TEST(JsonBody, stops_collecting_at_fifty) {
  std::string json = "{\"name\":\"a\"";
  for (int i = 0; i < 100; ++i) json += ",\"x" + std::to_string(i) + "\":1";
  EXPECT_EQ(check_shape(*base::Json::parse(json + "}"), shape).size(), 50U);
}

}  // namespace
}  // namespace shuxin::http
