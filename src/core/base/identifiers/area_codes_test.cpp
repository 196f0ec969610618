#include "core/base/identifiers/area_codes.h"

#include <fstream>
#include <gtest/gtest.h>
#include <sstream>

namespace shuxin::base {
namespace {

std::string read_catalogue_file(const std::string& name) {
  std::ifstream file(std::string(SHUXIN_SOURCE_DIR "/catalog/suxitong/") + name);
  std::stringstream text;
  text << file.rdbuf();
  return text.str();
}

TEST(AreaCodes, the_zones_table_is_sound_and_keeps_former_codes) {
  const auto codes = AreaCodes::read(read_catalogue_file("codes/areas.csv"), "areas.csv");
  ASSERT_TRUE(codes);
  EXPECT_EQ(codes->size(), 48U);
  EXPECT_EQ(codes->find("320600")->name, (Text{"南通市", "Nantong"}));
  EXPECT_EQ(codes->find("320684")->status, Area::Status::Former);
  EXPECT_EQ(codes->find("320684")->successor, "320614");
  EXPECT_EQ(codes->find("320671")->status, Area::Status::Statistical);
  EXPECT_EQ(codes->find("110000"), nullptr);
}

TEST(AreaCodes, every_fault_is_told_with_its_line) {
  const auto codes = AreaCodes::read(
      "code,name_zh,name_en,status,successor\n"
      "32060,南通市,Nantong,in-force,\n"
      "320600,南通市,,in-force,\n"
      "320600,南通市,Nantong,current,\n"
      "320602,崇川区,Chongchuan,former,320613\n",
      "areas.csv");
  ASSERT_FALSE(codes);
  std::vector<std::string> faults;
  for (const Diagnostic& fault : codes.error())
    faults.push_back(std::to_string(fault.place.line) + " " + fault.message.code);
  EXPECT_EQ(faults, (std::vector<std::string>{"2 area-code.code", "3 area-code.name", "4 area-code.status",
                                              "4 area-code.twice", "5 area-code.successor"}));
}

}  // namespace
}  // namespace shuxin::base
