// Evaluations by HTTP, through the program: tables and runs outlive it, a list is made final once, and
// whoever doubts it computes it anew.
#include <filesystem>
#include <fmt/format.h>
#include <fstream>
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <optional>

#include "tests/http/desk.h"
#include "tests/http/program.h"

namespace shuxin::http {
namespace {

using base::Json;
using testing::HasSubstr;
using testing::Not;

constexpr const char* firms =
    "uscc,name,land_mu,tax,sales,value_added,energy_tce,pollutants_t,staff,rnd,bonus,deduction\n"
    "E1,E1,40,1600,28000,7200,1500,2.0,240,1400,5,0\n"
    "E2,E2,60,1500,24000,6000,2500,5.0,300,720,2,0\n"
    "E3,E3,25,500,9000,2250,400,0,90,360,12,0\n"
    "E4,E4,100,1200,20000,5000,6000,24,400,200,0,5\n"
    "E5,E5,50,-40,3000,450,900,3.0,60,0,0,0\n";
constexpr const char* shift =
    R"({"uscc":"E2","from":"B","to":"A","reason":"国家级绿色工厂","power":"实施方案第12条","decided_on":"2024-09-01"})";

std::string text_of(const Json& json, std::string_view member) {
  return std::string(json.find_string(member).value_or(""));
}

// `E1A E2B …`, best first.
std::string grades(const Json& run) {
  std::string all;
  const Json* list = run.find("firms");
  if (!list || !list->if_array()) return "no firms";
  for (const Json& firm : *list->if_array()) all += text_of(firm, "uscc") + text_of(firm, "class") + " ";
  return all;
}

class EvaluationsTest : public testing::Test {
 protected:
  // One program for all: none of them minds what the others left.
  static void SetUpTestSuite() {
    folder_ = std::filesystem::temp_directory_path() / fmt::format("shuxin-evaluations-{}", ::getpid());
    std::filesystem::create_directories(folder_);
    start();
  }
  static void TearDownTestSuite() {
    program_.reset();
    std::filesystem::remove_all(folder_);
  }

  static void start() {
    program_.emplace(std::vector<std::string>{
        "serve", "--demo", "--catalog", SHUXIN_SOURCE_DIR "/catalog/suxitong", "--store",
        "sqlite:" + (folder_ / "store").string(), "--listen", "127.0.0.1:0"});
    port_ = program_->wait_until_ready();
    ASSERT_NE(port_, 0) << program_->said();
  }
  static void restart() {
    program_->signal(SIGTERM);
    EXPECT_EQ(program_->wait(), 0);
    start();
  }
  static std::string file(const std::string& name, const std::string& bytes) {
    std::ofstream(folder_ / name, std::ios::binary) << bytes;
    return (folder_ / name).string();
  }
  static std::string hand_in(Desk& officer, const std::string& bytes, const std::string& name = "firms.csv") {
    const Answer kept = officer.upload("/api/v1/evaluation-tables?name=" + name, bytes);
    EXPECT_EQ(kept.status, 201) << kept.body;
    return text_of(kept.json(), "id");
  }
  static Answer run(Desk& officer, const std::string& table, const std::string& more = "") {
    return officer.call("POST", "/api/v1/evaluations/r1-example/runs",
                        fmt::format(R"({{"table":"{}"{}}})", table, more));
  }

