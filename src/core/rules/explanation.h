// Explanation: how the results of DMN decisions came about, as data, as JSON, and as lines for people.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "core/rules/dmn.h"
#include "core/rules/dmn_trace.h"
#include "core/rules/table.h"

namespace shuxin::rules::dmn {

/// A variable that an expression read, with the path of members that followed: `applicant.age`.
struct ReadInput {
  std::string name;
  Value value;
  bool is_input_data = false;  ///< given from outside, not the result of another decision
};

/// A cell that refused its input.
struct RefusingCell {
  std::size_t column;
  std::string label;  ///< of the column
  Value value;        ///< of the input
  std::string test;   ///< as written
};

/// A rule that was not hit, and what stood against it.
struct NearMiss {
  std::size_t rule;
  std::vector<RefusingCell> cells;
};

/// One evaluation of a decision table. Rules count from 0.
struct TableAccount {
  struct Hit {
    std::size_t rule;
    std::vector<std::string> annotations;  ///< those that say something
  };

  HitPolicy hit_policy = HitPolicy::Unique;
  std::vector<Hit> hits;
  /// Of each rule, how many of its cells the inputs do not pass; empty if an input is not one of the allowed
  /// values, as no rule was then tried.
  std::vector<std::size_t> failing;
  std::vector<NearMiss> nearest;  ///< at most 5, those with the fewest cells first
  Value result;
};

/// One evaluation of a decision or a knowledge model.
struct Step {
  NodeIndex node = 0;
  std::string name;
  NodeKind kind = NodeKind::Decision;
  Value result;
  std::vector<ReadInput> read;  ///< each once, in the order of reading
  std::vector<TableAccount> tables;
  std::vector<Step> calls;  ///< evaluations from within this one: knowledge models, decisions of services
};

struct Explanation {
  std::vector<Step> steps;          ///< in the order of evaluation: what a decision needs comes before it
  std::vector<std::string> needed;  ///< input data that was read and is null: still to be known
  std::size_t omitted = 0;          ///< evaluations beyond the first 1,000, of which nothing is kept
};

/// Hears an evaluation and keeps what explains it. Give it to the Evaluation as its recorder, evaluate, take.
/// One thread; the model must outlive it.
class Account final : public Trace {
 public:
  /// `environment` is that of the evaluation heard; its recorder is not used.
  Account(const Model& model, Environment environment);

  /// What was heard since the beginning or the last take.
  [[nodiscard]] Explanation take();

  void node_begins(std::size_t node) override;
  void node_ends(std::size_t node, const Value& result) override;
  void frame(std::span<const std::string> variables, std::span<const Value> values) override;
  void table(const Table& table, std::span<const Value> inputs, std::span<const Value> frame,
             std::span<const std::size_t> hits, const Value& result) override;
  void read(std::size_t slot, std::span<const std::string> path) override;

 private:
  struct Open {
    Step step;
    bool kept = true;
    bool has_frame = false;
    std::vector<std::string> variables;
    std::vector<Value> values;
  };

  [[nodiscard]] std::optional<NodeIndex> input_data(NodeIndex reader, const std::string& name,
                                                    std::span<const std::string> path) const;

  const Model& model_;
  Evaluation evaluation_;  // a recorder must not touch the one it hears
  std::vector<Open> open_;
  std::size_t begun_ = 0;
  Explanation explanation_;
};

/// {"steps": [{"name", "kind", "result", "read", "tables", "calls"}], "needed": […], "omitted": n}: values as
/// to_typed_json, rules counted from 1 as people count them.
[[nodiscard]] base::Json to_json(const Explanation& explanation, base::Language language);
/// The account in words, a line each, indented by two spaces a level.
[[nodiscard]] std::vector<std::string> to_lines(const Explanation& explanation, base::Language language);
/// The value as FEEL writes it, cut after 160 bytes.
[[nodiscard]] std::string brief(const Value& value);

}  // namespace shuxin::rules::dmn
