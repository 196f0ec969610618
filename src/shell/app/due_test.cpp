// When a year's arrangement of working days is published, what was counted without it is counted anew.
#include <algorithm>
#include <gtest/gtest.h>
#include <map>

#include "core/casework/decide.h"
#include "shell/app/case_view.h"
#include "shell/app/test_demo_zone.h"

namespace shuxin::app {
namespace {

using base::Json;

// Near the end of the last year that is published: limits of some working days end in the one after.
const base::Instant now = *base::Instant::parse("2026-12-30T08:00:00Z");
// Invented: so long a break moves whatever is counted through it.
const std::string year_2027 =
    "2027-01-01,holiday,元旦\n2027-01-04,holiday,元旦\n2027-01-05,holiday,元旦\n2027-01-06,holiday,元旦\n"
    "2027-01-09,workday,元旦\n";

struct Due {
  std::int64_t lapse = 0;
  std::int64_t urgent = 0;
  bool operator==(const Due&) const = default;
};

std::map<std::string, Due> due_of(DemoZone& zone) {
  std::map<std::string, Due> all;
  EXPECT_TRUE(zone.reads()->query("select number, next_lapse, urgent_at from due where zone = ?",
                                  {zone.service().zone()}, [&](store::Row row) {
                                    all[std::string(store::text(row[0]))] = {store::integer(row[1]),
                                                                             store::integer(row[2])};
                                    return true;
                                  }));
  return all;
}

// What an officer of that case sees of its clocks.
Json::Array clocks_of(DemoZone& zone, const std::string& number) {
  Identity officer;
  officer.account = "officer";
  officer.kind = AccountKind::Officer;
  const auto state = zone.service().states().load_case(*zone.reads(), number).value();
  for (const std::string desk : {"intake", "decide", "review", "body"})
    for (const catalog::Organisation& body : zone.catalogue().zone.organisations)
      officer.roles.push_back({desk, body.id});
  CaseView view(zone.service(), officer, now);
  const auto shown = view.show_case(number);
  EXPECT_TRUE(shown) << number;
  return shown ? *shown->find("clocks")->if_array() : Json::Array{};
}

bool any_provisional(const Json::Array& clocks) {
  return std::ranges::any_of(clocks,
                             [](const Json& one) { return one.find_bool("provisional").value_or(false); });
}

std::string latest_due(const Json::Array& clocks) {
  std::string latest;
  for (const Json& one : clocks) latest = std::max(latest, std::string(one.find_string("due").value_or("")));
  return latest;
}

class DueTest : public WithFolder {};

TEST_F(DueTest, is_counted_anew_when_a_year_is_published_and_what_was_provisional_is_firm) {
  std::map<std::string, Due> before;
  std::string moved;
  std::string due_before;
  {
    DemoZone zone(place_);
    EXPECT_EQ(zone.service().recompute_due(), 0) << "nothing is open yet";
    zone.fill(now);
    before = due_of(zone);
    for (const auto& [number, due] : before)
      if (due.urgent > base::Instant::parse("2027-01-04T00:00:00Z")->milliseconds &&
          any_provisional(clocks_of(zone, number)))
        moved = number;
    ASSERT_NE(moved, "") << "no case of the demonstration is counted into the year after";
    due_before = latest_due(clocks_of(zone, moved));
    EXPECT_EQ(zone.service().recompute_due(), 0) << "nothing was published";
  }
  DemoZone zone(place_, year_2027);
  EXPECT_EQ(due_of(zone), before) << "the table is as the former calendar left it";
  EXPECT_GT(zone.service().recompute_due().value(), 0);
  const auto after = due_of(zone);
  EXPECT_EQ(after.size(), before.size());
  EXPECT_GT(after.at(moved).urgent, before.at(moved).urgent);
  for (const auto& [number, due] : after) {
    const auto state = zone.service().states().load_case(*zone.reads(), number).value();
    EXPECT_EQ(due.urgent, casework::first_due(*state, zone.catalogue().calendar)->milliseconds) << number;
  }
  EXPECT_FALSE(any_provisional(clocks_of(zone, moved)));
  EXPECT_GT(latest_due(clocks_of(zone, moved)), due_before);
  EXPECT_EQ(zone.service().recompute_due(), 0) << "once is enough";
}

}  // namespace
}  // namespace shuxin::app
