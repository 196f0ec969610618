// Erasing one's account, through the program itself: what stands against it is named, what law keeps is kept,
// all else can be read by nobody any more, and the audit of the store finds nothing to complain of.
#include <filesystem>
#include <fmt/format.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "core/base/json.h"
#include "shell/http/raw_client.h"
#include "tests/http/demonstration.h"

namespace shuxin::http {
namespace {

using base::Json;
using testing::HasSubstr;
using testing::Not;

constexpr const char* own_password = "Riverside-42!";

Answer erase(Desk& person, std::string_view password) {
  return person.call("DELETE", "/api/v1/account", fmt::format(R"({{"password":"{}"}})", password));
}

class ErasureTest : public Demonstration {
 protected:
  Desk new_person(const std::string& login) {
    Desk person(port_);
    const Answer opened = person.call(
        "POST", "/api/v1/accounts",
        fmt::format(R"({{"kind":"person","login":"{}","name":"钱示例壬（虚构）","password":"{}"}})", login,
                    own_password));
    EXPECT_EQ(opened.status, 201) << opened.body;
    EXPECT_EQ(person.sign_in(login, own_password), 200);
    return person;
  }
  // Applies for the registration of a firm, with nothing handed in.
  static std::string apply(Desk& person) {
    const std::string draft =
        person.call("POST", "/api/v1/drafts", R"({"kind":"matter","target":"company-registration"})")
            .text("id");
    const std::string founder = R"("name":"王示例","citizen_id":"320600199001011018")";
    const std::string form = fmt::format(
        R"({{"company_name":"苏锡通试验壬壬智能装备有限公司（虚构）","name_stem":"试验壬壬智能装备",
        "kind":"limited","main_trade":"7242","trades":["7242"],"scope":"市场调查","registered_capital":100,
        "founders":[{{"kind":"person",{0},"share":100}}],
        "legal_representative":{{{0},"mobile":"13800000000","position":"director"}},
        "finance_contact":{{{0},"mobile":"13800000001"}},
        "contact":{{"name":"林示例","mobile":"13800000002"}},
        "domicile":{{"site_no":"S0002","address":"苏锡通园区演示街16号（虚构）","title_relation":"leased",
        "use":"office"}},"staff_count":5}})",
        founder);
    const Answer saved = person.call("PUT", "/api/v1/drafts/" + draft,
                                     fmt::format(R"({{"form":{},"chosen":[],"materials":{{}}}})", form));
    EXPECT_EQ(saved.status, 200) << saved.body;
    const Answer submitted = person.call("POST", "/api/v1/drafts/" + draft + "/submit", "{}");
    EXPECT_EQ(submitted.status, 201) << submitted.body;
    return submitted.text("number");
  }
  // What `shuxin audit` ends with, once the service has stopped.
  int audit() {
    program_->signal(SIGTERM);
    EXPECT_EQ(program_->wait(), 0) << program_->said();
    program_.emplace(std::vector<std::string>{"audit", "--catalog", SHUXIN_SOURCE_DIR "/catalog/suxitong",
                                              (folder_ / "store").string()});
    return program_->wait();
  }
};

TEST_F(ErasureTest, takes_what_is_held_and_leaves_the_audit_clean) {
  Desk person = new_person("qianren");
  ASSERT_EQ(
      person.call("POST", "/api/v1/drafts", R"({"kind":"matter","target":"company-registration"})").status,
      201);
  const Answer copy = person.call("GET", "/api/v1/account/data");
  EXPECT_THAT(copy.body, HasSubstr("钱示例壬"));
  EXPECT_EQ(copy.json().find("drafts")->if_array()->size(), 1U);
  EXPECT_EQ(person.call("GET", "/api/v1/account/erasure").json().find_bool("possible"), true);

  const Answer wrong = erase(person, "Something-Else-1");
  EXPECT_EQ(wrong.status, 403) << wrong.body;
  EXPECT_EQ(wrong.text("code"), "accounts.wrong-password");
  EXPECT_EQ(person.call("GET", "/api/v1/session").status, 200);

  const Answer erased = erase(person, own_password);
  ASSERT_EQ(erased.status, 204) << erased.body;
  EXPECT_EQ(person.call("GET", "/api/v1/session").status, 401);
  EXPECT_EQ(person.sign_in("qianren", own_password), 401);
  // The login is free again, as nobody knows any more whose it was.
  Desk other = new_person("qianren");
  EXPECT_THAT(other.call("GET", "/api/v1/account/data").body, Not(HasSubstr("company-registration")));
  EXPECT_EQ(audit(), 0) << program_->said();
}

