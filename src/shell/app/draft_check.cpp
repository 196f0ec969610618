// What is still missing in a draft, as the zone would judge it now.
#include <algorithm>

#include "core/casework/no_supplies.h"
#include "shell/app/drafts.h"
#include "shell/app/reach.h"

namespace shuxin::app {
namespace {

using base::Json;

}  // namespace

base::Result<std::vector<FormFault>> Drafts::form_faults(const Draft& draft, base::Instant now) {
  const catalog::Catalogue& catalogue = service_.catalogue();
  const base::Date today = catalogue.calendar.legal_day(now);
  const catalog::Form* form = nullptr;
  Json values = draft.form;
  if (const catalog::Package* package =
          draft.kind == "package" ? catalogue.find_package(draft.target, today) : nullptr) {
    form = catalogue.find_form(package->form);
    values = casework::form_with_choice(*package, std::move(values), draft.chosen);
  }
  if (const catalog::Matter* matter =
          draft.kind == "matter" ? catalogue.find_matter(draft.target, today) : nullptr)
    form = catalogue.find_form(matter->form);
  // Corrections hold single members; the whole is judged with what was there before.
  if (!form) return std::vector<FormFault>{};
  return validate_form(form->schema, values);
}

base::Result<Json> Drafts::check(const Identity& identity, const std::string& id, base::Instant now) {
  SHUXIN_TRY(const Draft draft, load(identity, id));
  const catalog::Catalogue& catalogue = service_.catalogue();
  const base::Date today = catalogue.calendar.legal_day(now);
  SHUXIN_TRY(const std::vector<FormFault> form, form_faults(draft, now));
  Json::Array faults;
  for (const FormFault& fault : form)
    faults.push_back(Json::object({{"pointer", fault.pointer}, {"text", to_json(fault.text)}}));

  std::vector<const catalog::Matter*> matters;
  // Members that wait for others are judged on their conditions when they begin, not before.
  std::vector<const catalog::Matter*> later;
  casework::CaseState blank;
  if (draft.kind == "correction") {
    CaseView view(service_, identity, now);
    SHUXIN_TRY(const CaseHistory history, view.load(draft.target));
    blank = history.state;
    if (const auto* matter = catalogue.find_matter_version(blank.opened.matter, blank.opened.matter_from))
      matters.push_back(matter);
  } else if (const catalog::Package* package = catalogue.find_package(draft.target, today)) {
    for (const catalog::Member& member : package->members)
      if (!member.optional || std::ranges::find(draft.chosen, member.id) != draft.chosen.end())
        if (const catalog::Matter* matter = catalogue.find_matter(member.matter, today)) {
          matters.push_back(matter);
          if (!member.after.empty()) later.push_back(matter);
        }
  } else if (const catalog::Matter* matter = catalogue.find_matter(draft.target, today)) {
    matters.push_back(matter);
  }

  SHUXIN_TRY(const auto reads, service_.store().snapshot(service_.zone()));
  Json::Array gaps;
  Json::Array materials;
  std::vector<std::string> seen;
  casework::NoSupplies none;
  StoredRegisters registers(*reads, catalogue, service_.zone());
  const casework::Given given{catalogue, registers, none, now};
  for (const catalog::Matter* matter : matters) {
    casework::CaseState state = blank;
    state.opened.matter = matter->id;
    state.opened.matter_from = matter->effective.from;
    state.opened.procedure = matter->procedure;
    if (const auto* procedure = catalogue.find_procedure(matter->procedure, today))
      state.opened.procedure_from = procedure->effective.from;
    state.opened.applicant = draft.account;
    state.opened.applicant_kind = actor_of(identity).kind;
    if (const Json::Object* members = draft.form.if_object())
      for (const auto& [name, value] : *members) state.form.set(name, value);
    casework::CaseState nothing_given = state;
    nothing_given.materials.clear();
    const casework::Judgement bare = casework::judge(nothing_given, given);
    for (const auto& [material, how] : draft.materials) state.materials[material] = how;
    const casework::Judgement judged = casework::judge(state, given);
    SHUXIN_DO(registers.done());
    for (const casework::Gap& gap : judged.gaps) {
      if (std::ranges::find(seen, gap.kind + gap.id) != seen.end()) continue;
      if (gap.kind == "condition" && std::ranges::find(later, matter) != later.end()) continue;
      seen.push_back(gap.kind + gap.id);
      Json one = Json::object({{"kind", gap.kind}, {"id", gap.id}, {"text", to_json(gap.text)}});
      if (!gap.field.empty()) one.set("field", gap.field);
      gaps.push_back(std::move(one));
    }
    for (const catalog::Material& material : matter->materials) {
      if (std::ranges::find(seen, "shown" + material.id) != seen.end()) continue;
      const bool missing = std::ranges::any_of(bare.gaps, [&](const casework::Gap& gap) {
        return gap.kind == "material" && gap.id == material.id;
      });
      const bool held = !material.from.empty() && !missing;
      if (!missing && !held) continue;  // not needed for what was filled in
      seen.push_back("shown" + material.id);
      materials.push_back(Json::object({{"id", material.id},
                                        {"name", to_json(material.name)},
                                        {"asked", missing},
                                        {"held", held},
                                        {"tolerated", material.tolerated.has_value()},
                                        {"commitment", !material.commitment.empty()},
                                        {"hint", to_json(material.hint)}}));
    }
  }
  const bool ready = gaps.empty() && faults.empty();
  return Json::object({{"gaps", std::move(gaps)},
                       {"faults", std::move(faults)},
                       {"materials", std::move(materials)},
                       {"ready", ready}});
}

}  // namespace shuxin::app
