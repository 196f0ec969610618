// A compiled decision table (DMN 1.5, clause 8): its columns, cells and rules, and how it is evaluated.
#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "core/base/diagnostic.h"
#include "core/rules/dmn_model.h"
#include "core/rules/feel.h"
#include "core/rules/table_index.h"

namespace shuxin::rules::dmn {

class Trace;
class TypeNames;

/// A compiled table: immutable, may be shared between threads. Analysis and explanation read its columns and
/// rules as they are.
class Table {
 public:
  struct Input {
    std::string id;
    std::string label;  ///< as written, else the text of the expression
    Position at;
    std::optional<rules::Expression>
        expression;                     ///< empty if its text is malformed: the table is then broken
    Type type;                          ///< as declared; Any if it is not
    std::optional<UnaryTests> allowed;  ///< inputValues
  };
  struct Output {
    std::string id;
    std::string name;
    std::string label;
    Position at;
    Type type;
    std::optional<UnaryTests> allowed;  ///< outputValues: the order of its tests is the priority
    bool has_own_values = false;  ///< `allowed` are the clause's own outputValues, not those of the type
    bool has_default = false;
    std::optional<rules::Expression> default_entry;
  };
  struct Cell {
    Position at;
    bool any = false;                 ///< `-` or nothing at all
    std::optional<UnaryTests> tests;  ///< empty for any, and if its text is malformed
  };
  struct Entry {
    Position at;
    std::optional<rules::Expression> expression;  ///< empty if there is none or its text is malformed
  };
  struct Line {
    std::string id;
    std::string description;
    Position at;
    std::vector<Cell> inputs;    ///< as many as the table has inputs
    std::vector<Entry> outputs;  ///< as many as the table has outputs
    std::vector<std::string> annotations;
  };

  /// Compiles the table within a scope; faults go to `diagnostics`, and the table then answers null with a
  /// reason where it cannot do else.
  Table(const DecisionTable& source, Position at, const std::string& file, const Scope& scope,
        const TypeNames& types, base::Diagnostics& diagnostics);

  [[nodiscard]] HitPolicy hit_policy() const { return hit_policy_; }
  [[nodiscard]] Aggregator aggregator() const { return aggregator_; }
  [[nodiscard]] Position at() const { return at_; }
  [[nodiscard]] const std::vector<Input>& inputs() const { return inputs_; }
  [[nodiscard]] const std::vector<Output>& outputs() const { return outputs_; }
  [[nodiscard]] const std::vector<Line>& rules() const { return rules_; }
  [[nodiscard]] const std::vector<std::string>& annotations() const { return annotation_names_; }
  /// The names of the variables that stand in the frame, in its order.
  [[nodiscard]] const std::vector<std::string>& variables() const { return variables_; }
  /// Whether a cell or an input could not be compiled: every evaluation is then null.
  [[nodiscard]] bool is_broken() const { return broken_.has_value(); }
  /// The type of what it yields, as far as it is declared.
  [[nodiscard]] Type result_type() const;

  /// The result by the hit policy (DMN 8.2.8). `frame` holds the values of the scope's variables. No
  /// allocation where inputs are scalars and one rule of one output is hit. `trace` may be nullptr.
  [[nodiscard]] Value evaluate(std::span<const Value> frame, Evaluation& evaluation, Trace* trace) const;

  /// Whether a value passes the cell.
  [[nodiscard]] Truth passes(std::size_t rule, std::size_t column, const Value& value,
                             std::span<const Value> frame, Evaluation& evaluation) const;
  /// The first column whose cell the inputs do not pass; empty if the rule matches.
  [[nodiscard]] std::optional<std::size_t> first_failing_column(std::size_t rule,
                                                                std::span<const Value> inputs,
                                                                std::span<const Value> frame,
                                                                Evaluation& evaluation) const;

 private:
  struct Hits;
  class Compiler;

  [[nodiscard]] std::optional<Value> read_inputs(std::span<Value> into, std::span<const Value> frame,
                                                 Evaluation& evaluation) const;
  void find_hits(Hits& hits, std::span<const Value> inputs, std::span<const Value> frame,
                 Evaluation& evaluation) const;
  [[nodiscard]] bool is_hit(std::size_t rule, const Hits& hits, std::span<const Value> inputs,
                            std::span<const Value> frame, Evaluation& evaluation) const;
  [[nodiscard]] Value output(std::size_t rule, std::size_t column, std::span<const Value> frame,
                             Evaluation& evaluation) const;
  [[nodiscard]] Value outputs_of(std::size_t rule, std::span<const Value> frame,
                                 Evaluation& evaluation) const;
  [[nodiscard]] Value conclude(const Hits& hits, std::span<const Value> frame, Evaluation& evaluation) const;
  [[nodiscard]] Value by_default(std::span<const Value> frame, Evaluation& evaluation) const;
  [[nodiscard]] Value any_of(const Hits& hits, std::span<const Value> frame, Evaluation& evaluation) const;
  [[nodiscard]] Value collect(const Hits& hits, std::span<const Value> frame, Evaluation& evaluation) const;
  [[nodiscard]] std::vector<std::size_t> by_priority(const Hits& hits, std::span<const Value> frame,
                                                     Evaluation& evaluation) const;
  [[nodiscard]] std::vector<std::size_t> ranks(std::size_t rule, std::span<const Value> frame,
                                               Evaluation& evaluation) const;
  [[nodiscard]] Value null(std::string code, std::vector<std::string> arguments = {}) const;

  HitPolicy hit_policy_;
  Aggregator aggregator_;
  Position at_;
  std::vector<Input> inputs_;
  std::vector<Output> outputs_;
  std::vector<Line> rules_;
  std::vector<std::string> annotation_names_;
  std::vector<std::string> variables_;
  std::optional<base::Message> broken_;
  Value no_hit_;  // null and why, made once: in many tables most inputs hit nothing
  std::vector<std::optional<std::size_t>>
      plain_inputs_;                                 // the frame's slot, where an input is a bare variable
  std::vector<std::optional<ColumnIndex>> indexes_;  // one a column
  std::vector<std::uint32_t> unsettled_;             // columns to evaluate, rule after rule …
  std::vector<std::uint32_t> unsettled_from_;        // … and where each rule's begin
};

}  // namespace shuxin::rules::dmn