  static inline std::filesystem::path folder_;
  static inline std::optional<Program> program_;
  static inline std::uint16_t port_ = 0;
};

TEST_F(EvaluationsTest, tables_and_runs_outlive_the_program_and_every_officer_sees_them) {
  std::string table;
  std::string first;
  std::string second;
  {
    Desk intake(port_, "intake");
    table = hand_in(intake, firms);
    const Answer made = run(intake, table);
    ASSERT_EQ(made.status, 201) << made.body;
    first = text_of(made.json(), "run");
    const Answer other = run(intake, table, R"(,"settings":{"indicators":{"I1":{"baseline":25}}})");
    ASSERT_EQ(other.status, 201) << other.body;
    second = text_of(other.json(), "run");
  }
  restart();
  Desk decider(port_, "decider");
  const Answer shown = decider.call("GET", "/api/v1/evaluation-runs/" + first);
  ASSERT_EQ(shown.status, 200) << shown.body;
  EXPECT_EQ(grades(shown.json()), "E1A E2B E3B E4C E5D ");
  EXPECT_EQ(shown.json().find("agrees")->to_string(), "true");
  EXPECT_EQ(text_of(*shown.json().find("by"), "name"), "窗口示例甲（虚构）");

  const Json set = decider.call("GET", "/api/v1/evaluation-runs/" + second).json();
  EXPECT_EQ(set.find("settings")->to_string(), R"({"indicators.I1.baseline":25})");
  EXPECT_EQ(set.find("definition")->find("indicators")->if_array()->front().find("baseline")->to_string(),
            "25");

  // Newest first, page by page.
  const Json page = decider.call("GET", "/api/v1/evaluation-runs?limit=1").json();
  ASSERT_EQ(page.find("items")->if_array()->size(), 1U);
  EXPECT_EQ(text_of(page.find("items")->if_array()->front(), "run"), second);
  const Json next =
      decider.call("GET", "/api/v1/evaluation-runs?limit=1&cursor=" + text_of(page, "next")).json();
  ASSERT_EQ(next.find("items")->if_array()->size(), 1U);
  EXPECT_EQ(text_of(next.find("items")->if_array()->front(), "run"), first);
  EXPECT_EQ(
      decider.call("GET", "/api/v1/evaluation-runs?scheme=wujin").json().find("items")->if_array()->size(),
      0U);
  const Json tables = decider.call("GET", "/api/v1/evaluation-tables").json();
  EXPECT_EQ(text_of(tables.find("items")->if_array()->front(), "id"), table);
}

TEST_F(EvaluationsTest, a_table_is_removed_by_who_handed_it_in_and_can_never_be_read_again) {
  Desk intake(port_, "intake");
  Desk decider(port_, "decider");
  const std::string table = hand_in(intake, firms);
  const std::string made = text_of(run(intake, table).json(), "run");
  EXPECT_EQ(decider.call("DELETE", "/api/v1/evaluation-tables/" + table).status, 403);
  EXPECT_EQ(decider.call("DELETE", "/api/v1/evaluation-tables/demo").status, 403);
  EXPECT_EQ(intake.call("DELETE", "/api/v1/evaluation-tables/" + table).status, 204);
  EXPECT_EQ(intake.call("DELETE", "/api/v1/evaluation-tables/" + table).status, 404);
  EXPECT_EQ(run(intake, table).status, 404);
  const Answer gone = intake.call("GET", "/api/v1/evaluation-runs/" + made);
  EXPECT_EQ(gone.status, 410) << gone.body;
  EXPECT_THAT(intake.call("GET", "/api/v1/evaluation-runs").body, HasSubstr(made));
  EXPECT_EQ(decider.call("DELETE", "/api/v1/evaluation-runs/" + made).status, 403);
  EXPECT_EQ(intake.call("DELETE", "/api/v1/evaluation-runs/" + made).status, 204);
  EXPECT_THAT(intake.call("GET", "/api/v1/evaluation-runs").body, Not(HasSubstr(made)));
}

TEST_F(EvaluationsTest, a_list_is_made_final_once_by_who_decides_and_computes_anew) {
  Desk intake(port_, "intake");
  Desk decider(port_, "decider");
  const std::string table = hand_in(intake, firms);
  const Answer made = run(intake, table, std::string(R"(,"shifts":[)") + shift + "]");
  ASSERT_EQ(made.status, 201) << made.body;
  EXPECT_EQ(grades(made.json()), "E1A E2A E3B E4C E5D ");
  const std::string path = "/api/v1/evaluation-runs/" + text_of(made.json(), "run");
  EXPECT_EQ(decider.call("GET", path + "/final-list").status, 404);
  EXPECT_EQ(intake.call("POST", path + "/final-list", "{}").status, 403);
  const Answer frozen = decider.call("POST", path + "/final-list", "{}");
  ASSERT_EQ(frozen.status, 201) << frozen.body;
  EXPECT_EQ(decider.call("POST", path + "/final-list", "{}").status, 409);
  EXPECT_EQ(intake.call("DELETE", path).status, 409);

  // The list holds the data: it outlives the table.
  EXPECT_EQ(intake.call("DELETE", "/api/v1/evaluation-tables/" + table).status, 204);
  restart();
  Desk anybody(port_, "reviewer");
  const Answer list = anybody.call("GET", path + "/final-list");
  ASSERT_EQ(list.status, 200);
  EXPECT_EQ(text_of(list.json(), "hash"), text_of(frozen.json(), "hash"));
  const std::string keys = file("keys.json", anybody.call("GET", "/api/v1/keys").body);
  const auto verify = [&](const std::string& bytes) {
    Program verifying({"evaluate", "--lang", "en", "--verify", file("list.json", bytes), "--keys", keys});
    return verifying.wait();
  };
  EXPECT_EQ(verify(list.body), 0);
  std::string changed = list.body;
  changed.replace(changed.find("实施方案第12条"), std::string("实施方案第12条").size(), "实施方案第13条");
  EXPECT_EQ(verify(changed), 1);
}

TEST_F(EvaluationsTest, shifts_that_do_not_fit_are_refused_and_a_published_list_is_held_against_the_run) {
  Desk intake(port_, "intake");
  const std::string table = hand_in(intake, firms);
  const Answer without_reason = run(
      intake, table,
      R"(,"shifts":[{"uscc":"E2","from":"B","to":"A","reason":" ","power":"实施方案","decided_on":"2024-09-01"}])");
  EXPECT_EQ(without_reason.status, 422);
  EXPECT_THAT(without_reason.body, HasSubstr("evaluation.shift-incomplete"));
  const std::string shifts = hand_in(
      intake, "uscc,from,to,reason,power,decided_on\nE2,B,A,国家级绿色工厂,实施方案第12条,2024-09-01\n");
  const Answer made = run(intake, table, R"(,"table_of_shifts":")" + shifts + "\"");
  ASSERT_EQ(made.status, 201) << made.body;
  const std::string path = "/api/v1/evaluation-runs/" + text_of(made.json(), "run");
  const auto against = [&](const std::string& list) {
    return intake.call("POST", path + "/against", R"({"table":")" + hand_in(intake, list) + "\"}");
  };
  EXPECT_THAT(against("uscc,class\nE1,A\nE2,A类\nE3,B\nE4,C\nE5,D\n").body, HasSubstr(R"("adds_up":true)"));
  const Answer other = against("uscc,class\nE1,A\nE2,A\nE3,A\nE4,C\nE5,D\n");
  EXPECT_THAT(other.body, HasSubstr(R"("adds_up":false)"));
  EXPECT_THAT(other.body, HasSubstr("evaluation.published.other-class"));
}

