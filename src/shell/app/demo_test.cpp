// The demonstration's cases: in every state there is, and the same whenever they are made.
#include "shell/app/demo.h"

#include <algorithm>
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <map>
#include <set>

#include "shell/app/test_demo_zone.h"

namespace shuxin::app {
namespace {

const base::Instant now = *base::Instant::parse("2022-06-01T02:00:00Z");

// The states of a procedure in which a case can be found: the engine leaves others at once.
std::set<std::string> resting_states(const catalog::Procedure& procedure) {
  std::set<std::string> states;
  for (const catalog::State& state : procedure.states)
    if (std::ranges::none_of(procedure.actions, [&](const catalog::Action& action) {
          return action.by == "engine" && std::ranges::find(action.from, state.id) != action.from.end();
        }))
      states.insert(state.id);
  return states;
}

class DemonstrationTest : public WithFolder {};

TEST_F(DemonstrationTest, has_cases_in_every_state_of_a_licence_a_registration_a_filing_and_a_handover) {
  DemoZone zone(place_);
  zone.fill(now);
  std::map<std::string, std::set<std::string>> met;
  std::vector<std::string> numbers;
  ASSERT_TRUE(zone.reads()->query("select number from cases where zone = ?", {zone.service().zone()},
                                  [&](store::Row row) {
                                    numbers.emplace_back(store::text(row[0]));
                                    return true;
                                  }));
  for (const std::string& number : numbers) {
    const auto state = zone.service().states().load_case(*zone.reads(), number).value();
    met[state->opened.procedure].insert(state->state);
  }
  for (const std::string id : {"licence", "registration", "filing", "handover"}) {
    const auto* procedure = zone.catalogue().find_procedure(id, zone.catalogue().calendar.legal_day(now));
    ASSERT_NE(procedure, nullptr) << id;
    EXPECT_THAT(met[id], testing::IsSupersetOf(resting_states(*procedure))) << id;
  }
}

TEST(DemonstrationAccounts, hold_every_desk_at_which_the_zones_commands_are_given) {
  const std::string folder = SHUXIN_SOURCE_DIR "/catalog/suxitong";
  const catalog::Catalogue zone = catalog::load(read_catalogue_folder(folder).value()).catalogue;
  std::ifstream in(folder + "/demo/accounts.csv");
  const std::string csv{std::istreambuf_iterator<char>(in), {}};
  std::set<std::string> held;
  for (const DemoAccount& one : read_demo_accounts(csv, "accounts.csv").accounts)
    for (const RoleIn& role : one.account.roles) held.insert(role.role + "@" + role.organisation);
  for (const catalog::Matter& matter : zone.matters) {
    const auto* procedure = zone.find_procedure(matter.procedure, matter.effective.from);
    if (!procedure) continue;
    for (const catalog::Action& action : procedure->actions) {
      if (!catalog::is_desk(action.by) || action.by == "review") continue;
      const auto own = matter.desks.find(action.by);
      const std::string& body = own == matter.desks.end() ? matter.authority : own->second;
      EXPECT_THAT(held, testing::Contains(action.by + "@" + body)) << matter.id << " " << action.id;
    }
    for (const catalog::ReviewStep& step : matter.review)
      EXPECT_THAT(held, testing::Contains(step.by + "@" +
                                          (step.organisation.empty() ? matter.authority : step.organisation)))
          << matter.id << " " << step.id;
  }
}

TEST_F(DemonstrationTest, is_the_same_whenever_it_is_made) {
  std::map<std::string, std::string> made[2];
  for (int i = 0; i < 2; ++i) {
    const std::string place = place_ + "/" + std::to_string(i);
    std::filesystem::create_directories(place);
    DemoZone zone(place);
    zone.fill(now);
    ASSERT_TRUE(zone.reads()->query("select number, title, state from cases where zone = ?",
                                    {zone.service().zone()}, [&](store::Row row) {
                                      made[i][std::string(store::text(row[0]))] =
                                          std::string(store::text(row[1])) + " " +
                                          std::string(store::text(row[2]));
                                      return true;
                                    }));
  }
  EXPECT_GT(made[0].size(), 40U);
  EXPECT_EQ(made[0], made[1]);
}

}  // namespace
}  // namespace shuxin::app
