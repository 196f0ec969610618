// The results of an evaluation as a table for people: firms with scores, totals, ranks, classes, shifts.
#pragma once

#include <string>

#include "shell/app/evaluated_table.h"

namespace shuxin::app {

/// UTF-8 with a mark, as spreadsheets expect it.
[[nodiscard]] std::string results_csv(const EvaluatedTable& table, base::Language language);
/// With a second sheet of all that was not read or not graded, if there is any. Error: sheet.cannot-write.
[[nodiscard]] base::Result<std::string> results_xlsx(const EvaluatedTable& table, base::Language language,
                                                     base::Instant now);

}  // namespace shuxin::app
