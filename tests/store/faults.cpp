// What a disk does to a store: no room left, and room again; a medium that cannot be written; a disk that
// fails; and hours of work at half load. To be filled, the disk must be a small file system of its own.
#include <atomic>
#include <chrono>
#include <csignal>
#include <cstdio>
#include <cstdlib>
#include <filesystem>
#include <fmt/format.h>
#include <fstream>
#include <string>
#include <sys/resource.h>
#include <thread>
#include <unistd.h>
#include <vector>

#include "shell/store/store.h"

namespace {

using namespace shuxin;
using store::Result;

constexpr std::string_view zone = "faults";
constexpr int streams = 8;

[[noreturn]] void give_up(const std::string& why) {
  fmt::print(stderr, "store_faults: {}\n", why);
  std::exit(1);
}

template <typename T>
T must(Result<T> result, std::string_view what) {
  if (!result) give_up(fmt::format("{}: {}", what, word(result.error().message, base::Language::English)));
  if constexpr (!std::is_void_v<T>) return *std::move(result);
}

std::unique_ptr<store::Store> open(const std::string& folder) {
  return must(store::open("sqlite:" + folder + "/ledger.db", folder + "/keys", {}), "open");
}

/// Appends to a stream; the version if it was acknowledged.
Result<std::int64_t> append(store::Store& store, int stream, std::size_t size) {
  std::int64_t version = 0;
  store::Unit unit;
  unit.zone = zone;
  unit.decide = [&](store::Transaction& transaction) -> Result<store::Answer> {
    const std::string name = fmt::format("stream/{}", stream);
    SHUXIN_TRY(const store::Head head, transaction.head(name));
    store::NewEvent event;
    event.type = "filled";
    event.payload = "{\"x\":\"" + std::string(size, 'x') + "\"}";
    event.personal = {{fmt::format("subject-{}", stream), "name", "somebody"}};
    std::vector<store::NewEvent> events;
    events.push_back(std::move(event));
    SHUXIN_TRY(const auto placed, transaction.append(name, head.version, std::move(events)));
    version = placed.version;
    return store::Answer{"done"};
  };
  SHUXIN_TRY([[maybe_unused]] const auto outcome, store.run(std::move(unit)));
  return version;
}

void expect_clean(store::Store& store) {
  const auto report = must(store.audit({}), "audit");
  if (report.clean()) return;
  give_up(word(report.findings[0].message, base::Language::English) + " " + report.findings[0].table);
}

std::vector<std::int64_t> versions(store::Store& store) {
  std::vector<std::int64_t> out;
  auto reads = must(store.snapshot(zone), "snapshot");
  for (int i = 0; i < streams; ++i)
    out.push_back(must(reads->head(fmt::format("stream/{}", i)), "head").version);
  return out;
}

/// Fills the disk under load, makes room, and goes on with the same open store.
void fill_the_disk(const std::string& folder) {
  auto store = open(folder);
  std::vector<std::int64_t> acknowledged(streams, 0);
  for (int i = 0; i < streams; ++i)
    acknowledged[static_cast<std::size_t>(i)] = must(append(*store, i, 100), "unit");
  const std::string ballast = folder + "/ballast";
  {
    std::ofstream out(ballast, std::ios::binary);
    const std::string block(64 * 1024, 'b');
    while (out.write(block.data(), static_cast<std::streamsize>(block.size())).flush()) {
    }
  }
  int refused = 0;
  for (int n = 0; n < 2'000 && refused < 50; ++n) {
    const int stream = n % streams;
    const auto done = append(*store, stream, 4'000);
    if (done)
      acknowledged[static_cast<std::size_t>(stream)] = *done;
    else if (done.error().code() == "store.disk-full")
      ++refused;
    else
      give_up("on a full disk: " + done.error().code());
  }
  if (refused == 0) give_up("the disk could not be filled");
  if (versions(*store) != acknowledged) give_up("on a full disk, what is read is not what was acknowledged");
  std::filesystem::remove(ballast);
  for (int i = 0; i < streams; ++i) {
    const std::int64_t version = must(append(*store, i, 100), "unit after room was made");
    if (version != ++acknowledged[static_cast<std::size_t>(i)]) give_up("a version is lost or doubled");
  }
  expect_clean(*store);
  store.reset();
  store = open(folder);
  if (versions(*store) != acknowledged) give_up("after opening again something is lost");
  expect_clean(*store);
  fmt::print("full disk: {} units refused, none lost or doubled, recovered by itself\n", refused);
}

/// Opens a store on a medium that nobody can write to: for an audit it can be read, and serving it is
/// refused.
void read_only_medium(const std::string& folder) {
  const auto refused = store::open("sqlite:" + folder + "/ledger.db", folder + "/keys", {});
  if (refused || refused.error().code() != "store.cannot-open")
    give_up("a store that cannot be written is opened");
  store::Options options;
  options.read_only = true;
  const auto store = must(store::open("sqlite:" + folder + "/ledger.db", folder + "/keys", options), "open");
  expect_clean(*store);
  if (versions(*store) == std::vector<std::int64_t>(streams, 0)) give_up("nothing is read");
  const auto done = append(*store, 0, 100);
  if (done || done.error().code() != "store.read-only") give_up("a unit is taken by a store that only reads");
  fmt::print("read-only medium: audited and read, every write refused\n");
}

/// The disk fails in the middle of the work: what is acknowledged stays, what is read goes on being read, and
/// no unit is taken any more until the store is opened anew.
void fail_the_disk(const std::string& folder) {
  auto store = open(folder);
  std::vector<std::int64_t> acknowledged(streams, 0);
  std::vector<std::int64_t> tried(streams, 0);
  ::signal(SIGXFSZ, SIG_IGN);
  rlimit before{};
  ::getrlimit(RLIMIT_FSIZE, &before);
  int refused = 0;
  for (int n = 0; refused < 50; ++n) {
    const auto stream = static_cast<std::size_t>(n % streams);
    if (n == 100) {  // from here on every write beyond this size is an error
      const rlimit limit{std::filesystem::file_size(folder + "/ledger.db-wal") + 20'000, before.rlim_max};
      ::setrlimit(RLIMIT_FSIZE, &limit);
    }
    if (n > 10'000) give_up("the disk could not be made to fail");
    const auto done = append(*store, static_cast<int>(stream), 500);
    tried[stream] = acknowledged[stream] + 1;
    if (done)
      acknowledged[stream] = *done;
    else if (done.error().code() == "store.io" || done.error().code() == "store.disk-full")
      ++refused;
    else
      give_up("on a failing disk: " + done.error().code());
    if (n % 20 == 0 && versions(*store) != acknowledged) give_up("on a failing disk something else is read");
  }
  ::setrlimit(RLIMIT_FSIZE, &before);
  store.reset();
  store = open(folder);
  const auto stored = versions(*store);
  for (std::size_t i = 0; i < stored.size(); ++i)
    if (stored[i] < acknowledged[i] || stored[i] > tried[i]) give_up("a version is lost or doubled");
  must(append(*store, 0, 100), "unit after the disk was mended");
  expect_clean(*store);
  fmt::print("failing disk: {} units refused, none lost or doubled\n", refused);
}

double resident_mb() {
  std::ifstream file("/proc/self/statm");
  long pages = 0;
  file >> pages >> pages;
  return static_cast<double>(pages) * static_cast<double>(::sysconf(_SC_PAGESIZE)) / 1e6;
}

/// Appends half of the time; memory after the first quarter is what it is at the end.
void work_for(const std::string& folder, std::chrono::seconds length) {
  auto store = open(folder);
  const auto begin = std::chrono::steady_clock::now();
  double settled = 0;
  std::int64_t units = 0;
  auto told = begin;
  for (;;) {
    const auto before = std::chrono::steady_clock::now();
    if (before - begin > length) break;
    for (int i = 0; i < 32; ++i, ++units)
      must(append(*store, static_cast<int>(units % streams), 300), "unit");
    const auto after = std::chrono::steady_clock::now();
    if (settled == 0 && after - begin > length / 4) settled = resident_mb();
    if (after - told > std::max<std::chrono::steady_clock::duration>(length / 12, std::chrono::seconds(1))) {
      told = after;
      fmt::print("  {:5.0f} s: {} units, {:.1f} MB\n", std::chrono::duration<double>(after - begin).count(),
                 units, resident_mb());
    }
    std::this_thread::sleep_for(after - before);
  }
  const double end = resident_mb();
  fmt::print("half load: {} units in {} s, {:.1f} MB after a quarter, {:.1f} MB at the end\n", units,
             length.count(), settled, end);
  constexpr double allowed_mb = 80;  // the page cache of the writer may still fill
  if (end > settled + allowed_mb) give_up("memory grows");
}

}  // namespace

int main(int argc, char** argv) {
  const std::string_view what = argc == 3 || argc == 4 ? argv[1] : "";
  const std::string folder = what.empty() ? "" : argv[2];
  if (what == "read-only") {
    read_only_medium(folder + "/full");
    return 0;
  }
  const std::string store = fmt::format("{}/{}", folder, what);
  std::filesystem::remove_all(store);
  std::filesystem::create_directories(store);
  if (what == "full") {
    fill_the_disk(store);
  } else if (what == "failing") {
    fail_the_disk(store);
  } else if (what == "work" && argc == 4) {
    work_for(store, std::chrono::seconds(std::atoi(argv[3])));
  } else {
    fmt::print(stderr,
               "usage: store_faults full|read-only|failing FOLDER, store_faults work FOLDER SECONDS\n");
    return 2;
  }
  return 0;
}
