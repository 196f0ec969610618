#include "shell/documents/render.h"

#include <algorithm>
#include <array>
#include <cstdio>
#include <filesystem>
#include <fmt/format.h>
#include <fstream>
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <unistd.h>

#include "shell/documents/chart.h"
#include "shell/documents/places.h"

namespace shuxin::documents {
namespace {

using base::Json;
using base::Language;
using testing::HasSubstr;
using testing::Not;

constexpr std::array kinds = {Kind::CollectionReceipt, Kind::CorrectionNotice, Kind::AcceptanceNotice,
                              Kind::NonAcceptance,     Kind::Refusal,          Kind::BusinessLicence,
                              Kind::Decision};

/// Everything that the standard templates read.
Json sample_values() {
  auto values = Json::parse(R"json({
    "applicant": {"name": "南通示例智能装备有限公司（虚构）"},
    "matter": {"name": {"zh": "建筑工程施工许可证核发", "en": "Construction permit"}},
    "case": {"number": "SXT-2026-000127"},
    "received": "2026-04-28", "accepted": "2026-04-29", "due": "2026-05-07", "legal_due": "2026-05-27",
    "notice_due": "2026-05-08", "correct_by": "2026-05-20",
    "limits": {"legal": {"zh": "20 个工作日", "en": "20 working days"},
               "promised": {"zh": "3 个工作日", "en": "3 working days"}},
    "complete": true, "contact": "企业发展服务中心 0513-0000 0000",
    "materials": [
      {"name": "建设工程规划许可证", "copies": 1, "form": "证照共享"},
      {"name": "施工合同及施工组织设计文件", "copies": 2, "form": "电子件"}],
    "gaps": [
      {"subject": "施工合同", "problem": "合同第 12 页缺少承包方签章。", "mend": "上传经双方签章的完整合同；可以使用电子签名。"},
      {"subject": "安全生产措施方案", "problem": "未提交。", "mend": "提交方案，或者选择告知承诺方式并签署承诺书。"},
      {"subject": "建设单位联系人", "problem": "手机号码位数不对。", "mend": "填写 11 位手机号码。"}],
    "reasons": ["拟建工程的容积率为 2.8，超过规划条件规定的上限 2.5。", "建设资金落实证明载明的金额低于合同价款的百分之三十。"],
    "basis": "《中华人民共和国建筑法》第八条",
    "authority": {"name": "南通市示例市场监督管理局（虚构）", "address": "示例路 1 号", "phone": "0513-0000 0001"},
    "remedies": {"reconsideration": "示例市人民政府（虚构）", "court": "示例区人民法院（虚构）"},
    "firm": {"uscc": "91320600MA2XTQ7C2A", "name": "南通示例智能装备有限公司（虚构）", "kind": "有限责任公司（自然人独资）",
             "representative": "𠮷㛃", "capital": "500 万元人民币", "founded": "2026-04-28", "term": "长期",
             "domicile": "苏锡通园区示例路 88 号 3 幢 201 室",
             "scope": "一般项目：智能基础制造装备制造；工业机器人制造；工业自动控制系统装置销售；技术服务、技术开发、技术咨询、技术交流、技术转让、技术推广；软件开发；信息系统集成服务（除依法须经批准的项目外，凭营业执照依法自主开展经营活动）。"},
    "subject": "准予行政许可决定书", "paragraphs": ["准予核发建筑工程施工许可证，施工范围为桩基工程。"]
  })json");
  return *values;
}

Fields sample_fields() {
  return {.number = "苏锡通示〔2026〕127 号",
          .code = "K7QM-3X9D-2H4T",
          .issuer = {"苏锡通示例行政审批局", "Example Approval Bureau of Suxitong"},
          .issued = *base::Instant::parse("2026-04-29T02:30:00Z"),
          .date = *base::Date::parse("2026-04-29"),
          .values = sample_values()};
}

RenderOptions sample_options(Language language = Language::Chinese) {
  return {.language = language, .base_url = "https://suxitong.example", .demonstration = true};
}

/// A file that is gone after the test; with SHUXIN_KEEP_DOCUMENTS=DIR it is kept there to be looked at.
class Paper {
 public:
  explicit Paper(const std::string& bytes, const std::string& name = "paper") {
    const char* keep = std::getenv("SHUXIN_KEEP_DOCUMENTS");
    kept_ = keep != nullptr;
    path_ = kept_ ? std::string(keep) + "/" + name + ".pdf"
                  : (std::filesystem::temp_directory_path() / ("shuxin-" + std::to_string(getpid()) + ".pdf"))
                        .string();
    std::ofstream(path_, std::ios::binary) << bytes;
  }
  ~Paper() {
    if (!kept_) std::filesystem::remove(path_);
  }
  Paper(const Paper&) = delete;

