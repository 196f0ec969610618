#include "shell/http/account_routes.h"

#include <filesystem>
#include <fmt/format.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <unistd.h>

#include "shell/http/raw_client.h"
#include "shell/http/server.h"
#include "shell/http/system_routes.h"

namespace shuxin::http {
namespace {

using base::Json;
using testing::HasSubstr;

constexpr const char* demo_csv =
    "login,kind,name,uscc,roles,acts_for,password\n"
    "gunian,person,顾念（虚构）,,,jianghai,Demo-Suxitong-1\n"
    "jianghai,enterprise,江海（虚构）,91320600MA0MLAL96Q,,,Demo-Suxitong-1\n"
    "office,officer,账号（虚构）,,account-office@zone,,Demo-Suxitong-1\n"
    "intake,officer,窗口（虚构）,,intake@approval-bureau,,Demo-Suxitong-1\n";

struct Answer {
  int status = 0;
  std::string head;
  Json body;
  [[nodiscard]] std::string code() const { return std::string(body.find_string("code").value_or("")); }
};

class AccountRoutesTest : public testing::Test {
 protected:
  AccountRoutesTest() {
    static int number = 0;
    folder_ =
        std::filesystem::temp_directory_path() / fmt::format("shuxin-routes-{}-{}", ::getpid(), number++);
    std::filesystem::create_directories(folder_);
    store::Options options;
    options.projections = app::Accounts::projections();
    options.projections.push_back(app::AccessLog::projection());
    options.tables = app::Accounts::tables();
    store_ =
        store::open("sqlite:" + (folder_ / "store").string(), (folder_ / "keys").string(), options).value();
    accounts_ = std::make_unique<app::Accounts>(
        *store_, app::Accounts::Options{.zone = "suxitong", .hash_bytes = 8192, .hash_passes = 1});
    access_log_ = std::make_unique<app::AccessLog>(*store_, "suxitong");
    const auto demo = app::read_demo_accounts(demo_csv, "accounts.csv");
    EXPECT_TRUE(demo.faults.empty());
    EXPECT_TRUE(app::open_demo_accounts(*accounts_, demo.accounts, now_));
    EXPECT_TRUE(app::open_demo_accounts(*accounts_, demo.accounts, now_))
        << "a second start opens none twice";

    Service service;
    service.router.add(system_routes([] { return true; }, metrics_));
    service.router.add(account_routes(*accounts_, *access_log_,
                                      {.has_secure_cookies = false, .demo_accounts = demo.accounts}));
    service.authenticate = [this](std::string_view token, base::Instant at) {
      return accounts_->find_session(token, at);
    };
    service.now = [this] { return base::Instant{clock_.load()}; };
    for (const Route* route : service.router.routes()) {
      routes_.push_back({route->method, route->pattern, route->access});
    }
    ServerOptions server;
    server.port = 0;
    server_.emplace(Server::listen(server, std::move(service), metrics_).value());
    server_->start();
  }
  ~AccountRoutesTest() override {
    server_.reset();
    accounts_.reset();
    store_.reset();
    std::filesystem::remove_all(folder_);
  }

  Answer ask(std::string_view method, std::string_view target, std::string_view body = "",
             std::string_view token = "", std::string_view more = "") {
    RawClient client(server_->port());
    const std::string cookie = token.empty() ? "" : fmt::format("Cookie: shuxin_session={}\r\n", token);
    const std::string type = body.empty() ? "" : "Content-Type: application/json\r\n";
    const std::string raw =
        client.exchange(fmt::format("{} {} HTTP/1.1\r\nHost: localhost\r\n{}{}{}Content-Length: {}\r\n\r\n{}",
                                    method, target, cookie, type, more, body.size(), body));
    Answer answer;
    answer.status = status_of(raw);
    const std::size_t end = raw.find("\r\n\r\n");
    answer.head = raw.substr(0, end);
    if (end != std::string::npos) answer.body = Json::parse(raw.substr(end + 4)).value_or(Json());
    return answer;
  }
  std::string sign_in(std::string_view login) {
    const Answer answer = ask("POST", "/api/v1/session",
                              fmt::format(R"({{"login":"{}","password":"Demo-Suxitong-1"}})", login));
    EXPECT_EQ(answer.status, 200) << answer.body.to_string();
    const std::size_t at = answer.head.find("shuxin_session=");
    return at == std::string::npos ? "" : answer.head.substr(at + 15, 64);
  }

