// `shuxin evaluate` in tests: files in a folder of the test's own, and what the command said.
#pragma once

#include <filesystem>
#include <fstream>
#include <gtest/gtest.h>

#include "core/base/json.h"
#include "shell/cli/evaluate.h"

namespace shuxin::cli {

class Evaluate : public testing::Test {
 protected:
  Evaluate() {
    const auto* info = testing::UnitTest::GetInstance()->current_test_info();
    folder_ = testing::TempDir() + "shuxin-evaluate-" + info->name();
    std::filesystem::remove_all(folder_);
    std::filesystem::create_directories(folder_);
  }
  ~Evaluate() override { std::filesystem::remove_all(folder_); }

  std::string file(const std::string& name, const std::string& text) const {
    std::ofstream(folder_ + "/" + name, std::ios::binary) << text;
    return folder_ + "/" + name;
  }
  [[nodiscard]] std::string path(const std::string& name) const { return folder_ + "/" + name; }

  struct Said {
    Exit exit;
    std::string out;
    std::string err;
  };
  static Said say(Arguments words, base::Language language = base::Language::English) {
    words.insert(words.end(), {"--catalog", std::string(SHUXIN_SOURCE_DIR) + "/catalog/suxitong"});
    testing::internal::CaptureStdout();
    testing::internal::CaptureStderr();
    const Exit exit = run_evaluate(words, language);
    std::fflush(stdout);
    return {exit, testing::internal::GetCapturedStdout(), testing::internal::GetCapturedStderr()};
  }
  static base::Json json(Arguments words) {
    words.emplace_back("--json");
    const Said said = say(std::move(words));
    auto read = base::Json::parse(said.out);
    EXPECT_TRUE(read) << said.out << said.err;
    return read.value_or(base::Json{});
  }

 private:
  std::string folder_;
};

inline const std::string head =
    "uscc,name,industry,scale,land_mu,tax,sales,value_added,energy_tce,electricity_kwh,pollutants_t,staff,"
    "rnd,bonus,deduction\n";
inline const std::string r1 = head +
                              "E1,E1,3511,above,40,1600,28000,7200,1500,,2.0,240,1400,5,0\n"
                              "E2,E2,3511,above,60,1500,24000,6000,2500,,5.0,300,720,2,0\n"
                              "E3,E3,3511,规上,25,500,9000,2250,400,,0,90,360,12,0\n"
                              "E4,E4,3511,规上,100,1200,20000,5000,6000,,24,400,200,0,5\n"
                              "E5,E5,3511,规下,50,-40,3000,450,900,,3.0,60,0,0,0\n";

}  // namespace shuxin::cli
