#include "core/rules/explanation.h"

#include <algorithm>
#include <gtest/gtest.h>

#include "core/rules/dmn_reader.h"

namespace shuxin::rules::dmn {
namespace {

constexpr std::string_view eligibility =
    R"(<definitions xmlns="https://www.omg.org/spec/DMN/20230324/MODEL/" name="m" namespace="urn:m">
<itemDefinition name="tPerson"><itemComponent name="age"><typeRef>number</typeRef></itemComponent>
  <itemComponent name="born"><typeRef>date</typeRef></itemComponent></itemDefinition>
<inputData id="p" name="person"><variable name="person" typeRef="tPerson"/></inputData>
<inputData id="i" name="income"><variable name="income" typeRef="number"/></inputData>
<businessKnowledgeModel id="k" name="band"><variable name="band"/><encapsulatedLogic>
  <formalParameter name="amount" typeRef="number"/>
  <decisionTable><input label="amount"><inputExpression><text>amount</text></inputExpression></input><output/>
    <rule><inputEntry><text>&lt; 1000</text></inputEntry><outputEntry><text>"low"</text></outputEntry></rule>
    <rule><inputEntry><text>&gt;= 1000</text></inputEntry><outputEntry><text>"high"</text></outputEntry></rule>
  </decisionTable></encapsulatedLogic></businessKnowledgeModel>
<decision id="b" name="income band"><variable name="income band"/>
  <informationRequirement><requiredInput href="#i"/></informationRequirement>
  <knowledgeRequirement><requiredKnowledge href="#k"/></knowledgeRequirement>
  <literalExpression><text>band(income)</text></literalExpression></decision>
<decision id="e" name="eligible"><variable name="eligible"/>
  <informationRequirement><requiredInput href="#p"/></informationRequirement>
  <informationRequirement><requiredDecision href="#b"/></informationRequirement>
  <decisionTable hitPolicy="FIRST">
    <input label="Age"><inputExpression><text>person.age</text></inputExpression></input>
    <input label="Band"><inputExpression><text>income band</text></inputExpression></input>
    <output/><annotation name="why"/>
    <rule><inputEntry><text>&lt; 16</text></inputEntry><inputEntry><text>-</text></inputEntry>
      <outputEntry><text>"no"</text></outputEntry><annotationEntry><text>too young</text></annotationEntry></rule>
    <rule><inputEntry><text>[16..25]</text></inputEntry><inputEntry><text>"low"</text></inputEntry>
      <outputEntry><text>"grant"</text></outputEntry></rule>
    <rule><inputEntry><text>&gt; 60</text></inputEntry><inputEntry><text>"high"</text></inputEntry>
      <outputEntry><text>"tax"</text></outputEntry></rule>
    <rule><inputEntry><text>-</text></inputEntry><inputEntry><text>-</text></inputEntry>
      <outputEntry><text>"no"</text></outputEntry></rule>
  </decisionTable></decision>
</definitions>)";

/// What is told of the decision `eligible` for the inputs of a FEEL context.
class ExplanationTest : public testing::Test {
 protected:
  ExplanationTest() : evaluation_(Environment{}) {
    auto read_model = read("m.dmn", eligibility);
    std::vector<Definitions> files;
    files.push_back(*std::move(read_model.model));
    model_ = Model::compile(std::move(files)).model;
  }

  Explanation explain(std::string_view inputs) {
    const Value context = compile(inputs, {}).value->evaluate({}, evaluation_);
    Account account(*model_, evaluation_.environment());
    dmn::Run run(*model_, evaluation_);
    EXPECT_TRUE(run.give_all(context).empty());
    evaluation_.set_recorder(&account);
    (void)run.evaluate(*model_->find("eligible", NodeKind::Decision));
    evaluation_.set_recorder(nullptr);
    return account.take();
  }

