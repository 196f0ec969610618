// Cells become steps of truth; what each set of hit rules yields, the row engine says once.
#include "core/columns/decision.h"

#include <algorithm>
#include <deque>
#include <map>
#include <optional>

#include "core/columns/aggregate.h"
#include "core/columns/column_parts.h"
#include "core/columns/planner.h"
#include "core/rules/table.h"

namespace shuxin::columns {

using rules::Value;
namespace dmn = rules::dmn;

base::Result<Decision> Decision::find(std::shared_ptr<const dmn::Model> model, std::string_view name) {
  const auto node = model->find(name, dmn::NodeKind::Decision);
  if (!node) return base::fail("decide.unknown-decision", {std::string(name)});
  return Decision(std::move(model), *node);
}

namespace {

constexpr std::size_t part_rows = 1 << 16;

/// The row engine on rows of a table.
class Rows {
 public:
  Rows(const dmn::Model& model, dmn::NodeIndex node, const Table& inputs,
       const rules::Environment& environment)
      : node_(node), inputs_(inputs), evaluation_(without_recorder(environment)), run_(model, evaluation_) {
    for (dmn::NodeIndex i = 0; i < model.nodes().size(); ++i)
      if (model.nodes()[i].kind == dmn::NodeKind::InputData) data_.emplace_back(i, model.nodes()[i].name);
  }
  Value evaluate(std::size_t row) {
    run_.clear();
    evaluation_.reset_steps();
    for (const auto& [index, name] : data_) {
      if (const Column* column = inputs_.find(name))
        run_.give(index, column->value(row));
      else if (const Value* shared = inputs_.find_constant(name))
        run_.give(index, *shared);
    }
    return run_.evaluate(node_);
  }

 private:
  static rules::Environment without_recorder(rules::Environment environment) {
    environment.recorder = nullptr;
    return environment;
  }
  dmn::NodeIndex node_;
  const Table& inputs_;
  rules::Evaluation evaluation_;
  dmn::Run run_;
  std::vector<std::pair<dmn::NodeIndex, std::string>> data_;
};

/// Whether values of the step are of the type already.
bool fits(const Step* step, const rules::Type& type) {
  if (type.is_any()) return true;
  if (!type.constraints().empty()) return false;
  switch (step->shape) {
    case Shape::Nothing:
      return true;
    case Shape::Integer:
    case Shape::Decimal:
      return type.kind() == rules::Type::Kind::Number;
    case Shape::Date:
      return type.kind() == rules::Type::Kind::Date;
    case Shape::Truth:
      return type.kind() == rules::Type::Kind::Boolean;
    case Shape::Code:
      return type.kind() == rules::Type::Kind::String;
    case Shape::Other:
      return false;
  }
  return false;
}

rules::Type type_of(const Step* step) {
  if (step->is_number()) return rules::Type::Kind::Number;
  if (step->shape == Shape::Date) return rules::Type::Kind::Date;
  if (step->shape == Shape::Truth) return rules::Type::Kind::Boolean;
  return step->shape == Shape::Code ? rules::Type(rules::Type::Kind::String) : rules::Type::any();
}

/// The rules of a table as steps of truth.
class TablePlan {
 public:
  /// False where a part of the table has no kernel.
  bool build(const std::shared_ptr<const dmn::Model>& model, dmn::NodeIndex node, const Table& inputs,
             const rules::Environment& environment) {
    const dmn::Table* table = model->find_table(node);
    if (table == nullptr || table->is_broken() || inputs.rows() == 0) return false;
    if (!outputs_are_constant(*table)) return false;
    for (const std::string& variable : model->variables(node)) {
      const Step* step = variable_of(*model, node, variable, inputs);
      usable_.push_back(step != nullptr);
      variables_.push_back(step != nullptr ? step : nothing(plan_));
      scope_.variables.push_back({variable, type_of(variables_.back())});
    }
    Planner planner(plan_, scope_, variables_, environment, inputs.rows());
    std::vector<const Step*> columns;
    for (const dmn::Table::Input& input : table->inputs()) {
      if (!input.expression) return false;
      for (const std::size_t used : input.expression->inputs())
        if (used >= usable_.size() || !usable_[used]) return false;
      columns.push_back(planner.build(input.expression->syntax()));
      if (!fits(columns.back(), input.type)) return false;
      if (!input.allowed) continue;
      const auto* shape = input.allowed->shape();
      const Step* passes = shape != nullptr ? planner.passes(columns.back(), *shape) : nullptr;
      if (passes == nullptr) return false;
      allowed_ =
          allowed_ == nullptr ? hits(plan_, passes) : logic(plan_, true, allowed_, hits(plan_, passes));
    }
    for (const dmn::Table::Line& line : table->rules()) {
      const Step* all = constant(plan_, Value::boolean(true));
      for (std::size_t column = 0; column < columns.size(); ++column) {
        const dmn::Table::Cell& cell = line.inputs[column];
        if (cell.any) continue;
        const auto* shape = cell.tests ? cell.tests->shape() : nullptr;
        const Step* passes = shape != nullptr ? planner.passes(columns[column], *shape) : nullptr;
        if (passes == nullptr) return false;
        all = logic(plan_, true, all, passes);
      }
      rules_.push_back(all);
    }
    first_only_ = table->hit_policy() == dmn::HitPolicy::First;
    return true;
  }

