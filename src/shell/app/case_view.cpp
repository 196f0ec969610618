#include "shell/app/case_view.h"

#include <algorithm>
#include <charconv>

#include "core/base/identifiers.h"
#include "core/calendar/reading.h"
#include "core/casework/work_words.h"

namespace shuxin::app {
namespace {

using base::Json;
using casework::CaseState;

// Views decide nothing, so they take no numbers.
class NoSupplies : public casework::Supplies {
  std::int64_t number(const std::string&, int) override { return 0; }
  std::string code() override { return {}; }
};

std::string time_text(base::Instant at) {
  return at.to_string();
}

bool went_well(const std::string& outcome) {
  return outcome == "granted" || outcome == "completed";
}

std::string_view kind_name(catalog::InputKind kind) {
  switch (kind) {
    case catalog::InputKind::Text:
      return "text";
    case catalog::InputKind::Choice:
      return "choice";
    case catalog::InputKind::Date:
      return "date";
    case catalog::InputKind::Number:
      return "number";
    case catalog::InputKind::Truth:
      return "truth";
    case catalog::InputKind::Findings:
      return "findings";
    case catalog::InputKind::Organisation:
      return "organisation";
    case catalog::InputKind::Record:
      return "record";
    case catalog::InputKind::Items:
      return "items";
  }
  return "";
}

Json gap_json(const casework::Gap& gap) {
  Json json = Json::object({{"kind", gap.kind}, {"id", gap.id}, {"text", to_json(gap.text)}});
  if (!gap.field.empty()) json.set("field", gap.field);
  return json;
}

Json document_json(const casework::DocumentIssued& issued, base::Instant at,
                   const catalog::Catalogue& catalogue) {
  const catalog::DocumentTemplate* form = catalogue.find_document(issued.document);
  return Json::object(
      {{"code", issued.code},
       {"document", issued.document},
       {"name", form ? to_json(form->name) : to_json(base::Text{issued.document, issued.document})},
       {"number", issued.number},
       {"issued_at", time_text(at)},
       {"organisation", name_of_organisation(catalogue, issued.organisation)}});
}

Json action_json(const casework::AvailableAction& action) {
  Json json = Json::object({{"id", action.id}, {"name", to_json(action.name)}, {"allowed", action.allowed}});
  if (!action.allowed) {
    const bool own_words = !action.why_not_text.zh.empty();
    json.set("why_not", to_json(own_words ? action.why_not_text
                                          : base::Text{word(action.why_not, base::Language::Chinese),
                                                       word(action.why_not, base::Language::English)}));
  }
  Json::Array asks;
  bool takes = false;
  for (const catalog::Input& input : action.definition->asks) {
    Json one = Json::object({{"id", input.id},
                             {"name", to_json(input.name)},
                             {"kind", kind_name(input.kind)},
                             {"required", input.required}});
    if (!input.choices.empty()) {
      Json::Array choices;
      for (const auto& [id, name] : input.choices)
        choices.push_back(Json::object({{"id", id}, {"name", to_json(name)}}));
      one.set("choices", std::move(choices));
    }
    asks.push_back(std::move(one));
  }
  for (const catalog::Effect& effect : action.definition->effects)
    takes = takes || std::holds_alternative<catalog::TakeSubmission>(effect);
  json.set("asks", std::move(asks));
  json.set("takes_submission", takes);
  return json;
}

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

std::vector<std::string> organisations_of(const Identity& identity) {
  std::vector<std::string> all;
  for (const RoleIn& role : identity.roles)
    if (std::ranges::find(all, role.organisation) == all.end()) all.push_back(role.organisation);
  return all;
}

std::string places(std::size_t count) {
  std::string all;
  for (std::size_t i = 0; i < count; ++i) all += i == 0 ? "?" : ", ?";
  return all;
}

}  // namespace

casework::Actor actor_of(const Identity& identity) {
  casework::Actor actor;
  actor.account = identity.account;
  actor.name = identity.acting_for ? identity.acting_for->name : identity.name;
  const AccountKind kind = identity.acting_for ? identity.acting_for->kind : identity.kind;
  switch (kind) {
    case AccountKind::Person:
      actor.kind = "person";
      break;
    case AccountKind::Enterprise:
      actor.kind = "enterprise";
      break;
    case AccountKind::Officer:
      actor.kind = "officer";
      break;
  }
  actor.applicant = identity.on_behalf();
  for (const RoleIn& role : identity.roles) actor.roles.emplace_back(role.role, role.organisation);
  return actor;
}

bool reaches(const Identity& identity, const CaseState& state, const catalog::Catalogue& catalogue) {
  if (!state.exists()) return false;
  if (state.opened.applicant == identity.on_behalf()) {
    const bool limited = identity.acting_for && !identity.acting_for->matters.empty();
    return !limited || std::ranges::find(identity.acting_for->matters, state.opened.matter) !=
                           identity.acting_for->matters.end();
  }
  const catalog::Matter* matter =
      catalogue.find_matter_version(state.opened.matter, state.opened.matter_from);
  return std::ranges::any_of(identity.roles, [&](const RoleIn& held) {
    if (held.organisation == state.opened.authority || held.organisation == state.organisation) return true;
    if (!matter) return false;
    return std::ranges::any_of(matter->desks,
                               [&](const auto& desk) { return desk.second == held.organisation; }) ||
           std::ranges::any_of(matter->review, [&](const catalog::ReviewStep& step) {
             return step.organisation == held.organisation && step.by == held.role;
           });
  });
}

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

base::Result<casework::Facts> CaseView::facts_of(const CaseState& state) {
  casework::Facts facts;
  NoSupplies none;
  SHUXIN_TRY(store::Reads* const reads, this->reads());
  for (int round = 0; round < 8; ++round) {
    const casework::Given given{service_.catalogue(), facts, none, now_};
    auto missing = casework::judge(state, given).missing;
    // What no rule needed is still shown beside the case.
    for (casework::FactKey& key : casework::declared_facts(state, given))
      if (std::ranges::find(missing, key) == missing.end()) missing.push_back(std::move(key));
    if (missing.empty()) break;
    if (const auto got = fetch(*reads, service_.catalogue(), service_.zone(), missing, facts); !got)
      return std::unexpected(got.error());
  }
  return facts;
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
       {"received_at", time_text(opened.received_at)}});
  if (!state.outcome.empty()) json.set("outcome", state.outcome);
  if (!opened.package_number.empty()) {
    json.set("package", opened.package_number);
    json.set("member", opened.member);
  }
  const MainClock main = main_clock(state, catalogue.calendar, now_);
  if (main.due) {
    json.set("due", time_text(*main.due));
    json.set("lamp", main.lamp);
  }
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
  SHUXIN_TRY(const casework::Facts facts, facts_of(state));
  NoSupplies none;
  const casework::Given given{catalogue, facts, none, now_};

  Json json = summary(state);
  json.set("procedure", procedure ? to_json(procedure->name) : to_json(base::Text{}));
  json.set("owner_name", to_json(casework::name_of_desk(state.owner, catalogue)));
  json.set("organisation", name_of_organisation(catalogue, state.organisation));
  json.set("authority", name_of_organisation(catalogue, opened.authority));
  json.set("version", state.version);
  json.set("channel", opened.channel);
  json.set("submission", state.submission);
  json.set("applicant", opened.applicant_name);
  json.set("form", state.form.is_null() ? Json(Json::Object{}) : state.form);
  json.set("form_id", matter ? matter->form : "");

  const casework::Judgement judgement = casework::judge(state, given);
  Json::Array materials;
  if (matter)
    for (const catalog::Material& material : matter->materials) {
      const auto found = state.materials.find(material.id);
      Json one = Json::object({{"id", material.id}, {"name", to_json(material.name)}});
      // What a register holds was never asked for, and is not missing.
      const bool asked = std::ranges::any_of(judgement.gaps, [&](const casework::Gap& gap) {
        return gap.kind == "material" && gap.id == material.id;
      });
      const bool held = !material.from.empty() && !asked;
      one.set("how", found != state.materials.end() ? found->second.how : held ? "register" : "missing");
      Json::Array files;
      if (found != state.materials.end())
        for (const std::string& file : found->second.files) files.push_back(Json::object({{"file", file}}));
      one.set("files", std::move(files));
      if (found != state.materials.end() && !found->second.text.empty()) one.set("text", found->second.text);
      materials.push_back(std::move(one));
    }
  json.set("materials", std::move(materials));

  Json::Array gaps;
  const bool officer = opened.applicant != identity_.on_behalf();
  for (const casework::Gap& gap : state.owner == "applicant" || !officer ? state.gaps : judgement.gaps)
    gaps.push_back(gap_json(gap));
  json.set("gaps", std::move(gaps));
  Json::Array findings;
  if (officer && !state.final)
    for (const auto& [condition, outcome] : judgement.findings)
      findings.push_back(Json::object(
          {{"id", condition->id}, {"text", to_json(condition->otherwise)}, {"outcome", outcome}}));
  json.set("findings", std::move(findings));
  if (officer) json.set("facts", facts_json(casework::looked_up(state, given), catalogue));

  Json::Array clocks;
  for (const auto& [id, running] : state.clocks) {
    const catalog::ClockRule* rule = procedure ? procedure->find_clock(id) : nullptr;
    clocks.push_back(
        clock_json(id, rule ? rule->name : base::Text{id, id}, running, catalogue.calendar, now_));
  }
  json.set("clocks", std::move(clocks));

  Json::Array reviews;
  for (const casework::Review& review : state.reviews) {
    base::Text name{review.step, review.step};
    if (matter)
      for (const catalog::ReviewStep& step : matter->review)
        if (step.id == review.step) name = step.name;
    Json one = Json::object({{"step", review.step},
                             {"name", to_json(name)},
                             {"role", review.role},
                             {"organisation", name_of_organisation(catalogue, review.organisation)},
                             {"open", review.open}});
    if (!review.open && (officer || state.final)) {
      one.set("verdict", review.verdict);
      if (officer) one.set("text", review.text);
    }
    reviews.push_back(std::move(one));
  }
  json.set("reviews", std::move(reviews));

  Json::Array obligations;
  for (const casework::Obligation& duty : state.obligations) {
    calendar::ClockRules rules;
    rules.limit = duty.duty.due;
    Json one = Json::object({{"id", duty.duty.id},
                             {"kind", duty.duty.kind},
                             {"name", to_json(duty.duty.name)},
                             {"owner", duty.duty.owner},
                             {"open", duty.open}});
    if (const auto clock = calendar::Clock::start(rules, duty.opened_at))
      one.set("due", time_text(calendar::read_clock(*clock, catalogue.calendar, now_).due));
    if (!duty.open) one.set("closed_as", duty.closed_as);
    obligations.push_back(std::move(one));
  }
  json.set("obligations", std::move(obligations));

  Json results = Json::Object{};
  for (const auto& [name, value] : state.results) results.set(name, value);
  json.set("results", std::move(results));
  if (!state.decisions.empty()) {
    const casework::DecisionMade& made = state.decisions.back();
    Json decision = Json::object({{"outcome", made.outcome}});
    if (!made.reason.empty()) decision.set("reason", made.reason);
    if (!made.power.empty()) decision.set("power", made.power);
    json.set("decision", std::move(decision));
  }

  Json::Array timeline;
  Json::Array documents;
  for (const casework::Step& step : history.steps) {
    Json::Array what;
    Json::Array issued;
    Json entry = Json::object({{"at", time_text(step.effective_at)},
                               {"action", step.action},
                               {"name", to_json(casework::name_of_action(step.action, procedure))},
                               {"by", step.desk},
                               {"actor", to_json(casework::name_of_desk(step.desk, catalogue))}});
    for (const casework::Event& event : step.events) {
      const base::Text text = casework::words_of(event, catalogue, matter, procedure);
      // Opinions are the office's own until it has decided.
      const bool inner = std::holds_alternative<casework::OpinionGiven>(event) && !officer && !state.final;
      if (!text.zh.empty() && !inner) what.push_back(to_json(text));
      if (const auto* document = std::get_if<casework::DocumentIssued>(&event)) {
        issued.push_back(document_json(*document, step.effective_at, catalogue));
        documents.push_back(issued.back());
      }
      if (const auto* entered = std::get_if<casework::StateEntered>(&event))
        if (const catalog::State* where = procedure ? procedure->find_state(entered->state) : nullptr)
          entry.set("state", to_json(where->name));
    }
    entry.set("what", std::move(what));
    if (!issued.empty()) entry.set("documents", std::move(issued));
    timeline.push_back(std::move(entry));
  }
  json.set("timeline", std::move(timeline));
  json.set("documents", std::move(documents));

  Json::Array actions;
  for (const auto& action : casework::available_actions(state, actor_of(identity_), given))
    actions.push_back(action_json(action));
  json.set("available_actions", std::move(actions));
  return json;
}

