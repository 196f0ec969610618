#include "core/casework/outlook.h"

#include <gtest/gtest.h>

#include "core/casework/no_supplies.h"
#include "core/catalog/test_zone.h"

namespace shuxin::casework {
namespace {

class NoRegisters : public Registers {
  const FactEntries& find(const FactKey&) override { return none_; }
  FactEntries none_;
};

// A set of two branches that wait for each other; the second begins after the first.
class OutlookTest : public testing::Test {
 protected:
  OutlookTest() {
    auto files = catalog::small_zone();
    auto& procedure = files["procedures/plain.yaml"];
    procedure.replace(procedure.find("    by: decide\n"), 15, "    by: decide\n    joint: true\n");
    auto& package = files["packages/market.yaml"];
    package.replace(package.find("promise:"), 8,
                    "results: {issued: together, by: decide, organisation: bureau}\npromise:");
    auto loaded = catalog::load(files);
    for (const auto& fault : loaded.diagnostics)
      EXPECT_NE(fault.severity, base::Severity::Error) << to_string(fault, base::Language::English);
    catalogue_ = std::move(loaded.catalogue);
    streams_.package.version = 1;
    streams_.package.opened.number = "P1";
    streams_.package.opened.package = "market";
    streams_.package.opened.package_from = *Date::parse("2021-01-01");
    streams_.package.members = {{"one", "A1", ""}, {"two", "", ""}};
    CaseState one;
    one.version = 1;
    one.opened.number = "A1";
    one.opened.matter = "stall";
    one.opened.matter_from = *Date::parse("2021-01-01");
    one.opened.procedure = "plain";
    one.opened.procedure_from = *Date::parse("2020-01-01");
    one.opened.package_number = "P1";
    one.opened.member = "one";
    one.state = "open";
    one.owner = "decide";
    streams_.cases["A1"] = std::make_shared<const CaseState>(std::move(one));
  }

  void apply(const Step& step) {
    CaseState next = *streams_.cases["A1"];
    evolve(next, step);
    streams_.cases["A1"] = std::make_shared<const CaseState>(std::move(next));
  }

  void start_clock(Instant at) {
    apply(Step{"submit",
               "a",
               "",
               "applicant",
               at,
               {ClockStarted{"decision", calendar::Limit::working_days(5), false, false, "", at, "", {}}}});
  }
  Outlook outlook(Instant now) { return outlook_of(streams_, {catalogue_, registers_, supplies_, now}); }

  catalog::Catalogue catalogue_;
  Streams streams_;
  NoRegisters registers_;
  NoSupplies supplies_;
  const Instant monday_ = *Instant::parse("2022-03-07T10:00:00Z");
};

TEST_F(OutlookTest, names_the_branch_that_delays_by_how_much_earlier_the_whole_would_be_ready) {
  start_clock(monday_);
  const Outlook now = outlook(*Instant::parse("2022-03-09T10:00:00Z"));
  EXPECT_TRUE(now.holds);
  EXPECT_FALSE(now.complete);
  EXPECT_EQ(now.delaying, "one");
  EXPECT_EQ(now.delay_working_days, 3);
  ASSERT_EQ(now.members.size(), 2U);
  EXPECT_EQ(now.members[0].status, "running");
  EXPECT_EQ(now.members[1].status, "waiting");
  EXPECT_FALSE(now.members[1].missing.empty());
  // The second branch takes the promised two working days after the first.
  EXPECT_EQ(catalogue_.calendar.legal_day(*now.ready_by).to_string(), "2022-03-16");
}

TEST_F(OutlookTest, a_held_member_is_ready_and_says_until_when_it_waits) {
  start_clock(monday_);
  apply(Step{"hold", "o", "", "decide", monday_, {ResultHeld{"grant", "o", "", {}, 1}}});
  const Outlook now = outlook(*Instant::parse("2022-03-08T10:00:00Z"));
  EXPECT_EQ(now.members[0].status, "ready");
  EXPECT_EQ(now.dissolves_for, "one");
  ASSERT_TRUE(now.dissolves_at);
  EXPECT_EQ(catalogue_.calendar.legal_day(*now.dissolves_at).to_string(), "2022-03-11");
  EXPECT_EQ(next_lapse(*streams_.cases["A1"], catalogue_.calendar), now.dissolves_at);
}

TEST_F(OutlookTest, a_limit_that_has_passed_is_no_forecast_of_the_past) {
  start_clock(monday_);
  const Instant late = *Instant::parse("2022-04-11T02:00:00Z");
  const Outlook now = outlook(late);
  ASSERT_TRUE(now.members[0].ready_by);
  EXPECT_GE(*now.members[0].ready_by, late);
}

}  // namespace
}  // namespace shuxin::casework
