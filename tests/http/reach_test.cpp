// Reach: whatever route the contract names, a firm that is signed in gets nothing of another's by it. A route
// added later is tried by itself; one with a parameter that is not known here fails until it is said what
// stands for it.
#include <algorithm>
#include <filesystem>
#include <fmt/format.h>
#include <fstream>
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <map>
#include <set>

#include "core/base/json.h"
#include "tests/http/demonstration.h"

namespace shuxin::http {
namespace {

using base::Json;
using testing::HasSubstr;
using testing::Not;

std::string text_at(const Json& value, std::initializer_list<std::string_view> path) {
  const Json* at = &value;
  for (const std::string_view step : path) {
    if (at == nullptr) return "";
    if (step == "0") {
      const auto* items = at->if_array();
      at = items != nullptr && !items->empty() ? &items->front() : nullptr;
    } else {
      at = at->find(step);
    }
  }
  const std::string* text = at != nullptr ? at->if_string() : nullptr;
  return text != nullptr ? *text : "";
}

class ReachTest : public Demonstration {
 protected:
  static std::string read(const std::string& path) {
    std::ifstream file(path);
    return {std::istreambuf_iterator<char>(file), {}};
  }

  // What is the owners': the parameters of routes by the beginning of their path.
  std::map<std::string, std::map<std::string, std::string>> belongings(Desk& firm, Desk& founder) {
    std::map<std::string, std::map<std::string, std::string>> found;
    const std::string number = text_at(firm.call("GET", "/api/v1/my/cases").json(), {"cases", "0", "number"});
    const Json shown = firm.call("GET", "/api/v1/cases/" + number).json();
    found["/api/v1/cases/"] = {{"no", number},
                               {"file", text_at(shown, {"materials", "0", "files", "0", "file"})},
                               {"code", text_at(shown, {"documents", "0", "code"})},
                               {"action", "withdraw"}};
    found["/api/v1/documents/"] = {{"code", found["/api/v1/cases/"]["code"]}};
    found["/api/v1/keys/"] = {{"purpose", "ledger"}};
    found["/api/v1/counter/cases/"] = {{"no", number}, {"action", "resubmit"}};
    found["/api/v1/drafts/"] = {
        {"id",
         text_at(firm.call("POST", "/api/v1/drafts", R"({"kind":"matter","target":"construction-permit"})")
                     .json(),
                 {"id"})},
        {"file", "0123456789abcdef0123456789abcdef"}};
    found["/api/v1/sessions/"] = {
        {"id", text_at(firm.call("GET", "/api/v1/sessions").json(), {"items", "0", "id"})}};
    found["/api/v1/packages/"] = {
        {"no", text_at(founder.call("GET", "/api/v1/my/cases").json(), {"packages", "0", "number"})}};
    found["/api/v1/indicators/"] = {{"id", "leading-output"}};
    found["/api/v1/mandates/"] = {
        {"id", text_at(founder.call("POST", "/api/v1/mandates", R"({"agent":"agent"})").json(), {"id"})}};
    return found;
  }

