// Ten times as many requests at once as the program takes: each is answered, what is accepted is done once,
// and what is not is told when to come again.
#include <algorithm>
#include <atomic>
#include <filesystem>
#include <fmt/format.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <set>
#include <sys/resource.h>
#include <thread>

#include "tests/http/demonstration.h"

namespace shuxin::http {
namespace {

using namespace std::chrono_literals;
using testing::HasSubstr;

double figure(const std::string& metrics, const std::string& name) {
  const std::size_t at = metrics.find("\n" + name + " ");
  return at == std::string::npos ? -1 : std::stod(metrics.substr(at + name.size() + 2));
}

/// Reads the figures again and again on a thread of its own, and keeps the highest.
class Watch {
 public:
  explicit Watch(std::uint16_t port)
      : thread_([this, port] {
          RawClient client(port);
          while (!is_over_) {
            const std::string metrics = client.exchange("GET /metrics HTTP/1.1\r\nHost: localhost\r\n\r\n");
            running = std::max(running, figure(metrics, "shuxin_http_running"));
            waiting = std::max(waiting, figure(metrics, "shuxin_store_waiting"));
            if (status_of(metrics) != 200) ++unanswered;
          }
        }) {}
  ~Watch() { stop(); }
  void stop() {
    is_over_ = true;
    if (thread_.joinable()) thread_.join();
  }
  // Read after stop().
  double running = 0;
  double waiting = 0;
  int unanswered = 0;

 private:
  std::atomic<bool> is_over_ = false;
  std::thread thread_;
};

class OverloadTest : public Demonstration {
 protected:
  /// The application of paper number `n`.
  static std::string application(const std::string& account, const std::string& cookie, std::size_t n) {
    const std::string body = fmt::format(
        R"({{"kind":"matter","target":"land-planning-permit","received_at":"2026-01-05T10:00:00+08:00",
        "applicant":{{"account":"{}"}},"form":{{"project_name":"演示项目（虚构）","project_code":"2609-320692-89-01-100019",
        "builder":{{"name":"通沪智能装备有限公司（虚构）","uscc":"91320600MA0MLJUP92"}},"parcel_no":"P0019",
        "land_contract_no":"演示出让2026-019","contact":{{"name":"周示例","mobile":"19900000009"}}}},
        "materials":{{"boundary-map":{{"how":"paper"}}}}}})",
        account);
    return fmt::format(
        "POST /api/v1/counter/applications HTTP/1.1\r\nHost: localhost\r\nCookie: {}\r\nContent-Type: "
        "application/json\r\nIdempotency-Key: paper-{}\r\nContent-Length: {}\r\n\r\n{}",
        cookie, n, body.size(), body);
  }
};

std::string number_in(const std::string& answer) {
  const std::size_t body = answer.find("\r\n\r\n");
  if (body == std::string::npos) return "";
  const auto json = base::Json::parse(answer.substr(body + 4));
  return json ? std::string(json->find_string("number").value_or("")) : "";
}

TEST_F(OverloadTest, is_answered_with_503_and_nothing_accepted_is_lost_or_doubled) {
  Desk intake(port_, "intake");
  const auto found = intake.call("GET", "/api/v1/counter/applicants?q=tonghu").json();
  const std::string account(found.find("items")->if_array()->front().find_string("account").value_or(""));
  const std::string metrics = RawClient(port_).exchange("GET /metrics HTTP/1.1\r\nHost: localhost\r\n\r\n");
  const double running_bound = figure(metrics, "shuxin_http_running_bound");
  const double waiting_bound = figure(metrics, "shuxin_store_waiting_bound");
  ASSERT_GT(running_bound, 0);
  ASSERT_GT(waiting_bound, 0);

  // As many papers as may be under way, each sent ten times at once under its one key.
  const auto papers = static_cast<std::size_t>(running_bound);
  constexpr std::size_t times = 10;
  rlimit limit{};
  getrlimit(RLIMIT_NOFILE, &limit);
  limit.rlim_cur = limit.rlim_max;
  setrlimit(RLIMIT_NOFILE, &limit);
  if (limit.rlim_cur < times * papers + 100) GTEST_SKIP() << "too few file descriptors to overload anything";
  std::vector<std::unique_ptr<RawClient>> clients;
  for (std::size_t i = 0; i < times * papers; ++i) clients.push_back(std::make_unique<RawClient>(port_));
  Watch watch(port_);
  for (std::size_t i = 0; i < clients.size(); ++i)
    ASSERT_TRUE(clients[i]->send(application(account, intake.cookie(), i % papers)));
  std::map<std::size_t, std::string> accepted;
  std::size_t turned_away = 0;
  for (std::size_t i = 0; i < clients.size(); ++i) {
    const std::string answer = clients[i]->read_response(120s);
    if (status_of(answer) == 503) {
      EXPECT_THAT(answer, HasSubstr("Retry-After: 1\r\n"));
      ++turned_away;
      continue;
    }
    ASSERT_EQ(status_of(answer), 201) << answer;
    const auto [place, is_new] = accepted.try_emplace(i % papers, number_in(answer));
    EXPECT_EQ(number_in(answer), place->second);
  }
  watch.stop();
  EXPECT_GT(turned_away, 0U);
  EXPECT_FALSE(accepted.empty());
  EXPECT_EQ(watch.unanswered, 0);
  EXPECT_LE(watch.running, running_bound);
  EXPECT_LE(watch.waiting, waiting_bound);

  // All come again, also those that were accepted: each is now answered, and has acted once.
  std::set<std::string> numbers;
  RawClient client(port_);
  for (std::size_t n = 0; n < papers; ++n) {
    const std::string answer = client.exchange(application(account, intake.cookie(), n));
    ASSERT_EQ(status_of(answer), 201) << answer;
    numbers.insert(number_in(answer));
    if (const auto before = accepted.find(n); before != accepted.end())
      EXPECT_EQ(number_in(answer), before->second);
  }
  EXPECT_EQ(numbers.size(), papers);
  const auto visits = intake.call("GET", "/api/v1/figures/visits?from=2026-01-05&until=2026-01-05").json();
  EXPECT_EQ(visits.find_integer("applications"), static_cast<std::int64_t>(papers));
}

}  // namespace
}  // namespace shuxin::http
