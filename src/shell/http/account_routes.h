// Account routes: signing in and out, acting for others, mandates, passwords, and who read one's data.
#pragma once

#include <string>
#include <vector>

#include "shell/app/access_log.h"
#include "shell/app/accounts.h"
#include "shell/app/demo_accounts.h"
#include "shell/http/router.h"

namespace shuxin::http {

struct AccountRoutesOptions {
  bool has_secure_cookies = true;  ///< false on loopback without a proxy, where there is no TLS
  std::int64_t cookie_seconds = 12 * 3600;
  /// The role whose officers open accounts of others, enterprises and officers included.
  std::string account_office_role = "account-office";
  std::vector<app::DemoAccount> demo_accounts;  ///< empty unless this is a demonstration
};

/// The accounts and the log must outlive the routes.
[[nodiscard]] std::vector<Route> account_routes(app::Accounts& accounts, app::AccessLog& access_log,
                                                AccountRoutesOptions options);

/// The status that an error of the accounts, of the store or of an identifier is answered with.
[[nodiscard]] Problem problem_of(const base::Error& error);

}  // namespace shuxin::http
