#include "shell/cli/decide.h"

#include <filesystem>
#include <fstream>
#include <gtest/gtest.h>
#include <unistd.h>

namespace shuxin::cli {
namespace {

const std::string kit = SHUXIN_SOURCE_DIR "/tests/conformance/dmn-tck/compliance-level-3/";
const std::string services = kit + "0085-decision-services/0085-decision-services.dmn";

struct Said {
  Exit exit;
  std::string out;
  std::string err;
};

Said decide(const Arguments& arguments, base::Language language = base::Language::English) {
  testing::internal::CaptureStdout();
  testing::internal::CaptureStderr();
  const Exit exit = run_decide(arguments, language);
  std::fflush(stdout);
  return {exit, testing::internal::GetCapturedStdout(), testing::internal::GetCapturedStderr()};
}

class DecideTest : public testing::Test {
 protected:
  DecideTest()
      : folder_(std::filesystem::temp_directory_path() / ("shuxin-decide-" + std::to_string(::getpid()))) {
    std::filesystem::create_directories(folder_);
  }
  ~DecideTest() override { std::filesystem::remove_all(folder_); }

  std::string file(const std::string& name, const std::string& text) {
    const auto path = folder_ / name;
    std::ofstream(path) << text;
    return path;
  }

 private:
  std::filesystem::path folder_;
};

TEST_F(DecideTest, prints_one_object_of_decisions_as_typed_json) {
  const Said said = decide(
      {services, "--decision", "decision_011_1", "--decision", "decision_007_1", "--output", "typed-json"});
  EXPECT_EQ(said.exit, Exit::Fine);
  EXPECT_TRUE(said.out.starts_with(
      R"({"decision_011_1":{"type":"string","value":"A B C D"},"decision_007_1":{"type":"null","value":null,"reason":)"))
      << said.out;
  EXPECT_NE(said.err.find("decision_007_1: "), std::string::npos);
}

TEST_F(DecideTest, a_service_of_several_outputs_gives_each_under_its_name) {
  EXPECT_EQ(decide({services, "--service", "decisionService_015", "--output", "json"}).out,
            "{\"decision_015_1\":\"15_1\",\"decision_015_2\":\"15_2\"}\n");
  EXPECT_EQ(decide({services, "--service", "decisionService_002", "--context",
                    "{decision_002_input: \"baz\"}", "--output", "json"})
                .out,
            "{\"decision_002\":\"foo baz\"}\n");
}

TEST_F(DecideTest, a_context_gives_inputs_and_results_and_may_stand_in_a_file) {
  const std::string model = kit + "0086-import/0086-import.dmn";
  const std::string imported = kit + "0086-import/Imported_Model.dmn";
  const std::string context = file("c.feel", "{A Person: {name: \"舒心\", age: 21}}");
  EXPECT_EQ(decide({model, imported, "--context-file", context}).out,
            "{\n  \"A Decision Ctx with DT\": \"Hello 舒心!\"\n}\n");
  EXPECT_EQ(
      decide({services, "--decision", "decision_002", "--context", "{decision_002_input: \"given\"}"}).out,
      "{\n  \"decision_002\": \"foo given\"\n}\n");
}

TEST_F(DecideTest, json_input_is_read_by_the_types_of_the_model) {
  const std::string model = file("m.dmn", R"(<definitions xmlns="https://www.omg.org/spec/DMN/20230324/MODEL/"
    namespace="urn:m" name="m"><inputData id="d" name="since"><variable name="since" typeRef="date"/></inputData>
    <decision id="y" name="year"><variable name="year"/>
    <informationRequirement><requiredInput href="#d"/></informationRequirement>
    <literalExpression><text>since.year</text></literalExpression></decision></definitions>)");
  const std::string input = file("i.json", R"({"since": "2022-01-17", "other": 1})");
  const Said said = decide({model, "--input", input, "--output", "json"});
  EXPECT_EQ(said.out, "{\"year\":2022}\n");
  EXPECT_NE(said.err.find("other"), std::string::npos);
}

/// Who may have a place: by age and income, first rule first.
constexpr const char* eligibility =
    R"(<definitions xmlns="https://www.omg.org/spec/DMN/20230324/MODEL/" namespace="urn:e" name="e">
<inputData id="a" name="age"><variable name="age" typeRef="number"/></inputData>
<inputData id="i" name="income"><variable name="income" typeRef="number"/></inputData>
<decision id="d" name="place"><variable name="place"/>
  <informationRequirement><requiredInput href="#a"/></informationRequirement>
  <informationRequirement><requiredInput href="#i"/></informationRequirement>
  <decisionTable hitPolicy="FIRST">
    <input label="Age"><inputExpression><text>age</text></inputExpression></input>
    <input label="Income"><inputExpression><text>income</text></inputExpression></input><output/>
    <rule><inputEntry><text>&lt; 18</text></inputEntry><inputEntry><text>-</text></inputEntry>
      <outputEntry><text>"no"</text></outputEntry></rule>
    <rule><inputEntry><text>[18..40]</text></inputEntry><inputEntry><text>&lt; 3000</text></inputEntry>
      <outputEntry><text>"yes"</text></outputEntry></rule>
    <rule><inputEntry><text>-</text></inputEntry><inputEntry><text>-</text></inputEntry>
      <outputEntry><text>"no"</text></outputEntry></rule>
  </decisionTable></decision>
<decision id="s" name="shout"><variable name="shout"/>
  <informationRequirement><requiredDecision href="#d"/></informationRequirement>
  <literalExpression><text>upper case(place)</text></literalExpression></decision></definitions>)";

TEST_F(DecideTest, explain_follows_the_results_in_the_language_asked) {
  const std::string model = file("e.dmn", eligibility);
  const Arguments arguments{model,      "--decision", "place", "--context", "{age: 20, income: 3500}",
                            "--explain"};
  EXPECT_EQ(decide(arguments).out,
            "{\n  \"place\": \"no\"\n}\n"
            "place = \"no\"\n  by age = 20\n  by income = 3500\n"
            "  decision table, hit policy FIRST\n    rule 3 is hit\n"
            "    not hit for 1 failing cell(s): 2 rule(s)\n"
            "    rule 1 is not hit: Age is 20, the test is < 18\n"
            "    rule 2 is not hit: Income is 3500, the test is < 3000\n");
  const Said zh = decide(arguments, base::Language::Chinese);
  EXPECT_NE(zh.out.find("规则 2 不适用：Income 为 3500，要求 < 3000"), std::string::npos) << zh.out;
}

TEST_F(DecideTest, explain_goes_to_standard_error_where_the_output_is_json) {
  const std::string model = file("e.dmn", eligibility);
  const Said said =
      decide({model, "--decision", "place", "--context", "{age: 20}", "--explain", "--output", "json"});
  EXPECT_EQ(said.out, "{\"place\":\"no\"}\n");
  EXPECT_NE(said.err.find("still needed to know: income"), std::string::npos) << said.err;
}

TEST_F(DecideTest, want_says_what_would_reach_an_outcome) {
  const std::string model = file("e.dmn", eligibility);
  const auto want = [&](const std::string& given, const std::string& wanted, Arguments more = {},
                        base::Language language = base::Language::English) {
    Arguments arguments{model, "--decision", "place", "--context", given, "--want", wanted};
    arguments.insert(arguments.end(), more.begin(), more.end());
    const Said said = decide(arguments, language);
    return said.out.substr(said.out.find("}\n") + 2);
  };
  const std::string now = "{age: 16, income: 3500}";
  EXPECT_EQ(want(now, "place = \"yes\""),
            "for place to be \"yes\" (rule 2):\n  change age from 16 to at least 18, at most 40\n"
            "  change income from 3500 to less than 3000\n");
  EXPECT_EQ(want(now, "place = \"yes\"", {}, base::Language::Chinese),
            "要使 place 为 \"yes\"（规则 2）：\n  将 age 由 16 改为：至少 18、至多 40\n"
            "  将 income 由 3500 改为：小于 3000\n");
  EXPECT_EQ(want(now, "place = \"yes\"", {"--fixed", "age"}),
            "place cannot become \"yes\":\n  rule 2: age is fixed at 16, the test is [18..40]\n");
  EXPECT_EQ(want(now, "shout = \"YES\""), "shout to be \"YES\": not analysed: shout is no decision table\n");
  EXPECT_EQ(decide({model, "--want", "nowhere = 1"}).exit, Exit::CannotRun);
}

TEST_F(DecideTest, exits_2_only_where_nothing_can_be_read) {
  EXPECT_EQ(decide({"/no/such/file.dmn"}).exit, Exit::CannotRun);
  EXPECT_EQ(decide({file("broken.dmn", "<definitions")}).exit, Exit::CannotRun);
  EXPECT_EQ(decide({services, "--context", "{a: "}).exit, Exit::CannotRun);
  EXPECT_EQ(decide({services, file("broken.dmn", "<definitions"), "--decision", "decision_001"}).exit,
            Exit::Fine);
  const Said unknown =
      decide({services, "--decision", "nowhere", "--output", "json"}, base::Language::Chinese);
  EXPECT_EQ(unknown.exit, Exit::Fine);
  EXPECT_EQ(unknown.out, "{\"nowhere\":null}\n");
  EXPECT_NE(unknown.err.find("模型中没有决策"), std::string::npos);
}

}  // namespace
}  // namespace shuxin::cli
