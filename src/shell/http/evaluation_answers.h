// What the routes of evaluations answer with.
#pragma once

#include <map>

#include "shell/app/accounts.h"
#include "shell/app/evaluations.h"
#include "shell/http/exchange.h"

namespace shuxin::http {

/// Names of accounts, each looked up once. An account that cannot be told is shown by its id alone.
class AccountNames {
 public:
  explicit AccountNames(app::Accounts& accounts) : accounts_(accounts) {}
  /// {account, name}; null for none.
  base::Json of(const std::string& account);

 private:
  app::Accounts& accounts_;
  std::map<std::string, std::string> known_;
};

/// The problem that stands for an error of evaluations.
[[nodiscard]] Response failed_evaluation(const base::Error& error, const Request& request);

/// EvaluationTable of openapi.json.
[[nodiscard]] base::Json table_json(const app::KeptTable& table, AccountNames& names);
/// EvaluationRunEntry.
[[nodiscard]] base::Json entry_json(const app::KeptRun& run, AccountNames& names);
/// EvaluationFinalList.
[[nodiscard]] base::Json final_list_json(const app::KeptFinalList& list, AccountNames& names);
/// EvaluationRun: one page of its firms, best first, by the request's `offset`, `limit`, `class` and `q`.
[[nodiscard]] base::Json run_json(const app::EvaluationRun& run, const Request& request, AccountNames& names);
/// EvaluationChanges.
[[nodiscard]] base::Json changes_json(const app::EvaluationRun& before, const app::EvaluationRun& after);
/// OwnEvaluation: what a firm sees of a run, its own result and nothing of another's.
[[nodiscard]] base::Json own_result_json(const app::EvaluationRun& run, std::size_t firm,
                                         const catalog::CodeTable* industries);
/// EvaluatedFirmDetails; `firm` is the index of a firm of the run.
[[nodiscard]] base::Json firm_details_json(const app::EvaluationRun& run, std::size_t firm,
                                           const catalog::CodeTable* industries);

}  // namespace shuxin::http
