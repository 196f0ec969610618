#include "core/rules/table_analysis.h"

#include <algorithm>
#include <array>
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>
#include <set>

#include "core/rules/dmn.h"
#include "core/rules/dmn_reader.h"

namespace shuxin::rules::dmn {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;
using testing::SizeIs;
using Kind = Finding::Kind;

std::string escaped(const std::string& text) {
  std::string out;
  for (const char c : text) out += c == '<' ? "&lt;" : std::string(1, c);
  return out;
}

struct Column {
  std::string name;
  std::string type;
  std::string values = {};
};

/// A table of one output, written down row by row: the cells of the inputs, then the output.
struct Sketch {
  std::string policy = "UNIQUE";
  std::vector<Column> inputs;
  std::vector<std::vector<std::string>> rows;
  std::string output_values = {};
  std::string default_output = {};
  std::string items = {};

  [[nodiscard]] std::string xml() const {
    std::string out =
        "<definitions xmlns='https://www.omg.org/spec/DMN/20191111/MODEL/' name='m' "
        "namespace='urn:m'>" +
        items;
    for (const Column& input : inputs)
      out += "<inputData id='" + input.name + "' name='" + input.name + "'><variable name='" + input.name +
             "' typeRef='" + input.type + "'/></inputData>";
    out += "<decision id='d' name='d'><variable name='d'/>";
    for (const Column& input : inputs)
      out += "<informationRequirement><requiredInput href='#" + input.name + "'/></informationRequirement>";
    out += "<decisionTable hitPolicy='" + policy + "'>";
    for (const Column& input : inputs) {
      out += "<input><inputExpression><text>" + input.name + "</text></inputExpression>";
      if (!input.values.empty())
        out += "<inputValues><text>" + escaped(input.values) + "</text></inputValues>";
      out += "</input>";
    }
    out += "<output>";
    if (!output_values.empty()) out += "<outputValues><text>" + output_values + "</text></outputValues>";
    if (!default_output.empty())
      out += "<defaultOutputEntry><text>" + default_output + "</text></defaultOutputEntry>";
    out += "</output>";
    for (const auto& row : rows) {
      out += "<rule>";
      for (std::size_t i = 0; i < row.size(); ++i) {
        const std::string entry = i < inputs.size() ? "inputEntry" : "outputEntry";
        out += "<" + entry + "><text>" + escaped(row[i]) + "</text></" + entry + ">";
      }
      out += "</rule>";
    }
    return out + "</decisionTable></decision></definitions>";
  }
};

struct Compiled {
  explicit Compiled(const Sketch& sketch) {
    std::vector<Definitions> files;
    files.push_back(*read("m.dmn", sketch.xml()).model);
    model = Model::compile(std::move(files)).model;
    table = model->find_table(model->find("d", NodeKind::Decision).value());
  }
  std::shared_ptr<const Model> model;
  const Table* table = nullptr;
};

std::vector<Finding> analysed(const Sketch& sketch) {
  return analyse(*Compiled(sketch).table);
}

std::vector<Finding> of(const std::vector<Finding>& findings, Kind kind) {
  std::vector<Finding> out;
  std::ranges::copy_if(findings, std::back_inserter(out),
                       [&](const Finding& finding) { return finding.kind == kind; });
  return out;
}

std::vector<std::string> in_feel(const std::vector<Value>& values) {
  std::vector<std::string> out;
  for (const Value& value : values) out.push_back(to_feel(value));
  return out;
}

TEST(TableAnalysis, finds_the_gap_between_two_intervals_and_gives_an_input) {
  const auto found = analysed({.inputs = {{"age", "number"}}, .rows = {{"< 18", "1"}, {"> 18", "2"}}});
  ASSERT_THAT(found, SizeIs(1));
  EXPECT_EQ(found[0].kind, Kind::Gap);
  EXPECT_EQ(found[0].weight, Finding::Weight::Warning);
  EXPECT_THAT(found[0].box, ElementsAre("18"));
  EXPECT_THAT(in_feel(found[0].example), ElementsAre("18"));
  EXPECT_EQ(base::word(found[0].message, base::Language::English),
            "no rule matches where age: 18; for example age = 18");
}

TEST(TableAnalysis, a_complete_table_has_only_the_gap_of_null) {
  const auto found =
      analysed({.inputs = {{"age", "number"}, {"resident", "boolean"}},
                .rows = {{"< 18", "-", "1"}, {">= 18", "true", "2"}, {">= 18", "false", "3"}}});
  ASSERT_THAT(found, SizeIs(1));
  EXPECT_EQ(found[0].kind, Kind::NullGap);
  EXPECT_EQ(found[0].weight, Finding::Weight::Information);
  EXPECT_EQ(found[0].message.arguments[0], "age, resident");
}

TEST(TableAnalysis, puts_the_segments_of_a_gap_together) {
  const auto found = of(analysed({.inputs = {{"a", "number"}, {"b", "number"}},
                                  .rows = {{"[1..5]", "[1..5]", "1"}, {"[2..3]", "[2..3]", "1"}}}),
                        Kind::Gap);
  ASSERT_THAT(found, SizeIs(2));
  EXPECT_THAT(found[0].box, ElementsAre("< 1, > 5", "-"));
  EXPECT_THAT(found[1].box, ElementsAre("[1..5]", "< 1, > 5"));
}

TEST(TableAnalysis, strings_have_other_values_unless_the_type_or_the_input_values_close_them) {
  Sketch sketch{.inputs = {{"grade", "string"}}, .rows = {{"\"A\"", "1"}, {"\"B\"", "2"}}};
  const auto open = of(analysed(sketch), Kind::Gap);
  ASSERT_THAT(open, SizeIs(1));
  EXPECT_THAT(open[0].box, ElementsAre(R"(not("A", "B"))"));
  EXPECT_THAT(in_feel(open[0].example), ElementsAre("\"other\""));
  sketch.inputs[0].values = R"("A", "B")";
  EXPECT_THAT(analysed(sketch), IsEmpty());
  sketch.inputs[0].values = R"("A", "B", "C")";
  EXPECT_THAT(of(analysed(sketch), Kind::Gap)[0].box, ElementsAre("\"C\""));
  sketch.inputs[0] = {"grade", "tGrade"};
  sketch.items =
      "<itemDefinition name='tGrade'><typeRef>string</typeRef><allowedValues><text>\"A\", \"B\", "
      "\"D\"</text></allowedValues></itemDefinition>";
  EXPECT_THAT(of(analysed(sketch), Kind::Gap)[0].box, ElementsAre("\"D\""));
}

TEST(TableAnalysis, whole_days_have_no_gap_between_neighbours) {
  Sketch sketch{.inputs = {{"day", "date"}},
                .rows = {{"<= date(\"2026-01-31\")", "1"}, {">= date(\"2026-02-01\")", "2"}}};
  EXPECT_THAT(of(analysed(sketch), Kind::Gap), IsEmpty());
  sketch.rows[1][0] = "> date(\"2026-02-01\")";
  EXPECT_THAT(of(analysed(sketch), Kind::Gap)[0].box, ElementsAre("@\"2026-02-01\""));
}

TEST(TableAnalysis, durations_times_and_dates_with_times_are_ordered) {
  for (const auto& [type, early, late] : std::vector<std::array<std::string, 3>>{
           {"days and time duration", "@\"P1D\"", "@\"P2D\""},
           {"years and months duration", "@\"P1Y\"", "@\"P2Y\""},
           {"time", "@\"08:00:00\"", "@\"17:00:00\""},
           {"date and time", "@\"2026-01-01T08:00:00\"", "@\"2026-01-02T08:00:00\""}}) {
    const auto found = of(
        analysed({.inputs = {{"x", type}}, .rows = {{"<= " + early, "1"}, {"> " + late, "2"}}}), Kind::Gap);
    ASSERT_THAT(found, SizeIs(1)) << type;
    EXPECT_THAT(found[0].box, ElementsAre("(" + early + ".." + late + "]"));
  }
}

TEST(TableAnalysis, a_default_output_leaves_no_gap) {
  EXPECT_THAT(analysed({.inputs = {{"age", "number"}}, .rows = {{"< 18", "1"}}, .default_output = "2"}),
              IsEmpty());
}

TEST(TableAnalysis, an_overlap_is_an_error_only_where_rules_must_be_unique) {
  Sketch sketch{.inputs = {{"age", "number"}}, .rows = {{"<= 18", "1"}, {">= 18", "2"}}};
  const auto unique = of(analysed(sketch), Kind::Overlap);
  ASSERT_THAT(unique, SizeIs(1));
  EXPECT_EQ(unique[0].weight, Finding::Weight::Error);
  EXPECT_THAT(unique[0].rules, ElementsAre(1, 0));
  EXPECT_THAT(unique[0].box, ElementsAre("18"));
  sketch.policy = "FIRST";
  EXPECT_EQ(of(analysed(sketch), Kind::Overlap)[0].weight, Finding::Weight::Information);
  sketch.policy = "COLLECT";
  EXPECT_THAT(of(analysed(sketch), Kind::Overlap), IsEmpty());
}

TEST(TableAnalysis, under_any_only_different_outputs_conflict) {
  Sketch sketch{.policy = "ANY", .inputs = {{"age", "number"}}, .rows = {{"<= 18", "1"}, {">= 18", "1"}}};
  EXPECT_THAT(of(analysed(sketch), Kind::Conflict), IsEmpty());
  sketch.rows[1][1] = "2";
  const auto conflicts = of(analysed(sketch), Kind::Conflict);
  ASSERT_THAT(conflicts, SizeIs(1));
  EXPECT_EQ(conflicts[0].weight, Finding::Weight::Error);
  EXPECT_THAT(in_feel(conflicts[0].example), ElementsAre("18"));
  sketch.rows[1][1] = "age";
  EXPECT_THAT(of(analysed(sketch), Kind::Conflict), IsEmpty());
  EXPECT_EQ(of(analysed(sketch), Kind::NotAnalysed)[0].message.code, "table.output-not-constant");
}

TEST(TableAnalysis, under_first_a_rule_that_earlier_ones_shadow_together_is_dead) {
  const auto found = of(analysed({.policy = "FIRST",
                                  .inputs = {{"age", "number"}},
                                  .rows = {{"< 18", "1"}, {"[18..65]", "2"}, {"[10..20]", "3"}, {"-", "4"}}}),
                        Kind::Dead);
  ASSERT_THAT(found, SizeIs(1));
  EXPECT_THAT(found[0].rules, ElementsAre(2, 0, 1));
  EXPECT_EQ(found[0].weight, Finding::Weight::Error);
}

TEST(TableAnalysis, a_last_rule_that_only_null_reaches_is_not_dead) {
  EXPECT_THAT(analysed({.policy = "FIRST",
                        .inputs = {{"age", "number"}},
                        .rows = {{"< 18", "1"}, {">= 18", "2"}, {"-", "3"}}}),
              testing::Each(testing::Field(&Finding::kind, Kind::Overlap)));
}

TEST(TableAnalysis, under_priority_a_rule_that_better_ones_shadow_is_dead) {
  const auto found = of(analysed({.policy = "PRIORITY",
                                  .inputs = {{"age", "number"}},
                                  .rows = {{"[10..20]", "\"low\""}, {"-", "\"high\""}},
                                  .output_values = "\"high\", \"low\""}),
                        Kind::Dead);
  ASSERT_THAT(found, SizeIs(1));
  EXPECT_THAT(found[0].rules, ElementsAre(0, 1));
}

TEST(TableAnalysis, a_cell_that_nothing_passes_makes_its_rule_dead) {
  const auto found =
      of(analysed({.inputs = {{"grade", "string", "\"A\", \"B\""}}, .rows = {{"\"C\"", "1"}, {"-", "2"}}}),
         Kind::Dead);
  ASSERT_THAT(found, SizeIs(1));
  EXPECT_THAT(found[0].rules, ElementsAre(0));
  EXPECT_EQ(found[0].message.code, "table.dead-cell");
}

TEST(TableAnalysis, a_rule_within_another_of_the_same_output_is_subsumed) {
  Sketch sketch{.policy = "ANY", .inputs = {{"age", "number"}}, .rows = {{"> 20", "1"}, {"> 10", "1"}}};
  const auto found = of(analysed(sketch), Kind::Subsumed);
  ASSERT_THAT(found, SizeIs(1));
  EXPECT_THAT(found[0].rules, ElementsAre(0, 1));
  sketch.policy = "COLLECT";
  EXPECT_THAT(of(analysed(sketch), Kind::Subsumed), IsEmpty());
}

TEST(TableAnalysis, under_first_a_rule_that_guards_against_one_between_is_needed) {
  Sketch sketch{
      .policy = "FIRST", .inputs = {{"age", "number"}}, .rows = {{"5", "1"}, {"[1..9]", "2"}, {"-", "1"}}};
  EXPECT_THAT(of(analysed(sketch), Kind::Subsumed), IsEmpty());
  sketch.rows[1][0] = "[6..9]";
  EXPECT_THAT(of(analysed(sketch), Kind::Subsumed)[0].rules, ElementsAre(0, 2));
}

TEST(TableAnalysis, an_output_value_that_no_living_rule_gives_is_unreachable) {
  const auto found = of(analysed({.policy = "FIRST",
                                  .inputs = {{"age", "number"}},
                                  .rows = {{"-", "\"a\""}, {"> 5", "\"b\""}},
                                  .output_values = "\"a\", \"b\", \"c\""}),
                        Kind::UnreachableOutput);
  ASSERT_THAT(found, SizeIs(2));
  EXPECT_THAT(found[0].message.arguments, ElementsAre("\"b\""));
  EXPECT_THAT(found[1].message.arguments, ElementsAre("\"c\""));
}

TEST(TableAnalysis, says_that_a_table_with_other_cells_is_not_analysed_and_names_the_first) {
  const auto found =
      analysed({.inputs = {{"age", "number"}}, .rows = {{"< 5", "1"}, {"abs(?) > 5", "2"}, {"? = 1", "2"}}});
  ASSERT_THAT(found, SizeIs(1));
  EXPECT_EQ(found[0].kind, Kind::NotAnalysed);
  EXPECT_THAT(found[0].message.arguments, ElementsAre("abs(?) > 5"));
  const auto list = analysed({.inputs = {{"x", "list"}}, .rows = {{"1", "1"}}});
  EXPECT_EQ(list[0].message.code, "table.input-not-scalar");
  const auto mixed = analysed({.inputs = {{"x", "Any"}}, .rows = {{"1", "1"}, {"\"a\"", "1"}}});
  EXPECT_EQ(mixed[0].message.code, "table.mixed-kinds");
}

TEST(TableAnalysis, says_that_a_table_is_too_large_rather_than_go_on) {
  const Compiled compiled(
      {.inputs = {{"a", "number"}, {"b", "number"}}, .rows = {{"< 5", "< 5", "1"}, {">= 5", "< 7", "2"}}});
  const auto found = analyse(*compiled.table, {.steps = 3});
  EXPECT_EQ(of(found, Kind::NotAnalysed)[0].message.code, "table.too-large");
  EXPECT_THAT(of(found, Kind::Gap), IsEmpty());
}

// --- against trying every elementary point

std::string draw_cell(const Column& column) {
  if (column.type == "boolean") return *rc::gen::element<std::string>("-", "true", "false", "null");
  if (column.type == "string")
    return *rc::gen::element<std::string>("-", R"("a")", R"("a", "b")", R"(not("b"))", "null", R"("c")",
                                          R"(not(null))");
  const auto bound = [] { return std::to_string(*rc::gen::inRange(0, 5)); };
  switch (*rc::gen::inRange(0, 6)) {
    case 0:
      return "-";
    case 1:
      return *rc::gen::element<std::string>("< ", "<= ", "> ", ">= ") + bound();
    case 2:
      return bound() + ", " + bound();
    case 3:
      return "not(" + bound() + ")";
    case 4:
      return "null, [" + bound() + "..3)";
    default:
      return *rc::gen::element<std::string>("[", "(") + bound() + ".." + bound() +
             *rc::gen::element<std::string>("]", ")");
  }
}

std::vector<Value> points(const Column& column) {
  std::vector<Value> out;
  if (column.type == "boolean") return {Value::boolean(false), Value::boolean(true)};
  if (column.type == "string") {
    for (const char* text : {"a", "b", "c", "d"}) out.push_back(Value::string(text));
    return out;
  }
  for (int i = -1; i < 11; ++i) out.push_back(Value::number(base::Decimal::of(i * 5, 1)));
  return out;
}

/// All combinations of one value a column.
std::vector<std::vector<Value>> grid(const std::vector<Column>& columns, bool nulls) {
  std::vector<std::vector<Value>> rows{{}};
  for (const Column& column : columns) {
    std::vector<Value> values = points(column);
    if (nulls) values.emplace_back();
    std::vector<std::vector<Value>> next;
    for (const auto& row : rows)
      for (const Value& value : values) {
        next.push_back(row);
        next.back().push_back(value);
      }
    rows = std::move(next);
  }
  return rows;
}

std::vector<std::size_t> matching(const Table& table, const std::vector<Value>& inputs) {
  Evaluation evaluation(Environment{});
  std::vector<std::size_t> out;
  for (std::size_t rule = 0; rule < table.rules().size(); ++rule)
    if (!table.first_failing_column(rule, inputs, inputs, evaluation)) out.push_back(rule);
  return out;
}

bool lies_in(const std::vector<std::string>& box, const std::vector<Value>& inputs) {
  Evaluation evaluation(Environment{});
  for (std::size_t column = 0; column < box.size(); ++column)
    if (compile_tests(box[column], {}, Type::any()).value->evaluate(inputs[column], {}, evaluation) !=
        Truth::True)
      return false;
  return true;
}

Sketch draw_table(const std::string& policy) {
  Sketch sketch{.policy = policy};
  const int columns = *rc::gen::inRange(1, 4);
  for (int i = 0; i < columns; ++i)
    sketch.inputs.push_back(
        {"x" + std::to_string(i), *rc::gen::element<std::string>("number", "number", "string", "boolean")});
  const int rules = *rc::gen::inRange(0, 7);
  for (int i = 0; i < rules; ++i) {
    std::vector<std::string> row;
    for (const Column& column : sketch.inputs) row.push_back(draw_cell(column));
    row.push_back(std::to_string(*rc::gen::inRange(0, 2)));
    sketch.rows.push_back(std::move(row));
  }
  return sketch;
}

RC_GTEST_PROP(TableAnalysis, gaps_are_exactly_the_inputs_that_no_rule_matches, ()) {
  const Sketch sketch = draw_table("UNIQUE");
  const Compiled compiled(sketch);
  const auto gaps = of(analyse(*compiled.table, {.listed = 5000}), Kind::Gap);
  for (const Finding& gap : gaps) {
    RC_ASSERT(gap.message.code == "table.gap");
    RC_ASSERT(matching(*compiled.table, gap.example).empty());
    RC_ASSERT(lies_in(gap.box, gap.example));
  }
  for (const auto& inputs : grid(sketch.inputs, false)) {
    const bool reported =
        std::ranges::any_of(gaps, [&](const Finding& gap) { return lies_in(gap.box, inputs); });
    RC_ASSERT(reported == matching(*compiled.table, inputs).empty());
  }
}

RC_GTEST_PROP(TableAnalysis, overlaps_are_exactly_the_pairs_that_match_together, ()) {
  const Sketch sketch = draw_table("UNIQUE");
  const Compiled compiled(sketch);
  std::set<std::vector<std::size_t>> reported;
  for (const Finding& overlap : of(analyse(*compiled.table, {.listed = 5000}), Kind::Overlap)) {
    const auto hit = matching(*compiled.table, overlap.example);
    for (const std::size_t rule : overlap.rules) RC_ASSERT(std::ranges::find(hit, rule) != hit.end());
    reported.insert({overlap.rules[1], overlap.rules[0]});
  }
  std::set<std::vector<std::size_t>> met;
  for (const auto& inputs : grid(sketch.inputs, true)) {
    const auto hit = matching(*compiled.table, inputs);
    for (std::size_t i = 0; i < hit.size(); ++i)
      for (std::size_t j = i + 1; j < hit.size(); ++j) met.insert({hit[i], hit[j]});
  }
  RC_ASSERT(reported == met);
}

RC_GTEST_PROP(TableAnalysis, dead_rules_are_exactly_those_that_are_never_first, ()) {
  const Sketch sketch = draw_table("FIRST");
  const Compiled compiled(sketch);
  std::set<std::size_t> dead;
  for (const Finding& finding : of(analyse(*compiled.table), Kind::Dead)) dead.insert(finding.rules[0]);
  std::set<std::size_t> never_first;
  for (std::size_t rule = 0; rule < sketch.rows.size(); ++rule) never_first.insert(rule);
  for (const auto& inputs : grid(sketch.inputs, true))
    if (const auto hit = matching(*compiled.table, inputs); !hit.empty()) never_first.erase(hit.front());
  RC_ASSERT(dead == never_first);
}

}  // namespace
}  // namespace shuxin::rules::dmn
