// What the documents of a case may print.
#include <algorithm>

#include "core/base/both.h"
#include "core/casework/work.h"

namespace shuxin::casework {
namespace {

Json name_of_organisation(const catalog::Catalogue& catalogue, const std::string& id) {
  const catalog::Organisation* found = catalogue.find_organisation(id);
  return found ? both(found->name) : Json(id);
}

// How a material was handed in, as a receipt prints it.
Text form_of(const std::string& how) {
  if (how == "commitment") return {"承诺", "commitment"};
  if (how == "tolerated") return {"容缺后补", "to follow"};
  if (how == "paper") return {"纸质", "paper"};
  return {"电子", "electronic"};
}

Json materials_of(const CaseState& state, const catalog::Matter& matter) {
  Json::Array all;
  for (const catalog::Material& material : matter.materials) {
    const auto given = state.materials.find(material.id);
    if (given == state.materials.end()) continue;
    const auto copies = std::max<std::size_t>(given->second.files.size(), 1);
    all.push_back(Json::object({{"name", both(material.name)},
                                {"copies", std::to_string(copies)},
                                {"form", both(form_of(given->second.how))}}));
  }
  return all;
}

Json gaps_of(const Judgement& judgement, const catalog::Matter& matter, const catalog::Form* form) {
  Json::Array all;
  for (const Gap& gap : judgement.gaps) {
    Text subject{gap.id, gap.id};
    const auto material = std::ranges::find(matter.materials, gap.id, &catalog::Material::id);
    if (material != matter.materials.end()) {
      subject = material->name;
    } else if (form && !gap.field.empty()) {
      const Json* properties = form->schema.find("properties");
      const std::string member = gap.field.substr(1, gap.field.find('/', 1) - 1);
      if (const Json* property = properties ? properties->find(member) : nullptr)
        subject = {std::string(property->find_string("title").value_or(member)),
                   std::string(property->find_string("x-title-en").value_or(member))};
    }
    const Text mend =
        material != matter.materials.end()
            ? Text{"请提交" + material->name.zh + (material->hint.zh.empty() ? "" : "：" + material->hint.zh),
                   "Hand in: " + material->name.en +
                       (material->hint.en.empty() ? "" : ". " + material->hint.en)}
            : Text{"请改正后重新提交", "Correct it and hand it in again"};
    all.push_back(
        Json::object({{"subject", both(subject)}, {"problem", both(gap.text)}, {"mend", both(mend)}}));
  }
  return all;
}

Json basis_of(const Pinned& pinned) {
  std::string all;
  for (const catalog::Basis& basis : pinned.matter->basis)
    all += (all.empty() ? "" : "、") + basis.to_string();
  return all;
}

Json reasons_of(const Json& input, const Judgement& judgement) {
  Json::Array reasons;
  if (const auto reason = input.find_string("reason"); reason && !reason->empty()) reasons.push_back(*reason);
  for (const auto& [condition, outcome] : judgement.findings) reasons.push_back(both(condition->otherwise));
  return reasons;
}

// Where to turn against a decision (行政许可法 38(2); 行政复议法 20; 行政诉讼法 46); the bodies are the
// zone's.
Json remedies_of(const catalog::Catalogue& catalogue) {
  Json remedies;
  for (const catalog::Organisation& one : catalogue.zone.organisations) {
    if (one.kind == "reconsideration_body") remedies.set("reconsideration", both(one.name));
    if (one.kind == "court") remedies.set("court", both(one.name));
  }
  return remedies;
}

}  // namespace

// {fact: {field: value}} of a {fact: [{fields}]}: single entries only. What is about a person is kept apart,
// and a value that the register names (`x-names`) is printed by its name.
void add_facts(Paper& paper, const catalog::Matter& matter, const catalog::Catalogue& catalogue,
               const Json& record) {
  Json open = Json::Object{};
  Json personal;
  for (const catalog::Fact& fact : matter.facts) {
    const Json* seen = record.find(fact.id);
    const catalog::Register* kind = catalogue.find_register(fact.register_kind);
    if (fact.many || !kind || !seen || !seen->if_array() || seen->if_array()->empty()) continue;
    const Json* fields = seen->if_array()->front().find("fields");
    const Json* properties = kind->schema.find("properties");
    if (!fields || !fields->if_object()) continue;
    Json shown = Json::Object{};
    Json hidden;
    for (const auto& [name, value] : *fields->if_object()) {
      const Json* property = properties ? properties->find(name) : nullptr;
      const Json* names = property ? property->find("x-names") : nullptr;
      const Json* worded = names && value.if_string() ? names->find(*value.if_string()) : nullptr;
      (std::ranges::find(kind->personal, name) != kind->personal.end() ? hidden : shown)
          .set(name, worded ? *worded : value);
    }
    open.set(fact.id, std::move(shown));
    if (!hidden.is_null()) personal.set(fact.id, std::move(hidden));
  }
  paper.content.set("facts", std::move(open));
  if (!personal.is_null()) paper.personal.set("facts", std::move(personal));
}

Paper compose_paper(const CaseState& state, const Pinned& pinned, const Given& given, const Json& input,
                    const Judgement& judgement, Instant at) {
  const catalog::Catalogue& catalogue = given.catalogue;
  const catalog::Matter& matter = *pinned.matter;
  const catalog::Form* form = catalogue.find_form(matter.form);
  Paper paper;
  Json& content = paper.content;
  content = Json::object({{"case", Json::object({{"number", state.opened.number}})},
                          {"matter", Json::object({{"id", matter.id}, {"name", both(matter.name)}})},
                          {"received", legal_day(catalogue, state.submitted_at).to_string()},
                          {"accepted", legal_day(catalogue, at).to_string()},
                          {"issued", legal_day(catalogue, at).to_string()},
                          {"basis", basis_of(pinned)},
                          {"materials", materials_of(state, matter)},
                          {"gaps", gaps_of(judgement, matter, form)}});
  for (const char* member : {"reason", "needed_time", "kind", "text"})
    if (const auto text = input.find_string(member)) content.set(member, *text);
  content.set("reasons", reasons_of(input, judgement));
  if (const auto other = input.find_string("authority"); other && !other->empty())
    content.set("authority", Json::object({{"name", name_of_organisation(catalogue, std::string(*other))}}));
  content.set("remedies", remedies_of(catalogue));
  // When things fall due, for the papers that promise it.
  for (const auto& [clock, member] : {std::pair{"notice", "notice_due"}, std::pair{"decision", "legal_due"},
                                      std::pair{"promise", "due"}, std::pair{"correction", "correct_by"}}) {
    const auto running = state.clocks.find(clock);
    if (running == state.clocks.end()) continue;
    if (const auto due = due_of(running->second, catalogue.calendar))
      content.set(member, legal_day(catalogue, *due).to_string());
  }
  Json limits = Json::object({{"legal", ""}, {"promised", ""}});
  for (const auto& [name, limit] : matter.limits) limits.set(name, both(calendar::describe(limit)));
  content.set("limits", std::move(limits));
  Json results = Json::Object{};
  for (const auto& [name, value] : state.results) results.set(name, value);
  content.set("results", std::move(results));

  // What is open and what is about a person are printed together but kept apart.
  Json open = Json::Object{};
  Json personal;
  if (const Json::Object* values = state.form.if_object())
    for (const auto& [name, value] : *values)
      (form && std::ranges::find(form->personal, name) != form->personal.end() ? personal : open)
          .set(name, value);
  content.set("form", std::move(open));
  if (!personal.is_null()) paper.personal.set("form", std::move(personal));
  paper.personal.set("applicant", Json::object({{"name", state.opened.applicant_name}}));
  return paper;
}

}  // namespace shuxin::casework
