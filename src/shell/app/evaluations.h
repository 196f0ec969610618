// Evaluations at the desk: schemes of the catalogue run over uploaded tables, and the laboratory over the
// runs.
#pragma once

#include <deque>
#include <map>
#include <memory>
#include <mutex>
#include <string>
#include <vector>

#include "core/catalog/catalog.h"
#include "core/evaluation/outcome.h"
#include "shell/app/evaluation_data.h"

namespace shuxin::app {

/// One scheme run over one table. Immutable.
struct EvaluationRun {
  std::string id;
  std::string account;  ///< who ran it
  std::string data_name;
  std::vector<catalog::Setting> settings;
  catalog::Scheme scheme;
  FirmsRead firms;
  evaluation::Prepared prepared;
  evaluation::Outcome outcome;
  std::vector<evaluation::Fault> faults;
};

/// Tables and runs live in memory, each seen by the account that made it: they are workings, not records. The
/// oldest make room (8 tables and 16 runs an account, 64 and 128 in all). Thread-safe.
class Evaluations {
 public:
  explicit Evaluations(std::shared_ptr<const catalog::Catalogue> catalogue)
      : catalogue_(std::move(catalogue)) {}

  /// A table that every officer may use, `demo`.
  void set_demo_table(std::string name, std::string bytes);

  struct Table {
    std::string id;
    std::string account;  ///< empty: everybody's
    std::string name;
    std::shared_ptr<const std::string> bytes;
  };
  /// Keeps the bytes of a workbook or CSV file. Errors: those of documents::read_workbook.
  [[nodiscard]] base::Result<Table> add_table(const std::string& account, std::string name,
                                              std::string bytes);
  [[nodiscard]] std::vector<Table> tables(const std::string& account) const;

  /// Errors: evaluation.no-scheme-here, evaluation.no-table, evaluation.setting (what is wrong with one),
  /// evaluation.unset-here (the paths), those of read_firms and evaluation::prepare.
  [[nodiscard]] base::Result<std::shared_ptr<const EvaluationRun>> run(const std::string& account,
                                                                       const std::string& scheme,
                                                                       const std::string& table,
                                                                       const base::Json& settings);
  [[nodiscard]] std::shared_ptr<const EvaluationRun> find_run(const std::string& account,
                                                              const std::string& id) const;

  /// The same table under changed settings, not kept. Values are computed anew only where formulas change.
  /// Errors as run().
  [[nodiscard]] base::Result<EvaluationRun> what_if(const EvaluationRun& run,
                                                    const base::Json& settings) const;

  [[nodiscard]] const catalog::Catalogue& catalogue() const { return *catalogue_; }

 private:
  [[nodiscard]] base::Result<catalog::Scheme> scheme_with(
      const std::string& id, const std::vector<catalog::Setting>& settings) const;

  std::shared_ptr<const catalog::Catalogue> catalogue_;
  mutable std::mutex mutex_;
  std::deque<Table> tables_;
  std::deque<std::shared_ptr<const EvaluationRun>> runs_;
};

/// Paths with values, as members of an object (nested or joined by points). Error: evaluation.setting.
[[nodiscard]] base::Result<std::vector<catalog::Setting>> read_settings(const base::Json& json);

}  // namespace shuxin::app