  struct Offered {
    Method method;
    std::string pattern;
    Access access;
  };

  const base::Instant now_{1'650'000'000'000};
  std::atomic<std::int64_t> clock_ = now_.milliseconds;
  std::filesystem::path folder_;
  Metrics metrics_;
  std::unique_ptr<store::Store> store_;
  std::unique_ptr<app::Accounts> accounts_;
  std::unique_ptr<app::AccessLog> access_log_;
  std::vector<Offered> routes_;
  std::optional<Server> server_;
};

TEST_F(AccountRoutesTest, sign_in_tells_who_one_is_and_sign_out_ends_it) {
  const std::string token = sign_in("jianghai");
  const Answer who = ask("GET", "/api/v1/session", "", token);
  EXPECT_EQ(who.status, 200);
  EXPECT_EQ(who.body.find("account")->find_string("uscc"), "91320600MA0MLAL96Q");
  EXPECT_TRUE(who.body.find("acting_for")->is_null());
  const Answer out = ask("DELETE", "/api/v1/session", "", token);
  EXPECT_EQ(out.status, 204);
  EXPECT_THAT(out.head, HasSubstr("Max-Age=0"));
  EXPECT_EQ(ask("GET", "/api/v1/session", "", token).status, 401);
}

TEST_F(AccountRoutesTest, session_cookie_is_kept_from_scripts_and_other_sites) {
  const Answer answer = ask("POST", "/api/v1/session", R"({"login":"gunian","password":"Demo-Suxitong-1"})");
  EXPECT_THAT(answer.head, HasSubstr("Path=/; HttpOnly; SameSite=Lax; Max-Age=43200"));
  EXPECT_THAT(answer.head, HasSubstr("Cache-Control: no-store"));
}

TEST_F(AccountRoutesTest, signing_in_anew_ends_the_session_that_was_there) {
  const std::string old = sign_in("gunian");
  ASSERT_EQ(ask("POST", "/api/v1/session", R"({"login":"gunian","password":"Demo-Suxitong-1"})", old).status,
            200);
  EXPECT_EQ(ask("GET", "/api/v1/session", "", old).status, 401);
}

TEST_F(AccountRoutesTest, no_route_but_the_public_ones_answers_strangers_or_forged_sessions) {
  int closed = 0;
  for (const Offered& route : routes_) {
    if (route.access == Access::Public) continue;
    ++closed;
    std::string path = route.pattern;
    if (const std::size_t at = path.find("{id}"); at != std::string::npos) path.replace(at, 4, "x");
    for (const std::string& token : {std::string(), std::string(64, 'a')}) {
      const Answer answer = ask(to_string(route.method), path, "{}", token);
      EXPECT_EQ(answer.status, 401) << path;
      EXPECT_EQ(answer.code(), "http.sign-in-needed") << path;
    }
  }
  EXPECT_GE(closed, 9);
}

TEST_F(AccountRoutesTest, sign_in_is_refused_with_clear_problems) {
  EXPECT_EQ(ask("POST", "/api/v1/session", R"({"login":"gunian","password":"x"})").code(),
            "accounts.wrong-credentials");
  EXPECT_EQ(ask("POST", "/api/v1/session", R"({"login":"nobody","password":"x"})").code(),
            "accounts.wrong-credentials");
  EXPECT_EQ(ask("POST", "/api/v1/session", R"({"login":"gunian"})").status, 422);
  EXPECT_EQ(ask("POST", "/api/v1/session", R"({"login":"gunian","password":"x","admin":true})").status, 422);
  EXPECT_EQ(ask("POST", "/api/v1/session", R"({"login":"gunian","login":"x"})").status, 400);
  EXPECT_EQ(ask("POST", "/api/v1/session", R"({"login":"gunian","password":"Demo-Suxitong-1"})", "",
                "Origin: https://evil.example\r\n")
                .status,
            403);
  for (int i = 0; i < 10; ++i) ask("POST", "/api/v1/session", R"({"login":"jianghai","password":"x"})");
  const Answer waiting = ask("POST", "/api/v1/session", R"({"login":"jianghai","password":"x"})");
  EXPECT_EQ(waiting.status, 429);
  EXPECT_THAT(waiting.head, HasSubstr("Retry-After: "));
}

TEST_F(AccountRoutesTest, an_agent_acts_for_the_principal_by_mandate_and_no_stranger_does) {
  const std::string agent = sign_in("gunian");
  const Answer who = ask("GET", "/api/v1/session", "", agent);
  const Json mandate = who.body.find("may_act_for")->if_array()->at(0);
  const std::string id(*mandate.find_string("id"));
  const std::string choice = fmt::format(R"({{"mandate":"{}"}})", id);
  const Answer acting = ask("PUT", "/api/v1/session/acting-for", choice, agent);
  ASSERT_EQ(acting.status, 200);
  EXPECT_EQ(acting.body.find("acting_for")->find_string("name"), "江海（虚构）");
  EXPECT_EQ(ask("POST", "/api/v1/mandates", R"({"agent":"gunian"})", agent).code(),
            "accounts.mandate-by-agent");
  EXPECT_EQ(ask("PUT", "/api/v1/session/acting-for", choice, sign_in("intake")).code(),
            "accounts.no-mandate");
  EXPECT_EQ(ask("DELETE", "/api/v1/mandates/" + id, "", sign_in("intake")).status, 404);
  EXPECT_EQ(ask("PUT", "/api/v1/session/acting-for", R"({"mandate":null})", agent).status, 200);
  ASSERT_EQ(ask("DELETE", "/api/v1/mandates/" + id, "", sign_in("jianghai")).status, 204);
  EXPECT_EQ(ask("PUT", "/api/v1/session/acting-for", choice, agent).status, 404);
}

TEST_F(AccountRoutesTest, mandates_are_given_and_listed) {
  const std::string firm = sign_in("jianghai");
  const Answer given =
      ask("POST", "/api/v1/mandates",
          R"({"agent":"gunian","matters":["construction-permit"],"until":"2030-01-01T00:00:00Z"})", firm);
  ASSERT_EQ(given.status, 201) << given.body.to_string();
  EXPECT_EQ(given.body.find_string("until"), "2030-01-01T00:00:00.000Z");
  EXPECT_EQ(ask("GET", "/api/v1/mandates", "", firm).body.find("given")->if_array()->size(), 2U);
  const Answer past =
      ask("POST", "/api/v1/mandates", R"({"agent":"gunian","until":"2000-01-01T00:00:00Z"})", firm);
  EXPECT_EQ(past.status, 422);
  EXPECT_EQ(past.body.find("errors")->if_array()->at(0).find_string("pointer"), "/until");
}

TEST_F(AccountRoutesTest, persons_open_accounts_of_their_own_and_only_the_office_opens_others) {
  const std::string person = R"({"kind":"person","login":"new-one","name":"新人","password":"Mountain-77!"})";
  const std::string officer =
      R"({"kind":"officer","login":"new-two","name":"新人","password":"Mountain-77!","roles":[{"role":"intake","organisation":"hall"}]})";
  EXPECT_EQ(ask("POST", "/api/v1/accounts", person).status, 201);
  const Answer again = ask("POST", "/api/v1/accounts", person);
  EXPECT_EQ(again.status, 409);
  EXPECT_EQ(again.body.find("errors")->if_array()->at(0).find_string("pointer"), "/login");
  EXPECT_EQ(ask("POST", "/api/v1/accounts", officer).code(), "accounts.office-only");
  EXPECT_EQ(ask("POST", "/api/v1/accounts", officer, sign_in("intake")).code(), "accounts.office-only");
  EXPECT_EQ(ask("POST", "/api/v1/accounts", officer, sign_in("office")).status, 201);
}

TEST_F(AccountRoutesTest, sessions_are_listed_and_ended) {
  const std::string here = sign_in("gunian");
  const std::string there = sign_in("gunian");
  const Answer list = ask("GET", "/api/v1/sessions", "", here);
  std::string other;
  for (const Json& item : *list.body.find("items")->if_array()) {
    if (!*item.find_bool("current")) other = *item.find_string("id");
  }
  EXPECT_EQ(ask("DELETE", "/api/v1/sessions/" + other, "", sign_in("jianghai")).status, 404);
  EXPECT_EQ(ask("DELETE", "/api/v1/sessions/" + other, "", here).status, 204);
  EXPECT_EQ(ask("GET", "/api/v1/session", "", there).status, 401);
}

TEST_F(AccountRoutesTest, a_password_is_changed_with_the_right_one_only) {
  const std::string token = sign_in("gunian");
  const Answer wrong = ask("PUT", "/api/v1/password", R"({"current":"x","password":"Mountain-77!"})", token);
  EXPECT_EQ(wrong.status, 403);
  const Answer weak =
      ask("PUT", "/api/v1/password", R"({"current":"Demo-Suxitong-1","password":"short"})", token);
  EXPECT_EQ(weak.status, 422);
  EXPECT_EQ(weak.body.find("errors")->if_array()->at(0).find_string("pointer"), "/password");
  EXPECT_EQ(
      ask("PUT", "/api/v1/password", R"({"current":"Demo-Suxitong-1","password":"Mountain-77!"})", token)
          .status,
      204);
  EXPECT_EQ(ask("POST", "/api/v1/session", R"({"login":"gunian","password":"Mountain-77!"})").status, 200);
}

TEST_F(AccountRoutesTest, one_sees_who_read_ones_data_page_by_page) {
  for (int i = 0; i < 3; ++i) {
    ASSERT_TRUE(access_log_->record(
        {"demo-intake", "", {"demo-gunian"}, fmt::format("case/{}", i), "GET /cases", now_}));
  }
  const std::string token = sign_in("gunian");
  const Answer first = ask("GET", "/api/v1/accesses?limit=2", "", token);
  ASSERT_EQ(first.body.find("items")->if_array()->size(), 2U);
  EXPECT_EQ(first.body.find("items")->if_array()->at(0).find_string("what"), "case/2");
  const Answer second = ask(
      "GET", "/api/v1/accesses?limit=2&cursor=" + std::string(*first.body.find_string("next")), "", token);
  EXPECT_EQ(second.body.find("items")->if_array()->size(), 1U);
  EXPECT_TRUE(
      ask("GET", "/api/v1/accesses", "", sign_in("jianghai")).body.find("items")->if_array()->empty());
}

TEST_F(AccountRoutesTest, health_figures_and_contract_are_served) {
  EXPECT_EQ(ask("GET", "/healthz").status, 200);
  EXPECT_EQ(ask("GET", "/readyz").status, 200);
  EXPECT_EQ(ask("GET", "/metrics").status, 200);
  EXPECT_EQ(ask("GET", "/openapi.json").body.find_string("openapi"), "3.1.0");
  EXPECT_EQ(ask("GET", "/api/v1/demo-accounts").body.find("items")->if_array()->size(), 4U);
}

}  // namespace
}  // namespace shuxin::http
