#include "shell/app/figures_view.h"

#include <algorithm>

#include "core/base/both.h"
#include "core/indicators/print.h"

namespace shuxin::app {
namespace {

using base::Json;
using base::Text;
using indicators::Figure;
using indicators::Figures;

Json number(base::Decimal value) {
  return Json::Number{value.to_string()};
}

Json worded(const base::Message& message) {
  return Json::object({{"code", message.code}, {"text", both(message)}});
}

std::string_view code_of(Figure::State state) {
  switch (state) {
    case Figure::State::Computed:
      return "computed";
    case Figure::State::Unknown:
      return "unknown";
    case Figure::State::Reported:
      return "reported";
  }
  return "";
}

std::string_view code_of(indicators::Progress::State state) {
  using State = indicators::Progress::State;
  switch (state) {
    case State::Reached:
      return "reached";
    case State::OnTheWay:
      return "on_the_way";
    case State::Missed:
      return "missed";
    case State::Unknown:
      return "unknown";
  }
  return "";
}

Json reported_json(const indicators::Reported& said) {
  Json out = Json::Object{};
  const auto add = [&](const char* name, const Text& text) {
    if (!text.zh.empty()) out.set(name, both(text));
  };
  add("value", said.value);
  add("growth", said.growth);
  add("share", said.share);
  add("says", said.says);
  add("source", said.source);
  return out;
}

Json groups_json(const Figure& figure) {
  Json items = Json::Array{};
  for (const indicators::Group& one : figure.groups) {
    Json item = Json::object(
        {{"code", one.code}, {"name", both(one.name)}, {"records", static_cast<std::int64_t>(one.records)}});
    if (one.rounded) item.set("value", number(*one.rounded));
    if (one.rounded) item.set("amount", both(indicators::print_amount(*figure.indicator, *one.rounded)));
    items.push_back(std::move(item));
  }
  return Json::object({{"by", both(figure.grouped_by)}, {"items", std::move(items)}});
}

Json target_json(const PlanTarget& target) {
  Json out = target.fields;
  out.set("state", code_of(target.progress.state));
  out.set("state_name", both(name_of(target.progress.state)));
  if (target.progress.percent)
    out.set(
        "percent",
        number(
            target.progress.percent->rounded(1, base::Rounding::HalfUp).value_or(*target.progress.percent)));
  return out;
}

}  // namespace

Text name_of(indicators::Progress::State state) {
  using State = indicators::Progress::State;
  switch (state) {
    case State::Reached:
      return {"已达到", "reached"};
    case State::OnTheWay:
      return {"推进中", "on the way"};
    case State::Missed:
      return {"到期未达到", "due and not reached"};
    case State::Unknown:
      return {"尚不可知", "not known"};
  }
  return {};
}

Json figure_json(const Figure& figure, const indicators::Definitions& definitions) {
  const indicators::Indicator& of = *figure.indicator;
  Json out = Json::object({{"id", of.id},
                           {"name", both(of.name)},
                           {"state", code_of(figure.state)},
                           {"printed", both(figure.printed)},
                           {"sentence", both(sentence(figure))},
                           {"unit", both(of.unit_text)}});
  if (figure.state == Figure::State::Computed) {
    out.set("value", number(figure.rounded));
    out.set("exact", number(figure.exact));
  }
  if (figure.previous) out.set("previous", number(*figure.previous));
  if (figure.growth) {
    Json growth = Json::object({{"percent", number(*figure.growth)},
                                {"printed", both(figure.growth_printed)},
                                {"basis", of.compare->comparable ? "comparable" : "all"}});
    if (of.compare->comparable) growth.set("compared", static_cast<std::int64_t>(figure.compared));
    out.set("growth", std::move(growth));
  }
  if (figure.share)
    out.set("share", Json::object({{"of", of.share->of},
                                   {"percent", number(*figure.share)},
                                   {"printed", both(figure.share_printed)}}));
  if (!figure.groups.empty()) out.set("groups", groups_json(figure));
  if (figure.periods.size() > 1) {
    Json periods = Json::Array{};
    for (const indicators::Period& one : figure.periods) {
      Json period = Json::object({{"year", one.year}});
      if (one.rounded) period.set("value", number(*one.rounded));
      if (one.rounded) period.set("printed", both(one.printed));
      if (one.rounded) period.set("amount", both(indicators::print_amount(of, *one.rounded)));
      periods.push_back(std::move(period));
    }
    out.set("periods", std::move(periods));
  }
  if (!of.reported.empty()) out.set("reported", reported_json(of.reported));
  if (figure.as_reported) out.set("as_reported", *figure.as_reported);
  Json reasons = Json::Array{};
  for (const base::Message& reason : figure.reasons) reasons.push_back(worded(reason));
  out.set("reasons", std::move(reasons));
  out.set("records", static_cast<std::int64_t>(figure.used.size()));
  Json needs = Json::Array{};
  for (const indicators::Need& need : of.needs) needs.push_back(need.indicator);
  out.set("needs", std::move(needs));
  Json labels = Json::Array{};
  for (const indicators::Classification& one : definitions.classifications)
    if (of.labels.contains(one.id))
      labels.push_back(Json::object({{"id", one.id}, {"name", both(one.name)}}));
  out.set("labels", std::move(labels));
  Json basis = Json::Array{};
  for (const catalog::Basis& one : of.basis) basis.push_back(one.to_string());
  out.set("basis", std::move(basis));
  if (!of.value.empty()) out.set("formula", of.value.text);
  if (!of.note.zh.empty()) out.set("note", both(of.note));
  return out;
}

std::vector<ShownSection> sections_of(const Figures& figures, const indicators::Definitions& definitions) {
  std::vector<ShownSection> sections;
  std::vector<const Figure*> left;
  for (const Figure& figure : figures.figures) left.push_back(&figure);
  for (const indicators::Bulletin::Section& one : definitions.bulletin.sections) {
    ShownSection section{one.title, {}};
    for (const std::string& id : one.indicators)
      if (const Figure* figure = figures.find(id)) {
        section.figures.push_back(figure);
        std::erase(left, figure);
      }
    if (!section.figures.empty()) sections.push_back(std::move(section));
  }
  if (!left.empty()) sections.push_back({{"其他", "Others"}, std::move(left)});
  return sections;
}

Json figures_json(const Figures& figures, const indicators::Definitions& definitions,
                  const std::vector<PlanTarget>& targets) {
  Json sections = Json::Array{};
  Json all = Json::Array{};
  for (const ShownSection& section : sections_of(figures, definitions)) {
    Json ids = Json::Array{};
    for (const Figure* figure : section.figures) {
      ids.push_back(figure->indicator->id);
      all.push_back(figure_json(*figure, definitions));
    }
    sections.push_back(Json::object({{"title", both(section.title)}, {"indicators", std::move(ids)}}));
  }
  Json goals = Json::Array{};
  for (const PlanTarget& target : targets) goals.push_back(target_json(target));
  return Json::object({{"name", both(definitions.bulletin.name)},
                       {"year", figures.year},
                       {"as_of", figures.asked.as_of.to_string()},
                       {"sections", std::move(sections)},
                       {"indicators", std::move(all)},
                       {"targets", std::move(goals)}});
}

Text sentence(const Figure& figure) {
  if (figure.state == Figure::State::Unknown) return {"尚不可知", "not known"};
  Text said = figure.printed;
  if (figure.growth) {
    const bool fell = figure.growth->is_negative();
    const std::string size =
        indicators::print_percent(figure.growth->abs(), figure.indicator->compare->round).zh;
    said.zh += (fell ? "，同比下降" : "，同比增长") + size;
    said.en += (fell ? ", down " : ", up ") + size;
  }
  if (figure.share) {
    said.zh += "，占" + figure.share_printed.zh;
    said.en += ", " + figure.share_printed.en + " of the whole";
  }
  return said;
}

}  // namespace shuxin::app
