// The smaller parts of what people see.
#include <algorithm>

#include "core/base/both.h"
#include "core/calendar/explanation.h"
#include "core/calendar/reading.h"
#include "shell/app/case_view.h"

namespace shuxin::app {
namespace {

using base::Json;

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
  return base::both(text);
}

Json to_json(const calendar::Limit& limit) {
  return Json::object({{"unit", calendar::name_of(limit.unit)},
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

Json obligation_json(const casework::Obligation& duty, const calendar::Calendar& calendar,
                     base::Instant now) {
  calendar::ClockRules rules;
  rules.limit = duty.duty.due;
  Json one = Json::object({{"id", duty.duty.id},
                           {"kind", duty.duty.kind},
                           {"name", to_json(duty.duty.name)},
                           {"owner", duty.duty.owner},
                           {"open", duty.open}});
  if (const auto clock = calendar::Clock::start(rules, duty.opened_at)) {
    const calendar::ClockReading reading = calendar::read_clock(*clock, calendar, now);
    one.set("due", reading.due.to_string());
    if (duty.open) one.set("lamp", lamp_name(reading.lamp));
  }
  if (!duty.open) one.set("closed_as", duty.closed_as);
  return one;
}

Json name_of_field(const catalog::Register& kind, const std::string& field) {
  base::Text name{field, field};
  const Json* properties = kind.schema.find("properties");
  if (const Json* property = properties ? properties->find(field) : nullptr) {
    name.zh = property->find_string("title").value_or(field);
    name.en = property->find_string("x-title-en").value_or(name.zh);
  }
  return to_json(name);
}

namespace {

// A value in the words that its register has for it (`x-names`); nothing for what speaks for itself.
std::optional<Json> words_of(const catalog::Register& kind, const std::string& field, const Json& value) {
  const Json* properties = kind.schema.find("properties");
  const Json* property = properties ? properties->find(field) : nullptr;
  const Json* names = property ? property->find("x-names") : nullptr;
  const Json* name = names && value.if_string() ? names->find(*value.if_string()) : nullptr;
  return name ? std::optional(*name) : std::nullopt;
}

}  // namespace

Json facts_json(const std::vector<casework::LookUp>& all, const catalog::Catalogue& catalogue) {
  Json::Array facts;
  for (const casework::LookUp& one : all) {
    const catalog::Register* kind = catalogue.find_register(one.fact->register_kind);
    if (!kind) continue;
    const auto is_personal = [&](const std::string& field) {
      return std::ranges::find(kind->personal, field) != kind->personal.end();
    };
    const std::string& by = one.fact->by.empty() ? kind->key : one.fact->by;
    std::string looked_up;
    for (const casework::FactKey& key : one.keys) looked_up += (looked_up.empty() ? "" : "、") + key.key;
    Json::Array entries;
    for (const casework::FactEntries::Entry& entry : one.found.entries) {
      Json::Array fields;
      for (const std::string& field : one.fact->fields) {
        const Json* value = entry.fields.find(field);
        if (!value || value->is_null()) continue;
        Json shown = Json::object({{"id", field},
                                   {"name", name_of_field(*kind, field)},
                                   {"value", is_personal(field) ? Json(masked) : *value}});
        if (auto words = words_of(*kind, field, *value); words && !is_personal(field))
          shown.set("text", *std::move(words));
        fields.push_back(std::move(shown));
      }
      entries.push_back(
          Json::object({{"key", entry.key}, {"version", entry.version}, {"fields", std::move(fields)}}));
    }
    facts.push_back(Json::object({{"id", one.fact->id},
                                  {"register", kind->id},
                                  {"name", to_json(kind->name)},
                                  {"key_name", name_of_field(*kind, by)},
                                  {"key", is_personal(by) ? std::string() : looked_up},
                                  {"entries", std::move(entries)}}));
  }
  return facts;
}

}  // namespace shuxin::app
