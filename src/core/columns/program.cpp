#include "core/columns/program.h"

#include <algorithm>
#include <cstring>

#include "core/columns/column_parts.h"
#include "core/columns/masks.h"
#include "core/columns/plan.h"
#include "core/columns/planner.h"

namespace shuxin::columns {

using rules::Value;

struct Program::Parts {
  struct Line {
    Formula formula;
    rules::Expression expression;
  };
  rules::Scope scope;  ///< the columns, then the formulas in their order
  std::vector<Line> lines;
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
    if (compiled.value) parts->lines.push_back({formula, *std::move(compiled.value)});
  }
  if (whole) made.value = Program(std::move(parts));
  return made;
}

namespace {

/// Rows that one call of the parallel loop takes; a multiple of 64, so that parts share no word of a mask.
constexpr std::size_t part_rows = 1 << 16;

/// Where the values of the scope's columns come from.
struct Source {
  const Column* column = nullptr;
  Value shared;  ///< of all rows, where there is no column
};

Value value_of_source(const Source& source, std::size_t row) {
  return source.column != nullptr ? source.column->value(row) : source.shared;
}

/// The columns of results, filled part by part.
class Sink {
 public:
  Sink(const Step* step, std::size_t rows, std::size_t parts) : step_(step), bounds_(parts) {
    data_.rows = rows;
    known_.assign((rows + 63) / 64, 0);
    switch (step->shape) {
      case Shape::Nothing:
      case Shape::Other:
        values_.resize(rows);
        break;
      case Shape::Integer:
      case Shape::Date:
        data_.integers.resize(rows);
        break;
      case Shape::Decimal:
        data_.decimals.resize(rows);
        break;
      case Shape::Truth:
        data_.booleans.resize(rows);
        break;
      case Shape::Code:
        data_.codes.resize(rows);
        break;
    }
  }

  void take(Work& work, std::size_t part) {
    const View& view = work.get(*step_);
    const std::size_t from = work.from();
    const std::size_t count = work.count();
    Cells<std::uint8_t> scratch;
    switch (step_->shape) {
      case Shape::Nothing:
        return;
      case Shape::Integer:
      case Shape::Date:
        std::copy_n(view.integers, count, data_.integers.begin() + static_cast<std::ptrdiff_t>(from));
        bounds_[part].see(view, count);
        break;
      case Shape::Decimal:
        std::copy_n(view.decimals, count, data_.decimals.begin() + static_cast<std::ptrdiff_t>(from));
        break;
      case Shape::Truth:
        if (std::memchr(view.truths, is_unknown, count) == nullptr) {
          std::copy_n(view.truths, count, data_.booleans.begin() + static_cast<std::ptrdiff_t>(from));
          return all_known(from, count);
        }
        scratch.resize(count);
        for (std::size_t i = 0; i < count; ++i) {
          data_.booleans[from + i] = view.truths[i] == is_true ? 1 : 0;
          scratch[i] = view.truths[i] != is_unknown ? 1 : 0;
        }
        return set_known(from, count, scratch.data());
      case Shape::Code:
        std::copy_n(view.codes, count, data_.codes.begin() + static_cast<std::ptrdiff_t>(from));
        break;
      case Shape::Other:
        for (std::size_t i = 0; i < count; ++i) values_[from + i] = view.values[i];
        return;
    }
    if (view.known != nullptr)
      set_known(from, count, view.known);
    else
      all_known(from, count);
  }

  Column finish(Kind kind_if_unknown) && {
    if (step_->shape == Shape::Nothing || step_->shape == Shape::Other)
      return column_of(values_, kind_if_unknown, 0);
    data_.kind = step_->shape == Shape::Truth  ? Kind::Boolean
                 : step_->shape == Shape::Code ? Kind::Text
                 : step_->shape == Shape::Date ? Kind::Date
                                               : Kind::Number;
    data_.scale = step_->shape == Shape::Integer ? step_->scale : 0;
    if (step_->texts) data_.texts = step_->texts;
    std::size_t unknown = data_.rows;
    for (const std::uint64_t word : known_) unknown -= static_cast<std::size_t>(__builtin_popcountll(word));
    data_.unknown = unknown;
    if (unknown > 0) data_.known = std::move(known_);
    Bounds all;
    for (const Bounds& one : bounds_) all.see(one);
    if (!all.none()) data_.least = all.least, data_.most = all.most;
    return step_->shape == Shape::Decimal ? ColumnParts::make(std::move(data_))
                                          : ColumnParts::make_counted(std::move(data_));
  }

