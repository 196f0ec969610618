#include "bench/http/service.h"

#include <array>
#include <chrono>
#include <csignal>
#include <cstdlib>
#include <fcntl.h>
#include <filesystem>
#include <fmt/format.h>
#include <fstream>
#include <sys/wait.h>
#include <unistd.h>

#include "bench/casework/zone.h"

namespace shuxin::bench {
namespace {

using base::Json;
using http::RawClient;

constexpr std::string_view firm = "91320600MA0MLAL96Q";

[[noreturn]] void give_up_with(const std::string& words) {
  fmt::print(stderr, "{}\n", words);
  std::exit(2);
}

std::string_view body_of(const std::string& answer) {
  const std::size_t head = answer.find("\r\n\r\n");
  return head == std::string::npos ? std::string_view() : std::string_view(answer).substr(head + 4);
}

/// Starts the program and returns its process and the port that it says it listens on.
std::pair<pid_t, std::uint16_t> start(const std::string& folder) {
  std::array<int, 2> ends{};
  if (::pipe2(ends.data(), O_CLOEXEC) != 0) give_up_with("no pipe");
  const pid_t process = ::fork();
  if (process == 0) {
    ::dup2(ends[1], STDERR_FILENO);
    const std::string store = "sqlite:" + folder + "/store";
    ::execl(SHUXIN_PROGRAM, SHUXIN_PROGRAM, "serve", "--demo", "--catalog",
            SHUXIN_SOURCE_DIR "/catalog/suxitong", "--store", store.c_str(), "--listen", "127.0.0.1:0",
            nullptr);
    ::_exit(127);
  }
  ::close(ends[1]);
  std::string said;
  std::array<char, 4096> bytes{};
  while (said.find("/\n") == std::string::npos) {
    const ssize_t got = ::read(ends[0], bytes.data(), bytes.size());
    if (got <= 0) give_up_with("the program does not start: " + said);
    said.append(bytes.data(), static_cast<std::size_t>(got));
  }
  // The other end stays open in the program: what it says later is not read.
  return {process, static_cast<std::uint16_t>(std::atoi(said.c_str() + said.rfind(':') + 1))};
}

/// The form of the standard approval, for a parcel and papers of the demonstration.
Json form_of(std::int64_t day_of_start) {
  const auto day = [](std::int64_t days) {
    const auto date = std::chrono::year_month_day(std::chrono::sys_days(std::chrono::days(days)));
    return fmt::format("{:04}-{:02}-{:02}", static_cast<int>(date.year()),
                       static_cast<unsigned>(date.month()), static_cast<unsigned>(date.day()));
  };
  return Json::object(
      {{"project_name", "bench"},
       {"project_code", "2203-320692-89-01-000000"},
       {"builder", Json::object({{"name", "江海矿山机械有限公司（虚构）"}, {"uscc", firm}})},
       {"parcel_no", "P0001"},
       {"planning_permit_no", "GC-0001"},
       {"drawing_review_no", "ST-0001"},
       {"scope", Json::array({"structure"})},
       {"floor_area_square_metres", 9000},
       {"contract_price", 2600},
       {"contractor", Json::object({{"name", "示例"}, {"uscc", "913206125781123402"}})},
       {"project_manager",
        Json::object({{"name", "周示例"}, {"citizen_id", "320600198510090127"}, {"certificate_no", "1"}})},
       {"starts_on", day(day_of_start + 40)},
       {"ends_on", day(day_of_start + 400)},
       {"contact", Json::object({{"name", "周示例"}, {"mobile", "13900000003"}})}});
}

}  // namespace

Service::Service(std::string folder) : folder_(std::move(folder)) {
  std::filesystem::remove_all(folder_);
  std::filesystem::create_directories(folder_);
  std::tie(process_, port_) = start(folder_);
  intake_ = sign_in("intake");
  quality_ = sign_in("quality");
  planning_ = sign_in("reviewer");
  decider_ = sign_in("decider");
  const std::string found = RawClient(port_).exchange(fmt::format(
      "GET /api/v1/counter/applicants?q=jianghai HTTP/1.1\r\nHost: localhost\r\nCookie: {}\r\n\r\n",
      intake_));
  const auto json = Json::parse(body_of(found));
  const Json* items = json ? json->find("items") : nullptr;
  if (items == nullptr || items->if_array()->empty()) give_up_with("no applicant: " + found);
  account_ = items->if_array()->front().find_string("account").value_or("");
  form_ = form_of(moment().milliseconds / 86'400'000).to_string();
}

Service::~Service() {
  ::kill(process_, SIGKILL);
  ::waitpid(process_, nullptr, 0);
  std::filesystem::remove_all(folder_);
}

double Service::resident_mb() const {
  std::ifstream file(fmt::format("/proc/{}/statm", process_));
  long pages = 0;
  file >> pages >> pages;
  return static_cast<double>(pages) * static_cast<double>(::sysconf(_SC_PAGESIZE)) / 1e6;
}

std::string Service::sign_in(const std::string& login) const {
  const std::string body = fmt::format(R"({{"login":"{}","password":"Demo-Suxitong-1"}})", login);
  const std::string answer = RawClient(port_).exchange(
      fmt::format("POST /api/v1/session HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\n"
                  "Content-Length: {}\r\n\r\n{}",
                  body.size(), body));
  const std::size_t at = answer.find("shuxin_session=");
  if (at == std::string::npos) give_up_with("not signed in: " + answer);
  return answer.substr(at, answer.find(';', at) - at);
}

std::string Service::request(int step, std::int64_t approval, const std::string& number,
                             std::int64_t version) const {
  const std::string* cookie = &intake_;
  std::string target = "/api/v1/cases/" + number + "/commands/";
  std::string body = "{}";
  const auto opinion = [&](const std::string& of, const char* review) {
    cookie = &of;
    target += "give_opinion";
    body = fmt::format(R"({{"input":{{"step":"{}","verdict":"agree"}}}})", review);
  };
  switch (step) {
    case 0: {
      target = "/api/v1/counter/applications";
      std::string form = form_;
      form.replace(form.find("-000000\""), 8, fmt::format("-{:06}\"", approval % 1'000'000));
      body = fmt::format(
          R"({{"kind":"matter","target":"construction-permit","received_at":"{}","applicant":{{"account":"{}"}},)"
          R"("form":{},"materials":{{"contract":{{"how":"paper"}},"funds-proof":{{"how":"paper"}},)"
          R"("safety-plan":{{"how":"paper"}},"wage-account":{{"how":"paper"}}}}}})",
          moment().to_string(), account_, form);
      break;
    }
    case 1:
      target += "accept";
      break;
    case 2:
      opinion(quality_, "quality");
      break;
    case 3:
      opinion(quality_, "safety");
      break;
    case 4:
      opinion(planning_, "planning");
      break;
    default:
      cookie = &decider_;
      target += "grant";
  }
  return fmt::format(
      "POST {} HTTP/1.1\r\nHost: localhost\r\nCookie: {}\r\nContent-Type: application/json\r\n"
      "Idempotency-Key: {:016}-{}\r\nIf-Match: \"v{}\"\r\nContent-Length: {}\r\n\r\n{}",
      target, *cookie, approval, step, version, body.size(), body);
}

bool HttpClient::try_next() {
  if (step_ == 0 && approval_ < 0) approval_ = service_.next_approval();
  const std::string answer = connection_->send(service_.request(step_, approval_, number_, version_))
                                 ? connection_->read_response(std::chrono::seconds(60))
                                 : std::string();
  const int status = http::status_of(answer);
  if (status == 503) return false;
  const auto body = Json::parse(body_of(answer));
  if (status / 100 != 2 || !body) give_up_with(fmt::format("step {} of {}: {}", step_, number_, answer));
  if (step_ == 0) number_ = body->find_string("number").value_or("");
  version_ = step_ == 0 ? 1 : body->find_integer("version").value_or(0);
  step_ = (step_ + 1) % commands_of_an_approval;
  if (step_ == 0) approval_ = -1;
  return true;
}

}  // namespace shuxin::bench
