// What a disk does to a store: any page torn, swapped or lost is found by the audit, unless nothing is lost
// by it.
#include <algorithm>
#include <fstream>
#include <gtest/gtest.h>
#include <iterator>
#include <optional>
#include <set>
#include <sqlite3.h>

#include "shell/store/tampering.h"

namespace shuxin::store {
namespace {

using namespace testing;

constexpr std::size_t page_size = 4'096;

std::string read_whole(const std::string& path) {
  std::ifstream in(path, std::ios::binary);
  return {std::istreambuf_iterator<char>(in), {}};
}

void write_whole(const std::string& path, const std::string& bytes) {
  std::ofstream(path, std::ios::binary | std::ios::trunc) << bytes;
}

/// Every row of every table; empty if the database cannot be read to its end or does not agree with itself.
std::optional<std::string> rows_of(const std::string& path) {
  sqlite3* raw = nullptr;
  sqlite3_open(path.c_str(), &raw);
  const std::unique_ptr<sqlite3, int (*)(sqlite3*)> close(raw, sqlite3_close);
  std::string all;
  const auto run = [&](const std::string& sql, std::string& out) {
    const auto take = [](void* into, int count, char** values, char**) {
      for (int i = 0; i < count; ++i)
        static_cast<std::string*>(into)->append(values[i] != nullptr ? values[i] : "null").append(1, '\n');
      return 0;
    };
    return sqlite3_exec(raw, sql.c_str(), take, &out, nullptr) == SQLITE_OK;
  };
  std::string names;
  if (!run("pragma integrity_check", all) || all != "ok\n") return std::nullopt;
  if (!run("select name from sqlite_schema where type = 'table' order by name", names)) return std::nullopt;
  for (std::size_t at = 0; at < names.size();) {
    const std::size_t end = names.find('\n', at);
    const std::string name = names.substr(at, end - at);
    std::string columns;
    if (!run("select group_concat('quote(\"' || name || '\")', '||'' ''||') from pragma_table_info('" + name +
                 "')",
             columns))
      return std::nullopt;
    all += name + ":\n";
    if (!run("select " + columns + " from \"" + name + "\" not indexed", all)) return std::nullopt;
    at = end + 1;
  }
  return all;
}

enum class Harm : std::uint8_t { FirstHalfLost, SecondHalfLost, AllLost, HalvesSwapped, WrittenOver };

/// The database with that harm done to a page.
std::string harmed(std::string bytes, std::size_t page, Harm harm) {
  constexpr std::size_t half = page_size / 2;
  const auto at = bytes.begin() + static_cast<std::ptrdiff_t>(page * page_size);
  switch (harm) {
    case Harm::FirstHalfLost:
      std::fill_n(at, half, '\0');
      break;
    case Harm::SecondHalfLost:
      std::fill_n(at + half, half, '\0');
      break;
    case Harm::AllLost:
      std::fill_n(at, page_size, '\0');
      break;
    case Harm::HalvesSwapped:
      std::swap_ranges(at, at + half, at + half);
      break;
    case Harm::WrittenOver: {
      const std::size_t other = page + 1 < bytes.size() / page_size ? page + 1 : 1;
      std::copy_n(bytes.begin() + static_cast<std::ptrdiff_t>(other * page_size), page_size, at);
      break;
    }
  }
  return bytes;
}

TEST(damage, to_any_page_is_found_or_changes_nothing) {
  const SqlitePlace place;
  {
    auto store = store::open("sqlite:" + place.ledger(), place.keys(), full_options());
    ASSERT_TRUE(store) << code_of(store);
    fill(**store);
  }
  for (const std::string& path : {place.ledger(), place.ledger() + "-files", place.keys() + "/subjects.db"}) {
    const std::string sound = read_whole(path);
    const auto rows = rows_of(path);
    ASSERT_TRUE(rows);
    for (std::size_t page = 0; page < sound.size() / page_size; ++page)
      for (const Harm harm : {Harm::FirstHalfLost, Harm::SecondHalfLost, Harm::AllLost, Harm::HalvesSwapped,
                              Harm::WrittenOver}) {
        const std::string bytes = harmed(sound, page, harm);
        if (bytes == sound) continue;
        write_whole(path, bytes);
        Options options = full_options();
        options.read_only = true;
        const auto store = store::open("sqlite:" + place.ledger(), place.keys(), std::move(options));
        const auto report = store ? (*store)->audit({}) : std::unexpected(store.error());
        if (report && report->clean())
          EXPECT_EQ(rows_of(path), rows)
              << path << " page " << page + 1 << " harm " << static_cast<int>(harm);
      }
    write_whole(path, sound);
  }
}

/// Streams with events of so many bytes, each of its own words, so that a page holds few of them.
constexpr int streams = 12;
constexpr int versions = 5;

std::string words_of(int stream, int version) {
  return "stream " + std::to_string(stream) + " version " + std::to_string(version) + ";";
}

void fill_streams(Store& store) {
  for (int version = 1; version <= versions; ++version)
    for (int stream = 0; stream < streams; ++stream) {
      const std::string payload =
          R"({"words":")" + words_of(stream, version) + std::string(600, 'w') + R"("})";
      ASSERT_TRUE(store.run(append_unit("case/" + std::to_string(stream), event_of("e", payload))));
    }
}

using StreamAndVersion = std::pair<std::string, std::int64_t>;

/// The events whose words stand on that page.
std::set<StreamAndVersion> events_on(const std::string& bytes, std::size_t page) {
  const std::string_view words = std::string_view(bytes).substr(page * page_size, page_size);
  std::set<StreamAndVersion> out;
  for (int stream = 0; stream < streams; ++stream)
    for (int version = 1; version <= versions; ++version)
      if (words.find(words_of(stream, version)) != std::string_view::npos)
        out.emplace("case/" + std::to_string(stream), version);
  return out;
}

/// Opens the harmed store, and holds against each other what is lost, what is found, and what is served on.
void expect_located(const SqlitePlace& place, const std::set<StreamAndVersion>& lost) {
  const auto opened = store::open("sqlite:" + place.ledger(), place.keys(), full_options());
  ASSERT_TRUE(opened) << code_of(opened);
  Store& store = **opened;
  const auto report = store.audit({});
  ASSERT_TRUE(report) << word(report.error().message, base::Language::English);
  std::set<StreamAndVersion> found;
  for (const Finding& finding : report->findings)
    if (finding.message.code == "audit.event-unreadable") found.emplace(finding.stream, finding.version);
  EXPECT_EQ(found, lost);

  std::set<std::string> lost_streams;
  for (const auto& [stream, version] : lost) lost_streams.insert(stream);
  int read = 0;
  {
    auto reads = store.snapshot(zone);
    ASSERT_TRUE((*reads)->read_zone(0, 1'000'000, [&](const Event&) -> Result<bool> { return ++read > 0; }));
    EXPECT_GT(read, 0);
  }
  for (int n = 0; n < streams; ++n) {
    const std::string stream = "case/" + std::to_string(n);
    const bool is_lost = lost_streams.contains(stream);
    auto reads = store.snapshot(zone);
    const auto done = (*reads)->read_stream(stream, 1, [](const Event&) -> Result<bool> { return true; });
    EXPECT_EQ(code_of(done), is_lost ? "store.quarantined" : "") << stream;
    reads->reset();
    EXPECT_EQ(code_of(store.run(append_unit(stream, event_of("x")))), is_lost ? "store.quarantined" : "")
        << stream;
  }
  EXPECT_EQ(store.quarantined().size(), lost_streams.size());
}

TEST(damage, to_a_page_of_events_is_located_and_the_streams_beside_it_serve_on) {
  const SqlitePlace place;
  {
    auto store = store::open("sqlite:" + place.ledger(), place.keys(), full_options());
    ASSERT_TRUE(store) << code_of(store);
    fill_streams(**store);
  }
  const std::string sound = read_whole(place.ledger());
  int harmed_pages = 0;
  for (std::size_t page = 1; page < sound.size() / page_size && harmed_pages < 3; ++page) {
    const auto lost = events_on(sound, page);
    if (lost.empty()) continue;
    ++harmed_pages;
    write_whole(place.ledger(), harmed(sound, page, Harm::FirstHalfLost));
    expect_located(place, lost);
  }
  EXPECT_EQ(harmed_pages, 3);
}

TEST(damage, that_a_unit_meets_never_fails_its_neighbours) {
  const SqlitePlace place;
  {
    auto store = store::open("sqlite:" + place.ledger(), place.keys(), full_options());
    ASSERT_TRUE(store) << code_of(store);
    fill_streams(**store);
  }
  const std::string sound = read_whole(place.ledger());
  std::size_t page = 1;
  while (events_on(sound, page).empty()) ++page;
  const std::string lost = events_on(sound, page).begin()->first;
  write_whole(place.ledger(), harmed(sound, page, Harm::FirstHalfLost));
  const auto opened = store::open("sqlite:" + place.ledger(), place.keys(), full_options());
  ASSERT_TRUE(opened) << code_of(opened);
  Gate gate(**opened);
  Batch batch(**opened);
  batch.add(append_unit("new/1", event_of("x")));
  batch.add({std::string(zone), std::nullopt, [&](Transaction& transaction) -> Result<Answer> {
               SHUXIN_DO(transaction.read_stream(lost, 1, [](const Event&) -> Result<bool> { return true; }));
               return Answer{};
             }});
  batch.add(append_unit(lost, event_of("x")));
  batch.add(append_unit("new/1", event_of("y")));
  gate.open();
  const std::vector<std::string> codes = {"ok", "store.quarantined", "store.quarantined", "ok"};
  EXPECT_EQ(batch.codes(), codes);
  EXPECT_EQ(events_of(**opened, "new/1").size(), 2U);
}

}  // namespace
}  // namespace shuxin::store
