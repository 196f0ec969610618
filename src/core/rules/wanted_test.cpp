#include "core/rules/wanted.h"

#include <algorithm>
#include <gtest/gtest.h>

#include "core/rules/dmn_reader.h"

namespace shuxin::rules::dmn {
namespace {

/// A table of rules `test | test | … | output` over inputs of these names.
struct Columns {
  std::string attributes;
  std::vector<std::string> inputs;
  std::vector<std::vector<std::string>> rules;
  std::string types;
  std::string input_type;
  std::string output = "<output/>";
};

std::string escaped(const std::string& text) {
  std::string out;
  for (const char sign : text) sign == '<' ? out += "&lt;" : out += sign;
  return out;
}

std::string model_of(const Columns& columns) {
  std::string out =
      R"(<definitions xmlns="https://www.omg.org/spec/DMN/20230324/MODEL/" name="m" namespace="u">)" +
      columns.types;
  std::string needs;
  std::string clauses;
  std::vector<std::string> seen;
  for (const std::string& input : columns.inputs) {
    const std::string name = input.substr(0, input.find('.'));
    clauses += "<input><inputExpression><text>" + input + "</text></inputExpression></input>";
    if (std::ranges::find(seen, name) != seen.end()) continue;
    seen.push_back(name);
    out += "<inputData id='" + name + "' name='" + name + "'><variable name='" + name + "'" +
           (columns.input_type.empty() ? "" : " typeRef='" + columns.input_type + "'") + "/></inputData>";
    needs += "<informationRequirement><requiredInput href='#" + name + "'/></informationRequirement>";
  }
  out += "<decision id='d' name='d'><variable name='d'/>" + needs + "<decisionTable " + columns.attributes +
         ">" + clauses + columns.output;
  for (const auto& rule : columns.rules) {
    out += "<rule>";
    for (std::size_t i = 0; i < rule.size(); ++i) {
      const std::string entry = i + 1 < rule.size() ? "inputEntry" : "outputEntry";
      out += "<" + entry + "><text>" + escaped(rule[i]) + "</text></" + entry + ">";
    }
    out += "</rule>";
  }
  return out + "</decisionTable></decision></definitions>";
}

/// What would reach `wanted`, in English, the lines joined by `|`.
std::string way(const Columns& columns, std::string_view given, std::string_view wanted,
                std::vector<std::string> fixed = {}, base::Language language = base::Language::English) {
  auto read_model = read("m.dmn", model_of(columns));
  if (!read_model.model) return "cannot be read";
  std::vector<Definitions> files;
  files.push_back(*std::move(read_model.model));
  const auto model = Model::compile(std::move(files)).model;
  Evaluation evaluation(Environment{});
  dmn::Run run(*model, evaluation);
  EXPECT_TRUE(run.give_all(compile(given, {}).value->evaluate({}, evaluation)).empty());
  const Value value = compile(wanted, {}).value->evaluate({}, evaluation);
  const Reach found =
      reach(*model, *model->find("d", NodeKind::Decision), value, fixed, run, evaluation.environment());
  std::string out;
  for (const std::string& line : to_lines(found, "d", value, language))
    out += (out.empty() ? "" : "|") + line;
  return out;
}

const Columns grant{"hitPolicy='FIRST'",
                    {"age", "income"},
                    {{"< 18", "-", "\"no\""},
                     {"[18..40]", "< 3000", "\"yes\""},
                     {"(60..90]", "-", "\"yes\""},
                     {"-", "-", "\"no\""}}};

TEST(Wanted, changes_the_fewest_inputs_by_the_least) {
  EXPECT_EQ(way(grant, "{age: 20, income: 3500}", "\"yes\""),
            "for d to be \"yes\" (rule 2):|  change income from 3500 to less than 3000");
  EXPECT_EQ(way(grant, "{age: 16, income: 100}", "\"yes\""),
            "for d to be \"yes\" (rule 2):|  change age from 16 to at least 18, at most 40");
  EXPECT_EQ(way(grant, "{age: 59, income: 9000}", "\"yes\""),
            "for d to be \"yes\" (rule 3):|  change age from 59 to more than 60, at most 90");
  EXPECT_EQ(way(grant, "{age: 49, income: 100}", "\"yes\""),
            "for d to be \"yes\" (rule 2):|  change age from 49 to at most 40, at least 18");
  EXPECT_EQ(way(grant, "{age: 51, income: 100}", "\"yes\""),
            "for d to be \"yes\" (rule 3):|  change age from 51 to more than 60, at most 90");
  EXPECT_EQ(way(grant, "{age: 20, income: 100}", "\"yes\""), "d is \"yes\" already");
  EXPECT_EQ(way(grant, "{age: 20, income: 3500}", "\"yes\"", {}, base::Language::Chinese),
            "要使 d 为 \"yes\"（规则 2）：|  将 income 由 3500 改为：小于 3000");
}

TEST(Wanted, fixed_inputs_stay_and_what_they_rule_out_is_named) {
  EXPECT_EQ(way(grant, "{age: 20, income: 3500}", "\"yes\"", {"income"}),
            "for d to be \"yes\" (rule 3):|  change age from 20 to more than 60, at most 90");
  EXPECT_EQ(way(grant, "{age: 50, income: 3500}", "\"yes\"", {"age", "name"}),
            "the table does not test 'name'; fixing it changes nothing|d cannot become \"yes\":|"
            "  rule 2: age is fixed at 50, the test is [18..40]|"
            "  rule 3: age is fixed at 50, the test is (60..90]");
  EXPECT_EQ(way(grant, "{age: 50, income: 3500}", "\"perhaps\""),
            "d cannot become \"perhaps\":|  no rule yields \"perhaps\"");
}

TEST(Wanted, rules_that_come_before_must_not_be_hit) {
  const Columns shadowed{"hitPolicy='FIRST'",
                         {"a", "b"},
                         {{"> 5", "true", "\"x\""}, {"> 3", "-", "\"y\""}, {"-", "-", "\"z\""}}};
  EXPECT_EQ(way(shadowed, "{a: 1, b: true}", "\"y\""),
            "for d to be \"y\" (rule 2):|  change a from 1 to more than 3, at most 5");
  EXPECT_EQ(way(shadowed, "{a: 9, b: true}", "\"y\"", {"a"}),
            "for d to be \"y\" (rule 2):|  change b from true to false");
  EXPECT_EQ(way(shadowed, "{a: 9, b: true}", "\"y\"", {"a", "b"}),
            "d cannot become \"y\":|  rule 2: other rules are in its way, or no value is allowed");
}

TEST(Wanted, unique_needs_a_point_where_only_one_rule_is_hit) {
  const Columns overlap{"", {"a"}, {{"[1..5]", "\"x\""}, {"[5..9]", "\"y\""}}};
  EXPECT_EQ(way(overlap, "{a: 0}", "\"y\""),
            "for d to be \"y\" (rule 2):|  change a from 0 to more than 5, at most 9");
}

TEST(Wanted, two_inputs_change_where_one_is_not_enough) {
  EXPECT_EQ(way(grant, "{age: 16, income: 4000}", "\"yes\"", {}).find("change age from 16"),
            std::string("for d to be \"yes\" (rule 3):|  ").size());
  const Columns both{"", {"a", "b"}, {{"[3..3]", "\"k\", \"l\"", "1"}}};
  EXPECT_EQ(way(both, "{a: 1, b: \"m\"}", "1"),
            "for d to be 1 (rule 1):|  change a from 1 to 3|  change b from \"m\" to \"k\"");
}

TEST(Wanted, dates_strings_and_missing_inputs_have_a_nearest_value_too) {
  const Columns dates{"", {"since"}, {{"> date(\"2024-01-31\")", "1"}, {"<= date(\"2024-01-31\")", "2"}}};
  EXPECT_EQ(way(dates, "{since: date(\"2024-01-01\")}", "1"),
            "for d to be 1 (rule 1):|  change since from @\"2024-01-01\" to at least @\"2024-02-01\"");
  const Columns texts{"", {"kind"}, {{"not(\"a\", \"b\")", "1"}, {"\"a\", \"b\"", "2"}}};
  EXPECT_EQ(way(texts, "{kind: \"a\"}", "1"),
            "for d to be 1 (rule 1):|  change kind from \"a\" to anything but [\"a\", \"b\"]");
  EXPECT_EQ(way(grant, "{income: 10}", "\"yes\""),
            "for d to be \"yes\" (rule 2):|  change age from null to at least 18, at most 40");
}

TEST(Wanted, members_of_inputs_change_within_what_their_types_allow) {
  const Columns columns{
      "hitPolicy='FIRST'",
      {"p.age", "p.grade"},
      {{"> 10", "not(\"A\")", "1"}, {"-", "-", "2"}},
      "<itemDefinition name='tP'><itemComponent name='age'><typeRef>number</typeRef></itemComponent>"
      "<itemComponent name='grade'><typeRef>string</typeRef><allowedValues><text>\"A\", \"B\"</text>"
      "</allowedValues></itemComponent></itemDefinition>",
      "tP"};
  EXPECT_EQ(way(columns, "{p: {age: 20, grade: \"A\"}}", "1"),
            "for d to be 1 (rule 1):|  change p.grade from \"A\" to \"B\"");
  EXPECT_EQ(way(columns, "{p: {age: 20, grade: \"A\"}}", "1", {"p"}),
            "d cannot become 1:|  rule 1: p.grade is fixed at \"A\", the test is not(\"A\")");
}

TEST(Wanted, what_is_no_interval_or_set_is_not_analysed_and_says_why) {
  EXPECT_EQ(way({"", {"a"}, {{"? * 2 > 3", "1"}}}, "{a: 1}", "1"),
            "d to be 1: not analysed: a test of a is neither an interval nor a set: ? * 2 > 3");
  EXPECT_EQ(way({"", {"a"}, {{"> 3", "a"}}}, "{a: 1}", "4"),
            "d to be 4: not analysed: the output of rule 1 is no constant");
  EXPECT_EQ(way({"hitPolicy='COLLECT'", {"a"}, {{"> 3", "1"}}}, "{a: 1}", "[1]"),
            "d to be [1]: not analysed: its hit policy takes several rules");
  EXPECT_EQ(way({"", {"a.b + 1"}, {{"> 3", "1"}}}, "{a: 1}", "1"),
            "d to be 1: not analysed: 'a.b + 1' is computed and no input data");
}

TEST(Wanted, the_default_output_is_reached_where_no_rule_is_hit) {
  const Columns columns{
      "", {"a"}, {{"> 3", "1"}},
      "", "",    "<output><defaultOutputEntry><text>0</text></defaultOutputEntry></output>"};
  EXPECT_EQ(way(columns, "{a: 9}", "0"),
            "for d to be 0 (the default output):|  change a from 9 to at most 3");
}

}  // namespace
}  // namespace shuxin::rules::dmn
