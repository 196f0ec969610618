// A matter, and a package of matters, against everything that they name.
#include <algorithm>
#include <set>

#include "core/catalog/check.h"

namespace shuxin::catalog {
namespace {

const std::vector<std::string> applicant_kinds = {"person", "enterprise"};

// Whether a promise is surely longer than the limit. Days of different kinds compare only one way: as many
// working days are never shorter than so many natural ones.
bool is_longer(const Limit& promise, const Limit& law) {
  using calendar::Unit;
  if (law.unit == Unit::OnTheSpot) return promise.unit != Unit::OnTheSpot && promise.amount > 0;
  if (promise.unit == law.unit || (promise.unit == Unit::WorkingDays && law.unit == Unit::NaturalDays))
    return promise.amount > law.amount;
  constexpr std::int64_t minutes_of_a_day = 24 * 60;
  return promise.unit == Unit::OfficeMinutes && promise.amount > law.amount * minutes_of_a_day;
}

std::string organisation_of(const Matter& matter, const std::string& desk) {
  const auto found = matter.desks.find(desk);
  return found == matter.desks.end() ? matter.authority : found->second;
}

class MatterCheck {
 public:
  MatterCheck(Check& check, const Matter& matter) : check_(check), matter_(matter) {
    for (const Procedure& one : check.catalogue().procedures)
      if (one.id == matter.procedure) procedure_ = &one;
  }

  void run() {
    const Catalogue& all = check_.catalogue();
    check_.refer("procedure", matter_.procedure, ids_of(all.procedures), at("procedure"));
    check_.organisation(matter_.authority, at("authority"));
    for (const auto& [desk, holder] : matter_.desks) {
      check_.desk(desk, at("desks"));
      check_.organisation(holder, at("desks"));
    }
    for (const std::string& kind : matter_.applicants)
      check_.refer("applicant", kind, applicant_kinds, at("applicants"));
    if (!matter_.form.empty()) check_.refer("form", matter_.form, ids_of(all.forms), at("form"));
    if (!matter_.power.empty()) check_power();
    check_limits();
    check_facts();
    check_materials();
    check_conditions();
    check_review();
    check_obligations();
    for (const RegisterWrite& write : matter_.results.registers) check_write(write);
    check_documents();
  }

 private:
  const Place& at(std::string_view member) const { return matter_.at.of(member, matter_.place); }

  // The power must be held where the matter is decided, and must not have ended before the matter begins.
  void check_power() {
    check_.refer("power", matter_.power, ids_of(check_.catalogue().zone.powers), at("power"));
    const Power* power = check_.catalogue().find_power(matter_.power);
    if (!power) return;
    if (power->effective.until && *power->effective.until < matter_.effective.from)
      check_.error(at("power"), "catalog.power-ended", {power->id, power->effective.until->to_string()});
    if (!procedure_) return;
    for (const Action& action : procedure_->actions) {
      const bool decides = std::ranges::any_of(
          action.effects, [](const Effect& effect) { return std::holds_alternative<Decide>(effect); });
      // The comprehensive intake desk acts in the authority's name, wherever it stands.
      const std::string decider =
          action.by == "intake" ? matter_.authority : organisation_of(matter_, action.by);
      if (decides && decider != power->holder)
        check_.error(at("power"), "catalog.power-elsewhere", {power->id, power->holder, decider, action.by});
    }
  }

  void check_limits() {
    const auto legal = matter_.limits.find("legal");
    const auto promised = matter_.limits.find("promised");
    if (legal != matter_.limits.end() && promised != matter_.limits.end() &&
        is_longer(promised->second, legal->second))
      check_.error(at("limits"), "catalog.promise-exceeds-law");
    if (!procedure_) return;
    std::vector<std::string> used = {"legal", "promised", "rectification"};
    for (const ClockRule& clock : procedure_->clocks) {
      if (clock.limit.of_matter.empty()) continue;
      used.push_back(clock.limit.of_matter);
      if (!clock.promised && !matter_.limits.contains(clock.limit.of_matter))
        check_.warn(at("limits"), "catalog.no-limit", {clock.limit.of_matter, clock.id});
    }
    for (const Action& action : procedure_->actions)
      for (const Effect& effect : action.effects)
        if (const auto* extend = std::get_if<ExtendClock>(&effect); extend && !extend->by.of_matter.empty()) {
          used.push_back(extend->by.of_matter);
          check_extension(*extend);
        }
    for (const auto& [name, limit] : matter_.limits) check_.refer("limit", name, used, at("limits"));
  }

