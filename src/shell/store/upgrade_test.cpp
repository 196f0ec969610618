// A store that an earlier version made is brought up to date when it is opened, and proven from then on.
#include <fstream>
#include <gmock/gmock.h>

#include "shell/store/tampering.h"

namespace shuxin::store {
namespace {

using namespace testing;
using ::testing::SizeIs;

/// A store of the first version: five events, a file, notes, an erased subject, no seals.
class Upgrade : public ::testing::Test {
 protected:
  void SetUp() override {
    std::filesystem::copy(SHUXIN_SOURCE_DIR "/tests/fixtures/store-v1", place_.folder(),
                          std::filesystem::copy_options::recursive);
  }
  SqlitePlace place_;
};

TEST_F(Upgrade, keeps_every_event_and_proves_what_no_event_proves) {
  {
    auto store = place_.open(full_options());
    ASSERT_TRUE(store) << code_of(store);
    const auto events = events_of(**store, "case/1");
    ASSERT_THAT(events, SizeIs(5));
    EXPECT_EQ(events[0].personal.at(0).value, "张三");
    EXPECT_EQ(events[4].personal.at(0).value, std::nullopt);
    // The earlier version destroyed a key and left it to the reader of this test to say so in an event.
    ASSERT_TRUE((*store)->run(append_unit("case/1", event_of("erased"))));
    EXPECT_EQ((*store)->seal_now(), 1);
    const auto report = (*store)->audit({});
    ASSERT_TRUE(report) << code_of(report);
    EXPECT_TRUE(report->clean()) << report->findings[0].message.code << report->findings[0].table;
    ASSERT_TRUE((*store)->run(append_unit("case/1", event_of("x"))));
  }
  Database(place_.ledger()).run("delete from notes where id = 'e2'");
  auto store = place_.open(full_options());
  const auto report = (*store)->audit({});
  for (const Finding& finding : report->findings)
    EXPECT_EQ(finding.message.code + " " + finding.row, "audit.row-removed 'suxitong', 'e2'");
  EXPECT_THAT(report->findings, SizeIs(1));
}

TEST_F(Upgrade, is_not_done_by_who_may_not_write) {
  Options options = full_options();
  options.read_only = true;
  EXPECT_EQ(code_of(place_.open(std::move(options))), "store.older");
}

TEST_F(Upgrade, does_not_prove_a_zone_that_was_not_proven_before) {
  Database(place_.ledger()).run("update ledger_zones set last = 4");
  auto store = place_.open(full_options());
  ASSERT_TRUE(store) << code_of(store);
  EXPECT_FALSE((*store)->audit({})->clean());
}

TEST_F(Upgrade, cannot_be_asked_for_twice) {
  ASSERT_TRUE(place_.open(full_options()));
  Database(place_.ledger()).run("pragma user_version = 1");
  EXPECT_EQ(code_of(place_.open(full_options())), "store.wrong-keys");
}

}  // namespace
}  // namespace shuxin::store
