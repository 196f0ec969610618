#include "core/columns/table.h"

#include <gtest/gtest.h>

namespace shuxin::columns {
namespace {

using base::Decimal;
using rules::Value;

Column cells(Kind kind, std::initializer_list<const char*> texts) {
  ColumnBuilder builder(kind);
  for (const char* text : texts) builder.add_cell(text);
  return std::move(builder).finish();
}

TEST(Columns, NumbersOfDailyLifeBecomeIntegersAtOneScale) {
  const Column column = cells(Kind::Number, {"1", "-2.50", "3.125", ""});
  ASSERT_TRUE(column.is_scaled());
  EXPECT_EQ(column.scale(), 3);
  EXPECT_EQ(column.integers()[1], -2500);
  EXPECT_EQ(column.bounds(), (std::pair<std::int64_t, std::int64_t>(-2500, 3125)));
  EXPECT_EQ(column.value(2).as_number(), *Decimal::parse("3.125"));
}

TEST(Columns, NumbersBeyondOneScaleStayExactDecimals) {
  const Column column = cells(Kind::Number, {"12345678901234567890123456789012.34", "0.0000000000000000001"});
  ASSERT_FALSE(column.is_scaled());
  EXPECT_EQ(rules::to_text(column.value(0)), "12345678901234567890123456789012.34");
  EXPECT_EQ(rules::to_text(column.value(1)), "0.0000000000000000001");
}

TEST(Columns, WhatCannotBeReadIsUnknownAndSaysWhy) {
  ColumnBuilder builder(Kind::Number);
  EXPECT_TRUE(builder.add_cell(" 7 "));
  EXPECT_TRUE(builder.add_cell("  "));
  EXPECT_FALSE(builder.add_cell("seven"));
  builder.add(Value::boolean(true));
  builder.add_unknown();
  const Column column = std::move(builder).finish();
  EXPECT_EQ(column.unknown_count(), 4u);
  EXPECT_TRUE(column.is_known(0));
  ASSERT_EQ(column.reasons().size(), 3u);
  EXPECT_EQ(column.reasons()[0].row, 1u);
  EXPECT_EQ(column.value(1).reason()->message.code, "columns.empty-cell");
  EXPECT_EQ(column.value(2).reason()->message.code, "columns.unreadable-cell");
  EXPECT_EQ(column.value(3).reason()->message.code, "columns.wrong-kind");
  EXPECT_TRUE(column.value(4).is_null());
  EXPECT_EQ(column.value(4).reason(), nullptr);
}

TEST(Columns, TheMaskHoldsForEveryRowWhereverTheFirstUnknownStands) {
  for (std::size_t first : {0u, 1u, 63u, 64u, 65u, 130u}) {
    ColumnBuilder builder(Kind::Date);
    for (std::size_t i = 0; i < 200; ++i)
      i >= first && (i - first) % 3 == 0 ? builder.add_unknown()
                                         : builder.add_date({static_cast<std::int64_t>(i)});
    const Column column = std::move(builder).finish();
    for (std::size_t i = 0; i < 200; ++i) {
      EXPECT_EQ(column.is_known(i), !(i >= first && (i - first) % 3 == 0)) << first << " " << i;
      if (column.is_known(i)) EXPECT_EQ(column.value(i).as_date().days, static_cast<std::int64_t>(i));
    }
  }
}

TEST(Columns, TextsAreKeptOnceEach) {
  const Column column = cells(Kind::Text, {"化工", "纺织", "化工", "", "纺织"});
  EXPECT_EQ(column.codes()[0], column.codes()[2]);
  EXPECT_EQ(column.codes()[1], column.codes()[4]);
  EXPECT_NE(column.codes()[0], column.codes()[1]);
  EXPECT_EQ(column.find_text("纺织"), column.codes()[1]);
  EXPECT_EQ(column.find_text("矿业"), std::nullopt);
  EXPECT_FALSE(column.is_known(3));
}

TEST(Columns, AnUnknownRowComesBeforeTheFirstText) {
  const Column column = cells(Kind::Text, {"", "a", "b"});
  EXPECT_FALSE(column.is_known(0));
  EXPECT_EQ(rules::to_text(column.value(1)), "a");
  EXPECT_EQ(rules::to_text(column.value(2)), "b");
}

TEST(Columns, OfMixedValuesKeepsEachAsItIs) {
  const std::vector<Value> values{Value::number(1), Value::string("x"), Value()};
  const Column column = column_of(values);
  EXPECT_EQ(column.kind(), Kind::Other);
  EXPECT_TRUE(rules::identical(column.value(1), values[1]));
  EXPECT_FALSE(column.is_known(2));
  EXPECT_EQ(column_of(std::vector<Value>{Value(), Value::number(5)}).kind(), Kind::Number);
}

TEST(Columns, ARowOfATableIsAContext) {
  Table table;
  table.set("name", cells(Kind::Text, {"甲", "乙"}));
  table.set("tax", cells(Kind::Number, {"1.5", ""}));
  table.set("name", cells(Kind::Text, {"丙", "丁"}));
  EXPECT_EQ(table.rows(), 2u);
  EXPECT_EQ(rules::to_text(table.row(0)), "{name: \"丙\", tax: 1.5}");
  EXPECT_EQ(table.find("land"), nullptr);
  EXPECT_EQ(table.scope().variables[1].type, rules::Type(rules::Type::Kind::Number));
}

}  // namespace
}  // namespace shuxin::columns
