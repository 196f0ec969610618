// The counter and joint decisions by HTTP: what officers of the desks may do there, and what others may not.
#include <filesystem>
#include <fmt/format.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "core/base/json.h"
#include "tests/http/demonstration.h"

namespace shuxin::http {
namespace {

using base::Json;
using testing::HasSubstr;

class CounterTest : public Demonstration {
 protected:
  static std::string entry(const std::string& applicant, const std::string& received_at) {
    return fmt::format(
        R"({{"kind":"matter","target":"land-planning-permit","received_at":"{}","applicant":{},"form":{{
        "project_name":"演示项目（虚构）","project_code":"2609-320692-89-01-100019",
        "builder":{{"name":"通沪智能装备有限公司（虚构）","uscc":"91320600MA0MLJUP92"}},"parcel_no":"P0019",
        "land_contract_no":"演示出让2026-019","contact":{{"name":"周示例","mobile":"19900000009"}}}},
        "materials":{{"boundary-map":{{"how":"paper"}}}}}})",
        received_at, applicant);
  }
};

TEST_F(CounterTest, intake_enters_paper_with_its_true_receipt_and_the_firm_sees_it) {
  Desk intake(port_, "intake");
  const Answer found = intake.call("GET", "/api/v1/counter/applicants?q=tonghu");
  ASSERT_EQ(found.status, 200) << found.body;
  const std::string account(
      found.json().find("items")->if_array()->front().find_string("account").value_or(""));
  const std::string applicant = fmt::format(R"({{"account":"{}"}})", account);
  EXPECT_EQ(intake.call("GET", "/api/v1/counter/applicants?q=91320600MA0MLJUP92").body, found.body)
      << "an enterprise is found by its credit code too";
  EXPECT_EQ(Desk(port_, "reviewer").call("GET", "/api/v1/counter/applicants?q=tonghu").status, 404);
  EXPECT_EQ(Desk(port_, "reviewer")
                .call("POST", "/api/v1/counter/applications", entry(applicant, "2026-01-05T10:00:00+08:00"))
                .status,
            403);
  EXPECT_EQ(Desk(port_, "tonghu")
                .call("POST", "/api/v1/counter/applications", entry(applicant, "2026-01-05T10:00:00+08:00"))
                .status,
            403);
  const Answer late =
      intake.call("POST", "/api/v1/counter/applications", entry(applicant, "2199-01-05T10:00:00+08:00"));
  EXPECT_EQ(late.status, 409) << late.body;
  EXPECT_EQ(late.text("code"), "case.receipt-in-future");
  const Answer nobody = intake.call("POST", "/api/v1/counter/applications",
                                    entry(R"({"kind":"enterprise"})", "2026-01-05T10:00:00+08:00"));
  EXPECT_EQ(nobody.status, 422) << nobody.body;

  const Answer entered =
      intake.call("POST", "/api/v1/counter/applications", entry(applicant, "2026-01-05T10:00:00+08:00"));
  ASSERT_EQ(entered.status, 201) << entered.body;
  Desk firm(port_, "tonghu");
  const Json shown = firm.call("GET", "/api/v1/cases/" + entered.text("number")).json();
  EXPECT_EQ(shown.find_string("channel"), "counter");
  EXPECT_EQ(shown.find_string("received_at"), "2026-01-05T02:00:00.000Z");
  EXPECT_EQ(shown.find("visits")->find_integer("count"), 1);
  const Json figures = intake.call("GET", "/api/v1/figures/visits?from=2026-01-05&until=2026-01-05").json();
  EXPECT_EQ(figures.find_integer("applications"), 1);
  EXPECT_EQ(figures.find_integer("within_one_visit"), 1);
}

TEST_F(CounterTest, the_dry_run_says_what_the_joint_decision_then_answers) {
  Desk firm(port_, "tonghu");
  const Json mine = firm.call("GET", "/api/v1/my/cases").json();
  std::string number;
  for (const Json& one : *mine.find("packages")->if_array())
    if (one.find_string("package") == "five-certificates") number = one.find_string("number").value_or("");
  ASSERT_NE(number, "");
  Desk decider(port_, "decider");
  const Json joint = decider.call("GET", "/api/v1/packages/" + number + "/joint").json();
  EXPECT_EQ(joint.find_bool("possible"), false);
  EXPECT_EQ(joint.find_string("delaying"), "drawing-review");
  EXPECT_EQ(joint.find("refusal")->find_string("code"), "package.not-ready");
  const Answer refused = decider.call("POST", "/api/v1/packages/" + number + "/joint-decision", "{}",
                                      joint.find_integer("version").value_or(0));
  EXPECT_EQ(refused.text("code"), "package.not-ready") << refused.body;
  EXPECT_THAT(refused.body, HasSubstr("/members/drawing-review"));
  EXPECT_EQ(decider.call("POST", "/api/v1/packages/" + number + "/joint-decision", "{}", 1).status, 412);
  EXPECT_EQ(firm.call("POST", "/api/v1/packages/" + number + "/joint-decision", "{}", 1).status, 403);
  const Json foreign = Desk(port_, "jianghai").call("GET", "/api/v1/packages/" + number + "/joint").json();
  EXPECT_EQ(foreign.find_integer("status"), 404);
}

}  // namespace
}  // namespace shuxin::http
