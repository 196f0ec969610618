// What a disk does to a store: no room left, and room again; a torn page; and hours of work at half load.
// store_faults FOLDER [SECONDS]: FOLDER lies on a small file system of its own if the disk is to be filled.
#include <atomic>
#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <filesystem>
#include <fmt/format.h>
#include <fstream>
#include <string>
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

/// Overwrites half a page; the audit says so, and what is not on it is still read.
void tear_a_page(const std::string& folder) {
  const std::string path = folder + "/ledger.db";
  {
    auto store = open(folder);
    for (int n = 0; n < 400; ++n) must(append(*store, n % streams, 500), "unit");
  }
  constexpr std::streamoff page = 4'096;
  const auto pages = static_cast<std::streamoff>(std::filesystem::file_size(path)) / page;
  int found = 0;
  int serving = 0;
  for (std::streamoff n = 5; n < pages; n += std::max<std::streamoff>(pages / 12, 1)) {
    const std::string torn = folder + "/torn";
    std::filesystem::remove_all(torn);
    std::filesystem::create_directory(torn);
    for (const char* part : {"/ledger.db", "/ledger.db-files"})
      std::filesystem::copy_file(folder + part, torn + part);
    std::filesystem::copy(folder + "/keys", torn + "/keys");
    {
      std::fstream file(torn + "/ledger.db", std::ios::in | std::ios::out | std::ios::binary);
      file.seekp(n * page + page / 2);
      const std::string zeros(page / 2, '\0');
      file.write(zeros.data(), static_cast<std::streamsize>(zeros.size()));
    }
    const auto opened = store::open("sqlite:" + torn + "/ledger.db", torn + "/keys", {});
    if (!opened) {
      ++found;
      continue;
    }
    const auto report = (*opened)->audit({});
    if (!report || !report->clean()) ++found;
    bool any = false;
    for (int i = 0; i < streams; ++i) {
      auto reads = must((*opened)->snapshot(zone), "snapshot");
      const auto read = reads->read_stream(fmt::format("stream/{}", i), 1,
                                           [](const store::Event&) -> Result<bool> { return true; });
      any = any || read.has_value();
    }
    if (any) ++serving;
  }
  if (found == 0) give_up("no torn page was found");
  fmt::print("torn pages: {} found, {} stores served other streams on\n", found, serving);
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
  if (argc < 2) {
    fmt::print(stderr, "usage: store_faults FOLDER [SECONDS] [--fill]\n");
    return 2;
  }
  const std::string folder = argv[1];
  const int seconds = argc > 2 ? std::atoi(argv[2]) : 4;
  const bool fill = argc > 3 && std::string_view(argv[3]) == "--fill";
  for (const char* part : {"/torn-store", "/work-store", "/full-store"}) {
    std::filesystem::remove_all(folder + part);
    if (fill == (std::string_view(part) == "/full-store")) std::filesystem::create_directory(folder + part);
  }
  if (fill) {
    fill_the_disk(folder + "/full-store");
    return 0;
  }
  tear_a_page(folder + "/torn-store");
  work_for(folder + "/work-store", std::chrono::seconds(seconds));
  return 0;
}
