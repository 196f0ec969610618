#include "shell/app/evaluated_table.h"

#include <algorithm>

#include "core/evaluation/outcome_json.h"

namespace shuxin::app {

base::Error wrong_setting(const base::Diagnostics& diagnostics) {
  const auto error = std::ranges::find(diagnostics, base::Severity::Error, &base::Diagnostic::severity);
  const auto said = [&](base::Language language) {
    return error == diagnostics.end() ? std::string("?") : base::to_string(*error, language);
  };
  return {{"evaluation.setting", {said(base::Language::Chinese), said(base::Language::English)}}};
}

base::Result<catalog::Scheme> read_scheme_with(const std::string& name, const std::string& source,
                                               const std::vector<catalog::Setting>& settings) {
  auto read = catalog::read_scheme(name, source, settings);
  if (!read.scheme) return std::unexpected(wrong_setting(read.diagnostics));
  if (!read.scheme->unset.empty()) {
    std::string paths;
    for (const catalog::Unset& one : read.scheme->unset) paths += (paths.empty() ? "" : ", ") + one.path;
    return base::fail("evaluation.unset-here", {paths});
  }
  return *std::move(read.scheme);
}

base::Result<EvaluatedTable> evaluate_firms(catalog::Scheme scheme, FirmsRead firms,
                                            std::vector<evaluation::Shift> shifts) {
  EvaluatedTable made;
  made.scheme = std::move(scheme);
  made.firms = std::move(firms);
  SHUXIN_TRY(made.prepared, evaluation::prepare(made.scheme, made.firms.data));
  made.given = evaluation::evaluate(made.scheme, made.prepared);
  made.outcome = made.given;
  SHUXIN_DO(evaluation::apply_shifts(made.scheme, made.prepared, std::move(shifts), made.outcome));
  made.faults = made.prepared.faults;
  std::ranges::move(evaluation::faults_of_scores(made.scheme, made.prepared, made.outcome),
                    std::back_inserter(made.faults));
  return made;
}

base::Result<EvaluatedTable> evaluate_table(const EvaluationInput& input) {
  SHUXIN_TRY(catalog::Scheme scheme, read_scheme_with(input.scheme, input.scheme_source, input.settings));
  SHUXIN_TRY(const documents::Workbook workbook, documents::read_workbook(input.table, input.table_name));
  SHUXIN_TRY(FirmsRead firms,
             read_firms(scheme, workbook,
                        input.catalogue ? input.catalogue->find_code_table(scheme.standard) : nullptr));
  return evaluate_firms(std::move(scheme), std::move(firms), input.shifts);
}

base::Result<OtherwiseEvaluated> evaluate_otherwise(const EvaluatedTable& table, catalog::Scheme scheme) {
  OtherwiseEvaluated made;
  made.scheme = std::move(scheme);
  if (evaluation::same_formulas(table.scheme, made.scheme)) {
    made.prepared = {std::shared_ptr<void>(), &table.prepared};
  } else {
    SHUXIN_TRY(evaluation::Prepared prepared, evaluation::prepare(made.scheme, table.firms.data));
    made.prepared = std::make_shared<const evaluation::Prepared>(std::move(prepared));
  }
  made.outcome = evaluation::evaluate(made.scheme, *made.prepared);
  return made;
}

base::Json firms_json(const EvaluatedTable& table) {
  return *evaluation::to_json(table.scheme, table.firms.data, table.prepared, table.outcome, {})
              .find("firms");
}

}  // namespace shuxin::app
