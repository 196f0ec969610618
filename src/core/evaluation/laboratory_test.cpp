// What-if and smallest improvements, each checked by scoring anew.
#include "core/evaluation/laboratory.h"

#include <gmock/gmock.h>

#include "core/evaluation/test_firms.h"

namespace shuxin::evaluation {
namespace {

struct Round {
  Scheme scheme;
  Prepared prepared;
  Outcome outcome;

  Round(Scheme given, const std::string& csv)
      : scheme(std::move(given)), prepared(prepared_of(scheme, csv)), outcome(evaluate(scheme, prepared)) {}
  [[nodiscard]] Evaluated evaluated() const { return {scheme, prepared, outcome}; }
};

std::string moves(const Prepared& prepared, const std::vector<ClassMove>& all) {
  std::string said;
  for (const ClassMove& one : all)
    said += prepared.firms[one.firm].uscc + one.class_before + one.class_after + " ";
  return said;
}

TEST(WhatIf, TellsWhoWinsWhoLosesAndWhatThePoliciesBring) {
  std::string csv = r1_firms;
  csv.replace(csv.find("rnd,"), 4, "rnd,electricity_kwh,");
  for (const char* line : {"1400,5", "720,2", "360,12", "200,0", "0,0,0\n"}) {
    const std::size_t at = csv.rfind(line);
    csv.insert(csv.find(',', at) + 1, "100000,");
  }
  const Round before(zone_scheme("r1-example"), csv);
  const Round after(zone_scheme("r1-example", "{bonus.cap: 12, classes.list.A.first: 40 %}"), csv);
  const Comparison compared = compare(before.evaluated(), after.evaluated());
  EXPECT_EQ(moves(before.prepared, compared.winners), "E3BA ");
  EXPECT_EQ(moves(before.prepared, compared.losers), "");
  EXPECT_EQ(compared.rank_moved, 2U);
  EXPECT_EQ(digits(compared.rank_correlation), "0.9");
  EXPECT_EQ((compared.transitions.at({"B", "B"})), 1U);
  // Power: C 100,000 kWh × 0.1 + D 100,000 × 0.3 = 4 万元, whoever is A or B.
  ASSERT_EQ(compared.effects.size(), 2U);
  EXPECT_EQ(digits(compared.effects[0].before), "4");
  EXPECT_EQ(digits(compared.effects[0].after), "4");
  // Land: A 40 mu × 2 + B 85 mu × 1 yuan/m²; then A 65 mu × 2 + B 60 mu.
  EXPECT_EQ(digits(compared.effects[1].before->rounded(4, base::Rounding::HalfUp)), "-11");
  EXPECT_EQ(digits(compared.effects[1].after->rounded(4, base::Rounding::HalfUp)), "-12.6667");
}

TEST(WhatIf, WithTheSameSchemeChangesNothing) {
  const Round round(zone_scheme("r1-example"), r1_firms);
  const Comparison compared = compare(round.evaluated(), round.evaluated());
  EXPECT_TRUE(compared.winners.empty());
  EXPECT_TRUE(compared.losers.empty());
  EXPECT_EQ(compared.rank_moved, 0U);
  EXPECT_EQ(digits(compared.rank_correlation), "1");
}

TEST(WhatIf, UsesTheSameValuesUnlessFormulasChange) {
  const Scheme scheme = zone_scheme("r1-example");
  EXPECT_TRUE(same_formulas(scheme, zone_scheme("r1-example", "indicators.I1.weight: 30")));
  EXPECT_FALSE(same_formulas(scheme, zone_scheme("r1-example", "indicators.I1.formula: tax / land_mu")));
}

// Scores the round anew with one value of one subject changed.
std::string class_with(const Round& round, std::size_t subject, std::size_t indicator, Decimal value) {
  Prepared changed = round.prepared;
  changed.values[indicator][0][subject] = value;
  return evaluate(round.scheme, changed).results[subject].assigned_class;
}

std::string random_firms(std::size_t count, std::uint32_t seed) {
  std::string csv = "uscc,land_mu,tax,sales,value_added,energy_tce,pollutants_t,staff,rnd\n";
  const auto next = [&seed](std::uint32_t most) {
    seed = seed * 1664525U + 1013904223U;
    return std::to_string(1 + (seed >> 8U) % most);
  };
  for (std::size_t i = 0; i < count; ++i)
    csv += "F" + std::to_string(i) + "," + next(100) + "," + next(2000) + "," + next(30000) + "," +
           next(8000) + "," + next(4000) + "," + next(20) + "," + next(400) + "," + next(900) + "\n";
  return csv;
}

TEST(Improvements, ReachTheNextClassAndOneStepLessDoesNot) {
  const Round round(zone_scheme("r1-example"), random_firms(60, 7));
  const Decimal step = Decimal::of(1, 4);
  std::size_t checked = 0;
  for (std::size_t subject = 0; subject < round.prepared.subjects.size(); ++subject) {
    const Improvements all = improvements(round.evaluated(), subject);
    for (const Improvement& one : all.found) {
      if (one.of != Improvement::Of::Indicator) continue;
      EXPECT_EQ(class_with(round, subject, one.index, one.to), one.class_then);
      EXPECT_EQ(class_with(round, subject, one.index, *base::subtract(one.to, step)), all.class_now);
      ++checked;
    }
  }
  EXPECT_GT(checked, 50U);
}

TEST(Improvements, OfFieldsHoldWhenTheFirmHandsThemIn) {
  const std::string csv = r1_firms;
  const Round round(zone_scheme("r1-example"), csv);
  const Improvements all = improvements(round.evaluated(), 1);  // E2: B, E1 is A
  const auto tax = std::ranges::find_if(all.found, [&](const Improvement& one) {
    return one.of == Improvement::Of::Field && round.scheme.fields[one.index].id == "tax";
  });
  EXPECT_EQ(tax, all.found.end()) << "E1 is capped at 152 and E2 cannot come past it by tax alone";
  const Improvements of_e5 = improvements(round.evaluated(), 4);
  const auto more = std::ranges::find_if(of_e5.found, [&](const Improvement& one) {
    return one.of == Improvement::Of::Field && round.scheme.fields[one.index].id == "tax";
  });
  ASSERT_NE(more, of_e5.found.end());
  std::string changed = csv;
  changed.replace(changed.find(",-40,"), 5, "," + more->to.to_string() + ",");
  const Round then(zone_scheme("r1-example"), changed);
  EXPECT_EQ(then.outcome.results[4].assigned_class, more->class_then);
  changed = csv;
  changed.replace(changed.find(",-40,"), 5,
                  "," + base::subtract(more->to, Decimal::of(1, 2))->to_string() + ",");
  EXPECT_EQ(Round(zone_scheme("r1-example"), changed).outcome.results[4].assigned_class, "D");
}

TEST(Improvements, TellHowMuchBetterAllMustBeWhereNothingAloneIsEnough) {
  const Round round(zone_scheme("r1-example"), r1_firms);
  const Improvements of_e4 = improvements(round.evaluated(), 3);
  EXPECT_TRUE(of_e4.found.empty());
  ASSERT_TRUE(of_e4.together);
  EXPECT_EQ(of_e4.together->percent, 147);
  EXPECT_EQ(digits(of_e4.together->total), "117.5");
  EXPECT_EQ(of_e4.together->class_then, "B");
  EXPECT_TRUE(improvements(round.evaluated(), 0).is_best);
}

TEST(Improvements, SayWhatBarsThem) {
  std::string csv = r1_firms;
  csv.replace(csv.find("uscc,"), 5, "uscc,veto,");
  for (const char* code : {"E1,", "E2,", "E3,", "E4,", "E5,"})
    csv.insert(csv.find(std::string("\n") + code) + 4, std::string(code) == "E2," ? "重大事故," : ",");
  const Round round(zone_scheme("r1-example"), csv);
  EXPECT_EQ(round.outcome.results[1].assigned_class, "D");
  EXPECT_EQ(improvements(round.evaluated(), 1).barred_by, 0U);
  EXPECT_TRUE(improvements(round.evaluated(), 0).found.empty()) << "the best class has none above it";
}

}  // namespace
}  // namespace shuxin::evaluation
