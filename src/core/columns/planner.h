// From the syntax tree of a formula to steps. Not part of the room's face.
#pragma once

#include <span>
#include <string>
#include <vector>

#include "core/columns/plan.h"
#include "core/rules/ast.h"
#include "core/rules/feel.h"

namespace shuxin::columns {

/// Makes steps of the expressions of one scope. What has no kernel becomes a step that asks the row engine
/// for that part of the expression alone.
class Planner {
 public:
  /// `inputs` are the steps of the scope's variables.
  Planner(Plan& plan, const rules::Scope& scope, std::span<const Step* const> inputs,
          const rules::Environment& environment, std::size_t rows)
      : plan_(plan), scope_(scope), inputs_(inputs), environment_(environment), rows_(rows) {}

  [[nodiscard]] const Step* build(const rules::ast::Expression& expression);
  /// Whether what the step yields passes tests of constants; nullptr where there is no kernel.
  [[nodiscard]] const Step* passes(const Step* subject, const rules::TestShape& shape);

 private:
  /// A number on its way to being rounded.
  struct Rounding {
    const Step* step = nullptr;
    std::optional<RoundedRatio> ratio;
  };

  const Step* kernel(const rules::ast::Expression& expression);
  const Step* call(const rules::ast::Call& form);
  const Step* fold(const std::vector<rules::ast::Argument>& arguments, std::string_view name);
  const Step* round_call(std::string_view name, const rules::ast::Call& form);
  const Step* round(const rules::ast::Expression& expression, int scale, base::Rounding mode);
  Rounding rounding(const rules::ast::Expression& expression, int scale, base::Rounding mode);
  const Step* finish(Rounding rounding);
  const Step* in(const rules::ast::In& form);
  const Step* test(const Step* subject, const rules::ast::Expression& test);
  const Step* value_test(const Step* subject, const rules::ast::Expression& test);
  const Step* constant_test(const Step* subject, const rules::Value& test);
  const Step* range_test(const Step* subject, const rules::Range& range);
  const Step* between(const Step* subject, const Step* low, bool low_closed, const Step* high,
                      bool high_closed);
  /// The value of what depends on no input; nullptr else.
  const rules::Value* constant_of(const Step* step) const;
  bool is_builtin(const rules::ast::Expression& callee, std::string_view& name) const;

  Plan& plan_;
  const rules::Scope& scope_;
  std::span<const Step* const> inputs_;
  const rules::Environment& environment_;
  std::size_t rows_;
};

}  // namespace shuxin::columns
