// What `shuxin evaluate` prints. Private to the command.
#pragma once

#include <vector>

#include "core/evaluation/published.h"
#include "shell/app/evaluated_table.h"
#include "shell/app/evaluation_join.h"

namespace shuxin::cli {

/// By group, best first; then those without a rank; then, on stderr, all that was not taken.
void print_list(const app::EvaluatedTable& table, base::Language language);
/// What was found when departments' tables were joined, on stderr.
void print_joined(const app::JoinedTables& joined, base::Language language);
void print_list_json(const app::EvaluatedTable& table);

/// What a published list says otherwise, or that it adds up.
void print_differences(const std::vector<evaluation::Difference>& found, bool json, base::Language language);
/// How one firm's result came about; `firm` is its index.
void print_explanation(const app::EvaluatedTable& table, std::size_t firm, bool json,
                       base::Language language);
/// What would lift one firm.
void print_improvements(const app::EvaluatedTable& table, std::size_t firm, bool json,
                        base::Language language);

}  // namespace shuxin::cli
