// The inside of a compiled model: each node with its frame and code. Not part of the room's face.
#pragma once

#include <deque>
#include <memory>
#include <string>
#include <vector>

#include "core/rules/dmn.h"
#include "core/rules/dmn_box.h"
#include "core/rules/dmn_types.h"

namespace shuxin::rules::dmn {

/// One variable of a node's frame: another node's value, or a context of those of an import.
struct Slot {
  std::string name;
  std::optional<NodeIndex> node;
  std::vector<Slot> members;  ///< of an import
};

struct NodeCode {
  std::vector<Slot> slots;
  std::vector<std::string> variables;  ///< the slots' names
  std::vector<NodeIndex> requirements;
  BoxPtr box;
  bool checked = false;                 ///< the variable's type is declared: results are coerced to it
  std::optional<base::Message> broken;  ///< it stands on a circle: always null
  std::vector<NodeIndex> outputs;       ///< of a service
  std::vector<NodeIndex> inputs;        ///< of a service
  std::vector<Function::Parameter> parameters;  ///< of a service
  Value value;                                  ///< of a knowledge model or a service: the function
};

struct Model::Parts {
  std::vector<Definitions> files;
  std::deque<TypeNames> types;  ///< one a file (those that are imported first)
  std::vector<Node> nodes;
  std::vector<std::size_t> node_files;  ///< the file of each node
  std::vector<NodeCode> codes;
};

/// A business knowledge model as a function. It does not keep the model alive: called after the model is
/// gone it is null.
class KnowledgeFunction final : public Function {
 public:
  KnowledgeFunction(std::weak_ptr<const Model> model, NodeIndex node, const FunctionBox& function)
      : model_(std::move(model)), node_(node), name_(function.name), parameters_(function.parameters) {}

  [[nodiscard]] std::span<const Parameter> parameters() const override { return parameters_; }
  [[nodiscard]] Type result() const override;
  [[nodiscard]] std::string_view name() const override { return name_; }
  [[nodiscard]] Value call(std::span<const Value> arguments, Evaluation& evaluation) const override;

 private:
  std::weak_ptr<const Model> model_;
  NodeIndex node_;
  std::string name_;
  std::vector<Parameter> parameters_;
};

/// A decision service as a function of its input data and input decisions, in this order (as the kit's cases
/// have it).
class ServiceFunction final : public Function {
 public:
  ServiceFunction(std::weak_ptr<const Model> model, NodeIndex node, std::string name,
                  std::vector<Parameter> parameters)
      : model_(std::move(model)), node_(node), name_(std::move(name)), parameters_(std::move(parameters)) {}

  [[nodiscard]] std::span<const Parameter> parameters() const override { return parameters_; }
  [[nodiscard]] Type result() const override;
  [[nodiscard]] std::string_view name() const override { return name_; }
  [[nodiscard]] Value call(std::span<const Value> arguments, Evaluation& evaluation) const override;

 private:
  std::weak_ptr<const Model> model_;
  NodeIndex node_;
  std::string name_;
  std::vector<Parameter> parameters_;
};

/// The type of what calling a knowledge model or service yields, by the type of its variable.
[[nodiscard]] Type result_of(const Type& variable);

}  // namespace shuxin::rules::dmn
