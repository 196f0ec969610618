#include "shell/app/case_view.h"

#include <algorithm>

#include "core/calendar/reading.h"
#include "core/casework/no_supplies.h"
#include "core/casework/work_words.h"
#include "shell/app/case_details.h"
#include "shell/app/reach.h"

namespace shuxin::app {
namespace {

using base::Json;
using casework::CaseState;

// The clock that people look at: the promise if there is one that runs, else the law's, else any.
struct MainClock {
  std::optional<base::Instant> due;
  std::string lamp;
};

MainClock main_clock(const CaseState& state, const calendar::Calendar& calendar, base::Instant now) {
  MainClock main;
  for (const auto& [id, running] : state.clocks) {
    if (!running.clock || running.ended) continue;
    const auto reading = calendar::read_clock(*running.clock, calendar, now);
    if (main.due && *main.due <= reading.due) continue;
    main.due = reading.due;
    switch (reading.lamp) {
      case calendar::Lamp::Green:
        main.lamp = "green";
        break;
      case calendar::Lamp::Yellow:
        main.lamp = "yellow";
        break;
      case calendar::Lamp::Red:
        main.lamp = "red";
        break;
      case calendar::Lamp::Overdue:
        main.lamp = "overdue";
        break;
    }
  }
  return main;
}

// A package has one form for all; who handles one of its matters sees what that matter asks for, and no more.
Json asked_by(const catalog::Matter* matter, const Json& form, const catalog::Catalogue& catalogue) {
  const catalog::Form* own = matter ? catalogue.find_form(matter->form) : nullptr;
  const Json* properties = own ? own->schema.find("properties") : nullptr;
  Json shown = Json::Object{};
  if (const Json::Object* members = form.if_object())
    for (const auto& [name, value] : *members)
      if (!properties || properties->find(name)) shown.set(name, value);
  return shown;
}

}  // namespace

CaseView::CaseView(CaseService& service, const Identity& identity, base::Instant now)
    : service_(service), identity_(identity), now_(now) {}

base::Result<store::Reads*> CaseView::reads() {
  if (!reads_) {
    SHUXIN_TRY(reads_, service_.store().snapshot(service_.zone()));
  }
  return reads_.get();
}

base::Result<CaseHistory> CaseView::load(const std::string& number) {
  SHUXIN_TRY(store::Reads* const reads, this->reads());
  SHUXIN_TRY(CaseHistory history, load_history(*reads, number));
  if (!reaches(identity_, history.state, service_.catalogue())) return base::fail("case.none", {number});
  return history;
}

base::Result<void> CaseView::reach(const std::string& number) {
  SHUXIN_TRY(store::Reads* const reads, this->reads());
  SHUXIN_TRY(const auto state, service_.states().load_case(*reads, number));
  if (!reaches(identity_, *state, service_.catalogue())) return base::fail("case.none", {number});
  return {};
}

Json CaseView::summary(const CaseState& state) {
  const catalog::Catalogue& catalogue = service_.catalogue();
  const casework::CaseOpened& opened = state.opened;
  const catalog::Matter* matter = catalogue.find_matter_version(opened.matter, opened.matter_from);
  const catalog::Procedure* procedure =
      catalogue.find_procedure_version(opened.procedure, opened.procedure_from);
  const catalog::State* where = procedure ? procedure->find_state(state.state) : nullptr;
  Json json = Json::object(
      {{"number", opened.number},
       {"matter", opened.matter},
       {"name", matter ? to_json(matter->name) : to_json(base::Text{opened.matter, opened.matter})},
       {"title", opened.title},
       {"state", state.state},
       {"state_name", where ? to_json(where->name) : to_json(base::Text{state.state, state.state})},
       {"owner", state.owner},
       {"final", state.final},
       {"received_at", opened.received_at.to_string()}});
  if (!state.outcome.empty()) json.set("outcome", state.outcome);
  if (!opened.package_number.empty()) {
    json.set("package", opened.package_number);
    json.set("member", opened.member);
  }
  const MainClock main = main_clock(state, catalogue.calendar, now_);
  if (main.due) {
    json.set("due", main.due->to_string());
    json.set("lamp", main.lamp);
  }
  return json;
}

base::Result<Json> CaseView::show_timeline(const std::string& number) {
  SHUXIN_TRY(const CaseHistory history, load(number));
  StoredRegisters registers(*reads_, service_.catalogue(), service_.zone());
  casework::NoSupplies none;
  const casework::Given given{service_.catalogue(), registers, none, now_};
  const bool officer = history.state.opened.applicant != identity_.on_behalf();
  Json json = summary(history.state);
  json.set("timeline", CaseDetails(history, given, officer).timeline());
  return json;
}

base::Result<Json> CaseView::show_case(const std::string& number) {
  SHUXIN_TRY(const CaseHistory history, load(number));
  const CaseState& state = history.state;
  const catalog::Catalogue& catalogue = service_.catalogue();
  const casework::CaseOpened& opened = state.opened;
  const catalog::Matter* matter = catalogue.find_matter_version(opened.matter, opened.matter_from);
  const catalog::Procedure* procedure =
      catalogue.find_procedure_version(opened.procedure, opened.procedure_from);
  // A member of a package is judged with those beside it.
  casework::Streams beside;
  casework::Around around;
  if (!opened.package_number.empty()) {
    SHUXIN_TRY(beside, load_streams_unchecked(opened.package_number));
    around = {
        &beside.package,
        catalogue.find_package_version(beside.package.opened.package, beside.package.opened.package_from),
        &beside.cases, nullptr};
  }
  StoredRegisters registers(*reads_, catalogue, service_.zone());
  casework::NoSupplies none;
  const casework::Given given{catalogue, registers, none, now_, around.package ? &around : nullptr};
  const bool officer = opened.applicant != identity_.on_behalf();
  const CaseDetails details(history, given, officer);

  Json json = summary(state);
  json.set("procedure", procedure ? to_json(procedure->name) : to_json(base::Text{}));
  json.set("owner_name", to_json(casework::name_of_desk(state.owner, catalogue)));
  json.set("organisation", name_of_organisation(catalogue, state.organisation));
  json.set("authority", name_of_organisation(catalogue, opened.authority));
  json.set("version", state.version);
  json.set("channel", opened.channel);
  json.set("submission", state.submission);
  json.set("applicant", opened.applicant_name);
  json.set("form", officer ? asked_by(matter, state.form, catalogue)
                           : (state.form.is_null() ? Json(Json::Object{}) : state.form));
  json.set("form_id", matter ? matter->form : "");
  json.set("materials", details.materials());
  json.set("gaps", details.gaps());
  json.set("findings", details.findings());
  if (officer) json.set("facts", facts_json(casework::looked_up(state, given), catalogue));
  json.set("clocks", details.clocks());
  json.set("reviews", details.reviews());
  json.set("obligations", details.obligations());
  json.set("results", details.results());
  if (auto decision = details.decision()) json.set("decision", *std::move(decision));
  if (Json changes = details.changes(); !changes.is_null()) json.set("changes", std::move(changes));
  json.set("timeline", details.timeline());
  json.set("documents", details.documents());
  json.set("available_actions", details.actions(actor_of(identity_)));
  json.set("counter_actions", officer ? details.actions(actor_of(identity_), true) : Json(Json::Array{}));
  SHUXIN_TRY(Json visits, visits_json(opened.package_number.empty() ? number : opened.package_number));
  json.set("visits", std::move(visits));
  for (auto& [name, part] : details.relations()) json.set(name, std::move(part));
  SHUXIN_DO(registers.done());
  return json;
}

}  // namespace shuxin::app