  [[nodiscard]] std::string text() const { return output_of("pdftotext -layout '" + path_ + "' -"); }
  [[nodiscard]] std::string raw_text() const {
    std::string text = output_of("pdftotext -raw '" + path_ + "' -");
    std::erase_if(text, [](char c) { return c == ' ' || c == '\n' || c == '\f'; });
    return text;
  }
  [[nodiscard]] int pages() const {
    const std::string info = output_of("pdfinfo '" + path_ + "'");
    return std::stoi(info.substr(info.find("Pages:") + 6));
  }
  [[nodiscard]] std::string info() const { return output_of("TZ=UTC pdfinfo '" + path_ + "'"); }

 private:
  static std::string output_of(const std::string& command) {
    FILE* pipe = popen(command.c_str(), "r");
    std::string output;
    std::array<char, 4096> buffer;
    for (std::size_t count; (count = fread(buffer.data(), 1, buffer.size(), pipe)) > 0;)
      output.append(buffer.data(), count);
    EXPECT_EQ(pclose(pipe), 0) << command;
    return output;
  }

  std::string path_;
  bool kept_;
};

std::string name_of(Kind kind, Language language) {
  static constexpr std::array names = {"receipt", "corrections", "acceptance", "non-acceptance",
                                       "refusal", "licence",     "decision"};
  return std::string(names[static_cast<std::size_t>(kind)]) + (language == Language::Chinese ? "-zh" : "-en");
}

std::string code_of(const base::Result<std::string>& result) {
  return result ? "" : result.error().code();
}

TEST(Render, EveryKindBearsNumberDateBodyMarkSealAndCheckCode) {
  for (const auto kind : kinds) {
    const auto pdf = render(standard_template(kind), sample_fields(), sample_options());
    ASSERT_TRUE(pdf) << base::word(pdf.error().message, Language::English);
    const Paper paper(*pdf, name_of(kind, Language::Chinese));
    const std::string text = paper.raw_text();
    EXPECT_EQ(paper.pages(), 1) << name_of(kind, Language::Chinese);
    for (const char* needed :
         {"苏锡通示〔2026〕127号", "2026年4月29日", "苏锡通示例行政审批局", "演示SPECIMEN", "演示专用章",
          "K7QM-3X9D-2H4T", "https://suxitong.example/verify/K7QM-3X9D-2H4T", "第1页共1页"})
      EXPECT_THAT(text, HasSubstr(needed)) << name_of(kind, Language::Chinese);
  }
}

TEST(Render, EveryKindIsWrittenInEnglishToo) {
  for (const auto kind : kinds) {
    const auto pdf = render(standard_template(kind), sample_fields(), sample_options(Language::English));
    ASSERT_TRUE(pdf) << base::word(pdf.error().message, Language::English);
    const std::string text = Paper(*pdf, name_of(kind, Language::English)).raw_text();
    EXPECT_THAT(text, HasSubstr("29April2026"));
    EXPECT_THAT(text, HasSubstr("Checkcode"));
    EXPECT_THAT(text, HasSubstr("ExampleApprovalBureauofSuxitong"));
  }
}

TEST(Render, CorrectionNoticeListsEveryGapWithTheWayToMendIt) {
  const auto pdf = render(standard_template(Kind::CorrectionNotice), sample_fields(), sample_options());
  const std::string text = Paper(*pdf).raw_text();
  for (const char* needed :
       {"合同第12页缺少承包方签", "安全生产措施方案", "未提交", "填写11位手机号码", "2026年5月20日"})
    EXPECT_THAT(text, HasSubstr(needed));
}

TEST(Render, NonAcceptanceNamesTheRightAuthorityAndTheRemedies) {
  const auto pdf = render(standard_template(Kind::NonAcceptance), sample_fields(), sample_options());
  const std::string text = Paper(*pdf).raw_text();
  for (const char* needed : {"南通市示例市场监督管理局", "六十日", "示例区人民法院"})
    EXPECT_THAT(text, HasSubstr(needed));
}

TEST(Render, WithoutDemonstrationNoSpecimenMarkAndNoInventedSealIsDrawn) {
  auto options = sample_options();
  options.demonstration = false;
  const auto pdf = render(standard_template(Kind::Refusal), sample_fields(), options);
  const std::string text = Paper(*pdf).text();
  EXPECT_THAT(text, Not(HasSubstr("SPECIMEN")));
  EXPECT_THAT(text, Not(HasSubstr("专用章")));
}

TEST(Render, SameInputGivesSameBytesAndTheGivenTimeOfCreation) {
  for (const auto kind : kinds) {
    const auto first = render(standard_template(kind), sample_fields(), sample_options());
    const auto second = render(standard_template(kind), sample_fields(), sample_options());
    EXPECT_EQ(*first, *second);
    EXPECT_THAT(Paper(*first).info(), HasSubstr("Apr 29 02:30:00 2026"));
  }
}

TEST(Render, RareCharactersOfNamesArePrinted) {
  auto fields = sample_fields();
  fields.values.set("applicant", Json::object({{"name", "㛃䶮𬭎𠮷"}}));
  const auto pdf = render(standard_template(Kind::Refusal), fields, sample_options());
  ASSERT_TRUE(pdf) << base::word(pdf.error().message, Language::English);
  const std::string text = Paper(*pdf, "rare").text();
  for (const char* letter : {"㛃", "䶮", "𬭎", "𠮷"}) EXPECT_THAT(text, HasSubstr(letter));
}

TEST(Render, CharacterThatNoFontHoldsIsAnErrorThatNamesIt) {
  auto fields = sample_fields();
  fields.values.set("applicant", Json::object({{"name", "张\U000F1234"}}));
  const auto pdf = render(standard_template(Kind::Refusal), fields, sample_options());
  ASSERT_EQ(code_of(pdf), "documents.glyph-missing");
  EXPECT_EQ(pdf.error().message.arguments[1], "U+F1234");
}

TEST(Render, LongListsBreakOverPagesWithTheHeadingAndThePageNumberOnEach) {
  auto fields = sample_fields();
  Json gaps;
  for (int i = 1; i <= 60; ++i)
    gaps.push_back(Json::object({{"subject", "材料" + std::to_string(i)},
                                 {"problem", "第" + std::to_string(i) + "处不清楚"},
                                 {"mend", "重新扫描后上传"}}));
  fields.values.set("gaps", gaps);
  const auto pdf = render(standard_template(Kind::CorrectionNotice), fields, sample_options());
  const Paper paper(*pdf, "long");
  const std::string text = paper.raw_text();
  ASSERT_GT(paper.pages(), 2);
  const std::string last =
      "第" + std::to_string(paper.pages()) + "页共" + std::to_string(paper.pages()) + "页";
  EXPECT_THAT(text, HasSubstr(last));
  EXPECT_THAT(text, HasSubstr("第60处不清楚"));
  int headings = 0;
  for (auto at = text.find("如何补正"); at != std::string::npos; at = text.find("如何补正", at + 1))
    ++headings;
  EXPECT_GE(headings, 3);
}

TEST(Render, RowOfHalfAPageIsKeptWholeAndAnEmptyListSaysSo) {
  auto fields = sample_fields();
  Json gaps;
  for (int i = 1; i <= 12; ++i) {
    std::string problem;
    for (int part = 1; part <= 9; ++part)
      problem += fmt::format("〔{}之{}〕所载面积与申请表不一致，", i, part);
    gaps.push_back(Json::object({{"subject", "图纸"}, {"problem", problem}, {"mend", "重绘"}}));
  }
  fields.values.set("gaps", gaps);
  const Paper paper(*render(standard_template(Kind::CorrectionNotice), fields, sample_options()), "rows");
  ASSERT_GT(paper.pages(), 2);
  // Every row begins and ends on the same page.
  std::string text = paper.text() + "\f";
  std::erase_if(text, [](char c) { return c == ' ' || c == '\n'; });
  for (int i = 1; i <= 12; ++i) {
    const std::size_t begin = text.find(fmt::format("〔{}之1〕", i));
    const std::size_t end = text.find(fmt::format("〔{}之9〕", i));
    ASSERT_NE(begin, std::string::npos);
    ASSERT_NE(end, std::string::npos);
    EXPECT_EQ(text.find('\f', begin), text.find('\f', end)) << i;
  }

  fields.values.set("materials", Json::Array{});
  const Paper empty(*render(standard_template(Kind::CollectionReceipt), fields, sample_options()), "empty");
  EXPECT_THAT(empty.raw_text(), HasSubstr("形式无"));
}

TEST(Render, OneCellLongerThanAPageIsBrokenAndNothingIsLost) {
  auto fields = sample_fields();
  std::string problem;
  for (int i = 0; i < 3000; ++i) problem += "长";
  fields.values.set("gaps",
                    Json::array({Json::object({{"subject", "甲"}, {"problem", problem}, {"mend", "乙"}})}));
  const auto pdf = render(standard_template(Kind::CorrectionNotice), fields, sample_options());
  const Paper paper(*pdf, "tall");
  EXPECT_GT(paper.pages(), 2);
  const std::string text = paper.raw_text();
  int found = 0;
  for (auto at = text.find("长"); at != std::string::npos; at = text.find("长", at + 1)) ++found;
  EXPECT_EQ(found, 3000);
}

TEST(Render, ControlAndDirectionMarksCannotRearrangeThePaper) {
  auto fields = sample_fields();
  fields.values.set("applicant",
                    Json::object({{"name", std::string("甲\x01\x1B[2J\u202E公司\u200F\r\u2066乙")}}));
  const auto pdf = render(standard_template(Kind::Refusal), fields, sample_options());
  ASSERT_TRUE(pdf) << base::word(pdf.error().message, Language::English);
  EXPECT_THAT(Paper(*pdf).text(), HasSubstr("甲[2J公司乙："));
}

TEST(Render, WritingFromRightToLeftStaysInsideItsField) {
  auto fields = sample_fields();
  fields.values.set("applicant", Json::object({{"name", "شركة المثال 有限公司"}}));
  const auto pdf = render(standard_template(Kind::Refusal), fields, sample_options());
  ASSERT_TRUE(pdf) << base::word(pdf.error().message, Language::English);
  EXPECT_THAT(Paper(*pdf, "rtl").text(), HasSubstr("有限公司"));
}

TEST(Render, VeryLongWordsAreBrokenWithinThePage) {
  auto fields = sample_fields();
  fields.values.set("applicant", Json::object({{"name", std::string(600, 'W')}}));
  const auto pdf = render(standard_template(Kind::CollectionReceipt), fields, sample_options());
  ASSERT_TRUE(pdf);
  const std::string text = Paper(*pdf, "wide").raw_text();
  EXPECT_EQ(std::count(text.begin(), text.end(), 'W'), 600);
}

TEST(Render, BadInputIsNamed) {
  auto fields = sample_fields();
  fields.values.set("applicant", Json::object({{"name", std::string("\xff\xfe")}}));
  EXPECT_EQ(code_of(render(standard_template(Kind::Refusal), fields, sample_options())),
            "documents.encoding");
  fields.values.set("applicant", Json::object({{"name", Json::array({})}}));
  EXPECT_EQ(code_of(render(standard_template(Kind::Refusal), fields, sample_options())),
            "documents.place-type");
  fields.values.set("applicant", nullptr);
  const auto missing = render(standard_template(Kind::Refusal), fields, sample_options());
  EXPECT_EQ(code_of(missing), "documents.place-missing");
  EXPECT_EQ(missing.error().message.arguments[0], "applicant.name");
  Template broken = standard_template(Kind::Refusal);
  broken.title = {"{open", "{open"};
  EXPECT_EQ(code_of(render(broken, sample_fields(), sample_options())), "documents.pattern");
}

TEST(Places, FillFromTheItemFirstAndThenFromTheDocument) {
  const auto fields = sample_fields();
  const Json item = Json::object({{"case", "内"}, {"number", 7}});
  const Scope scope{fields, Language::Chinese, &item, 3};
  EXPECT_EQ(*fill({"{index}{case}{matter.name}{{x", ""}, scope), "3内建筑工程施工许可证核发{x");
  EXPECT_EQ(written_date(*base::Date::parse("2026-04-08"), Language::English), "8 April 2026");
  for (const auto& [amount, written] : {std::pair{Json(7), "70,000"},
                                        {Json::parse("1800.5").value(), "18,005,000"},
                                        {Json::parse("0.00005").value(), "0.5"}}) {
    const Json one = Json::object({{"capital", amount}});
    EXPECT_EQ(*fill({"", "CNY {capital:ten-thousands}"}, {fields, Language::English, &one, 1}),
              std::string("CNY ") + written);
  }
}

TEST(Chart, bars_stand_on_zero_as_long_as_their_amounts_and_what_is_not_known_has_none) {
  const auto bars = lay_bars({4, std::nullopt, -2, 0}, 60);
  ASSERT_EQ(bars.size(), 4U);
  EXPECT_FALSE(bars[1]);
  EXPECT_DOUBLE_EQ(bars[0]->left, 20);
  EXPECT_DOUBLE_EQ(bars[0]->width, 40);
  EXPECT_DOUBLE_EQ(bars[2]->left, 0);
  EXPECT_DOUBLE_EQ(bars[2]->width, 20);
  EXPECT_DOUBLE_EQ(bars[3]->width, 0);
  EXPECT_DOUBLE_EQ(lay_bars({0, 0}, 60)[1]->width, 0) << "nothing to divide by";
}

TEST(Chart, says_in_words_what_its_bars_show) {
  Template form = standard_template(Kind::Decision);
  form.body = {Chart{"bars", {"产值，各年", "Output by year"}, {"{label}", "{label}"}, {"{said}", "{said}"}}};
  Fields fields = sample_fields();
  fields.values.set("bars", *Json::parse(R"([{"label": "2020", "amount": 122.3, "said": "122.3亿元"},
      {"label": "2021", "said": "尚不可知"},
      {"label": "一个很长的名称，长到图左边的一行里写不下，要分成几行才能写完的行业名称", "amount": -3, "said": "-3亿元"}])"));
  const auto pdf = render(form, fields, sample_options());
  ASSERT_TRUE(pdf) << base::word(pdf.error().message, Language::English);
  const std::string text = Paper(*pdf, "chart").raw_text();
  for (const char* needed : {"产值，各年", "122.3亿元", "尚不可知", "-3亿元", "行业名称"})
    EXPECT_THAT(text, HasSubstr(needed));
}

}  // namespace
}  // namespace shuxin::documents
