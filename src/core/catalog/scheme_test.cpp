// Evaluation schemes: the files of the zone are read whole, and every kind of fault is said with its place.
#include "core/catalog/scheme.h"

#include <fstream>
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <iterator>

namespace shuxin::catalog {
namespace {

using testing::Contains;
using testing::ElementsAre;

std::string file_of(const std::string& name) {
  std::ifstream in(std::string(SHUXIN_SOURCE_DIR) + "/catalog/suxitong/evaluations/" + name + ".yaml");
  return {std::istreambuf_iterator<char>(in), {}};
}

std::string listed(const base::Diagnostics& diagnostics) {
  std::string all;
  for (const base::Diagnostic& one : diagnostics) all += to_string(one, base::Language::English) + "\n";
  return all;
}

std::vector<std::string> paths(const std::vector<Unset>& all) {
  std::vector<std::string> out;
  for (const Unset& one : all) out.push_back(one.path);
  return out;
}

TEST(Schemes, OfTheZoneHaveNoFault) {
  for (const char* name :
       {"r1-example", "huaian-2024", "huangyan-2022", "huangyan-2023", "wujin", "linhai", "jingde-2022"}) {
    const ReadScheme read = read_scheme(name, file_of(name));
    ASSERT_TRUE(read.scheme) << listed(read.diagnostics);
    EXPECT_EQ(read.scheme->id, name);
    EXPECT_TRUE(read.diagnostics.empty()) << listed(read.diagnostics);
  }
}

TEST(Schemes, WhoseNumbersArePublishedHaveNothingUnset) {
  for (const char* name : {"r1-example", "huaian-2024", "huangyan-2022"})
    EXPECT_THAT(paths(read_scheme(name, file_of(name)).scheme->unset), testing::IsEmpty()) << name;
}

TEST(Schemes, NameEachPlaceThatNoSourceFills) {
  EXPECT_THAT(paths(read_scheme("", file_of("huangyan-2023")).scheme->unset),
              ElementsAre("indicators.I1.baseline", "indicators.I2.baseline", "indicators.I3.baseline",
                          "indicators.I4.baseline", "indicators.I5.baseline", "indicators.I6.baseline",
                          "indicators.I7.baseline", "groups.below.baselines.I1"));
}

TEST(Settings, FillWhatIsUnsetAndReplaceWhatIsSet) {
  const ReadSettings settings = read_settings("set.yaml", R"(
indicators.I1.baseline: 12.5
indicators: {I2: {cap: 2 x weight, baseline: {times: 2, mean: mean-of-ratios}}}
)");
  ASSERT_TRUE(settings.diagnostics.empty()) << listed(settings.diagnostics);
  const ReadScheme read = read_scheme("wujin.yaml", file_of("wujin"), settings.settings);
  ASSERT_TRUE(read.scheme) << listed(read.diagnostics);
  EXPECT_EQ(read.scheme->indicators[0].variants[0].baseline.value, base::Decimal::parse("12.5"));
  EXPECT_EQ(read.scheme->indicators[1].variants[0].baseline.mean, Baseline::Mean::MeanOfRatios);
  EXPECT_EQ(read.scheme->indicators[1].cap.kind, ScoreBound::Kind::TimesWeight);
  EXPECT_THAT(paths(read.scheme->unset), Contains("indicators.I1.cap"));
  EXPECT_THAT(paths(read.scheme->unset), testing::Not(Contains("indicators.I1.baseline")));
}

TEST(Settings, ForAPlaceThatIsNotThereAreRefused) {
  const auto settings = read_settings("set.json", R"({"indicators.I9.baseline": 3, "no.such": 1})");
  const ReadScheme read = read_scheme("r1-example.yaml", file_of("r1-example"), settings.settings);
  EXPECT_FALSE(read.scheme);
  ASSERT_EQ(read.diagnostics.size(), 2U) << listed(read.diagnostics);
  EXPECT_EQ(read.diagnostics[0].message.code, "evaluation.unknown-path");
  EXPECT_EQ(read.diagnostics[0].place.file, "set.json");
}

TEST(Settings, GiveAWholeSectionThatTheSchemeDoesNotHave) {
  const auto settings = read_settings("set.yaml", R"(
classes:
  by: share
  list:
    A: {name: {zh: 甲, en: A}, first: 20 %}
    B: {name: {zh: 乙, en: B}}
)");
  const ReadScheme read = read_scheme("huangyan-2022.yaml", file_of("huangyan-2022"), settings.settings);
  ASSERT_TRUE(read.scheme) << listed(read.diagnostics);
  EXPECT_EQ(read.scheme->class_ids(), (std::vector<std::string>{"A", "B"}));
}

struct SchemeFault {
  const char* was;
  const char* is;
  const char* code;
};

class SchemeFaults : public testing::TestWithParam<SchemeFault> {};

TEST_P(SchemeFaults, AreSaidWithTheirLine) {
  std::string text = file_of("r1-example");
  const std::size_t at = text.find(GetParam().was);
  ASSERT_NE(at, std::string::npos) << GetParam().was;
  text.replace(at, std::string_view(GetParam().was).size(), GetParam().is);
  const ReadScheme read = read_scheme("r1.yaml", text);
  const auto found = std::ranges::find_if(
      read.diagnostics, [&](const base::Diagnostic& one) { return one.message.code == GetParam().code; });
  ASSERT_NE(found, read.diagnostics.end()) << listed(read.diagnostics);
  EXPECT_GT(found->place.line, 0);
  EXPECT_EQ(found->place.file, "r1.yaml");
}

INSTANTIATE_TEST_SUITE_P(
    OfEachKind, SchemeFaults,
    testing::Values(SchemeFault{"formula: tax / land", "formula: taxes / land", "feel.unknown-name"},
                    SchemeFault{"formula: tax / land", "formula: 'tax / '", "feel.unexpected-end"},
                    SchemeFault{"formula: tax / land", "formula: name", "catalog.formula-type"},
                    SchemeFault{"baseline: 20", "baseline: many", "evaluation.not-a-number"},
                    SchemeFault{"baseline: 20", "baseline: 0", "evaluation.baseline"},
                    SchemeFault{"baseline: 20", "baselines: 20", "catalog.unknown-key"},
                    SchemeFault{"value: 4 half-up", "value: 4 halfway", "evaluation.rounding"},
                    SchemeFault{"first: 60 %", "first: 10 %", "evaluation.class-order"},
                    SchemeFault{"first: 60 %", "first: 600 %", "evaluation.share"},
                    SchemeFault{", first: 60 %", "", "evaluation.class-without-bound"},
                    SchemeFault{"at_best: D", "at_best: E", "evaluation.unknown-class"},
                    SchemeFault{"ties: [I1]", "ties: [I9]", "evaluation.unknown-indicator"},
                    SchemeFault{"weight: 40", "weight: 30", "evaluation.weights"},
                    SchemeFault{"reading: quota", "reading: quotas", "catalog.wrong-choice"},
                    SchemeFault{"missing: mean-of-scored", "missing: guess", "catalog.wrong-choice"}));

}  // namespace
}  // namespace shuxin::catalog
