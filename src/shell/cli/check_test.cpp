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

}  // namespace
}  // namespace shuxin::cli
