// Compiling a decision table: its cells, and the index of each column.
#include <algorithm>

#include "core/rules/ast.h"
#include "core/rules/dmn_types.h"
#include "core/rules/table.h"

namespace shuxin::rules::dmn {
namespace {

bool is_blank(std::string_view text) {
  return text.find_first_not_of(" \t\r\n") == std::string_view::npos;
}

std::string_view trimmed(std::string_view text) {
  const auto first = text.find_first_not_of(" \t\r\n");
  if (first == std::string_view::npos) return {};
  return text.substr(first, text.find_last_not_of(" \t\r\n") - first + 1);
}

}  // namespace

class Table::Compiler {
 public:
  Compiler(Table& table, const std::string& file, const Scope& scope, const TypeNames& types,
           base::Diagnostics& diagnostics)
      : table_(table), file_(file), scope_(scope), types_(types), diagnostics_(diagnostics) {}

  void compile(const DecisionTable& source) {
    for (const rules::Variable& variable : scope_.variables) table_.variables_.push_back(variable.name);
    table_.annotation_names_ = source.annotations;
    for (const InputClause& clause : source.inputs) compile_input(clause);
    for (const OutputClause& clause : source.outputs) compile_output(clause);
    if (table_.outputs_.empty()) breaks({"dmn.missing-element", {"decisionTable", "output"}});
    for (const Rule& rule : source.rules) compile_rule(rule);
    check_aggregator();
    index();
  }

 private:
  base::Place place(Position at) const { return {file_, at.line, at.column}; }

  void breaks(base::Message message) {
    if (!table_.broken_) table_.broken_ = std::move(message);
  }

  /// Hands diagnostics on, and gives the first error among them.
  const base::Diagnostic* take(base::Diagnostics found) {
    const auto from = diagnostics_.size();
    std::ranges::move(found, std::back_inserter(diagnostics_));
    for (std::size_t i = from; i < diagnostics_.size(); ++i)
      if (diagnostics_[i].severity == base::Severity::Error) return &diagnostics_[i];
    return nullptr;
  }

  std::optional<rules::Expression> expression(const FeelText& text) {
    if (!text.language.empty()) {
      diagnostics_.push_back(
          {base::Severity::Error, place(text.at), {"dmn.unknown-language", {text.language}}, {}});
      return std::nullopt;
    }
    auto compiled = rules::compile(text.text, scope_, place(text.at));
    take(std::move(compiled.diagnostics));
    return std::move(compiled.value);
  }

  std::optional<UnaryTests> tests(const FeelText& text, const Type& tested) {
    auto compiled = compile_tests(text.text, scope_, tested, place(text.at));
    take(std::move(compiled.diagnostics));
    return std::move(compiled.value);
  }

  void compile_input(const InputClause& clause) {
    Input input{.id = clause.id, .label = clause.label, .at = clause.at};
    if (input.label.empty()) input.label = std::string(trimmed(clause.expression.text));
    input.type = types_.resolve(clause.type, diagnostics_);
    input.expression = expression(clause.expression);
    if (!input.expression) breaks({"dmn.broken-text", {clause.expression.text}});
    const bool inferred = input.type.is_any() && input.expression.has_value();
    tested_.push_back(inferred ? input.expression->type() : input.type);
    if (clause.values && !is_blank(clause.values->text)) {
      const Type& tested = tested_.back();
      input.allowed = tests(*clause.values, tested.kind() == Type::Kind::List ? tested.element() : tested);
      if (!input.allowed) breaks({"dmn.broken-text", {clause.values->text}});
    }
    table_.plain_inputs_.push_back(plain_slot(input));
    table_.inputs_.push_back(std::move(input));
  }

  /// The slot of an input that is nothing but a variable: it is then read without evaluating.
  std::optional<std::size_t> plain_slot(const Input& input) const {
    if (!input.expression || !std::holds_alternative<ast::Name>(input.expression->syntax().form)) return {};
    const auto slots = input.expression->inputs();
    return slots.size() == 1 ? std::optional(slots[0]) : std::nullopt;
  }

  void compile_output(const OutputClause& clause) {
    Output output{.id = clause.id, .name = clause.name, .label = clause.label, .at = clause.at};
    output.type = types_.resolve(clause.type, diagnostics_);
    const FeelText* values = clause.values ? &*clause.values : types_.find_allowed_values(clause.type);
    if (values != nullptr && !is_blank(values->text)) {
      output.allowed =
          tests(*values, output.type.kind() == Type::Kind::List ? output.type.element() : output.type);
      if (!output.allowed) breaks({"dmn.broken-text", {values->text}});
      output.has_own_values = clause.values.has_value();
    }
    if (clause.default_entry && !is_blank(clause.default_entry->text)) {
      output.has_default = true;
      output.default_entry = expression(*clause.default_entry);
    }
    table_.outputs_.push_back(std::move(output));
  }