 private:
  /// The least and the greatest known integer.
  struct Bounds {
    std::int64_t least = INT64_MAX;
    std::int64_t most = INT64_MIN;

    [[nodiscard]] bool none() const { return least > most; }
    void see(const Bounds& other) {
      least = std::min(least, other.least);
      most = std::max(most, other.most);
    }
    void see(const View& view, std::size_t count) {
      if (view.known == nullptr) {
        Bounds of_chunk;
        kernels().bounds(view.integers, count, of_chunk.least, of_chunk.most);
        return see(of_chunk);
      }
      for (std::size_t i = 0; i < count; ++i) {
        if (view.known[i] == 0) continue;
        least = std::min(least, view.integers[i]);
        most = std::max(most, view.integers[i]);
      }
    }
  };

  void all_known(std::size_t from, std::size_t count) {
    for (std::size_t i = 0; i < count; i += 64)
      known_[(from + i) / 64] = count - i >= 64 ? ~std::uint64_t{0} : (std::uint64_t{1} << (count - i)) - 1;
  }
  void set_known(std::size_t from, std::size_t count, const std::uint8_t* known) {
    for (std::size_t i = 0; i < count; i += 64)
      known_[(from + i) / 64] = bits_of(known + i, std::min<std::size_t>(64, count - i));
  }

  const Step* step_;
  ColumnParts::Data data_;
  std::vector<std::uint64_t> known_;
  std::vector<Bounds> bounds_;  ///< of the parts
  std::vector<Value> values_;
};

}  // namespace

/// One run of a program over one table.
class ProgramRun {
 public:
  ProgramRun(const Program::Parts& parts, const Table& inputs, const rules::Environment& environment)
      : parts_(parts), rows_(inputs.rows()), environment_(environment) {
    environment_.recorder = nullptr;
    for (std::size_t i = 0; i < parts.columns; ++i) {
      const std::string& name = parts.scope.variables[i].name;
      Source source{inputs.find(name), {}};
      const Value* shared = inputs.find_constant(name);
      if (source.column == nullptr)
        source.shared = shared != nullptr ? *shared : Value::null("columns.no-column", {name});
      sources_.push_back(std::move(source));
    }
  }

  Table run(const ParallelFor& parallel) {
    std::vector<const Step*> steps = plan_lines();
    const std::size_t count = (rows_ + part_rows - 1) / part_rows;
    std::vector<std::pair<std::size_t, Sink>> sinks;
    for (std::size_t i = 0; i < steps.size(); ++i)
      if (parts_.lines[i].formula.kept) sinks.emplace_back(i, Sink(steps[i], rows_, count));
    std::vector<std::uint8_t> surprised(count, 0);
    parallel(count, [&](std::size_t part) {
      Work work(plan_.size(), environment_);
      const std::size_t end = std::min(rows_, (part + 1) * part_rows);
      for (std::size_t from = part * part_rows; from < end; from += Work::chunk_rows) {
        work.begin(from, std::min(Work::chunk_rows, end - from));
        for (auto& [line, sink] : sinks) sink.take(work, part);
      }
      surprised[part] = work.is_surprised() ? 1 : 0;
    });
    if (std::ranges::any_of(surprised, [](std::uint8_t is) { return is != 0; })) return run_by_rows(parallel);
    Table made;
    for (auto& [line, sink] : sinks)
      made.set(parts_.lines[line].formula.name,
               with_reasons(line, std::move(sink).finish(kind_of(parts_.lines[line].expression.type()))));
    return made;
  }

