// Standard approvals through `shuxin serve` over loopback beside the same approvals in-process, measured
// alternately in one run. Then latency at half load, and what becomes of it when ten times as much is asked
// as can be done.
#include <algorithm>
#include <atomic>
#include <chrono>
#include <cstdlib>
#include <fmt/format.h>
#include <mutex>
#include <sys/resource.h>
#include <thread>
#include <vector>

#include "bench/casework/zone.h"
#include "bench/http/service.h"
#include "bench/report.h"

namespace {

using namespace shuxin::bench;
using Clock = std::chrono::steady_clock;
using shuxin::http::RawClient;

constexpr int rounds = 5;
constexpr int clients = 64;
constexpr int overload = 10;

struct Arguments {
  bool json = false;
  double seconds = 1;    ///< of each measurement
  int idle = 0;          ///< only hold so many idle connections
  double half_load = 0;  ///< only work at half load for so many seconds
};

void raise_descriptor_limit() {
  rlimit limit{};
  if (getrlimit(RLIMIT_NOFILE, &limit) != 0) return;
  limit.rlim_cur = limit.rlim_max;
  (void)setrlimit(RLIMIT_NOFILE, &limit);
}

/// Commands a second of so many who each wait for every answer; each is made by `make` and gives one by
/// next().
template <typename Make>
double closed_loop(int count, double seconds, const Make& make) {
  std::atomic<std::int64_t> done = 0;
  std::vector<std::thread> threads;
  const auto begun = Clock::now();
  for (int i = 0; i < count; ++i)
    threads.emplace_back([&] {
      auto client = make();
      while (since(begun) < seconds) {
        client.next();
        ++done;
      }
    });
  for (std::thread& one : threads) one.join();
  return static_cast<double>(done) / since(begun);
}

/// What becomes of commands that fall due at a rate, whatever happens to those before.
struct Heard {
  std::vector<double> accepted;  ///< milliseconds from the sending of each that was done to its answer
  std::vector<double> since_due;
  std::int64_t turned_away = 0;
  double seconds = 0;
};

Heard open_loop(const Service& service, int count, double rate, double seconds) {
  std::atomic<std::int64_t> next = 0;
  Heard all;
  std::mutex mutex;
  const auto begun = Clock::now();
  std::vector<std::thread> threads;
  for (int i = 0; i < count; ++i)
    threads.emplace_back([&] {
      HttpClient client(service);
      Heard mine;
      for (;;) {
        const double due = static_cast<double>(next++) / rate;
        if (due > seconds || since(begun) > 2 * seconds) break;
        std::this_thread::sleep_until(begun + std::chrono::duration<double>(due));
        const double sent = since(begun);
        if (!client.try_next()) {
          ++mine.turned_away;
          continue;
        }
        mine.accepted.push_back((since(begun) - sent) * 1000);
        mine.since_due.push_back((since(begun) - due) * 1000);
      }
      const std::lock_guard lock(mutex);
      all.accepted.insert(all.accepted.end(), mine.accepted.begin(), mine.accepted.end());
      all.since_due.insert(all.since_due.end(), mine.since_due.begin(), mine.since_due.end());
      all.turned_away += mine.turned_away;
    });
  for (std::thread& one : threads) one.join();
  all.seconds = since(begun);
  return all;
}

double compare(const Arguments& arguments, const Service& service, Zone& zone, int count) {
  std::vector<double> ours;
  std::vector<double> theirs;
  for (int round = 0; round < rounds; ++round) {
    ours.push_back(closed_loop(count, arguments.seconds, [&] { return HttpClient(service); }));
    theirs.push_back(closed_loop(count, arguments.seconds, [&] { return Client(zone); }));
  }
  const double our = quantile(ours, 0.5);
  const double their = quantile(theirs, 0.5);
  print(arguments.json, fmt::format("http/approval, {} client{}", count, count == 1 ? "" : "s"), "commands/s",
        our, "in-process", their, our / their);
  return our;
}

/// What idle connections cost the service; false if it is too much.
bool hold_idle(const Service& service, int count) {
  constexpr double allowed_mb = 200;
  const double before = service.resident_mb();
  std::vector<std::unique_ptr<RawClient>> connections;
  for (int i = 0; i < count; ++i) {
    connections.push_back(std::make_unique<RawClient>(service.port()));
    const std::string answer =
        connections.back()->exchange("GET /healthz HTTP/1.1\r\nHost: localhost\r\n\r\n");
    if (shuxin::http::status_of(answer) != 200) {
      fmt::print(stderr, "connection {} is not answered: {}\n", i, answer);
      return false;
    }
  }
  const double cost = service.resident_mb() - before;
  fmt::print("{} idle connections: {:.1f} MB of {:.1f} MB\n", count, cost, before + cost);
  return cost < allowed_mb;
}

/// Works at half load and watches the memory of the service; false if it grows.
bool work_at_half_load(const Service& service, double seconds) {
  constexpr double allowed_mb = 80;  // the page cache of the store may still fill
  const double rate = closed_loop(clients, 2, [&] { return HttpClient(service); });
  std::atomic<bool> is_over = false;
  std::atomic<std::int64_t> done = 0;
  std::thread load([&] {
    constexpr double at_once = 5;
    while (!is_over)
      done += static_cast<std::int64_t>(open_loop(service, clients, rate / 2, at_once).accepted.size());
  });
  const auto begun = Clock::now();
  double settled = 0;
  for (int part = 1; part <= 12; ++part) {
    std::this_thread::sleep_until(begun + std::chrono::duration<double>(seconds * part / 12));
    if (part == 3) settled = service.resident_mb();
    fmt::print("  {:5.0f} s: {} commands, {:.1f} MB\n", since(begun), done.load(), service.resident_mb());
    std::fflush(stdout);
  }
  is_over = true;
  load.join();
  const double end = service.resident_mb();
  fmt::print(
      "half load through HTTP: {} commands in {:.0f} s, {:.1f} MB after a quarter, {:.1f} MB at the end\n",
      done.load(), seconds, settled, end);
  return end <= settled + allowed_mb;
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
    } else if (word == "--idle" && i + 1 < argc) {
      arguments.idle = std::atoi(argv[++i]);
    } else if (word == "--half-load" && i + 1 < argc) {
      arguments.half_load = std::atof(argv[++i]);
    } else {
      fmt::print(stderr,
                 "usage: bench_http [--json] [--seconds N] | --idle CONNECTIONS | --half-load SECONDS\n");
      return 2;
    }
  }
  raise_descriptor_limit();
  const Service service("build/bench-http/served");
  if (arguments.idle > 0) return hold_idle(service, arguments.idle) ? 0 : 1;
  if (arguments.half_load > 0) return work_at_half_load(service, arguments.half_load) ? 0 : 1;
  Zone zone(load_catalogue(), "build/bench-http/in-process");
  compare(arguments, service, zone, 1);
  const double rate = compare(arguments, service, zone, clients);

  const Heard half = open_loop(service, clients, rate / 2, 3 * arguments.seconds);
  for (const double part : {0.5, 0.99})
    print(arguments.json, fmt::format("http/latency p{:.0f} at half load", part * 100), "ms",
          quantile(half.since_due, part), "aim", 10, 10 / quantile(half.since_due, part));
  const Heard full = open_loop(service, clients, rate, 3 * arguments.seconds);
  const Heard over = open_loop(service, overload * clients, overload * rate, 3 * arguments.seconds);
  for (const double part : {0.5, 0.99})
    print(arguments.json, fmt::format("http/accepted at 10x load, latency p{:.0f}", part * 100), "ms",
          quantile(over.accepted, part), "at full load", quantile(full.accepted, part),
          quantile(full.accepted, part) / quantile(over.accepted, part));
  const auto done_a_second = [](const Heard& heard) {
    return static_cast<double>(heard.accepted.size()) / heard.seconds;
  };
  print(arguments.json, fmt::format("http/done at 10x load, {} turned away", over.turned_away), "commands/s",
        done_a_second(over), "at full load", done_a_second(full), done_a_second(over) / done_a_second(full));
}
