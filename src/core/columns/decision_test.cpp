#include "core/columns/decision.h"

#include <fmt/format.h>
#include <gtest/gtest.h>
#include <random>
#include <rapidcheck/gtest.h>

#include "core/rules/dmn_reader.h"

namespace shuxin::columns {
namespace {

using base::Decimal;
using rules::Value;
namespace dmn = rules::dmn;

std::string input_data(const char* name, const char* type) {
  return fmt::format("<inputData id='{0}' name='{0}'><variable name='{0}' typeRef='{1}'/></inputData>", name,
                     type);
}
std::string needs(const char* name) {
  return fmt::format("<informationRequirement><requiredInput href='#{}'/></informationRequirement>", name);
}
std::string clause(const std::string& expression, const std::string& allowed = "") {
  return fmt::format(
      "<input><inputExpression><text>{}</text></inputExpression>{}</input>", expression,
      allowed.empty() ? "" : fmt::format("<inputValues><text>{}</text></inputValues>", allowed));
}

struct Source {
  std::string policy = "hitPolicy='FIRST'";
  std::string inputs;
  std::string outputs = "<output/>";
  std::string rules;
};

std::shared_ptr<const dmn::Model> model_of(const Source& source) {
  const std::string text =
      "<definitions xmlns='https://www.omg.org/spec/DMN/20230324/MODEL/' name='m' namespace='urn:m'>" +
      input_data("tax", "number") + input_data("land", "number") + input_data("staff", "number") +
      input_data("industry", "string") + input_data("listed", "boolean") + input_data("founded", "date") +
      "<decision id='d' name='d'><variable name='d'/>" + needs("tax") + needs("land") + needs("staff") +
      needs("industry") + needs("listed") + needs("founded") + "<decisionTable " + source.policy + ">" +
      source.inputs + source.outputs + source.rules + "</decisionTable></decision></definitions>";
  auto read = dmn::read("m.dmn", text);
  EXPECT_TRUE(read.model.has_value());
  std::vector<dmn::Definitions> files;
  files.push_back(*std::move(read.model));
  return dmn::Model::compile(std::move(files)).model;
}

Table firms(std::mt19937_64& random, std::size_t rows) {
  const auto below = [&](std::size_t count) { return random() % count; };
  ColumnBuilder tax(Kind::Number);
  ColumnBuilder land(Kind::Number);
  ColumnBuilder staff(Kind::Number);
  ColumnBuilder industry(Kind::Text);
  ColumnBuilder listed(Kind::Boolean);
  ColumnBuilder founded(Kind::Date);
  static const std::vector<std::string> words{"化工", "纺织", "a", "b"};
  for (std::size_t i = 0; i < rows; ++i) {
    below(8) == 0 ? tax.add_unknown() : tax.add_number(Decimal::of(static_cast<std::int64_t>(below(900)), 1));
    land.add_number(Decimal(static_cast<std::int64_t>(below(5))));
    staff.add_number(Decimal(static_cast<std::int64_t>(below(30))));
    below(8) == 0 ? industry.add_unknown() : industry.add_text(words[below(words.size())]);
    below(8) == 0 ? listed.add_unknown() : listed.add_boolean(below(2) == 0);
    founded.add_date({static_cast<std::int64_t>(18000 + below(900))});
  }
  Table table;
  table.set("tax", std::move(tax).finish());
  table.set("land", std::move(land).finish());
  table.set("staff", std::move(staff).finish());
  table.set("industry", std::move(industry).finish());
  table.set("listed", std::move(listed).finish());
  table.set("founded", std::move(founded).finish());
  return table;
}

/// The first row that differs from the row engine, in words.
std::string difference(const std::shared_ptr<const dmn::Model>& model, const Table& table) {
  const Column made = Decision::find(model, "d")->run(table, {});
  rules::Evaluation evaluation{rules::Environment{}};
  dmn::Run run(*model, evaluation);
  for (std::size_t row = 0; row < table.rows(); ++row) {
    run.clear();
    evaluation.reset_steps();
    run.give_all(table.row(row));
    const Value& wanted = run.evaluate(*model->find("d", dmn::NodeKind::Decision));
    if (!rules::identical(wanted, made.value(row)))
      return fmt::format("{}: wanted {}, got {}", rules::to_text(table.row(row)), rules::to_text(wanted),
                         rules::to_text(made.value(row)));
  }
  return {};
}

RC_GTEST_PROP(Decisions, AnswerAsTheRowEngineOverRandomTablesAndData, (std::uint64_t seed)) {
  std::mt19937_64 random(seed);
  const auto pick = [&](const std::vector<std::string>& from) { return from[random() % from.size()]; };
  const std::vector<std::string> numbers{
      "-",  "&gt;= 20", "[5..30]",  "(10..60)",      "not(&lt; 12)", "7, 8, &gt; 40", "null",  "&lt; tax",
      "10", "12.5",     "[10, 20]", "? * 2 &gt; 30", "not(7, 8)",    "[50..2]",       "\"a\"", "&gt;= 20"};
  const std::vector<std::string> texts{"-",    "\"化工\"", "\"a\", \"b\"",      "not(\"a\")",
                                       "null", "industry", "[\"a\", \"纺织\"]", "not(null)"};
  const std::vector<std::string> truths{"-", "true", "false", "not(true)", "null", "-"};
  const std::vector<std::string> dates{"-", "&gt;= date(\"2020-01-01\")",
                                       "[@\"2019-06-01\"..@\"2020-06-01\"]", "-"};
  Source source;
  source.policy = pick({"hitPolicy='UNIQUE'", "hitPolicy='FIRST'", "hitPolicy='ANY'", "hitPolicy='COLLECT'",
                        "hitPolicy='COLLECT' aggregation='SUM'", "hitPolicy='COLLECT' aggregation='COUNT'",
                        "hitPolicy='COLLECT' aggregation='MAX'", "hitPolicy='RULE ORDER'"});
  const std::string quotient = pick({"tax / land", "tax", "round half up(tax / land, 1)", "staff + 1"});
  source.inputs = clause(quotient) + clause("staff", random() % 4 == 0 ? "[0..25]" : "") +
                  clause("industry") + clause("listed") + clause("founded");
  if (random() % 3 == 0)
    source.outputs = "<output><defaultOutputEntry><text>99</text></defaultOutputEntry></output>";
  const std::size_t rules = 1 + random() % (random() % 10 == 0 ? 70 : 6);
  const bool constant_outputs = random() % 4 != 0;
  for (std::size_t i = 0; i < rules; ++i) {
    source.rules += "<rule>";
    for (const auto* cells : {&numbers, &numbers, &texts, &truths, &dates})
      source.rules +=
          "<inputEntry><text>" + (random() % 2 == 0 ? "-" : pick(*cells)) + "</text></inputEntry>";
    source.rules += "<outputEntry><text>" +
                    pick(constant_outputs ? std::vector<std::string>{"1", "2", "3.5"}
                                          : std::vector<std::string>{"tax", "\"x\"", "null"}) +
                    "</text></outputEntry></rule>";
  }
  const auto model = model_of(source);
  const std::string wrong = difference(model, firms(random, 1 + random() % 60));
  if (!wrong.empty()) RC_FAIL(source.policy + " " + source.inputs + "\n" + source.rules + "\n" + wrong);
}

TEST(Decisions, OfManyRowsAnswerAsTheRowEngine) {
  Source source;
  source.inputs = clause("tax / land") + clause("industry");
  for (const char* cells : {"&gt;= 30|\"化工\"|\"A\"", "[10..30)|-|\"B\"", "-|\"a\", \"b\"|\"C\""}) {
    const std::string text(cells);
    const std::size_t a = text.find('|');
    const std::size_t b = text.find('|', a + 1);
    source.rules += fmt::format(
        "<rule><inputEntry><text>{}</text></inputEntry><inputEntry><text>{}</text></inputEntry>"
        "<outputEntry><text>{}</text></outputEntry></rule>",
        text.substr(0, a), text.substr(a + 1, b - a - 1), text.substr(b + 1));
  }
  std::mt19937_64 random(7);
  const Table table = firms(random, 5000);
  EXPECT_EQ(difference(model_of(source), table), "");
  const Column made = Decision::find(model_of(source), "d")->run(table, {});
  EXPECT_EQ(made.kind(), Kind::Text);
  ASSERT_GT(made.unknown_count(), 0u);
  EXPECT_FALSE(made.reasons().empty());
}

TEST(Decisions, ThatAModelHasNotAreRefused) {
  EXPECT_EQ(Decision::find(model_of({}), "e").error().code(), "decide.unknown-decision");
}

}  // namespace
}  // namespace shuxin::columns
