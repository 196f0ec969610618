#include "core/base/identifiers/credit_code.h"

#include <gtest/gtest.h>
#include <rapidcheck.h>

#include "core/base/identifiers/check_characters.h"

namespace shuxin::base {
namespace {

TEST(CreditCode, accepts_the_worked_examples_of_the_standard_and_of_public_bodies) {
  for (const char* code : {"91350100M000100Y43", "91320600MA2XTQ7C2A", "913206125781123402",
                           "12320600MB1G0K9N7H", "913206005780002770", "9132060057810018X2",
                           "91320600578200180T", "11320000MB151840XJ", "11370881004339597L"}) {
    const auto read = CreditCode::parse(code);
    ASSERT_TRUE(read) << code;
    EXPECT_EQ(read->text(), code);
    EXPECT_EQ(CreditCode::complete(std::string_view(code).substr(0, 16)), read) << code;
  }
}

TEST(CreditCode, tells_its_parts) {
  const auto code = CreditCode::parse("91320600MA2XTQ7C2A");
  ASSERT_TRUE(code);
  EXPECT_EQ(code->department(), '9');
  EXPECT_EQ(code->category(), '1');
  EXPECT_EQ(code->area(), "320600");
  EXPECT_EQ(code->organisation().printed(), "MA2XTQ7C-2");
}

TEST(CreditCode, folds_space_width_and_case_and_nothing_else) {
  EXPECT_EQ(CreditCode::parse(" \t 91320600ma2xtq7c2a\r\n")->text(), "91320600MA2XTQ7C2A");
  EXPECT_EQ(CreditCode::parse("\u3000\uFF19\uFF11320600\uFF2DA2XTQ7c2\uFF41\u3000")->text(),
            "91320600MA2XTQ7C2A");
  const auto with_letter = CreditCode::parse("9132O600MA2XTQ7C2A");
  ASSERT_FALSE(with_letter);
  EXPECT_EQ(with_letter.error().message, (Message{"credit-code.character", {"5", "O"}}));
}

TEST(CreditCode, says_which_position_or_check_is_wrong) {
  const auto error = [](std::string_view text) { return CreditCode::parse(text).error().message; };
  EXPECT_EQ(error(""), (Message{"credit-code.length", {"18", "0"}}));
  EXPECT_EQ(error("91320600MA2XTQ7C2"), (Message{"credit-code.length", {"18", "17"}}));
  EXPECT_EQ(error("91320600MA2XTQ7C2AA"), (Message{"credit-code.length", {"18", "19"}}));
  EXPECT_EQ(error("01320600MA2XTQ7C2A"), (Message{"credit-code.character", {"1", "0"}}));
  EXPECT_EQ(error("9132060AMA2XTQ7C2A"), (Message{"credit-code.area", {"8", "A"}}));
  EXPECT_EQ(error("91320600MA2XTQ7C南A"), (Message{"credit-code.character", {"17", "南"}}));
  EXPECT_EQ(error("91320600 A2XTQ7C2A"), (Message{"credit-code.character", {"9", "U+0020"}}));
  EXPECT_EQ(error("91320600MA2XTQ7D2A"), (Message{"credit-code.organisation-check", {}}));
  EXPECT_EQ(error("91320600MA2XTQ7C2B"), (Message{"credit-code.check", {}}));
  EXPECT_EQ(error("91320601MA2XTQ7C2A"), (Message{"credit-code.check", {}}));
  EXPECT_EQ(error("\xff\xfe"), (Message{"credit-code.length", {"18", "2"}}));
}

TEST(CreditCode, one_changed_character_is_always_found) {
  rc::check([] {
    std::string first = "91320600";
    for (int i = 0; i < 8; ++i) first += *rc::gen::elementOf(std::string(credit_code_symbols));
    const auto code = CreditCode::complete(first);
    RC_ASSERT(code.has_value());
    std::string changed = code->text();
    const auto at = *rc::gen::inRange<std::size_t>(0, 18);
    const char other = *rc::gen::elementOf(std::string(credit_code_symbols));
    RC_PRE(changed[at] != other);
    changed[at] = other;
    RC_ASSERT(!CreditCode::parse(changed).has_value());
  });
}

TEST(CreditCode, two_neighbours_exchanged_are_always_found) {
  rc::check([] {
    std::string first = "91320600";
    for (int i = 0; i < 8; ++i) first += *rc::gen::elementOf(std::string(credit_code_symbols));
    std::string changed = CreditCode::complete(first)->text();
    const auto at = *rc::gen::inRange<std::size_t>(0, 17);
    RC_PRE(changed[at] != changed[at + 1]);
    std::swap(changed[at], changed[at + 1]);
    RC_ASSERT(!CreditCode::parse(changed).has_value());
  });
}

TEST(OrganisationCode, accepts_the_worked_examples_with_and_without_hyphen) {
  for (const char* code : {"MA2XTQ7C-2", "57811234-0", "MB1G0K9N-7", "57810018-X"}) {
    const auto read = OrganisationCode::parse(code);
    ASSERT_TRUE(read) << code;
    EXPECT_EQ(read->printed(), code);
    EXPECT_EQ(OrganisationCode::parse(read->text()), read);
  }
}

TEST(OrganisationCode, says_what_is_wrong) {
  const auto error = [](std::string_view text) { return OrganisationCode::parse(text).error().message; };
  EXPECT_EQ(error("57811234"), (Message{"organisation-code.length", {"8"}}));
  EXPECT_EQ(error("57811234-1"), (Message{"organisation-code.check", {}}));
  EXPECT_EQ(error("5781_234-0"), (Message{"organisation-code.character", {"5", "_"}}));
  EXPECT_EQ(error("57811234-A"), (Message{"organisation-code.character", {"9", "A"}}));
  EXPECT_EQ(error("57811234-南"), (Message{"organisation-code.character", {"9", "南"}}));
}

// MOD 11 over values up to 35 cannot tell values apart that differ by 11 or 22, and promises no more.
TEST(OrganisationCode, a_changed_character_is_found_unless_it_differs_by_a_multiple_of_eleven) {
  const std::string symbols = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ";
  const std::string sound = "MA2XTQ7C2";
  for (std::size_t at = 0; at < 8; ++at) {
    for (std::size_t value = 0; value < symbols.size(); ++value) {
      std::string changed = sound;
      changed[at] = symbols[value];
      const auto difference = static_cast<int>(value) - static_cast<int>(symbols.find(sound[at]));
      EXPECT_EQ(OrganisationCode::parse(changed).has_value(), difference % 11 == 0) << changed;
    }
  }
}

TEST(CreditCode, its_faults_are_worded_in_both_languages) {
  const auto error = CreditCode::parse("9132O600MA2XTQ7C2A").error();
  EXPECT_NE(word(error.message, Language::Chinese).find("第 5 位不能是“O”"), std::string::npos);
  EXPECT_NE(word(error.message, Language::English).find("position 5 of the credit code cannot be \"O\""),
            std::string::npos);
}

}  // namespace
}  // namespace shuxin::base
