// Scoring, ranking and grading: the worked example to its last digit, and each rule of a scheme by a small
// list.
#include "core/evaluation/outcome.h"

#include <gmock/gmock.h>

#include "core/evaluation/outcome_json.h"
#include "core/evaluation/test_firms.h"

namespace shuxin::evaluation {
namespace {

std::string scores_of(const Scheme& scheme, const std::string& csv) {
  const Prepared prepared = prepared_of(scheme, csv);
  const Outcome outcome = evaluate(scheme, prepared);
  std::string all;
  for (const Firm& firm : prepared.firms) {
    all += firm.uscc;
    for (std::size_t i = 0; i < scheme.indicators.size(); ++i)
      all += " " + digits(outcome.score(firm.subject, i).points);
    const Result& result = outcome.results[firm.subject];
    all +=
        " | " + digits(result.base) + " + " + digits(result.bonus) + " - " + digits(result.deduction) + "\n";
  }
  return all;
}

TEST(R1, GivesTheWorkedExampleToTheLastDigit) {
  const Scheme scheme = zone_scheme("r1-example");
  EXPECT_EQ(scores_of(scheme, r1_firms),
            "E1 60 30 15 15 12 15 | 147 + 5 - 0\n"
            "E2 50 22.8571 10 15 8 10 | 115.86 + 2 - 0\n"
            "E3 40 20.5714 15 8.125 10 13.3333 | 107.03 + 10 - 0\n"
            "E4 24 11.4286 3.3333 2.5 5 3.3333 | 49.6 + 0 - 5\n"
            "E5 0 3.4286 0 0 3 0 | 6.43 + 0 - 0\n");
  EXPECT_EQ(list_of(scheme, r1_firms),
            "E1 152 1 A\n"
            "E2 117.86 2 B\n"
            "E3 117.03 3 B\n"
            "E4 44.6 4 C\n"
            "E5 6.43 5 D\n");
}

TEST(R1, RoundsValuesBeforeItScoresThem) {
  const Scheme scheme = zone_scheme("r1-example");
  const Prepared prepared = prepared_of(scheme, r1_firms);
  std::string all;
  for (std::size_t i = 0; i < scheme.indicators.size(); ++i)
    all += digits(chosen_value(scheme, prepared, i, 4).value) + " ";
  EXPECT_EQ(all, "-0.8 60 -0.0444 -13.3333 7.5 0 ");
}

TEST(R1, KnowsTheZoneAverageAsSumOverSum) {
  const Prepared prepared = prepared_of(zone_scheme("r1-example"), r1_firms);
  const Averages& tax_per_mu = prepared.averages[0][0][0];
  EXPECT_EQ(digits(tax_per_mu.sum_over_sum->rounded(4, base::Rounding::HalfUp)), "17.3091");
  EXPECT_EQ(digits(tax_per_mu.mean_of_ratios), "19.24");
}

TEST(Huaian, TakesTwiceTheAverageAndPowerWhereEnergyIsMissing) {
  const std::string firms =
      "uscc,scale,industry,land_mu,tax,sales,energy_tce,electricity_kwh,started_on\n"
      "91320600MA0MLAL96Q,规上,3511,10,100,1000,100,,\n"
      "91320600MA0MLJUP92,规上,3491,10,300,3000,100,,\n"
      "91320600MA0MLU468U,规下,3569,20,200,2000,,500000,\n"
      "91320600MA0MM4BLXL,规下,3973,2,9,90,9,,\n"
      "91320600MA0MMCK31K,规上,D4420,10,300,3000,100,,\n";
  const Scheme scheme = zone_scheme("huaian-2024");
  // Averages: tax 600 ÷ 40 = 15, sales 6000 ÷ 40 = 150, tax by energy 400 ÷ 200 = 2, by power 4 元/kWh.
  EXPECT_EQ(scores_of(scheme, firms),
            "91320600MA0MLAL96Q 15 11.6667 5 | 31.6667 + 0 - 0\n"
            "91320600MA0MLJUP92 45 35 15 | 95 + 0 - 0\n"
            "91320600MA0MLU468U 15 11.6667 10 | 36.6667 + 0 - 0\n"
            "91320600MA0MM4BLXL - - - | - + - - -\n"
            "91320600MA0MMCK31K - - - | - + - - -\n");
  EXPECT_EQ(list_of(scheme, firms),
            "91320600MA0MLAL96Q 31.6667 3 D\n"
            "91320600MA0MLJUP92 95 1 B\n"
            "91320600MA0MLU468U 36.6667 2 C\n"
            "91320600MA0MM4BLXL - - -\n"
            "91320600MA0MMCK31K - - T\n");
}

TEST(Huangyan, ScoresBothScalesByTheirPublishedNumbers) {
  const std::string firms =
      "uscc,scale,land_mu,tax,sales,value_added,energy_tce,electricity_kwh,pollutants_t,staff,rnd\n"
      "91320600MA0MLAL96Q,above,10,240.97,10000,1361.6,505.4195991091314,,0.2761973,75.0606,302\n"
      "91320600MA0MLJUP92,above,20,240.97,10000,1361.6,505.4195991091314,,,75.0606,302\n"
      "91320600MA0MLU468U,below,10,115.932,,,,4929081.63,,,\n";
  const Scheme scheme = zone_scheme("huangyan-2022");
  EXPECT_EQ(scores_of(scheme, firms),
            "91320600MA0MLAL96Q 30 20 20 10 10 10 - | 100 + 0 - 0\n"
            "91320600MA0MLJUP92 15 10 20 10 10 10 - | 75 + 0 - 0\n"
            "91320600MA0MLU468U 50 - - - - - 50 | 100 + 0 - 0\n");
  EXPECT_EQ(list_of(scheme, firms),
            "91320600MA0MLAL96Q 100 1 -\n91320600MA0MLJUP92 75 2 -\n91320600MA0MLU468U 100 1 -\n");
}

TEST(Jingde, ScoresByTheRangeOfTheGroup) {
  const Scheme scheme = zone_scheme("jingde-2022", R"(
groups.above.weights: {I1: 40, I2: 10, I3: 10, I4: 10, I5: 10, I6: 10, I7: 10}
groups.below.weights: {I1: 60, I3: 20, I4: 20}
classes.list: {A: {first: 20 %}, B: {first: 60 %}, C: {first: 95 %}}
)");
  const std::string head =
      "uscc,scale,industry,land_mu,tax,sales,value_added,energy_tce,pollutants_t,staff,rnd,renovation\n";
  EXPECT_EQ(scores_of(scheme, head + "91320600MA0MLAL96Q,above,3511,10,100,1000,100,10,1,10,10,10\n"
                                     "91320600MA0MLJUP92,above,3511,10,200,2000,200,10,1,10,40,30\n"
                                     "91320600MA0MLU468U,above,3511,10,150,1250,125,10,1,10,20,20\n"),
            "91320600MA0MLAL96Q 8 2 2 2 2 2 2 | 20 + 0 - 0\n"
            "91320600MA0MLJUP92 40 10 10 10 10 10 10 | 100 + 0 - 0\n"
            "91320600MA0MLU468U 24 4 4 4 4 6.8 6 | 52.8 + 0 - 0\n");
}

TEST(Jingde, GradesNobodyWhereAllValuesAreEqual) {
  const Scheme scheme = zone_scheme("jingde-2022", R"(
groups.above.weights: {I1: 100, I2: 0, I3: 0, I4: 0, I5: 0, I6: 0, I7: 0}
groups.below.weights: {I1: 100, I3: 0, I4: 0}
classes.list: {A: {first: 20 %}, B: {first: 60 %}, C: {first: 95 %}}
)");
  EXPECT_EQ(list_of(scheme,
                    "uscc,scale,industry,land_mu,tax,sales,value_added,energy_tce,pollutants_t,staff,rnd,"
                    "renovation\n91320600MA0MLAL96Q,above,3511,10,100,1000,100,10,1,10,10,10\n"),
            "91320600MA0MLAL96Q - - -\n");
}

// --- rules, on ten firms with the totals 100, 90, …: one indicator, land 1.

std::string ten(const std::vector<int>& taxes) {
  std::string csv = "uscc,land_mu,tax,industry,veto\n";
  for (std::size_t i = 0; i < taxes.size(); ++i)
    csv += "F" + std::to_string(i) + ",1," + std::to_string(taxes[i]) + "," +
           (i % 2 == 0 ? "3511" : "C3973") + ",\n";
  return csv;
}

const std::string small = R"(
evaluation: small
name: {zh: 小, en: small}
effective: {from: 2024-01-01}
codes: own
indicators:
  I1: {name: {zh: 税, en: tax}, formula: tax / land_mu, unit: 万元, baseline: 100, weight: 100}
groups: {all: {name: {zh: 全部, en: all}}}
)";

std::string classes_of(const std::string& scheme, const std::string& csv) {
  const Scheme read = scheme_of(small + scheme);
  const Prepared prepared = prepared_of(read, csv);
  const Outcome outcome = evaluate(read, prepared);
  std::string all;
  for (const Firm& firm : prepared.firms) all += outcome.results[firm.subject].assigned_class;
  return all;
}

const std::vector<int> falling = {100, 90, 80, 70, 60, 50, 40, 30, 20, 10};
const std::vector<int> tied = {100, 90, 90, 90, 60, 50, 40, 30, 20, 10};

std::string shares(const std::string& first, const std::string& rest) {
  return "classes:\n  " + first + "\n  list:\n" + rest;
}
const std::string abcd =
    "    A: {name: {zh: A, en: A}, first: 20 %}\n    B: {name: {zh: B, en: B}, first: 60 %}\n"
    "    C: {name: {zh: C, en: C}, first: 95 %}\n    D: {name: {zh: D, en: D}}\n";
const std::string last =
    "    A: {name: {zh: A, en: A}, first: 25 %}\n    C: {name: {zh: C, en: C}}\n"
    "    D: {name: {zh: D, en: D}, last: 5 %}\n";

TEST(Classes, ByRankOverCountIncludeTheBound) {
  EXPECT_EQ(classes_of(shares("by: share", abcd), ten(falling)), "AABBBBCCCD");
}

TEST(Classes, ByPlacesAreRoundedAsTheSchemeSays) {
  EXPECT_EQ(classes_of(shares("measure: places\n  places: floor", last), ten(falling)), "AACCCCCCCC");
  EXPECT_EQ(classes_of(shares("measure: places\n  places: half-up", last), ten(falling)), "AAACCCCCCD");
  EXPECT_EQ(classes_of(shares("measure: places\n  places: ceiling", last), ten(falling)), "AAACCCCCCD");
  EXPECT_EQ(classes_of(shares("measure: rank-over-count", last), ten(falling)), "AACCCCCCCD");
}

TEST(Classes, KeepEqualFirmsTogether) {
  EXPECT_EQ(classes_of(shares("reading: quota", abcd), ten(tied)), "AAAABBCCCD");
  EXPECT_EQ(classes_of(shares("reading: upper-limit", abcd), ten(tied)), "ABBBBBCCCD");
}

TEST(Classes, MayStayEmptyWhereAScoreIsAskedToo) {
  const std::string rules =
      "    A: {name: {zh: A, en: A}, first: 20 %, at_least: 95}\n    C: {name: {zh: C, en: C}, first: 95 %}\n"
      "    D: {name: {zh: D, en: D}, below: 10}\n";
  EXPECT_EQ(classes_of(shares("reading: upper-limit", rules), ten(falling)), "ACCCCCCCCC");
}

TEST(Classes, ByScoreLookAtTheTotalAlone) {
  const std::string rules =
      "    A: {name: {zh: A, en: A}, at_least: 80}\n    B: {name: {zh: B, en: B}, at_least: 10}\n"
      "    C: {name: {zh: C, en: C}}\n";
  EXPECT_EQ(classes_of(shares("by: score", rules), ten(falling)), "AAABBBBBBB");
}

TEST(Ranking, SharesARankAndLeavesTheNextOpen) {
  const Scheme scheme = scheme_of(small);
  EXPECT_EQ(list_of(scheme, "uscc,land_mu,tax\nA,1,10\nB,1,30\nC,1,30\nD,1,20\n"),
            "A 10 4 -\nB 30 1 -\nC 30 1 -\nD 20 3 -\n");
}

TEST(Ranking, AsksTheNextCriterionOfEqualTotals) {
  const Scheme scheme = scheme_of(small + "ties: [tax]\n");
  EXPECT_EQ(list_of(scheme, "uscc,land_mu,tax\nA,1,30\nB,2,60\n"), "A 30 2 -\nB 30 1 -\n");
}

TEST(Ranking, InsideIndustriesGradesEachByItself) {
  const std::string industries =
      "rank_within: industry\nindustries:\n  machines: {name: {zh: 机, en: m}, codes: ['34', '35']}\n"
      "  rest: {name: {zh: 其他, en: rest}}\n" +
      shares("by: share", "    A: {name: {zh: A, en: A}, first: 20 %}\n    B: {name: {zh: B, en: B}}\n");
  EXPECT_EQ(classes_of(industries, ten(falling)), "AABBBBBBBB");
}

TEST(Veto, LowersTheClassOfTheOneFirmAndMovesNobodyUp) {
  std::string csv = ten(falling);
  csv.replace(csv.find("F0,1,100,3511,"), 14, "F0,1,100,3511,重大事故");
  const std::string rules =
      "veto:\n  accident: {name: {zh: 事故, en: accident}, when: veto != null, at_best: C}\n";
  EXPECT_EQ(classes_of(rules + shares("by: share", abcd), csv), "CABBBBCCCD");
}

TEST(SecondStage, RanksByAFormulaOverTheFirst) {
  const Scheme scheme = scheme_of(small +
                                  "second_stage:\n  name: {zh: 折百, en: to a hundred}\n"
                                  "  formula: total / group_highest * 100 - (if tax > 35 then 90 else 0)\n"
                                  "  round: 2 half-up\n");
  EXPECT_EQ(list_of(scheme, "uscc,land_mu,tax\nA,1,40\nB,1,30\nC,1,10\n"), "A 10 3 -\nB 75 1 -\nC 25 2 -\n");
}

TEST(Missing, IsUnknownZeroOrTheMeanAsTheSchemeSays) {
  const std::string csv = "uscc,land_mu,tax\nA,1,40\nB,1,20\nC,1,\n";
  EXPECT_EQ(list_of(scheme_of(small), csv), "A 40 1 -\nB 20 2 -\nC - - -\n");
  EXPECT_EQ(list_of(scheme_of(small, "indicators.I1.missing: zero"), csv), "A 40 1 -\nB 20 2 -\nC 0 3 -\n");
  EXPECT_EQ(list_of(scheme_of(small, "indicators.I1.missing: mean-of-scored"), csv),
            "A 40 1 -\nB 20 3 -\nC 30 2 -\n");
}

TEST(Lower, IsBetterWhereTheSchemeSays) {
  const Scheme scheme = scheme_of(small, "indicators.I1: {model: lower, floor: 0}");
  EXPECT_EQ(list_of(scheme, "uscc,land_mu,tax\nA,1,50\nB,1,100\nC,1,250\n"),
            "A 150 1 -\nB 100 2 -\nC 0 3 -\n");
}

TEST(Baselines, AreNoAverageBelowZero) {
  const std::string csv =
      "uscc,scale,land_mu,tax,sales,energy_tce\nA,above,10,-50,100,1\nB,above,10,20,100,1\n";
  std::string codes = csv;
  codes.replace(codes.find("\nA,"), 3, "\n91320600MA0MLAL96Q,");
  codes.replace(codes.find("\nB,"), 3, "\n91320600MA0MLJUP92,");
  const Scheme scheme = zone_scheme("huaian-2024");
  const Prepared prepared = prepared_of(scheme, codes);
  const Outcome outcome = evaluate(scheme, prepared);
  EXPECT_FALSE(outcome.results[0].total) << "with a baseline below zero a loss would count as yield";
  const auto faults = faults_of_scores(scheme, prepared, outcome);
  ASSERT_EQ(faults.size(), 2U);
  EXPECT_THAT(base::word(faults[0].reason, base::Language::Chinese),
              testing::HasSubstr("平均值为 -1.5，不是正数"));
}

}  // namespace
}  // namespace shuxin::evaluation
