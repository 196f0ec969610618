#include "core/catalog/check.h"

#include <algorithm>
#include <array>
#include <functional>
#include <set>

namespace shuxin::catalog {
namespace {

constexpr std::array<std::string_view, 6> desks = {"intake", "review", "decide",
                                                   "issue",  "body",   "supervise"};

bool is_desk(std::string_view name) {
  return std::ranges::find(desks, name) != desks.end();
}

class Checker {
 public:
  Checker(const Catalogue& catalogue, base::Diagnostics& out) : catalogue_(catalogue), out_(out) {}

  void run() {
    check_zone();
    for (const Procedure& procedure : catalogue_.procedures) check_procedure(procedure);
    for (const Matter& matter : catalogue_.matters) check_matter(matter);
    for (const Package& package : catalogue_.packages) check_package(package);
    check_ids(catalogue_.registers);
    check_ids(catalogue_.documents);
    check_versions(catalogue_.procedures);
    check_versions(catalogue_.matters);
    check_versions(catalogue_.packages);
  }

 private:
  void error(const Place& place, std::string code, std::vector<std::string> arguments) {
    out_.push_back({base::Severity::Error, place, {std::move(code), std::move(arguments)}, std::nullopt});
  }
  void refer(bool known, const Place& place, std::string kind, std::string_view id) {
    if (!known) error(place, "catalog.unknown-reference", {std::move(kind), std::string(id)});
  }
  void organisation(std::string_view id, const Place& place) {
    refer(catalogue_.find_organisation(id) != nullptr, place, "organisation", id);
  }

  template <typename T>
  void check_ids(const std::vector<T>& all) {
    for (std::size_t i = 0; i < all.size(); ++i)
      for (std::size_t j = 0; j < i; ++j)
        if (all[i].id == all[j].id)
          error(all[i].place, "catalog.duplicate-id", {all[i].id, all[j].place.file});
  }

  template <typename T>
  void check_versions(const std::vector<T>& all) {
    for (std::size_t i = 0; i < all.size(); ++i) {
      for (std::size_t j = 0; j < i; ++j) {
        const Effective& a = all[i].effective;
        const Effective& b = all[j].effective;
        if (all[i].id == all[j].id && (!a.until || b.from <= *a.until) && (!b.until || a.from <= *b.until))
          error(all[i].place, "catalog.overlapping-versions", {all[i].id, all[j].place.file});
      }
    }
  }

  void check_zone() {
    const Zone& zone = catalogue_.zone;
    for (const Organisation& one : zone.organisations)
      for (const std::string& before : one.predecessors) organisation(before, one.place);
    for (const Power& power : zone.powers) {
      organisation(power.holder, power.place);
      if (!power.delegated_by.empty()) organisation(power.delegated_by, power.place);
    }
  }

  void check_procedure(const Procedure& procedure) {
    const auto state = [&](std::string_view id, const Place& place) {
      refer(procedure.find_state(id) != nullptr, place, "state", id);
    };
    const auto clock = [&](std::string_view id, const Place& place) {
      refer(procedure.find_clock(id) != nullptr, place, "clock", id);
    };
    for (const State& one : procedure.states) {
      for (const std::string& id : one.runs) clock(id, one.place);
      for (const std::string& id : one.stops) clock(id, one.place);
      if (!one.owner.empty() && one.owner != "applicant")
        refer(is_desk(one.owner), one.place, "desk", one.owner);
    }
    for (const ClockRule& one : procedure.clocks)
      if (!one.on_lapse.empty())
        refer(procedure.find_action(one.on_lapse) != nullptr, one.place, "command", one.on_lapse);
    if (!procedure.find_action("submit")) error(procedure.place, "catalog.missing-key", {"commands.submit"});
    for (const Action& action : procedure.actions) {
      refer(is_desk(action.by) || action.by == "applicant" || action.by == "clock" || action.by == "engine",
            action.place, "desk", action.by);
      if (!action.not_by.empty()) refer(is_desk(action.not_by), action.place, "desk", action.not_by);
      for (const std::string& id : action.from) state(id, action.place);
      for (const Effect& effect : action.effects) {
        if (const auto* enter = std::get_if<EnterState>(&effect)) state(enter->state, action.place);
        if (const auto* extend = std::get_if<ExtendClock>(&effect)) clock(extend->clock, action.place);
      }
    }
    check_reachability(procedure);
  }

  // A state that nothing enters, or that is not final and that no command leaves, is a mistake in the law's
  // text.
  void check_reachability(const Procedure& procedure) {
    if (procedure.states.empty()) return;
    std::set<std::string, std::less<>> entered;
    for (const Action& action : procedure.actions)
      for (const Effect& effect : action.effects)
        if (const auto* enter = std::get_if<EnterState>(&effect)) entered.insert(enter->state);
    for (const State& state : procedure.states) {
      if (!entered.contains(state.id)) error(state.place, "catalog.unreachable-state", {state.id});
      const bool leads_on = std::ranges::any_of(procedure.actions, [&](const Action& action) {
        const bool enters = std::ranges::any_of(
            action.effects, [](const Effect& effect) { return std::holds_alternative<EnterState>(effect); });
        return enters && std::ranges::find(action.from, state.id) != action.from.end();
      });
      if (!state.final && !leads_on) error(state.place, "catalog.no-way-out", {state.id});
    }
  }

