// Packages that are decided as a whole, whatever people do and whenever they do it.
#include <algorithm>
#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include "core/calendar/reading.h"
#include "core/casework/decide.h"
#include "core/catalog/test_zone.h"

namespace shuxin::casework {
namespace {

// A market of four stalls: two begin at once, the others after them; each decided within five working days.
const catalog::Catalogue& zone() {
  static const catalog::Loaded loaded = [] {
    catalog::Files files = catalog::small_zone();
    std::string& procedure = files["procedures/plain.yaml"];
    procedure.replace(procedure.find("  grant:\n"), 9,
                      "  refuse:\n    name: {zh: 不予, en: Refuse}\n    by: decide\n    from: open\n"
                      "    do:\n      - enter: over\n  grant:\n    joint: true\n");
    // An overdue stall stays open: the limit is the law's, not the end of the case.
    procedure.replace(procedure.find("    on_lapse: lapse\n"), 20, "");
    // The stall stays free, whoever has been granted it: else the first would stand in the way of the others.
    std::string& matter = files["matters/stall.yaml"];
    matter.replace(matter.find("taken: 'true'"), 13, "taken: 'false'");
    std::string& package = files["packages/market.yaml"];
    package = package.substr(0, package.find("members:")) +
              "results: {issued: together, by: decide, organisation: bureau}\n"
              "members:\n  a: {matter: stall}\n  b: {matter: stall}\n  c: {matter: stall, after: a}\n"
              "  d: {matter: stall, after: [b, c]}\n";
    return catalog::load(files);
  }();
  return loaded.catalogue;
}

class FreeStall : public Registers {
 public:
  FreeStall() { found_.entries.push_back({"1", 1, Json::object({{"stall_no", "1"}, {"taken", false}})}); }
  const FactEntries& find(const FactKey&) override { return found_; }

 private:
  FactEntries found_;
};

class Counting : public Supplies {
 public:
  std::int64_t number(const std::string& series, int) override { return ++last_[series]; }
  std::string code() override { return "CODE" + std::to_string(++codes_); }

 private:
  std::map<std::string, std::int64_t> last_;
  int codes_ = 0;
};

class Market {
 public:
  Market() {
    const Actor applicant{"p", "p", "p", "person", {}};
    run(OpenPackage{"market", {}, {Json::object({{"stall_no", "1"}, {"days", 1}}), {}}}, applicant);
  }
  bool run(const Command& command, const Actor& actor) {
    Decision decision = decide(streams, command, actor, {zone(), registers_, supplies_, now});
    auto* decided = std::get_if<Decided>(&decision);
    if (!decided) return false;
    streams = std::move(decided->after);
    for (const NewStep& made : decided->steps) steps.push_back(made.step);
    return true;
  }
  std::string case_of(const std::string& member) const {
    const MemberState* known = streams.package.find_member(member);
    return known ? known->case_number : "";
  }
  std::string status(const std::string& member) const {
    return status_of_member(streams.package, streams.cases, member);
  }

  Streams streams;
  std::vector<Step> steps;
  Instant now = *Instant::parse("2022-03-07T02:00:00Z");