  /// A set of hit rules, and one bit more for inputs that are not allowed.
  using Pattern = std::vector<std::uint64_t>;

  [[nodiscard]] Work work(const rules::Environment& environment) const { return {plan_.size(), environment}; }
  [[nodiscard]] std::size_t words() const { return rules_.size() / 64 + 1; }

  /// The patterns of the chunk at hand, `words()` numbers a row.
  void patterns(Work& work, Pattern& out) const {
    const std::size_t words = this->words();
    const std::size_t count = work.count();
    out.assign(count * words, 0);
    for (std::size_t rule = 0; rule < rules_.size(); ++rule) {
      const std::uint8_t* truths = work.get(*rules_[rule]).truths;
      std::uint64_t* at = out.data() + rule / 64;
      const std::size_t bit = rule % 64;
      for (std::size_t i = 0; i < count; ++i)
        at[i * words] |= static_cast<std::uint64_t>(truths[i] == is_true ? 1 : 0) << bit;
    }
    if (first_only_) keep_first(out, count);
    if (allowed_ == nullptr) return;
    const std::uint8_t* truths = work.get(*allowed_).truths;
    for (std::size_t i = 0; i < count; ++i) {
      if (truths[i] == is_true) continue;
      // What is not allowed is told with the value: each such row is asked for itself.
      std::fill_n(out.begin() + static_cast<std::ptrdiff_t>(i * words), words, 0);
      out[i * words + rules_.size() / 64] = std::uint64_t{1} << (rules_.size() % 64);
    }
  }

 private:
  static bool outputs_are_constant(const dmn::Table& table) {
    const auto constant = [](const std::optional<rules::Expression>& expression) {
      return !expression || expression->inputs().empty();
    };
    return std::ranges::all_of(table.outputs(),
                               [&](const auto& output) { return constant(output.default_entry); }) &&
           std::ranges::all_of(table.rules(), [&](const auto& line) {
             return std::ranges::all_of(line.outputs,
                                        [&](const auto& entry) { return constant(entry.expression); });
           });
  }

  /// Input data only: what other decisions yield is left to the row engine.
  const Step* variable_of(const dmn::Model& model, dmn::NodeIndex node, const std::string& variable,
                          const Table& inputs) {
    for (const dmn::NodeIndex needed : model.requirements(node)) {
      const dmn::Node& one = model.nodes()[needed];
      if (one.variable != variable || one.kind != dmn::NodeKind::InputData) continue;
      const Column* column = inputs.find(one.name);
      const Value* shared = inputs.find_constant(one.name);
      const Step* step = column != nullptr   ? leaf(plan_, *column, one.name)
                         : shared != nullptr ? constant(plan_, *shared)
                                             : nothing(plan_);
      return fits(step, one.type) ? step : nullptr;
    }
    return nullptr;
  }

  void keep_first(Pattern& out, std::size_t count) const {
    const std::size_t words = this->words();
    for (std::size_t i = 0; i < count; ++i) {
      bool found = false;
      for (std::size_t k = 0; k < words; ++k) {
        std::uint64_t& word = out[i * words + k];
        word = found ? 0 : word & (0 - word);
        found = found || word != 0;
      }
    }
  }

