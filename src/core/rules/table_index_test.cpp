#include "core/rules/table_index.h"

#include <algorithm>
#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

namespace shuxin::rules {
namespace {

SimpleTest point(Value value) {
  return {.form = SimpleTest::Form::Equal, .value = std::move(value)};
}
SimpleTest interval(Value low, Value high, bool low_closed, bool high_closed) {
  const auto form = low.is_null() || high.is_null() ? Range::Form::Comparison : Range::Form::Ends;
  return {.form = SimpleTest::Form::Interval,
          .interval = {std::move(low), std::move(high), low_closed, high_closed, form}};
}

bool passes(const TestShape& shape, const Value& value) {
  const bool any = std::ranges::any_of(shape.tests, [&](const SimpleTest& test) {
    switch (test.form) {
      case SimpleTest::Form::Any:
        return true;
      case SimpleTest::Form::Equal:
        return equal(value, test.value) == Truth::True;
      case SimpleTest::Form::Interval:
        return contains(test.interval, value) == Truth::True;
      case SimpleTest::Form::Null:
        return value.is_null();
    }
    return false;
  });
  return any != shape.negated;
}

bool bit(const std::uint64_t* words, std::size_t rule) {
  return (words[rule / 64] >> (rule % 64)) & 1;
}

/// A cell of a few tests whose constants are drawn from a small row, so that bounds meet and overlap.
TestShape draw_shape(const std::vector<Value>& constants) {
  TestShape shape{.negated = *rc::gen::inRange(0, 4) == 0, .tests = {}};
  const int tests = *rc::gen::inRange(1, 4);
  for (int i = 0; i < tests; ++i) {
    const Value a = *rc::gen::elementOf(constants);
    const Value b = *rc::gen::elementOf(constants);
    switch (*rc::gen::inRange(0, 5)) {
      case 4:
        shape.tests.push_back(
            {.form = SimpleTest::Form::Interval, .interval = {a, a, false, false, Range::Form::Unequal}});
        break;
      case 0:
        shape.tests.push_back(point(a));
        break;
      case 1:
        shape.tests.push_back(interval(a, Value(), *rc::gen::arbitrary<bool>(), false));
        break;
      case 2:
        shape.tests.push_back(interval(Value(), b, false, *rc::gen::arbitrary<bool>()));
        break;
      default:
        shape.tests.push_back(interval(a, b, *rc::gen::arbitrary<bool>(), *rc::gen::arbitrary<bool>()));
    }
  }
  return shape;
}

void agrees_with_testing_each_cell(const std::vector<Value>& constants, const std::vector<Value>& probes) {
  const int rules = *rc::gen::inRange(1, 150);
  std::vector<TestShape> shapes;
  for (int i = 0; i < rules; ++i) shapes.push_back(draw_shape(constants));
  std::vector<IndexedCell> cells;
  for (const TestShape& shape : shapes)
    cells.push_back({.any = *rc::gen::inRange(0, 5) == 0, .shape = &shape});
  const auto index = ColumnIndex::build(cells);
  RC_ASSERT(index.has_value());
  for (const Value& probe : probes) {
    const std::uint64_t* bits = index->find(probe);
    RC_ASSERT(bits != nullptr);
    for (std::size_t rule = 0; rule < cells.size(); ++rule) {
      RC_ASSERT(index->settles(rule));
      RC_ASSERT(bit(bits, rule) == (cells[rule].any || passes(shapes[rule], probe)));
    }
  }
}

RC_GTEST_PROP(ColumnIndex, numbers_agree_with_testing_each_cell, ()) {
  std::vector<Value> constants;
  std::vector<Value> probes;
  for (int i = 0; i < 6; ++i) constants.push_back(Value::number(base::Decimal::of(i * 10, i % 2)));
  for (int i = -5; i < 60; ++i) probes.push_back(Value::number(base::Decimal::of(i * 10 + 5, 1)));
  for (const Value& constant : constants) probes.push_back(constant);
  agrees_with_testing_each_cell(constants, probes);
}

RC_GTEST_PROP(ColumnIndex, dates_and_durations_agree_with_testing_each_cell, ()) {
  std::vector<Value> dates;
  std::vector<Value> durations;
  for (int i = 0; i < 7; ++i) dates.push_back(Value::date({i * 3}));
  for (int i = -3; i < 4; ++i) durations.push_back(Value::days_time(Nanoseconds{i} << 66));
  std::vector<Value> date_probes;
  for (int i = -2; i < 22; ++i) date_probes.push_back(Value::date({i}));
  agrees_with_testing_each_cell(dates, date_probes);
  agrees_with_testing_each_cell(durations, durations);
}

RC_GTEST_PROP(ColumnIndex, strings_agree_with_testing_each_cell, ()) {
  std::vector<Value> constants;
  for (const char* text : {"", "a", "ab", "b", "舒心", "开发区"}) constants.push_back(Value::string(text));
  std::vector<Value> probes = constants;
  probes.push_back(Value::string("aa"));
  probes.push_back(Value::string("~"));
  agrees_with_testing_each_cell(constants, probes);
}

TEST(ColumnIndex, many_strings_are_found_by_hash) {
  std::vector<TestShape> shapes;
  for (int i = 0; i < 1000; ++i)
    shapes.push_back({.tests = {point(Value::string("key " + std::to_string(i)))}});
  std::vector<IndexedCell> cells;
  for (const TestShape& shape : shapes) cells.push_back({.shape = &shape});
  const auto index = ColumnIndex::build(cells);
  ASSERT_TRUE(index);
  for (std::size_t i = 0; i < 1000; ++i) {
    const std::uint64_t* bits = index->find(Value::string("key " + std::to_string(i)));
    for (std::size_t rule = 0; rule < 1000; ++rule) EXPECT_EQ(bit(bits, rule), rule == i);
  }
  const std::uint64_t* none = index->find(Value::string("no such key"));
  for (std::size_t rule = 0; rule < 1000; ++rule) EXPECT_FALSE(bit(none, rule));
}

TEST(ColumnIndex, leaves_other_kinds_and_unshaped_cells_to_be_evaluated) {
  const TestShape number{.tests = {point(Value::number(1))}};
  const TestShape text{.tests = {point(Value::string("a"))}};
  const std::vector<IndexedCell> cells = {{.shape = &number}, {.shape = &text}, {}, {.any = true}};
  const auto index = ColumnIndex::build(cells);
  ASSERT_TRUE(index);
  EXPECT_TRUE(index->settles(0));
  EXPECT_FALSE(index->settles(1));
  EXPECT_FALSE(index->settles(2));
  EXPECT_TRUE(index->settles(3));
  EXPECT_EQ(index->find(Value::string("a")), nullptr);
  const std::uint64_t* bits = index->find(Value::number(2));
  ASSERT_NE(bits, nullptr);
  EXPECT_FALSE(bit(bits, 0));
  EXPECT_TRUE(bit(bits, 1));
  EXPECT_TRUE(bit(bits, 2));
  EXPECT_TRUE(bit(bits, 3));
  const std::vector<IndexedCell> nothing = {{}, {.any = true}};
  EXPECT_FALSE(ColumnIndex::build(nothing));
}

}  // namespace
}  // namespace shuxin::rules
