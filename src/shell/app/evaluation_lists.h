// Lists of offices about an evaluation: shifts that were decided, and results that were published.
#pragma once

#include "core/evaluation/published.h"
#include "core/evaluation/shifts.h"
#include "shell/documents/sheet.h"

namespace shuxin::app {

/// From a table with the columns uscc, from, to, reason, power, decided_on (or their Chinese headers).
/// Errors: those of documents::map_table and evaluation::make_shift, evaluation.list-cell.
[[nodiscard]] base::Result<std::vector<evaluation::Shift>> read_shifts(const documents::Workbook& workbook);
/// From YAML or JSON: `uscc: {from, to, reason, power, decided_on}`. Errors: evaluation.setting, and those of
/// evaluation::make_shift.
[[nodiscard]] base::Result<std::vector<evaluation::Shift>> read_shifts(const std::string& file,
                                                                       const std::string& yaml);
/// From a table with the columns uscc and class, if it has them total and rank. Errors: those of
/// documents::map_table, evaluation.list-cell.
[[nodiscard]] base::Result<std::vector<evaluation::Published>> read_published(
    const documents::Workbook& workbook);

}  // namespace shuxin::app