Json CaseView::package_json(const casework::PackageState& state,
                            const std::map<std::string, CaseState>& cases) {
  const catalog::Catalogue& catalogue = service_.catalogue();
  const casework::PackageOpened& opened = state.opened;
  const catalog::Package* package = catalogue.find_package_version(opened.package, opened.package_from);
  const base::Instant until = state.settled ? state.settled_at : now_;
  const std::int64_t minutes = catalogue.calendar.office_minutes(opened.received_at, until);
  const bool within = !opened.promise || opened.promise->unit != calendar::Unit::OfficeMinutes ||
                      minutes <= opened.promise->amount;
  std::string title;
  for (const auto& [number, one] : cases)
    if (title.empty()) title = one.opened.title;
  Json json = Json::object(
      {{"number", opened.number},
       {"package", opened.package},
       {"name", package ? to_json(package->name) : to_json(base::Text{opened.package, opened.package})},
       {"title", title},
       {"received_at", time_text(opened.received_at)},
       {"settled", state.settled},
       {"working_minutes", minutes},
       {"within_promise", within}});
  if (state.settled) {
    json.set("settled_at", time_text(state.settled_at));
    json.set("outcome", state.outcome);
  }
  if (opened.promise) json.set("promise", to_json(*opened.promise));

  // The member that others wait for, or that is itself last, delays the whole.
  Json::Array members;
  if (package) {
    for (const catalog::Member& member : package->members) {
      const catalog::Matter* matter =
          catalogue.find_matter(member.matter, catalogue.calendar.legal_day(opened.received_at));
      const casework::MemberState* known = state.find_member(member.id);
      const auto found = known ? cases.find(known->case_number) : cases.end();
      std::string_view status = "not-chosen";
      if (known) {
        if (known->outcome == "cancelled")
          status = "cancelled";
        else if (!known->outcome.empty())
          status = went_well(known->outcome) ? "done" : "failed";
        else
          status = known->case_number.empty() ? "waiting" : "running";
      }
      Json one =
          Json::object({{"id", member.id},
                        {"name", matter ? to_json(matter->name) : to_json(base::Text{member.id, member.id})},
                        {"authority", name_of_organisation(catalogue, matter ? matter->authority : "")},
                        {"after", Json::Array(member.after.begin(), member.after.end())},
                        {"status", status}});
      std::int64_t spent = 0;
      bool asked = false;
      if (found != cases.end()) {
        const CaseState& its = found->second;
        spent = catalogue.calendar.office_minutes(its.opened.received_at, its.final ? its.entered_at : now_);
        asked = its.owner == "applicant" && !its.final;
        one.set("case", summary(its));
      }
      if (known && !known->outcome.empty()) one.set("outcome", known->outcome);
      one.set("working_minutes", spent);
      const bool waited_for = std::ranges::any_of(package->members, [&](const catalog::Member& other) {
        const auto* waiting = state.find_member(other.id);
        return waiting && waiting->case_number.empty() && waiting->outcome.empty() &&
               std::ranges::find(other.after, member.id) != other.after.end();
      });
      const auto running = std::ranges::count_if(
          state.members, [](const casework::MemberState& other) { return other.outcome.empty(); });
      one.set("delaying", status == "running" && (waited_for || running == 1));
      one.set("asked_of_me", asked);
      members.push_back(std::move(one));
    }
  }
  json.set("members", std::move(members));
  return json;
}