TEST_F(ErasureTest, waits_for_what_is_open_and_keeps_the_files_that_law_keeps) {
  Desk person = new_person("qiangui");
  const std::string number = apply(person);
  ASSERT_NE(number, "");
  const Json before = person.call("GET", "/api/v1/account/erasure").json();
  EXPECT_EQ(before.find_bool("possible"), false);
  EXPECT_THAT(before.to_string(), HasSubstr(number));
  const Answer refused = erase(person, own_password);
  EXPECT_EQ(refused.status, 409);
  EXPECT_EQ(refused.text("code"), "accounts.erase-held");
  EXPECT_THAT(refused.body, HasSubstr(number));

  const Answer withdrawn =
      person.call("POST", "/api/v1/cases/" + number + "/commands/withdraw", R"({"input":{}})");
  ASSERT_EQ(withdrawn.status, 200) << withdrawn.body;
  const Json after = person.call("GET", "/api/v1/account/erasure").json();
  EXPECT_EQ(after.find_bool("possible"), true) << after.to_string();
  ASSERT_EQ(after.find("kept")->if_array()->size(), 1U);
  EXPECT_EQ(after.find("kept")->if_array()->front().find_string("number"), number);
  ASSERT_EQ(erase(person, own_password).status, 204);
  EXPECT_EQ(person.sign_in("qiangui", own_password), 401);
  // The body still has its file.
  Desk officer(port_);
  ASSERT_EQ(officer.sign_in("decider", "Demo-Suxitong-1"), 200);
  EXPECT_THAT(officer.call("GET", "/api/v1/cases/" + number).body, HasSubstr("13800000002"));
  EXPECT_EQ(audit(), 0) << program_->said();
}

TEST_F(ErasureTest, is_done_from_the_command_line_for_who_asks_on_paper) {
  Desk person = new_person("qianxin");
  Desk waiting = new_person("qianren2");
  const std::string number = apply(waiting);
  ASSERT_NE(number, "");
  program_->signal(SIGTERM);
  EXPECT_EQ(program_->wait(), 0) << program_->said();
  const auto command = [&](std::vector<std::string> words) {
    words.insert(words.begin(), "account");
    words.insert(words.end(), {"--catalog", SHUXIN_SOURCE_DIR "/catalog/suxitong", "--store",
                               "sqlite:" + (folder_ / "store").string()});
    program_.emplace(words);
    return program_->wait();
  };
  EXPECT_EQ(command({"erase", "nobody", "--yes"}), 2);
  EXPECT_EQ(command({"erase", "qianren2", "--yes"}), 1) << "a case of theirs is open";
  EXPECT_EQ(command({"copy", "qianren2"}), 0);
  EXPECT_EQ(command({"erase", "qianxin"}), 0) << "it only says whether it can be";
  EXPECT_EQ(command({"copy", "qianxin"}), 0);
  EXPECT_EQ(command({"erase", "qianxin", "--yes"}), 0);
  EXPECT_EQ(command({"copy", "qianxin"}), 2) << "nobody has that login any more";
  program_.emplace(std::vector<std::string>{"audit", "--catalog", SHUXIN_SOURCE_DIR "/catalog/suxitong",
                                            (folder_ / "store").string()});
  EXPECT_EQ(program_->wait(), 0) << program_->said();
}

TEST_F(ErasureTest, is_not_for_firms_and_officers) {
  for (const auto& [login, code] :
       {std::pair{"tonghu", "accounts.erase-enterprise"}, std::pair{"reviewer", "accounts.erase-officer"}}) {
    Desk caller(port_);
    ASSERT_EQ(caller.sign_in(login, "Demo-Suxitong-1"), 200);
    const Answer refused = erase(caller, "Demo-Suxitong-1");
    EXPECT_EQ(refused.status, 409) << login;
    EXPECT_EQ(refused.text("code"), code);
    EXPECT_EQ(caller.call("GET", "/api/v1/session").status, 200);
  }
}

}  // namespace
}  // namespace shuxin::http
