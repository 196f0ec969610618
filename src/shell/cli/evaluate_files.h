// The files of `shuxin evaluate`: scheme, settings and firms from disk, results back to it. Private to the
// command.
#pragma once

#include <optional>
#include <string>

#include "core/evaluation/outcome.h"
#include "shell/app/evaluation_data.h"
#include "shell/app/evaluation_lists.h"

namespace shuxin::cli {

/// What is to be run.
struct EvaluationInput {
  std::string scheme_file;
  std::string scheme_text;
  std::vector<catalog::Setting> settings;
  catalog::Scheme scheme;
  app::FirmsRead firms;
  std::vector<evaluation::Shift> shifts;
};

/// A file as it stands. Error: decide.cannot-read.
[[nodiscard]] base::Result<std::string> read_whole(const std::string& path);
/// Error: evaluation.cannot-write.
[[nodiscard]] base::Result<void> write_whole(const std::string& path, const std::string& bytes);

/// The path itself if it is a file, else NAME.yaml in the catalogue's evaluations. Error:
/// evaluation.no-scheme.
[[nodiscard]] base::Result<std::string> find_scheme_file(const std::string& named,
                                                         const std::string& catalogue);

/// Shifts that were decided, from YAML or JSON, else from a table; by the ending of the path. Errors: those
/// of app::read_shifts, decide.cannot-read, sheet.…
[[nodiscard]] base::Result<std::vector<evaluation::Shift>> read_shifts_file(const std::string& path);

/// The table of results as a sheet of a workbook or as CSV, by the ending of the path. Errors:
/// evaluation.out-format, evaluation.cannot-write, sheet.cannot-write.
[[nodiscard]] base::Result<void> write_results(const std::string& path, const catalog::Scheme& scheme,
                                               const evaluation::FirmData& data,
                                               const evaluation::Prepared& prepared,
                                               const evaluation::Outcome& outcome,
                                               const std::vector<evaluation::Fault>& faults,
                                               base::Language language);

}  // namespace shuxin::cli
