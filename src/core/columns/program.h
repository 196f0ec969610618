// Column programs: formulas of FEEL over all rows of a table at once, with the answers of the row-by-row
// engine.
#pragma once

#include <functional>
#include <memory>
#include <span>
#include <string>
#include <vector>

#include "core/columns/table.h"
#include "core/rules/feel.h"

namespace shuxin::columns {

/// A named expression. Its result is a column that later formulas may name.
struct Formula {
  std::string name;
  std::string text;
  bool kept = true;  ///< false: only later formulas need it, no column is made of it
  base::Place place = {};
};

/// Calls `work(part)` for each part below `parts`, in any order, on any threads, and returns when all are
/// done. The core has no threads; who has some gives them in.
using ParallelFor = std::function<void(std::size_t parts, const std::function<void(std::size_t part)>& work)>;
/// One part after the other, on the calling thread.
void in_order(std::size_t parts, const std::function<void(std::size_t part)>& work);

/// Compiled formulas: immutable, cheap to copy, may be shared between threads.
class Program {
 public:
  /// `scope` names the columns that the formulas may use. Diagnostics as rules::compile gives them; empty
  /// only if a formula cannot be read. Of two formulas of one name the later counts for those after it.
  [[nodiscard]] static rules::Compiled<Program> compile(std::span<const Formula> formulas,
                                                        const rules::Scope& scope);

  /// The columns of all kept formulas, of as many rows as `inputs` has. A column that the scope names and
  /// `inputs` has not is unknown in every row (columns.no-column). Every value is what rules::Expression
  /// yields for that row alone, nulls too; the first `reasons_kept` nulls of a column carry their reasons.
  /// The recorder of the environment is not asked.
  [[nodiscard]] Table run(const Table& inputs, const rules::Environment& environment,
                          const ParallelFor& parallel = in_order) const;
  static constexpr std::size_t reasons_kept = 16;

 private:
  struct Parts;
  friend class ProgramRun;
  explicit Program(std::shared_ptr<const Parts> parts) : parts_(std::move(parts)) {}
  std::shared_ptr<const Parts> parts_;
};

/// One expression over a table, compiled against its columns.
[[nodiscard]] base::Result<Column> evaluate(std::string_view expression, const Table& table,
                                            const rules::Environment& environment,
                                            const ParallelFor& parallel = in_order);

}  // namespace shuxin::columns
