// Opening: what is refused and why, what goes on when the disk does not, and copies.
#include <csignal>
#include <filesystem>
#include <fstream>
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <sqlite3.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <thread>

#include "shell/store/testing.h"

namespace shuxin::store {
namespace {

using namespace testing;
using ::testing::SizeIs;

void run_sql(const std::string& path, const std::string& sql) {
  sqlite3* raw = nullptr;
  ASSERT_EQ(sqlite3_open(path.c_str(), &raw), SQLITE_OK);
  EXPECT_EQ(sqlite3_exec(raw, sql.c_str(), nullptr, nullptr, nullptr), SQLITE_OK) << sqlite3_errmsg(raw);
  sqlite3_close(raw);
}

TEST(open, refuses_what_is_no_store) {
  SqlitePlace place;
  EXPECT_EQ(code_of(store::open("file:x", place.keys(), {})), "store.url");
  EXPECT_EQ(code_of(store::open("sqlite:", place.keys(), {})), "store.url");
  EXPECT_EQ(code_of(store::open("sqlite:/dev/null/folder/x", place.keys(), {})), "store.cannot-open");
  run_sql(place.ledger(), "create table t (a)");
  EXPECT_EQ(code_of(place.open({})), "store.foreign");
  std::ofstream(place.ledger(), std::ios::trunc) << std::string(10'000, 'x');
  EXPECT_EQ(code_of(place.open({})), "store.corrupt");
  EXPECT_FALSE(std::filesystem::exists(place.keys())) << "no keys are made for what is not ours";
}

TEST(open, makes_the_folder_of_a_new_store) {
  SqlitePlace place;
  const std::string path = place.ledger() + "-deeper/yet/zone.db";
  EXPECT_TRUE(store::open("sqlite:" + path, place.keys(), {}));
  EXPECT_TRUE(std::filesystem::exists(path));
}

TEST(open, refuses_a_store_of_a_later_version) {
  SqlitePlace place;
  ASSERT_TRUE(place.open({}));
  run_sql(place.ledger(), "pragma user_version = 3");
  EXPECT_EQ(code_of(place.open({})), "store.newer");
}

TEST(open, refuses_a_second_writer_and_lets_a_reader_in) {
  SqlitePlace place;
  auto first = place.open({});
  ASSERT_TRUE(first);
  ASSERT_TRUE((*first)->run(append_unit("s", event_of("x"))));
  EXPECT_EQ(code_of(place.open({})), "store.in-use");
  Options options;
  options.read_only = true;
  auto reader = place.open(options);
  ASSERT_TRUE(reader) << code_of(reader);
  EXPECT_THAT(events_of(**reader, "s"), SizeIs(1));
  EXPECT_EQ(code_of((*reader)->run(append_unit("s", event_of("x")))), "store.read-only");
  EXPECT_EQ(code_of((*reader)->create_file(zone, "d", "p", {1})), "store.read-only");
  EXPECT_EQ(code_of((*reader)->rebuild("")), "store.read-only");
  EXPECT_TRUE((*reader)->audit({})->clean());
}

TEST(open, refuses_keys_that_are_not_the_stores) {
  SqlitePlace place;
  ASSERT_TRUE(place.open({}));
  EXPECT_EQ(code_of(store::open("sqlite:" + place.ledger(), place.folder() + "/none", {})),
            "store.wrong-keys");
  SqlitePlace other;
  ASSERT_TRUE(other.open({}));
  EXPECT_EQ(code_of(store::open("sqlite:" + place.ledger(), other.keys(), {})), "store.wrong-keys");
}

TEST(open, makes_files_that_only_their_owner_may_read) {
  SqlitePlace place;
  auto store = place.open({});
  ASSERT_TRUE(store);
  ASSERT_TRUE((*store)->seal(zone, "p", "x", "y"));
  struct stat status{};
  ASSERT_EQ(::stat(place.keys().c_str(), &status), 0);
  EXPECT_EQ(status.st_mode & 0777, 0700U);
  for (const std::string& folder : {place.keys(), place.folder()})
    for (const auto& entry : std::filesystem::directory_iterator(folder)) {
      ASSERT_EQ(::stat(entry.path().c_str(), &status), 0);
      EXPECT_EQ(status.st_mode & 0077, 0U) << entry.path();
    }
}

TEST(open, refuses_projections_that_take_names_of_others) {
  SqlitePlace place;
  Options options;
  options.projections = {work_list(), work_list()};
  EXPECT_EQ(code_of(place.open(options)), "store.bad-projection");
  options.projections = {work_list()};
  options.projections[0].tables = {"ledger_events"};
  EXPECT_EQ(code_of(place.open(options)), "store.bad-projection");
  options.projections[0].tables = {"elsewhere"};
  EXPECT_EQ(code_of(place.open(options)), "store.statement") << "creates a table that it does not own";
}

TEST(open, a_full_disk_fails_the_group_and_reads_go_on) {
  SqlitePlace place;
  Options options;
  options.projections = {work_list()};
  auto store = place.open(options);
  ASSERT_TRUE(store);
  ASSERT_TRUE((*store)->run(append_unit("s", event_of("x"))));
  // A file may not grow beyond this: the system's way to say that there is no room left.
  struct Limit {
    explicit Limit(rlim_t most) {
      ::getrlimit(RLIMIT_FSIZE, &before);
      ::signal(SIGXFSZ, SIG_IGN);
      const rlimit now{most, before.rlim_max};
      ::setrlimit(RLIMIT_FSIZE, &now);
    }
    ~Limit() { ::setrlimit(RLIMIT_FSIZE, &before); }
    rlimit before{};
  };
  {
    const Limit limit(1 << 20);
    const auto outcome = (*store)->run(append_unit("s", event_of("big", std::string(4 << 20, ' '))));
    ASSERT_FALSE(outcome);
    EXPECT_TRUE(outcome.error().code() == "store.disk-full" || outcome.error().code() == "store.io")
        << outcome.error().code();
    EXPECT_THAT(events_of(**store, "s"), SizeIs(1));
  }
  EXPECT_EQ((*store)->statistics().failed_groups, 1);
  store->reset();
  store = place.open(options);
  ASSERT_TRUE(store);
  EXPECT_TRUE((*store)->run(append_unit("s", event_of("y"))));
  EXPECT_TRUE((*store)->audit({})->clean());
}

TEST(open, a_backup_taken_under_load_holds_all_that_was_acknowledged_before_it) {
  SqlitePlace place;
  Options options;
  options.projections = {work_list()};
  auto opened = place.open(options);
  Store& store = **opened;
  auto writer = store.create_file(zone, "draft/1", "p1", {1});
  ASSERT_TRUE((*writer)->write(std::string(100'000, 'x')));
  NewEvent event = event_of("named");
  event.files = {{(*writer)->finish()->file, "draft/1"}};
  event.personal = {{"p1", "name", "张三"}};
  ASSERT_TRUE(store.run(append_unit("s", event)));
  std::atomic<bool> writing = true;
  std::atomic<std::int64_t> acknowledged = 0;
  std::thread load([&] {
    for (std::int64_t n = 1; writing; ++n) {
      NewEvent another = event_of("x");
      another.personal = {{"q" + std::to_string(n), "name", "李四"}};
      EXPECT_TRUE(store.run(append_unit("t", another)));
      acknowledged = n;
    }
  });
  while (acknowledged < 20) std::this_thread::yield();
  const std::string copy = place.folder() + "/copy.db";
  const std::string keys = place.folder() + "/copied-keys";
  const std::int64_t before = acknowledged;
  const auto done = store.backup(copy);
  const auto with_keys = backup_keys(place.keys(), keys);
  writing = false;
  load.join();
  ASSERT_TRUE(done) << code_of(done);
  ASSERT_TRUE(with_keys) << code_of(with_keys);
  EXPECT_EQ(code_of(store.backup(copy)), "store.exists");
  EXPECT_EQ(code_of(backup_keys(place.keys(), keys)), "store.exists");
  auto restored = store::open("sqlite:" + copy, keys, options);
  ASSERT_TRUE(restored) << code_of(restored);
  EXPECT_TRUE((*restored)->audit({})->clean());
  EXPECT_EQ(events_of(**restored, "s").at(0).personal.at(0).value, "张三");
  EXPECT_GE(static_cast<std::int64_t>(events_of(**restored, "t").size()), before);
  EXPECT_TRUE((*restored)->run(append_unit("s", event_of("y"))));
}

}  // namespace
}  // namespace shuxin::store