 private:
  std::vector<const Step*> plan_lines() {
    std::vector<const Step*> inputs;
    for (std::size_t i = 0; i < sources_.size(); ++i)
      inputs.push_back(sources_[i].column != nullptr
                           ? leaf(plan_, *sources_[i].column, parts_.scope.variables[i].name)
                           : constant(plan_, sources_[i].shared));
    std::vector<const Step*> made;
    rules::Scope scope = parts_.scope;
    for (std::size_t i = 0; i < parts_.lines.size(); ++i) {
      // A formula sees only those before it.
      scope.variables.resize(parts_.columns + i);
      Planner planner(plan_, scope, inputs, environment_, rows_);
      made.push_back(planner.build(parts_.lines[i].expression.syntax()));
      inputs.push_back(made.back());
      scope.variables.push_back(parts_.scope.variables[parts_.columns + i]);
    }
    return made;
  }

  /// All formulas of one row by the row engine.
  void evaluate_row(std::size_t row, std::vector<Value>& values, std::size_t lines,
                    rules::Evaluation& evaluation) const {
    values.resize(parts_.scope.variables.size());
    for (std::size_t i = 0; i < sources_.size(); ++i) values[i] = value_of_source(sources_[i], row);
    for (std::size_t i = 0; i < lines; ++i) {
      evaluation.reset_steps();
      values[parts_.columns + i] = parts_.lines[i].expression.evaluate(values, evaluation);
    }
  }

  /// Kernels know that a row is unknown, the row engine knows why.
  Column with_reasons(std::size_t line, Column column) const {
    if (column.unknown_count() == 0) return column;
    rules::Evaluation evaluation(environment_);
    std::vector<Unknown> reasons;
    std::vector<Value> values;
    for (std::size_t row = 0; row < rows_ && reasons.size() < Program::reasons_kept; ++row) {
      if (column.is_known(row)) continue;
      evaluate_row(row, values, line + 1, evaluation);
      reasons.push_back({static_cast<std::uint32_t>(row), values[parts_.columns + line]});
    }
    std::erase_if(reasons, [](const Unknown& unknown) { return unknown.null.reason() == nullptr; });
    return ColumnParts::with_reasons(column, std::move(reasons));
  }

  Table run_by_rows(const ParallelFor& parallel) const {
    std::vector<std::vector<Value>> results(parts_.lines.size(), std::vector<Value>(rows_));
    parallel((rows_ + part_rows - 1) / part_rows, [&](std::size_t part) {
      rules::Evaluation evaluation(environment_);
      std::vector<Value> values;
      for (std::size_t row = part * part_rows; row < std::min(rows_, (part + 1) * part_rows); ++row) {
        evaluate_row(row, values, parts_.lines.size(), evaluation);
        for (std::size_t i = 0; i < results.size(); ++i) results[i][row] = values[parts_.columns + i];
      }
    });
    Table made;
    for (std::size_t i = 0; i < results.size(); ++i) {
      const auto& [formula, expression] = parts_.lines[i];
      if (formula.kept)
        made.set(formula.name, column_of(results[i], kind_of(expression.type()), Program::reasons_kept));
    }
    return made;
  }

  const Program::Parts& parts_;
  std::size_t rows_;
  rules::Environment environment_;
  std::vector<Source> sources_;
  Plan plan_;
};

Table Program::run(const Table& inputs, const rules::Environment& environment,
                   const ParallelFor& parallel) const {
  return ProgramRun(*parts_, inputs, environment).run(parallel);
}

base::Result<Column> evaluate(std::string_view expression, const Table& table,
                              const rules::Environment& environment, const ParallelFor& parallel) {
  const Formula formula{"", std::string(expression)};
  const auto compiled = Program::compile(std::span(&formula, 1), table.scope());
  if (!compiled.value) return std::unexpected(base::Error{compiled.diagnostics.front().message});
  return *compiled.value->run(table, environment, parallel).find("");
}

}  // namespace shuxin::columns
