// The zone's own templates: each can be typeset in both languages, with something in every place.
#include <filesystem>
#include <fstream>
#include <gtest/gtest.h>
#include <regex>

#include "shell/app/catalogue_folder.h"
#include "shell/documents/render.h"

namespace shuxin::app {
namespace {

using base::Json;
using base::Language;

void set_at(Json& into, std::string_view path, const Json& value) {
  const std::size_t dot = path.find('.');
  if (dot == std::string_view::npos) return into.set(path, value);
  const std::string head(path.substr(0, dot));
  Json inner = into.find(head) && into.find(head)->if_object() ? *into.find(head) : Json(Json::Object{});
  set_at(inner, path.substr(dot + 1), value);
  into.set(head, std::move(inner));
}

// What an applicant of the demonstration might have written, by the name of the field.
Json filler(const std::string& path, bool is_date) {
  if (is_date) return "2022-04-28";
  const auto ends = [&](std::string_view with) { return path.ends_with(with); };
  if (ends("manager.name") || ends("representative.name")) return "林示例（虚构）";
  if (ends("name")) return "江海矿山机械有限公司（虚构）";
  if (ends("parcel_no")) return "P0001";
  if (ends("project_code")) return "2203-320692-89-01-100011";
  if (ends("location") || ends("address")) return "苏锡通园区样例路以南地块1（虚构）";
  if (ends("metres") || ends("price") || ends("capital") || ends("mu")) return Json(Json::Number{"24500.5"});
  if (ends("uscc")) return "91320600MA0MLAL96Q";
  if (ends("land_use")) return Json::object({{"zh", "工业用地"}, {"en", "industrial"}});
  return "示例 0001";
}

// Every place of a layout: {path} and {path:date}, and what a `when` asks for.
void fill_places(const Json& layout, Json& values) {
  if (const auto* items = layout.if_array())
    for (const Json& item : *items) fill_places(item, values);
  if (const auto* members = layout.if_object())
    for (const auto& [name, value] : *members) {
      if (name == "list" || name == "table") set_at(values, *value.if_string(), Json::Array{"示例"});
      fill_places(value, values);
    }
  if (const std::string* text = layout.if_string()) {
    static const std::regex place(R"(\{([a-z_.]+)(:date)?\})");
    for (std::sregex_iterator at(text->begin(), text->end(), place), end; at != end; ++at)
      if (const std::string path = (*at)[1]; path != "item" && path != "index")
        set_at(values, path, filler(path, (*at)[2].matched));
  }
}

TEST(Certificates, of_the_zone_can_be_typeset_in_both_languages_on_one_page_each) {
  const auto loaded = catalog::load(read_catalogue_folder(SHUXIN_SOURCE_DIR "/catalog/suxitong").value());
  const char* keep = std::getenv("SHUXIN_KEEP_DOCUMENTS");
  int typeset = 0;
  for (const catalog::DocumentTemplate& form : loaded.catalogue.documents) {
    if (form.layout.find("standard")) continue;
    SCOPED_TRACE(form.id);
    const auto layout = documents::read_template(form.layout);
    ASSERT_TRUE(layout);
    documents::Fields fields{.number = "苏锡通示〔2022〕12号",
                             .code = "K7QM3X9D2H4TABCD",
                             .issuer = {"园区行政审批局（演示）", "Zone Approval Bureau (demonstration)"},
                             .issued = {1'651'118'400'000},
                             .date = *base::Date::parse("2022-04-28"),
                             .values = Json::Object{}};
    fill_places(form.layout, fields.values);
    for (const Language language : {Language::Chinese, Language::English}) {
      const auto pdf = documents::render(*layout, fields, {language, "http://localhost:8080", true, true});
      ASSERT_TRUE(pdf) << base::word(pdf.error().message, Language::English);
      EXPECT_NE(pdf->find("/Count 1\n"), std::string::npos) << "more than one page";
      if (keep)
        std::ofstream(
            std::string(keep) + "/" + form.id + (language == Language::Chinese ? "-zh" : "-en") + ".pdf",
            std::ios::binary)
            << *pdf;
      ++typeset;
    }
  }
  EXPECT_GT(typeset, 10);
}

}  // namespace
}  // namespace shuxin::app
