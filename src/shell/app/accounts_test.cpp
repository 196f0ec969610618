#include "shell/app/accounts.h"

#include <ctime>
#include <filesystem>
#include <gtest/gtest.h>
#include <sodium.h>
#include <thread>
#include <unistd.h>

#include "shell/app/access_log.h"
#include "shell/app/passwords.h"
#include "shell/app/sign_in_limits.h"

namespace shuxin::app {
namespace {

constexpr std::int64_t minute = 60'000;
constexpr base::Instant start{1'650'000'000'000};
constexpr const char* good_password = "Riverside-42!";

template <typename T>
std::string code_of(const base::Result<T>& result) {
  return result ? "" : result.error().code();
}

class AccountsTest : public testing::Test {
 protected:
  AccountsTest() {
    static int number = 0;
    folder_ = std::filesystem::temp_directory_path() /
              ("shuxin-accounts-" + std::to_string(::getpid()) + "-" + std::to_string(number++));
    std::filesystem::create_directories(folder_);
    open_store();
  }
  ~AccountsTest() override {
    accounts_.reset();
    store_.reset();
    std::filesystem::remove_all(folder_);
  }

  void open_store() {
    accounts_.reset();
    store_.reset();
    store::Options options;
    options.projections = Accounts::projections();
    options.projections.push_back(AccessLog::projection());
    options.tables = Accounts::tables();
    auto opened = store::open("sqlite:" + (folder_ / "store").string(), (folder_ / "keys").string(), options);
    ASSERT_TRUE(opened) << opened.error().code();
    store_ = *std::move(opened);
    accounts_ =
        std::make_unique<Accounts>(*store_, Accounts::Options{.zone = "suxitong",
                                                              .hash_bytes = crypto_pwhash_MEMLIMIT_MIN,
                                                              .hash_passes = 1,
                                                              .sessions_each = 3});
  }

  std::string open(NewAccount account) {
    if (account.password.empty()) account.password = good_password;
    if (account.name.empty()) account.name = "某某";
    auto id = accounts_->open(account, start);
    EXPECT_TRUE(id) << code_of(id);
    return id.value_or("");
  }
  std::string open_person(std::string login) {
    return open({.login = std::move(login), .name = "顾念(虚构)"});
  }
  std::string open_enterprise() {
    return open({.login = "91320600MA2XTQ7C2A",
                 .kind = AccountKind::Enterprise,
                 .name = "示例智能装备(虚构)",
                 .uscc = "91320600ma2xtq7c2a"});
  }
  std::string sign_in(std::string_view login, base::Instant at = start) {
    const auto signed_in = accounts_->sign_in(login, good_password, "192.0.2.1", at);
    EXPECT_TRUE(signed_in) << code_of(signed_in);
    return signed_in ? signed_in->token : "";
  }

