// `shuxin serve` as a process of its own: starting, refusing, stopping, and coming back after a crash.
#include <filesystem>
#include <fmt/format.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "shell/http/raw_client.h"
#include "tests/http/program.h"

namespace shuxin::http {
namespace {

using namespace std::chrono_literals;
using testing::HasSubstr;

class ServeTest : public testing::Test {
 protected:
  ServeTest() {
    static int number = 0;
    folder_ =
        std::filesystem::temp_directory_path() / fmt::format("shuxin-serve-{}-{}", ::getpid(), number++);
    std::filesystem::create_directories(folder_);
  }
  ~ServeTest() override { std::filesystem::remove_all(folder_); }

  [[nodiscard]] std::vector<std::string> words(std::vector<std::string> more = {}) const {
    std::vector<std::string> all = {"serve",
                                    "--lang",
                                    "en",
                                    "--catalog",
                                    SHUXIN_SOURCE_DIR "/catalog/suxitong",
                                    "--store",
                                    "sqlite:" + (folder_ / "store").string(),
                                    "--listen",
                                    "127.0.0.1:0"};
    all.insert(all.end(), more.begin(), more.end());
    return all;
  }
  static std::string get(std::uint16_t port, std::string_view target, std::string_view headers = "") {
    RawClient client(port);
    return client.exchange(fmt::format("GET {} HTTP/1.1\r\nHost: localhost\r\n{}\r\n", target, headers));
  }
  static std::string sign_in(std::uint16_t port) {
    RawClient client(port);
    const std::string body = R"({"login":"founder","password":"Demo-Suxitong-1"})";
    const std::string answer = client.exchange(
        fmt::format("POST /api/v1/session HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\n"
                    "Content-Length: {}\r\n\r\n{}",
                    body.size(), body));
    const std::size_t at = answer.find("shuxin_session=");
    return at == std::string::npos ? "" : answer.substr(at, 15 + 64);
  }

  std::filesystem::path folder_;
};

TEST_F(ServeTest, starts_answers_and_stops_when_asked) {
  Program program(words({"--demo"}));
  const std::uint16_t port = program.wait_until_ready();
  ASSERT_NE(port, 0) << program.said();
  EXPECT_EQ(status_of(get(port, "/healthz")), 200);
  EXPECT_EQ(status_of(get(port, "/readyz")), 200);
  EXPECT_THAT(get(port, "/metrics"), HasSubstr("shuxin_store_units"));
  EXPECT_THAT(get(port, "/openapi.json"), HasSubstr("\"openapi\""));
  EXPECT_THAT(get(port, "/api/v1/demo-accounts"), HasSubstr("founder"));
  program.signal(SIGTERM);
  EXPECT_EQ(program.wait(), 0);
  EXPECT_THAT(program.said(), HasSubstr("stopping"));
}

TEST_F(ServeTest, keeps_a_session_through_a_crash) {
  std::string cookie;
  {
    Program program(words({"--demo"}));
    const std::uint16_t port = program.wait_until_ready();
    ASSERT_NE(port, 0) << program.said();
    cookie = sign_in(port);
    ASSERT_FALSE(cookie.empty());
    program.signal(SIGKILL);
    EXPECT_EQ(program.wait(), -1);
  }
  Program again(words({"--demo"}));
  const std::uint16_t port = again.wait_until_ready();
  ASSERT_NE(port, 0) << again.said();
  EXPECT_EQ(status_of(get(port, "/api/v1/session", "Cookie: " + cookie + "\r\n")), 200);
}

TEST_F(ServeTest, shows_no_demonstration_accounts_and_lets_none_in_without_demo) {
  Program program(words());
  const std::uint16_t port = program.wait_until_ready();
  ASSERT_NE(port, 0) << program.said();
  EXPECT_EQ(status_of(get(port, "/api/v1/demo-accounts")), 404);
  EXPECT_EQ(sign_in(port), "");
}

TEST_F(ServeTest, refuses_a_demonstration_beyond_loopback) {
  Program program({"serve", "--lang", "en", "--demo", "--listen", "0.0.0.0:0"});
  EXPECT_EQ(program.wait(), 2);
  EXPECT_THAT(program.said(), HasSubstr("loopback only"));
}

TEST_F(ServeTest, asks_for_the_address_that_signed_documents_will_carry_for_good) {
  for (const std::vector<std::string>& more :
       {std::vector<std::string>{"0.0.0.0:0"}, std::vector<std::string>{"127.0.0.1:0", "--behind-proxy"}}) {
    std::vector<std::string> all{"serve", "--lang", "en", "--listen"};
    all.insert(all.end(), more.begin(), more.end());
    Program program(all);
    EXPECT_EQ(program.wait(), 2);
    EXPECT_THAT(program.said(), HasSubstr("--base-url"));
  }
}

TEST_F(ServeTest, answers_no_foreign_host_name_in_a_demonstration) {
  Program program(words({"--demo"}));
  const std::uint16_t port = program.wait_until_ready();
  ASSERT_NE(port, 0) << program.said();
  RawClient client(port);
  EXPECT_EQ(status_of(client.exchange("GET /healthz HTTP/1.1\r\nHost: rebound.example\r\n\r\n")), 421);
}

TEST_F(ServeTest, says_what_is_wrong_and_ends_with_2) {
  for (const std::vector<std::string>& wrong :
       std::vector<std::vector<std::string>>{{"--catalog", "/nowhere"},
                                             {"--store", "mongodb:x"},
                                             {"--listen", "nonsense"},
                                             {"--listen", "127.0.0.1:99999"},
                                             {"--ui-dir", "/nowhere"},
                                             {"--no-such-option"}}) {
    Program program(words(wrong));
    EXPECT_EQ(program.wait(), 2) << wrong[0] << program.said();
  }
}

TEST_F(ServeTest, two_processes_do_not_share_one_embedded_store) {
  Program program(words({"--demo"}));
  ASSERT_NE(program.wait_until_ready(), 0) << program.said();
  Program second(words({"--demo"}));
  EXPECT_EQ(second.wait(), 2) << second.said();
}

}  // namespace
}  // namespace shuxin::http