  void compile_rule(const Rule& rule) {
    Line line{.id = rule.id, .description = rule.description, .at = rule.at, .annotations = rule.annotations};
    for (std::size_t column = 0; column < table_.inputs_.size(); ++column) {
      Cell cell{.at = rule.at};
      if (column < rule.inputs.size()) {
        const FeelText& text = rule.inputs[column];
        cell.at = text.at;
        cell.any = is_blank(text.text) || trimmed(text.text) == "-";
        if (!cell.any) cell.tests = tests(text, tested_[column]);
        if (!cell.any && !cell.tests) breaks({"dmn.broken-text", {text.text}});
        if (cell.tests && cell.tests->is_any()) cell.any = true;
      } else {
        breaks({"dmn.broken-rule", {std::to_string(table_.rules_.size() + 1)}});
      }
      line.inputs.push_back(std::move(cell));
    }
    for (std::size_t column = 0; column < table_.outputs_.size(); ++column) {
      Entry entry{.at = rule.at};
      if (column < rule.outputs.size()) {
        const FeelText& text = rule.outputs[column];
        entry.at = text.at;
        if (!is_blank(text.text) && trimmed(text.text) != "-") entry.expression = expression(text);
      }
      line.outputs.push_back(std::move(entry));
    }
    table_.rules_.push_back(std::move(line));
  }

  void check_aggregator() {
    if (table_.aggregator_ == Aggregator::None || table_.aggregator_ == Aggregator::Count) return;
    if (table_.outputs_.size() > 1) breaks({"dmn.aggregator-outputs", {}});
  }

  void index() {
    const std::size_t rules = table_.rules_.size();
    Evaluation evaluation(Environment{});
    for (std::size_t column = 0; column < table_.inputs_.size(); ++column) {
      std::vector<IndexedCell> cells;
      cells.reserve(rules);
      for (const Line& line : table_.rules_) {
        const Cell& cell = line.inputs[column];
        IndexedCell indexed{.any = cell.any, .shape = cell.tests ? cell.tests->shape() : nullptr};
        // A shape depends on no variable, so that null can be tried here and now.
        if (indexed.shape != nullptr && !indexed.any)
          indexed.passes_null = cell.tests->evaluate(Value(), {}, evaluation) == Truth::True;
        cells.push_back(indexed);
      }
      table_.indexes_.push_back(ColumnIndex::build(cells));
    }
    for (std::size_t rule = 0; rule < rules; ++rule) {
      table_.unsettled_from_.push_back(static_cast<std::uint32_t>(table_.unsettled_.size()));
      for (std::size_t column = 0; column < table_.inputs_.size(); ++column) {
        const auto& index = table_.indexes_[column];
        const bool settled =
            table_.rules_[rule].inputs[column].any || (index.has_value() && index->settles(rule));
        if (!settled) table_.unsettled_.push_back(static_cast<std::uint32_t>(column));
      }
    }
    table_.unsettled_from_.push_back(static_cast<std::uint32_t>(table_.unsettled_.size()));
  }

  Table& table_;
  const std::string& file_;
  const Scope& scope_;
  const TypeNames& types_;
  base::Diagnostics& diagnostics_;
  std::vector<Type> tested_;  // one an input: the type of its `?`
};

Table::Table(const DecisionTable& source, Position at, const std::string& file, const Scope& scope,
             const TypeNames& types, base::Diagnostics& diagnostics)
    : hit_policy_(source.hit_policy), aggregator_(source.aggregator), at_(at) {
  no_hit_ = Value::null(Reason{{"dmn.no-rule-hit", {}}, at, {}, {}});
  Compiler(*this, file, scope, types, diagnostics).compile(source);
}

Type Table::result_type() const {
  Type one = outputs_.size() == 1 ? outputs_[0].type : Type::any();
  if (outputs_.size() > 1) {
    std::vector<Type::Member> members;
    for (const Output& output : outputs_) members.emplace_back(output.name, output.type);
    one = Type::context(std::move(members));
  }
  switch (hit_policy_) {
    case HitPolicy::Unique:
    case HitPolicy::Any:
    case HitPolicy::Priority:
    case HitPolicy::First:
      return one;
    case HitPolicy::RuleOrder:
    case HitPolicy::OutputOrder:
      return Type::list(one);
    case HitPolicy::Collect:
      break;
  }
  switch (aggregator_) {
    case Aggregator::None:
      return Type::list(one);
    case Aggregator::Count:
      return Type::Kind::Number;
    case Aggregator::Sum:
    case Aggregator::Min:
    case Aggregator::Max:
      return one;
  }
  return Type::any();
}

}  // namespace shuxin::rules::dmn
