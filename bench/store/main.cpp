// The store beside raw: the same statements and rows on plain SQLite, in groups of the size that the store
// reached, measured alternately in one run.
#include <algorithm>
#include <atomic>
#include <chrono>
#include <condition_variable>
#include <cstdlib>
#include <cstring>
#include <filesystem>
#include <fmt/format.h>
#include <mutex>
#include <sqlite3.h>
#include <string>
#include <thread>
#include <vector>

#include "bench/report.h"
#include "core/base/check.h"
#include "shell/store/store.h"

namespace {

using namespace shuxin;
using bench::median;
using shuxin::base::check;
using Clock = std::chrono::steady_clock;

constexpr std::string_view zone = "bench";
constexpr int steps_of_a_case = 6;
constexpr int rounds = 5;
const std::string payload = R"({"form":")" + std::string(580, 'x') + R"("})";

struct Arguments {
  bool json = false;
  double seconds = 0.5;  ///< of each measurement
};

store::Options options() {
  store::Projection cases;
  cases.name = "cases";
  cases.tables = {"cases"};
  cases.create = {
      "create table cases (zone text not null, id text not null, state text not null, steps integer not null,"
      " primary key (zone, id))"};
  cases.apply = [](const store::Event& event, store::Writes& writes) -> store::Result<void> {
    SHUXIN_DO(writes.execute(
        "insert into cases (zone, id, state, steps) values (?, ?, ?, 1) on conflict (zone, id) "
        "do update set state = excluded.state, steps = cases.steps + 1",
        {std::string_view(event.zone), std::string_view(event.stream), std::string_view(event.type)}));
    return {};
  };
  store::Options options;
  options.projections.push_back(std::move(cases));
  return options;
}

/// The n-th step of all: which case it belongs to and which version it makes.
struct Step {
  std::string stream;
  std::string key;
  std::int64_t version;
};

/// Steps of `clients` cases at a time, taken in turn.
Step step_of(std::int64_t n, std::int64_t clients) {
  const std::int64_t round = n / clients;
  const std::int64_t id = round / steps_of_a_case * clients + n % clients;
  return {fmt::format("case/{}", id), fmt::format("key-{}", n), round % steps_of_a_case + 1};
}

store::Unit unit_of(Step step) {
  store::Unit unit;
  unit.zone = zone;
  unit.command = store::Command{"account", step.key, {}, {1'700'000'000'000}};
  unit.decide = [step = std::move(step)](store::Transaction& transaction) -> store::Result<store::Answer> {
    std::vector<store::NewEvent> events(1);
    events[0].type = "step-taken";
    events[0].payload = payload;
    events[0].effective_at = events[0].recorded_at = {1'700'000'000'000};
    events[0].metadata = R"({"actor":"account"})";
    SHUXIN_DO(transaction.append(step.stream, step.version - 1, std::move(events)));
    return store::Answer{R"({"state":"ok"})"};
  };
  return unit;
}

/// Ours: a store with clients that each have one unit on its way.
class Ours {
 public:
  Ours(const std::string& folder, std::int64_t clients) : clients_(clients) {
    auto opened = store::open("sqlite:" + folder + "/ours.db", folder + "/keys", options());
    check(opened.has_value(), "the store opens");
    store_ = *std::move(opened);
  }

  /// Units a second, one after another on one thread.
  double sequential(double seconds) {
    const auto begin = Clock::now();
    const auto end = begin + std::chrono::duration<double>(seconds);
    std::int64_t count = 0;
    for (; Clock::now() < end; ++count)
      check(store_->run(unit_of(step_of(next_++, clients_))).has_value(), "a unit succeeds");
    return static_cast<double>(count) / since(begin);
  }

  /// Units a second, `clients` of them on their way at any time; each is followed by the next when answered.
  double concurrent(double seconds) {
    const auto begin = Clock::now();
    const std::int64_t first = next_;
    stop_ = false;
    for (std::int64_t i = 0; i < clients_; ++i) send();
    std::this_thread::sleep_for(std::chrono::duration<double>(seconds));
    stop_ = true;
    std::unique_lock lock(mutex_);
    idle_.wait(lock, [&] { return open_ == 0; });
    return static_cast<double>(next_ - first) / since(begin);
  }

  /// Units a second, `clients` threads that wait for each answer.
  double threads(double seconds) {
    const auto begin = Clock::now();
    const std::int64_t first = next_;
    const auto end = begin + std::chrono::duration<double>(seconds);
    std::vector<std::thread> threads;
    const std::int64_t base = (next_ + clients_ - 1) / clients_;
    std::atomic<std::int64_t> count = 0;
    for (std::int64_t client = 0; client < clients_; ++client)
      threads.emplace_back([&, client] {
        for (std::int64_t n = 0; Clock::now() < end; ++n, ++count) {
          Step step = step_of(client, clients_);
          step.stream = fmt::format("own/{}/{}/{}", base, client, n / steps_of_a_case);
          step.key = fmt::format("own-{}-{}-{}", base, client, n);
          step.version = n % steps_of_a_case + 1;
          check(store_->run(unit_of(std::move(step))).has_value(), "a unit succeeds");
        }
      });
    for (std::thread& thread : threads) thread.join();
    next_ = (first / clients_ + 1) * clients_ * steps_of_a_case;
    return static_cast<double>(count) / since(begin);
  }

  double group_size() const {
    const auto statistics = store_->statistics();
    return static_cast<double>(statistics.units) /
           static_cast<double>(std::max<std::int64_t>(statistics.groups, 1));
  }

 private:
  static double since(Clock::time_point begin) {
    return std::chrono::duration<double>(Clock::now() - begin).count();
  }
  void send() {
    ++open_;
    const auto submitted = store_->submit(unit_of(step_of(next_++, clients_)),
                                          [this](const store::Result<store::Outcome>& outcome) {
                                            check(outcome.has_value(), "a unit succeeds");
                                            if (!stop_) send();
                                            const std::lock_guard lock(mutex_);
                                            if (--open_ == 0) idle_.notify_all();
                                          });
    check(submitted.has_value(), "a unit is taken");
  }

  std::unique_ptr<store::Store> store_;
  const std::int64_t clients_;
  std::atomic<std::int64_t> next_ = 0;
  std::atomic<bool> stop_ = false;
  std::atomic<std::int64_t> open_ = 0;
  std::mutex mutex_;
  std::condition_variable idle_;
};

/// Raw: the statements that the store runs, without the store.
class Raw {
 public:
  Raw(const std::string& folder, std::int64_t clients) : clients_(clients) {
    // The very tables of a store, empty.
    const std::string path = folder + "/raw.db";
    check(store::open("sqlite:" + path, folder + "/raw-keys", options()).has_value(), "the store opens");
    check(sqlite3_open_v2(path.c_str(), &db_, SQLITE_OPEN_READWRITE | SQLITE_OPEN_NOMUTEX, nullptr) ==
              SQLITE_OK,
          "the database opens");
    exec(
        "pragma journal_mode = wal; pragma synchronous = full; pragma wal_autocheckpoint = 1000;"
        "pragma secure_delete = fast; pragma temp_store = memory; pragma cache_size = -65536;"
        "insert or ignore into ledger_zones (number, name, last, mac) values (1, 'bench', 0, x'')");
    begin_ = prepare("begin immediate");
    find_ =
        prepare("select place, answer from ledger_events where zone = ? and account = ? and command_key = ?");
    insert_ = prepare(
        "insert into ledger_events (place, zone, stream, version, type, schema, effective_at, recorded_at, "
        "account,"
        " command_key, previous, hash, marks, metadata, personal, answer, payload)"
        " values (?, 1, ?, ?, 'step-taken', 1, 1700000000000, 1700000000000, 'account', ?, ?, ?, x'',"
        " '{\"actor\":\"account\"}', x'', ?, ?)");
    upsert_ = prepare(
        "insert into cases (zone, id, state, steps) values (?, ?, ?, 1) on conflict (zone, id)"
        " do update set state = excluded.state, steps = cases.steps + 1");
    zone_ = prepare("update ledger_zones set last = ?, mac = ? where number = 1");
    commit_ = prepare("commit");
  }
  ~Raw() {
    for (sqlite3_stmt* statement : {begin_, find_, insert_, upsert_, zone_, commit_})
      sqlite3_finalize(statement);
    sqlite3_close(db_);
  }
  Raw(const Raw&) = delete;
  Raw& operator=(const Raw&) = delete;

  /// Rows a second in groups of that size; fractions alternate between the sizes below and above.
  double run(double seconds, double group) {
    const auto begin = Clock::now();
    const auto end = begin + std::chrono::duration<double>(seconds);
    const std::int64_t first = next_;
    double due = 0;
    while (Clock::now() < end) {
      due += group;
      step(begin_);
      for (; due >= 1; --due) write(step_of(next_++, clients_));
      sqlite3_bind_int64(zone_, 1, next_);
      sqlite3_bind_blob(zone_, 2, hash_, sizeof hash_, SQLITE_STATIC);
      step(zone_);
      step(commit_);
    }
    return static_cast<double>(next_ - first) / std::chrono::duration<double>(Clock::now() - begin).count();
  }

 private:
  void exec(const char* sql) { check(sqlite3_exec(db_, sql, nullptr, nullptr, nullptr) == SQLITE_OK, sql); }
  sqlite3_stmt* prepare(const char* sql) {
    sqlite3_stmt* statement = nullptr;
    check(sqlite3_prepare_v3(db_, sql, -1, SQLITE_PREPARE_PERSISTENT, &statement, nullptr) == SQLITE_OK, sql);
    return statement;
  }
  static void step(sqlite3_stmt* statement) {
    check(sqlite3_step(statement) == SQLITE_DONE, "a statement succeeds");
    sqlite3_reset(statement);
  }
  static void text(sqlite3_stmt* statement, int place, std::string_view value) {
    sqlite3_bind_text(statement, place, value.data(), static_cast<int>(value.size()), SQLITE_STATIC);
  }
  void write(const Step& step_taken) {
    sqlite3_bind_int64(find_, 1, 1);
    text(find_, 2, "account");
    text(find_, 3, step_taken.key);
    step(find_);
    sqlite3_bind_int64(insert_, 1, (std::int64_t{1} << 40) + next_);
    text(insert_, 2, step_taken.stream);
    sqlite3_bind_int64(insert_, 3, step_taken.version);
    text(insert_, 4, step_taken.key);
    std::memcpy(hash_, &next_, sizeof next_);
    sqlite3_bind_blob(insert_, 5, hash_, sizeof hash_, SQLITE_STATIC);
    sqlite3_bind_blob(insert_, 6, hash_, sizeof hash_, SQLITE_STATIC);
    sqlite3_bind_blob(insert_, 7, answer_, sizeof answer_, SQLITE_STATIC);
    text(insert_, 8, payload);
    step(insert_);
    text(upsert_, 1, zone);
    text(upsert_, 2, step_taken.stream);
    text(upsert_, 3, "step-taken");
    step(upsert_);
  }

  const std::int64_t clients_;
  sqlite3* db_ = nullptr;
  sqlite3_stmt* begin_ = nullptr;
  sqlite3_stmt* find_ = nullptr;
  sqlite3_stmt* insert_ = nullptr;
  sqlite3_stmt* upsert_ = nullptr;
  sqlite3_stmt* zone_ = nullptr;
  sqlite3_stmt* commit_ = nullptr;
  std::int64_t next_ = 0;
  char hash_[32] = {};
  char answer_[51] = {};
};

enum class Way { Sequential, Concurrent, Threads };

void compare(const Arguments& arguments, const std::string& name, std::int64_t clients, Way way) {
  std::string folder = std::filesystem::current_path() / "bench-store-XXXXXX";
  check(mkdtemp(folder.data()) != nullptr, "a folder is made");
  {
    Ours ours(folder, clients);
    Raw raw(folder, clients);
    std::vector<double> our_rates;
    std::vector<double> their_rates;
    double group = 1;
    for (int round = 0; round < rounds; ++round) {
      switch (way) {
        case Way::Sequential:
          our_rates.push_back(ours.sequential(arguments.seconds));
          break;
        case Way::Concurrent:
          our_rates.push_back(ours.concurrent(arguments.seconds));
          break;
        case Way::Threads:
          our_rates.push_back(ours.threads(arguments.seconds));
          break;
      }
      group = ours.group_size();
      their_rates.push_back(raw.run(arguments.seconds, group));
    }
    const double our = median(our_rates);
    const double their = median(their_rates);
    bench::print(arguments.json, "store/" + name, "units/s", our,
                 fmt::format("raw SQLite, groups of {:.1f}", group), their, our / their);
  }
  std::filesystem::remove_all(folder);
}

}  // namespace

int main(int argc, char** argv) {
  Arguments arguments;
  std::string only;
  for (int i = 1; i < argc; ++i) {
    const std::string_view word = argv[i];
    if (word == "--json") {
      arguments.json = true;
    } else if (word == "--seconds" && i + 1 < argc) {
      arguments.seconds = std::max(0.01, std::atof(argv[++i]));
    } else if (!word.starts_with("-")) {
      only = word;
    } else {
      fmt::print(stderr, "usage: bench_store [--json] [--seconds N] [NAME]\n");
      return 2;
    }
  }
  const auto wanted = [&](std::string_view name) { return only.empty() || only == name; };
  if (wanted("append_1")) compare(arguments, "append_1", 1, Way::Sequential);
  for (const int clients : {8, 64, 256})
    if (const auto name = fmt::format("append_{}", clients); wanted(name))
      compare(arguments, name, clients, Way::Concurrent);
  if (wanted("append_64_threads")) compare(arguments, "append_64_threads", 64, Way::Threads);
  return 0;
}