base::Result<Json> CaseView::load_package_json(const std::string& number) {
  SHUXIN_TRY(store::Reads* const reads, this->reads());
  SHUXIN_TRY(const casework::PackageState state, service_.states().load_package(*reads, number));
  if (!state.exists()) return base::fail("case.none", {number});
  std::map<std::string, CaseState> cases;
  bool reached = state.opened.applicant == identity_.on_behalf();
  for (const casework::MemberState& member : state.members) {
    if (member.case_number.empty()) continue;
    SHUXIN_TRY(CaseState one, service_.states().load_case(*reads, member.case_number));
    reached = reached || reaches(identity_, one, service_.catalogue());
    cases.emplace(member.case_number, std::move(one));
  }
  if (!reached) return base::fail("case.none", {number});
  return package_json(state, cases);
}

base::Result<Json> CaseView::show_package(const std::string& number) {
  return load_package_json(number);
}

base::Result<Json> CaseView::show_mine() {
  SHUXIN_TRY(store::Reads* const reads, this->reads());
  std::vector<std::string> packages;
  std::vector<std::string> cases;
  const auto collect = [](std::vector<std::string>& into) {
    return [&into](store::Row row) {
      into.emplace_back(store::text(row[0]));
      return true;
    };
  };
  if (const auto read = reads->query("select number from packages where zone = ? and applicant = ? "
                                     "order by received_at desc limit 100",
                                     {service_.zone(), identity_.on_behalf()}, collect(packages));
      !read)
    return std::unexpected(read.error());
  if (const auto read =
          reads->query("select number from cases where zone = ? and applicant = ? and package = '' "
                       "order by received_at desc limit 100",
                       {service_.zone(), identity_.on_behalf()}, collect(cases));
      !read)
    return std::unexpected(read.error());
  Json::Array shown_packages;
  for (const std::string& number : packages) {
    SHUXIN_TRY(Json one, load_package_json(number));
    shown_packages.push_back(std::move(one));
  }
  Json::Array shown_cases;
  for (const std::string& number : cases) {
    SHUXIN_TRY(const CaseState state, service_.states().load_case(*reads, number));
    if (reaches(identity_, state, service_.catalogue())) shown_cases.push_back(summary(state));
  }
  return Json::object({{"packages", std::move(shown_packages)}, {"cases", std::move(shown_cases)}});
}

