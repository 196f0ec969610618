#include <gtest/gtest.h>

#include "shell/documents/render.h"
#include "shell/documents/template.h"

namespace shuxin::documents {
namespace {

using base::Json;

base::Result<Template> read(std::string_view text) {
  return read_template(*Json::parse(text));
}

std::string fault_of(std::string_view text) {
  const auto form = read(text);
  return form ? "" : form.error().code() + " " + form.error().message.arguments.at(0);
}

TEST(ReadTemplate, StandardTemplateIsTakenAndItsPartsAreReplaced) {
  const auto form =
      read(R"({"standard": "refusal", "title": {"zh": "不予登记决定书", "en": "Refusal of Registration"},
                             "seal": "none"})");
  ASSERT_TRUE(form);
  EXPECT_EQ(form->kind, Kind::Refusal);
  EXPECT_EQ(form->title.zh, "不予登记决定书");
  EXPECT_EQ(form->seal, SealPlace::None);
  EXPECT_EQ(form->body.size(), standard_template(Kind::Refusal).body.size());
}

TEST(ReadTemplate, WholeLayoutIsReadAndCanBeSet) {
  const auto form = read(R"({
    "page": "landscape", "style": "certificate", "title": {"zh": "许可证", "en": "Permit"}, "qr": "top_right",
    "number": "top_left", "signature_note": {"zh": "发证机关", "en": "Issued by"}, "footer": "",
    "body": [{"heading": "甲"},
             {"paragraph": {"zh": "持证人：{holder}", "en": "Holder: {holder}"}, "form": "centred"},
             {"rows": [{"label": "编号", "value": "{number}"}], "paired": true},
             {"list": "terms", "item": "{index}. {item}", "when": "terms"},
             {"table": "parts", "columns": [{"heading": "名称", "value": "{name}", "share": 2.5, "centred": true}]}]})");
  ASSERT_TRUE(form) << form.error().message.arguments[0];
  EXPECT_EQ(form->layout, Layout::Landscape);
  EXPECT_DOUBLE_EQ(std::get<Table>(form->body[4]).columns[0].share, 2.5);
  const Fields fields{.number = "1",
                      .code = "C",
                      .issuer = {"甲", "A"},
                      .values = *Json::parse(R"({"holder": "乙", "terms": [], "parts": [{"name": "丙"}]})")};
  EXPECT_TRUE(render(*form, fields, {}));
}

TEST(ReadTemplate, FaultsAreNamedByTheirPath) {
  EXPECT_EQ(fault_of(R"({"title": "甲"})"), "documents.layout-missing body");
  EXPECT_EQ(fault_of(R"({"standard": "poem"})"), "documents.layout-value standard");
  EXPECT_EQ(fault_of(R"({"standard": "refusal", "colour": "red"})"), "documents.layout-key colour");
  EXPECT_EQ(fault_of(R"({"title": {"zh": "甲"}, "body": []})"), "documents.layout-value title");
  EXPECT_EQ(
      fault_of(R"({"title": "甲", "body": [{"paragraph": "乙"}, {"table": "x", "columns": [{"heading": "h",
                     "value": "v", "share": -1}]}]})"),
      "documents.layout-value body[1].columns[0].share");
  EXPECT_EQ(fault_of(R"({"title": "甲", "body": [7]})"), "documents.layout-value body[0]");
  EXPECT_EQ(fault_of(R"({"title": "甲", "body": [{"rows": [{"label": "乙"}]}]})"),
            "documents.layout-missing body[0].rows[0].value");
  EXPECT_EQ(fault_of("[]"), "documents.layout-value ");
}

}  // namespace
}  // namespace shuxin::documents