// The round of a year: departments hand in, what disagrees is found, the draft is published, one figure is
// corrected, the list is made final; each firm sees its own result and no other's.
TEST_F(EvaluationsTest, a_round_goes_from_the_departments_tables_to_a_final_list_that_firms_see) {
  Desk assessor(port_, "assessor");
  Desk grading(port_, "grading");
  Desk firm(port_, "jianghai");
  const std::string land =
      hand_in(assessor,
              "统一社会信用代码,企业名称,行业,土地面积（亩）\n"
              "91320600MA0MLAL96Q,江海矿山机械,3511,40\n91320600MA0MLJUP92,通沪智能装备,3491,20\n",
              "land.csv");
  const std::string statistics =
      hand_in(assessor,
              "uscc,value_added,energy_tce,pollutants_t,staff,rnd\n"
              "91320600MA0MLJUP92,900,300,1,60,90\n91320600MA0MLAL96Q,7200,1500,2,240,1400\n",
              "statistics.csv");
  const auto join_with = [&](const std::string& tax) {
    const Answer joined = assessor.call(
        "POST", "/api/v1/evaluation-tables/join",
        fmt::format(R"({{"scheme":"r1-example","tables":["{}","{}","{}"]}})", land, statistics,
                    hand_in(assessor, "uscc,tax,sales,land_mu\n91320600MA0MLAL96Q,1600,28000,40\n" + tax,
                            "tax.csv")));
    EXPECT_EQ(joined.status, 201) << joined.body;
    return joined.json();
  };
  const Json draft = join_with("91320600MA0MLJUP92,100,3000,25\n");
  ASSERT_EQ(draft.find("disagreements")->if_array()->size(), 1U) << draft.to_string();
  EXPECT_EQ(draft.find("disagreements")->if_array()->front().to_string(),
            R"({"uscc":"91320600MA0MLJUP92","field":"land_mu","said":[{"table":"land.csv","value":"20"},)"
            R"({"table":"tax.csv","value":"25"}]})");
  const auto path_of = [&](const Json& joined) {
    const Answer made = run(assessor, text_of(*joined.find("table"), "id"));
    EXPECT_EQ(made.status, 201) << made.body;
    return "/api/v1/evaluation-runs/" + text_of(made.json(), "run");
  };
  const std::string first = path_of(draft);
  const auto own = [&] { return firm.call("GET", "/api/v1/my/evaluations").json(); };
  EXPECT_EQ(own().find("items")->if_array()->size(), 0U) << "nothing is published yet";
  EXPECT_EQ(assessor.call("POST", first + "/publish", "{}").status, 403);
  EXPECT_EQ(grading.call("POST", first + "/publish", "{}").status, 204);
  const Json seen = own();
  ASSERT_EQ(seen.find("items")->if_array()->size(), 1U);
  const Json& mine = seen.find("items")->if_array()->front();
  EXPECT_EQ(text_of(*mine.find("firm"), "uscc"), "91320600MA0MLAL96Q");
  EXPECT_EQ(mine.find("final")->to_string(), "null");
  EXPECT_THAT(seen.to_string(), Not(HasSubstr("91320600MA0MLJUP92")));

  const std::string second = path_of(join_with("91320600MA0MLJUP92,100,3000,20\n"));
  const Json changes =
      assessor.call("GET", second + "/changes?since=" + first.substr(first.rfind('/') + 1)).json();
  EXPECT_THAT(changes.to_string(), HasSubstr(R"("uscc":"91320600MA0MLJUP92")"));
  EXPECT_THAT(changes.to_string(), HasSubstr(R"("before":{"total":null,"rank":null,"class":null})"));
  EXPECT_THAT(assessor.call("GET", second + "/results?format=csv&lang=en").body,
              HasSubstr("91320600MA0MLAL96Q,江海矿山机械"));
  EXPECT_EQ(assessor.call("GET", second + "/results").body.substr(0, 2), "PK");
  const Answer frozen = grading.call("POST", second + "/final-list", "{}");
  ASSERT_EQ(frozen.status, 201) << frozen.body;
  const Json last = own().find("items")->if_array()->front();
  EXPECT_EQ(text_of(*last.find("final"), "hash"), text_of(frozen.json(), "hash"));
  EXPECT_EQ(Desk(port_, "founder").call("GET", "/api/v1/my/evaluations").json().to_string(),
            R"({"items":[]})");
}

