#include "shell/app/catalogue_view.h"

#include <algorithm>

#include "core/casework/work_words.h"
#include "shell/app/case_view.h"

namespace shuxin::app {
namespace {

using base::Json;
using base::Text;
using catalog::Catalogue;
using catalog::Matter;
using catalog::Package;

Json strings(const std::vector<std::string>& all) {
  return Json::Array(all.begin(), all.end());
}

void set_limits(Json& json, const Matter& matter) {
  for (const char* name : {"promised", "legal"})
    if (const auto found = matter.limits.find(name); found != matter.limits.end())
      json.set(name, to_json(found->second));
}

bool holds(const Text& name, const Text& summary, const std::string& id, std::string_view words) {
  if (words.empty()) return true;
  for (const std::string& text : {name.zh, name.en, summary.zh, summary.en, id})
    if (text.find(words) != std::string::npos) return true;
  return false;
}

std::string_view failing_name(catalog::Condition::Failing failing) {
  switch (failing) {
    case catalog::Condition::Failing::Gap:
      return "gap";
    case catalog::Condition::Failing::NotAccepted:
      return "not_accepted";
    case catalog::Condition::Failing::Refused:
      return "refused";
    case catalog::Condition::Failing::Barred:
      return "barred";
    case catalog::Condition::Failing::Awaited:
      return "awaited";
  }
  return "";
}

Json conditions(const Matter& matter) {
  Json::Array all;
  for (const catalog::Condition& condition : matter.conditions)
    all.push_back(Json::object({{"id", condition.id},
                                {"text", to_json(condition.otherwise)},
                                {"failing", failing_name(condition.failing)},
                                {"basis", to_json(condition.basis)}}));
  return all;
}

// What is signed in place of the proof, in the words in force that day.
Json commitment_json(const catalog::Commitment& commitment) {
  Json json = Json::object({{"id", commitment.id},
                            {"name", to_json(commitment.name)},
                            {"effective_from", commitment.effective.from.to_string()},
                            {"text", to_json(commitment.text)},
                            {"signer", to_json(commitment.signer)},
                            {"check", to_json(commitment.check)},
                            {"breach", to_json(commitment.breach)},
                            {"basis", to_json(commitment.basis)}});
  if (commitment.check_within) json.set("check_within", to_json(*commitment.check_within));
  return json;
}

void add_materials(const Catalogue& catalogue, const Matter& matter, base::Date day, Json::Array& all) {
  for (const catalog::Material& material : matter.materials) {
    const auto same = [&](const Json& one) { return one.find_string("id") == material.id; };
    if (std::ranges::any_of(all, same)) continue;
    Json one = Json::object({{"id", material.id},
                             {"name", to_json(material.name)},
                             {"required", material.required_when.empty() ? "always" : "conditional"},
                             {"condition", material.required_when.text},
                             {"commitment", !material.commitment.empty()},
                             {"originals", material.originals},
                             {"copies", material.copies}});
    if (const auto* commitment = catalogue.find_commitment(material.commitment, day))
      one.set("commitment_text", commitment_json(*commitment));
    if (!material.hint.zh.empty()) one.set("hint", to_json(material.hint));
    if (material.tolerated) one.set("tolerated", to_json(*material.tolerated));
    for (const catalog::Fact& fact : matter.facts)
      if (fact.id == material.from) one.set("from_register", fact.register_kind);
    all.push_back(std::move(one));
  }
}

Json steps(const Catalogue& catalogue, const Matter& matter, const catalog::Procedure* procedure) {
  Json::Array all;
  if (!procedure) return all;
  for (const catalog::State& state : procedure->states) {
    const auto desk = matter.desks.find(state.owner);
    const std::string organisation = state.owner.empty() || state.owner == "applicant" ? ""
                                     : desk == matter.desks.end()                      ? matter.authority
                                                                                       : desk->second;
    all.push_back(Json::object({{"id", state.id},
                                {"name", to_json(state.name)},
                                {"owner", state.owner},
                                {"owner_name", to_json(casework::name_of_desk(state.owner, catalogue))},
                                {"organisation", name_of_organisation(catalogue, organisation)},
                                {"final", state.final},
                                {"basis", to_json(state.basis)}}));
  }
  return all;
}

Json fees(const Matter& matter) {
  Json::Array all;
  const Json::Object* given = matter.fees ? matter.fees->if_object() : nullptr;
  if (!given) return all;
  for (const auto& [id, fee] : *given) {
    const Json* name = fee.find("name");
    const Json* amount = fee.find("amount");
    all.push_back(
        Json::object({{"id", id},
                      {"name", name ? *name : to_json(Text{id, id})},
                      {"amount", amount && amount->if_number() ? amount->if_number()->digits : ""}}));
  }
  return all;
}

Json results(const Catalogue& catalogue, const Matter& matter) {
  Json::Array all;
  if (const auto* document = catalogue.find_document(matter.results.document))
    all.push_back(to_json(document->name));
  for (const catalog::RegisterWrite& write : matter.results.registers)
    if (const auto* kind = catalogue.find_register(write.register_kind)) all.push_back(to_json(kind->name));
  return all;
}

Json reviews(const Catalogue& catalogue, const Matter& matter) {
  Json::Array all;
  for (const catalog::ReviewStep& step : matter.review)
    all.push_back(Json::object(
        {{"id", step.id},
         {"name", to_json(step.name)},
         {"organisation", name_of_organisation(catalogue, step.organisation.empty() ? matter.authority
                                                                                    : step.organisation)}}));
  return all;
}

}  // namespace

Json service_cards(const Catalogue& catalogue, base::Date day, std::string_view words) {
  Json::Array items;
  for (const Package& package : catalogue.packages) {
    if (!package.effective.covers(day) || !holds(package.name, package.summary, package.id, words)) continue;
    Json::Array materials;
    for (const catalog::Member& member : package.members)
      if (const Matter* matter = catalogue.find_matter(member.matter, day))
        add_materials(catalogue, *matter, day, materials);
    Json card = Json::object({{"kind", "package"},
                              {"id", package.id},
                              {"name", to_json(package.name)},
                              {"summary", to_json(package.summary)},
                              {"authority", to_json(catalogue.zone.name)},
                              {"applicants", strings(package.applicants)},
                              {"materials", static_cast<std::int64_t>(materials.size())}});
    if (package.promise) card.set("promised", to_json(*package.promise));
    items.push_back(std::move(card));
  }
  for (const Matter& matter : catalogue.matters) {
    if (!matter.effective.covers(day) || !holds(matter.name, matter.summary, matter.id, words)) continue;
    Json card = Json::object({{"kind", "matter"},
                              {"id", matter.id},
                              {"name", to_json(matter.name)},
                              {"summary", to_json(matter.summary)},
                              {"authority", name_of_organisation(catalogue, matter.authority)},
                              {"applicants", strings(matter.applicants)},
                              {"materials", static_cast<std::int64_t>(matter.materials.size())}});
    set_limits(card, matter);
    items.push_back(std::move(card));
  }
  return Json::object({{"items", std::move(items)}});
}

std::optional<Json> matter_guide(const Catalogue& catalogue, std::string_view id, base::Date day) {
  const Matter* matter = catalogue.find_matter(id, day);
  if (!matter) return std::nullopt;
  const catalog::Procedure* procedure = catalogue.find_procedure(matter->procedure, day);
  Json::Array materials;
  add_materials(catalogue, *matter, day, materials);
  Json guide = Json::object({{"kind", "matter"},
                             {"id", matter->id},
                             {"name", to_json(matter->name)},
                             {"summary", to_json(matter->summary)},
                             {"authority", name_of_organisation(catalogue, matter->authority)},
                             {"applicants", strings(matter->applicants)},
                             {"effective_from", matter->effective.from.to_string()},
                             {"basis", to_json(matter->basis)},
                             {"conditions", conditions(*matter)},
                             {"materials", std::move(materials)},
                             {"steps", steps(catalogue, *matter, procedure)},
                             {"reviews", reviews(catalogue, *matter)},
                             {"fees", fees(*matter)},
                             {"results", results(catalogue, *matter)},
                             {"form", matter->form}});
  set_limits(guide, *matter);
  if (!matter->implementing_list.is_null()) guide.set("implementing_list", matter->implementing_list);
  return guide;
}

std::optional<Json> package_guide(const Catalogue& catalogue, std::string_view id, base::Date day) {
  const Package* package = catalogue.find_package(id, day);
  if (!package) return std::nullopt;
  Json::Array materials;
  Json::Array members;
  Json::Array all_results;
  for (const catalog::Member& member : package->members) {
    const Matter* matter = catalogue.find_matter(member.matter, day);
    if (!matter) continue;
    add_materials(catalogue, *matter, day, materials);
    Json one = Json::object({{"id", member.id},
                             {"matter", member.matter},
                             {"name", to_json(matter->name)},
                             {"authority", name_of_organisation(catalogue, matter->authority)},
                             {"optional", member.optional},
                             {"after", strings(member.after)}});
    if (const auto found = matter->limits.find("promised"); found != matter->limits.end())
      one.set("promised", to_json(found->second));
    members.push_back(std::move(one));
    const Json found = results(catalogue, *matter);
    for (const Json& result : *found.if_array())
      if (std::ranges::find(all_results, result) == all_results.end()) all_results.push_back(result);
  }
  Json guide = Json::object({{"kind", "package"},
                             {"id", package->id},
                             {"name", to_json(package->name)},
                             {"summary", to_json(package->summary)},
                             {"authority", to_json(catalogue.zone.name)},
                             {"applicants", strings(package->applicants)},
                             {"effective_from", package->effective.from.to_string()},
                             {"basis", to_json(package->basis)},
                             {"conditions", Json::Array{}},
                             {"materials", std::move(materials)},
                             {"steps", Json::Array{}},
                             {"reviews", Json::Array{}},
                             {"fees", Json::Array{}},
                             {"results", std::move(all_results)},
                             {"form", package->form},
                             {"package_members", std::move(members)}});
  if (package->promise) guide.set("promised", to_json(*package->promise));
  return guide;
}

std::optional<Json> show_form(const Catalogue& catalogue, std::string_view id) {
  const catalog::Form* form = catalogue.find_form(id);
  if (!form) return std::nullopt;
  return Json::object({{"id", form->id},
                       {"schema", form->schema},
                       {"ui", form->ui.is_null() ? Json(Json::Object{}) : form->ui}});
}

Json organisations(const Catalogue& catalogue) {
  Json::Array items;
  for (const catalog::Organisation& one : catalogue.zone.organisations)
    items.push_back(Json::object({{"id", one.id}, {"name", to_json(one.name)}}));
  return Json::object({{"items", std::move(items)}});
}

}  // namespace shuxin::app
