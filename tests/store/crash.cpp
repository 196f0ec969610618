// kill -9 under load: a child appends, its parent kills it at a moment of chance, opens the store again and
// checks that nothing acknowledged is lost, nothing is doubled, and the audit is clean.
#include <array>
#include <atomic>
#include <chrono>
#include <csignal>
#include <cstdio>
#include <cstdlib>
#include <filesystem>
#include <fmt/format.h>
#include <map>
#include <poll.h>
#include <random>
#include <string>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <thread>
#include <unistd.h>
#include <vector>

#include "core/base/check.h"
#include "shell/store/store.h"

namespace {

using namespace shuxin;
using store::Result;

constexpr std::string_view zone = "crash";
constexpr int clients = 16;

store::Options options() {
  store::Projection counts;
  counts.name = "counts";
  counts.tables = {"counts"};
  counts.create = {
      "create table counts (zone text not null, stream text not null, events integer not null, name text,"
      " primary key (zone, stream))"};
  counts.apply = [](const store::Event& event, store::Writes& writes) -> Result<void> {
    const store::Value name = event.personal.empty() || !event.personal[0].value
                                  ? store::Value(nullptr)
                                  : store::Value(std::string_view(*event.personal[0].value));
    SHUXIN_DO(writes.execute(
        "insert into counts (zone, stream, events, name) values (?, ?, 1, ?) on conflict (zone, "
        "stream) do update set events = counts.events + 1, name = excluded.name",
        {std::string_view(event.zone), std::string_view(event.stream), name}));
    return {};
  };
  store::Options options;
  options.projections.push_back(std::move(counts));
  return options;
}

[[noreturn]] void give_up(const std::string& why) {
  fmt::print(stderr, "store_crash: {}\n", why);
  std::exit(1);
}

template <typename T>
T must(Result<T> result, std::string_view what) {
  if (!result) give_up(fmt::format("{}: {}", what, word(result.error().message, base::Language::English)));
  if constexpr (!std::is_void_v<T>) return *std::move(result);
}

std::string stream_of(int client) {
  return fmt::format("client/{}", client);
}

/// The n-th unit of a client; some name a file.
store::Unit unit_of(int client, std::int64_t n, std::string file) {
  store::Unit unit;
  unit.zone = zone;
  unit.command = store::Command{fmt::format("account-{}", client), fmt::format("key-{}", n), {}, {n}};
  unit.decide = [client, n,
                 file = std::move(file)](store::Transaction& transaction) -> Result<store::Answer> {
    std::vector<store::NewEvent> events(1);
    store::NewEvent& event = events[0];
    event.type = "counted";
    event.payload = fmt::format(R"({{"n":{}}})", n);
    event.personal = {{fmt::format("subject-{}", n % 50), "name", fmt::format("name {}", n)}};
    if (!file.empty()) event.files = {{file, stream_of(client)}};
    SHUXIN_DO(transaction.append(stream_of(client), n - 1, std::move(events)));
    SHUXIN_DO(transaction.take_number("crash", 2022));
    return store::Answer{fmt::format("answer {}", n)};
  };
  return unit;
}

std::int64_t version_of(store::Store& store, int client) {
  auto reads = must(store.snapshot(zone), "snapshot");
  return must(reads->head(stream_of(client)), "head").version;
}

std::string upload(store::Store& store, int client) {
  auto writer = must(store.create_file(zone, stream_of(client), "uploader", {1}), "create file");
  must(writer->write(std::string(100'000, 'f')), "write file");
  return must(writer->finish(), "finish file").file;
}

/// Appends until it is killed; tells each answer on the pipe, after it was given.
[[noreturn]] void child(const std::string& folder, int pipe) {
  ::prctl(PR_SET_PDEATHSIG, SIGKILL);
  auto store = must(store::open("sqlite:" + folder + "/ledger.db", folder + "/keys", options()), "open");
  std::vector<std::thread> threads;
  for (int client = 0; client < clients; ++client)
    threads.emplace_back([&, client] {
      for (std::int64_t n = version_of(*store, client) + 1;; ++n) {
        const auto outcome =
            must(store->run(unit_of(client, n, n % 7 == 0 ? upload(*store, client) : "")), "unit");
        if (outcome.repeated || outcome.answer != fmt::format("answer {}", n)) give_up("a wrong answer");
        const std::array<std::int64_t, 2> acknowledged = {client, n};
        if (::write(pipe, acknowledged.data(), sizeof acknowledged) < 0) std::abort();
      }
    });
  for (std::thread& thread : threads) thread.join();
  std::abort();
}

/// Runs a child for a while and kills it; returns the highest acknowledged step of each client.
std::map<int, std::int64_t> run_and_kill(const std::string& folder, std::chrono::milliseconds lifetime) {
  std::array<int, 2> ends{};
  base::check(::pipe(ends.data()) == 0, "a pipe is made");
  const pid_t pid = ::fork();
  base::check(pid >= 0, "a child is made");
  if (pid == 0) {
    ::close(ends[0]);
    child(folder, ends[1]);
  }
  ::close(ends[1]);
  std::map<int, std::int64_t> acknowledged;
  const auto end = std::chrono::steady_clock::now() + lifetime;
  bool killed = false;
  for (;;) {
    if (!killed && std::chrono::steady_clock::now() >= end) {
      ::kill(pid, SIGKILL);
      killed = true;
    }
    pollfd waiting{ends[0], POLLIN, 0};
    ::poll(&waiting, 1, 1);
    if (waiting.revents == 0) continue;
    std::array<std::int64_t, 2> one{};
    if (::read(ends[0], one.data(), sizeof one) != static_cast<ssize_t>(sizeof one)) break;
    std::int64_t& highest = acknowledged[static_cast<int>(one[0])];
    highest = std::max(highest, one[1]);
  }
  ::close(ends[0]);
  int status = 0;
  ::waitpid(pid, &status, 0);
  if (!WIFSIGNALED(status) || WTERMSIG(status) != SIGKILL) give_up("the child ended by itself");
  return acknowledged;
}

/// Opens what is left and looks for what is lost, doubled or damaged. Returns how many events there are.
std::int64_t check_store(const std::string& folder, const std::map<int, std::int64_t>& acknowledged) {
  auto store = must(store::open("sqlite:" + folder + "/ledger.db", folder + "/keys", options()), "reopen");
  std::int64_t events = 0;
  for (int client = 0; client < clients; ++client) {
    std::int64_t version = 0;
    {
      auto reads = must(store->snapshot(zone), "snapshot");
      must(reads->read_stream(stream_of(client), 1,
                              [&](const store::Event& event) -> Result<bool> {
                                ++version;
                                if (event.payload != fmt::format(R"({{"n":{}}})", version))
                                  give_up(fmt::format("client {}: {} at version {}", client, event.payload,
                                                      version));
                                if (!event.personal.at(0).value) give_up("a key is lost");
                                return true;
                              }),
           "read stream");
    }
    const auto found = acknowledged.find(client);
    if (found != acknowledged.end() && found->second > version)
      give_up(fmt::format("client {}: {} was acknowledged, {} is stored", client, found->second, version));
    events += version;
    if (version == 0) continue;
    const auto again = must(store->run(unit_of(client, version, "")), "repetition");
    if (!again.repeated || again.answer != fmt::format("answer {}", version))
      give_up("a repetition acted again");
  }
  const auto report = must(store->audit({}), "audit");
  for (const store::Finding& finding : report.findings)
    fmt::print(stderr, "{} {} {}\n", word(finding.message, base::Language::English), finding.table,
               finding.row);
  if (!report.clean()) give_up("the audit is not clean");
  if (report.events != events) give_up("events beside the streams");
  return events;
}

}  // namespace

int main(int argc, char** argv) {
  const int rounds = argc > 1 ? std::atoi(argv[1]) : 20;
  if (rounds < 1) {
    fmt::print(stderr, "usage: store_crash [ROUNDS]\n");
    return 2;
  }
  std::string folder = std::filesystem::temp_directory_path() / "shuxin-crash-XXXXXX";
  base::check(mkdtemp(folder.data()) != nullptr, "a folder is made");
  std::random_device chance;
  std::int64_t events = 0;
  std::int64_t acknowledged_events = 0;
  std::map<int, std::int64_t> acknowledged;
  for (int round = 0; round < rounds; ++round) {
    const auto lifetime = std::chrono::milliseconds(std::uniform_int_distribution<int>(1, 400)(chance));
    for (const auto& [client, n] : run_and_kill(folder, lifetime)) {
      acknowledged_events += n - acknowledged[client];
      acknowledged[client] = n;
    }
    events = check_store(folder, acknowledged);
  }
  fmt::print("{} kills: {} events stored, {} of them acknowledged, none lost or doubled, audit clean\n",
             rounds, events, acknowledged_events);
  std::filesystem::remove_all(folder);
  return 0;
}
