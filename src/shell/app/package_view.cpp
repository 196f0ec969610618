// What people see of a package: its branches, and which of them the others wait for.
#include <algorithm>

#include "shell/app/case_view.h"
#include "shell/app/reach.h"

namespace shuxin::app {
namespace {

using base::Json;
using casework::CaseState;

bool went_well(const std::string& outcome) {
  return outcome == "granted" || outcome == "completed";
}

std::string_view name_of_issue(catalog::Issued issued) {
  switch (issued) {
    case catalog::Issued::Each:
      return "each";
    case catalog::Issued::Together:
      return "together";
    case catalog::Issued::OnEvent:
      return "on event";
  }
  return "";
}

// When the results are issued, whose word it takes, and what has become of the waiting.
Json results_json(const casework::PackageState& state, const catalog::Package& package,
                  const catalog::Catalogue& catalogue, const Identity& identity) {
  const catalog::PackageResults& results = package.results;
  Json json = Json::object(
      {{"issued", name_of_issue(results.issued)}, {"holds", casework::holds_results(state, package)}});
  if (!package.becomes.empty()) {
    json.set("becomes", package.becomes);
    if (state.occurred) json.set("turned_into", state.occurred->record);
    return json;
  }
  if (results.issued == catalog::Issued::Each) return json;
  const auto theirs = [&](const RoleIn& held) {
    return held.role == results.by && held.organisation == results.organisation;
  };
  json.set("desk", results.by);
  json.set("organisation", name_of_organisation(catalogue, results.organisation));
  json.set("mine", std::ranges::any_of(identity.roles, theirs));
  if (results.issued == catalog::Issued::OnEvent)
    json.set("event", Json::object({{"id", results.event}, {"name", to_json(results.event_name)}}));
  if (state.occurred) {
    json.set("occurred_at", state.occurred->at.to_string());
    if (!state.occurred->record.empty()) json.set("record", state.occurred->record);
    // Measured by the timestamps of the event and of the papers.
    if (state.settled)
      json.set("same_day", catalogue.calendar.legal_day(state.occurred->at) ==
                               catalogue.calendar.legal_day(state.settled_at));
  }
  if (state.dissolved)
    json.set("dissolved", Json::object({{"reason", state.dissolved->reason},
                                        {"member", state.dissolved->member},
                                        {"at", state.dissolved_at.to_string()}}));
  return json;
}

}  // namespace

Json CaseView::package_json(const casework::PackageState& state, const casework::Cases& cases) {
  const catalog::Catalogue& catalogue = service_.catalogue();
  const casework::PackageOpened& opened = state.opened;
  const catalog::Package* package = catalogue.find_package_version(opened.package, opened.package_from);
  const base::Instant until = state.settled ? state.settled_at : now_;
  const std::int64_t minutes = catalogue.calendar.office_minutes(opened.received_at, until);
  const bool within = !opened.promise || opened.promise->unit != calendar::Unit::OfficeMinutes ||
                      minutes <= opened.promise->amount;
  std::string title;
  for (const auto& [number, one] : cases)
    if (title.empty()) title = one->opened.title;
  Json json = Json::object(
      {{"number", opened.number},
       {"package", opened.package},
       {"name", package ? to_json(package->name) : to_json(base::Text{opened.package, opened.package})},
       {"title", title},
       {"received_at", opened.received_at.to_string()},
       {"settled", state.settled},
       {"working_minutes", minutes},
       {"within_promise", within}});
  if (state.settled) {
    json.set("settled_at", state.settled_at.to_string());
    json.set("outcome", state.outcome);
  }
  if (opened.promise) json.set("promise", to_json(*opened.promise));
  json.set("version", state.version);
  json.set("channel", opened.channel.empty() ? "online" : opened.channel);
  if (package) json.set("results", results_json(state, *package, catalogue, identity_));

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
        else if (known->case_number.empty())
          status = "waiting";
        else
          status = found != cases.end() && found->second->held ? "ready" : "running";
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
        const CaseState& its = *found->second;
        spent = catalogue.calendar.office_minutes(its.opened.received_at, its.final ? its.entered_at : now_);
        asked = its.owner == "applicant" && !its.final;
        one.set("case", summary(its));
        if (its.held) {
          one.set("held_since", its.held->since.to_string());
          if (const auto ends = casework::end_of_hold(its, catalogue.calendar))
            one.set("held_until", ends->to_string());
        }
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
  SHUXIN_TRY(const casework::Streams streams, load_streams(number));
  Json json = package_json(streams.package, streams.cases);
  SHUXIN_TRY(Json visits, visits_json(number));
  json.set("visits", std::move(visits));
  return json;
}

base::Result<Json> CaseView::show_package(const std::string& number) {
  return load_package_json(number);
}

}  // namespace shuxin::app
