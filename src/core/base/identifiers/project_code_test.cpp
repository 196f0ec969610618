#include "core/base/identifiers/project_code.h"

#include <gtest/gtest.h>
#include <rapidcheck.h>

namespace shuxin::base {
namespace {

TEST(ProjectCode, published_and_worked_codes_pass_without_warning) {
  for (const char* code :
       {"2306-320557-89-01-388053", "2309-320554-89-01-247161", "2109-320552-89-01-218790",
        "2203-320692-89-01-100011", "2105-320600-89-01-200023", "2206-320691-89-02-300037"}) {
    const auto read = ProjectCode::parse(code);
    ASSERT_TRUE(read) << code;
    EXPECT_EQ(read->form(), ProjectCode::Form::Present);
    EXPECT_EQ(read->warning(), std::nullopt) << code;
  }
}

TEST(ProjectCode, tells_its_parts) {
  const auto code = ProjectCode::parse("2306-320557-89-01-388053");
  EXPECT_EQ(code->year(), 2023);
  EXPECT_EQ(code->month(), 6);
  EXPECT_EQ(code->region(), "320557");
  EXPECT_EQ(code->department(), "89");
  EXPECT_EQ(code->type(), "01");
}

TEST(ProjectCode, the_former_form_is_accepted_and_has_no_check) {
  const auto code = ProjectCode::parse("2019-320562-22-03-540419");
  ASSERT_TRUE(code);
  EXPECT_EQ(code->form(), ProjectCode::Form::Former);
  EXPECT_EQ(code->year(), 2019);
  EXPECT_EQ(code->month(), std::nullopt);
  EXPECT_EQ(code->warning(), std::nullopt);
}

TEST(ProjectCode, a_wrong_check_digit_is_only_a_warning) {
  const auto code = ProjectCode::parse("2306-320557-89-01-388054");
  ASSERT_TRUE(code);
  EXPECT_EQ(code->warning(), (Message{"project-code.check", {}}));
}

TEST(ProjectCode, is_read_without_hyphens_and_with_wide_ones) {
  EXPECT_EQ(ProjectCode::parse("23063205578901388053")->text(), "2306-320557-89-01-388053");
  EXPECT_EQ(ProjectCode::parse("\uFF12306\uFF0D320557\uFF0D89-01-388053 ")->text(),
            "2306-320557-89-01-388053");
  EXPECT_EQ(ProjectCode::parse("2306\u2014320557\u201389-01-388053")->text(), "2306-320557-89-01-388053");
}

TEST(ProjectCode, says_what_is_wrong) {
  const auto error = [](std::string_view text) { return ProjectCode::parse(text).error().message; };
  EXPECT_EQ(error("2306-320557-89-01-38805"), (Message{"project-code.length", {"20", "19"}}));
  EXPECT_EQ(error("2306-32055-789-01-388053"), (Message{"project-code.groups", {}}));
  EXPECT_EQ(error("2306-32O557-89-01-388053"), (Message{"project-code.character", {"8", "O"}}));
  EXPECT_EQ(error("2313-320557-89-01-388053"), (Message{"project-code.time", {"2313"}}));
  EXPECT_EQ(error("1906-320557-89-01-388053"), (Message{"project-code.time", {"1906"}}));
  EXPECT_EQ(error(""), (Message{"project-code.length", {"20", "0"}}));
}

TEST(ProjectCode, one_changed_digit_behind_the_month_is_always_warned_of) {
  rc::check([] {
    std::string first = "2306";
    for (int i = 0; i < 15; ++i) first += *rc::gen::inRange<char>('0', '9' + 1);
    std::string changed = ProjectCode::complete(first)->text();
    RC_ASSERT(!ProjectCode::parse(changed)->warning());
    const auto at = *rc::gen::inRange<std::size_t>(5, 24);
    const char digit = *rc::gen::inRange<char>('0', '9' + 1);
    RC_PRE(changed[at] != '-' && changed[at] != digit);
    changed[at] = digit;
    RC_ASSERT(ProjectCode::parse(changed)->warning().has_value());
  });
}

}  // namespace
}  // namespace shuxin::base
