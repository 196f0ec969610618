#include "shell/app/submission_changes.h"

#include <gtest/gtest.h>

namespace shuxin::app {
namespace {

using base::Json;

casework::Step submitted(int number, const char* form, std::map<std::string, casework::MaterialGiven> given) {
  casework::SubmissionTaken taken;
  taken.number = number;
  taken.corrections = number > 1;
  taken.form = Json::parse(form).value();
  taken.materials = std::move(given);
  casework::Step step;
  step.action = number > 1 ? "resubmit" : "submit";
  step.effective_at = base::Instant{1'000'000LL * number};
  step.events = {taken};
  return step;
}

CaseHistory history(std::vector<casework::Step> steps) {
  CaseHistory made;
  made.steps = std::move(steps);
  return made;
}

catalog::Matter matter() {
  catalog::Matter made;
  made.materials.resize(2);
  made.materials[0].id = "articles";
  made.materials[1].id = "appointments";
  return made;
}

TEST(SubmissionChanges, are_none_after_one_submission) {
  const catalog::Matter asked = matter();
  EXPECT_TRUE(submission_changes(history({submitted(1, R"({"scope": "a"})", {})}), &asked).is_null());
}

TEST(SubmissionChanges, name_the_deepest_fields_that_differ_and_the_papers_that_came_anew) {
  const catalog::Matter asked = matter();
  const Json changes = submission_changes(
      history({submitted(1, R"({"scope": "a", "site": {"no": "S1", "use": "office"}, "trades": ["1", "2"]})",
                         {{"articles", {"file", {"f1"}, ""}}, {"appointments", {"file", {"f2"}, ""}}}),
               submitted(2, R"({"site": {"no": "S2", "use": "office"}, "trades": ["1"]})",
                         {{"articles", {"file", {"f3"}, ""}}})}),
      &asked);
  ASSERT_FALSE(changes.is_null());
  const Json::Array& fields = *changes.find("fields")->if_array();
  ASSERT_EQ(fields.size(), 2U) << changes.to_string();
  EXPECT_EQ(fields[0].find_string("pointer"), "/site/no");
  EXPECT_EQ(fields[0].find_string("before"), "S1");
  EXPECT_EQ(fields[0].find_string("after"), "S2");
  EXPECT_EQ(fields[1].find_string("pointer"), "/trades/1");
  EXPECT_TRUE(fields[1].find("after")->is_null());
  const Json::Array& papers = *changes.find("materials")->if_array();
  ASSERT_EQ(papers.size(), 1U) << "another file is another paper, the rest stands";
  EXPECT_EQ(papers[0].find_string("id"), "articles");
}

}  // namespace
}  // namespace shuxin::app
