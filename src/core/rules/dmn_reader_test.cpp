#include "core/rules/dmn_reader.h"

#include <filesystem>
#include <fstream>
#include <gtest/gtest.h>
#include <sstream>

namespace shuxin::rules::dmn {
namespace {

constexpr std::string_view dmn15 = "https://www.omg.org/spec/DMN/20230324/MODEL/";

std::string model(std::string_view body, std::string_view space = dmn15, std::string_view prefix = "") {
  std::string xmlns = prefix.empty() ? "xmlns" : "xmlns:" + std::string(prefix);
  std::string tag = (prefix.empty() ? "" : std::string(prefix) + ":") + "definitions";
  return "<" + tag + " " + xmlns + "=\"" + std::string(space) + "\" namespace=\"urn:m\" name=\"m\">\n" +
         std::string(body) + "\n</" + tag + ">";
}

TEST(DmnReader, reads_every_version_under_any_prefix) {
  for (const std::string_view space :
       {"http://www.omg.org/spec/DMN/20151101/dmn.xsd", "http://www.omg.org/spec/DMN/20180521/MODEL/",
        "https://www.omg.org/spec/DMN/20191111/MODEL/", "https://www.omg.org/spec/DMN/20211108/MODEL/",
        "https://www.omg.org/spec/DMN/20230324/MODEL/"}) {
    const auto plain = read("m.dmn", model(R"(<inputData id="a" name=" A  b "/>)", space));
    ASSERT_TRUE(plain.model);
    ASSERT_EQ(plain.model->inputs.size(), 1u);
    EXPECT_EQ(plain.model->inputs[0].name, "A b");
    const auto prefixed = read("m.dmn", model(R"(<d:inputData id="a" name="A"/>)", space, "d"));
    ASSERT_TRUE(prefixed.model);
    EXPECT_EQ(prefixed.model->inputs.size(), 1u);
  }
}

TEST(DmnReader, passes_over_elements_of_other_namespaces) {
  const auto result = read("m.dmn", model(R"(<x:inputData xmlns:x="urn:other" name="no"/>)"));
  ASSERT_TRUE(result.model);
  EXPECT_TRUE(result.model->inputs.empty());
  EXPECT_TRUE(result.diagnostics.empty());
}

TEST(DmnReader, knows_line_and_column_of_elements_and_texts) {
  const auto result = read("m.dmn", model("  <decision name=\"d\"><literalExpression>\n"
                                          "<!-- 注 --><text>1 + 2</text></literalExpression></decision>"));
  ASSERT_TRUE(result.model);
  const Decision& decision = result.model->decisions.at(0);
  EXPECT_EQ(decision.at, (Position{2, 3}));
  const auto& text = std::get<Literal>(decision.expression->is).text;
  EXPECT_EQ(text.text, "1 + 2");
  EXPECT_EQ(text.at, (Position{3, 17}));
}

TEST(DmnReader, reads_boxed_expressions_of_every_kind) {
  const auto result = read("m.dmn", model(R"(
    <decision name="d"><context>
      <contextEntry><variable name="l"/><list><literalExpression><text>1</text></literalExpression></list></contextEntry>
      <contextEntry><variable name="r"/><relation><column name="c"/><row><literalExpression><text>1</text></literalExpression></row></relation></contextEntry>
      <contextEntry><variable name="f"/><functionDefinition kind="Java"><formalParameter name="p" typeRef="number"/><context/></functionDefinition></contextEntry>
      <contextEntry><variable name="i"/><invocation><literalExpression><text>f</text></literalExpression><binding><parameter name="p"/><literalExpression><text>1</text></literalExpression></binding></invocation></contextEntry>
      <contextEntry><variable name="t"/><decisionTable hitPolicy="COLLECT" aggregation="SUM"><input><inputExpression><text>x</text></inputExpression></input><output/><rule><inputEntry><text>-</text></inputEntry><outputEntry><text>1</text></outputEntry></rule></decisionTable></contextEntry>
      <contextEntry><variable name="c"/><conditional><if><literalExpression><text>true</text></literalExpression></if><then><literalExpression><text>1</text></literalExpression></then><else><literalExpression><text>2</text></literalExpression></else></conditional></contextEntry>
      <contextEntry><variable name="s"/><some iteratorVariable="v"><in><literalExpression><text>l</text></literalExpression></in><satisfies><literalExpression><text>v = 1</text></literalExpression></satisfies></some></contextEntry>
      <contextEntry><variable name="o"/><for iteratorVariable="v"><in><literalExpression><text>l</text></literalExpression></in><return><literalExpression><text>v</text></literalExpression></return></for></contextEntry>
      <contextEntry><filter><in><literalExpression><text>l</text></literalExpression></in><match><literalExpression><text>true</text></literalExpression></match></filter></contextEntry>
    </context></decision>)"));
  ASSERT_TRUE(result.model);
  EXPECT_TRUE(result.diagnostics.empty());
  const auto& entries = std::get<Context>(result.model->decisions.at(0).expression->is).entries;
  ASSERT_EQ(entries.size(), 9u);
  EXPECT_TRUE(std::holds_alternative<List>(entries[0].value->is));
  EXPECT_EQ(std::get<Relation>(entries[1].value->is).rows.size(), 1u);
  EXPECT_EQ(std::get<FunctionDefinition>(entries[2].value->is).kind, FunctionKind::Java);
  EXPECT_EQ(std::get<Invocation>(entries[3].value->is).bindings.at(0).parameter.name, "p");
  EXPECT_EQ(std::get<DecisionTable>(entries[4].value->is).aggregator, Aggregator::Sum);
  EXPECT_TRUE(std::holds_alternative<Conditional>(entries[5].value->is));
  EXPECT_EQ(std::get<Iterator>(entries[6].value->is).kind, IteratorKind::Some);
  EXPECT_EQ(std::get<Iterator>(entries[7].value->is).variable, "v");
  EXPECT_FALSE(entries[8].variable);
  EXPECT_TRUE(std::holds_alternative<Filter>(entries[8].value->is));
}

TEST(DmnReader, resolves_prefixes_of_types_and_references) {
  const auto result = read("m.dmn", R"(<definitions xmlns="http://www.omg.org/spec/DMN/20151101/dmn.xsd"
    xmlns:feel="http://www.omg.org/spec/FEEL/20140401" xmlns:me="urn:m" xmlns:other="urn:o" namespace="urn:m">
    <itemDefinition name="t"><typeRef>feel:number</typeRef></itemDefinition>
    <itemDefinition name="u"><typeRef>me:t</typeRef></itemDefinition>
    <itemDefinition name="v"><typeRef>other:t</typeRef></itemDefinition>
    <decision name="d"><informationRequirement><requiredInput href="urn:m#i"/></informationRequirement>
      <informationRequirement><requiredDecision href="urn:o#j"/></informationRequirement></decision>
  </definitions>)");
  ASSERT_TRUE(result.model);
  const auto& items = result.model->items;
  EXPECT_EQ(items[0].type.name, "number");
  EXPECT_EQ(items[0].type.name_space, "");
  EXPECT_EQ(items[1].type.name, "t");
  EXPECT_EQ(items[1].type.name_space, "");
  EXPECT_EQ(items[2].type.name_space, "urn:o");
  const Decision& decision = result.model->decisions.at(0);
  EXPECT_EQ(decision.required_inputs.at(0).name_space, "");
  EXPECT_EQ(decision.required_inputs.at(0).id, "i");
  EXPECT_EQ(decision.required_decisions.at(0).name_space, "urn:o");
}

TEST(DmnReader, names_what_is_wrong_and_where) {
  const auto malformed = read("m.dmn", "<definitions>\n<oops</definitions>");
  EXPECT_FALSE(malformed.model);
  ASSERT_EQ(malformed.diagnostics.size(), 1u);
  EXPECT_EQ(malformed.diagnostics[0].message.code, "dmn.malformed-xml");
  EXPECT_EQ(malformed.diagnostics[0].place.line, 2);

  const auto other = read("m.dmn", "<svg xmlns='urn:svg'/>");
  EXPECT_FALSE(other.model);
  EXPECT_EQ(other.diagnostics.at(0).message.code, "dmn.not-dmn");
  EXPECT_TRUE(other.diagnostics.at(0).help);

  const auto narrow =
      read("m.dmn", model(R"(<decision name="d"><decisionTable><input><inputExpression/></input>
    <output/><rule><outputEntry/></rule></decisionTable></decision>)"));
  ASSERT_TRUE(narrow.model);
  EXPECT_EQ(narrow.diagnostics.at(0).message.code, "dmn.rule-width");
}

TEST(DmnReader, survives_hostile_bytes) {
  EXPECT_FALSE(read("m.dmn", "").model);
  EXPECT_FALSE(read("m.dmn", std::string_view("\0\0\0", 3)).model);
  EXPECT_FALSE(read("m.dmn", "<!DOCTYPE x [<!ENTITY a 'aaaa'><!ENTITY b '&a;&a;'>]><x>&b;</x>").model);
  EXPECT_FALSE(read("m.dmn", model("<decision name=\"\xFF\xFE\"/>")).model);
  std::string deep;
  for (int i = 0; i < 5000; ++i) deep += "<list>";
  for (int i = 0; i < 5000; ++i) deep += "</list>";
  const auto nested = read("m.dmn", model("<decision name='d'>" + deep + "</decision>"));
  ASSERT_TRUE(nested.model);
  EXPECT_EQ(nested.diagnostics.at(0).message.code, "dmn.too-deep");
}

}  // namespace
}  // namespace shuxin::rules::dmn
