#include "core/columns/program.h"

#include <gtest/gtest.h>

namespace shuxin::columns {
namespace {

using rules::Value;

Column cells(Kind kind, std::initializer_list<const char*> texts) {
  ColumnBuilder builder(kind);
  for (const char* text : texts) builder.add_cell(text);
  return std::move(builder).finish();
}

Table firms() {
  Table table;
  table.set("tax", cells(Kind::Number, {"1600", "1500", "500", "-40", ""}));
  table.set("land", cells(Kind::Number, {"40", "60", "0", "50", "10"}));
  table.set("industry", cells(Kind::Text, {"化工", "纺织", "化工", "", "机械"}));
  return table;
}

std::string texts(const Column& column) {
  std::string all;
  for (std::size_t i = 0; i < column.size(); ++i) all += (i > 0 ? " " : "") + rules::to_text(column.value(i));
  return all;
}

Table run(std::vector<Formula> formulas, const Table& table) {
  const auto program = Program::compile(formulas, table.scope());
  EXPECT_TRUE(program.value.has_value());
  return program.value->run(table, {});
}

TEST(Program, AnswersForEveryRow) {
  EXPECT_EQ(texts(*evaluate("tax / land", firms(), {})), "40 25 null -0.8 null");
  EXPECT_EQ(texts(*evaluate("if industry in (\"化工\", \"纺织\") then 1 else 0", firms(), {})), "1 1 1 0 0");
}

TEST(Program, LaterFormulasNameEarlierOnes) {
  const Table made = run({{"per mu", "tax / land", false}, {"score", "min(60, per mu * 2)"}}, firms());
  EXPECT_EQ(made.find("per mu"), nullptr);
  EXPECT_EQ(texts(*made.find("score")), "60 50 null -1.6 null");
}

TEST(Program, SaysWhyTheFirstRowsAreUnknown) {
  const Column column = *evaluate("tax / land", firms(), {});
  EXPECT_EQ(column.value(2).reason()->message.code, "feel.division-by-zero");
  EXPECT_EQ(column.value(4).reason()->message.code, "feel.null-operand");
  EXPECT_NE(rules::explain(column.value(4), base::Language::English).find("the cell is empty"),
            std::string::npos);
}

TEST(Program, KeepsTheReasonsOfTheFirstRowsOnly) {
  Table table;
  table.set("x", Column::repeated(Value::number(0), 100));
  const Column column = *evaluate("1 / x", table, {});
  EXPECT_EQ(column.unknown_count(), 100u);
  EXPECT_EQ(column.kind(), Kind::Number);
  EXPECT_EQ(column.reasons().size(), Program::reasons_kept);
}

TEST(Program, AColumnThatIsMissingIsUnknownAndSaysSo) {
  const Formula formula{"x", "tax + rent"};
  rules::Scope scope = firms().scope();
  scope.variables.push_back({"rent", rules::Type::Kind::Number});
  const auto program = Program::compile({&formula, 1}, scope);
  const Column column = *program.value->run(firms(), {}).find("x");
  EXPECT_EQ(column.unknown_count(), 5u);
  EXPECT_NE(rules::explain(column.value(0), base::Language::English).find("no column rent"),
            std::string::npos);
}

TEST(Program, TellsWhereAFormulaCannotBeRead) {
  const Formula formula{"x", "tax +", true, {"scheme.yaml", 7, 3}};
  const auto program = Program::compile({&formula, 1}, firms().scope());
  EXPECT_FALSE(program.value.has_value());
  ASSERT_FALSE(program.diagnostics.empty());
  EXPECT_EQ(program.diagnostics.front().place.file, "scheme.yaml");
  EXPECT_FALSE(evaluate("tax +", firms(), {}).has_value());
}

TEST(Program, OfNoRowsIsEmpty) {
  Table table;
  table.set("x", Column());
  EXPECT_EQ(evaluate("x + 1", table, {})->size(), 0u);
}

}  // namespace
}  // namespace shuxin::columns
