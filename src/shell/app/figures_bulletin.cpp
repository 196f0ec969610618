#include <fmt/format.h>

#include "core/base/both.h"
#include "shell/app/figures_sheet.h"
#include "shell/app/figures_view.h"

namespace shuxin::app {
namespace {

using base::Json;
using base::Text;
using indicators::Figure;

// What is compared and what is not known, so that a reader of the paper alone is told.
Text remark(const Figure& figure) {
  Text out;
  if (figure.growth && figure.indicator->compare->comparable)
    out = {fmt::format("增幅按同口径 {} 家计算", figure.compared),
           fmt::format("growth over the same {} firms", figure.compared)};
  if (figure.state == Figure::State::Reported)
    out = {"据" + figure.indicator->reported.source.zh,
           "as reported: " + figure.indicator->reported.source.en};
  for (const base::Message& reason : figure.reasons)
    out = {base::word(reason, base::Language::Chinese), base::word(reason, base::Language::English)};
  return out;
}

documents::Table table(std::string of, std::vector<documents::Table::Column> columns) {
  return {std::move(of), std::move(columns), {}};
}

// The charts come behind all tables, in the order of the figures.
void add_charts(documents::Template& form, documents::Fields& fields,
                const std::vector<ShownSection>& sections) {
  int count = 0;
  for (const ShownSection& section : sections)
    for (const Figure* figure : section.figures)
      for (const ShownChart& chart : charts_of(*figure)) {
        const std::string name = "chart" + std::to_string(++count);
        Json points = Json::Array{};
        for (const ShownChart::Point& one : chart.points) {
          Json item = Json::object({{"label", both(one.label)}, {"said", both(one.said)}});
          if (one.amount) item.set("amount", Json::Number{one.amount->to_string()});
          points.push_back(std::move(item));
        }
        fields.values.set(name, std::move(points));
        fields.values.set(name + "title", both(chart.title));
        if (count == 1) form.body.push_back(documents::Heading{{"图表", "Charts"}});
        const std::string title = "{" + name + "title}";
        form.body.push_back(
            documents::Chart{name, {title, title}, {"{label}", "{label}"}, {"{said}", "{said}"}});
      }
}

}  // namespace

base::Result<std::string> bulletin_pdf(const indicators::Figures& figures,
                                       const indicators::Definitions& definitions,
                                       const catalog::Catalogue& catalogue,
                                       const std::vector<PlanTarget>& targets, base::Instant now,
                                       base::Language language, bool demonstration) {
  documents::Template form;
  form.title = definitions.bulletin.name;
  form.number = documents::NumberPlace::BelowTitle;
  form.qr = documents::QrPlace::None;
  form.seal = documents::SealPlace::None;
  documents::Fields fields;
  fields.number = language == base::Language::Chinese
                      ? fmt::format("{}年（截至{}）", figures.year, figures.asked.as_of.to_string())
                      : fmt::format("{} (as of {})", figures.year, figures.asked.as_of.to_string());
  fields.issuer = catalogue.zone.name;
  fields.issued = now;
  fields.date = catalogue.calendar.legal_day(now);
  fields.values = Json::Object{};
  form.body.push_back(documents::Paragraph{
      {"下列数值由登记册记录逐条计算得出；各类产业产值互有重叠，不能相加。",
       "These figures are computed from the entries of the registers. Outputs of different classifications "
       "overlap and must not be added."},
      documents::Paragraph::Form::Small});
  int count = 0;
  for (const ShownSection& section : sections_of(figures, definitions)) {
    const std::string name = "section" + std::to_string(++count);
    Json rows = Json::Array{};
    for (const Figure* figure : section.figures)
      rows.push_back(Json::object({{"name", both(figure->indicator->name)},
                                   {"said", both(sentence(*figure))},
                                   {"remark", both(remark(*figure))}}));
    fields.values.set(name, std::move(rows));
    form.body.push_back(documents::Heading{section.title});
    form.body.push_back(table(name, {{{"指标", "Indicator"}, {"{name}", "{name}"}, 1.3},
                                     {{"数值", "Figure"}, {"{said}", "{said}"}, 1.2},
                                     {{"说明", "Remark"}, {"{remark}", "{remark}"}, 1}}));
  }
  if (!targets.empty()) {
    Json rows = Json::Array{};
    for (const PlanTarget& target : targets) {
      const auto text = [&](const char* field) {
        return std::string(target.fields.find_string(field).value_or(""));
      };
      const Json* wanted = target.fields.find("wanted");
      rows.push_back(Json::object(
          {{"goal", text("goal")},
           {"wanted", (wanted && wanted->if_number() ? wanted->if_number()->digits : "") + text("unit")},
           {"due", text("due")},
           {"state", both(name_of(target.progress.state))}}));
    }
    fields.values.set("targets", std::move(rows));
    form.body.push_back(documents::Heading{{"规划目标", "Plan targets"}});
    form.body.push_back(table("targets", {{{"目标", "Goal"}, {"{goal}", "{goal}"}, 1.4},
                                          {{"目标值", "Wanted"}, {"{wanted}", "{wanted}"}, 0.8, true},
                                          {{"期限", "Due"}, {"{due}", "{due}"}, 0.8, true},
                                          {{"状态", "State"}, {"{state}", "{state}"}, 0.8, true}}));
  }
  add_charts(form, fields, sections_of(figures, definitions));
  return documents::render(form, fields, {language, "", demonstration});
}

}  // namespace shuxin::app
