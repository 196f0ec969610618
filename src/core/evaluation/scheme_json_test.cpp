// Every number that a scheme shows can be set by the path that stands beside it, and that number changes.
#include "core/evaluation/scheme_json.h"

#include <gmock/gmock.h>

#include "core/evaluation/test_firms.h"

namespace shuxin::evaluation {
namespace {

using base::Json;

struct Shown {
  Json value;
  std::string path;
};

// The numbers beside `paths`, or of the object beside `weight_paths` and its like, wherever they stand.
void collect(const Json& json, std::vector<Shown>& all) {
  if (const auto* items = json.if_array())
    for (const Json& item : *items) collect(item, all);
  const auto* members = json.if_object();
  if (!members) return;
  for (const auto& [name, member] : *members) {
    const bool own = name == "paths";
    if (!own && !name.ends_with("_paths")) {
      collect(member, all);
      continue;
    }
    const Json* of =
        own ? &json : json.find(name.substr(0, name.size() - std::string("_paths").size()) + "s");
    ASSERT_TRUE(of) << name;
    for (const auto& [number, path] : *member.if_object()) {
      ASSERT_TRUE(of->find(number)) << *path.if_string() << " is beside no number";
      const Json* value = of->find(number);
      all.push_back({value->if_object() ? *value->find("times") : *value, *path.if_string()});
    }
  }
}

std::vector<Shown> shown(const Scheme& scheme) {
  std::vector<Shown> all;
  collect(describe(scheme), all);
  return all;
}

// Another value that fits there: a bit less of a number, so that bounds stay in their order.
std::string another(const Json& value) {
  if (const auto* number = value.if_number())
    return base::multiply(*Decimal::parse(number->digits), *Decimal::parse("0.99"))->to_string();
  return "0.25";
}

TEST(Paths, OfASchemeSetTheVeryNumberThatTheyStandBeside) {
  for (const char* name :
       {"r1-example", "huaian-2024", "huangyan-2022", "huangyan-2023", "wujin", "linhai", "jingde-2022"}) {
    const std::vector<Shown> before = shown(zone_scheme(name));
    EXPECT_GT(before.size(), 20U) << name;
    for (const Shown& one : before) {
      const std::string value = another(one.value);
      const Scheme scheme = zone_scheme(name, "{" + one.path + ": " + value + "}");
      std::size_t changed = 0;
      for (const Shown& now : shown(scheme)) {
        if (now.path != one.path) continue;
        ASSERT_TRUE(now.value.if_number()) << name << " " << one.path;
        EXPECT_EQ(*Decimal::parse(now.value.if_number()->digits), *Decimal::parse(value)) << one.path;
        ++changed;
      }
      EXPECT_GT(changed, 0U) << name << " " << one.path;
    }
  }
}

TEST(Paths, LeadToTheGroupThatHasItsOwnNumbers) {
  const Json scheme = describe(zone_scheme("huangyan-2022"));
  const Json& below = scheme.find("groups")->if_array()->at(1);
  EXPECT_EQ(below.find("weight_paths")->find_string("I7"), "groups.below.weights.I7");
  EXPECT_EQ(below.find("baseline_paths")->find_string("I1"), "groups.below.baselines.I1");
  EXPECT_EQ(below.find("baseline_paths")->find_string("I7"), "indicators.I7.baseline");
  const Json huaian = describe(zone_scheme("huaian-2024"));
  EXPECT_EQ(huaian.find("groups")->if_array()->at(0).find("weight_paths")->find_string("I1"),
            "indicators.I1.weight");
  EXPECT_EQ(huaian.find("indicators")->if_array()->at(2).find("paths")->find_string("baseline"),
            "indicators.I3.either.energy.baseline.times");
}

TEST(Describe, SaysWhoIsEvaluatedAndWhoIsNot) {
  const Json scheme = describe(zone_scheme("huaian-2024"));
  EXPECT_EQ(scheme.find_string("scope"), R"(scale = "above" or land >= 3)");
  EXPECT_EQ(scheme.find("derived")->if_array()->at(0).find_string("id"), "land");
  ASSERT_EQ(scheme.find("exempt")->if_array()->size(), 2U);
  EXPECT_EQ(scheme.find("exempt")->if_array()->at(0).find_string("class"), "T");
  EXPECT_EQ(describe(zone_scheme("r1-example")).find("veto")->if_array()->at(0).find_string("at_best"), "D");
}

TEST(Paths, OfASettingAreShownWithItsValue) {
  const auto settings = catalog::read_settings("set", "{indicators: {I1: {weight: 30}}, bonus.cap: 12}");
  EXPECT_EQ(to_json(settings.settings).to_string(), R"({"indicators.I1.weight":30,"bonus.cap":12})");
}

}  // namespace
}  // namespace shuxin::evaluation
