// The files of `shuxin evaluate`: schemes and shifts from disk, results back to it. Private to the command.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "shell/app/evaluated_table.h"

namespace shuxin::cli {

/// A file as it stands. Error: decide.cannot-read.
[[nodiscard]] base::Result<std::string> read_whole(const std::string& path);
/// Error: evaluation.cannot-write.
[[nodiscard]] base::Result<void> write_whole(const std::string& path, const std::string& bytes);

/// The path itself if it is a file, else NAME.yaml in the catalogue's evaluations. Error:
/// evaluation.no-scheme.
[[nodiscard]] base::Result<std::string> find_scheme_file(const std::string& named,
                                                         const std::string& catalogue);

/// A table of codes of the catalogue; none if it has none of that name. Error: catalog.unknown-code-table
/// (the file is no such table).
[[nodiscard]] base::Result<std::optional<catalog::CodeTable>> read_code_table(const std::string& name,
                                                                              const std::string& catalogue);

/// Shifts that were decided, from YAML or JSON, else from a table; by the ending of the path. Errors: those
/// of app::read_shifts, decide.cannot-read, sheet.…
[[nodiscard]] base::Result<std::vector<evaluation::Shift>> read_shifts_file(const std::string& path);

/// The table of results as a sheet of a workbook or as CSV, by the ending of the path. Errors:
/// evaluation.out-format, evaluation.cannot-write, sheet.cannot-write.
[[nodiscard]] base::Result<void> write_results(const std::string& path, const app::EvaluatedTable& table,
                                               base::Language language);

}  // namespace shuxin::cli
