#include "core/rules/dmn.h"

#include <gtest/gtest.h>

#include "core/rules/dmn_reader.h"
#include "core/rules/dmn_trace.h"
#include "core/rules/table.h"

namespace shuxin::rules::dmn {
namespace {

std::string definitions(std::string_view body, std::string_view name_space = "urn:m") {
  return R"(<definitions xmlns="https://www.omg.org/spec/DMN/20230324/MODEL/" name="m" namespace=")" +
         std::string(name_space) + "\">" + std::string(body) + "</definitions>";
}

std::string decision(std::string_view name, std::string_view feel, std::string_view requirements = "",
                     std::string_view type = "") {
  std::string out = "<decision id='" + std::string(name) + "' name='" + std::string(name) +
                    "'><variable name='" + std::string(name) + "'";
  if (!type.empty()) out += " typeRef='" + std::string(type) + "'";
  return out + "/>" + std::string(requirements) + "<literalExpression><text>" + std::string(feel) +
         "</text></literalExpression></decision>";
}

std::string needs_input(std::string_view id) {
  return "<informationRequirement><requiredInput href='#" + std::string(id) + "'/></informationRequirement>";
}
std::string needs_decision(std::string_view id) {
  return "<informationRequirement><requiredDecision href='#" + std::string(id) +
         "'/></informationRequirement>";
}
std::string needs_knowledge(std::string_view href) {
  return "<knowledgeRequirement><requiredKnowledge href='" + std::string(href) + "'/></knowledgeRequirement>";
}

/// A compiled model with the run of one evaluation.
struct Fixture {
  explicit Fixture(std::vector<std::string> files, Recorder* recorder = nullptr)
      : evaluation({.recorder = recorder}) {
    std::vector<Definitions> read_files;
    for (const std::string& file : files) {
      auto result = read("m.dmn", file);
      if (result.model) read_files.push_back(*std::move(result.model));
      diagnostics.insert(diagnostics.end(), result.diagnostics.begin(), result.diagnostics.end());
    }
    auto compiled = Model::compile(std::move(read_files));
    diagnostics.insert(diagnostics.end(), compiled.diagnostics.begin(), compiled.diagnostics.end());
    model = compiled.model;
    run.emplace(*model, evaluation);
  }

  Value decide(std::string_view name) { return run->evaluate(model->find(name, NodeKind::Decision).value()); }
  std::string text(std::string_view name) { return to_feel(decide(name)); }
  void give(std::string_view feel) {
    const auto compiled = compile(feel, {});
    run->clear();
    EXPECT_TRUE(run->give_all(compiled.value->evaluate({}, evaluation)).empty());
  }
  bool says(std::string_view code) const {
    for (const auto& found : diagnostics)
      if (found.message.code == code) return true;
    return false;
  }