  void check_matter(const Matter& matter) {
    const Procedure* procedure = nullptr;
    for (const Procedure& one : catalogue_.procedures)
      if (one.id == matter.procedure) procedure = &one;
    refer(procedure != nullptr, matter.place, "procedure", matter.procedure);
    organisation(matter.authority, matter.place);
    for (const auto& [desk, holder] : matter.desks) {
      refer(is_desk(desk), matter.place, "desk", desk);
      organisation(holder, matter.place);
    }
    if (!matter.power.empty())
      refer(catalogue_.find_power(matter.power) != nullptr, matter.place, "power", matter.power);
    if (!matter.form.empty())
      refer(catalogue_.find_form(matter.form) != nullptr, matter.place, "form", matter.form);
    check_limits(matter);
    check_facts(matter);
    check_review(matter);
    for (const ObligationRule& rule : matter.obligations)
      refer(is_desk(rule.by) || rule.by == "applicant", rule.place, "desk", rule.by);
    for (const RegisterWrite& write : matter.results.registers) check_write(write);
    check_documents(matter, procedure);
  }

  void check_limits(const Matter& matter) {
    const auto legal = matter.limits.find("legal");
    const auto promised = matter.limits.find("promised");
    if (legal != matter.limits.end() && promised != matter.limits.end() &&
        legal->second.unit == promised->second.unit && promised->second.amount > legal->second.amount)
      error(matter.place, "catalog.promise-exceeds-law", {});
  }

  void check_facts(const Matter& matter) {
    for (const Fact& fact : matter.facts) {
      const Register* kind = catalogue_.find_register(fact.register_kind);
      refer(kind != nullptr, fact.place, "register", fact.register_kind);
      if (!kind) continue;
      if (!fact.by.empty() && fact.by != kind->key)
        refer(std::ranges::find(kind->also_by, fact.by) != kind->also_by.end(), fact.place, "key", fact.by);
      const base::Json* properties = kind->schema.find("properties");
      for (const std::string& field : fact.fields)
        refer(properties && properties->find(field), fact.place, "field", field);
    }
    for (const Material& material : matter.materials)
      if (!material.from.empty())
        refer(std::ranges::any_of(matter.facts, [&](const Fact& fact) { return fact.id == material.from; }),
              material.place, "fact", material.from);
    std::set<std::string> seen;
    for (const Material& material : matter.materials)
      if (!seen.insert(material.id).second)
        error(material.place, "catalog.duplicate-id", {material.id, matter.place.file});
  }

  void check_review(const Matter& matter) {
    for (const ReviewStep& step : matter.review) {
      refer(catalogue_.find_role(step.by) != nullptr, step.place, "role", step.by);
      if (!step.organisation.empty()) organisation(step.organisation, step.place);
      for (const std::string& before : step.after)
        refer(std::ranges::any_of(matter.review, [&](const ReviewStep& one) { return one.id == before; }),
              step.place, "review step", before);
    }
    check_circle(matter.review, matter.place);
  }

  void check_write(const RegisterWrite& write) {
    const Register* kind = catalogue_.find_register(write.register_kind);
    refer(kind != nullptr, write.place, "register", write.register_kind);
    if (!kind) return;
    const base::Json* properties = kind->schema.find("properties");
    for (const auto& [field, formula] : write.fields)
      refer(properties && properties->find(field), formula.place, "field", field);
  }

  void check_documents(const Matter& matter, const Procedure* procedure) {
    const auto known = [&](const std::string& id, const Place& place) {
      refer(catalogue_.find_document(id) != nullptr, place, "document", id);
    };
    if (!matter.results.document.empty()) known(matter.results.document, matter.place);
    for (const auto& [document, id] : matter.documents) known(id, matter.place);
    if (!procedure) return;
    for (const Action& action : procedure->actions)
      for (const Effect& effect : action.effects)
        if (const auto* issue = std::get_if<IssueDocument>(&effect))
          if (issue->document != "matter.results.document" && !matter.documents.contains(issue->document))
            known(issue->document, action.place);
  }

  void check_package(const Package& package) {
    refer(catalogue_.find_form(package.form) != nullptr, package.place, "form", package.form);
    for (const Member& member : package.members) {
      refer(
          std::ranges::any_of(catalogue_.matters, [&](const Matter& one) { return one.id == member.matter; }),
          member.place, "matter", member.matter);
      for (const std::string& before : member.after)
        refer(package.find_member(before) != nullptr, member.place, "member", before);
    }
    check_circle(package.members, package.place);
  }

  // Removes again and again what depends on nothing left; what remains stands in a circle.
  template <typename T>
  void check_circle(const std::vector<T>& all, const Place& place) {
    std::map<std::string, std::vector<std::string>> waiting;
    for (const T& one : all) waiting[one.id] = one.after;
    for (bool moved = true; moved;) {
      moved = std::erase_if(waiting, [&](const auto& entry) {
                return std::ranges::none_of(
                    entry.second, [&](const std::string& before) { return waiting.contains(before); });
              }) > 0;
    }
    if (waiting.empty()) return;
    std::string names;
    for (const auto& [id, after] : waiting) names += (names.empty() ? "" : ", ") + id;
    error(place, "catalog.cycle", {names});
  }

  const Catalogue& catalogue_;
  base::Diagnostics& out_;
};

}  // namespace

void check_references(const Catalogue& catalogue, base::Diagnostics& diagnostics) {
  Checker(catalogue, diagnostics).run();
}

}  // namespace shuxin::catalog
