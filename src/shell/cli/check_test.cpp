#include "shell/cli/check.h"

#include <filesystem>
#include <fstream>
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <unistd.h>

#include "core/base/json.h"

namespace shuxin::cli {
namespace {

namespace fs = std::filesystem;
using base::Language;
using testing::HasSubstr;

const std::string suxitong = std::string(SHUXIN_SOURCE_DIR) + "/catalog/suxitong";

struct Said {
  Exit exit;
  std::string out;
  std::string err;
};

Said say(const Arguments& arguments, Language language = Language::English) {
  testing::internal::CaptureStdout();
  testing::internal::CaptureStderr();
  const Exit exit = run_check(arguments, language);
  std::fflush(nullptr);
  return {exit, testing::internal::GetCapturedStdout(), testing::internal::GetCapturedStderr()};
}

/// A copy of the zone that may be broken.
class Copy {
 public:
  Copy() : folder_(fs::temp_directory_path() / ("shuxin-check-" + std::to_string(::getpid()))) {
    fs::remove_all(folder_);
    fs::copy(suxitong, folder_, fs::copy_options::recursive);
  }
  ~Copy() { fs::remove_all(folder_); }
  Copy(const Copy&) = delete;
  Copy& operator=(const Copy&) = delete;

  [[nodiscard]] std::string folder() const { return folder_.string(); }
  void append(const std::string& file, const std::string& text) const {
    std::ofstream(folder_ / file, std::ios::app) << text;
  }
  void link(const std::string& file) const { fs::create_symlink("/etc/hostname", folder_ / file); }

 private:
  fs::path folder_;
};

TEST(Check, TheZoneHasNoFault) {
  const Said said = say({suxitong});
  EXPECT_EQ(said.exit, Exit::Fine) << said.out << said.err;
  EXPECT_THAT(said.out, HasSubstr("0 errors, 0 warnings"));
}

TEST(Check, SaysTheFaultWithItsPlaceInTheLanguageAskedFor) {
  const Copy copy;
  copy.append("matters/bank-booking.yaml", "power: nowhere\n");
  const Said english = say({copy.folder()});
  EXPECT_EQ(english.exit, Exit::Refuted);
  EXPECT_THAT(
      english.out,
      testing::ContainsRegex("matters/bank-booking.yaml:[0-9]+:8: error\\[catalog.unknown-power\\]: there"));
  EXPECT_THAT(english.out, HasSubstr("1 errors"));
  const Said chinese = say({copy.folder()}, Language::Chinese);
  EXPECT_THAT(chinese.out, HasSubstr("没有权力 nowhere"));
}

TEST(Check, SaysFaultsOfLayoutsWhereTheLayoutBegins) {
  const Copy copy;
  copy.append("certificates/acceptance_notice.yaml", "  colour: red\n");
  const Said said = say({copy.folder()});
  EXPECT_EQ(said.exit, Exit::Refuted);
  EXPECT_THAT(said.out, HasSubstr("certificates/acceptance_notice.yaml:"));
  EXPECT_THAT(said.out, HasSubstr("documents.layout-key"));
}

TEST(Check, GivesJsonInBothLanguages) {
  const Copy copy;
  copy.append("matters/bank-booking.yaml", "power: nowhere\n");
  const Said said = say({copy.folder(), "--json"});
  EXPECT_EQ(said.exit, Exit::Refuted);
  const auto answer = base::Json::parse(said.out);
  ASSERT_TRUE(answer) << said.out;
  EXPECT_EQ(answer->find_integer("errors"), 1);
  const base::Json& first = answer->find("diagnostics")->if_array()->at(0);
  EXPECT_EQ(first.find_string("code"), "catalog.unknown-power");
  EXPECT_EQ(first.find("message")->find_string("zh"), "没有权力 nowhere");
}

TEST(Check, CannotRunWithoutAReadableFolder) {
  EXPECT_EQ(say({}).exit, Exit::CannotRun);
  EXPECT_EQ(say({"/nonexistent"}).exit, Exit::CannotRun);
  EXPECT_EQ(say({suxitong, "--jsn"}).exit, Exit::CannotRun);
  EXPECT_EQ(say({"--help"}).exit, Exit::Fine);
  const Copy copy;
  copy.link("matters/other.yaml");
  const Said said = say({copy.folder()});
  EXPECT_EQ(said.exit, Exit::CannotRun);
  EXPECT_THAT(said.err, HasSubstr("other.yaml"));
}

/// The zone's decision with one place of its text exchanged.
std::string decision_with(const std::string& from, const std::string& to) {
  std::ifstream in(suxitong + "/decisions/site-sharing.dmn");
  std::string text(std::istreambuf_iterator<char>(in), {});
  const std::size_t at = text.rfind(from);
  EXPECT_NE(at, std::string::npos);
  return text.replace(at, from.size(), to);
}

TEST(Check, ADecisionOfTheZoneHasNoFault) {
  const Said said = say({suxitong + "/decisions/site-sharing.dmn"});
  EXPECT_EQ(said.exit, Exit::Fine) << said.out << said.err;
  EXPECT_THAT(said.out, HasSubstr("1 decisions, 1 decision tables; 0 errors, 0 warnings"));
  const Said notes = say({suxitong + "/decisions/site-sharing.dmn", "--notes"});
  EXPECT_THAT(notes.out, HasSubstr("table.gap-null"));
}

TEST(Check, SaysGapsAndOverlapsOfADecisionsTable) {
  const Copy copy;
  const std::string path = copy.folder() + "/decisions/site-sharing.dmn";
  std::ofstream(path) << decision_with("&gt;= 1", "&gt; 1");
  const Said gap = say({path});
  EXPECT_EQ(gap.exit, Exit::Fine);
  EXPECT_THAT(gap.out,
              testing::ContainsRegex("site-sharing.dmn:[0-9]+:[0-9]+: warning\\[table.gap\\]: no rule"));
  EXPECT_THAT(gap.out, HasSubstr("\"partitioned\""));
  EXPECT_THAT(say({path}, Language::Chinese).out, HasSubstr("没有规则适用"));
  std::ofstream(path) << decision_with("&gt;= 1", "&gt;= 0");
  const Said overlap = say({path});
  EXPECT_EQ(overlap.exit, Exit::Refuted);
  EXPECT_THAT(overlap.out, HasSubstr("error[table.overlap]: rules 1 and 6 match together"));
  const Said catalogue = say({copy.folder()});
  EXPECT_EQ(catalogue.exit, Exit::Refuted);
  EXPECT_THAT(catalogue.out, HasSubstr("decisions/site-sharing.dmn:"));
  EXPECT_THAT(catalogue.out, HasSubstr("1 errors, 0 warnings"));
  const auto json = base::Json::parse(say({path, "--json"}).out);
  ASSERT_TRUE(json);
  EXPECT_EQ(json->find_integer("errors"), 1);
  EXPECT_EQ(json->find("diagnostics")->if_array()->at(0).find_string("code"), "table.overlap");
}

TEST(Check, RefusesAFileThatIsNoModel) {
  const Copy copy;
  const std::string path = copy.folder() + "/decisions/site-sharing.dmn";
  std::ofstream(path) << "<html/>";
  EXPECT_EQ(say({path}).exit, Exit::Refuted);
  EXPECT_EQ(say({copy.folder() + "/decisions/none.dmn"}).exit, Exit::CannotRun);
}

}  // namespace
}  // namespace shuxin::cli
