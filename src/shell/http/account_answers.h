// Account answers: how accounts, mandates and their errors are written in JSON. Private to the account
// routes.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "core/base/json.h"
#include "shell/app/access_log.h"
#include "shell/app/accounts.h"
#include "shell/http/problem.h"

namespace shuxin::http {

[[nodiscard]] base::Json to_json(const std::vector<app::RoleIn>& roles);
[[nodiscard]] base::Json to_json(const std::vector<std::string>& texts);
/// With `valid` as of `at`.
[[nodiscard]] base::Json to_json(const app::Mandate& mandate, base::Instant at);

/// A page of AccessItem of openapi.json: who read, by name and desks as they are now.
[[nodiscard]] base::Result<base::Json> accesses_json(const std::vector<app::AccessLine>& lines,
                                                     std::size_t limit, app::Accounts& accounts);

/// The problem with the error repeated at a field of the body, so that a screen can show it there; only where
/// the body was at fault.
[[nodiscard]] Problem at_field(const base::Error& error, std::string pointer);
/// The field that an error of the accounts is about.
[[nodiscard]] std::string pointer_of(std::string_view code);

}  // namespace shuxin::http
