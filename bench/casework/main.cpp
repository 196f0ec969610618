// Standard approvals through the whole service, each command answered only when durable, beside raw: the same
// statements and rows in groups of the size that was reached, without logic, measured alternately in one run.
// Then latency at half load, and decide alone.
#include <algorithm>
#include <atomic>
#include <chrono>
#include <cstdlib>
#include <ctime>
#include <fmt/format.h>
#include <mutex>
#include <thread>
#include <vector>

#include "bench/report.h"
#include "decide_alone.h"
#include "fill.h"
#include "raw.h"
#include "zone.h"

namespace {

using namespace shuxin::bench;
using Clock = std::chrono::steady_clock;

constexpr int rounds = 5;

struct Arguments {
  bool json = false;
  double seconds = 1;      ///< of each measurement
  std::int64_t cases = 0;  ///< stored before
  bool keep = false;       ///< the store with them, for the next run
  std::string record;      ///< only write a recording for peers into this folder
  int only_rate = 0;       ///< only measure so many clients and print the rate
};

struct Reached {
  double rate;   ///< commands a second
  double group;  ///< commands a commit
  double cost;   ///< processor time of all threads, µs a command
};

/// `clients` threads that each wait for every answer.
Reached closed_loop(Zone& zone, int clients, double seconds) {
  const auto before = zone.store().statistics();
  const std::clock_t spent = std::clock();
  std::atomic<std::int64_t> done = 0;
  const auto begun = Clock::now();
  std::vector<std::thread> threads;
  for (int i = 0; i < clients; ++i)
    threads.emplace_back([&] {
      Client client(zone);
      while (since(begun) < seconds) {
        client.next();
        ++done;
      }
    });
  for (std::thread& one : threads) one.join();
  const double rate = static_cast<double>(done) / since(begun);
  const double cost =
      1e6 * static_cast<double>(std::clock() - spent) / CLOCKS_PER_SEC / static_cast<double>(done);
  const auto after = zone.store().statistics();
  return {rate,
          static_cast<double>(after.units - before.units) /
              static_cast<double>(std::max<std::int64_t>(after.groups - before.groups, 1)),
          cost};
}

/// Milliseconds from when each command was due to its answer, in order; commands fall due at that rate
/// whatever happens to those before.
std::vector<double> open_loop(Zone& zone, int clients, double rate, double seconds) {
  std::atomic<std::int64_t> next = 0;
  std::vector<double> all;
  std::mutex mutex;
  const auto begun = Clock::now();
  std::vector<std::thread> threads;
  for (int i = 0; i < clients; ++i)
    threads.emplace_back([&] {
      Client client(zone);
      std::vector<double> mine;
      for (;;) {
        const double due = static_cast<double>(next++) / rate;
        if (due > seconds) break;
        std::this_thread::sleep_until(begun + std::chrono::duration<double>(due));
        client.next();
        mine.push_back((since(begun) - due) * 1000);
      }
      const std::lock_guard lock(mutex);
      all.insert(all.end(), mine.begin(), mine.end());
    });
  for (std::thread& one : threads) one.join();
  std::ranges::sort(all);
  return all;
}

void compare(const Arguments& arguments, Zone& zone, Raw& raw, int clients) {
  std::vector<double> ours;
  std::vector<double> theirs;
  double group = 1;
  for (int round = 0; round < rounds; ++round) {
    const Reached reached = closed_loop(zone, clients, arguments.seconds);
    group = reached.group;
    ours.push_back(reached.rate);
    theirs.push_back(raw.rate(arguments.seconds, group));
  }
  const double our = median(ours);
  const double their = median(theirs);
  print(arguments.json, fmt::format("casework/approval, {} client{}", clients, clients == 1 ? "" : "s"),
        "commands/s", our, fmt::format("raw in groups of {:.1f}", group), their, our / their);
  if (clients == 1) return;
  const auto latencies = open_loop(zone, clients, our / 2, 3 * arguments.seconds);
  for (const double part : {0.5, 0.99})
    print(arguments.json, fmt::format("casework/latency p{:.0f} at half load", part * 100), "ms",
          quantile(latencies, part), "aim", 10, 10 / quantile(latencies, part));
}

}  // namespace

int main(int argc, char** argv) {
  Arguments arguments;
  for (int i = 1; i < argc; ++i) {
    const std::string_view word = argv[i];
    if (word == "--json") {
      arguments.json = true;
    } else if (word == "--seconds" && i + 1 < argc) {
      arguments.seconds = std::max(0.05, std::atof(argv[++i]));
    } else if (word == "--record" && i + 1 < argc) {
      arguments.record = argv[++i];
    } else if (word == "--rate" && i + 1 < argc) {
      arguments.only_rate = std::max(1, std::atoi(argv[++i]));
    } else if (word == "--cases" && i + 1 < argc) {
      arguments.cases = std::atoll(argv[++i]);
    } else if (word == "--keep") {
      arguments.keep = true;
    } else {
      fmt::print(stderr, "usage: bench_casework [--json] [--seconds N] [--cases N [--keep]]\n");
      return 2;
    }
  }
  const auto catalogue = load_catalogue();
  Recorder recorder;
  Zone zone(
      catalogue,
      arguments.keep ? fmt::format("build/bench-casework/{}", arguments.cases) : "build/bench-casework/ours",
      arguments.keep);
  for (int i = 0; i < commands_of_an_approval; ++i) [[maybe_unused]]
    const auto warm = recorder.record(zone);
  const Recording recording = recorder.record(zone);
  if (!arguments.record.empty()) {
    write_recording(zone, recording, arguments.record);
    return 0;
  }
  if (arguments.cases > 0) fill(zone, arguments.cases);
  if (arguments.only_rate > 0) {
    const Reached reached = closed_loop(zone, arguments.only_rate, arguments.seconds);
    fmt::print("{{\"rate\":{:.1f},\"cost\":{:.1f}}}\n", reached.rate, reached.cost);
    return 0;
  }
  for (const int clients : {1, 64}) {
    Raw raw(zone, recording, "build/bench-casework/raw", clients);
    compare(arguments, zone, raw, clients);
  }
  if (arguments.cases > 0) {
    const ReadingTimes times = read_lists(zone, 100);
    for (const double part : {0.5, 0.99}) {
      const auto line = [&](const char* what, const std::vector<double>& sorted) {
        print(arguments.json, fmt::format("casework/{} p{:.0f}", what, part * 100), "ms",
              quantile(sorted, part), "aim", 10, 10 / quantile(sorted, part));
      };
      line("work list", times.work_list);
      line("cases of a body", times.desk_cases);
    }
  }
  std::vector<double> alone;
  for (int round = 0; round < rounds; ++round) alone.push_back(decisions(zone, arguments.seconds / 2));
  print(arguments.json, "casework/decide alone", "decisions/s", median(alone), "aim", 1e6,
        median(alone) / 1e6);
}
