// Tables of codes: the standard's is whole, and a wrong code is told with near ones.
#include "core/catalog/code_table.h"

#include <fstream>
#include <gmock/gmock.h>
#include <iterator>

#include "core/base/industry_sections.h"
#include "core/catalog/catalog.h"
#include "core/catalog/test_zone.h"

namespace shuxin::catalog {
namespace {

CodeTable standard() {
  std::ifstream in(std::string(SHUXIN_SOURCE_DIR) + "/catalog/suxitong/codes/gbt4754-2017.csv");
  const std::string text(std::istreambuf_iterator<char>(in), {});
  base::Diagnostics faults;
  CodeTable table = CodeTable::read("gbt4754-2017", text, "gbt4754-2017.csv", faults);
  EXPECT_TRUE(faults.empty()) << to_string(faults.front(), base::Language::English);
  return table;
}

std::string codes(const std::vector<const CodeEntry*>& entries) {
  std::string all;
  for (const CodeEntry* one : entries) all += one->code + " ";
  return all;
}

// 20 sections, 97 divisions and 473 groups as the standard says; in manufacturing 609 classes.
TEST(Industries, OfTheStandardAreWhole) {
  const CodeTable table = standard();
  std::map<std::size_t, std::size_t> by_length;
  std::size_t sections = 0;
  std::size_t manufacturing = 0;
  for (const CodeEntry& one : table.entries()) {
    const bool letter = one.code[0] >= 'A';
    ++(letter ? sections : by_length[one.code.size()]);
    constexpr std::size_t class_digits = 4;
    if (one.code.size() == class_digits && table.section_of(one.code)->code == "C") ++manufacturing;
  }
  EXPECT_EQ(sections, 20U);
  EXPECT_EQ(by_length[2], 97U);
  EXPECT_EQ(by_length[3], 473U);
  EXPECT_EQ(by_length[4], 1381U);
  EXPECT_EQ(manufacturing, 609U);
}

// What is published elsewhere of single codes: project files, and the standard's own examples.
TEST(Industries, HaveTheirNames) {
  const CodeTable table = standard();
  for (const auto& [code, name] : {std::pair{"C2231", "纸和纸板容器制造"},
                                   {"7320", "工程和技术研究和试验发展"},
                                   {"3511", "矿山机械制造"},
                                   {"2780", "药用辅料及包装材料"},
                                   {"T", "国际组织"}})
    EXPECT_EQ(table.find(code) ? table.find(code)->name.zh : "", name) << code;
  EXPECT_EQ(table.find("D2231"), nullptr) << "the letter is of another section";
  EXPECT_EQ(table.find("3519"), nullptr);
}

TEST(Industries, StandInTheSectionsThatTheirDivisionsTell) {
  const CodeTable table = standard();
  for (const CodeEntry& one : table.entries()) {
    if (one.code[0] >= 'A') continue;
    EXPECT_EQ(table.section_of(one.code)->code, std::string(1, base::industry_section(one.code))) << one.code;
  }
  EXPECT_EQ(base::industry_section("00"), 0);
  EXPECT_EQ(base::industry_section("98"), 0);
  EXPECT_EQ(base::industry_section("x"), 0);
}

TEST(Industries, NearAWrongCodeAreNamed) {
  const CodeTable table = standard();
  EXPECT_EQ(codes(table.near("3519")), "3511 3512 3513 3514 ");
  EXPECT_EQ(codes(table.near("9999")).substr(0, 10), "4999 6999 ");
  EXPECT_EQ(codes(table.near("")), "");
  EXPECT_THAT(table.near_words("C3519"), testing::HasSubstr("3511 矿山机械制造、3512"));
}

// A small zone whose form and register take codes of trades, with one wrong code in each.
TEST(Codes, ThatTheTableDoesNotHoldAreFoundInFormsAndEntriesWithNearOnes) {
  Files files = small_zone();
  files["codes/trade.csv"] = "code,zh,en\nC,制造业,x\n35,专用设备,x\n351,矿山设备,x\n3511,矿山机械制造,x\n";
  std::string& form = files["forms/stall.json"];
  const std::string was = R"("stall_no": {"type": "string",)";
  form.replace(form.find(was), was.size(),
               R"("stall_no": {"type": "string", "x-codes": "trade",
      "oneOf": [{"const": "3511", "title": "3511 采矿设备", "x-title-en": "x"},
                {"const": "3512", "title": "3512 其他", "x-title-en": "x"}],)");
  std::string& entries = files["registers/stall.yaml"];
  const std::string field = "stall_no: {type: string";
  ASSERT_NE(entries.find(field), std::string::npos);
  entries.replace(entries.find(field), field.size(), field + ", x-codes: trade");
  files["demo/stall.csv"] = "stall_no,taken\n3511,false\n3511|3151,false\n";
  std::vector<std::string> said;
  for (const base::Diagnostic& one : load(files).diagnostics)
    if (one.message.code.find("code") != std::string::npos)
      said.push_back(one.place.file + ":" + std::to_string(one.place.line) + " " + one.message.code + " " +
                     one.message.arguments[0] + " " + (one.help ? one.help->arguments[0] : ""));
  EXPECT_THAT(said, testing::ElementsAre("demo/stall.csv:3 catalog.unknown-code 3151 3511 矿山机械制造",
                                         "forms/stall.json:6 catalog.code-name 3511 ",
                                         "forms/stall.json:7 catalog.unknown-code 3512 3511 矿山机械制造"));
}

TEST(Codes, OfATableThatIsNotThereAreSaid) {
  Files files = small_zone();
  std::string& entries = files["registers/stall.yaml"];
  const std::string field = "stall_no: {type: string";
  entries.replace(entries.find(field), field.size(), field + ", x-codes: trades");
  const auto loaded = load(files);
  EXPECT_THAT(loaded.diagnostics, testing::Contains(testing::Field(
                                      &base::Diagnostic::message,
                                      testing::Field(&base::Message::code, "catalog.unknown-code-table"))));
}

TEST(CodeTables, ThatAreNotWholeAreSaid) {
  base::Diagnostics faults;
  (void)CodeTable::read("t", "code,zh,en\n35,专用设备,x\n361,汽车,x\n35,又,x\n", "t.csv", faults);
  ASSERT_EQ(faults.size(), 2U);
  EXPECT_EQ(faults[0].message.code, "catalog.code-without-parent");
  EXPECT_EQ(faults[1].message.code, "catalog.code-twice");
  EXPECT_FALSE(CodeTable::is_one("code,class,part,from,until\n"));
}

}  // namespace
}  // namespace shuxin::catalog