  base::Diagnostics diagnostics;
  std::shared_ptr<const Model> model;
  Evaluation evaluation;
  std::optional<Run> run;
};

TEST(Dmn, evaluates_what_a_decision_needs_first) {
  Fixture f(
      {definitions("<inputData id='a' name='annual income'><variable name='annual income' typeRef='number'/>"
                   "</inputData>" +
                   decision("total", "annual income * 2", needs_input("a")) +
                   decision("final", "total + 1", needs_decision("total")))});
  f.give("{annual income: 20}");
  EXPECT_EQ(f.text("final"), "41");
}

TEST(Dmn, a_given_decision_is_not_evaluated) {
  Fixture f({definitions(decision("a", "1") + decision("b", "a + 1", needs_decision("a")))});
  f.give("{a: 10}");
  EXPECT_EQ(f.text("b"), "11");
}

TEST(Dmn, a_missing_input_is_named_in_the_reason) {
  Fixture f({definitions("<inputData id='a' name='age'/>" + decision("d", "age", needs_input("a")))});
  const Value value = f.decide("d");
  ASSERT_TRUE(value.is_null());
  ASSERT_NE(value.reason(), nullptr);
  EXPECT_EQ(value.reason()->message.code, "dmn.missing-input");
  EXPECT_EQ(value.reason()->input, "age");
}

TEST(Dmn, circles_are_reported_and_null_and_others_go_on) {
  Fixture f({definitions(decision("a", "b", needs_decision("b")) + decision("b", "a", needs_decision("a")) +
                         decision("c", "1"))});
  EXPECT_TRUE(f.says("dmn.circle"));
  EXPECT_TRUE(f.decide("a").is_null());
  EXPECT_EQ(f.decide("b").reason()->message.code, "dmn.circle");
  EXPECT_EQ(f.text("c"), "1");
}

TEST(Dmn, a_decision_that_cannot_be_read_is_null_and_others_go_on) {
  Fixture f({definitions(decision("a", "1 +") + decision("b", "2"))});
  EXPECT_EQ(f.decide("a").reason()->message.code, "dmn.broken-text");
  EXPECT_EQ(f.text("b"), "2");
  EXPECT_TRUE(base::has_errors(f.diagnostics));
}

TEST(Dmn, results_are_coerced_to_the_declared_type) {
  Fixture f({definitions(
      "<itemDefinition name='tAge'><typeRef>number</typeRef><allowedValues><text>[0..150]</text>"
      "</allowedValues></itemDefinition>"
      "<itemDefinition name='tAges' isCollection='true'><typeRef>tAge</typeRef></itemDefinition>" +
      decision("single", "[7]", "", "tAge") + decision("list", "7", "", "tAges") +
      decision("beyond", "151", "", "tAge") + decision("wrong", "\"7\"", "", "tAge") +
      decision("date", "date(\"2024-05-06\")", "", "date and time"))});
  EXPECT_EQ(f.text("single"), "7");
  EXPECT_EQ(f.text("list"), "[7]");
  EXPECT_TRUE(f.decide("beyond").is_null());
  EXPECT_TRUE(f.decide("wrong").is_null());
  EXPECT_EQ(f.decide("date").kind(), Kind::DateTime);
}

TEST(Dmn, knowledge_models_call_each_other_and_themselves) {
  Fixture f({definitions(
      "<businessKnowledgeModel id='fact' name='fact'><variable name='fact'/><encapsulatedLogic>"
      "<formalParameter name='n' typeRef='number'/><literalExpression><text>if n = 0 then 1 else n * fact(n "
      "- 1)"
      "</text></literalExpression></encapsulatedLogic></businessKnowledgeModel>"
      "<businessKnowledgeModel id='twice' name='twice'><variable name='twice'/><encapsulatedLogic>"
      "<formalParameter name='n'/><literalExpression><text>2 * fact(n)</text></literalExpression>"
      "</encapsulatedLogic>" +
      needs_knowledge("#fact") + "</businessKnowledgeModel>" +
      decision("d", "twice(5)", needs_knowledge("#twice")))});
  EXPECT_EQ(f.text("d"), "240");
}

TEST(Dmn, endless_recursion_meets_a_bound_and_says_so) {
  Fixture f(
      {definitions("<businessKnowledgeModel id='f' name='f'><variable name='f'/><encapsulatedLogic>"
                   "<formalParameter name='n'/><literalExpression><text>1 + f(n)</text></literalExpression>"
                   "</encapsulatedLogic></businessKnowledgeModel>" +
                   decision("d", "f(1)", needs_knowledge("#f")))});
  EXPECT_TRUE(f.decide("d").is_null());
}

TEST(Dmn, services_take_input_data_then_input_decisions_and_see_nothing_else) {
  Fixture f({definitions("<inputData id='i' name='i'/>" + decision("e", "\"inner\"") +
                         decision("out", "string(i) + e", needs_input("i") + needs_decision("e")) +
                         "<decisionService id='s' name='s'><variable name='s'/><outputDecision href='#out'/>"
                         "<inputDecision href='#e'/><inputData href='#i'/></decisionService>" +
                         decision("d", "s(\"A\", \"B\")", needs_knowledge("#s")))});
  f.give("{i: 9, e: \"given\"}");
  EXPECT_EQ(f.text("d"), "\"AB\"");
  const auto outputs = f.run->evaluate_service(f.model->find("s", NodeKind::Service).value());
  ASSERT_EQ(outputs.size(), 1u);
  EXPECT_EQ(to_feel(outputs[0].second), "\"9given\"");
}

TEST(Dmn, imported_nodes_and_types_stand_under_the_name_of_their_import) {
  const std::string imported = definitions(
      "<itemDefinition name='tName'><typeRef>string</typeRef></itemDefinition>"
      "<businessKnowledgeModel id='hi' name='say hello'><variable name='say hello'/><encapsulatedLogic>"
      "<formalParameter name='who' typeRef='tName'/><literalExpression><text>\"hello \" + who</text>"
      "</literalExpression></encapsulatedLogic></businessKnowledgeModel>",
      "urn:lib");
  for (const auto& [name, call] : {std::pair{"lib", "lib.say hello(n)"}, std::pair{"", "say hello(n)"}}) {
    Fixture f({definitions("<import name='" + std::string(name) +
                           "' namespace='urn:lib' importType='https://www.omg.org/spec/DMN/20230324/MODEL/'/>"
                           "<inputData id='n' name='n'><variable name='n' typeRef='" +
                           (*name != 0 ? "lib.tName" : "tName") + "'/></inputData>" +
                           decision("d", call, needs_input("n") + needs_knowledge("urn:lib#hi"))),
               imported});
    f.give("{n: \"you\"}");
    EXPECT_EQ(f.text("d"), "\"hello you\"") << "imported as '" << name << "'";
    f.give("{n: 7}");
    EXPECT_TRUE(f.decide("d").is_null());
  }
}

TEST(Dmn, external_functions_are_null_with_a_diagnostic) {
  Fixture f({definitions(
      "<businessKnowledgeModel id='f' name='f'><variable name='f'/><encapsulatedLogic kind='Java'>"
      "<formalParameter name='n'/><context/></encapsulatedLogic></businessKnowledgeModel>" +
      decision("d", "f(1)", needs_knowledge("#f")))});
  EXPECT_TRUE(f.says("dmn.external-function"));
  EXPECT_TRUE(f.decide("d").is_null());
}

/// A table over the number `x` and the string `s`.
std::string table(std::string_view attributes, std::string_view outputs,
                  std::initializer_list<std::pair<std::string_view, std::string_view>> rules) {
  std::string out = "<inputData id='x' name='x'/><decision id='d' name='d'><variable name='d'/>" +
                    needs_input("x") + "<decisionTable " + std::string(attributes) +
                    "><input><inputExpression><text>x</text></inputExpression></input>" +
                    std::string(outputs);
  for (const auto& [test, result] : rules)
    out += "<rule><inputEntry><text>" + std::string(test) + "</text></inputEntry>" + std::string(result) +
           "</rule>";
  return definitions(out + "</decisionTable></decision>");
}

std::string out(std::string_view text) {
  return "<outputEntry><text>" + std::string(text) + "</text></outputEntry>";
}

TEST(DmnTable, unique_gives_the_one_rule_and_null_for_several) {
  Fixture f({table("", "<output/>", {{"[1..5]", out("\"a\"")}, {"[5..9]", out("\"b\"")}})});
  f.give("{x: 3}");
  EXPECT_EQ(f.text("d"), "\"a\"");
  f.give("{x: 5}");
  EXPECT_EQ(f.decide("d").reason()->message.code, "dmn.not-unique");
  f.give("{x: 10}");
  EXPECT_EQ(f.decide("d").reason()->message.code, "dmn.no-rule-hit");
}

TEST(DmnTable, any_wants_equal_outputs) {
  Fixture f({table("hitPolicy='ANY'", "<output/>",
                   {{"&gt; 1", out("1")}, {"&gt; 2", out("1.0")}, {"&gt; 3", out("2")}})});
  f.give("{x: 3}");
  EXPECT_EQ(f.text("d"), "1");
  f.give("{x: 4}");
  EXPECT_EQ(f.decide("d").reason()->message.code, "dmn.not-any");
}

TEST(DmnTable, first_rule_order_and_collect_go_by_the_order_of_rules) {
  const auto with = [](std::string_view attributes) {
    return table(attributes, "<output/>", {{"&lt; 9", out("3")}, {"&lt; 8", out("1")}, {"-", out("2")}});
  };
  for (const auto& [attributes, expected] :
       {std::pair{"hitPolicy='FIRST'", "3"}, std::pair{"hitPolicy='RULE ORDER'", "[3, 1, 2]"},
        std::pair{"hitPolicy='COLLECT'", "[3, 1, 2]"},
        std::pair{"hitPolicy='COLLECT' aggregation='SUM'", "6"},
        std::pair{"hitPolicy='COLLECT' aggregation='COUNT'", "3"},
        std::pair{"hitPolicy='COLLECT' aggregation='MIN'", "1"},
        std::pair{"hitPolicy='COLLECT' aggregation='MAX'", "3"}}) {
    Fixture f({with(attributes)});
    f.give("{x: 0}");
    EXPECT_EQ(f.text("d"), expected) << attributes;
  }
}

TEST(DmnTable, priority_and_output_order_go_by_the_output_values) {
  const auto with = [](std::string_view attributes) {
    return table(attributes,
                 "<output><outputValues><text>\"high\", \"middle\", \"low\"</text></outputValues></output>",
                 {{"-", out("\"low\"")}, {"&lt; 8", out("\"high\"")}, {"-", out("\"middle\"")}});
  };
  Fixture priority({with("hitPolicy='PRIORITY'")});
  priority.give("{x: 0}");
  EXPECT_EQ(priority.text("d"), "\"high\"");
  Fixture order({with("hitPolicy='OUTPUT ORDER'")});
  order.give("{x: 9}");
  EXPECT_EQ(order.text("d"), "[\"middle\", \"low\"]");
}

TEST(DmnTable, several_outputs_make_a_context_and_defaults_fill_it) {
  Fixture f(
      {table("",
             "<output name='grade'><defaultOutputEntry><text>\"none\"</text></defaultOutputEntry></output>"
             "<output name='points'/>",
             {{"&gt; 1", out("\"a\"") + out("x * 2")}})});
  f.give("{x: 4}");
  EXPECT_EQ(f.text("d"), "{grade: \"a\", points: 8}");
  f.give("{x: 0}");
  EXPECT_EQ(f.text("d"), "{grade: \"none\", points: null}");
}

TEST(DmnTable, inputs_beyond_their_values_are_null_with_the_reason) {
  Fixture f({definitions(
      "<inputData id='x' name='x'/><decision id='d' name='d'><variable name='d'/>" + needs_input("x") +
      "<decisionTable><input><inputExpression><text>x</text></inputExpression><inputValues><text>"
      "\"a\", \"b\"</text></inputValues></input><output/><rule><inputEntry><text>-</text>"
      "</inputEntry>" +
      out("1") + "</rule></decisionTable></decision>")});
  f.give("{x: \"a\"}");
  EXPECT_EQ(f.text("d"), "1");
  f.give("{x: \"c\"}");
  EXPECT_EQ(f.decide("d").reason()->message.code, "dmn.input-not-allowed");
}

TEST(DmnTable, cells_that_no_index_can_settle_are_evaluated) {
  Fixture f({table("hitPolicy='COLLECT'", "<output/>",
                   {{"? * 2 &gt; 10", out("1")},
                    {"x", out("2")},
                    {"\"text\"", out("3")},
                    {"not(6)", out("4")},
                    {"[5..7]", out("5")},
                    {"null", out("6")}})});
  f.give("{x: 6}");
  EXPECT_EQ(f.text("d"), "[1, 2, 5]");
  f.give("{x: \"text\"}");
  EXPECT_EQ(f.text("d"), "[2, 3]");
  f.give("{x: null}");
  EXPECT_EQ(f.text("d").find("6") == std::string::npos, false);
}

/// Notes what it hears.
class Notes final : public Trace {
 public:
  void node_begins(std::size_t) override { ++nodes; }
  void node_ends(std::size_t, const Value&) override {}
  void frame(std::span<const std::string> names, std::span<const Value>) override {
    variables.assign(names.begin(), names.end());
  }
  void read(std::size_t slot, std::span<const std::string>) override { reads.push_back(variables.at(slot)); }
  void table(const Table& table, std::span<const Value> inputs, std::span<const Value> frame,
             std::span<const std::size_t> hits, const Value&) override {
    hit.assign(hits.begin(), hits.end());
    Evaluation evaluation(Environment{});
    for (std::size_t rule = 0; rule < table.rules().size(); ++rule)
      failing.push_back(table.first_failing_column(rule, inputs, frame, evaluation));
  }

  int nodes = 0;
  std::vector<std::string> variables;
  std::vector<std::string> reads;
  std::vector<std::size_t> hit;
  std::vector<std::optional<std::size_t>> failing;
};

TEST(DmnTrace, tells_nodes_inputs_rules_and_where_the_others_fail) {
  Notes notes;
  Fixture f({table("", "<output/>", {{"[1..5]", out("\"a\"")}, {"[6..9]", out("\"b\"")}})}, &notes);
  f.give("{x: 7}");
  EXPECT_EQ(f.text("d"), "\"b\"");
  EXPECT_EQ(notes.nodes, 1);
  EXPECT_EQ(notes.reads, std::vector<std::string>{"x"});
  EXPECT_EQ(notes.hit, std::vector<std::size_t>{1});
  EXPECT_EQ(notes.failing, (std::vector<std::optional<std::size_t>>{0, std::nullopt}));
}

}  // namespace
}  // namespace shuxin::rules::dmn
