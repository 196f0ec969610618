// What comes in wrong gets a clear problem in both languages, nothing is lost by it, and the program goes on.
#include <array>
#include <fmt/format.h>
#include <functional>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "core/base/json.h"
#include "tests/http/demonstration.h"

namespace shuxin::http {
namespace {

using base::Json;
using testing::HasSubstr;
using testing::Not;

class BadInputTest : public Demonstration {
 protected:
  /// The answer's code, after checking that it is a problem worded in both languages, each in its own.
  static std::string refused(const std::function<Answer()>& ask, Desk& desk, int status) {
    std::array<std::string, 2> titles;
    std::string code;
    for (const bool zh : {true, false}) {
      desk.language = zh ? "zh-CN" : "en";
      const Answer answer = ask();
      EXPECT_EQ(answer.status, status) << answer.body;
      EXPECT_THAT(desk.last(), HasSubstr("application/problem+json"));
      titles[zh ? 0 : 1] = answer.text("title") + answer.text("detail");
      code = answer.text("code");
    }
    desk.language.clear();
    EXPECT_NE(titles[0], titles[1]) << code;
    EXPECT_THAT(titles[1], testing::MatchesRegex("[\x01-\x7f‘’“”–…]+")) << code;
    return code;
  }
  static std::string begin(Desk& desk) {
    return desk.call("POST", "/api/v1/drafts", R"({"kind":"package","target":"business-opening"})")
        .text("id");
  }
};

constexpr const char* paper = "%PDF-1.4\n1 0 obj<<>>endobj\ntrailer<<>>\n%%EOF\n";

TEST_F(BadInputTest, what_is_no_json_or_no_such_member_or_of_another_type_is_named_by_its_place) {
  Desk founder(port_, "founder");
  const auto draft = [&](const std::string& body) {
    return [&, body] { return founder.call("POST", "/api/v1/drafts", body); };
  };
  EXPECT_EQ(refused(draft(R"({"kind":"package",)"), founder, 400), "json.syntax");
  EXPECT_THAT(founder.last(), HasSubstr("byte"));
  EXPECT_EQ(refused(draft("\xff\xfe{"), founder, 400), "json.syntax");
  EXPECT_EQ(refused(draft(std::string(400, '[')), founder, 400), "json.depth");
  refused(draft(R"({"kind":"package","target":"business-opening","colour":"red"})"), founder, 422);
  EXPECT_THAT(founder.last(), HasSubstr("/colour"));
  refused(draft(R"({"kind":"package","target":7})"), founder, 422);
  EXPECT_THAT(founder.last(), HasSubstr("/target"));
  refused(draft(R"({"kind":"package"})"), founder, 422);
  EXPECT_THAT(founder.last(), HasSubstr("/target"));
}

TEST_F(BadInputTest, what_is_too_large_is_refused_before_it_is_read) {
  Desk founder(port_, "founder");
  refused([&] { return founder.call("POST", "/api/v1/drafts", std::string(300'000, ' ')); }, founder, 413);
  const std::string id = begin(founder);
  RawClient client(port_);
  const std::string answer = client.exchange(
      fmt::format("POST /api/v1/drafts/{}/files?name=a.pdf HTTP/1.1\r\nHost: localhost\r\nCookie: {}\r\n"
                  "Content-Type: application/octet-stream\r\nContent-Length: 5000000000\r\n\r\n",
                  id, founder.cookie()));
  EXPECT_EQ(status_of(answer), 413);
}

TEST_F(BadInputTest, a_stale_version_and_a_key_with_another_body_change_nothing) {
  Desk founder(port_, "founder");
  const std::string id = begin(founder);
  const std::string path = "/api/v1/drafts/" + id;
  const std::string mine = R"({"chosen":[],"form":{"company_name":"南通甲有限公司（虚构）"},"materials":{}})";
  ASSERT_EQ(founder.call("PUT", path, mine, 1).status, 200);
  refused(
      [&] {
        return founder.call("PUT", path, R"({"chosen":[],"form":{"company_name":"乙"},"materials":{}})", 1);
      },
      founder, 412);
  EXPECT_THAT(founder.call("GET", path).body, HasSubstr("南通甲有限公司"));

  Desk firm(port_, "jianghai");
  // A case that its applicant may still withdraw.
  std::string number;
  std::int64_t version = 0;
  const Json cases = firm.call("GET", "/api/v1/my/cases").json();
  for (const Json& one : *cases.find("cases")->if_array()) {
    const Json shown = firm.call("GET", "/api/v1/cases/" + std::string(*one.find_string("number"))).json();
    for (const Json& action : *shown.find("available_actions")->if_array())
      if (action.find_string("id") == "withdraw" && action.find_bool("allowed") == true) {
        number = *one.find_string("number");
        version = *shown.find_integer("version");
      }
  }
  ASSERT_NE(number, "");
  const std::string command = "/api/v1/cases/" + number + "/commands/withdraw";
  EXPECT_EQ(refused([&] { return firm.call("POST", command, "{}", 99); }, firm, 412), "case.stale");
  const auto withdraw = [&](const char* body) {
    return firm.call_with_key("POST", command, body, "one-key", version);
  };
  const Answer first = withdraw(R"({"input":{}})");
  ASSERT_EQ(first.status, 200) << first.body;
  EXPECT_EQ(withdraw(R"({"input":{}})").body, first.body) << "what is repeated gets the first answer";
  EXPECT_EQ(refused([&] { return withdraw(R"({"input":{"reason":"另有原因"}})"); }, firm, 409),
            "store.idempotency-conflict");
}

TEST_F(BadInputTest, paths_and_scripts_in_names_stay_names) {
  Desk founder(port_, "founder");
  const std::string id = begin(founder);
  const std::string files = "/api/v1/drafts/" + id + "/files?name=";
  for (const char* name : {"..%2F..%2Fetc%2Fpasswd", "a%2Fb.pdf", "..", "C%3A%5Cwindows%5Ca.pdf", "a%00.pdf",
                           "a%0d%0aSet-Cookie%3A%20x%3D1"})
    EXPECT_THAT(refused([&] { return founder.upload(files + name, paper); }, founder,
                        std::string_view(name).contains("%0") ? 400 : 422),
                testing::AnyOf("files.name", "http.bad-target"));
  const std::string script = "%3Cscript%3Ealert(1)%3C%2Fscript%3E.pdf";
  refused([&] { return founder.upload(files + script, paper); }, founder, 422);
  // Without a slash it is a name like any other, and comes back as one, never as a page.
  const Answer kept = founder.upload(files + "%3Cimg%20src%3Dx%20onerror%3Dalert(1)%3E.pdf", paper);
  ASSERT_EQ(kept.status, 201) << kept.body;
  const Answer back = founder.call("GET", "/api/v1/drafts/" + id + "/files/" + kept.text("file"));
  EXPECT_EQ(back.status, 200);
  EXPECT_EQ(back.body, paper);
  EXPECT_THAT(founder.last(), HasSubstr("nosniff"));
  EXPECT_THAT(founder.last(), Not(HasSubstr("<img")));
  EXPECT_THAT(founder.last(), HasSubstr("Content-Type: application/pdf"));
}

TEST_F(BadInputTest, what_pretends_to_be_another_type_is_refused) {
  Desk founder(port_, "founder");
  const std::string files = "/api/v1/drafts/" + begin(founder) + "/files?name=a.pdf";
  for (const std::string& bytes : {std::string("\x7f"
                                               "ELF\x02\x01\x01\0\0\0\0\0\0\0\0\0\x03\0\x3e\0\x01\0\0\0",
                                               24),
                                   std::string("<html><script>alert(1)</script></html>")})
    EXPECT_EQ(refused([&] { return founder.upload(files, bytes); }, founder, 415), "files.type");
}

TEST_F(BadInputTest, forged_sessions_and_other_peoples_cases_are_not_there) {
  Desk forged(port_);
  forged.set_cookie("shuxin_session=AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA");
  refused([&] { return forged.call("GET", "/api/v1/my/cases"); }, forged, 401);
  Desk firm(port_, "jianghai");
  const Json mine = firm.call("GET", "/api/v1/my/cases").json();
  const std::string number(mine.find("cases")->if_array()->front().find_string("number").value_or(""));
  ASSERT_NE(number, "");
  Desk stranger(port_, "tonghu");
  refused([&] { return stranger.call("GET", "/api/v1/cases/" + number); }, stranger, 404);
  refused([&] { return stranger.call("POST", "/api/v1/cases/" + number + "/commands/withdraw", "{}"); },
          stranger, 404);
}

TEST_F(BadInputTest, rare_characters_are_kept_to_the_last) {
  Desk founder(port_, "founder");
  const std::string path = "/api/v1/drafts/" + begin(founder);
  const std::string name = "南通㛃䶮𬭎𠮷有限公司";
  ASSERT_EQ(
      founder
          .call("PUT", path,
                fmt::format(R"({{"chosen":[],"form":{{"company_name":"{}"}},"materials":{{}}}})", name), 1)
          .status,
      200);
  EXPECT_THAT(founder.call("GET", path).body, HasSubstr(name));
}

}  // namespace
}  // namespace shuxin::http
