// From rows to subjects: parcels that join firms, and every row that cannot be used told and not graded.
#include "core/evaluation/subjects.h"

#include <gmock/gmock.h>

#include "core/evaluation/test_firms.h"

namespace shuxin::evaluation {
namespace {

const std::string small = R"(
evaluation: small
name: {zh: 小, en: small}
effective: {from: 2024-01-01}
codes: own
derived:
  land: {name: {zh: 用地, en: land}, formula: land_mu + leased_in_mu - leased_out_mu}
indicators:
  I1: {name: {zh: 税, en: tax}, formula: tax / land, unit: 万元, baseline: 100, weight: 100}
groups: {all: {name: {zh: 全部, en: all}}}
)";

std::string faults_of(const Prepared& prepared) {
  std::string all;
  for (const Fault& one : prepared.faults)
    all += std::to_string(one.row) + " " + one.field + " " + one.value + " " + one.reason.code + "\n";
  return all;
}

TEST(Parcels, OfAFirmAddUp) {
  EXPECT_EQ(list_of(scheme_of(small), "uscc,parcel_no,land_mu,tax\nA,P1,1,10\nB,P3,1,40\nA,P2,3,30\n"),
            "A 10 2 -\nB 40 1 -\n");
}

TEST(Parcels, WithSeveralFirmsMergeThemAndAllShareTheResult) {
  EXPECT_EQ(
      list_of(scheme_of(small), "uscc,parcel_no,land_mu,tax\nA,P1,4,10\nB,P1,0,30\nC,P2,1,20\nD,P3,1,50\n"),
      "A 10 3 -\nB 10 3 -\nC 20 2 -\nD 50 1 -\n");
}

TEST(Parcels, StayApartWhereTheSchemeSays) {
  EXPECT_EQ(
      list_of(scheme_of(small + "parcels: separate\n"), "uscc,parcel_no,land_mu,tax\nA,P1,4,40\nB,P1,1,30\n"),
      "A 10 2 -\nB 30 1 -\n");
}

TEST(Parcels, JoinThroughAFirmThatStandsOnTwo) {
  const Prepared prepared = prepared_of(
      scheme_of(small), "uscc,parcel_no,land_mu,tax\nA,P1,1,1\nB,P2,1,1\nC,P1,1,1\nC,P2,1,1\nD,P9,1,1\n");
  EXPECT_EQ(prepared.subjects.size(), 2U);
  EXPECT_EQ(prepared.firms.size(), 4U);
}

TEST(Land, IsOwnAndLeasedInWithoutLeasedOut) {
  EXPECT_EQ(
      list_of(scheme_of(small), "uscc,land_mu,leased_in_mu,leased_out_mu,tax\nA,10,5,,30\nB,10,,5,10\n"),
      "A 2 1 -\nB 2 1 -\n");
}

TEST(Faults, BarTheirFirmAndNoOther) {
  const std::string csv =
      "uscc,name,land_mu,tax\n"
      "A,甲,1,40\n"
      "B,乙,-1,40\n"
      "C,丙,1,四十\n"
      ",丁,1,40\n"
      "E,戊,1,10\n"
      "E,戊,1,20\n"
      "F,己,0,10\n";
  const Prepared prepared = prepared_of(scheme_of(small), csv);
  EXPECT_EQ(list_of(prepared, evaluate(scheme_of(small), prepared)),
            "A 40 1 -\nB - - -\nC - - -\n - - -\nE - - -\nF - - -\n");
  EXPECT_EQ(faults_of(prepared),
            "1 land_mu -1 evaluation.negative\n"
            "2 tax 四十 columns.unreadable-cell\n"
            "3 uscc  evaluation.no-code\n"
            "4 uscc E evaluation.duplicate\n"
            "5 uscc E evaluation.duplicate\n");
}

TEST(Faults, WhoLeasesOutMoreLandThanThereIsIsNotGraded) {
  const Scheme scheme = zone_scheme("r1-example");
  const Prepared prepared = prepared_of(
      scheme,
      "uscc,land_mu,leased_in_mu,leased_out_mu,tax,sales,value_added,energy_tce,pollutants_t,staff,rnd\n"
      "A,10,,12,-100,1,1,1,1,1,1\n"
      "B,10,3,12,100,1,1,1,1,1,1\n");
  EXPECT_EQ(faults_of(prepared), "0 land -2 evaluation.negative\n");
  EXPECT_EQ(prepared.subjects[0].state, Subject::State::AtFault);
  EXPECT_EQ(prepared.subjects[1].state, Subject::State::Evaluated);
}

TEST(Parcels, OfOneFirmMayNameItsFiguresOnceButEachItsLand) {
  const std::string head = "uscc,parcel_no,land_mu,tax\n";
  const Scheme scheme = scheme_of(small);
  const auto listed = [&](const std::string& rows) {
    const Prepared prepared = prepared_of(scheme, head + rows);
    return list_of(prepared, evaluate(scheme, prepared));
  };
  EXPECT_EQ(listed("A,P1,1,60\nA,P2,2,\n"), listed("A,P1,3,60\n"));
  EXPECT_EQ(listed("A,P1,1,60\nA,P2,,\n"), "A - - -\n") << "nobody knows how large P2 is";
  EXPECT_EQ(listed("A,P1,1,60\nA,P2,1,3\nA,P3,1,\n"), "A - - -\n") << "of three parcels one tells no tax";
  EXPECT_EQ(listed("A,P1,1,60\nB,P1,1,\n"), "A - - -\nB - - -\n") << "another firm's tax is its own";
}

TEST(Vetoes, AreNoneWhereTheColumnSaysNo) {
  const Scheme scheme = zone_scheme("r1-example");
  const Prepared prepared =
      prepared_of(scheme,
                  "uscc,land_mu,tax,sales,value_added,energy_tce,pollutants_t,staff,rnd,veto\n"
                  "A,1,1,1,1,1,1,1,1,否\nB,1,1,1,1,1,1,1,1,\nC,1,1,1,1,1,1,1,1,偷税\nD,1,1,1,1,1,1,1,1,是\n");
  for (const std::size_t subject : {0, 1}) EXPECT_TRUE(prepared.subjects[subject].vetoes.empty());
  for (const std::size_t subject : {2, 3}) EXPECT_EQ(prepared.subjects[subject].vetoes.size(), 1U);
}

TEST(Faults, NameACodeWithAWrongCheckCharacterEvenInAnExample) {
  const Prepared prepared = prepared_of(
      scheme_of(small), "uscc,land_mu,tax\n91320600MA0MLAL96Q,1,1\n91320600MA0MLAL96R,1,1\nE1,1,1\n");
  EXPECT_EQ(faults_of(prepared),
            "1 uscc 91320600MA0MLAL96R credit-code.check\n2 uscc E1 credit-code.length\n");
}

TEST(Faults, InColumnsThatNobodyReadsBarNobody) {
  const Prepared prepared = prepared_of(scheme_of(small), "uscc,land_mu,tax,staff\nA,1,40,many\n");
  EXPECT_EQ(prepared.faults.size(), 1U);
  EXPECT_EQ(prepared.subjects[0].state, Subject::State::Evaluated);
}

TEST(Columns, ThatAreMissingAreAllNamed) {
  const auto made = prepare(zone_scheme("r1-example"), firms_of("uscc,tax\nE1,1\n"));
  ASSERT_FALSE(made);
  EXPECT_EQ(made.error().code(), "evaluation.missing-columns");
  for (const char* id : {"land_mu", "sales", "energy_tce", "pollutants_t", "staff", "rnd", "value_added"})
    EXPECT_THAT(made.error().message.arguments[0], testing::HasSubstr(id));
}

TEST(Groups, ThatNoneTakesAreTold) {
  const std::string csv =
      "uscc,scale,land_mu,tax,sales,value_added,energy_tce,electricity_kwh,pollutants_t,staff,rnd\n"
      "91320600MA0MLAL96Q,,1,1,1,1,1,1,1,1,1\n"
      "91320600MA0MLJUP92,大,1,1,1,1,1,1,1,1,1\n";
  EXPECT_EQ(faults_of(prepared_of(zone_scheme("huangyan-2022"), csv)),
            "0   evaluation.no-group\n1 scale 大 evaluation.scale\n");
}

}  // namespace
}  // namespace shuxin::evaluation
