// Erasing one's account, through the program itself: what stands against it is named, what law keeps is kept,
// all else can be read by nobody any more, and the audit of the store finds nothing to complain of.
#include <filesystem>
#include <fmt/format.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "core/base/json.h"
#include "shell/http/raw_client.h"
#include "tests/http/program.h"

namespace shuxin::http {
namespace {

using base::Json;
using testing::HasSubstr;
using testing::Not;

constexpr const char* own_password = "Riverside-42!";

struct Answer {
  int status = 0;
  std::string body;
  [[nodiscard]] Json json() const { return Json::parse(body).value_or(Json()); }
  [[nodiscard]] std::string text(std::string_view member) const {
    return std::string(json().find_string(member).value_or(""));
  }
};

class Caller {
 public:
  explicit Caller(std::uint16_t port) : port_(port) {}
  int sign_in(std::string_view login, std::string_view password) {
    const Answer answer =
        call("POST", "/api/v1/session", fmt::format(R"({{"login":"{}","password":"{}"}})", login, password));
    const std::size_t at = last_.find("shuxin_session=");
    if (answer.status == 200 && at != std::string::npos) cookie_ = last_.substr(at, last_.find(';', at) - at);
    return answer.status;
  }
  Answer call(std::string_view method, std::string_view target, const std::string& body = "",
              std::int64_t version = 1) {
    RawClient client(port_);
    std::string headers = cookie_.empty() ? "" : "Cookie: " + cookie_ + "\r\n";
    if (!body.empty()) headers += "Content-Type: application/json\r\n";
    if (method != "GET")
      headers += fmt::format("If-Match: \"v{}\"\r\nIdempotency-Key: erasure-{}\r\n", version, ++sent_);
    last_ = client.exchange(fmt::format("{} {} HTTP/1.1\r\nHost: localhost\r\n{}Content-Length: {}\r\n\r\n{}",
                                        method, target, headers, body.size(), body));
    const std::size_t head = last_.find("\r\n\r\n");
    return {status_of(last_), head == std::string::npos ? "" : last_.substr(head + 4)};
  }
  Answer erase(std::string_view password) {
    return call("DELETE", "/api/v1/account", fmt::format(R"({{"password":"{}"}})", password));
  }

 private:
  std::uint16_t port_;
  std::string cookie_;
  std::string last_;
  int sent_ = 0;
};

class ErasureTest : public testing::Test {
 protected:
  ErasureTest()
      : folder_(std::filesystem::temp_directory_path() / fmt::format("shuxin-erasure-{}", ::getpid())),
        store_("sqlite:" + (folder_ / "store").string()) {
    std::filesystem::create_directories(folder_);
    program_.emplace(std::vector<std::string>{"serve", "--demo", "--catalog",
                                              SHUXIN_SOURCE_DIR "/catalog/suxitong", "--store", store_,
                                              "--listen", "127.0.0.1:0"});
    port_ = program_->wait_until_ready();
  }
  ~ErasureTest() override {
    program_.reset();
    std::filesystem::remove_all(folder_);
  }

  Caller new_person(const std::string& login) {
    Caller person(port_);
    const Answer opened = person.call(
        "POST", "/api/v1/accounts",
        fmt::format(R"({{"kind":"person","login":"{}","name":"钱示例壬（虚构）","password":"{}"}})", login,
                    own_password));
    EXPECT_EQ(opened.status, 201) << opened.body;
    EXPECT_EQ(person.sign_in(login, own_password), 200);
    return person;
  }
  // Applies for the registration of a firm, with nothing handed in.
  static std::string apply(Caller& person) {
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

  std::filesystem::path folder_;
  std::string store_;
  std::optional<Program> program_;
  std::uint16_t port_ = 0;
};

TEST_F(ErasureTest, takes_what_is_held_and_leaves_the_audit_clean) {
  ASSERT_NE(port_, 0) << program_->said();
  Caller person = new_person("qianren");
  ASSERT_EQ(
      person.call("POST", "/api/v1/drafts", R"({"kind":"matter","target":"company-registration"})").status,
      201);
  const Answer copy = person.call("GET", "/api/v1/account/data");
  EXPECT_THAT(copy.body, HasSubstr("钱示例壬"));
  EXPECT_EQ(copy.json().find("drafts")->if_array()->size(), 1U);
  EXPECT_EQ(person.call("GET", "/api/v1/account/erasure").json().find_bool("possible"), true);

  const Answer wrong = person.erase("Something-Else-1");
  EXPECT_EQ(wrong.status, 403) << wrong.body;
  EXPECT_EQ(wrong.text("code"), "accounts.wrong-password");
  EXPECT_EQ(person.call("GET", "/api/v1/session").status, 200);

  const Answer erased = person.erase(own_password);
  ASSERT_EQ(erased.status, 204) << erased.body;
  EXPECT_EQ(person.call("GET", "/api/v1/session").status, 401);
  EXPECT_EQ(person.sign_in("qianren", own_password), 401);
  // The login is free again, as nobody knows any more whose it was.
  Caller other = new_person("qianren");
  EXPECT_THAT(other.call("GET", "/api/v1/account/data").body, Not(HasSubstr("company-registration")));
  EXPECT_EQ(audit(), 0) << program_->said();
}

TEST_F(ErasureTest, waits_for_what_is_open_and_keeps_the_files_that_law_keeps) {
  ASSERT_NE(port_, 0) << program_->said();
  Caller person = new_person("qiangui");
  const std::string number = apply(person);
  ASSERT_NE(number, "");
  const Json before = person.call("GET", "/api/v1/account/erasure").json();
  EXPECT_EQ(before.find_bool("possible"), false);
  EXPECT_THAT(before.to_string(), HasSubstr(number));
  const Answer refused = person.erase(own_password);
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
  ASSERT_EQ(person.erase(own_password).status, 204);
  EXPECT_EQ(person.sign_in("qiangui", own_password), 401);
  // The body still has its file.
  Caller officer(port_);
  ASSERT_EQ(officer.sign_in("decider", "Demo-Suxitong-1"), 200);
  EXPECT_THAT(officer.call("GET", "/api/v1/cases/" + number).body, HasSubstr("13800000002"));
  EXPECT_EQ(audit(), 0) << program_->said();
}

TEST_F(ErasureTest, is_not_for_firms_and_officers) {
  ASSERT_NE(port_, 0) << program_->said();
  for (const auto& [login, code] :
       {std::pair{"tonghu", "accounts.erase-enterprise"}, std::pair{"reviewer", "accounts.erase-officer"}}) {
    Caller caller(port_);
    ASSERT_EQ(caller.sign_in(login, "Demo-Suxitong-1"), 200);
    const Answer refused = caller.erase("Demo-Suxitong-1");
    EXPECT_EQ(refused.status, 409) << login;
    EXPECT_EQ(refused.text("code"), code);
    EXPECT_EQ(caller.call("GET", "/api/v1/session").status, 200);
  }
}

}  // namespace
}  // namespace shuxin::http
