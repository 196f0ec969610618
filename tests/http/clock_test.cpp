// The clock of the machine jumps forward and back while the program serves.
#include <atomic>
#include <filesystem>
#include <fmt/format.h>
#include <fstream>
#include <gtest/gtest.h>
#include <mutex>
#include <set>
#include <thread>

#include "core/base/date.h"
#include "tests/http/demonstration.h"

namespace shuxin::http {
namespace {

using base::Json;
using namespace std::chrono_literals;

constexpr std::int64_t hour = 3'600'000;
constexpr std::int64_t day = 24 * hour;

class ClockTest : public Demonstration {
 protected:
  void SetUp() override {
    move_clock(0);
    ::setenv("LD_PRELOAD", SHUXIN_MOVED_CLOCK_LIBRARY, 1);
    ::setenv("SHUXIN_MOVED_CLOCK", clock_file().c_str(), 1);
    start();
    ::unsetenv("LD_PRELOAD");
    ::unsetenv("SHUXIN_MOVED_CLOCK");
  }

  [[nodiscard]] std::string clock_file() const { return (folder_ / "clock").string(); }
  void move_clock(std::int64_t milliseconds) {
    std::fstream file(clock_file(), std::ios::binary | std::ios::in | std::ios::out);
    if (!file) file.open(clock_file(), std::ios::binary | std::ios::out);
    file.write(reinterpret_cast<const char*>(&milliseconds), sizeof milliseconds);
    file.flush();
    moved_ = milliseconds;
  }
  [[nodiscard]] base::Instant moment() const {
    const auto now = std::chrono::system_clock::now().time_since_epoch();
    return {std::chrono::duration_cast<std::chrono::milliseconds>(now).count() + moved_};
  }
  static std::string application(const std::string& account, const std::string& received_at) {
    return fmt::format(
        R"({{"kind":"matter","target":"land-planning-permit","received_at":"{}","applicant":{{"account":"{}"}},
        "form":{{"project_name":"演示项目（虚构）","project_code":"2609-320692-89-01-100019",
        "builder":{{"name":"通沪智能装备有限公司（虚构）","uscc":"91320600MA0MLJUP92"}},"parcel_no":"P0019",
        "land_contract_no":"演示出让2026-019","contact":{{"name":"周示例","mobile":"19900000009"}}}},
        "materials":{{"boundary-map":{{"how":"paper"}}}}}})",
        received_at, account);
  }
  [[nodiscard]] Json read_case(const std::string& number) const {
    return Desk(port_, "tonghu").call("GET", "/api/v1/cases/" + number).json();
  }

  std::int64_t moved_ = 0;
};

/// The number of a case that intake enters from paper; signs in anew when the session has ended. Empty: given
/// up.
std::string enter(Desk& intake, std::uint16_t port, const std::string& body, const std::string& key) {
  for (int tries = 0; tries < 100; ++tries) {
    const Answer answer = intake.call_with_key("POST", "/api/v1/counter/applications", body, key);
    if (answer.status == 201) return answer.text("number");
    if (answer.status == 401) intake = Desk(port, "intake");
  }
  return "";
}

/// When that happened to a case by its timeline; empty: it did not.
std::string when(const Json& shown, std::string_view action) {
  for (const Json& entry : *shown.find("timeline")->if_array())
    if (entry.find_string("action") == action) return std::string(entry.find_string("at").value_or(""));
  return "";
}

TEST_F(ClockTest, jumps_forward_and_back_lose_and_double_nothing_and_lapses_are_dated_at_their_deadline) {
  Desk intake(port_, "intake");
  Desk before(port_, "decider");
  const Json found = intake.call("GET", "/api/v1/counter/applicants?q=tonghu").json();
  const std::string account(found.find("items")->if_array()->front().find_string("account").value_or(""));
  const std::string number = enter(intake, port_, application(account, moment().to_string()), "the-case");
  ASSERT_NE(number, "");
  std::string due;
  const Json opened = read_case(number);
  for (const Json& clock : *opened.find("clocks")->if_array())
    if (clock.find_string("id") == "notice") due = clock.find_string("due").value_or("");
  ASSERT_NE(due, "") << opened.to_string();

  // Three who go on working all the while.
  std::atomic<bool> is_over = false;
  std::mutex mutex;
  std::vector<std::string> entered;
  std::vector<std::thread> threads;
  for (int n = 0; n < 3; ++n)
    threads.emplace_back([&, n] {
      Desk desk(port_, "intake");
      const std::string body = application(account, "2026-01-05T10:00:00+08:00");
      for (int i = 0; !is_over && i < 150; ++i) {
        std::string mine = enter(desk, port_, body, fmt::format("paper-{}-{}", n, i));
        const std::scoped_lock lock(mutex);
        entered.push_back(std::move(mine));
      }
    });
  for (const std::int64_t jump : {2 * hour, -3 * hour, std::int64_t{0}, 30 * day}) {
    move_clock(jump);
    std::this_thread::sleep_for(300ms);
  }
  EXPECT_EQ(before.call("GET", "/api/v1/session").status, 401) << "a session outlives its time";
  std::string accepted;
  for (int tries = 0; tries < 200 && accepted.empty(); ++tries) {
    accepted = when(read_case(number), "deem_accepted");
    std::this_thread::sleep_for(50ms);
  }
  EXPECT_EQ(accepted, due);
  Desk ahead(port_, "decider");
  move_clock(0);
  EXPECT_EQ(ahead.call("GET", "/api/v1/session").status, 401) << "a session of a day that has not come";
  is_over = true;
  for (std::thread& one : threads) one.join();

  // What is done now still comes after what has been done.
  const Json shown = read_case(number);
  const Answer withdrawn = Desk(port_, "tonghu")
                               .call("POST", "/api/v1/cases/" + number + "/commands/withdraw", "{}",
                                     shown.find_integer("version").value_or(0));
  EXPECT_EQ(withdrawn.status, 200) << withdrawn.body;
  const Json ended = read_case(number);
  const std::string at = when(ended, "withdraw");
  for (const Json& entry : *ended.find("timeline")->if_array())
    EXPECT_LE(entry.find_string("at").value_or(""), at) << ended.find("timeline")->to_string();

  const std::set<std::string> numbers(entered.begin(), entered.end());
  EXPECT_FALSE(numbers.contains(""));
  EXPECT_EQ(numbers.size(), entered.size());
  const Json visits =
      Desk(port_, "intake").call("GET", "/api/v1/figures/visits?from=2026-01-05&until=2026-01-05").json();
  EXPECT_EQ(visits.find_integer("applications"), static_cast<std::int64_t>(entered.size()));
  program_->signal(SIGTERM);
  EXPECT_EQ(program_->wait(), 0);
  EXPECT_EQ(
      std::system(fmt::format("{} audit --catalog {}/catalog/suxitong sqlite:{} > {}", SHUXIN_PROGRAM,
                              SHUXIN_SOURCE_DIR, (folder_ / "store").string(), (folder_ / "audit").string())
                      .c_str()),
      0);
}

}  // namespace
}  // namespace shuxin::http
