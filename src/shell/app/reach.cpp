#include "shell/app/reach.h"

#include <algorithm>

namespace shuxin::app {

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

bool reaches(const Identity& identity, const casework::CaseState& state,
             const catalog::Catalogue& catalogue) {
  if (!state.exists()) return false;
  if (state.opened.applicant == identity.on_behalf()) {
    const bool limited = identity.acting_for && !identity.acting_for->matters.empty();
    return !limited || std::ranges::find(identity.acting_for->matters, state.opened.matter) !=
                           identity.acting_for->matters.end();
  }
  if (!state.parties_of(identity.on_behalf()).empty()) return true;
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

std::vector<std::string> organisations_of(const Identity& identity) {
  std::vector<std::string> all;
  for (const RoleIn& role : identity.roles)
    if (std::ranges::find(all, role.organisation) == all.end()) all.push_back(role.organisation);
  return all;
}

}  // namespace shuxin::app
