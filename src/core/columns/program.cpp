#include "core/columns/program.h"

#include <algorithm>

namespace shuxin::columns {

using rules::Value;

struct Program::Parts {
  struct Step {
    Formula formula;
    rules::Expression expression;
  };
  rules::Scope scope;  ///< the columns, then the formulas in their order
  std::vector<Step> steps;
  std::size_t columns = 0;  ///< how many of the scope's variables are columns
};

void in_order(std::size_t parts, const std::function<void(std::size_t part)>& work) {
  for (std::size_t part = 0; part < parts; ++part) work(part);
}

rules::Compiled<Program> Program::compile(std::span<const Formula> formulas, const rules::Scope& scope) {
  auto parts = std::make_shared<Parts>();
  parts->scope = scope;
  parts->columns = scope.variables.size();
  rules::Compiled<Program> made;
  bool whole = true;
  for (const Formula& formula : formulas) {
    auto compiled = rules::compile(formula.text, parts->scope, formula.place);
    std::ranges::move(compiled.diagnostics, std::back_inserter(made.diagnostics));
    whole = whole && compiled.value.has_value();
    parts->scope.variables.push_back(
        {formula.name, compiled.value ? compiled.value->type() : rules::Type::any()});
    if (compiled.value) parts->steps.push_back({formula, *std::move(compiled.value)});
  }
  if (whole) made.value = Program(std::move(parts));
  return made;
}

namespace {

constexpr std::size_t rows_a_part = 1 << 14;

/// Where the values of a scope's variables come from.
struct Source {
  const Column* column = nullptr;
  Value missing;
};

}  // namespace

Table Program::run(const Table& inputs, const rules::Environment& environment,
                   const ParallelFor& parallel) const {
  const std::size_t rows = inputs.rows();
  std::vector<Source> sources;
  for (std::size_t i = 0; i < parts_->columns; ++i) {
    const std::string& name = parts_->scope.variables[i].name;
    const Column* column = inputs.find(name);
    sources.push_back({column, column == nullptr ? Value::null("columns.no-column", {name}) : Value()});
  }
  std::vector<std::vector<Value>> results(parts_->steps.size(), std::vector<Value>(rows));
  parallel((rows + rows_a_part - 1) / rows_a_part, [&](std::size_t part) {
    rules::Environment own = environment;
    own.recorder = nullptr;
    rules::Evaluation evaluation(own);
    std::vector<Value> row_values(parts_->scope.variables.size());
    for (std::size_t row = part * rows_a_part; row < std::min(rows, (part + 1) * rows_a_part); ++row) {
      for (std::size_t i = 0; i < sources.size(); ++i)
        row_values[i] = sources[i].column != nullptr ? sources[i].column->value(row) : sources[i].missing;
      for (std::size_t i = 0; i < parts_->steps.size(); ++i) {
        evaluation.reset_steps();
        results[i][row] = parts_->steps[i].expression.evaluate(row_values, evaluation);
        row_values[parts_->columns + i] = results[i][row];
      }
    }
  });
  Table made;
  for (std::size_t i = 0; i < parts_->steps.size(); ++i)
    if (parts_->steps[i].formula.kept)
      made.set(parts_->steps[i].formula.name,
               column_of(results[i], kind_of(parts_->steps[i].expression.type()), reasons_kept));
  return made;
}

base::Result<Column> evaluate(std::string_view expression, const Table& table,
                              const rules::Environment& environment, const ParallelFor& parallel) {
  const Formula formula{"", std::string(expression)};
  const auto compiled = Program::compile(std::span(&formula, 1), table.scope());
  if (!compiled.value) return std::unexpected(base::Error{compiled.diagnostics.front().message});
  return *compiled.value->run(table, environment, parallel).find("");
}

}  // namespace shuxin::columns