  // An extension beyond the law's cap would be refused whenever somebody gave it.
  void check_extension(const ExtendClock& extend) {
    const ClockRule* clock = procedure_->find_clock(extend.clock);
    const auto by = matter_.limits.find(extend.by.of_matter);
    if (!clock || !clock->longest_extension || !clock->longest_extension->fixed || by == matter_.limits.end())
      return;
    if (is_longer(by->second, *clock->longest_extension->fixed))
      check_.error(at("limits"), "catalog.extension-exceeds-law", {extend.by.of_matter, clock->id});
  }

  void check_facts() {
    for (const Fact& fact : matter_.facts) {
      check_.refer("register", fact.register_kind, ids_of(check_.catalogue().registers),
                   fact.at.of("register", fact.place));
      const Register* kind = check_.catalogue().find_register(fact.register_kind);
      if (!kind) continue;
      std::vector<std::string> keys = kind->also_by;
      keys.push_back(kind->key);
      if (!fact.by.empty()) check_.refer("register-key", fact.by, keys, fact.at.of("by", fact.place));
      const Place& place = fact.at.of("fields", fact.place);
      for (const std::string& field : fact.fields) {
        check_.refer("register-field", field, properties_of(kind->schema), place);
        // What a fact reads is recorded with the decision, in the open.
        if (std::ranges::find(kind->personal, field) != kind->personal.end())
          check_.error(place, "catalog.personal-fact", {field});
      }
    }
  }

  void check_materials() {
    std::set<std::string> seen;
    for (const Material& material : matter_.materials) {
      if (!material.from.empty())
        check_.refer("fact", material.from, ids_of(matter_.facts), material.at.of("from", material.place));
      if (!material.commitment.empty())
        check_.refer("commitment", material.commitment, ids_of(check_.catalogue().commitments),
                     material.at.of("commitment", material.place));
      if (!seen.insert(material.id).second)
        check_.error(material.place, "catalog.duplicate-id", {material.id, matter_.place.file});
    }
  }

  void check_conditions() {
    const Form* form = check_.catalogue().find_form(matter_.form);
    std::set<std::string> seen;
    for (const Condition& condition : matter_.conditions) {
      if (!seen.insert(condition.id).second)
        check_.error(condition.place, "catalog.duplicate-id", {condition.id, matter_.place.file});
      if (!condition.authority.empty())
        check_.organisation(condition.authority, condition.at.of("authority", condition.place));
      if (!condition.field.empty() && form && !find_in_schema(form->schema, condition.field))
        check_.error(condition.at.of("field", condition.place), "catalog.unknown-form-field",
                     {condition.field});
    }
  }

  void check_review() {
    for (const ReviewStep& step : matter_.review) {
      check_.refer("role", step.by, ids_of(check_.catalogue().zone.roles), step.at.of("by", step.place));
      if (!step.organisation.empty())
        check_.organisation(step.organisation, step.at.of("organisation", step.place));
      for (const std::string& before : step.after)
        check_.refer("review-step", before, ids_of(matter_.review), step.at.of("after", step.place));
    }
    check_circle(check_, matter_.review, at("review"));
  }

  void check_obligations() {
    for (const ObligationRule& rule : matter_.obligations) {
      if (rule.by != "applicant") check_.desk(rule.by, rule.at.of("by", rule.place));
      if (!procedure_) continue;
      for (const std::string& action : rule.on_breach)
        check_.refer("command", action, ids_of(procedure_->actions), rule.at.of("on_breach", rule.place));
    }
  }

  void check_write(const RegisterWrite& write) {
    check_.refer("register", write.register_kind, ids_of(check_.catalogue().registers), write.place);
    const Register* kind = check_.catalogue().find_register(write.register_kind);
    if (!kind) return;
    for (const auto& [field, formula] : write.fields)
      check_.refer("register-field", field, properties_of(kind->schema), formula.place);
    const base::Json* required = kind->schema.find("required");
    if (!required || !required->if_array()) return;
    for (const base::Json& field : *required->if_array())
      if (field.if_string() && !write.fields.contains(*field.if_string()))
        check_.error(write.place, "catalog.register-field-missing", {kind->id, *field.if_string()});
  }

