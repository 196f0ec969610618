#include "shell/http/account_answers.h"

#include <algorithm>
#include <array>
#include <map>

#include "shell/http/account_routes.h"
#include "shell/http/conditions.h"

namespace shuxin::http {
namespace {

using base::Json;

struct StatusOf {
  std::string_view code;
  int status;
};

constexpr std::array<StatusOf, 18> statuses = {{{"accounts.wrong-credentials", 401},
                                                {"accounts.wrong-password", 403},
                                                {"accounts.too-many-attempts", 429},
                                                {"accounts.busy", 503},
                                                {"accounts.erase-held", 409},
                                                {"accounts.erase-officer", 409},
                                                {"accounts.erase-enterprise", 409},
                                                {"accounts.login-taken", 409},
                                                {"accounts.id-taken", 409},
                                                {"accounts.mandate-revoked", 409},
                                                {"accounts.unknown", 404},
                                                {"accounts.no-session", 404},
                                                {"accounts.no-mandate", 404},
                                                {"store.busy", 503},
                                                {"store.idempotency-conflict", 409},
                                                {"store.disk-full", 507},
                                                {"store.io", 503},
                                                {"store.read-only", 503}}};

}  // namespace

Problem problem_of(const base::Error& error) {
  const auto known = std::ranges::find(statuses, error.code(), &StatusOf::code);
  int status = known != statuses.end() ? known->status : 422;
  if (known == statuses.end() && error.code().starts_with("store.")) status = 500;
  Problem fault = problem(status, error);
  if (status == 503) fault.headers.set("Retry-After", "1");
  // Room is made by people, not by time alone.
  if (status == 507) fault.headers.set("Retry-After", "60");
  if (status == 429 && !error.message.arguments.empty()) {
    fault.headers.set("Retry-After", error.message.arguments[0]);
  }
  return fault;
}

// The field of a body that an error is about, so that a screen can show it there.
base::Result<Json> accesses_json(const std::vector<app::AccessLine>& lines, std::size_t limit,
                                 app::Accounts& accounts) {
  Json::Array items;
  std::map<std::string, app::AccountInfo> known;
  for (const app::AccessLine& line : lines) {
    for (const std::string& id : {line.account, line.acting_for}) {
      if (id.empty() || known.contains(id)) continue;
      SHUXIN_TRY(const auto account, accounts.find(id));
      known[id] = account.value_or(app::AccountInfo{.id = id});
    }
    const app::AccountInfo& reader = known[line.account];
    Json item = Json::object({{"at", line.at.to_string()},
                              {"account", line.account},
                              {"name", reader.name},
                              {"roles", to_json(reader.roles)},
                              {"what", line.what},
                              {"why", line.why}});
    if (!line.acting_for.empty()) item.set("acting_for", known[line.acting_for].name);
    items.push_back(std::move(item));
  }
  Json body = Json::object({{"items", std::move(items)}});
  if (lines.size() == limit) body.set("next", to_cursor({std::to_string(lines.back().position)}));
  return body;
}

Problem at_field(const base::Error& error, std::string pointer) {
  Problem fault = problem_of(error);
  if (fault.status != 422 && fault.status != 409) return fault;
  fault.errors.push_back({std::move(pointer), error.message});
  return fault;
}

std::string pointer_of(std::string_view code) {
  if (code.starts_with("accounts.password-")) return "/password";
  if (code.starts_with("credit-code.") || code.starts_with("organisation-code.")) return "/uscc";
  if (code == "accounts.mandate-period") return "/until";
  if (code == "accounts.agent-unknown" || code.starts_with("accounts.mandate-") ||
      code == "accounts.officer-mandate") {
    return "/agent";
  }
  return "/login";
}

Json to_json(const std::vector<app::RoleIn>& roles) {
  Json::Array array;
  for (const app::RoleIn& held : roles) {
    array.push_back(Json::object({{"role", held.role}, {"organisation", held.organisation}}));
  }
  return array;
}

Json to_json(const std::vector<std::string>& texts) {
  Json::Array array;
  for (const std::string& text : texts) array.push_back(text);
  return array;
}

Json to_json(const app::Mandate& mandate, base::Instant at) {
  const auto moment = [](const std::optional<base::Instant>& when) {
    return when ? Json(when->to_string()) : Json(nullptr);
  };
  return Json::object({{"id", mandate.id},
                       {"principal", Json::object({{"account", mandate.principal},
                                                   {"kind", to_string(mandate.principal_kind)},
                                                   {"name", mandate.principal_name}})},
                       {"agent", Json::object({{"account", mandate.agent}, {"name", mandate.agent_name}})},
                       {"matters", to_json(mandate.matters)},
                       {"from", mandate.from.to_string()},
                       {"until", moment(mandate.until)},
                       {"revoked_at", moment(mandate.revoked_at)},
                       {"valid", mandate.is_valid(at)}});
}

}  // namespace shuxin::http
