#include "core/rules/zone.h"

#include <fstream>
#include <gtest/gtest.h>
#include <iterator>

#include "core/rules/feel_text.h"
#include "core/rules/temporal.h"

namespace shuxin::rules {
namespace {

struct TestZones : ZoneSource {
  Ref<Zone> find(std::string_view name) const override {
    std::ifstream file("/usr/share/zoneinfo/" + std::string(name), std::ios::binary);
    const std::string bytes{std::istreambuf_iterator<char>(file), {}};
    auto zone = Zone::parse(std::string(name), bytes);
    return zone ? *zone : Ref<Zone>();
  }
};

std::int32_t hours(std::string_view zone, std::int64_t year, int month, int day, int hour) {
  const auto found = TestZones().find(zone);
  return found->offset_at(base::Date::from(year, month, day)->days * seconds_per_day + hour * 3600) / 3600;
}

TEST(Zone, KnowsWhatWasAndWhatWillBe) {
  EXPECT_EQ(hours("Europe/Paris", 2021, 1, 1, 0), 1);
  EXPECT_EQ(hours("Europe/Paris", 2021, 7, 1, 0), 2);
  EXPECT_EQ(hours("Asia/Shanghai", 1989, 7, 1, 0), 9);
  EXPECT_EQ(hours("Asia/Shanghai", 2021, 7, 1, 0), 8);
  EXPECT_EQ(hours("Australia/Melbourne", 2050, 1, 1, 0), 11);
  EXPECT_EQ(hours("Australia/Melbourne", 2050, 7, 1, 0), 10);
  EXPECT_EQ(hours("Europe/Paris", 999'999'000, 7, 1, 0), 2);
  EXPECT_EQ(hours("Europe/Paris", 2037, 3, 29, 0), 1);
  EXPECT_EQ(hours("Europe/Paris", 2037, 3, 29, 1), 2);
}

TEST(Zone, SettlesLocalTimesThatHappenTwiceOrNever) {
  const TestZones zones;
  const auto offset = [&](const char* text) { return parse_date_time(text, &zones)->time.offset; };
  EXPECT_EQ(offset("2021-03-28T01:59:59@Europe/Paris"), 3600);
  EXPECT_EQ(offset("2021-03-28T02:30:00@Europe/Paris"), 3600);
  EXPECT_EQ(offset("2021-03-28T03:00:00@Europe/Paris"), 7200);
  EXPECT_EQ(offset("2021-10-31T02:30:00@Europe/Paris"), 7200);
  EXPECT_EQ(offset("2021-10-31T03:00:00@Europe/Paris"), 3600);
}

TEST(Zone, IsPartOfDatesAndTimes) {
  const TestZones zones;
  const auto text = [&](std::string_view feel) { return feel_text(feel, &zones); };
  EXPECT_EQ(text("@\"2021-01-02T10:10:10@Europe/Paris\" - @\"2021-01-01T10:10:10@Asia/Dhaka\""),
            "@\"P1DT5H\"");
  EXPECT_EQ(text("@\"2021-03-28T01:30:00@Europe/Paris\" + @\"PT1H\""),
            "@\"2021-03-28T03:30:00@Europe/Paris\"");
  EXPECT_EQ(text("@\"2018-10-08T00:00:00+02:00\" = @\"2018-10-08T00:00:00@Europe/Paris\""), "true");
  EXPECT_EQ(text("time(\"10:15:00@Australia/Melbourne\") + @\"PT1H\""), "@\"11:15:00@Australia/Melbourne\"");
  EXPECT_EQ(text("@\"2021-01-01T00:00:00@Etc/UTC\".timezone"), "\"Etc/UTC\"");
  EXPECT_EQ(text("@\"2021-01-01T00:00:00@Mars/Base\""), "null");
}

TEST(Zone, RefusesBytesThatAreNoZone) {
  EXPECT_FALSE(Zone::parse("x", ""));
  EXPECT_FALSE(Zone::parse("x", "TZif2"));
  EXPECT_FALSE(Zone::parse("x", std::string(200, 'T')));
}

}  // namespace
}  // namespace shuxin::rules
