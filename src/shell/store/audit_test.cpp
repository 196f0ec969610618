// The audit finds what was changed beside the store, and says where.
#include <filesystem>
#include <fstream>
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <random>
#include <rapidcheck.h>
#include <sqlite3.h>

#include "shell/store/tampering.h"

namespace shuxin::store {
namespace {

using namespace testing;
using ::testing::Contains;
using ::testing::Field;
using ::testing::SizeIs;

TEST(audit, a_flipped_bit_is_found_or_changes_nothing) {
  const SqlitePlace original;
  std::vector<Hash> hashes;
  std::vector<std::string> items;
  const auto look = [](Store& store) {
    std::vector<Hash> out;
    for (const Event& event : all_events(store)) out.push_back(event.hash);
    return out;
  };
  {
    auto store = store::open("sqlite:" + original.ledger(), original.keys(), full_options());
    ASSERT_TRUE(store);
    fill(**store);
    hashes = look(**store);
    items = work_items(**(*store)->snapshot(zone));
  }
  ASSERT_TRUE(rc::check("any flipped bit", [&](unsigned seed) {
    SqlitePlace copy;
    std::filesystem::copy(original.folder(), copy.folder(), std::filesystem::copy_options::recursive);
    std::mt19937 chance(seed);
    {
      std::fstream file(copy.ledger(), std::ios::in | std::ios::out | std::ios::binary);
      const auto place = static_cast<std::streamoff>(chance() % std::filesystem::file_size(copy.ledger()));
      file.seekg(place);
      const int byte = file.get();
      file.seekp(place);
      file.put(static_cast<char>(byte ^ (1 << chance() % 8)));
    }
    Options options = full_options();
    options.read_only = true;
    auto store = copy.open(std::move(options));
    if (!store) return;  // so plainly damaged that it is refused
    const auto report = (*store)->audit({});
    if (!report || !report->clean()) return;
    RC_ASSERT(look(**store) == hashes);
    RC_ASSERT(work_items(**(*store)->snapshot(zone)) == items);
  }));
}

TEST(audit, finds_two_events_that_changed_places) {
  SqlitePlace place;
  {
    auto store = place.open(full_options());
    ASSERT_TRUE(store);
    fill(**store);
  }
  Database(place.ledger())
      .run(
          "update ledger_events set place = -1 where place = (1 << 40) + 2;"
          "update ledger_events set place = (1 << 40) + 2 where place = (1 << 40) + 3;"
          "update ledger_events set place = (1 << 40) + 3 where place = -1;");
  auto store = place.open(full_options());
  const auto report = (*store)->audit({});
  ASSERT_TRUE(report);
  EXPECT_THAT(report->findings, Contains(Field(&Finding::position, 2)));
  EXPECT_THAT(report->findings, Contains(Field(&Finding::position, 3)));
}

TEST(audit, a_corrupt_stream_is_quarantined_and_the_others_serve_on) {
  SqlitePlace place;
  {
    auto store = place.open(full_options());
    ASSERT_TRUE(store);
    fill(**store);
  }
  Database(place.ledger())
      .run("update ledger_events set payload = '{}' where zone = 1 and stream = 'case/1' and version = 2");
  auto opened = place.open(full_options());
  Store& store = **opened;
  auto reads = store.snapshot(zone);
  const auto ignore = [](const Event&) -> Result<bool> { return true; };
  EXPECT_EQ(code_of((*reads)->read_stream("case/1", 1, ignore)), "store.stream-corrupt");
  EXPECT_EQ(code_of((*reads)->read_stream("case/1", 1, ignore)), "store.quarantined");
  EXPECT_TRUE((*reads)->read_stream("case/2", 1, ignore));
  EXPECT_EQ(code_of(store.run(append_unit("case/1", event_of("x")))), "store.quarantined");
  EXPECT_TRUE(store.run(append_unit("case/2", event_of("x"))));
  ASSERT_THAT(store.quarantined(), SizeIs(1));
  EXPECT_EQ(store.quarantined()[0].stream, "case/1");
}

TEST(audit, can_be_stopped_and_tells_how_far_it_is) {
  SqlitePlace place;
  auto store = place.open(full_options());
  fill(**store);
  AuditOptions options;
  int told = 0;
  options.on_progress = [&](std::int64_t, std::int64_t all, std::string_view) {
    EXPECT_GT(all, 0);
    return ++told < 2;
  };
  EXPECT_EQ(code_of((*store)->audit(options)), "store.stopped");
  options.on_progress = nullptr;
  options.most = 3;
  Database(place.ledger()).run("update work_items set kind = 'false'");
  const auto report = (*store)->audit(options);
  ASSERT_TRUE(report);
  EXPECT_TRUE(report->cut);
  EXPECT_THAT(report->findings, SizeIs(3));
}

}  // namespace
}  // namespace shuxin::store
