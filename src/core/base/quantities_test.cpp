#include "core/base/quantities.h"

#include <gtest/gtest.h>
#include <rapidcheck.h>

namespace shuxin::base {
namespace {

Decimal decimal(const char* text) {
  return *Decimal::parse(text);
}

TEST(Money, is_shown_as_it_was_written) {
  EXPECT_EQ(Money::parse("112亿元")->describe(), (Text{"112 亿元", "CNY 11.2 billion"}));
  EXPECT_EQ(Money::parse("73.2 亿元")->describe(), (Text{"73.2 亿元", "CNY 7.32 billion"}));
  EXPECT_EQ(Money::parse("1,500万")->describe(), (Text{"1,500 万元", "CNY 15,000,000"}));
  EXPECT_EQ(Money::parse("12.50")->describe(), (Text{"12.50 元", "CNY 12.50"}));
  EXPECT_EQ(Money::parse("-1234567.8元")->describe(), (Text{"-1,234,567.8 元", "CNY -1,234,567.8"}));
  EXPECT_EQ(Money::parse("\uFF11\uFF12.5万元")->describe(), (Text{"12.5 万元", "CNY 125,000"}));
}

TEST(Money, is_exact_in_every_unit) {
  const auto money = Money::parse("73.2亿元");
  EXPECT_EQ(money->yuan(), decimal("7320000000"));
  EXPECT_EQ(money->in(MoneyUnit::TenThousandYuan), decimal("732000"));
  EXPECT_EQ(money->fen(), 732'000'000'000);
  EXPECT_EQ(*money, *Money::parse("732000万元"));
  EXPECT_LT(*money, *Money::parse("7320000000.01元"));
  EXPECT_EQ(Money::parse("0.001")->fen(), std::nullopt);
}

TEST(Money, refuses_what_is_no_sum) {
  for (const char* text :
       {"", "元", "万", "1.", ".5", "1.2.3", "1e5", "--1", "1,50万", "1,5000", ",100", "1.000,5", "一百"})
    EXPECT_FALSE(Money::parse(text)) << text;
  EXPECT_EQ(Money::parse("1234567890123456789").error().code(), "money.digits");
  EXPECT_EQ(Money::parse("1.1234567").error().code(), "money.digits");
  EXPECT_EQ(Money::of(decimal("1.25"), MoneyUnit::Yuan, 1).error().code(), "money.digits");
}

TEST(LandArea, a_mu_is_a_fifteenth_of_a_hectare_exactly) {
  const auto hectare = LandArea::of(1, AreaUnit::Hectare);
  EXPECT_EQ(hectare->in(AreaUnit::Mu, 6), 15);
  EXPECT_EQ(hectare->in(AreaUnit::SquareMetre, 0), 10'000);
  EXPECT_EQ(LandArea::of(1, AreaUnit::SquareKilometre)->in(AreaUnit::Mu, 0), 1'500);
  const auto mu = LandArea::of(1, AreaUnit::Mu);
  EXPECT_EQ(mu->in(AreaUnit::SquareMetre, 2), decimal("666.67"));
  EXPECT_EQ(mu->in(AreaUnit::SquareMetre, 6), decimal("666.666667"));
  LandArea sum = *mu;
  for (int i = 1; i < 15; ++i) sum = *sum.plus(*mu);
  EXPECT_EQ(sum, *hectare);
}

TEST(LandArea, is_rounded_only_when_shown) {
  EXPECT_EQ(LandArea::of(decimal("35.27"), AreaUnit::Mu)->describe(AreaUnit::Mu, 2),
            (Text{"35.27 亩", "35.27 mu"}));
  EXPECT_EQ(LandArea::of(decimal("1234.5"), AreaUnit::SquareMetre)->describe(AreaUnit::SquareMetre, 2),
            (Text{"1,234.50 平方米", "1,234.50 m²"}));
  EXPECT_EQ(LandArea::of(-1, AreaUnit::Mu).error().code(), "land-area.negative");
}

TEST(LandArea, mu_survive_the_way_over_any_other_unit) {
  rc::check([] {
    const auto hundredths = *rc::gen::inRange<std::int64_t>(0, 1'000'000'000);
    const auto area = LandArea::of(Decimal::of(hundredths, 2), AreaUnit::Mu);
    RC_ASSERT(area.has_value());
    RC_ASSERT(area->in(AreaUnit::Mu, 2) == Decimal::of(hundredths, 2));
    const auto metres = LandArea::of(area->in(AreaUnit::SquareMetre, 4), AreaUnit::SquareMetre);
    RC_ASSERT(metres->in(AreaUnit::Mu, 4) == Decimal::of(hundredths, 2));
  });
}

}  // namespace
}  // namespace shuxin::base
