// What those see who answer for time limits: the open cases of their bodies by urgency, counted by lamp.
#include <algorithm>

#include "core/casework/work_words.h"
#include "shell/app/case_view.h"
#include "shell/app/reach.h"

namespace shuxin::app {
namespace {

using base::Json;

struct Count {
  std::int64_t overdue = 0, red = 0, yellow = 0, green = 0, none = 0;

  void add(std::string_view lamp) {
    (lamp == "overdue"  ? overdue
     : lamp == "red"    ? red
     : lamp == "yellow" ? yellow
     : lamp == "green"  ? green
                        : none) += 1;
  }
};

Json body_json(const std::string& id, const Count& count, const catalog::Catalogue& catalogue) {
  return Json::object({{"organisation", id},
                       {"name", name_of_organisation(catalogue, id)},
                       {"overdue", count.overdue},
                       {"red", count.red},
                       {"yellow", count.yellow},
                       {"green", count.green},
                       {"none", count.none}});
}

bool oversees_all(const Identity& identity, const catalog::Catalogue& catalogue) {
  return std::ranges::any_of(identity.roles, [&](const RoleIn& held) {
    const auto role = std::ranges::find(catalogue.zone.roles, held.role, &catalog::Role::id);
    return role != catalogue.zone.roles.end() && role->oversees;
  });
}

}  // namespace

base::Result<std::vector<std::string>> CaseView::open_cases_by_urgency(std::size_t most) {
  SHUXIN_TRY(store::Reads* const reads, this->reads());
  // What the statement is given is borrowed: the bodies' names must outlive it.
  const std::vector<std::string> organisations = organisations_of(identity_);
  std::vector<store::Value> values{service_.zone()};
  std::string bodies;
  if (!oversees_all(identity_, service_.catalogue())) {
    if (organisations.empty()) return std::vector<std::string>{};
    std::string places;
    for (const std::string& one : organisations) {
      places += places.empty() ? "?" : ", ?";
      values.emplace_back(one);
    }
    for (const std::string& one : organisations) values.emplace_back(one);
    bodies = " and (c.authority in (" + places + ") or c.organisation in (" + places + "))";
  }
  values.emplace_back(static_cast<std::int64_t>(most));
  std::vector<std::string> numbers;
  const auto read = reads->query(
      "select d.number from due d, cases c where d.zone = ? and c.zone = d.zone and c.number = d.number and "
      "c.final = 0" +
          bodies + " order by d.urgent_at, d.number limit ?",
      values, [&](store::Row row) {
        numbers.emplace_back(store::text(row[0]));
        return true;
      });
  if (!read) return std::unexpected(read.error());
  return numbers;
}

base::Result<Json> CaseView::show_supervision(std::size_t most) {
  const catalog::Catalogue& catalogue = service_.catalogue();
  SHUXIN_TRY(std::vector<std::string> numbers, open_cases_by_urgency(most + 1));
  const bool cut = numbers.size() > most;
  if (cut) numbers.resize(most);
  SHUXIN_TRY(store::Reads* const reads, this->reads());
  std::map<std::string, Count> counts;
  Json::Array items;
  for (const std::string& number : numbers) {
    SHUXIN_TRY(const auto kept, service_.states().load_case(*reads, number));
    const casework::CaseState& state = *kept;
    if (state.final) continue;
    Json one = summary(state);
    // What waits for the applicant is not the body's delay, but the body decides it in the end.
    const bool waits = state.owner == "applicant" || state.organisation.empty();
    const std::string body = waits ? state.opened.authority : state.organisation;
    const std::string lamp(one.find_string("lamp").value_or("none"));
    counts[body].add(lamp);
    if (lamp == "green" || lamp == "none") continue;
    one.set("organisation", body);
    one.set("owner_name", to_json(casework::name_of_desk(state.owner, catalogue)));
    one.set("reachable", reaches(identity_, state, catalogue));
    items.push_back(std::move(one));
  }
  Json::Array bodies;
  for (const auto& [id, count] : counts) bodies.push_back(body_json(id, count, catalogue));
  return Json::object({{"bodies", std::move(bodies)}, {"items", std::move(items)}, {"cut", cut}});
}

}  // namespace shuxin::app
