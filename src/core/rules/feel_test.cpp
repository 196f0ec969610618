#include "core/rules/feel.h"

#include <gtest/gtest.h>

namespace shuxin::rules {
namespace {

/// Evaluates a text with the entries of a FEEL context in force.
struct Feel {
  Evaluation evaluation{Environment{.now = {base::Date{19000}, {}}, .limits = {.steps = 1'000'000}}};

  Value value(std::string_view text, std::string_view context = "{}") {
    Scope scope;
    std::vector<Value> inputs;
    const auto given = compile(context, {});
    EXPECT_TRUE(given.value) << context;
    const Value entries = given.value->evaluate({}, evaluation);
    for (const auto& [name, entry] : entries.as_context().entries) {
      scope.variables.push_back({name, type_of(entry)});
      inputs.push_back(entry);
    }
    evaluation.reset_steps();
    const auto compiled = compile(text, scope);
    EXPECT_TRUE(compiled.value) << text << ": "
                                << (compiled.diagnostics.empty()
                                        ? ""
                                        : base::to_string(compiled.diagnostics[0], base::Language::English));
    return compiled.value ? compiled.value->evaluate(inputs, evaluation) : Value();
  }
  std::string operator()(std::string_view text, std::string_view context = "{}") {
    return to_feel(value(text, context));
  }
  std::string why(std::string_view text, std::string_view context = "{}") {
    return explain(value(text, context), base::Language::English);
  }
  std::string test(std::string_view tests, std::string_view tested) {
    const Value subject = value(tested);
    const auto compiled = compile_tests(tests, {}, type_of(subject));
    EXPECT_TRUE(compiled.value) << tests;
    const Truth truth = compiled.value->evaluate(subject, {}, evaluation);
    return truth == Truth::Unknown ? "unknown" : truth == Truth::True ? "true" : "false";
  }
};

TEST(Feel, BindsOperatorsAsTheGrammarSays) {
  Feel feel;
  EXPECT_EQ(feel("1 + 2 * 3"), "7");
  EXPECT_EQ(feel("-3 ** 2"), "9");
  EXPECT_EQ(feel("2 ** 3 ** 2"), "64");
  EXPECT_EQ(feel("1 + 1 = 2 and 3 > 2 or false"), "true");
  EXPECT_EQ(feel("5 between 1 and 10 and true"), "true");
  EXPECT_EQ(feel("if 1 = 2 then 1 else if true then 2 else 3"), "2");
}

TEST(Feel, ReadsNamesWithSpacesAndSignsByTheLongestThatIsInForce) {
  Feel feel;
  EXPECT_EQ(feel("first name + \"!\"", "{first name: \"An\"}"), "\"An!\"");
  EXPECT_EQ(feel("a-b - a", "{a: 1, b: 2, a-b: 10}"), "9");
  EXPECT_EQ(feel("a - b", "{a: 1, b: 2}"), "-1");
  EXPECT_EQ(feel("profit and loss", "{profit and loss: 3}"), "3");
  EXPECT_EQ(feel("x.first name", "{x: {first name: 4}}"), "4");
  EXPECT_EQ(feel("l[dept no = 2].dept no", "{l: [{dept no: 1}, {dept no: 2}]}"), "[2]");
  EXPECT_EQ(feel("申请人.年龄 + 1", "{申请人: {年龄: 20}}"), "21");
}

TEST(Feel, KeepsTheThreeValuesOfLogic) {
  Feel feel;
  EXPECT_EQ(feel("false and null"), "false");
  EXPECT_EQ(feel("null and true"), "null");
  EXPECT_EQ(feel("true or null"), "true");
  EXPECT_EQ(feel("null = null"), "true");
  EXPECT_EQ(feel("1 = null"), "false");
  EXPECT_EQ(feel("1 = \"1\""), "null");
  EXPECT_EQ(feel("not(null)"), "null");
  EXPECT_EQ(feel("some x in [1, null] satisfies x = 1"), "true");
  EXPECT_EQ(feel("every x in [true, null] satisfies x"), "null");
}

TEST(Feel, SaysWhyAValueIsUnknown) {
  Feel feel;
  EXPECT_EQ(feel.why("1 / 0"), "1:1: division by zero");
  EXPECT_EQ(feel.why("income > 10", "{income: null}"),
            "1:1: an operand of > is null\n1:1: income is not given");
  EXPECT_EQ(feel.why("a.b + 1", "{a: {b: null}}"), "1:1: an operand of + is null\n1:1: a.b is not given");
  EXPECT_EQ(feel.why("nothing"), "1:1: nothing is named nothing");
  EXPECT_EQ(feel.why("\n 1 + \"a\""), "2:2: + is not defined for number and string");
}

TEST(Feel, GoesThroughListsAndRanges) {
  Feel feel;
  EXPECT_EQ(feel("for i in 1..3 return i * i"), "[1, 4, 9]");
  EXPECT_EQ(feel("for i in 3..1 return i"), "[3, 2, 1]");
  EXPECT_EQ(feel("for i in [1..3], j in [i..3] return i * j"), "[1, 2, 3, 4, 6, 9]");
  EXPECT_EQ(feel("for i in 0..4 return if i = 0 then 1 else i * partial[-1]"), "[1, 1, 2, 6, 24]");
  EXPECT_EQ(feel("for d in @\"2021-02-27\"..@\"2021-03-01\" return d.day"), "[27, 28, 1]");
  EXPECT_EQ(feel("[1, 2, 3, 4][item > 2]"), "[3, 4]");
  EXPECT_EQ(feel("[1, 2, 3][-1]"), "3");
  EXPECT_EQ(feel("[{item: 1}, {item: 2}][item = 2]"), "[{item: 2}]");
  EXPECT_EQ(feel("[{a: 1}, {b: 2}][b = 2]", "{b: 1}"), "[{b: 2}]");
}

TEST(Feel, CallsFunctionsThatKnowWhereTheyWereMade) {
  Feel feel;
  EXPECT_EQ(feel("{add: function(a) function(b) a + b, r: add(1)(2)}.r"), "3");
  EXPECT_EQ(feel("{f: function(n) if n <= 1 then 1 else n * f(n - 1), r: f(20)}.r"), "2432902008176640000");
  EXPECT_EQ(feel("(function(a: number, b: number) a - b)(b: 1, a: 3)"), "2");
  EXPECT_EQ(feel("(function(a: number) a)(\"x\")"), "null");
  EXPECT_EQ(feel("(function(a) a)(1, 2)"), "null");
  EXPECT_EQ(feel("(function(a) external {java: {class: \"x\"}})(1)"), "null");
  EXPECT_EQ(feel("sort([3, 1, 2], function(x, y) x > y)"), "[3, 2, 1]");
}

TEST(Feel, BoundsWhatNeverEnds) {
  Feel feel;
  EXPECT_NE(feel.why("{f: function(n) f(n + 1), r: f(1)}.r").find("calls inside each other are too deep"),
            std::string::npos);
  EXPECT_NE(feel.why("some i in 1..100000, j in 1..100000 satisfies i < 0").find("too many steps"),
            std::string::npos);
  EXPECT_FALSE(compile(std::string(100'000, '('), {}).value);
  EXPECT_FALSE(compile("1" + std::string(2'000, '+') + "1", {}).value);
  std::string chain = "1";
  for (int i = 0; i < 5'000; ++i) chain += "+1";
  EXPECT_FALSE(compile(chain, {}).value);
}

TEST(Feel, TellsSyntaxErrorsWithTheirPlace) {
  const auto compiled = compile("1 +\n  * 2", {}, {"rules.dmn", 10, 5});
  ASSERT_FALSE(compiled.value);
  ASSERT_EQ(compiled.diagnostics.size(), 1U);
  EXPECT_EQ(compiled.diagnostics[0].place, (base::Place{"rules.dmn", 11, 3}));
}

TEST(Feel, WarnsOfNamesThatAreNotKnown) {
  const auto compiled = compile("incme + 1", {.variables = {{"income", Type::Kind::Number}}});
  ASSERT_TRUE(compiled.value);
  ASSERT_EQ(compiled.diagnostics.size(), 1U);
  EXPECT_EQ(compiled.diagnostics[0].message.code, "feel.unknown-name");
  EXPECT_EQ(compiled.diagnostics[0].help->arguments, std::vector<std::string>{"income"});
}

TEST(UnaryTests, PassValuesThatAreEqualInListsInRangesOrTrue) {
  Feel feel;
  EXPECT_EQ(feel.test("-", "1"), "true");
  EXPECT_EQ(feel.test("1, 2", "2"), "true");
  EXPECT_EQ(feel.test("< 5", "5"), "false");
  EXPECT_EQ(feel.test("[1..5), > 9", "10"), "true");
  EXPECT_EQ(feel.test("not(1, 2)", "3"), "true");
  EXPECT_EQ(feel.test("? > 1 and ? < 3", "2"), "true");
  EXPECT_EQ(feel.test("true", "false"), "false");
  EXPECT_EQ(feel.test("[\"a\", \"b\"]", "\"b\""), "true");
  EXPECT_EQ(feel.test("contains(?, \"b\")", "\"abc\""), "true");
  EXPECT_EQ(feel.test("null", "null"), "true");
  EXPECT_EQ(feel.test("> 5", "null"), "unknown");
}

TEST(UnaryTests, ShowTheirShapeIfTheyAreSimple) {
  const auto tests = compile_tests("1, [2..4), > 9", {}, Type::Kind::Number);
  ASSERT_TRUE(tests.value);
  const TestShape* shape = tests.value->shape();
  ASSERT_NE(shape, nullptr);
  ASSERT_EQ(shape->tests.size(), 3U);
  EXPECT_EQ(shape->tests[0].form, SimpleTest::Form::Equal);
  EXPECT_EQ(shape->tests[1].form, SimpleTest::Form::Interval);
  EXPECT_TRUE(shape->tests[2].interval.high.is_null());
  EXPECT_EQ(compile_tests("? > 3", {}, Type::Kind::Number).value->shape(), nullptr);
  EXPECT_TRUE(compile_tests("not(\"a\")", {}, Type::Kind::String).value->shape()->negated);
}

TEST(UnaryTests, ShowTheirShapeThroughSignsAndConversions) {
  for (const char* text :
       {"[-3..-1]", "-5", "< -2 * 3", "date(\"2020-01-01\")", "date and time(\"2020-01-01T00:00:00\")",
        "[duration(\"P1D\")..duration(\"P2D\")]", "[1, 2, [3..4]]"})
    EXPECT_NE(compile_tests(text, {}, Type::any()).value->shape(), nullptr) << text;
}

TEST(UnaryTests, TakeWhatIsWorkedOutForTheOutcomeOfOtherValues) {
  Feel feel;
  EXPECT_EQ(feel.test("count([1, 2]) > 1", "\"a\""), "true");
  EXPECT_EQ(feel.test("count([1, 2]) > 1", "false"), "false");
  EXPECT_EQ(feel.test("true", "\"a\""), "unknown");
}

TEST(Expression, TellsWhichInputsItMayReadAndWhichItRead) {
  struct Heard : Recorder {
    std::vector<std::string> all;
    void read(std::size_t slot, std::span<const std::string> path) override {
      std::string name = std::to_string(slot);
      for (const std::string& part : path) name += "." + part;
      all.push_back(name);
    }
  } heard;
  const Scope scope{
      .variables = {{"a", Type::Kind::Number}, {"b", Type::Kind::Number}, {"c", Type::Kind::Context}}};
  const auto compiled = compile("if a > 1 then c.x.y else b", scope);
  ASSERT_TRUE(compiled.value);
  EXPECT_EQ(std::vector(compiled.value->inputs().begin(), compiled.value->inputs().end()),
            (std::vector<std::size_t>{0, 1, 2}));
  Evaluation evaluation({});
  evaluation.set_recorder(&heard);
  const Value inputs[] = {Value::number(2), Value::number(1),
                          Value::context({{"x", Value::context({{"y", Value::number(7)}})}})};
  EXPECT_EQ(to_feel(compiled.value->evaluate(inputs, evaluation)), "7");
  EXPECT_EQ(heard.all, (std::vector<std::string>{"0", "2.x.y"}));
}

}  // namespace
}  // namespace shuxin::rules
