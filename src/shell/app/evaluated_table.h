// One scheme run over one table of firms, from bytes to classes: what the command line, the interface and the
// check of a final list compute alike.
#pragma once

#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "core/catalog/catalog.h"
#include "core/evaluation/laboratory.h"
#include "shell/app/evaluation_data.h"

namespace shuxin::app {

/// All that a result depends on.
struct EvaluationInput {
  std::string scheme;         ///< its name, for faults
  std::string scheme_source;  ///< the text of its file
  std::vector<catalog::Setting> settings;
  std::string table_name;
  std::string table;  ///< bytes of a workbook or CSV file
  std::vector<evaluation::Shift> shifts;
  const catalog::Catalogue* catalogue = nullptr;  ///< its table of industries is looked into; may be null
};

struct EvaluatedTable {
  catalog::Scheme scheme;  ///< with the settings
  FirmsRead firms;
  evaluation::Prepared prepared;
  evaluation::Outcome given;    ///< as the scheme gives it
  evaluation::Outcome outcome;  ///< with the shifts
  std::vector<evaluation::Fault> faults;

  [[nodiscard]] evaluation::Evaluated evaluated() const { return {scheme, prepared, outcome}; }
  /// For the laboratory: a decision is no step that a firm can take, and no other weight undoes it.
  [[nodiscard]] evaluation::Evaluated evaluated_as_given() const { return {scheme, prepared, given}; }
};

/// Errors: evaluation.setting (the first fault, in both languages), evaluation.unset-here (the paths).
[[nodiscard]] base::Result<catalog::Scheme> read_scheme_with(const std::string& name,
                                                             const std::string& source,
                                                             const std::vector<catalog::Setting>& settings);

/// Errors: those of read_scheme_with, documents::read_workbook, read_firms, evaluation::prepare and
/// evaluation::apply_shifts.
[[nodiscard]] base::Result<EvaluatedTable> evaluate_table(const EvaluationInput& input);
/// The same from firms that were read before. Errors: those of prepare and apply_shifts.
[[nodiscard]] base::Result<EvaluatedTable> evaluate_firms(catalog::Scheme scheme, FirmsRead firms,
                                                          std::vector<evaluation::Shift> shifts);

/// The firms of a table by another scheme, without shifts.
struct OtherwiseEvaluated {
  catalog::Scheme scheme;
  std::shared_ptr<const evaluation::Prepared> prepared;  ///< the table's own where no formula changed
  evaluation::Outcome outcome;

  [[nodiscard]] evaluation::Evaluated evaluated() const { return {scheme, *prepared, outcome}; }
};

/// Values are computed anew only where formulas change; else the table must outlive what it gives, as ten
/// thousand firms are not copied for each move of a slider. Errors: those of prepare.
[[nodiscard]] base::Result<OtherwiseEvaluated> evaluate_otherwise(const EvaluatedTable& table,
                                                                  catalog::Scheme scheme);

/// The firms' results as evaluation::to_json gives them.
[[nodiscard]] base::Json firms_json(const EvaluatedTable& table);

/// The first error of some diagnostics, as evaluation.setting.
[[nodiscard]] base::Error wrong_setting(const base::Diagnostics& diagnostics);

}  // namespace shuxin::app
