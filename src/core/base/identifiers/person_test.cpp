#include "core/base/identifiers/person.h"

#include <gtest/gtest.h>
#include <rapidcheck.h>

namespace shuxin::base {
namespace {

const Date today = *Date::parse("2022-05-09");

TEST(CitizenId, accepts_the_standards_example_and_the_leap_day) {
  for (const char* number : {"11010519491231002X", "320600200002290018", "320600198510090127"}) {
    const auto id = CitizenId::parse(number, today);
    ASSERT_TRUE(id) << number;
    EXPECT_EQ(CitizenId::complete(std::string_view(number).substr(0, 17), today), id);
  }
  EXPECT_TRUE(CitizenId::parse(" 11010519491231002x ", today));
}

TEST(CitizenId, tells_birth_date_sex_and_area) {
  const auto man = CitizenId::parse("320600200002290018", today);
  EXPECT_EQ(man->birth_date().to_string(), "2000-02-29");
  EXPECT_EQ(man->sex(), Sex::Male);
  EXPECT_EQ(man->area(), "320600");
  EXPECT_EQ(CitizenId::parse("320600198510090127", today)->sex(), Sex::Female);
}

TEST(CitizenId, masks_the_birth_date_and_keeps_the_ends) {
  EXPECT_EQ(CitizenId::parse("320600200002290018", today)->masked(), "320600********0018");
}

TEST(CitizenId, says_what_is_wrong_and_never_shows_the_number) {
  const auto error = [](std::string_view text) { return CitizenId::parse(text, today).error().message; };
  EXPECT_EQ(error("32060020000229001"), (Message{"citizen-id.length", {"18", "17"}}));
  EXPECT_EQ(error("320600000229001"), (Message{"citizen-id.old-form", {}}));
  EXPECT_EQ(error("3206002000O2290018"), (Message{"citizen-id.character", {"11"}}));
  EXPECT_EQ(error("X20600200002290018"), (Message{"citizen-id.character", {"1"}}));
  EXPECT_EQ(error("320600200002290019"), (Message{"citizen-id.check", {}}));
  EXPECT_EQ(error("3206002000022900南"), (Message{"citizen-id.length", {"18", "17"}}));
}

TEST(CitizenId, refuses_days_that_do_not_exist_and_days_to_come) {
  EXPECT_EQ(CitizenId::complete("32060020010229001", today).error().code(), "citizen-id.date");
  EXPECT_EQ(CitizenId::complete("32060020221301001", today).error().code(), "citizen-id.date");
  EXPECT_EQ(CitizenId::complete("32060020220510001", today).error().code(), "citizen-id.future");
  EXPECT_TRUE(CitizenId::complete("32060020220509001", today));
}

TEST(CitizenId, one_changed_digit_and_exchanged_neighbours_are_always_found) {
  rc::check([] {
    const auto sequence = *rc::gen::inRange(100, 1000);
    const auto day = *rc::gen::inRange<std::int64_t>(-10'000, 19'000);
    std::string date = Date{day}.to_string();
    std::erase(date, '-');
    const auto id = CitizenId::complete("320600" + date + std::to_string(sequence), today);
    RC_ASSERT(id.has_value());
    std::string changed = id->text();
    const auto at = *rc::gen::inRange<std::size_t>(0, 17);
    if (*rc::gen::arbitrary<bool>()) {
      const char digit = *rc::gen::inRange<char>('0', '9' + 1);
      RC_PRE(digit != changed[at]);
      changed[at] = digit;
    } else {
      RC_PRE(changed[at] != changed[at + 1]);
      std::swap(changed[at], changed[at + 1]);
    }
    RC_ASSERT(!CitizenId::parse(changed, today).has_value());
  });
}

TEST(MobileNumber, drops_what_people_write_around_it) {
  for (const char* text : {"13812345678", "+86 138-1234-5678", "0086 13812345678", "138 1234 5678",
                           "13812345678", "8613812345678"}) {
    const auto number = MobileNumber::parse(text);
    ASSERT_TRUE(number) << text;
    EXPECT_EQ(number->text(), "13812345678");
    EXPECT_EQ(number->masked(), "138****5678");
  }
}

TEST(MobileNumber, says_what_is_wrong) {
  EXPECT_EQ(MobileNumber::parse("1381234567").error().message, (Message{"mobile-number.length", {"10"}}));
  EXPECT_EQ(MobileNumber::parse("12812345678").error().code(), "mobile-number.prefix");
  EXPECT_EQ(MobileNumber::parse("13812345a78").error().message, (Message{"mobile-number.character", {"9"}}));
}

TEST(MaskMiddle, hides_at_least_half) {
  EXPECT_EQ(mask_middle("0513-85512345", 4, 2), "0513*******45");
  EXPECT_EQ(mask_middle("12345", 2, 2), "*****");
  EXPECT_EQ(mask_middle("张三丰", 1, 0), "张**");
  EXPECT_EQ(mask_middle("", 1, 1), "");
}

}  // namespace
}  // namespace shuxin::base
