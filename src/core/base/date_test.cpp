#include "core/base/date.h"

#include <gtest/gtest.h>

namespace shuxin::base {
namespace {

TEST(Date, counts_days_both_ways) {
  EXPECT_EQ(Date::from(1970, 1, 1)->days, 0);
  EXPECT_EQ(Date::from(2000, 3, 1)->days, 11'017);
  for (std::int64_t days : {-999'999'999LL, -719'468LL, -1LL, 0LL, 59LL, 19'000LL, 123'456'789LL}) {
    const auto [year, month, day] = Date{days}.civil();
    EXPECT_EQ(Date::from(year, month, day)->days, days);
  }
}

TEST(Date, refuses_days_that_do_not_exist) {
  EXPECT_FALSE(Date::from(2001, 2, 29));
  EXPECT_FALSE(Date::from(2001, 13, 1));
  EXPECT_FALSE(Date::from(1'000'000'000, 1, 1));
  EXPECT_FALSE(Date::parse("2022-04-31"));
  EXPECT_FALSE(Date::parse("2022-4-3"));
  EXPECT_FALSE(Date::parse("2022-04-30 "));
}

TEST(Date, knows_the_weekday) {
  EXPECT_EQ(Date::parse("2022-04-28")->weekday(), Weekday::Thursday);
  EXPECT_EQ(Date::parse("1969-12-28")->weekday(), Weekday::Sunday);
}

TEST(Date, writes_what_it_reads) {
  EXPECT_EQ(Date::parse("2022-04-28")->to_string(), "2022-04-28");
}

TEST(Instant, reads_offsets_and_writes_utc) {
  EXPECT_EQ(Instant::parse("2022-04-28T09:10+08:00")->to_string(), "2022-04-28T01:10:00.000Z");
  EXPECT_EQ(Instant::parse("1969-12-31T23:59:59.5Z")->milliseconds, -500);
  EXPECT_EQ(Instant{-500}.to_string(), "1969-12-31T23:59:59.500Z");
  for (const char* bad : {"", "2022-04-28", "2022-04-28T24:00Z", "2022-04-28T09:60Z", "2022-04-28T09:10",
                          "2022-04-28T09:10:00.1234Z", "2022-04-28T09:10Zx", "2022-04-28T09:10+8:00"})
    EXPECT_FALSE(Instant::parse(bad)) << bad;
}

}  // namespace
}  // namespace shuxin::base
