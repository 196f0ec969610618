// The smaller parts of what people see.
#include "core/calendar/explanation.h"
#include "core/calendar/reading.h"
#include "shell/app/case_view.h"

namespace shuxin::app {
namespace {

using base::Json;

std::string_view unit_name(calendar::Unit unit) {
  switch (unit) {
    case calendar::Unit::WorkingDays:
      return "working-days";
    case calendar::Unit::NaturalDays:
      return "natural-days";
    case calendar::Unit::OfficeMinutes:
      return "office-minutes";
    case calendar::Unit::OnTheSpot:
      return "on-the-spot";
  }
  return "";
}

std::string_view lamp_name(calendar::Lamp lamp) {
  switch (lamp) {
    case calendar::Lamp::Green:
      return "green";
    case calendar::Lamp::Yellow:
      return "yellow";
    case calendar::Lamp::Red:
      return "red";
    case calendar::Lamp::Overdue:
      return "overdue";
  }
  return "";
}

}  // namespace

Json to_json(const base::Text& text) {
  return Json::object({{"zh", text.zh}, {"en", text.en}});
}

Json to_json(const calendar::Limit& limit) {
  return Json::object({{"unit", unit_name(limit.unit)},
                       {"amount", limit.amount},
                       {"text", to_json(calendar::describe(limit))}});
}

Json to_json(const catalog::Basis& basis) {
  return Json::object({{"law", basis.law}, {"article", basis.article}, {"document", basis.document}});
}

Json to_json(const std::vector<catalog::Basis>& basis) {
  Json::Array all;
  for (const catalog::Basis& one : basis) all.push_back(to_json(one));
  return all;
}

Json name_of_organisation(const catalog::Catalogue& catalogue, const std::string& id) {
  const catalog::Organisation* found = catalogue.find_organisation(id);
  return found ? to_json(found->name) : to_json(base::Text{id, id});
}

Json clock_json(const std::string& id, const base::Text& name, const casework::RunningClock& running,
                const calendar::Calendar& calendar, base::Instant now) {
  Json json = Json::object({{"id", id}, {"name", to_json(name)}, {"promised", running.promised}});
  if (!running.clock) return json;
  const calendar::ClockReading reading = calendar::read_clock(*running.clock, calendar, now);
  std::string_view status = "running";
  if (running.ended || reading.status == calendar::ClockStatus::Satisfied)
    status = "satisfied";
  else if (running.lapsed)
    status = "lapsed";
  else if (reading.status == calendar::ClockStatus::Standing)
    status = "standing";
  json.set("status", status);
  json.set("budget", to_json(reading.budget));
  json.set("consumed", to_json(reading.consumed));
  json.set("remaining", to_json(reading.remaining));
  json.set("due", reading.due.to_string());
  json.set("lamp", lamp_name(reading.lamp));
  json.set("provisional", reading.provisional);
  const calendar::Explanation explanation = calendar::explain_clock(*running.clock, calendar, now);
  const auto zh = explanation.messages(base::Language::Chinese);
  const auto en = explanation.messages(base::Language::English);
  Json::Array sentences;
  for (std::size_t i = 0; i < zh.size() && i < en.size(); ++i)
    sentences.push_back(
        to_json(base::Text{word(zh[i], base::Language::Chinese), word(en[i], base::Language::English)}));
  json.set("explanation", std::move(sentences));
  return json;
}

}  // namespace shuxin::app
