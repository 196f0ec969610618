// Evaluations at the desk: schemes of the catalogue run over tables that were handed in, what is kept of
// them, the laboratory over the runs, and final lists.
#pragma once

#include <deque>
#include <memory>
#include <mutex>
#include <string>
#include <vector>

#include "core/catalog/catalog.h"
#include "core/evaluation/published.h"
#include "shell/app/evaluation_join.h"
#include "shell/app/evaluation_records.h"
#include "shell/app/final_list.h"

namespace shuxin::app {

/// A run as it was kept, with all that it computes to. Immutable.
struct EvaluationRun {
  KeptRun kept;
  std::vector<catalog::Setting> settings;
  EvaluatedTable table;
  bool agrees = true;  ///< what was computed now is what was computed then
};

/// What is to be run.
struct RunRequest {
  std::string account;
  std::string scheme;
  std::string table;
  base::Json settings;          ///< {path: value}, may be null
  base::Json shifts;            ///< a list of shifts, may be null
  std::string table_of_shifts;  ///< a table of shifts that was handed in; empty: none
};

/// Tables and runs are the zone's: every officer sees them. Runs are computed anew from what is kept; the
/// last ones that were looked at are remembered. Thread-safe.
class Evaluations {
 public:
  /// Without a ring nothing is made final. Store, ring and accounts must outlive it.
  Evaluations(store::Store& store, std::shared_ptr<const catalog::Catalogue> catalogue,
              signing::KeyRing* ring)
      : catalogue_(std::move(catalogue)), records_(store, catalogue_->zone.id), ring_(ring) {}

  /// The table `demo`, kept if its bytes are others than those that are kept.
  [[nodiscard]] base::Result<void> set_demo_table(const std::string& name, std::string_view bytes,
                                                  base::Instant now);

  /// Errors: those of documents::read_workbook.
  [[nodiscard]] base::Result<KeptTable> add_table(const std::string& account, const std::string& name,
                                                  std::string_view bytes, base::Instant now);
  /// Keeps the join of several departments' tables as one. Errors: evaluation.no-scheme-here,
  /// evaluation.no-table, those of join_tables.
  struct Joined {
    KeptTable table;
    JoinedTables found;
  };
  [[nodiscard]] base::Result<Joined> join(const std::string& account, const std::string& scheme,
                                          const std::vector<std::string>& tables, const std::string& name,
                                          base::Instant now);
  /// Newest first. What has been kept for as long as the zone keeps tables is removed first.
  [[nodiscard]] base::Result<std::vector<KeptTable>> tables(std::size_t limit,
                                                            std::optional<std::int64_t> before,
                                                            base::Instant now);
  /// Errors: evaluation.no-table, evaluation.not-yours.
  [[nodiscard]] base::Result<void> remove_table(const std::string& account, const std::string& id,
                                                base::Instant now);

  /// Errors: evaluation.no-scheme-here, evaluation.no-table, evaluation.setting (what is wrong with one),
  /// those of evaluate_table and read_shifts.
  [[nodiscard]] base::Result<std::shared_ptr<const EvaluationRun>> run(const RunRequest& request,
                                                                       base::Instant now);
  [[nodiscard]] base::Result<std::vector<KeptRun>> runs(const std::string& scheme, std::size_t limit,
                                                        std::optional<std::int64_t> before);
  /// Errors: evaluation.no-run, evaluation.table-removed, and those of evaluate_table, if this program reads
  /// less than the one that ran it.
  [[nodiscard]] base::Result<std::shared_ptr<const EvaluationRun>> find_run(const std::string& id);
  /// Errors: evaluation.no-run, evaluation.not-yours, evaluation.frozen-run.
  [[nodiscard]] base::Result<void> remove_run(const std::string& account, const std::string& id,
                                              base::Instant now);

  /// The same table under changed settings, without shifts, not kept. Values are computed anew only where
  /// formulas change; the run must outlive the answer. Errors as run().
  [[nodiscard]] base::Result<OtherwiseEvaluated> what_if(const EvaluationRun& run,
                                                         const base::Json& settings) const;
  /// Lets each firm of the run see its own result (公示). Error: evaluation.no-run.
  [[nodiscard]] base::Result<void> publish(const std::string& run, const std::string& account,
                                           base::Instant now);
  /// The runs that firms see, newest first, with the place of one firm in each: those that it is in.
  struct OwnResult {
    std::shared_ptr<const EvaluationRun> run;
    std::size_t firm = 0;
  };
  [[nodiscard]] base::Result<std::vector<OwnResult>> results_of(const std::string& uscc, std::size_t limit);

  /// What became of each firm from one run to another: a correction, as it can be audited.
  struct Change {
    std::string uscc;
    std::string name;
    std::optional<std::size_t> before;  ///< its place among the firms of the earlier run; empty: not in it
    std::optional<std::size_t> after;
  };
  /// Firms whose total, rank or class are others, or that stand in one run only; by credit code.
  [[nodiscard]] static std::vector<Change> changes(const EvaluationRun& before, const EvaluationRun& after);

  /// Holds a list that was published, a table that was handed in, against a run. Errors: evaluation.no-table,
  /// those of read_published.
  [[nodiscard]] base::Result<std::vector<evaluation::Difference>> against(const EvaluationRun& run,
                                                                          const std::string& table);

  /// Makes the run's results final: signed, kept for good. Errors: evaluation.final-list-exists,
  /// evaluation.disagrees, evaluation.no-keys, those of signing::KeyRing.
  [[nodiscard]] base::Result<KeptFinalList> make_final(const EvaluationRun& run, const std::string& account,
                                                       base::Instant now);
  /// The file. Errors: evaluation.no-run, evaluation.no-final-list.
  [[nodiscard]] base::Result<std::string> final_list(const std::string& run);

  [[nodiscard]] const catalog::Catalogue& catalogue() const { return *catalogue_; }
  /// The table that the scheme's industries are of; null if it names none.
  [[nodiscard]] const catalog::CodeTable* industries_of(const catalog::Scheme& scheme) const;

 private:
  using Kept = std::shared_ptr<const EvaluationRun>;

  [[nodiscard]] base::Result<void> let_go_of_old_tables(base::Instant now);
  [[nodiscard]] base::Result<documents::Workbook> workbook_of(const std::string& table);
  [[nodiscard]] base::Result<std::vector<evaluation::Shift>> shifts_of(const RunRequest& request);
  [[nodiscard]] base::Result<KeptRun> kept_run(const std::string& id);
  [[nodiscard]] base::Result<std::string> table_of(const KeptRun& run);
  void remember(const Kept& run);
  void forget(const std::string& id);

  std::shared_ptr<const catalog::Catalogue> catalogue_;
  EvaluationRecords records_;
  signing::KeyRing* ring_;
  std::mutex mutex_;
  std::deque<Kept> remembered_;  ///< the last looked at stands last
};

/// Paths with values, as members of an object (nested or joined by points). Error: evaluation.setting.
[[nodiscard]] base::Result<std::vector<catalog::Setting>> read_settings(const base::Json& json);

}  // namespace shuxin::app
