// Seals, anchors and proofs of inclusion: what they hold, and what they make impossible to hide.
#include "shell/store/seal.h"

#include <gmock/gmock.h>
#include <rapidcheck/gtest.h>

#include "shell/store/tampering.h"

namespace shuxin::store {
namespace {

using namespace testing;
using ::testing::Contains;
using ::testing::Field;
using ::testing::SizeIs;

std::vector<std::string> codes(const AuditReport& report) {
  std::vector<std::string> out;
  for (const Finding& finding : report.findings) out.push_back(finding.message.code);
  return out;
}

AuditReport audit_by(Store& store, std::vector<Seal> anchor) {
  AuditOptions options;
  options.verify_seal = verifier();
  options.anchor = std::move(anchor);
  auto report = store.audit(options);
  EXPECT_TRUE(report) << code_of(report);
  return *std::move(report);
}

TEST(Seals, follow_each_other_without_a_gap_and_prove_every_event_under_them) {
  SqlitePlace place;
  auto opened = place.open(full_options());
  Store& store = **opened;
  fill(store);
  EXPECT_EQ(store.seal_now(), 1) << "haimen has one event more";
  EXPECT_EQ(store.seal_now(), 0);
  const auto seals = store.last_seals();
  ASSERT_TRUE(seals);
  ASSERT_THAT(*seals, SizeIs(2));
  EXPECT_EQ(seals->at(0).zone, "haimen");
  EXPECT_EQ(seals->at(0).number, 3);
  EXPECT_EQ(seals->at(0).first, 13);
  EXPECT_EQ(seals->at(0).last, 13);
  EXPECT_EQ(seals->at(1).number, 2);
  for (const Event& event : all_events(store)) {
    const auto proof = store.prove(zone, event.position);
    ASSERT_TRUE(proof) << code_of(proof);
    EXPECT_EQ(proof->event, event.hash);
    EXPECT_TRUE(holds(*proof));
    auto other = *proof;
    other.event[0] ^= 1;
    EXPECT_FALSE(holds(other));
  }
  EXPECT_EQ(code_of(store.prove(zone, 999)), "store.no-event");
  ASSERT_TRUE(store.run(append_unit("late", event_of("x"))));
  EXPECT_EQ(code_of(store.prove(zone, 13)), "store.not-sealed");
  EXPECT_TRUE(audit_by(store, *seals).clean());
}

TEST(Seals, are_made_by_themselves_after_so_many_events_or_so_long) {
  SqlitePlace place;
  Options options = full_options();
  options.sealing.every_events = 10;
  options.sealing.every = std::chrono::milliseconds(20);
  auto opened = place.open(options);
  for (int i = 0; i < 35; ++i) ASSERT_TRUE((*opened)->run(append_unit("s", event_of("x"))));
  for (int tries = 0; tries < 3'000; ++tries) {
    const auto seals = (*opened)->last_seals();
    ASSERT_TRUE(seals);
    if (!seals->empty() && seals->at(0).last == 35) break;
    std::this_thread::sleep_for(std::chrono::milliseconds(10));
  }
  EXPECT_EQ((*opened)->last_seals()->at(0).last, 35);
  EXPECT_TRUE(audit_by(**opened, {}).clean());
}

TEST(Seals, that_cannot_be_signed_hold_up_nothing) {
  SqlitePlace place;
  Options options = full_options();
  options.sealing.sign = [](std::string_view) -> Result<SealSignature> { return base::fail("test.no-key"); };
  auto opened = place.open(options);
  ASSERT_TRUE((*opened)->run(append_unit("s", event_of("x"))));
  EXPECT_EQ(code_of((*opened)->seal_now()), "test.no-key");
  ASSERT_TRUE((*opened)->run(append_unit("s", event_of("x"))));
  EXPECT_EQ(audit_by(**opened, {}).unsealed, 2);
}

TEST(Seals, signed_by_another_key_are_found) {
  SqlitePlace place;
  Options options = full_options();
  options.sealing.sign = [](std::string_view body) -> Result<SealSignature> {
    return sign_for_tests(body, "another");
  };
  auto opened = place.open(options);
  ASSERT_TRUE((*opened)->run(append_unit("s", event_of("x"))));
  ASSERT_EQ((*opened)->seal_now(), 1);
  EXPECT_THAT(codes(audit_by(**opened, {})), Contains("audit.seal-signature"));
}

TEST(Anchors, find_a_store_that_was_replaced_by_an_older_copy_of_itself) {
  SqlitePlace place;
  const SqlitePlace older;
  {
    auto store = place.open(full_options());
    fill(**store);
  }
  std::filesystem::copy(place.folder(), older.folder(), std::filesystem::copy_options::recursive);
  std::vector<Seal> anchor;
  {
    auto store = place.open(full_options());
    ASSERT_TRUE((*store)->run(append_unit("s", event_of("x"))));
    ASSERT_EQ((*store)->seal_now(), 2);
    anchor = *(*store)->last_seals();
    EXPECT_TRUE(audit_by(**store, anchor).clean());
  }
  auto store = store::open("sqlite:" + older.ledger(), older.keys(), full_options());
  ASSERT_TRUE(store);
  EXPECT_TRUE(audit_by(**store, {}).clean()) << "without an anchor it is a store like any other";
  EXPECT_THAT(audit_by(**store, {}).outside,
              Contains(Field(&base::Message::code, "audit.outside-no-anchor")));
  EXPECT_THAT(codes(audit_by(**store, anchor)), Contains("audit.anchor-ahead"));
  // Written on until it has as many seals: still another history.
  ASSERT_TRUE((*store)->run(append_unit("s", event_of("y"))));
  ASSERT_EQ((*store)->seal_now(), 2);
  EXPECT_THAT(codes(audit_by(**store, anchor)), Contains("audit.anchor-differs"));
}

TEST(Anchors, find_a_store_that_was_written_anew_by_who_holds_its_keys) {
  SqlitePlace place;
  std::vector<Seal> anchor;
  {
    auto store = place.open(full_options());
    fill(**store);
    anchor = *(*store)->last_seals();
  }
  for (const char* part : {"", "-files", "-wal", "-shm", "-files-wal", "-files-shm"})
    std::filesystem::remove(place.ledger() + part);
  auto store = place.open(full_options());
  ASSERT_TRUE(store) << code_of(store);
  for (int i = 0; i < 12; ++i) ASSERT_TRUE((*store)->run(append_unit("s", event_of("x"))));
  ASSERT_EQ((*store)->seal_now(), 1);
  ASSERT_TRUE((*store)->run(append_unit("s", event_of("x"))));
  ASSERT_EQ((*store)->seal_now(), 1);
  const auto report = audit_by(**store, anchor);
  EXPECT_THAT(codes(report), Contains("audit.anchor-differs"));
}

TEST(Anchors, read_back_as_they_were_written) {
  const Seal seal{
      "suxitong", 7, 100, 200, {1, 2}, {3}, {1'700'000'000'000}, {"k", "ecdsa", std::string("\0\x7f", 2)}};
  const auto read = read_anchor(anchor_text({seal}));
  ASSERT_TRUE(read) << code_of(read);
  EXPECT_EQ(read->at(0), seal);
  EXPECT_EQ(code_of(read_anchor(anchor_text({seal, seal}))), "anchor.form");
  EXPECT_EQ(code_of(read_anchor("{}")), "anchor.form");
  EXPECT_EQ(code_of(read_anchor("")), "anchor.form");
}

RC_GTEST_PROP(Anchors, of_any_changed_byte_are_refused_or_hold_another_seal, ()) {
  const Seal seal{"z", 1, 1, 2, {1}, {2}, {3}, {"k", "a", "s"}};
  std::string text = anchor_text({seal});
  text[*rc::gen::inRange<std::size_t>(0, text.size())] = *rc::gen::arbitrary<char>();
  const auto read = read_anchor(text);
  if (text != anchor_text({seal}) && read && anchor_text(*read) == anchor_text({seal}))
    RC_ASSERT(std::isspace(static_cast<unsigned char>(text.back())) != 0 || read->at(0) == seal);
}

}  // namespace
}  // namespace shuxin::store