  Json contract_ = Json::parse(read(SHUXIN_SOURCE_DIR "/src/shell/http/openapi.json")).value();
};

// What everybody who is signed in may read, whoever they are.
const std::set<std::string> for_all = {"/api/v1/registers/{kind}"};
// What belongs to no applicant at all: figures are made of all firms' entries.
const std::set<std::string> for_officers = {"/api/v1/indicators/{id}", "/api/v1/indicators/{id}/records",
                                            "/api/v1/indicators/{id}/file", "/api/v1/counter/cases/{no}"};

// Bodies that pass at the door, where an empty one would be turned back before anybody asks whose it is.
const std::map<std::string, std::string> bodies = {
    {"/api/v1/packages/{no}/turn", R"({"target":"five-certificates"})"},
    {"/api/v1/drafts/{id}", R"({"form":{},"chosen":[],"materials":{}})"}};

TEST_F(ReachTest, nothing_of_another_comes_by_any_route_of_the_contract) {
  Desk firm(port_, "jianghai");
  Desk founder(port_, "founder");
  Desk stranger(port_, "tonghu");
  const auto owned = belongings(firm, founder);
  for (const auto& [beginning, parameters] : owned)
    for (const auto& [name, value] : parameters) ASSERT_NE(value, "") << beginning << "{" << name << "}";
  const std::string secret = owned.at("/api/v1/cases/").at("no");

  for (const auto& [path, methods] : *contract_.find("paths")->if_object()) {
    for (const auto& [method, operation] : *methods.if_object()) {
      const Json* security = operation.find("security");
      if (method == "parameters" || (security != nullptr && security->if_array()->empty())) continue;
      if (for_all.contains(path) || path == "/api/v1/events") continue;
      SCOPED_TRACE(method + " " + path);
      std::string verb = method;
      std::ranges::transform(verb, verb.begin(), [](char c) { return static_cast<char>(c - 32); });
      std::string target = path;
      for (const auto& [beginning, parameters] : owned)
        if (path.starts_with(beginning))
          for (const auto& [name, value] : parameters)
            if (const std::size_t at = target.find("{" + name + "}"); at != std::string::npos)
              target.replace(at, name.size() + 2, value);
      // Workings of officers: the door is shut before anybody asks which.
      if (path.starts_with("/api/v1/evaluation")) {
        std::ranges::replace_if(target, [](char c) { return c == '{' || c == '}'; }, 'x');
        EXPECT_EQ(stranger.call(verb, target, verb == "GET" ? "" : "{}").status, 403);
        continue;
      }
      ASSERT_EQ(target.find('{'), std::string::npos) << "say in belongings() what stands for its parameter";
      if (target == path) {
        if (verb == "GET") EXPECT_THAT(stranger.call(verb, target).body, Not(HasSubstr(secret)));
        continue;
      }
      const auto body = bodies.find(path);
      const bool bare = verb == "GET" || verb == "DELETE";
      const Answer denied = stranger.call(verb, target,
                                          bare                   ? ""
                                          : body != bodies.end() ? body->second
                                                                 : "{}");
      EXPECT_THAT(denied.status, testing::AnyOf(403, 404)) << denied.body;
      EXPECT_THAT(denied.body, Not(HasSubstr("江海")));
      // The owner is answered, so it was the reach that spoke and not a wrong number.
      if (verb != "GET" || path.find("{file}") != std::string::npos || for_officers.contains(path)) continue;
      Desk& owner = path.starts_with("/api/v1/packages/") ? founder : firm;
      EXPECT_EQ(owner.call(verb, target).status, 200);
    }
  }
}

TEST_F(ReachTest, registers_are_for_officers_but_for_the_sites_that_one_may_choose) {
  Desk firm(port_, "jianghai");
  Desk officer(port_, "reviewer");
  EXPECT_EQ(firm.call("GET", "/api/v1/registers").status, 403);
  EXPECT_EQ(firm.call("GET", "/api/v1/registers/site").status, 200);
  for (const char* kind : {"enterprise", "person", "parcel", "banned_applicant", "certificate"}) {
    EXPECT_EQ(firm.call("GET", fmt::format("/api/v1/registers/{}", kind)).status, 404) << kind;
    EXPECT_EQ(officer.call("GET", fmt::format("/api/v1/registers/{}", kind)).status, 200) << kind;
  }
}

TEST_F(ReachTest,
       a_register_is_searched_by_the_whole_of_a_personal_value_and_tells_neither_it_nor_its_index) {
  Desk officer(port_, "reviewer");
  const std::string whole = officer.call("GET", "/api/v1/registers/person?q=320601199001150006").body;
  EXPECT_THAT(whole, HasSubstr("N0001"));
  EXPECT_THAT(whole, Not(HasSubstr("N0002")));
  EXPECT_THAT(whole, Not(HasSubstr("320601199001150006")));
  EXPECT_THAT(whole, Not(HasSubstr("blind:")));
  EXPECT_THAT(officer.call("GET", "/api/v1/registers/person?q=32060119900115").body, Not(HasSubstr("N0001")));
}

TEST_F(ReachTest, officers_see_the_cases_of_their_bodies_only) {
  Desk firm(port_, "jianghai");
  const std::string number = text_at(firm.call("GET", "/api/v1/my/cases").json(), {"cases", "0", "number"});
  ASSERT_NE(number, "");
  EXPECT_EQ(Desk(port_, "reviewer").call("GET", "/api/v1/cases/" + number).status, 200);
  for (const char* other : {"fund", "bank", "seal"}) {
    Desk officer(port_, other);
    EXPECT_EQ(officer.call("GET", "/api/v1/cases/" + number).status, 404) << other;
    EXPECT_THAT(officer.call("GET", "/api/v1/desk/cases").body, Not(HasSubstr(number))) << other;
    EXPECT_THAT(officer.call("GET", "/api/v1/desk/tasks").body, Not(HasSubstr(number))) << other;
  }
}

}  // namespace
}  // namespace shuxin::http
