// `shuxin evaluate`: what it prints and answers, for good tables and for bad ones.
#include "shell/cli/evaluate.h"

#include <filesystem>
#include <fstream>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "core/base/hash.h"
#include "core/base/json.h"
#include "shell/cli/test_evaluate.h"
#include "shell/documents/sheet.h"
#include "shell/signing/key_ring.h"

namespace shuxin::cli {
namespace {

using testing::HasSubstr;

TEST_F(Evaluate, PrintsTheContractOfR1AsJson) {
  const base::Json said = json({"r1-example", "--data", file("r1.csv", r1)});
  const auto& firms = *said.find("firms")->if_array();
  ASSERT_EQ(firms.size(), 5U);
  EXPECT_THAT(firms[2].to_string(),
              testing::StartsWith(R"({"uscc":"E3","name":"E3","scores":{"I1":40.0000,"I2":20.5714,)"
                                  R"("I3":15.0000,"I4":8.1250,"I5":10.0000,"I6":13.3333},)"
                                  R"("total":117.03,"rank":3,"class":"B")"));
  EXPECT_TRUE(said.find("unread")->if_array()->empty());
}

TEST_F(Evaluate, ReadsTheChineseTableOfAnOffice) {
  const std::string office =
      "示例区企业数据表,,,,,,,,\n"
      "统一社会信用代码,企业名称,用地面积（亩）,实缴税收（元）,销售收入（万元）,工业增加值（亿元）,综合能耗,"
      "主要污染物排放量,职工人数,研发费用\n"
      "91320600MA0MLAL96Q,甲,４０,\"16,000,000\",28000,0.72,1500,2.0,240,1400\n"
      "合计,,40,,,,,,,\n";
  const base::Json said = json({"r1-example", "--data", file("office.csv", office)});
  EXPECT_THAT(said.find("firms")->if_array()->at(0).to_string(), HasSubstr(R"("total":147.00)"));
}

TEST_F(Evaluate, NamesInJsonWhatItLeftAside) {
  const base::Json said = json({"r1-example", "--data", file("t.csv", r1 + "合计,,,,9,,,,,,,,,,\n")});
  const base::Json* left = said.find("left_aside");
  ASSERT_NE(left, nullptr);
  EXPECT_EQ(left->find("rows")->to_string(), "[\"7: 合计\"]");
  EXPECT_EQ(left->find("warnings")->if_array()->size(), 1U) << "it is not the sum";
}

TEST_F(Evaluate, RefusesASchemeWithUnsetNumbersAndNamesThem) {
  const Said said = say({"huangyan-2023", "--json"});
  EXPECT_EQ(said.exit, Exit::CannotRun);
  EXPECT_THAT(said.out, HasSubstr("indicators.I1.baseline"));
  EXPECT_THAT(said.err, HasSubstr("indicators.I1.baseline"));
}

TEST_F(Evaluate, RunsItOnceTheNumbersAreSet) {
  const std::string set = file("set.yaml",
                               "indicators: {I1: {baseline: 20}, I2: {baseline: 100}, I3: {baseline: 2}, I4: "
                               "{baseline: 5000}, I5: {baseline: 20}, I6: {baseline: 0.03}, I7: {baseline: "
                               "0.2}}\ngroups.below.baselines.I1: 10\n");
  const std::string data =
      file("firms.csv", head + "91320600MA0MLAL96Q,甲,3511,above,10,200,10000,1000,500,,0.2,50,300,,\n");
  const Said said = say({"huangyan-2023", "--data", data, "--set", set});
  EXPECT_EQ(said.exit, Exit::Fine) << said.err;
  EXPECT_THAT(said.out, HasSubstr("100.0000"));
}

TEST_F(Evaluate, TellsEveryCellThatCannotBeReadAndGradesNobodyOnAGuess) {
  const std::string data = file("bad.csv", r1 + "E6,E6,3511,above,-1,1,1,1,1,,1,1,1,,\n"
                                                "E7,E7,3511,above,10,many,1,1,1,,1,1,1,,\n"
                                                "E8,E8,3511,above,0,1,1,1,1,,1,1,1,,\n"
                                                ",E9,3511,above,10,1,1,1,1,,1,1,1,,\n"
                                                "E5,E5,3511,规下,50,-40,3000,450,900,,3.0,60,0,0,0\n");
  const Said said = say({"r1-example", "--data", data, "--json"});
  EXPECT_EQ(said.exit, Exit::Refuted);
  const auto read = base::Json::parse(said.out);
  ASSERT_TRUE(read);
  std::string codes;
  for (const base::Json& one : *read->find("unread")->if_array())
    codes += std::to_string(*one.find_integer("row")) + " " + std::string(*one.find_string("code")) + "\n";
  EXPECT_EQ(codes,
            "6 evaluation.duplicate\n7 evaluation.negative\n8 sheet.not-a-number\n10 sheet.no-key\n"
            "11 evaluation.duplicate\n9 evaluation.cannot-score\n");
  for (const base::Json& firm : *read->find("firms")->if_array())
    if (firm.find_string("uscc") == "E5" || firm.find_string("uscc") == "E7")
      EXPECT_TRUE(firm.find("class")->is_null());
}

TEST_F(Evaluate, NamesMissingColumnsFilesAndSchemes) {
  EXPECT_THAT(say({"r1-example", "--data", file("few.csv", "uscc,tax\nE1,1\n")}).err, HasSubstr("land_mu"));
  EXPECT_EQ(say({"r1-example", "--data", path("none.csv")}).exit, Exit::CannotRun);
  EXPECT_EQ(say({"no-such", "--data", file("r1.csv", r1)}).exit, Exit::CannotRun);
  EXPECT_EQ(say({"../zone", "--data", file("r1.csv", r1)}).exit, Exit::CannotRun);
  EXPECT_EQ(say({"r1-example"}).exit, Exit::CannotRun);
  EXPECT_EQ(say({"--help"}).exit, Exit::Fine);
}

TEST_F(Evaluate, WritesTablesThatCanBeReadAgain) {
  const std::string data = file("r1.csv", r1);
  EXPECT_EQ(say({"r1-example", "--data", data, "--out", path("o.csv")}).exit, Exit::Fine);
  std::ifstream in(path("o.csv"));
  const std::string text(std::istreambuf_iterator<char>(in), {});
  EXPECT_THAT(text, HasSubstr("E2,E2,All firms,50,22.8571,10,15,8,10,2,0,117.86,2,B,evaluated"));
  EXPECT_EQ(say({"r1-example", "--data", data, "--out", path("o.xlsx")}).exit, Exit::Fine);
  const auto book = documents::read_workbook_file(path("o.xlsx"));
  ASSERT_TRUE(book);
  const documents::Cell* total = book->sheets[0].rows[2].find(12);
  ASSERT_NE(total, nullptr);
  EXPECT_TRUE(total->formula) << "the total is computed by the spreadsheet too";
  EXPECT_EQ(total->text, "152");
  ASSERT_EQ(book->sheets.size(), 2U);
  EXPECT_EQ(book->sheets[1].name, "Summary");
  EXPECT_EQ(book->sheets[1].rows[2].find(3)->text, "2") << "firms of class B";
  EXPECT_TRUE(book->sheets[1].rows[2].find(3)->formula);
  EXPECT_GT(std::filesystem::file_size(path("o.xlsx")), 1000U);
  EXPECT_EQ(say({"r1-example", "--data", data, "--out", path("o.pdf")}).exit, Exit::CannotRun);
}

TEST_F(Evaluate, ExplainsOneFirmInBothLanguages) {
  const std::string data = file("r1.csv", r1);
  EXPECT_THAT(say({"r1-example", "--data", data, "--explain", "E3"}, base::Language::Chinese).out,
              HasSubstr("按已得分企业的平均分计 8.125 分"));
  EXPECT_THAT(say({"r1-example", "--data", data, "--explain", "E1"}).out,
              HasSubstr("40 ÷ baseline 20 × weight 40, capped, gives 60 points"));
  EXPECT_EQ(say({"r1-example", "--data", data, "--explain", "E9"}).exit, Exit::CannotRun);
}

TEST_F(Evaluate, TellsTheSmallestStepsOfAFirmAndWhatOtherNumbersWouldChange) {
  const std::string data = file("r1.csv", r1);
  EXPECT_THAT(say({"r1-example", "--data", data, "--improve", "E5"}).out, HasSubstr("class C"));
  const Said said =
      say({"r1-example", "--data", data, "--what-if", file("what.yaml", "classes.list.A.first: 40 %\n")});
  EXPECT_EQ(said.exit, Exit::Fine) << said.err;
  EXPECT_THAT(said.out, HasSubstr("\"uscc\": \"E2\""));
  EXPECT_EQ(say({"r1-example", "--data", data, "--what-if", file("bad.yaml", "no.such: 1\n")}).exit,
            Exit::CannotRun);
}

TEST_F(Evaluate, JoinsWhatDepartmentsHandInAndGradesNobodyOnWhatTheyTellDifferently) {
  const std::string land = file("land.csv", "uscc,name,land_mu\nE1,E1,40\nE2,E2,60\n");
  const std::string rest =
      "uscc,tax,sales,value_added,energy_tce,pollutants_t,staff,rnd,land_mu\n"
      "E2,1500,24000,6000,2500,5.0,300,720,60\nE1,1600,28000,7200,1500,2.0,240,1400,40\n";
  const Said said = say({"r1-example", "--data", land, "--data", file("rest.csv", rest)});
  EXPECT_EQ(said.exit, Exit::Fine) << said.err;
  EXPECT_THAT(said.out, testing::AllOf(HasSubstr("147.00"), HasSubstr("115.86")));
  std::string other = rest;
  other.replace(other.find(",60\n"), 4, ",61\n");
  const Said disputed = say({"r1-example", "--data", land, "--data", file("other.csv", other)});
  EXPECT_EQ(disputed.exit, Exit::Refuted);
  EXPECT_THAT(disputed.err,
              testing::AllOf(HasSubstr("tell land_mu of the firm E2 differently"), HasSubstr("60 ≠ 61")));
  EXPECT_THAT(disputed.out, HasSubstr("147.00"));
}

TEST_F(Evaluate, TellsAnIndustryThatTheStandardDoesNotHold) {
  const std::string data =
      file("i.csv", "uscc,industry,land_mu,tax,sales,energy_tce,scale\nE1,3519,40,1600,28000,1500,above\n");
  const Said said = say({"huaian-2024", "--data", data});
  EXPECT_THAT(said.err, HasSubstr("the industry code 3519 is not in gbt4754-2017; near ones: 3511"));
}

// A final list of R1, signed with a ring of its own, and what checking a changed one says.
class FinalList : public Evaluate {
 protected:
  FinalList() {
    const auto made = signing::KeyRing::open(signing::folder_of(path("zone.db-keys")),
                                             {"演示园区", base::Instant{1'650'000'000'000}, true});
    EXPECT_TRUE(made);
    const Said said = say({"r1-example", "--data", file("r1.csv", r1), "--freeze", path("final.json"),
                           "--store", "sqlite:" + path("zone.db")});
    EXPECT_EQ(said.exit, Exit::Fine) << said.err;
    file("public.json", (*made)->public_keys()->to_json().to_string());
    std::ifstream in(path("final.json"));
    text_.assign(std::istreambuf_iterator<char>(in), {});
  }
  // The text with one place changed; the hash made to fit if wished, as a forger would.
  [[nodiscard]] std::string changed(const std::string& from, const std::string& to, bool rehash) const {
    std::string text = text_;
    text.replace(text.find(from), from.size(), to);
    const auto json = base::Json::parse(text);
    if (!rehash || !json) return file("changed.json", text);
    base::Json content;
    for (const auto& [name, value] : *json->if_object())
      if (name != "hash" && name != "signature") content.set(name, value);
    const std::string covered = content.to_string();
    content.set("hash", base::to_hex(base::sha256(covered)));
    content.set("signature", *json->find("signature"));
    return file("changed.json", content.to_string());
  }
  [[nodiscard]] Said check(const std::string& list) const {
    return say({"--verify", list, "--keys", path("public.json")});
  }
  std::string text_;
};

TEST_F(FinalList, IsComputedAnewAndItsSignatureIsFoundValid) {
  const Said said = check(path("final.json"));
  EXPECT_EQ(said.exit, Exit::Fine) << said.out << said.err;
  EXPECT_THAT(said.out, HasSubstr("signature is valid"));
  EXPECT_EQ(say({"--verify", path("final.json"), "--store", "sqlite:" + path("zone.db")}).exit, Exit::Fine);
  const Said without_keys = say({"--verify", path("final.json")});
  EXPECT_EQ(without_keys.exit, Exit::CannotRun) << "nobody can tell who signed it";
  EXPECT_THAT(without_keys.out, HasSubstr("not checked"));
  EXPECT_THAT(without_keys.err, HasSubstr("--unsigned"));
  EXPECT_EQ(say({"--verify", path("final.json"), "--unsigned"}).exit, Exit::Fine);
}

TEST_F(FinalList, TellsOneChangedFigure) {
  const std::string figure = base::to_hex(std::string("1500,24000"));
  const std::string other = base::to_hex(std::string("1900,24000"));
  Said said = check(changed(figure, other, false));
  EXPECT_EQ(said.exit, Exit::Refuted);
  EXPECT_THAT(said.out, HasSubstr("its hash does not fit"));
  EXPECT_EQ(say({"--verify", path("changed.json"), "--unsigned"}).exit, Exit::Refuted);
  said = check(changed(figure, other, true));
  EXPECT_EQ(said.exit, Exit::Refuted);
  EXPECT_THAT(said.out,
              testing::AllOf(HasSubstr("the frozen ones: E2"), HasSubstr("signature does not fit")));
}

TEST_F(FinalList, TellsOneChangedGrade) {
  const Said said = check(
      changed(R"("total":117.03,"rank":3,"class":"B")", R"("total":117.03,"rank":3,"class":"A")", true));
  EXPECT_EQ(said.exit, Exit::Refuted);
  EXPECT_THAT(said.out,
              testing::AllOf(HasSubstr("the frozen ones: E3"), HasSubstr("signature does not fit")));
}

TEST_F(FinalList, TellsOneChangedByteOfTheSignature) {
  const std::size_t last = text_.rfind('"', text_.size() - 1) - 1;
  std::string text = text_;
  text[last] = text[last] == '0' ? '1' : '0';
  const Said said = check(file("changed.json", text));
  EXPECT_EQ(said.exit, Exit::Refuted);
  EXPECT_THAT(said.out,
              testing::AllOf(HasSubstr("computed anew for 5"), HasSubstr("signature does not fit")));
  text[last] = 'x';
  EXPECT_EQ(say({"--verify", file("changed.json", text)}).exit, Exit::Refuted);
}

TEST_F(FinalList, TellsAKeyThatIsNotTheZonesAndAListWithoutSignature) {
  const auto other = signing::KeyRing::open(signing::folder_of(path("other-keys")),
                                            {"别的园区", base::Instant{1'650'000'000'000}, true});
  const Said said = say({"--verify", path("final.json"), "--keys", path("other-keys")});
  EXPECT_EQ(said.exit, Exit::Refuted);
  EXPECT_THAT(said.out, HasSubstr("none of the given keys"));
  EXPECT_EQ(say({"r1-example", "--data", path("r1.csv"), "--freeze", path("plain.json")}).exit, Exit::Fine);
  EXPECT_EQ(say({"--verify", path("plain.json")}).exit, Exit::CannotRun);
  EXPECT_EQ(say({"--verify", path("plain.json"), "--unsigned"}).exit, Exit::Fine);
  EXPECT_EQ(check(path("plain.json")).exit, Exit::Refuted);
  EXPECT_THAT(check(path("plain.json")).out, HasSubstr("not signed"));
}

TEST_F(FinalList, CannotBeToldOfAFileThatIsNoneNorWithoutReadableKeys) {
  EXPECT_EQ(say({"--verify", file("none.json", "{}")}).exit, Exit::CannotRun);
  EXPECT_EQ(say({"--verify", file("list.json", "[1]")}).exit, Exit::CannotRun);
  EXPECT_EQ(say({"--verify", path("final.json"), "--keys", path("no-keys")}).exit, Exit::CannotRun);
  EXPECT_EQ(say({"r1-example", "--data", path("r1.csv"), "--freeze", path("x.json"), "--store",
                 "sqlite:" + path("no-store")})
                .exit,
            Exit::CannotRun);
}

// R1 gives E1 A, E2 and E3 B, E4 C, E5 D.
class Shifts : public Evaluate {
 protected:
  Shifts() : data_(file("r1.csv", r1)) {}
  [[nodiscard]] Said run(const std::string& shifts, Arguments more = {}) const {
    Arguments words = {"r1-example", "--data", data_, "--shifts", shifts};
    words.insert(words.end(), more.begin(), more.end());
    return say(words);
  }
  const std::string decided_ =
      "uscc,from,to,reason,power,decided_on\nE3,B,A,国家级绿色工厂,实施方案第12条,2024-09-01\n";
  std::string data_;
};

TEST_F(Shifts, AreShownWithTheClassBeforeAndRecounted) {
  const std::string shifts = file("shifts.csv", decided_);
  const Said said = run(shifts, {"--json"});
  EXPECT_EQ(said.exit, Exit::Fine) << said.err;
  EXPECT_THAT(said.out,
              testing::AllOf(HasSubstr(R"("class_before":"B")"), HasSubstr(R"("reason":"国家级绿色工厂")"),
                             HasSubstr(R"("classes":{"A":2,"B":1,"C":1,"D":1})")));
  EXPECT_THAT(run(shifts, {"--explain", "E3"}).out,
              testing::AllOf(HasSubstr("class B"), HasSubstr("shifted from class B to class A"),
                             HasSubstr("实施方案第12条"), HasSubstr("legal basis: none stated")));
  EXPECT_THAT(run(shifts).out, HasSubstr("E3  [B → A, 实施方案第12条, 国家级绿色工厂]"));
  EXPECT_EQ(run(shifts, {"--out", path("o.csv")}).exit, Exit::Fine);
  std::ifstream in(path("o.csv"));
  const std::string text(std::istreambuf_iterator<char>(in), {});
  EXPECT_THAT(text, HasSubstr("A,evaluated,B,国家级绿色工厂,实施方案第12条,2024-09-01"));
}

TEST_F(Shifts, AreReadFromYamlAsWell) {
  const std::string yaml = "E3: {from: B, to: A, reason: 绿色工厂, power: 第12条, decided_on: 2024-09-01}\n";
  EXPECT_THAT(run(file("shifts.yaml", yaml)).out, HasSubstr("[B → A, 第12条, 绿色工厂]"));
}

TEST_F(Shifts, AreRefusedWithoutReasonOrPowerOrWhereTheyDoNotFit) {
  const auto refused = [&](const std::string& row) {
    const Said said = run(file("bad.csv", "uscc,from,to,reason,power,decided_on\n" + row));
    EXPECT_EQ(said.exit, Exit::CannotRun) << row;
    return said.err;
  };
  EXPECT_THAT(refused("E3,B,A,,第12条,2024-09-01\n"), HasSubstr("lacks reason"));
  EXPECT_THAT(refused("E3,B,A,绿色工厂,,2024-09-01\n"), HasSubstr("lacks power"));
  EXPECT_THAT(refused("E3,B,A,绿色工厂,第12条,\n"), HasSubstr("lacks decided_on"));
  EXPECT_THAT(refused("E3,B,A,绿色工厂,第12条,sometime\n"), HasSubstr("sometime"));
  EXPECT_THAT(refused("E3,C,A,绿色工厂,第12条,2024-09-01\n"), HasSubstr("the scheme gives B"));
  EXPECT_THAT(refused("E3,B,Q,绿色工厂,第12条,2024-09-01\n"), HasSubstr("no class Q"));
  EXPECT_THAT(refused("E9,B,A,绿色工厂,第12条,2024-09-01\n"), HasSubstr("no firm E9"));
  EXPECT_THAT(refused("E3,B,A,绿色工厂,第12条,2024-09-01\nE3,B,C,绿色工厂,第12条,2024-09-01\n"),
              HasSubstr("more than once"));
  EXPECT_EQ(run(file("bad.yaml", "E3: {from: B, to: A, power: 第12条, decided_on: 2024-09-01}\n")).exit,
            Exit::CannotRun);
}

TEST_F(Shifts, StandInTheFinalListAndAreComputedAnew) {
  EXPECT_EQ(run(file("shifts.csv", decided_), {"--freeze", path("final.json")}).exit, Exit::Fine);
  EXPECT_EQ(say({"--verify", path("final.json"), "--unsigned"}).exit, Exit::Fine);
  std::ifstream in(path("final.json"));
  std::string text(std::istreambuf_iterator<char>(in), {});
  text.replace(text.find("国家级"), std::string("国家级").size(), "市级");
  EXPECT_EQ(say({"--verify", file("changed.json", text)}).exit, Exit::Refuted);
}

TEST_F(Shifts, APublishedListThatAddsUpIsFound) {
  const std::string list = file("list.csv",
                                "统一社会信用代码,类别,总分,名次\nE1,A类,152.00,1\nE2,B,117.86,2\n"
                                "E3,A,117.03,3\nE4,C,44.6,4\nE5,D,6.43,5\n");
  const Said said = run(file("shifts.csv", decided_), {"--against", list});
  EXPECT_EQ(said.exit, Exit::Fine) << said.out << said.err;
  EXPECT_THAT(said.out, HasSubstr("is what the scheme"));
}

TEST_F(Shifts, APublishedListThatDoesNotAddUpIsFlagged) {
  const std::string list = file(
      "list.csv", "uscc,class,total,rank\nE1,A,152.00,1\nE2,A,117.86,2\nE3,B,118,4\nE4,C,44.6,4\nX1,C,1,6\n");
  const Said said = say({"r1-example", "--data", data_, "--against", list});
  EXPECT_EQ(said.exit, Exit::Refuted);
  EXPECT_THAT(said.out,
              testing::AllOf(HasSubstr("E2 is published as A; scheme and recorded shifts give B"),
                             HasSubstr("E3 is published with a total of 118; the scheme gives 117.03"),
                             HasSubstr("E3 is published with rank 4; the scheme gives 3"),
                             HasSubstr("lacks the firm E5 (class D"), HasSubstr("has a firm X1 (C)"),
                             HasSubstr("all A has 2 firms as published; scheme and recorded shifts give 1"),
                             HasSubstr("all D has 0 firms as published; scheme and recorded shifts give 1")));
}

}  // namespace
}  // namespace shuxin::cli
