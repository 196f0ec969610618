// The demonstration zone: invented entries in the registers and cases in every state, the same each time.
#pragma once

#include <string>

#include "shell/app/case_service.h"
#include "shell/app/demo_accounts.h"

namespace shuxin::app {

/// Reads a register's entries from a table of the catalogue's `demo` folder: the columns are fields, lists
/// are separated by `|`, empty cells are left out, types are the register's. Faults name file and line.
struct DemoEntries {
  std::vector<base::Json> entries;
  base::Diagnostics faults;
};
[[nodiscard]] DemoEntries read_demo_entries(const catalog::Register& kind, std::string_view csv,
                                            const std::string& file);

/// Fills an empty store with the demonstration's entries and cases, dated back from `now`; a store that holds
/// cases already is left alone. Errors: demo.faulty (with the first fault), those of the service.
[[nodiscard]] base::Result<void> load_demo(CaseService& service, const std::string& folder,
                                           const std::vector<DemoAccount>& accounts, base::Instant now);

}  // namespace shuxin::app