TEST_F(EvaluationsTest, a_wrong_setting_is_told_in_the_language_of_who_asks) {
  Desk intake(port_, "intake");
  const std::string table = hand_in(intake, firms);
  const std::string wrong = fmt::format(R"({{"table":"{}","settings":{{"no.such.place":1}}}})", table);
  const Answer english = intake.call("POST", "/api/v1/evaluations/r1-example/runs?lang=en", wrong);
  EXPECT_EQ(english.status, 422);
  EXPECT_THAT(text_of(english.json(), "detail"), HasSubstr("the scheme has no place no.such.place"));
  const Answer chinese = intake.call("POST", "/api/v1/evaluations/r1-example/runs?lang=zh", wrong);
  EXPECT_THAT(text_of(chinese.json(), "detail"), HasSubstr("方案中没有 no.such.place 这个位置"));
}

TEST_F(EvaluationsTest, a_round_is_opened_for_all_firms_of_a_list_and_repeating_it_doubles_nothing) {
  Desk assessor(port_, "assessor");
  Desk decider(port_, "grading");
  const std::string list =
      "uscc,name,land_mu,tax,sales,value_added,energy_tce,pollutants_t,staff,rnd\n"
      "91320600MA0MLJUP92,通沪智能装备有限公司（虚构）,40,1600,28000,7200,1500,2.0,240,1400\n"
      "91320600MA0MTND43P,乙企业（虚构）,60,1500,24000,6000,2500,5.0,300,720\n"
      "91320600MA0MPQQ505,丙企业（虚构）,0,500,9000,2250,400,1,90,360\n";
  const std::string run_id = text_of(run(assessor, hand_in(assessor, list)).json(), "run");
  const auto give = [&](Desk& who, const std::string& action, int from = 0, int count = 100) {
    return who.call(
        "POST", "/api/v1/evaluation-runs/" + run_id + "/round",
        fmt::format(R"({{"action":"{}","year":2031,"from":{},"count":{}}})", action, from, count));
  };
  const auto moved = [&](Desk& who, const std::string& action) {
    return give(who, action).json().find_integer("moved").value_or(-1);
  };
  const auto standing = [&] {
    std::string all;
    const Json round = assessor.call("GET", "/api/v1/evaluation-rounds/2031").json();
    for (const Json& state : *round.find("states")->if_array())
      if (state.find_integer("cases") != 0)
        all += text_of(state, "state") + " " + std::to_string(*state.find_integer("cases")) + " ";
    return all;
  };
  // Who holds another desk opens nothing; the firms are named with the reason.
  const Json refused = give(decider, "submit").json();
  EXPECT_EQ(refused.find_integer("moved"), 0);
  ASSERT_EQ(refused.find("left")->if_array()->size(), 3U) << refused.to_string();
  EXPECT_NE(text_of(*refused.find("left")->if_array()->at(0).find("why"), "zh"), "");
  EXPECT_EQ(standing(), "");
  // Some at a time, and again from the start.
  const Json first = give(assessor, "submit", 0, 2).json();
  EXPECT_EQ(first.find_integer("next"), 2);
  EXPECT_EQ(first.find_integer("moved"), 2);
  EXPECT_EQ(moved(assessor, "submit"), 1);
  EXPECT_EQ(moved(assessor, "submit"), 0);
  EXPECT_EQ(standing(), "collecting 3 ");
  EXPECT_EQ(moved(assessor, "lay_before"), 3);
  EXPECT_EQ(moved(assessor, "lay_before"), 0);
  EXPECT_EQ(standing(), "confirming 3 ");
  // The firm finds its case, with its figures and where they come from, and confirms them.
  Desk firm(port_, "tonghu");
  const Json mine = firm.call("GET", "/api/v1/my/cases").json();
  std::string number;
  for (const Json& one : *mine.find("cases")->if_array())
    if (text_of(one, "matter") == "per-mu-evaluation") number = text_of(one, "number");
  ASSERT_NE(number, "");
  const Answer file = firm.call("GET", "/api/v1/cases/" + number);
  EXPECT_THAT(file.body, testing::AllOf(HasSubstr("用地面积 40 亩"), HasSubstr("firms.csv（SHA-256 ")));
  EXPECT_THAT(file.body, Not(HasSubstr("乙企业")));
  const std::int64_t version = *file.json().find_integer("version");
  EXPECT_EQ(
      firm.call("POST", "/api/v1/cases/" + number + "/commands/confirm", R"({"input":{}})", version).status,
      200);
  EXPECT_EQ(moved(decider, "publish_draft"), 1);
  EXPECT_EQ(standing(), "confirming 2 published 1 ");
  EXPECT_THAT(firm.call("GET", "/api/v1/cases/" + number).body,
              HasSubstr("B 类，147.00 分，第 1 名（共 2 家）"));
  // What a single firm must be given a reason for is no command for all; nor is a list named that is not
  // final.
  EXPECT_EQ(give(decider, "correct").status, 422);
  EXPECT_EQ(give(decider, "confirm").status, 422);
  EXPECT_EQ(give(decider, "make_final").status, 409);
  EXPECT_EQ(Desk(port_, "tonghu").call("GET", "/api/v1/evaluation-rounds/2031").status, 403);
}

}  // namespace
}  // namespace shuxin::http
