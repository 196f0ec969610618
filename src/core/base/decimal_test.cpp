#include "core/base/decimal.h"

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

namespace shuxin::base {
namespace {

Decimal d(std::string_view text) {
  const auto value = Decimal::parse(text);
  EXPECT_TRUE(value) << text;
  return value.value_or(Decimal());
}
std::string text(std::optional<Decimal> value) {
  return value ? value->to_string() : "none";
}

TEST(Decimal, ReadsAndWritesPlainDigits) {
  for (const char* same : {"0", "1", "-1", "0.5", "-0.001", "123456789012345678901234567890.1234",
                           "9223372036854775807", "-9223372036854775808", "0.0000000000000000000000001"})
    EXPECT_EQ(d(same).to_string(), same);
  EXPECT_EQ(d(".5").to_string(), "0.5");
  EXPECT_EQ(d("1.50").to_string(), "1.5");
  EXPECT_EQ(d("1e3").to_string(), "1000");
  EXPECT_EQ(d("12e-3").to_string(), "0.012");
  EXPECT_EQ(d("-0").to_string(), "0");
  for (const char* bad :
       {"", "-", ".", "1.", "1e", "1e+", "nan", "inf", "1 ", " 1", "1.2.3", "1e99999999", "--1", "1e9999"})
    EXPECT_FALSE(Decimal::parse(bad)) << bad;
}

TEST(Decimal, KeepsThirtyFourDigits) {
  EXPECT_EQ(text(divide(1, 3)), "0.3333333333333333333333333333333333");
  EXPECT_EQ(text(divide(2, 3)), "0.6666666666666666666666666666666667");
  EXPECT_EQ(text(add(d("9999999999999999999999999999999999"), 1)), "10000000000000000000000000000000000");
  EXPECT_EQ(text(multiply(d("0.1"), d("0.2"))), "0.02");
  EXPECT_EQ(text(divide(10, 4)), "2.5");
  EXPECT_EQ(text(divide(1, 0)), "none");
}

TEST(Decimal, RaisesExactly) {
  EXPECT_EQ(text(power(2, 100)), "1267650600228229401496703205376");
  EXPECT_EQ(text(power(2, -2)), "0.25");
  EXPECT_EQ(text(power(0, 0)), "1");
  EXPECT_EQ(text(power(10, 7000)), "none");
  EXPECT_EQ(text(power(-8, d("0.5"))), "none");
  EXPECT_EQ(text(power(4, d("0.5"))), "2");
}

TEST(Decimal, RoundsInEveryMode) {
  const auto r = [](const char* x, int scale, Rounding mode) { return text(d(x).rounded(scale, mode)); };
  EXPECT_EQ(r("2.5", 0, Rounding::HalfEven), "2");
  EXPECT_EQ(r("3.5", 0, Rounding::HalfEven), "4");
  EXPECT_EQ(r("2.5", 0, Rounding::HalfUp), "3");
  EXPECT_EQ(r("-2.5", 0, Rounding::HalfUp), "-3");
  EXPECT_EQ(r("2.5", 0, Rounding::HalfDown), "2");
  EXPECT_EQ(r("-2.51", 0, Rounding::HalfDown), "-3");
  EXPECT_EQ(r("2.1", 0, Rounding::Up), "3");
  EXPECT_EQ(r("-2.1", 0, Rounding::Up), "-3");
  EXPECT_EQ(r("-2.9", 0, Rounding::Down), "-2");
  EXPECT_EQ(r("-2.1", 0, Rounding::Floor), "-3");
  EXPECT_EQ(r("-2.9", 0, Rounding::Ceiling), "-2");
  EXPECT_EQ(r("1234", -2, Rounding::HalfEven), "1200");
  EXPECT_EQ(r("5", -1, Rounding::HalfDown), "0");
  EXPECT_EQ(r("0.33333333333333333333333333", 2, Rounding::HalfUp), "0.33");
  EXPECT_EQ(r("0.12345678901234567890123456789", 20, Rounding::HalfDown), "0.1234567890123456789");
  EXPECT_EQ(r("1", 6176, Rounding::HalfEven), "1");
  EXPECT_EQ(r("1", 6177, Rounding::HalfEven), "none");
}

TEST(Decimal, TakesTheSignOfTheDivisorInModulo) {
  EXPECT_EQ(text(modulo(12, 5)), "2");
  EXPECT_EQ(text(modulo(-12, 5)), "3");
  EXPECT_EQ(text(modulo(12, -5)), "-3");
  EXPECT_EQ(text(modulo(-12, -5)), "-2");
  EXPECT_EQ(text(modulo(d("10.1"), d("4.5"))), "1.1");
  EXPECT_EQ(text(modulo(d("-10.1"), d("4.5"))), "3.4");
  EXPECT_EQ(text(modulo(d("100000000000000000000000000000.5"), 3)), "1.5");
}

RC_GTEST_PROP(DecimalProperty, SmallAndWideFormsAgree, (std::int64_t a, std::int64_t b)) {
  // A detour through numbers of more than 64 bits must not change a sum, a product's quotient or an order.
  const Decimal big = d("100000000000000000000");
  const auto sum = add(*add(a, big), b);
  RC_ASSERT(*subtract(*sum, big) == *add(a, b));
  RC_ASSERT((Decimal(a) <=> Decimal(b)) == (a <=> b));
  RC_ASSERT((*add(a, big) <=> *add(b, big)) == (a <=> b));
  RC_ASSERT(Decimal::parse(Decimal(a).to_string()) == Decimal(a));
}

RC_GTEST_PROP(DecimalProperty, EqualNumbersHaveEqualHashes, (std::int32_t a)) {
  const auto scaled = d(std::to_string(a) + ".000");
  RC_ASSERT(scaled == Decimal(a));
  RC_ASSERT(scaled.hash() == Decimal(a).hash());
}

TEST(Decimal, TellsItsPlacesAndItsCoefficientAtAScale) {
  EXPECT_EQ(d("1.500").decimal_places(), 1);
  EXPECT_EQ(d("1e3").decimal_places(), 0);
  EXPECT_EQ(d("0.0000000000000000000000001").decimal_places(), 25);
  EXPECT_EQ(d("-1.5").coefficient_at(3), -1500);
  EXPECT_EQ(d("1.25").coefficient_at(1), std::nullopt);
  EXPECT_EQ(d("9223372036854775807").coefficient_at(0), INT64_MAX);
  EXPECT_EQ(d("9223372036854775807").coefficient_at(1), std::nullopt);
}

}  // namespace
}  // namespace shuxin::base
