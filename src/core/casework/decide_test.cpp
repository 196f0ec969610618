// decide and evolve together: what is stored folds to what was decided on, and a case keeps its law.
#include "core/casework/decide.h"

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <gtest/gtest.h>
#include <iterator>
#include <rapidcheck/gtest.h>

#include "core/casework/state_text.h"
#include "core/casework/work.h"

namespace shuxin::casework {
namespace {

namespace fs = std::filesystem;

std::string text_of(const fs::path& path) {
  std::ifstream in(path, std::ios::binary);
  return {std::istreambuf_iterator<char>(in), {}};
}

catalog::Files files_of(const std::string& folder) {
  const fs::path root = fs::path(SHUXIN_SOURCE_DIR) / folder;
  catalog::Files files;
  for (const auto& entry : fs::recursive_directory_iterator(root))
    if (entry.is_regular_file())
      files[entry.path().lexically_relative(root).generic_string()] = text_of(entry.path());
  return files;
}

const catalog::Catalogue& zone() {
  static const catalog::Loaded loaded = catalog::load(files_of("catalog/suxitong"));
  return loaded.catalogue;
}

const Json& form_of(const std::string& id) {
  static std::map<std::string, Json> forms;
  const auto [place, is_new] = forms.try_emplace(id);
  if (is_new)
    place->second =
        *Json::parse(text_of(fs::path(SHUXIN_SOURCE_DIR) / "tests/scenarios/forms" / (id + ".json")));
  return place->second;
}

// Registers that hold one entry under every key: of the shape that its schema gives, right or wrong.
class AnyRegisters : public Registers {
 public:
  explicit AnyRegisters(int holds) : holds_(holds) {}
  const FactEntries& find(const FactKey& key) override {
    const auto [place, is_new] = found_.try_emplace(key);
    if (is_new && holds_ > 0 && key.register_kind != "banned_applicant")
      place->second.entries.push_back({key.key, holds_,
                                       Json::object({{key.by, key.key},
                                                     {"status", holds_ == 1 ? "valid" : "registered"},
                                                     {"has_buildings", false},
                                                     {"holder_uscc", "91320600MA2XTQ7C2A"}})});
    return place->second;
  }

 private:
  int holds_;
  std::map<FactKey, FactEntries> found_;
};

class Counting : public Supplies {
 public:
  std::int64_t number(const std::string& series, int) override { return ++last_[series]; }
  std::string code() override { return "CODE" + std::to_string(++codes_); }

 private:
  std::map<std::string, std::int64_t> last_;
  int codes_ = 0;
};

std::size_t pick(std::size_t count) {
  return static_cast<std::size_t>(*rc::gen::inRange<int>(0, static_cast<int>(count)));
}

// A zone in memory: the streams as decide left them, and as they fold from what was stored.
class World {
 public:
  explicit World(const catalog::Catalogue& catalogue, Instant from) : catalogue_(catalogue), now(from) {}

  bool run(const Command& command, const Actor& actor) {
    AnyRegisters registers(holds);
    Decision decision = decide(streams, command, actor, {catalogue_, registers, supplies_, now});
    auto* decided = std::get_if<Decided>(&decision);
    if (!decided) return false;
    ++accepted;
    streams = std::move(decided->after);
    for (const NewStep& made : decided->steps) store(made);
    return true;
  }

  // What was written and read back folds to the state that decide went on with.
  void check() const {
    for (const auto& [id, state] : streams.cases) {
      const auto stored = cases_.find(id);
      RC_ASSERT(stored != cases_.end());
      RC_ASSERT(StateText::of(*state) == StateText::of(stored->second));
    }
    RC_ASSERT(StateText::of(streams.package) == StateText::of(package_));
  }

  Streams streams;
  int accepted = 0;
  int holds = 1;