 private:
  FreeStall registers_;
  Counting supplies_;
};

const std::vector<std::string> members = {"a", "b", "c", "d"};

void check(const Market& market, const std::vector<Step>& steps) {
  const PackageState& package = market.streams.package;
  const catalog::Package& definition = zone().packages.front();
  const calendar::Calendar& calendar = zone().calendar;
  const auto granted = [&](const std::string& member) { return market.status(member) == "granted"; };
  // While the set waits for its members none is granted, and nothing has a number or an entry.
  if (holds_results(package, definition)) {
    RC_ASSERT(std::ranges::none_of(members, granted));
    for (const Step& step : steps)
      for (const Event& event : step.events) {
        RC_ASSERT(!std::holds_alternative<DocumentIssued>(event));
        RC_ASSERT(!std::holds_alternative<RegisterWritten>(event));
      }
    // A hold never waits for the limit of the law itself.
    for (const auto& [number, state] : market.streams.cases) {
      if (!state->held) continue;
      const auto ends = end_of_hold(*state, calendar);
      const auto due = calendar::find_due(*state->clocks.at("decision").clock, calendar);
      RC_ASSERT(ends && due && (*ends < *due || *ends == state->held->since));
    }
  }
  // A package that was never dissolved and is settled well was granted as a whole, in one moment.
  if (package.settled && !package.dissolved) {
    RC_ASSERT(std::ranges::all_of(members, granted));
    std::vector<Instant> when;
    for (const Step& step : steps)
      for (const Event& event : step.events)
        if (std::holds_alternative<DecisionMade>(event)) when.push_back(step.effective_at);
    RC_ASSERT(when.size() == members.size());
    RC_ASSERT(std::ranges::all_of(when, [&](Instant at) { return at == when.front(); }));
  }
  if (package.dissolved)
    for (const auto& [number, state] : market.streams.cases) RC_ASSERT(!state->held);
  // A decision is its officer's, whoever gave the word, and none was carried out after its limit by the set.
  for (const Step& step : steps)
    for (const Event& event : step.events)
      if (const auto* made = std::get_if<DecisionMade>(&event)) RC_ASSERT(made->officer == "decider");
  for (const auto& [number, state] : market.streams.cases) {
    if (state->outcome != "granted" || !package.dissolved) continue;
    if (state->done.back().actor != "engine") continue;
    const auto due = calendar::find_due(*state->clocks.at("decision").clock, calendar);
    // What was decided too late by its own desk is carried out at once, and not before it was decided.
    const bool at_once = std::ranges::any_of(steps, [&, at = state->entered_at](const Step& step) {
      return step.action == "hold" && step.effective_at == at;
    });
    RC_ASSERT(at_once || !due || state->entered_at <= *due);
  }
}

RC_GTEST_PROP(Joint, all_or_none_within_the_limits_of_the_law_whatever_is_done_when, ()) {
  Market market;
  const Actor decider{"decider", "decider", "", "officer", {{"decide", "bureau"}}};
  const Actor other{"other", "other", "", "officer", {{"decide", "bureau"}}};
  const Actor clock{"clock", "clock", "", "clock", {}};
  const int length = *rc::gen::inRange(1, 24);
  for (int i = 0; i < length; ++i) {
    market.now = market.now + *rc::gen::inRange<std::int64_t>(1, 2 * 86'400'000);
    const std::string number = market.case_of(members[static_cast<std::size_t>(*rc::gen::inRange(0, 4))]);
    switch (*rc::gen::weightedElement<int>({{8, 0}, {1, 1}, {3, 2}, {4, 3}})) {
      case 0:
        market.run(Act{number, "grant", Json(Json::Object{}), {}}, decider);
        break;
      case 1:
        market.run(Act{number, "refuse", Json(Json::Object{}), {}}, decider);
        break;
      case 2:
        market.run(Tick{number}, clock);
        break;
      default:
        market.run(DecideJointly{market.streams.package.opened.number}, other);
    }
    check(market, market.steps);
  }
}

TEST(Joint, a_set_that_is_ready_in_time_is_decided_by_one_word) {
  Market market;
  const Actor decider{"decider", "decider", "", "officer", {{"decide", "bureau"}}};
  for (const std::string& member : members) {
    market.now = market.now + 3'600'000;
    EXPECT_TRUE(market.run(Act{market.case_of(member), "grant", Json(Json::Object{}), {}}, decider))
        << member;
    EXPECT_EQ(market.status(member), "ready");
  }
  EXPECT_TRUE(market.run(DecideJointly{market.streams.package.opened.number}, decider));
  EXPECT_EQ(market.streams.package.outcome, "completed");
}

}  // namespace
}  // namespace shuxin::casework