  std::filesystem::path folder_;
  std::unique_ptr<store::Store> store_;
  std::unique_ptr<Accounts> accounts_;
};

TEST_F(AccountsTest, signs_in_by_login_without_regard_to_case_and_survives_a_restart) {
  const std::string id = open_enterprise();
  open_store();
  const auto signed_in = accounts_->sign_in(" 91320600ma2xtq7c2A ", good_password, "192.0.2.1", start);
  ASSERT_TRUE(signed_in) << code_of(signed_in);
  EXPECT_EQ(signed_in->session.identity.account, id);
  EXPECT_EQ(signed_in->session.identity.uscc, "91320600MA2XTQ7C2A");
  EXPECT_EQ(signed_in->session.identity.kind, AccountKind::Enterprise);
  open_store();
  const auto session = accounts_->find_session(signed_in->token, start + minute);
  ASSERT_TRUE(session);
  EXPECT_EQ(session->identity.name, "示例智能装备(虚构)");
}

TEST_F(AccountsTest, refuses_accounts_that_are_not_well_formed) {
  open_person("gunian");
  const auto code = [&](NewAccount account) {
    if (account.password.empty()) account.password = good_password;
    return code_of(accounts_->open(account, start));
  };
  EXPECT_EQ(code({.login = "GuNian", .name = "x"}), "accounts.login-taken");
  EXPECT_EQ(code({.login = "ab", .name = "x"}), "accounts.login-form");
  EXPECT_EQ(code({.login = "with space", .name = "x"}), "accounts.login-form");
  EXPECT_EQ(code({.login = "firm", .kind = AccountKind::Enterprise, .uscc = "91320600MA2XTQ7C2B"}),
            "credit-code.check");
  EXPECT_EQ(code({.login = "other", .password = "short"}), "accounts.password-short");
}

TEST_F(AccountsTest, says_the_same_for_a_wrong_password_an_unknown_login_and_a_closed_account) {
  const std::string id = open_person("gunian");
  EXPECT_EQ(code_of(accounts_->sign_in("gunian", "wrong", "192.0.2.1", start)), "accounts.wrong-credentials");
  EXPECT_EQ(code_of(accounts_->sign_in("nobody", good_password, "192.0.2.1", start)),
            "accounts.wrong-credentials");
  ASSERT_TRUE(accounts_->close(id, "office", start));
  EXPECT_EQ(code_of(accounts_->sign_in("gunian", good_password, "192.0.2.1", start)),
            "accounts.wrong-credentials");
}

TEST_F(AccountsTest, knows_no_forged_token) {
  open_person("gunian");
  const std::string token = sign_in("gunian");
  EXPECT_TRUE(accounts_->find_session(token, start));
  std::string forged = token;
  forged[5] = forged[5] == 'a' ? 'b' : 'a';
  EXPECT_FALSE(accounts_->find_session(forged, start));
  EXPECT_FALSE(accounts_->find_session("", start));
  EXPECT_FALSE(accounts_->find_session(std::string(100'000, 'x'), start));
}

TEST_F(AccountsTest, ends_idle_sessions_and_old_ones) {
  open_person("gunian");
  const std::string idle = sign_in("gunian");
  EXPECT_TRUE(accounts_->find_session(idle, start + 29 * minute));
  EXPECT_TRUE(accounts_->find_session(idle, start + 58 * minute));
  EXPECT_FALSE(accounts_->find_session(idle, start + 89 * minute));
  const std::string busy = sign_in("gunian");
  base::Instant at = start;
  for (; at < start + 719 * minute; at = at + 20 * minute) ASSERT_TRUE(accounts_->find_session(busy, at));
  EXPECT_FALSE(accounts_->find_session(busy, start + 720 * minute));
}

TEST_F(AccountsTest, lists_and_ends_only_ones_own_sessions) {
  const std::string id = open_person("gunian");
  const std::string other = open_person("other");
  const std::string one = sign_in("gunian", start);
  const std::string two = sign_in("gunian", start + 1);
  const std::string three = sign_in("gunian", start + 2);
  const std::string four = sign_in("gunian", start + 3);
  const auto all = accounts_->sessions(id, start + 4);
  ASSERT_TRUE(all);
  ASSERT_EQ(all->size(), 3U) << "the oldest made room";
  EXPECT_FALSE(accounts_->find_session(one, start + 3000));
  EXPECT_EQ(code_of(accounts_->end_session(other, all->front().id)), "accounts.no-session");
  ASSERT_TRUE(accounts_->find_session(four, start + 4));
  ASSERT_TRUE(accounts_->end_session(id, all->front().id));
  EXPECT_FALSE(accounts_->find_session(four, start + 4));
  ASSERT_TRUE(accounts_->sign_out(three));
  EXPECT_FALSE(accounts_->find_session(three, start + 4));
  EXPECT_TRUE(accounts_->find_session(two, start + 4));
}

TEST_F(AccountsTest, changes_a_password_and_ends_the_other_sessions) {
  const std::string id = open_person("gunian");
  const std::string here = sign_in("gunian");
  const std::string elsewhere = sign_in("gunian");
  EXPECT_EQ(code_of(accounts_->change_password(id, "wrong", "Mountain-77!", here, start)),
            "accounts.wrong-password");
  EXPECT_EQ(code_of(accounts_->change_password(id, good_password, "gunian-77!A", here, start)),
            "accounts.password-login");
  ASSERT_TRUE(accounts_->change_password(id, good_password, "Mountain-77!", here, start));
  EXPECT_TRUE(accounts_->find_session(here, start));
  EXPECT_FALSE(accounts_->find_session(elsewhere, start));
  EXPECT_FALSE(accounts_->sign_in("gunian", good_password, "192.0.2.1", start));
  EXPECT_TRUE(accounts_->sign_in("gunian", "Mountain-77!", "192.0.2.1", start));
}

TEST_F(AccountsTest, makes_whoever_guesses_wait_longer_and_longer) {
  open_person("gunian");
  std::vector<std::string> codes;
  for (int i = 0; i < 6; ++i)
    codes.push_back(code_of(accounts_->sign_in("gunian", "guess", "192.0.2.1", start)));
  EXPECT_EQ(codes[4], "accounts.wrong-credentials");
  EXPECT_EQ(codes[5], "accounts.too-many-attempts");
  EXPECT_EQ(code_of(accounts_->sign_in("gunian", good_password, "192.0.2.1", start)),
            "accounts.too-many-attempts")
      << "a right guess in the waiting time is not told from a wrong one";
  EXPECT_TRUE(accounts_->sign_in("gunian", good_password, "198.51.100.7", start))
      << "the owner elsewhere still may";
}

TEST_F(AccountsTest, keeps_passwords_and_tokens_only_as_hashes_and_names_encrypted) {
  open({.login = "gunian", .name = "ZhangFictitious", .password = "Riverside-42!"});
  const std::string token = sign_in("gunian");
  std::int64_t events = 0;
  const auto reads = store_->snapshot("suxitong");
  ASSERT_TRUE((*reads)->read_zone(
      0, 100,
      [&](const store::Event& event) -> base::Result<bool> {
        ++events;
        for (const std::string_view secret : {"ZhangFictitious", "Riverside", "192.0.2.1", "argon2"}) {
          EXPECT_EQ(event.payload.find(secret), std::string::npos);
        }
        return true;
      },
      store::Personal::Withheld));
  EXPECT_EQ(events, 2);
  for (const std::string table : {"account_secrets", "account_sessions"}) {
    const auto columns = table == "account_secrets" ? "account, hash" : "token_hash, session";
    ASSERT_TRUE((*reads)->query("select " + std::string(columns) + " from " + table + " where zone = ?",
                                {"suxitong"}, [&](store::Row row) {
                                  for (const store::Value& value : row) {
                                    const std::string held(std::holds_alternative<store::Blob>(value)
                                                               ? store::bytes(value)
                                                               : store::text(value));
                                    EXPECT_EQ(held.find("argon2"), std::string::npos);
                                    EXPECT_EQ(held.find(token), std::string::npos);
                                  }
                                  return true;
                                }));
  }
}

class MandatesTest : public AccountsTest {
 protected:
  MandatesTest() {
    firm_ = open_enterprise();
    agent_ = open_person("agent");
    token_ = sign_in("agent");
  }
  base::Result<Mandate> give(std::optional<base::Instant> until = {}, std::string_view to = "agent") {
    return accounts_->give_mandate({firm_, std::string(to), {"construction-permit"}, start, until}, start);
  }
  std::string firm_;
  std::string agent_;
  std::string token_;
};

TEST_F(MandatesTest, let_an_agent_act_for_the_principal_while_they_are_valid) {
  const auto mandate = give(start + 10 * minute);
  ASSERT_TRUE(mandate);
  EXPECT_EQ(accounts_->find_session(token_, start)->identity.on_behalf(), agent_);
  const auto session = accounts_->act_for(token_, mandate->id, start);
  ASSERT_TRUE(session) << code_of(session);
  ASSERT_TRUE(session->identity.acting_for);
  EXPECT_EQ(session->identity.on_behalf(), firm_);
  EXPECT_EQ(session->identity.acting_for->name, "示例智能装备(虚构)");
  EXPECT_EQ(session->identity.acting_for->matters, std::vector<std::string>{"construction-permit"});
  const auto back = accounts_->act_for(token_, std::nullopt, start);
  ASSERT_TRUE(back);
  EXPECT_EQ(back->identity.on_behalf(), agent_);
}

TEST_F(MandatesTest, end_the_session_that_acts_under_them_when_they_lapse_or_are_revoked) {
  const auto lapsing = give(start + 10 * minute);
  ASSERT_TRUE(accounts_->act_for(token_, lapsing->id, start));
  EXPECT_TRUE(accounts_->find_session(token_, start + 9 * minute));
  EXPECT_FALSE(accounts_->find_session(token_, start + 10 * minute));
  const std::string token = sign_in("agent");
  const auto revoked = give();
  ASSERT_TRUE(accounts_->act_for(token, revoked->id, start));
  ASSERT_TRUE(accounts_->revoke_mandate(firm_, revoked->id, start));
  EXPECT_FALSE(accounts_->find_session(token, start));
  EXPECT_EQ(code_of(accounts_->revoke_mandate(firm_, revoked->id, start)), "accounts.mandate-revoked");
}

TEST_F(MandatesTest, bind_only_those_they_name) {
  const std::string stranger = open_person("stranger");
  const auto mandate = give();
  const std::string other = sign_in("stranger");
  EXPECT_EQ(code_of(accounts_->act_for(other, mandate->id, start)), "accounts.no-mandate");
  EXPECT_EQ(code_of(accounts_->revoke_mandate(stranger, mandate->id, start)), "accounts.no-mandate");
  EXPECT_TRUE(accounts_->mandates(stranger)->empty());
  EXPECT_EQ(accounts_->mandates(firm_)->size(), 1U);
  EXPECT_EQ(accounts_->mandates(agent_)->size(), 1U);
  EXPECT_TRUE(accounts_->revoke_mandate(agent_, mandate->id, start)) << "the agent may lay it down";
}

TEST_F(MandatesTest, are_refused_where_they_make_no_sense) {
  open({.login = "officer", .kind = AccountKind::Officer});
  EXPECT_EQ(code_of(give({}, "nobody")), "accounts.agent-unknown");
  EXPECT_EQ(code_of(give({}, "officer")), "accounts.officer-mandate");
  EXPECT_EQ(code_of(give({}, "91320600MA2XTQ7C2A")), "accounts.mandate-to-oneself");
  EXPECT_EQ(code_of(give(start)), "accounts.mandate-period");
}

TEST_F(AccountsTest, set_roles_are_seen_at_once_and_only_officers_have_them) {
  const std::string officer =
      open({.login = "officer", .kind = AccountKind::Officer, .roles = {{"intake", "hall"}}});
  const std::string token = sign_in("officer");
  EXPECT_TRUE(accounts_->find_session(token, start)->identity.has_role("intake"));
  ASSERT_TRUE(accounts_->set_roles(officer, {{"review", "bureau"}}, "office", start));
  EXPECT_EQ(accounts_->find_session(token, start)->identity.roles,
            (std::vector<RoleIn>{{"review", "bureau"}}));
  EXPECT_EQ(code_of(accounts_->set_roles(open_person("person"), {}, "office", start)),
            "accounts.not-officer");
}

TEST_F(AccountsTest, projections_rebuilt_from_the_ledger_say_the_same) {
  const std::string id = open_person("gunian");
  ASSERT_TRUE(store_->rebuild("accounts"));
  EXPECT_EQ(accounts_->find(id)->value().name, "顾念(虚构)");
  EXPECT_TRUE(accounts_->sign_in("gunian", good_password, "192.0.2.1", start));
}

TEST_F(AccountsTest, sign_in_from_many_threads_at_once) {
  open_person("gunian");
  std::atomic<int> fine = 0;
  std::vector<std::jthread> threads;
  for (int t = 0; t < 6; ++t) {
    threads.emplace_back([&, t] {
      const auto signed_in =
          accounts_->sign_in("gunian", good_password, "192.0.2." + std::to_string(t), start);
      if (signed_in && accounts_->find_session(signed_in->token, start)) ++fine;
    });
  }
  threads.clear();
  EXPECT_GE(fine, 3) << "three sessions are kept; the later ones end the earlier";
}

TEST_F(AccountsTest, access_log_tells_who_read_whose_data) {
  AccessLog log(*store_, "suxitong");
  ASSERT_TRUE(log.record({"officer", "", {"p1", "p2"}, "case/1", "GET /cases", start}));
  ASSERT_TRUE(log.record({"officer", "", {"p1"}, "case/2", "GET /cases", start + 1}));
  ASSERT_TRUE(log.record({"officer", "", {}, "case/3", "GET /cases", start + 2}));
  const auto of_p1 = log.of_subject("p1", 10);
  ASSERT_TRUE(of_p1);
  ASSERT_EQ(of_p1->size(), 2U);
  EXPECT_EQ(of_p1->front().what, "case/2");
  EXPECT_EQ(log.of_subject("p1", 10, of_p1->front().position)->size(), 1U);
  EXPECT_EQ(log.by_account("officer", 10)->size(), 3U);
  EXPECT_TRUE(log.of_subject("p3", 10)->empty());
}

TEST(PasswordRules, refuse_what_is_guessed_first) {
  EXPECT_EQ(code_of(check_password("Ab3!Ab3!", "x")), "accounts.password-short");
  EXPECT_EQ(code_of(check_password(std::string(129, 'x'), "x")), "accounts.password-long");
  EXPECT_EQ(code_of(check_password("abcdefghij1", "x")), "accounts.password-plain");
  EXPECT_EQ(code_of(check_password("Password123!", "x")), "accounts.password-common");
  EXPECT_EQ(code_of(check_password("1234567890", "x")), "accounts.password-common");
  EXPECT_EQ(code_of(check_password("aaaaaaaaaaaaaaaaaaaa", "x")), "accounts.password-common");
  EXPECT_EQ(code_of(check_password("my-GuNian-2022", "gunian")), "accounts.password-login");
  EXPECT_TRUE(check_password("苏锡通科技产业园开发区企业服务好", "x"));
  EXPECT_TRUE(check_password(good_password, "gunian"));
}

TEST(PasswordHasher, verifies_and_never_takes_nothing_for_a_hash) {
  PasswordHasher hasher(crypto_pwhash_MEMLIMIT_MIN, 1, 1);
  const auto hash = hasher.hash("secret");
  ASSERT_TRUE(hash);
  EXPECT_TRUE(*hasher.verify(*hash, "secret"));
  EXPECT_FALSE(*hasher.verify(*hash, "Secret"));
  EXPECT_FALSE(*hasher.verify("", "secret"));
  EXPECT_FALSE(*hasher.verify("not a hash", "secret"));
}

// Work is counted in the processor's time of this thread, each side's least of ten turns taken alternately,
// so that a busy machine does not count.
TEST(PasswordHasher, works_as_much_for_nobody_as_for_somebody) {
  PasswordHasher hasher(8U << 20, 2, 1);
  const auto hash = hasher.hash("secret");
  const auto work = [&](std::string_view against) {
    const auto now = [] {
      timespec at{};
      clock_gettime(CLOCK_THREAD_CPUTIME_ID, &at);
      return static_cast<double>(at.tv_sec) * 1e9 + static_cast<double>(at.tv_nsec);
    };
    const double began = now();
    (void)hasher.verify(against, "guess");
    return now() - began;
  };
  double nobody = work("");
  double somebody = work(*hash);
  for (int i = 0; i < 9; ++i) {
    nobody = std::min(nobody, work(""));
    somebody = std::min(somebody, work(*hash));
  }
  EXPECT_GT(nobody / somebody, 0.5);
  EXPECT_LT(nobody / somebody, 2.0);
}

TEST(SignInLimits, double_the_wait_and_forgive_after_an_hour) {
  SignInLimits limits;
  for (int i = 0; i < 5; ++i) EXPECT_EQ(limits.begin("a", "x", start), 0);
  EXPECT_EQ(limits.begin("a", "x", start), 1000);
  EXPECT_EQ(limits.begin("a", "x", start + 1000), 0);
  EXPECT_EQ(limits.begin("a", "x", start + 1000), 2000);
  EXPECT_EQ(limits.begin("a", "x", start + 3000), 0);
  EXPECT_EQ(limits.begin("a", "x", start + 3000), 4000);
  EXPECT_EQ(limits.begin("a", "x", start + 3000 + 61 * minute), 0);
  EXPECT_EQ(limits.begin("a", "x", start + 3000 + 61 * minute), 0);
}

TEST(SignInLimits, never_keep_an_account_waiting_long_for_what_strangers_do) {
  SignInLimits limits;
  for (int i = 0; i < 1000; ++i) (void)limits.begin("a", "x" + std::to_string(i), start + i * 61'000);
  EXPECT_LE(limits.begin("a", "owner", start + 999 * 61'000), minute);
}

TEST(SignInLimits, slow_one_address_that_tries_many_accounts) {
  SignInLimits limits;
  int looked_at = 0;
  for (int i = 0; i < 1000; ++i) looked_at += limits.begin("a" + std::to_string(i), "x", start) == 0 ? 1 : 0;
  EXPECT_EQ(looked_at, 50);
  EXPECT_EQ(limits.begin("a", "y", start), 0);
}

TEST(SignInLimits, forget_the_oldest_when_they_hold_too_many) {
  SignInLimits limits(300);
  for (int i = 0; i < 10'000; ++i) {
    (void)limits.begin("a" + std::to_string(i), "x" + std::to_string(i), start + i);
  }
  for (int i = 0; i < 6; ++i) (void)limits.begin("a", "x", start + 10'000);
  EXPECT_GT(limits.begin("a", "x", start + 10'000), 0) << "the newest are kept";
}

TEST_F(AccountsTest, an_erased_account_is_gone_at_once_and_its_key_when_nothing_keeps_it_any_more) {
  const std::string person = open_person("gunian");
  const std::string agent = open_person("agent");
  const std::string token = sign_in("gunian");
  const auto mandate =
      accounts_->give_mandate({.principal = person, .agent_login = "agent", .from = start}, start);
  ASSERT_TRUE(mandate) << code_of(mandate);
  const std::string sealed = store_->seal("suxitong", person, "file-name", "身份证.png").value();
  const base::Instant until = start + 1000 * minute;
  const auto keep = [&](store::Transaction&) { return base::Result<base::Instant>(until); };
  const auto refuse = [](store::Transaction&) -> base::Result<base::Instant> {
    return base::fail("accounts.erase-held", {"X"});
  };

  EXPECT_EQ(code_of(accounts_->erase(person, "Something-Else-1", keep, start)), "accounts.wrong-password");
  EXPECT_EQ(code_of(accounts_->erase(person, good_password, refuse, start)), "accounts.erase-held");
  EXPECT_TRUE(accounts_->find_session(token, start)) << "a refused erasure changes nothing";
  ASSERT_TRUE(accounts_->erase(person, good_password, keep, start));
  EXPECT_FALSE(accounts_->find_session(token, start));
  EXPECT_EQ(code_of(accounts_->sign_in("gunian", good_password, "192.0.2.1", start)),
            "accounts.wrong-credentials");
  EXPECT_EQ(accounts_->find(person).value()->name, "");
  EXPECT_TRUE(accounts_->mandates(agent).value().front().revoked_at);
  EXPECT_EQ(code_of(accounts_->erase(person, good_password, keep, start)), "accounts.unknown");

  EXPECT_EQ(accounts_->destroy_due_keys(until + -1).value(), 0);
  EXPECT_EQ(store_->unseal("suxitong", person, "file-name", sealed).value(), "身份证.png");
  EXPECT_EQ(accounts_->destroy_due_keys(until).value(), 1);
  EXPECT_EQ(store_->unseal("suxitong", person, "file-name", sealed).value(), std::nullopt);
  EXPECT_EQ(accounts_->destroy_due_keys(until + minute).value(), 0);
  const auto report = store_->audit({});
  ASSERT_TRUE(report) << code_of(report);
  EXPECT_TRUE(report->clean());
}

}  // namespace
}  // namespace shuxin::app