  Plan plan_;
  rules::Scope scope_;
  std::vector<const Step*> variables_;
  std::vector<bool> usable_;
  std::vector<const Step*> rules_;
  const Step* allowed_ = nullptr;
  bool first_only_ = false;
};

Column by_rows(const dmn::Model& model, dmn::NodeIndex node, const Table& inputs,
               const rules::Environment& environment, const ParallelFor& parallel) {
  std::vector<Value> values(inputs.rows());
  parallel((inputs.rows() + part_rows - 1) / part_rows, [&](std::size_t part) {
    Rows rows(model, node, inputs, environment);
    for (std::size_t row = part * part_rows; row < std::min(inputs.rows(), (part + 1) * part_rows); ++row)
      values[row] = rows.evaluate(row);
  });
  return column_of(values, kind_of(model.nodes()[node].type), Program::reasons_kept);
}

/// The different patterns of one part, in the order of their first rows.
struct PartPatterns {
  std::map<TablePlan::Pattern, std::uint32_t> numbers;
  std::vector<std::pair<TablePlan::Pattern, std::uint32_t>> first_rows;
};

}  // namespace

Column Decision::run(const Table& inputs, const rules::Environment& environment,
                     const ParallelFor& parallel) const {
  TablePlan plan;
  rules::Environment own = environment;
  own.recorder = nullptr;
  if (!plan.build(model_, node_, inputs, own)) return by_rows(*model_, node_, inputs, own, parallel);

  const std::size_t rows = inputs.rows();
  std::vector<std::uint32_t> of_row(rows);
  std::vector<PartPatterns> parts((rows + part_rows - 1) / part_rows);
  std::vector<std::uint8_t> surprised(parts.size(), 0);
  parallel(parts.size(), [&](std::size_t part) {
    Work work = plan.work(own);
    TablePlan::Pattern patterns;
    PartPatterns found;
    const std::size_t end = std::min(rows, (part + 1) * part_rows);
    TablePlan::Pattern last;
    std::uint32_t last_number = 0;
    for (std::size_t from = part * part_rows; from < end; from += Work::chunk_rows) {
      work.begin(from, std::min(Work::chunk_rows, end - from));
      plan.patterns(work, patterns);
      for (std::size_t i = 0; i < work.count(); ++i) {
        const auto begin = patterns.begin() + static_cast<std::ptrdiff_t>(i * plan.words());
        const auto finish = begin + static_cast<std::ptrdiff_t>(plan.words());
        if (last.empty() || !std::equal(begin, finish, last.begin())) {
          last.assign(begin, finish);
          const auto next = static_cast<std::uint32_t>(found.first_rows.size());
          const auto [place, is_new] = found.numbers.try_emplace(last, next);
          if (is_new) found.first_rows.emplace_back(last, static_cast<std::uint32_t>(from + i));
          last_number = place->second;
        }
        of_row[from + i] = last_number;
      }
    }
    surprised[part] = work.is_surprised() ? 1 : 0;
    parts[part] = std::move(found);
  });
  if (std::ranges::any_of(surprised, [](std::uint8_t is) { return is != 0; }))
    return by_rows(*model_, node_, inputs, own, parallel);

  Rows row_engine(*model_, node_, inputs, own);
  std::map<TablePlan::Pattern, std::uint32_t> numbers;
  std::vector<Value> values;
  for (std::size_t part = 0; part < parts.size(); ++part) {
    std::vector<std::uint32_t> numbers_of_part;
    for (const auto& [pattern, row] : parts[part].first_rows) {
      const auto [place, is_new] = numbers.try_emplace(pattern, static_cast<std::uint32_t>(values.size()));
      if (is_new) values.push_back(row_engine.evaluate(row));
      numbers_of_part.push_back(place->second);
    }
    for (std::size_t row = part * part_rows; row < std::min(rows, (part + 1) * part_rows); ++row)
      of_row[row] = numbers_of_part[of_row[row]];
  }
  const Column made = take(column_of(values, kind_of(model_->nodes()[node_].type), 0), of_row, parallel);
  std::vector<Unknown> reasons;
  for (std::size_t row = 0; row < rows && made.unknown_count() > 0 && reasons.size() < Program::reasons_kept;
       ++row)
    if (!made.is_known(row)) reasons.push_back({static_cast<std::uint32_t>(row), row_engine.evaluate(row)});
  std::erase_if(reasons, [](const Unknown& unknown) { return unknown.null.reason() == nullptr; });
  return ColumnParts::with_reasons(made, std::move(reasons));
}

}  // namespace shuxin::columns
