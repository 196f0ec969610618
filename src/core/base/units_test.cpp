#include "core/base/units.h"

#include <gtest/gtest.h>

namespace shuxin::base {
namespace {

std::string in(const char* amount, const char* from, const char* to) {
  const auto a = find_unit(from);
  const auto b = find_unit(to);
  if (!a || !b) return "unknown";
  const auto converted = convert(*Decimal::parse(amount), *a, *b);
  return converted ? converted->to_string() : "none";
}

TEST(Units, are_converted_exactly) {
  EXPECT_EQ(in("73.2", "亿元", "万元"), "732000");
  EXPECT_EQ(in("1", "元", "亿元"), "0.00000001");
  EXPECT_EQ(in("1", "公顷", "亩"), "15");
  EXPECT_EQ(in("2000", "平方米", "亩"), "3");
  EXPECT_EQ(in("1", "平方米", "亩"), "0.0015");
  EXPECT_EQ(in("3", "亩", "㎡"), "2000");
  EXPECT_EQ(in("12.5", "千克", "吨"), "0.0125");
  EXPECT_EQ(in("1.2", "万千瓦时", "kWh"), "12000");
  EXPECT_EQ(in("12.5", "%", "‰"), "125");
}

TEST(Units, of_different_things_are_never_converted) {
  EXPECT_EQ(in("1", "吨", "吨标准煤"), "none");
  EXPECT_EQ(in("1", "万元", "亩"), "none");
}

TEST(Units, are_found_in_full_width_and_any_case) {
  EXPECT_EQ(find_unit("ｋＷｈ"), find_unit("千瓦时"));
  EXPECT_EQ(find_unit(" 万 元 "), find_unit("万元"));
  EXPECT_FALSE(find_unit("斤"));
  EXPECT_FALSE(find_unit(""));
}

TEST(Units, that_do_not_divide_are_rounded_once_at_the_end) {
  EXPECT_EQ(in("1", "亩", "平方米"), "666.6666666666666666666666666666667");
  EXPECT_EQ(in("0.5", "亩", "公顷"), "0.03333333333333333333333333333333333");
}

}  // namespace
}  // namespace shuxin::base
