// `shuxin evaluate` of tables that are wrong in one way each: it says what, where and why, and grades nobody
// on a guess.
#include <gmock/gmock.h>

#include "shell/cli/test_evaluate.h"
#include "shell/cli/test_workbook.h"

namespace shuxin::cli {
namespace {

using testing::HasSubstr;

class BadInput : public Evaluate {
 protected:
  /// What was not taken, a line each: `row field cell value code`.
  std::string unread(const std::string& data, const std::string& scheme = "r1-example") {
    const base::Json said = json({scheme, "--data", data});
    std::string all;
    const auto text = [](const base::Json& one, const char* name) {
      return std::string(one.find_string(name).value_or("-"));
    };
    for (const base::Json& one : *said.find("unread")->if_array())
      all += std::to_string(one.find_integer("row").value_or(-1)) + " " + text(one, "field") + " " +
             text(one, "cell") + " " + text(one, "value") + " " + text(one, "code") + "\n";
    return all;
  }
  /// `code class` of each firm.
  std::string classes(const std::string& data) {
    const base::Json said = json({"r1-example", "--data", data});
    std::string all;
    for (const base::Json& one : *said.find("firms")->if_array())
      all += std::string(*one.find_string("uscc")) + " " +
             std::string(one.find_string("class").value_or("-")) + "\n";
    return all;
  }
};

const std::string short_head = "uscc,land_mu,tax,sales,value_added,energy_tce,pollutants_t,staff,rnd\n";
const std::string good = "91320600MA0MLAL96Q,40,1600,28000,7200,1500,2,240,1400\n";

TEST_F(BadInput, MissingColumnsAreAllNamedWithWhatTheyAre) {
  const std::string data = file("few.csv", "uscc,tax,sales\n91320600MA0MLAL96Q,1,2\n");
  const Said said = say({"r1-example", "--data", data});
  EXPECT_EQ(said.exit, Exit::CannotRun);
  for (const char* name : {"land_mu", "value_added", "energy_tce", "pollutants_t", "staff", "rnd"})
    EXPECT_THAT(said.err, HasSubstr(name));
  EXPECT_THAT(say({"r1-example", "--data", data}, base::Language::Chinese).err,
              HasSubstr("缺少本方案需要的列"));
  const Said machine = say({"r1-example", "--data", data, "--json"});
  EXPECT_THAT(machine.out, HasSubstr("\"code\": \"evaluation.missing-columns\""));
}

TEST_F(BadInput, DuplicateFirmsAreBothNamedAndNeitherIsGraded) {
  const std::string data =
      file("twice.csv", short_head + good + "91320600MA0MLJUP92,1,1,1,1,1,1,1,1\n" + good);
  EXPECT_EQ(unread(data),
            "2 uscc A2 91320600MA0MLAL96Q evaluation.duplicate\n4 uscc A4 91320600MA0MLAL96Q "
            "evaluation.duplicate\n");
  EXPECT_EQ(classes(data), "91320600MA0MLAL96Q -\n91320600MA0MLJUP92 D\n");
  EXPECT_THAT(say({"r1-example", "--data", data}).err, HasSubstr("stands in several rows (2, 4)"));
}

TEST_F(BadInput, InvalidCodesAreNamedWithTheirReason) {
  const std::string data = file("codes.csv", short_head + good + "91320600MA0MLAL96X,40,1,1,1,1,1,1,1\n" +
                                                 "E7,40,1,1,1,1,1,1,1\n" + ",40,1,1,1,1,1,1,1\n");
  const std::string said = unread(data);
  EXPECT_THAT(said, HasSubstr("3 uscc A3 91320600MA0MLAL96X "));
  EXPECT_THAT(said, HasSubstr("4 uscc A4 E7 "));
  EXPECT_THAT(said, HasSubstr("5 "));
  EXPECT_THAT(classes(data), HasSubstr("91320600MA0MLAL96X -\nE7 -\n"));
}

TEST_F(BadInput, NegativeLandBarsItsFirm) {
  const std::string data = file("land.csv", short_head + good + "91320600MA0MLJUP92,-3,1,1,1,1,1,1,1\n");
  EXPECT_EQ(unread(data), "3 land_mu B3 -3 evaluation.negative\n");
  EXPECT_EQ(classes(data), "91320600MA0MLAL96Q D\n91320600MA0MLJUP92 -\n");
  EXPECT_THAT(say({"r1-example", "--data", data}).err, HasSubstr("cannot be negative"));
}

TEST_F(BadInput, ZeroDivisorsGiveNoScoreAndTheFirmIsNotGraded) {
  const std::string data = file("zero.csv", short_head + good + "91320600MA0MLJUP92,10,1,1,1,0,1,1,1\n");
  EXPECT_THAT(unread(data), HasSubstr("evaluation.cannot-score"));
  EXPECT_EQ(classes(data), "91320600MA0MLAL96Q D\n91320600MA0MLJUP92 -\n");
  EXPECT_THAT(say({"r1-example", "--data", data}).err, HasSubstr("cannot be scored"));
}

/// Header and a good firm, then a firm with this cell for its tax.
std::string with_tax(const std::string& cell) {
  std::vector<std::vector<std::string>> rows(3);
  for (const char* name :
       {"统一社会信用代码", "用地面积（亩）", "实缴税收（万元）", "销售收入（万元）", "工业增加值（万元）",
        "综合能耗（吨标准煤）", "主要污染物排放量（吨）", "职工人数", "研发费用（万元）"})
    rows[0].push_back(text_cell(name));
  rows[1] = {text_cell("91320600MA0MLAL96Q")};
  rows[2] = {text_cell("91320600MA0MLJUP92")};
  for (int i = 0; i < 8; ++i) {
    rows[1].push_back(number_cell("40"));
    rows[2].push_back(i == 1 ? cell : number_cell("20"));
  }
  return workbook_of(rows);
}

TEST_F(BadInput, TextInANumberCellIsNamedWithSheetCellAndValue) {
  const std::string data = file("text.xlsx", with_tax(text_cell("约500")));
  EXPECT_EQ(unread(data), "3 tax C3 约500 sheet.not-a-number\n");
  EXPECT_EQ(classes(data), "91320600MA0MLAL96Q D\n91320600MA0MLJUP92 -\n");
  const Said said = say({"r1-example", "--data", data}, base::Language::Chinese);
  EXPECT_EQ(said.exit, Exit::Refuted);
  EXPECT_THAT(said.err, HasSubstr("工作表“企业”C3 单元格（第 3 行）实缴税收 tax “约500”：不是数值"));
  // As numbers that were typed as text they are read.
  EXPECT_EQ(unread(file("typed.xlsx", with_tax(text_cell("1,200.5")))), "");
}

TEST_F(BadInput, FormulasLeftWithAnErrorAreNamedWithIt) {
  for (const char* error : {"#DIV/0!", "#REF!", "#N/A", "#VALUE!"}) {
    const std::string data = file("error.xlsx", with_tax(error_cell("A1/0", error)));
    EXPECT_EQ(unread(data), std::string("3 tax C3 ") + error + " sheet.formula-error\n");
    EXPECT_EQ(classes(data), "91320600MA0MLAL96Q D\n91320600MA0MLJUP92 -\n");
    EXPECT_THAT(say({"r1-example", "--data", data}).err, HasSubstr(std::string("the error ") + error));
  }
}

TEST_F(BadInput, AFormulaSavedWithoutItsResultIsNoBlank) {
  const std::string data = file("unsaved.xlsx", with_tax("><f>A1*2</f>"));
  EXPECT_EQ(unread(data), "3 tax C3 =A1*2 sheet.formula-unsaved\n");
  EXPECT_EQ(classes(data), "91320600MA0MLAL96Q D\n91320600MA0MLJUP92 -\n");
  // One that came to an empty text is.
  EXPECT_THAT(unread(file("blank.xlsx", with_tax(" t=\"str\"><f>A1*2</f><v></v>"))),
              HasSubstr("evaluation.cannot-score"));
}

TEST_F(BadInput, AFileOfTwoGigabytesIsRefusedUnread) {
  const std::string data = file("giant.csv", r1);
  std::filesystem::resize_file(data, std::uintmax_t{2} << 30);
  const Said said = say({"r1-example", "--data", data});
  EXPECT_EQ(said.exit, Exit::CannotRun);
  EXPECT_THAT(said.err, HasSubstr("beyond what may be read (256 MB)"));
  EXPECT_THAT(say({"r1-example", "--data", data}, base::Language::Chinese).err, HasSubstr("或分成几个文件"));
  EXPECT_EQ(say({"r1-example", "--data", file("r1.csv", r1), "--against", data}).exit, Exit::CannotRun);
}

TEST_F(BadInput, AnArchiveThatUnpacksToGigabytesIsRefused) {
  const std::string data = file("bomb.xlsx", bomb());
  EXPECT_LT(std::filesystem::file_size(data), std::size_t{8} << 20);
  const Said said = say({"r1-example", "--data", data, "--json"});
  EXPECT_EQ(said.exit, Exit::CannotRun);
  EXPECT_THAT(said.out, HasSubstr("\"code\": \"sheet.too-large\""));
}

TEST_F(BadInput, WhatIsNoTableIsRefusedWithARemedy) {
  EXPECT_THAT(say({"r1-example", "--data", file("old.xls", "\xD0\xCF\x11\xE0 old")}).err,
              HasSubstr("save it as .xlsx"));
  EXPECT_THAT(say({"r1-example", "--data", file("torn.xlsx", with_tax(number_cell("1")).substr(0, 700))}).err,
              HasSubstr("save it again as .xlsx"));
  EXPECT_EQ(say({"r1-example", "--data", file("empty.csv", "")}).exit, Exit::CannotRun);
  EXPECT_EQ(say({"r1-example", "--data", path("none.xlsx")}).exit, Exit::CannotRun);
}

}  // namespace
}  // namespace shuxin::cli
