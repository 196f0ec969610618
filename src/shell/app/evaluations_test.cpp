// What is kept of evaluations, beside the store: how long a table stays, and tables of several departments as
// one.
#include "shell/app/evaluations.h"

#include <filesystem>
#include <fmt/format.h>
#include <fstream>
#include <gmock/gmock.h>
#include <unistd.h>

namespace shuxin::app {
namespace {

using testing::ElementsAre;

constexpr base::Instant start{1'650'000'000'000};
constexpr std::int64_t day = 86'400'000;

catalog::Scheme r1() {
  const std::string path = SHUXIN_SOURCE_DIR "/catalog/suxitong/evaluations/r1-example.yaml";
  std::ifstream in(path);
  return catalog::read_scheme("r1-example", {std::istreambuf_iterator<char>(in), {}}).scheme.value();
}

constexpr const char* firms =
    "uscc,land_mu,tax,sales,value_added,energy_tce,pollutants_t,staff,rnd\n"
    "E1,40,1600,28000,7200,1500,2,240,1400\nE2,60,1500,24000,6000,2500,5,300,720\n";

class EvaluationsKept : public testing::Test {
 protected:
  EvaluationsKept()
      : folder_(std::filesystem::temp_directory_path() / fmt::format("shuxin-kept-{}", ::getpid())) {
    std::filesystem::create_directories(folder_);
    auto catalogue = std::make_shared<catalog::Catalogue>();
    catalogue->zone.id = "zone";
    catalogue->zone.keep_evaluation_tables = catalog::Limit::natural_days(30);
    catalogue->schemes.push_back(r1());
    store::Options options;
    options.projections = {EvaluationRecords::projection()};
    store_ =
        store::open("sqlite:" + (folder_ / "store").string(), (folder_ / "keys").string(), options).value();
    evaluations_ = std::make_unique<Evaluations>(*store_, catalogue, nullptr);
  }
  ~EvaluationsKept() override {
    evaluations_.reset();
    store_.reset();
    std::filesystem::remove_all(folder_);
  }
  [[nodiscard]] std::vector<std::string> tables(base::Instant at) {
    std::vector<std::string> names;
    for (const KeptTable& one : evaluations_->tables(10, {}, at).value()) names.push_back(one.name);
    return names;
  }