  void check_documents() {
    const std::vector<std::string> known = ids_of(check_.catalogue().documents);
    if (!matter_.results.document.empty())
      check_.refer("document", matter_.results.document, known, at("results"));
    for (const auto& [document, id] : matter_.documents) check_.refer("document", id, known, at("documents"));
    if (!procedure_) return;
    for (const Action& action : procedure_->actions) {
      for (const Effect& effect : action.effects) {
        const auto* issue = std::get_if<IssueDocument>(&effect);
        if (!issue || issue->document == "matter.results.document") continue;
        issued_.push_back(issue->document);
        if (!matter_.documents.contains(issue->document) &&
            std::ranges::find(known, issue->document) == known.end())
          check_.error(at("documents"), "catalog.no-template", {issue->document, procedure_->id});
      }
    }
    for (const auto& [document, id] : matter_.documents)
      check_.refer("issued-document", document, issued_, at("documents"));
  }

  Check& check_;
  const Matter& matter_;
  const Procedure* procedure_ = nullptr;
  std::vector<std::string> issued_;
};

}  // namespace

void check_matter(Check& check, const Matter& matter) {
  MatterCheck(check, matter).run();
}

namespace {

// The package's one form is handed on to each of its matters: it asks for all that theirs need, and says the
// same of what is about a person.
void check_member_form(Check& check, const Package& package, const Member& member, const Matter& matter) {
  const Form* whole = check.catalogue().find_form(package.form);
  const Form* part = check.catalogue().find_form(matter.form);
  const Place& place = member.at.of("matter", member.place);
  if (!part) check.error(place, "catalog.other-form", {matter.id, "form", package.form});
  if (!whole || !part) return;
  const std::vector<std::string> asked = properties_of(whole->schema);
  const std::vector<std::string> own = properties_of(part->schema);
  for (const std::string& field : member.without)
    check.refer("form-field", field, own, member.at.of("without", member.place));
  const base::Json* required = part->schema.find("required");
  if (required && required->if_array())
    for (const base::Json& field : *required->if_array())
      if (field.if_string() && std::ranges::find(asked, *field.if_string()) == asked.end() &&
          std::ranges::find(member.without, *field.if_string()) == member.without.end())
        check.error(place, "catalog.other-form", {matter.id, *field.if_string(), package.form});
  for (const std::string& field : own) {
    if (std::ranges::find(asked, field) == asked.end()) continue;
    const bool here = std::ranges::find(whole->personal, field) != whole->personal.end();
    const bool there = std::ranges::find(part->personal, field) != part->personal.end();
    if (here != there) check.error(place, "catalog.personal-differs", {field, package.form, matter.form});
  }
}

void check_package_results(Check& check, const Package& package) {
  const PackageResults& results = package.results;
  if (results.issued == Issued::Each) return;
  const Place& place = package.at.of("results", package.place);
  check.desk(results.by, place);
  check.organisation(results.organisation, place);
  if (results.margin_working_days < 1 || results.margin_working_days > 60)
    check.error(place, "catalog.margin", {std::to_string(results.margin_working_days)});
  for (const Member& member : package.members) {
    for (const Matter& matter : check.catalogue().matters) {
      if (matter.id != member.matter) continue;
      for (const Procedure& procedure : check.catalogue().procedures)
        if (procedure.id == matter.procedure &&
            std::ranges::none_of(procedure.actions, [](const Action& action) { return action.joint; }))
          check.error(member.at.of("matter", member.place), "catalog.nothing-joint",
                      {matter.id, procedure.id});
    }
  }
}

}  // namespace

void check_package(Check& check, const Package& package) {
  const Catalogue& all = check.catalogue();
  check.refer("form", package.form, ids_of(all.forms), package.at.of("form", package.place));
  for (const std::string& kind : package.applicants)
    check.refer("applicant", kind, applicant_kinds, package.at.of("applicants", package.place));
  for (const Member& member : package.members) {
    const Place& place = member.at.of("matter", member.place);
    check.refer("matter", member.matter, ids_of(all.matters), place);
    for (const Matter& matter : all.matters)
      if (matter.id == member.matter && matter.form != package.form)
        check_member_form(check, package, member, matter);
    for (const std::string& before : member.after)
      check.refer("member", before, ids_of(package.members), member.at.of("after", member.place));
  }
  check_package_results(check, package);
  const Form* form = all.find_form(package.form);
  if (!package.choice_field.empty() && form)
    check.refer("form-field", package.choice_field, properties_of(form->schema),
                package.at.of("choice_field", package.place));
  if (!package.becomes.empty())
    check.refer("package", package.becomes, ids_of(all.packages), package.at.of("becomes", package.place));
  check_circle(check, package.members, package.at.of("members", package.place));
}

}  // namespace shuxin::catalog