  std::shared_ptr<const Model> model_;
  Evaluation evaluation_;
};

bool has(const std::vector<std::string>& lines, std::string_view line) {
  return std::ranges::find(lines, line) != lines.end();
}

std::string joined(const std::vector<std::string>& lines) {
  std::string out;
  for (const std::string& line : lines) out += line + "\n";
  return out;
}

TEST_F(ExplanationTest, steps_stand_in_their_order_with_calls_inside) {
  const Explanation told = explain("{person: {age: 30, born: null}, income: 500}");
  ASSERT_EQ(told.steps.size(), 2U);
  EXPECT_EQ(told.steps[0].name, "income band");
  ASSERT_EQ(told.steps[0].calls.size(), 1U);
  EXPECT_EQ(told.steps[0].calls[0].name, "band");
  ASSERT_EQ(told.steps[0].calls[0].read.size(), 1U);
  EXPECT_EQ(to_feel(told.steps[0].calls[0].read[0].value), "500");
  EXPECT_EQ(told.steps[1].name, "eligible");
  EXPECT_EQ(told.steps[1].read[0].name, "person.age");
  EXPECT_TRUE(told.steps[1].read[0].is_input_data);
  EXPECT_EQ(told.steps[1].read[1].name, "income band");
  EXPECT_FALSE(told.steps[1].read[1].is_input_data);
  EXPECT_TRUE(told.needed.empty());
}

TEST_F(ExplanationTest, near_misses_are_told_with_what_refused_them_the_nearest_first) {
  const Explanation told = explain("{person: {age: 30, born: null}, income: 500}");
  ASSERT_EQ(told.steps.back().tables.size(), 1U);
  const TableAccount& table = told.steps.back().tables[0];
  EXPECT_EQ(table.failing, (std::vector<std::size_t>{1, 1, 2, 0}));
  ASSERT_EQ(table.hits.size(), 1U);
  EXPECT_EQ(table.hits[0].rule, 3U);
  ASSERT_EQ(table.nearest.size(), 3U);
  EXPECT_EQ(table.nearest[1].rule, 1U);
  ASSERT_EQ(table.nearest[1].cells.size(), 1U);
  EXPECT_EQ(table.nearest[1].cells[0].label, "Age");
  EXPECT_EQ(table.nearest[1].cells[0].test, "[16..25]");
  EXPECT_EQ(table.nearest[2].cells.size(), 2U);
}

TEST_F(ExplanationTest, lines_say_it_in_both_languages) {
  const Explanation told = explain("{person: {age: 12, born: null}, income: 500}");
  const auto en = to_lines(told, base::Language::English);
  EXPECT_TRUE(has(en, "eligible = \"no\"")) << joined(en);
  EXPECT_TRUE(has(en, "  by person.age = 12")) << joined(en);
  EXPECT_TRUE(has(en, "    rule 1 is hit: too young")) << joined(en);
  EXPECT_TRUE(has(en, "    rule 4 fits too, but rule 1 comes first")) << joined(en);
  EXPECT_TRUE(has(en, "    rule 2 is not hit: Age is 12, the test is [16..25]")) << joined(en);
  const auto zh = to_lines(told, base::Language::Chinese);
  EXPECT_TRUE(has(zh, "  依据 person.age = 12")) << joined(zh);
  EXPECT_TRUE(has(zh, "    规则 1 适用：too young")) << joined(zh);
  EXPECT_TRUE(has(zh, "    规则 2 不适用：Age 为 12，要求 [16..25]")) << joined(zh);
}

TEST_F(ExplanationTest, missing_inputs_are_named_and_nulls_give_their_reasons) {
  const Explanation told = explain("{income: 500}");
  EXPECT_EQ(told.needed, std::vector<std::string>{"person.age"});
  const Explanation nothing = explain("{}");
  EXPECT_EQ(nothing.needed, (std::vector<std::string>{"income", "person.age"}));
  const auto lines = to_lines(nothing, base::Language::English);
  EXPECT_TRUE(has(lines, "  lacks income")) << joined(lines);
  EXPECT_TRUE(has(lines, "still needed to know: person.age")) << joined(lines);
  EXPECT_TRUE(std::ranges::any_of(lines, [](const std::string& line) {
    return line.starts_with("  because ");
  })) << joined(lines);
}

TEST_F(ExplanationTest, json_counts_rules_from_one) {
  const base::Json json =
      to_json(explain("{person: {age: 20, born: null}, income: 500}"), base::Language::English);
  const auto& step = json.find("steps")->if_array()->at(1);
  EXPECT_EQ(step.find_string("name"), "eligible");
  const auto& table = step.find("tables")->if_array()->at(0);
  EXPECT_EQ(table.find("hits")->if_array()->at(0).find_integer("rule"), 2);
  EXPECT_EQ(table.find("failing")->to_string(), "[1,0,2,0]");
  EXPECT_EQ(step.find("result")->find_string("value"), "grant");
}

TEST(Brief, cuts_long_values_between_signs) {
  std::string text;
  for (int i = 0; i < 100; ++i) text += "舒";
  const std::string cut = brief(Value::string(text));
  EXPECT_EQ(cut, "\"" + text.substr(0, 53 * 3) + "…");
}

}  // namespace
}  // namespace shuxin::rules::dmn
