#include "core/columns/aggregate.h"

#include <gtest/gtest.h>
#include <map>
#include <rapidcheck/gtest.h>

namespace shuxin::columns {
namespace {

using base::Decimal;
using rules::Value;

Column cells(Kind kind, const std::vector<std::string>& texts) {
  ColumnBuilder builder(kind);
  for (const std::string& text : texts) builder.add_cell(text);
  return std::move(builder).finish();
}

std::string texts(const Column& column) {
  std::string all;
  for (std::size_t i = 0; i < column.size(); ++i) all += (i > 0 ? " " : "") + rules::to_text(column.value(i));
  return all;
}

const std::vector<std::string> cell_texts{
    "1", "2", "2.5", "-3", "0", "0.10", "", "100", "7/2", "12345678901234567890.123456789", "1e20", "-1e-19"};

rc::Gen<std::vector<std::string>> number_cells() {
  return rc::gen::container<std::vector<std::string>>(rc::gen::elementOf(cell_texts));
}

/// What FEEL gives for the list.
Value feel(const std::string& text, std::vector<Value> list) {
  const rules::Scope scope{{{"list", rules::Type::list(rules::Type::any())}}, {}};
  const auto expression = rules::compile(text, scope);
  rules::Evaluation evaluation{rules::Environment{}};
  const Value value = Value::list(std::move(list));
  return expression.value->evaluate({&value, 1}, evaluation);
}

RC_GTEST_PROP(Aggregates, AreWhatFeelGivesForTheListOfAGroup, ()) {
  const Column column = cells(Kind::Number, *number_cells());
  std::vector<std::string> names;
  for (std::size_t i = 0; i < column.size(); ++i)
    names.push_back(*rc::gen::elementOf(std::vector<std::string>{"a", "b", ""}));
  const Column key = cells(Kind::Text, names);
  const Groups groups = group_by({&key, 1});
  const std::pair<Aggregate, const char*> all[] = {
      {Aggregate::Count, "count(list)"},  {Aggregate::Sum, "sum(list)"}, {Aggregate::Mean, "mean(list)"},
      {Aggregate::Min, "min(list)"},      {Aggregate::Max, "max(list)"}, {Aggregate::Median, "median(list)"},
      {Aggregate::Stddev, "stddev(list)"}};
  for (const auto& [what, text] : all) {
    for (const Unknowns unknowns : {Unknowns::Spoil, Unknowns::Skip}) {
      const Column made = aggregate(what, column, groups, unknowns);
      RC_ASSERT(made.size() == groups.count());
      for (std::size_t g = 0; g < groups.count(); ++g) {
        std::vector<Value> list;
        for (std::size_t row = 0; row < column.size(); ++row)
          if (groups.of_row[row] == g && (unknowns == Unknowns::Spoil || column.is_known(row)))
            list.push_back(column.value(row));
        RC_ASSERT(rules::identical(made.value(g), feel(text, list)));
      }
    }
  }
}

RC_GTEST_PROP(Ranks, AreOneMoreThanTheRowsBefore, ()) {
  const auto first = *number_cells();
  const Column a = cells(Kind::Number, first);
  std::vector<std::string> second;
  std::vector<std::string> names;
  for (std::size_t i = 0; i < first.size(); ++i) {
    second.push_back(*rc::gen::elementOf(std::vector<std::string>{"甲", "乙", "丙", ""}));
    names.push_back(*rc::gen::elementOf(std::vector<std::string>{"a", "b", ""}));
  }
  const Column b = cells(Kind::Text, second);
  const Column key = cells(Kind::Text, names);
  const Groups groups = group_by({&key, 1});
  const bool descending = *rc::gen::arbitrary<bool>();
  const Criterion criteria[] = {{a, descending}, {b, false}};
  const Column made = rank(criteria, groups);
  // -1 before, 0 same, 1 after
  const auto order = [](const Column& column, bool down, std::size_t x, std::size_t y) {
    if (!column.is_known(x) || !column.is_known(y))
      return static_cast<int>(column.is_known(y)) - static_cast<int>(column.is_known(x));
    const auto compared = *rules::compare(column.value(x), column.value(y));
    return compared == 0 ? 0 : (compared < 0) != down ? -1 : 1;
  };
  for (std::size_t row = 0; row < a.size(); ++row) {
    if (groups.of_row[row] == Groups::none || !a.is_known(row)) {
      RC_ASSERT(!made.is_known(row));
      continue;
    }
    std::int64_t before = 0;
    for (std::size_t other = 0; other < a.size(); ++other) {
      if (groups.of_row[other] != groups.of_row[row] || !a.is_known(other)) continue;
      const int by_first = order(a, descending, other, row);
      if (by_first < 0 || (by_first == 0 && order(b, false, other, row) < 0)) ++before;
    }
    RC_ASSERT(made.value(row).as_number() == Decimal(before + 1));
  }
}

/// Keys of 32 and of 64 bits.
TEST(Ranks, OfManyRowsAreSortedByDigits) {
  for (const std::int64_t apart : {1, 1'000, 1'000'000'000}) {
    std::vector<std::int64_t> scores;
    for (std::int64_t i = 0; i < 5000; ++i) scores.push_back((i * 7919 % 4000 - 100) * apart);
    const Column column = Column::of_scaled(scores, 2);
    const Criterion criterion{column};
    const Column made = rank({&criterion, 1}, all_as_one(scores.size()));
    std::map<std::int64_t, std::int64_t, std::greater<>> counts;
    for (const auto score : scores) ++counts[score];
    std::map<std::int64_t, std::int64_t> expected;
    std::int64_t before = 0;
    for (const auto& [score, count] : counts) expected[score] = before + 1, before += count;
    for (std::size_t row = 0; row < scores.size(); ++row)
      ASSERT_EQ(made.integers()[row], expected[scores[row]]);
  }
}

TEST(Groups, NumbersThatAreEqualAreOneKeyAndUnknownKeysAreInNoGroup) {
  const Column keys[] = {cells(Kind::Number, {"1", "1.0", "2.5", "", "2.50", "1e30", "1"}),
                         cells(Kind::Text, {"a", "a", "a", "a", "a", "a", "b"})};
  const Groups groups = group_by(keys);
  EXPECT_EQ(groups.of_row, (std::vector<std::uint32_t>{0, 0, 1, Groups::none, 1, 2, 3}));
  EXPECT_EQ(groups.first_rows, (std::vector<std::uint32_t>{0, 2, 5, 6}));
  const Column sums = aggregate(Aggregate::Count, keys[0], groups);
  EXPECT_EQ(texts(spread(sums, groups)), "2 2 2 null 2 1 1");
}

TEST(Percentiles, LieBetweenNeighbours) {
  const Column column = cells(Kind::Number, {"10", "", "20", "40", "30"});
  const Groups all = all_as_one(5);
  EXPECT_EQ(texts(percentile(Decimal(0), column, all)), "10");
  EXPECT_EQ(texts(percentile(Decimal::of(5, 1), column, all)), "25");
  EXPECT_EQ(texts(percentile(Decimal::of(9, 1), column, all)), "37");
  EXPECT_EQ(texts(percentile(Decimal(1), column, all)), "40");
  EXPECT_EQ(texts(percentile(Decimal(1), cells(Kind::Number, {""}), all_as_one(1))), "null");
}

TEST(Join, ReportsDuplicatesAndWhatMatchesNothing) {
  const Column left = cells(Kind::Text, {"a", "b", "", "d", "a"});
  const Column right = cells(Kind::Text, {"c", "a", "a", "", "d"});
  const Join made = join({&left, 1}, {&right, 1});
  EXPECT_EQ(made.match, (std::vector<std::uint32_t>{1, Join::none, Join::none, 4, 1}));
  EXPECT_EQ(made.duplicates, (std::vector<std::uint32_t>{2}));
  EXPECT_EQ(made.unmatched_left, (std::vector<std::uint32_t>{1, 2}));
  EXPECT_EQ(made.unmatched_right, (std::vector<std::uint32_t>{0, 3}));
  const Column value = cells(Kind::Number, {"1", "2", "3", "4", "5"});
  const Column taken = take(value, made.match);
  EXPECT_EQ(texts(taken), "2 null null 5 2");
  EXPECT_EQ(taken.value(1).reason()->message.code, "columns.no-match");
}

}  // namespace
}  // namespace shuxin::columns