  std::filesystem::path folder_;
  std::unique_ptr<store::Store> store_;
  std::unique_ptr<Evaluations> evaluations_;
};

TEST_F(EvaluationsKept, TablesGoWhenTheirTimeIsOverAndTheDemonstrationsOwnStays) {
  ASSERT_TRUE(evaluations_->set_demo_table("demo.csv", firms, start));
  const KeptTable old = evaluations_->add_table("officer", "old.csv", firms, start).value();
  const auto run = evaluations_->run({"officer", "r1-example", old.id, {}, {}, ""}, start).value();
  EXPECT_THAT(tables({start.milliseconds + 29 * day}), ElementsAre("old.csv", "demo.csv"));
  ASSERT_TRUE(evaluations_->add_table("officer", "new.csv", firms, {start.milliseconds + 31 * day}));
  EXPECT_THAT(tables({start.milliseconds + 31 * day}), ElementsAre("new.csv", "demo.csv"));
  Evaluations anew(*store_, std::make_shared<catalog::Catalogue>(evaluations_->catalogue()), nullptr);
  EXPECT_EQ(anew.find_run(run->kept.id).error().code(), "evaluation.table-removed");
  EXPECT_EQ(anew.runs("", 10, {}).value().size(), 1U) << "that it was computed stays known";
  const auto report = store_->audit({}).value();
  EXPECT_TRUE(report.findings.empty()) << "destroying a key leaves the audit clean";
}

TEST_F(EvaluationsKept, AnotherDemonstrationTableLeavesTheRunsOverTheFormerOne) {
  ASSERT_TRUE(evaluations_->set_demo_table("demo.csv", firms, start));
  const auto run = evaluations_->run({"officer", "r1-example", "demo", {}, {}, ""}, start).value();
  ASSERT_TRUE(evaluations_->set_demo_table("demo.csv", std::string(firms).substr(0, 110), start));
  Evaluations anew(*store_, std::make_shared<catalog::Catalogue>(evaluations_->catalogue()), nullptr);
  const auto found = anew.find_run(run->kept.id).value();
  EXPECT_TRUE(found->agrees);
  EXPECT_EQ(found->table.prepared.firms.size(), 2U);
}

TEST_F(EvaluationsKept, NothingIsMadeFinalWithoutAKey) {
  ASSERT_TRUE(evaluations_->set_demo_table("demo.csv", firms, start));
  const auto run = evaluations_->run({"officer", "r1-example", "demo", {}, {}, ""}, start).value();
  EXPECT_EQ(evaluations_->make_final(*run, "officer", start).error().code(), "evaluation.no-keys");
}

JoinedTables join(const std::vector<std::string>& texts) {
  std::vector<std::pair<std::string, documents::Workbook>> tables;
  for (const std::string& text : texts) {
    const std::string name = "t" + std::to_string(tables.size() + 1);
    tables.emplace_back(name, documents::read_workbook(text, name).value());
  }
  return join_tables(r1(), tables).value();
}

TEST(Join, PutsWhatIsToldOfAFirmAsAWholeIntoItsFirstParcel) {
  const JoinedTables joined =
      join({"uscc,parcel_no,land_mu\nE1,P1,10\nE1,P2,30\nE2,P3,5\n", "uscc,tax\nE2,7\nE1,100\n"});
  EXPECT_EQ(joined.csv, "uscc,land_mu,tax,parcel_no\nE1,10,100,P1\nE1,30,0,P2\nE2,5,7,P3\n");
  EXPECT_EQ(joined.firms, 2U);
  EXPECT_TRUE(joined.disagreements.empty());
}

TEST(Join, KeepsWhatCannotBeReadAndTakesFirmsThatTheFirstTableLacks) {
  const JoinedTables joined = join({"uscc,land_mu\nE1,10\n", "uscc,tax,colour\nE1,many\nE9,3\n合计,,\n"});
  EXPECT_EQ(joined.csv, "uscc,land_mu,tax\nE1,10,many\nE9,,3\n");
  ASSERT_EQ(joined.additions.size(), 1U);
  EXPECT_EQ(joined.additions[0].uscc, "E9");
  EXPECT_EQ(joined.notes.size(), 2U) << "a total row and a column that nobody reads";
}

TEST(Join, TellsWhichDepartmentSaysNothingOfAFirmAndWhichCellsCannotBeRead) {
  const JoinedTables joined = join({"uscc,land_mu\nA,40\nB,50\n", "uscc,tax,land_mu\nA,约5,40.0\nC,1,1\n"});
  ASSERT_EQ(joined.absences.size(), 1U);
  EXPECT_EQ(joined.absences[0].uscc, "B");
  ASSERT_EQ(joined.additions.size(), 1U);
  EXPECT_EQ(joined.additions[0].uscc, "C");
  ASSERT_EQ(joined.unread.size(), 1U);
  EXPECT_EQ(joined.unread[0].cell.cell, "B2");
  EXPECT_EQ(joined.unread[0].cell.value, "约5");
  EXPECT_TRUE(joined.disagreements.empty()) << "40 and 40.0 are one number";
}

TEST(Join, LetsTheFirstOfTwoNamesStandAndMakesTwoNumbersUnreadable) {
  const JoinedTables joined = join({"uscc,name,tax\nE1,甲厂,10\n", "uscc,name,tax\nE1,\"甲厂, 新\",12\n"});
  EXPECT_EQ(joined.csv, "uscc,name,tax\nE1,甲厂,10 ≠ 12\n");
  EXPECT_EQ(joined.disagreements.size(), 2U);
}

TEST(Join, LeavesAFirmThatTheFirstTableNamesTwiceToBeFoundOut) {
  EXPECT_EQ(join({"uscc,land_mu\nE1,10\nE1,11\n", "uscc,tax\nE1,3\n"}).csv,
            "uscc,land_mu,tax\nE1,10,3\nE1,11,0\n");
}

}  // namespace
}  // namespace shuxin::app
