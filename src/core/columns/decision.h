// Decisions of DMN over columns: a decision table for all rows at once, with the answers of the row engine.
#pragma once

#include <memory>
#include <string_view>

#include "core/columns/program.h"
#include "core/columns/table.h"
#include "core/rules/dmn.h"

namespace shuxin::columns {

/// A decision of a compiled model: immutable, cheap to copy, may be shared between threads. Its input data
/// are columns (or constants) of their names.
class Decision {
 public:
  /// Error: decide.unknown-decision.
  [[nodiscard]] static base::Result<Decision> find(std::shared_ptr<const rules::dmn::Model> model,
                                                   std::string_view name);

  /// What the decision yields for each row; nulls too, the first with their reasons.
  [[nodiscard]] Column run(const Table& inputs, const rules::Environment& environment,
                           const ParallelFor& parallel = in_order) const;

 private:
  Decision(std::shared_ptr<const rules::dmn::Model> model, rules::dmn::NodeIndex node)
      : model_(std::move(model)), node_(node) {}

  std::shared_ptr<const rules::dmn::Model> model_;
  rules::dmn::NodeIndex node_;
};

}  // namespace shuxin::columns
