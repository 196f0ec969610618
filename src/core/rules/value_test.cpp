#include "core/rules/value.h"

#include <gtest/gtest.h>

#include "core/rules/feel_text.h"
#include "core/rules/temporal.h"

namespace shuxin::rules {
namespace {

TEST(Value, KeepsShortAndLongStrings) {
  for (const std::size_t size : {0U, 1U, 15U, 16U, 17U, 1000U}) {
    const std::string text(size, 'x');
    const Value value = Value::string(text);
    const Value copy = value;
    EXPECT_EQ(copy.as_string(), text);
    EXPECT_EQ(equal(value, Value::string(text)), Truth::True);
  }
  EXPECT_EQ(compare(Value::string("abc"), Value::string("abd")), std::weak_ordering::less);
}

TEST(Value, NestsOnlySoDeep) {
  Value value = Value::number(1);
  for (int i = 0; i < Value::max_nesting; ++i) value = Value::list({value});
  EXPECT_EQ(value.kind(), Kind::List);
  value = Value::list({value});
  ASSERT_TRUE(value.is_null());
  EXPECT_EQ(value.reason()->message.code, "feel.limit-nesting");
}

TEST(Value, WeighsOnlySoMuchHoweverItIsShared) {
  Value value = Value::number(1);
  for (int i = 0; i < 60 && !value.is_null(); ++i) value = Value::list({value, value});
  ASSERT_TRUE(value.is_null());
  EXPECT_EQ(value.reason()->message.code, "feel.limit-weight");
}

TEST(Value, FindsEntriesOfSmallAndLargeContexts) {
  std::vector<Entry> entries;
  for (int i = 0; i < 100; ++i) entries.emplace_back("k" + std::to_string(i), Value::number(i));
  entries.emplace_back("k7", Value::number(-7));
  const Value context = Value::context(entries);
  EXPECT_EQ(context.as_context().entries.size(), 100U);
  EXPECT_EQ(to_feel(*context.as_context().find("k7")), "-7");
  EXPECT_EQ(to_feel(*context.as_context().find("k99")), "99");
  EXPECT_EQ(context.as_context().find("none"), nullptr);
}

TEST(Value, BecomesTypedJson) {
  Evaluation evaluation({});
  const auto value = compile("{n: 1.50, d: @\"2020-01-01\", l: [true, null], r: [1..2)}", {})
                         .value->evaluate({}, evaluation);
  EXPECT_EQ(
      to_typed_json(value, base::Language::English).to_string(),
      R"~({"type":"context","value":{"n":{"type":"number","value":"1.5"},"d":{"type":"date","value":"2020-01-01"},)~"
      R"~("l":{"type":"list","value":[{"type":"boolean","value":true},{"type":"null","value":null,"reason":""}]},)~"
      R"~("r":{"type":"range","value":"[1..2)"}}})~");
  EXPECT_EQ(to_json(value).to_string(), R"~({"n":1.5,"d":"2020-01-01","l":[true,null],"r":"[1..2)"})~");
}

TEST(Value, ComesFromJsonByItsType) {
  const auto json = base::Json::parse(R"~({"born": "2001-02-03", "tags": ["a"], "n": 1})~");
  const Type type = Type::context(
      {{"born", Type::Kind::Date}, {"tags", Type::list(Type::Kind::String)}, {"n", Type::Kind::Number}});
  EXPECT_EQ(to_feel(from_json(*json, type)), "{born: @\"2001-02-03\", tags: [\"a\"], n: 1}");
  EXPECT_TRUE(from_json(*json, Type::Kind::Number).is_null());
}

TEST(Type, ConvertsAsTheStandardAllows) {
  EXPECT_EQ(to_feel(coerce(Value::list({Value::number(1)}), Type::Kind::Number)), "1");
  EXPECT_EQ(to_feel(coerce(Value::number(1), Type::list(Type::Kind::Number))), "[1]");
  EXPECT_EQ(to_feel(coerce(Value::date({0}), Type::Kind::DateTime)), "@\"1970-01-01T00:00:00Z\"");
  const Value refused = coerce(Value::string("a"), Type::Kind::Number);
  ASSERT_TRUE(refused.is_null());
  EXPECT_EQ(refused.reason()->message.code, "feel.does-not-conform");
}

TEST(Type, ReadsWhatItWrites) {
  for (const char* text :
       {"number", "list<context<a: number, b: list<string>>>", "function<number, string>->Any", "range<date>",
        "days and time duration", "context"}) {
    const auto type = parse_type(text);
    ASSERT_TRUE(type) << text;
    EXPECT_EQ(type->to_string(), text);
  }
  EXPECT_FALSE(parse_type("list<nothing>"));
  EXPECT_FALSE(parse_type("list<number"));
}

TEST(Temporal, DurationsAreWrittenInTheirShortestForm) {
  EXPECT_EQ(to_text(*parse_duration("PT1000M0.999999999S")), "PT16H40M0.999999999S");
  EXPECT_EQ(to_text(*parse_duration("-P26M")), "-P2Y2M");
  for (const char* bad : {"P", "PT", "P1H", "1Y", "P1Y1D", "P1M1Y", "PT1.5H", "P-1D", "--P1D"})
    EXPECT_FALSE(parse_duration(bad)) << bad;
}

}  // namespace
}  // namespace shuxin::rules