 private:
  void store(const NewStep& made) {
    const StoredStep written = to_json(made.step);
    const auto read = [](const Json& json) { return json.is_null() ? json : *Json::parse(json.to_string()); };
    const auto step = step_from_json(read(written.open), read(written.personal));
    RC_ASSERT(step.has_value());
    const std::size_t slash = made.stream.find('/');
    const bool package = made.stream.substr(0, slash) == "package";
    const std::string id = made.stream.substr(slash + 1);
    RC_ASSERT(made.expected == (package ? package_.version : cases_[id].version));
    // Also when the clock was set back in between; only what lapses is dated by its deadline.
    if (!package && step->desk != "clock" && step->desk != "engine")
      RC_ASSERT(step->effective_at >= cases_[id].acted_at);
    if (package)
      evolve(package_, *step);
    else
      evolve(cases_[id], *step);
  }

  const catalog::Catalogue& catalogue_;
  Counting supplies_;
  std::map<std::string, CaseState> cases_;
  PackageState package_;

 public:
  Instant now;
};

Actor firm() {
  return {"firm", "示例(虚构)", "firm", *rc::gen::element<std::string>("enterprise", "person"), {}};
}

Actor officer(const std::string& role, const std::string& organisation) {
  return {"officer-" + role, role, "", "officer", {{role, organisation}}};
}

std::map<std::string, MaterialGiven> some_materials() {
  std::map<std::string, MaterialGiven> materials;
  for (const catalog::Matter& matter : zone().matters)
    for (const catalog::Material& material : matter.materials) {
      const auto how = *rc::gen::weightedElement<std::string>(
          {{8, "paper"}, {2, "file"}, {2, "tolerated"}, {2, "commitment"}, {1, ""}});
      if (!how.empty())
        materials[material.id] = {
            how, how == "file" ? std::vector<std::string>{"f"} : std::vector<std::string>{}, ""};
    }
  return materials;
}

// What somebody might fill in: mostly of the right kind.
Json some_input(const catalog::Action& action, const catalog::Matter& matter, const CaseState& state) {
  Json input = Json::Object{};
  for (const catalog::Input& asked : action.asks) {
    if (!asked.required && *rc::gen::arbitrary<bool>()) continue;
    switch (asked.kind) {
      case catalog::InputKind::Text:
      case catalog::InputKind::Record:
        input.set(asked.id, asked.id == "step" && !state.reviews.empty()
                                ? Json(state.reviews[pick(state.reviews.size())].step)
                            : asked.id == "obligation" && !state.obligations.empty()
                                ? Json(state.obligations[pick(state.obligations.size())].duty.id)
                                : Json("一些话"));
        break;
      case catalog::InputKind::Choice:
        input.set(asked.id, asked.choices[pick(asked.choices.size())].first);
        break;
      case catalog::InputKind::Date:
        input.set(asked.id, "2024-05-08");
        break;
      case catalog::InputKind::Number:
        input.set(asked.id, 2);
        break;
      case catalog::InputKind::Truth:
        input.set(asked.id, *rc::gen::arbitrary<bool>());
        break;
      case catalog::InputKind::Findings:
        if (!matter.materials.empty())
          input.set(asked.id,
                    Json::array({Json::object({{"about", matter.materials[0].id}, {"text", "不清楚"}})}));
        break;
      case catalog::InputKind::Organisation:
        input.set(asked.id, matter.authority);
        break;
      case catalog::InputKind::Items:
        input.set(asked.id, Json::array({"a", "b", "c"}));
        break;
    }
  }
  return input;
}

// Gives one of the commands that the state allows, by somebody at the right desk.
void act(World& world) {
  auto which = world.streams.cases.begin();
  std::advance(which, static_cast<std::ptrdiff_t>(pick(world.streams.cases.size())));
  const CaseState& state = *which->second;
  const Pinned pinned = find_pinned(state, zone());
  RC_ASSERT(pinned.matter && pinned.procedure);
  std::vector<const catalog::Action*> open;
  for (const catalog::Action& action : pinned.procedure->actions)
    if (action.from.empty() || std::ranges::find(action.from, state.state) != action.from.end())
      open.push_back(&action);
  if (open.empty()) return;
  const catalog::Action& action = *open[pick(open.size())];
  Json input = some_input(action, *pinned.matter, state);
  Actor actor = officer(action.by, organisation_of_desk(*pinned.matter, action.by));
  if (action.by == "applicant") actor = {"firm", "示例(虚构)", "firm", state.opened.applicant_kind, {}};
  for (const Review& review : state.reviews)
    if (action.by == "review" && input.find_string("step") == review.step)
      actor = officer(review.role, review.organisation);
  Submission submission;
  if (action.by == "applicant" && !state.gaps.empty())
    for (const Gap& gap : state.gaps)
      if (gap.field.empty()) submission.materials[gap.id] = {"paper", {}, ""};
  world.run(Act{which->first, action.id, std::move(input), std::move(submission)}, actor);
}

RC_GTEST_PROP(Decide, what_is_stored_and_read_back_folds_to_the_state_that_it_went_on_with, ()) {
  World world(zone(), *Instant::parse("2024-03-05T10:00:00+08:00"));
  world.holds = *rc::gen::inRange(0, 3);
  const Submission submission{{}, some_materials()};
  const auto what = *rc::gen::elementOf(std::vector<std::string>{
      "construction-permit", "food-business-licence", "land-title", "business-opening", "five-certificates",
      "single-permits", "title-on-handover"});
  Submission filled{form_of(what), submission.materials};
  if (zone().find_package(what, zone().calendar.legal_day(world.now))) {
    std::vector<std::string> chosen;
    for (const catalog::Member& member :
         zone().find_package(what, zone().calendar.legal_day(world.now))->members)
      if (*rc::gen::arbitrary<bool>()) chosen.push_back(member.id);
    world.run(OpenPackage{what, chosen, std::move(filled)}, firm());
  } else {
    const catalog::Matter* matter = zone().find_matter(what, zone().calendar.legal_day(world.now));
    RC_ASSERT(matter != nullptr);
    std::erase_if(filled.materials, [&](const auto& given) {
      return std::ranges::none_of(matter->materials, [&](const auto& one) { return one.id == given.first; });
    });
    world.run(OpenCase{what, std::move(filled)}, firm());
  }
  world.check();
  if (world.streams.cases.empty()) RC_DISCARD("refused at the door");
  const int commands = *rc::gen::inRange(1, 20);
  for (int i = 0; i < commands; ++i) {
    world.now.milliseconds += *rc::gen::weightedElement<std::int64_t>(
        {{8, 600'000}, {2, 90'000'000}, {1, 900'000'000}, {1, -400'000'000}});
    if (pick(8) == 0)
      world.run(Tick{world.streams.cases.begin()->first}, {"clock", "clock", "clock", "clock", {}});
    else
      act(world);
    world.check();
  }
  RC_CLASSIFY(world.accepted > 1, "went on");
  RC_CLASSIFY(world.accepted > 5, "went far");
}

// The fixture's law is made stricter from a later day on: the old case is handled by the old one to its end.
TEST(Decide, an_applicant_is_offered_what_applicants_do_and_an_officer_reads_why_not_their_own) {
  Counting supplies;
  AnyRegisters registers(1);
  const Given given{zone(), registers, supplies, *Instant::parse("2024-12-30T10:00:00+08:00")};
  const Decision decision = decide({}, OpenCase{"construction-permit", {form_of("construction-permit"), {}}},
                                   {"firm", "示例", "firm", "enterprise", {}}, given);
  const auto* decided = std::get_if<Decided>(&decision);
  ASSERT_TRUE(decided);
  const CaseState& state = *decided->after.cases.begin()->second;

  const auto offered = available_actions(state, {"firm", "示例", "firm", "enterprise", {}}, given);
  ASSERT_FALSE(offered.empty());
  for (const AvailableAction& one : offered) EXPECT_EQ(one.definition->by, "applicant") << one.id;

  const Actor both{"firm", "示例", "firm", "officer", {{"intake", "approval-bureau"}}};
  const auto barred = available_actions(state, both, given);
  const auto accept =
      std::ranges::find_if(barred, [](const AvailableAction& one) { return one.id == "accept"; });
  ASSERT_NE(accept, barred.end());
  EXPECT_FALSE(accept->allowed);
  EXPECT_EQ(accept->why_not.code, "case.own-application");
}

TEST(Decide, a_case_keeps_the_version_of_its_matter_and_procedure_when_a_newer_one_comes_into_force) {
  catalog::Files files = files_of("catalog/suxitong");
  const auto newer = [&](const std::string& path, const std::string& from, const auto& change) {
    std::string& old = files.at(path);
    const std::string line = "\neffective: {from: " + from + "}";
    const std::size_t at = old.find(line);
    ASSERT_NE(at, std::string::npos) << path;
    std::string text = old;
    text.replace(at, line.size(), "\neffective: {from: 2025-01-01}");
    old.replace(at, line.size(), "\neffective: {from: " + from + ", until: 2024-12-31}");
    change(text);
    files[path.substr(0, path.size() - 5) + "-2025.yaml"] = text;
  };
  newer("procedures/licence.yaml", "2004-07-01", [](std::string& text) {
    const std::string name = "  grant:\n    name: {zh: 准予许可";
    const std::size_t at = text.find(name);
    ASSERT_NE(at, std::string::npos);
    text.replace(at, name.size(), "  grant:\n    name: {zh: 新法准予");
  });
  newer("matters/construction-permit.yaml", "2021-06-01", [](std::string& text) {
    const std::string limit = "legal: 7 natural days";
    const std::size_t at = text.find(limit);
    ASSERT_NE(at, std::string::npos);
    text.replace(at, limit.size(), "legal: 5 natural days");
  });
  const catalog::Catalogue later = catalog::load(files).catalogue;

  Counting supplies;
  AnyRegisters registers(1);
  const auto open_on = [&](const catalog::Catalogue& catalogue, const char* day) {
    const Decision decision = decide(
        {}, OpenCase{"construction-permit", {form_of("construction-permit"), {}}},
        {"firm", "示例", "firm", "enterprise", {}}, {catalogue, registers, supplies, *Instant::parse(day)});
    const auto* decided = std::get_if<Decided>(&decision);
    return decided ? decided->after.cases.begin()->second : nullptr;
  };
  const auto before = open_on(zone(), "2024-12-30T10:00:00+08:00");
  ASSERT_TRUE(before);
  const auto since = open_on(later, "2025-01-02T10:00:00+08:00");
  ASSERT_TRUE(since);
  const auto grant_of = [&](const CaseState& state) {
    const Pinned pinned = find_pinned(state, later);
    return std::pair(pinned.procedure ? pinned.procedure->find_action("grant")->name.zh : "",
                     pinned.matter ? pinned.matter->limits.at("legal").amount : 0);
  };
  EXPECT_EQ(grant_of(*before), std::pair(std::string("准予许可"), std::int64_t{7}));
  EXPECT_EQ(grant_of(*since), std::pair(std::string("新法准予"), std::int64_t{5}));

  // What becomes of the old case after the day is still counted by its own limit.
  Streams streams;
  streams.cases.emplace(before->opened.number, before);
  const Decision lapsed =
      decide(streams, Tick{before->opened.number}, {"clock", "clock", "clock", "clock", {}},
             {later, registers, supplies, *Instant::parse("2025-01-20T10:00:00+08:00")});
  const auto* decided = std::get_if<Decided>(&lapsed);
  ASSERT_TRUE(decided);
  const CaseState& after = *decided->after.cases.begin()->second;
  ASSERT_TRUE(after.clocks.contains("decision"));
  EXPECT_EQ(after.clocks.at("decision").clock->rules().limit.amount, 7);
}

}  // namespace
}  // namespace shuxin::casework