base::Result<CaseView::Rows> CaseView::show_tasks(std::size_t limit, const std::vector<std::string>& after) {
  struct Task {
    std::string number, step, role, organisation;
    std::int64_t urgent = 0;
  };
  SHUXIN_TRY(store::Reads* const reads, this->reads());
  std::vector<store::Value> values{service_.zone()};
  std::string desks;
  for (const RoleIn& role : identity_.roles) {
    desks += desks.empty() ? "" : " or ";
    desks += "(t.organisation = ? and t.role = ?)";
    values.emplace_back(role.organisation);
    values.emplace_back(role.role);
  }
  Rows rows{Json::Array{}, {}};
  if (desks.empty()) return rows;
  // A task without anything that falls due comes last: its place in the order is the end of time.
  constexpr std::int64_t never = 253'402'300'799'000;
  std::int64_t after_urgent = -1;
  if (after.size() == 3) {
    std::from_chars(after[0].data(), after[0].data() + after[0].size(), after_urgent);
    values.emplace_back(after_urgent);
    values.emplace_back(after_urgent);
    values.emplace_back(after[1]);
    values.emplace_back(after_urgent);
    values.emplace_back(after[1]);
    values.emplace_back(after[2]);
  }
  const std::string urgent = "coalesce(d.urgent_at, " + std::to_string(never) + ")";
  values.emplace_back(static_cast<std::int64_t>(limit + 1));
  const std::string sql =
      "select t.number, t.step, t.role, t.organisation, " + urgent +
      " from tasks t left join due d on d.zone = t.zone and d.number = t.number where t.zone = ? and (" +
      desks + ")" +
      (after.size() == 3 ? " and (" + urgent + " > ? or (" + urgent + " = ? and t.number > ?) or (" + urgent +
                               " = ? and t.number = ? and t.step > ?))"
                         : "") +
      " order by 5, t.number, t.step limit ?";
  std::vector<Task> tasks;
  const auto read = reads->query(sql, values, [&](store::Row row) {
    tasks.push_back({std::string(store::text(row[0])), std::string(store::text(row[1])),
                     std::string(store::text(row[2])), std::string(store::text(row[3])),
                     store::integer(row[4])});
    return true;
  });
  if (!read) return std::unexpected(read.error());
  if (tasks.size() > limit) {
    tasks.resize(limit);
    rows.next = {std::to_string(tasks.back().urgent), tasks.back().number, tasks.back().step};
  }
  const catalog::Catalogue& catalogue = service_.catalogue();
  for (const Task& task : tasks) {
    SHUXIN_TRY(const CaseState state, service_.states().load_case(*reads, task.number));
    Json one = summary(state);
    const catalog::Matter* matter =
        catalogue.find_matter_version(state.opened.matter, state.opened.matter_from);
    Json what = *one.find("state_name");
    for (const casework::Obligation& duty : state.obligations)
      if (duty.duty.id == task.step) what = to_json(duty.duty.name);
    if (matter)
      for (const catalog::ReviewStep& step : matter->review)
        if (step.id == task.step) what = to_json(step.name);
    Json row = Json::object({{"case", task.number},
                             {"matter", state.opened.matter},
                             {"name", *one.find("name")},
                             {"title", state.opened.title},
                             {"what", std::move(what)},
                             {"role", task.role},
                             {"organisation", task.organisation},
                             {"received_at", time_text(state.opened.received_at)}});
    if (!task.step.empty()) row.set("step", task.step);
    for (const char* member : {"due", "lamp", "package"})
      if (const Json* value = one.find(member)) row.set(member, *value);
    rows.items.push_back(std::move(row));
  }
  return rows;
}

