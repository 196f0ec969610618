// Every version of every register entry with both its times: how a day's figures are computed again later.
#pragma once

#include "core/base/date.h"
#include "core/base/json.h"
#include "shell/store/transaction.h"

namespace shuxin::views {

/// `register_history`: one row for each time an entry was written — position, effective_at, recorded_at,
/// fields (without what is about a person), ended.
[[nodiscard]] store::Projection register_history();

struct HistoricEntry {
  std::string key;
  std::int64_t version = 0;  ///< position in the ledger of the step that wrote it
  base::Json fields;
};

/// The entries of a kind in the order of their keys, as they stood: of what took effect until `effective` and
/// was recorded until `recorded`, the latest by effect (of equal ones the later record) counts; ended entries
/// are left out.
[[nodiscard]] base::Result<std::vector<HistoricEntry>> entries_at(store::Reads& reads,
                                                                  const std::string& zone,
                                                                  std::string_view kind,
                                                                  base::Instant effective,
                                                                  base::Instant recorded);

}  // namespace shuxin::views
