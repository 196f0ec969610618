#include "core/columns/aggregate.h"

#include <algorithm>
#include <array>
#include <atomic>
#include <functional>
#include <gtest/gtest.h>
#include <random>
#include <rapidcheck/gtest.h>
#include <thread>

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

/// Ranks by sorting: of the rows that are known and in a group.
std::vector<std::int64_t> sorted_ranks(const std::vector<std::array<std::int64_t, 4>>& rows) {
  // group, first key, second key, row
  auto sorted = rows;
  std::ranges::sort(sorted);
  std::vector<std::int64_t> ranks;
  for (std::size_t i = 0, group_from = 0; i < sorted.size(); ++i) {
    const auto& [group, first, second, row] = sorted[i];
    if (i > 0 && group != sorted[i - 1][0]) group_from = i;
    const bool tied = i > group_from && first == sorted[i - 1][1] && second == sorted[i - 1][2];
    ranks.resize(std::max(ranks.size(), static_cast<std::size_t>(row) + 1), 0);
    ranks[static_cast<std::size_t>(row)] = tied ? ranks[static_cast<std::size_t>(sorted[i - 1][3])]
                                                : static_cast<std::int64_t>(i - group_from) + 1;
  }
  return ranks;
}

/// Groups few and many, keys near and far, of 16 to 64 bits, in several parts and buckets.
TEST(Ranks, OfManyRowsAreThoseOfSorting) {
  std::mt19937_64 random(5);
  constexpr std::size_t rows = 70'000;
  for (const std::uint64_t groups : {1, 31, 9'000}) {
    for (const int bits : {4, 21, 62}) {
      for (const bool with_gaps : {false, true}) {
        ColumnBuilder first(Kind::Number, rows);
        ColumnBuilder second(Kind::Number, rows);
        ColumnBuilder group(Kind::Text, rows);
        std::vector<std::array<std::int64_t, 4>> expected;
        for (std::size_t row = 0; row < rows; ++row) {
          // Half of the keys are near each other, whatever the farthest are.
          const std::uint64_t chosen =
              random() >> (64 - bits) >> (random() % 2 * static_cast<unsigned>(bits) / 2);
          const auto key = static_cast<std::int64_t>(chosen) - (std::int64_t{1} << bits) / 2;
          const auto own = static_cast<std::int64_t>(random() % groups);
          const auto tie = static_cast<std::int64_t>(random() % 3);
          const bool known = !with_gaps || random() % 8 != 0;
          const bool grouped = !with_gaps || random() % 8 != 0;
          known ? first.add_number(Decimal(key)) : first.add_unknown();
          grouped ? group.add_text(std::to_string(own)) : group.add_unknown();
          tie < 2 ? second.add_number(Decimal(tie)) : second.add_unknown();
          if (known && grouped) expected.push_back({own, -key, tie, static_cast<std::int64_t>(row)});
        }
        const Column keys[] = {std::move(first).finish(), std::move(second).finish()};
        const Column names = std::move(group).finish();
        const Criterion criteria[] = {{keys[0], true}, {keys[1], false}};
        for (const std::size_t used : {1, 2}) {
          auto by_used = expected;
          for (auto& row : by_used) row[2] = used == 1 ? 0 : row[2];
          auto ranks = sorted_ranks(by_used);
          ranks.resize(rows, 0);
          const Column made = rank(std::span(criteria).first(used), group_by({&names, 1}));
          for (std::size_t row = 0; row < rows; ++row) {
            ASSERT_EQ(made.is_known(row), ranks[row] > 0);
            if (ranks[row] > 0)
              ASSERT_EQ(made.integers()[row], ranks[row]) << groups << " " << bits << " " << row;
          }
          ASSERT_EQ(made.unknown_count(), rows - expected.size());
          ASSERT_GE(made.bounds().second, std::ranges::max(ranks));
        }
      }
    }
  }
}

/// Parts may be added in any order: the answer is that of one group.
TEST(Aggregates, OfAllRowsAreThoseOfOneGroup) {
  std::mt19937_64 random(7);
  for (const int bits : {20, 60}) {
    ColumnBuilder builder(Kind::Number);
    for (int i = 0; i < 300'000; ++i)
      random() % 5 == 0 ? builder.add_unknown() : builder.add_number(Decimal::of(random() >> (64 - bits), 2));
    const Column column = std::move(builder).finish();
    for (const Aggregate what :
         {Aggregate::Count, Aggregate::Sum, Aggregate::Mean, Aggregate::Max, Aggregate::Median})
      for (const Unknowns unknowns : {Unknowns::Skip, Unknowns::Spoil})
        EXPECT_TRUE(rules::identical(aggregate(what, column, unknowns),
                                     aggregate(what, column, all_as_one(column.size()), unknowns).value(0)));
  }
  EXPECT_EQ(rules::to_text(aggregate(Aggregate::Count, Column())), "0");
  EXPECT_TRUE(aggregate(Aggregate::Sum, Column()).is_null());
}

/// Parts from both ends at once, on threads of their own.
void on_threads(std::size_t parts, const std::function<void(std::size_t part)>& work) {
  std::atomic<std::size_t> next = 0;
  std::vector<std::thread> threads;
  for (int i = 0; i < 3; ++i)
    threads.emplace_back([&] {
      for (std::size_t part = next++; part < parts; part = next++) work(parts - 1 - part);
    });
  for (std::thread& thread : threads) thread.join();
}

TEST(Threads, GiveTheAnswersOfOneThread) {
  std::mt19937_64 random(11);
  ColumnBuilder numbers(Kind::Number);
  ColumnBuilder names(Kind::Text);
  for (int i = 0; i < 200'000; ++i) {
    random() % 9 == 0 ? numbers.add_unknown() : numbers.add_number(Decimal::of(random() % 100'000, 2));
    random() % 9 == 0 ? names.add_unknown() : names.add_text(std::to_string(random() % 12));
  }
  const Column column = std::move(numbers).finish();
  const Column key = std::move(names).finish();
  const Groups groups = group_by({&key, 1}, on_threads);
  EXPECT_EQ(groups.of_row, group_by({&key, 1}).of_row);
  for (const Aggregate what : {Aggregate::Count, Aggregate::Sum, Aggregate::Mean, Aggregate::Min,
                               Aggregate::Max, Aggregate::Median, Aggregate::Stddev})
    EXPECT_EQ(texts(aggregate(what, column, groups, Unknowns::Skip, on_threads)),
              texts(aggregate(what, column, groups, Unknowns::Skip)));
  EXPECT_EQ(texts(percentile(Decimal::of(9, 1), column, groups, on_threads)),
            texts(percentile(Decimal::of(9, 1), column, groups)));
  const Criterion criterion{column};
  const Column ranks = rank({&criterion, 1}, groups, on_threads);
  const Column expected = rank({&criterion, 1}, groups);
  EXPECT_TRUE(std::ranges::equal(ranks.integers(), expected.integers()));
  EXPECT_TRUE(std::ranges::equal(ranks.known_bits(), expected.known_bits()));
}

TEST(Groups, NumbersThatAreEqualAreOneKeyAndUnknownKeysAreInNoGroup) {
  const Column keys[] = {cells(Kind::Number, {"1", "1.0", "2.5", "", "2.50", "1e30", "1"}),
                         cells(Kind::Text, {"a", "a", "a", "a", "a", "a", "b"})};
  const Groups groups = group_by(keys);
  EXPECT_EQ(groups.of_row, (Cells<std::uint32_t>{0, 0, 1, Groups::none, 1, 2, 3}));
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
