#include "core/rules/wanted.h"

#include <algorithm>
#include <cmath>
#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

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

/// The model of a table, ready to run.
struct Loaded {
  explicit Loaded(const Columns& columns)
      : model([&] {
          std::vector<Definitions> files;
          files.push_back(read("m.dmn", model_of(columns)).model.value());
          return Model::compile(std::move(files)).model;
        }()),
        evaluation(Environment{}),
        run(*model, evaluation),
        decision(*model->find("d", NodeKind::Decision)) {}

  Value value(std::string_view feel) { return compile(feel, {}).value->evaluate({}, evaluation); }
  void give(std::string_view inputs) {
    run.clear();
    EXPECT_TRUE(run.give_all(value(inputs)).empty());
  }

  std::shared_ptr<const Model> model;
  Evaluation evaluation;
  Run run;
  NodeIndex decision;
};

/// What would reach `wanted`, the lines joined by `|`.
std::string way(const Columns& columns, std::string_view given, std::string_view wanted,
                std::vector<std::string> fixed = {}, base::Language language = base::Language::English) {
  Loaded table(columns);
  table.give(given);
  const Value value = table.value(wanted);
  const Reach found = reach(*table.model, table.decision, value, fixed, table.run, Environment{});
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

/// Small tables over two numbers, compared with trying all points that could matter.
RC_GTEST_PROP(WantedProperty, no_other_way_changes_fewer_inputs_or_less, ()) {
  const auto cell = [] {
    const int low = *rc::gen::inRange(0, 7);
    const int high = *rc::gen::inRange(low, 8);
    switch (*rc::gen::inRange(0, 5)) {
      case 0:
        return std::string("-");
      case 1:
        return "> " + std::to_string(low);
      case 2:
        return "<= " + std::to_string(high);
      case 3:
        return "not(" + std::to_string(low) + ")";
      default:
        return (*rc::gen::arbitrary<bool>() ? "[" : "(") + std::to_string(low) + ".." + std::to_string(high) +
               (*rc::gen::arbitrary<bool>() ? "]" : ")");
    }
  };
  const char* policy = *rc::gen::element("UNIQUE", "FIRST", "ANY", "PRIORITY");
  Columns columns{std::string("hitPolicy='") + policy + "'", {"a", "b"}, {}};
  columns.output = "<output><outputValues><text>2, 1, 3</text></outputValues></output>";
  for (int rule = *rc::gen::inRange(1, 6); rule > 0; --rule)
    columns.rules.push_back({cell(), cell(), std::to_string(*rc::gen::inRange(1, 4))});
  Loaded table(columns);
  const int a = *rc::gen::inRange(-1, 9);
  const int b = *rc::gen::inRange(-1, 9);
  const bool fixed = *rc::gen::arbitrary<bool>();
  const Value wanted = Value::number(1);
  // In tenths.
  const auto decide = [&](int x, int y) {
    table.run.clear();
    table.run.give(0, Value::number(base::Decimal::of(x, 1)));
    table.run.give(1, Value::number(base::Decimal::of(y, 1)));
    return equal(table.run.evaluate(table.decision), wanted) == Truth::True;
  };
  // A tenth beyond a bound stands for "more than" it, below zero too.
  const auto matters = [](int tenths) {
    const int digit = std::abs(tenths) % 10;
    return digit == 0 || digit == 1 || digit == 9;
  };
  std::optional<std::pair<int, double>> least;
  for (int i = -10; i <= 91; ++i)
    for (int j = -10; j <= 91; ++j) {
      const double x = i / 10.0;
      const double y = j / 10.0;
      if ((fixed && y != b) || (x != a && !matters(i)) || (y != b && !matters(j))) continue;
      const std::pair cost{
          (x != a ? 1 : 0) + (y != b ? 1 : 0),
          std::abs(x - a) / std::max(1, std::abs(a)) + std::abs(y - b) / std::max(1, std::abs(b))};
      if ((!least || cost < *least) && decide(i, j)) least = cost;
    }
  table.give("{a: " + std::to_string(a) + ", b: " + std::to_string(b) + "}");
  const std::vector<std::string> names(fixed ? 1 : 0, "b");
  const Reach found = reach(*table.model, table.decision, wanted, names, table.run, Environment{});
  RC_ASSERT(found.outcome != Reach::Outcome::NotAnalysed);
  RC_ASSERT((found.outcome == Reach::Outcome::Unreachable) == !least.has_value());
  if (!least) return;
  RC_ASSERT((found.outcome == Reach::Outcome::Already) == (least->first == 0));
  RC_ASSERT(static_cast<int>(found.changes.size()) == least->first);
  double size = 0;
  for (const Change& change : found.changes) {
    const double from = change.from.as_number().to_double();
    size += std::abs(change.to.as_number().to_double() - from) / std::max(1.0, std::abs(from));
  }
  RC_ASSERT(size < least->second + 1e-9);
  RC_ASSERT(size > least->second - 0.2 - 1e-9);
}

}  // namespace
}  // namespace shuxin::rules::dmn
