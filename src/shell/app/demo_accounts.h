// Demonstration accounts: invented people, firms and officers, read from the catalogue's folder `demo`.
#pragma once

#include <string>
#include <vector>

#include "core/base/diagnostic.h"
#include "shell/app/accounts.h"

namespace shuxin::app {

struct DemoAccount {
  NewAccount account;                 ///< its id is `demo-LOGIN`
  std::vector<std::string> acts_for;  ///< logins of the accounts that give it a mandate
};

struct DemoAccounts {
  std::vector<DemoAccount> accounts;
  base::Diagnostics faults;
};

/// Reads a table with the columns login, kind, name, uscc, roles (`role@organisation`, separated by spaces),
/// acts_for (logins, separated by spaces) and password. Any bytes may be given; `file` is named in the
/// faults.
[[nodiscard]] DemoAccounts read_demo_accounts(std::string_view csv, const std::string& file);

/// Opens those that do not exist yet, and gives their mandates. Only for a demonstration: the passwords are
/// public.
[[nodiscard]] base::Result<void> open_demo_accounts(Accounts& accounts, const std::vector<DemoAccount>& demo,
                                                    base::Instant now);

}  // namespace shuxin::app
