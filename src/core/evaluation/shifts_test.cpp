// Shifts by decision: all or nothing, for a whole parcel, and never without saying why.
#include "core/evaluation/shifts.h"

#include "core/evaluation/published.h"
#include "core/evaluation/test_firms.h"

namespace shuxin::evaluation {
namespace {

const char* const parcel_firms =
    "uscc,name,parcel_no,land_mu,tax,sales,value_added,energy_tce,pollutants_t,staff,rnd,bonus,deduction\n"
    "E1,E1,P1,40,1600,28000,7200,1500,2.0,240,1400,5,0\n"
    "E2,E2,P2,60,1500,24000,6000,2500,5.0,300,720,2,0\n"
    "E3,E3,P2,25,500,9000,2250,400,1,90,360,12,0\n";

Shift shift_of(const std::string& uscc, const std::string& from, const std::string& to) {
  return {uscc, from, to, "reason", "power", *base::Date::parse("2024-09-01")};
}

TEST(GradeShifts, AreSharedByTheFirmsOfAParcelAndCannotDifferWithinIt) {
  const Scheme scheme = zone_scheme("r1-example");
  const Prepared prepared = prepared_of(scheme, parcel_firms);
  Outcome outcome = evaluate(scheme, prepared);
  ASSERT_EQ(prepared.firms[1].subject, prepared.firms[2].subject);
  const std::string from = outcome.results[prepared.firms[1].subject].assigned_class;
  const auto refused =
      apply_shifts(scheme, prepared, {shift_of("E2", from, "A"), shift_of("E3", from, "B")}, outcome);
  ASSERT_FALSE(refused);
  EXPECT_EQ(refused.error().code(), "evaluation.shift-twice");
  EXPECT_EQ(outcome.results[prepared.firms[1].subject].assigned_class, from);  // all or nothing
  ASSERT_TRUE(
      apply_shifts(scheme, prepared, {shift_of("E2", from, "A"), shift_of("E3", from, "A")}, outcome));
  EXPECT_EQ(outcome.results[prepared.firms[2].subject].assigned_class, "A");
}

TEST(GradeShifts, ComeBackFromJsonAndAreRefusedWithAnyMemberBlank) {
  const Shift shift = shift_of("E1", "B", "A");
  EXPECT_EQ(to_json(*read_shift(to_json(shift))).to_string(), to_json(shift).to_string());
  for (const char* member : {"uscc", "from", "to", "reason", "power", "decided_on"}) {
    base::Json json = to_json(shift);
    json.set(member, "  ");
    EXPECT_EQ(read_shift(json).error().code(), "evaluation.shift-incomplete") << member;
  }
  EXPECT_FALSE(read_shift(base::Json()));
}

TEST(PublishedLists, NameClassesAsPeopleWriteThem) {
  const Scheme scheme = zone_scheme("r1-example");
  const Prepared prepared = prepared_of(scheme, r1_firms);
  const Outcome outcome = evaluate(scheme, prepared);
  std::vector<Published> list;
  for (const Firm& firm : prepared.firms)
    list.push_back({firm.uscc, outcome.results[firm.subject].assigned_class + "类", {}, {}});
  EXPECT_TRUE(compare_published(scheme, prepared, outcome, list).empty());
  list.push_back(list.front());
  ASSERT_EQ(compare_published(scheme, prepared, outcome, list).size(), 1U);
  EXPECT_EQ(compare_published(scheme, prepared, outcome, list)[0].kind, Difference::Kind::Repeated);
}

}  // namespace
}  // namespace shuxin::evaluation
