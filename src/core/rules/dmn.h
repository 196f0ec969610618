// DMN: from models as read to something that can be evaluated again and again. The public face of decisions.
#pragma once

#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "core/base/diagnostic.h"
#include "core/rules/dmn_model.h"
#include "core/rules/feel.h"

namespace shuxin::rules::dmn {

struct Box;
class Table;

enum class NodeKind : std::uint8_t { InputData, Decision, KnowledgeModel, Service };

/// An index into Model::nodes().
using NodeIndex = std::size_t;

/// A node of the requirement graph of all files.
struct Node {
  NodeKind kind;
  std::string name;
  std::string variable;  ///< what expressions call it; nearly always the name
  std::string id;
  std::string name_space;  ///< of the file that defines it
  bool is_main = false;    ///< defined in the first file
  base::Place place;
  Type type;  ///< of its variable: as declared, else as inferred
};

struct CompileResult;

/// A compiled set of DMN files: immutable, may be shared between threads.
class Model : public std::enable_shared_from_this<Model> {
 public:
  /// Compiles files; the first is the main one, the others are found by the namespace of imports. Whatever is
  /// wrong with a node makes that node null with a reason, and a diagnostic; all others can be evaluated.
  [[nodiscard]] static CompileResult compile(std::vector<Definitions> files);
  ~Model();
  Model(const Model&) = delete;
  Model& operator=(const Model&) = delete;

  [[nodiscard]] std::span<const Node> nodes() const;
  [[nodiscard]] std::span<const Definitions> files() const;
  /// By name (white space does not count), the main file's first; `import.name` names an imported one.
  [[nodiscard]] std::optional<NodeIndex> find(std::string_view name, NodeKind kind) const;
  [[nodiscard]] std::optional<NodeIndex> find_in(std::string_view name_space, std::string_view name,
                                                 NodeKind kind) const;
  /// The nodes whose values a node needs itself, in the order in which the file names them.
  [[nodiscard]] std::span<const NodeIndex> requirements(NodeIndex node) const;
  /// The names of the variables that a node's expression sees, in the order of its frame.
  [[nodiscard]] std::span<const std::string> variables(NodeIndex node) const;
  /// The decision's expression or the knowledge model's function; nullptr for inputs and services.
  [[nodiscard]] const Box* find_box(NodeIndex node) const;
  /// The table that is a decision's or a knowledge model's whole logic; nullptr if it is something else.
  [[nodiscard]] const Table* find_table(NodeIndex node) const;
  /// A service's output decisions, and its parameters (input data, then input decisions).
  [[nodiscard]] std::span<const NodeIndex> service_outputs(NodeIndex service) const;
  [[nodiscard]] std::span<const NodeIndex> service_inputs(NodeIndex service) const;

 private:
  friend class Run;
  friend class KnowledgeFunction;
  friend class ServiceFunction;
  friend class ModelCompiler;
  struct Parts;
  Model();
  std::unique_ptr<Parts> parts_;
};

struct CompileResult {
  std::shared_ptr<const Model> model;
  base::Diagnostics diagnostics;
};

/// Values of one evaluation: what was given, and what followed. Reused for many: clear() keeps its memory.
class Run {
 public:
  /// Both must outlive it.
  Run(const Model& model, Evaluation& evaluation);

  /// Forgets all values.
  void clear();
  /// Gives an input's value, or a decision's, which is then not evaluated. It is coerced to the node's type.
  void give(NodeIndex node, Value value);
  /// Gives what a context names: inputs and decisions of the main file, those of imported files as `{import:
  /// {…}}`,
  /// `{"namespace": {…}}` or by their bare names. Returns the names that the model does not know.
  std::vector<std::string> give_all(const Value& context);

  /// The node's value; needs are evaluated first. Null with a reason where there is none. Valid until
  /// clear().
  const Value& evaluate(NodeIndex node);
  /// Calls a service with the values given here for its inputs (null for those not given), and no others:
  /// output decisions with their values.
  [[nodiscard]] std::vector<std::pair<NodeIndex, Value>> evaluate_service(NodeIndex service);

 private:
  enum class State : std::uint8_t { Unknown, UnderWay, Known };

  bool give_in(std::string_view name_space, std::string_view name, const Value& value, int depth);
  bool give_anywhere(std::string_view name, const Value& value);
  Value decide(NodeIndex node);
  [[nodiscard]] Value missing(NodeIndex node) const;

  const Model& model_;
  Evaluation& evaluation_;
  std::vector<State> states_;
  std::vector<Value> values_;
  std::vector<Value> frame_;
};

}  // namespace shuxin::rules::dmn