base::Result<CaseView::Rows> CaseView::show_desk_cases(const std::string& words, const std::string& state,
                                                       std::size_t limit,
                                                       const std::vector<std::string>& after) {
  SHUXIN_TRY(store::Reads* const reads, this->reads());
  const std::vector<std::string> organisations = organisations_of(identity_);
  Rows rows{Json::Array{}, {}};
  if (organisations.empty()) return rows;
  std::vector<store::Value> values{service_.zone()};
  const auto add_bodies = [&] {
    for (const std::string& one : organisations) values.emplace_back(one);
  };
  add_bodies();
  add_bodies();
  std::string sql = "select number, received_at from cases where zone = ? and (authority in (" +
                    places(organisations.size()) + ") or organisation in (" + places(organisations.size()) +
                    "))";
  std::string like;
  if (!words.empty()) {
    like = "%" + words + "%";
    sql += " and (number = ? or title like ?)";
    values.emplace_back(words);
    values.emplace_back(like);
  }
  if (!state.empty()) {
    sql += " and state = ?";
    values.emplace_back(state);
  }
  std::int64_t before = 0;
  if (after.size() == 2) {
    std::from_chars(after[0].data(), after[0].data() + after[0].size(), before);
    sql += " and (received_at < ? or (received_at = ? and number < ?))";
    values.emplace_back(before);
    values.emplace_back(before);
    values.emplace_back(after[1]);
  }
  sql += " order by received_at desc, number desc limit ?";
  values.emplace_back(static_cast<std::int64_t>(limit + 1));
  std::vector<std::pair<std::string, std::int64_t>> found;
  const auto read = reads->query(sql, values, [&](store::Row row) {
    found.emplace_back(std::string(store::text(row[0])), store::integer(row[1]));
    return true;
  });
  if (!read) return std::unexpected(read.error());
  if (found.size() > limit) {
    found.resize(limit);
    rows.next = {std::to_string(found.back().second), found.back().first};
  }
  for (const auto& [number, received] : found) {
    SHUXIN_TRY(const CaseState one, service_.states().load_case(*reads, number));
    rows.items.push_back(summary(one));
  }
  return rows;
}

}  // namespace shuxin::app
