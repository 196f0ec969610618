// The compiled form of FEEL: a tree of nodes over numbered slots, where no name is looked up any more.
#pragma once

#include <memory>
#include <span>
#include <string>
#include <vector>

#include "core/rules/ast.h"
#include "core/rules/feel.h"

namespace shuxin::rules {

/// Where the values of one running expression or function body are.
struct Frame {
  const Value* inputs;
  Value* locals;
  const Value* captured;
  const Value* tested;  ///< `?`
  Evaluation& evaluation;
};

/// A step of the compiled form. Immutable; evaluating never throws.
class Node {
 public:
  virtual ~Node() = default;
  [[nodiscard]] virtual Value eval(Frame& frame) const = 0;
  /// Where only truth is asked: no null is made. Neither true nor false is Unknown.
  [[nodiscard]] virtual Truth truth(Frame& frame) const;
  /// The value without a copy where it already lies somewhere; else it is put into `scratch`.
  [[nodiscard]] virtual const Value& get(Frame& frame, Value& scratch) const;
  [[nodiscard]] virtual const Value* constant() const { return nullptr; }
  /// The input (with path) that this node reads, for reasons; empty for all other nodes.
  [[nodiscard]] virtual std::string input_name() const { return {}; }

  Position where;
  int levels = 1;
};
using NodePtr = std::unique_ptr<Node>;

/// The body of a function literal or of a whole expression.
struct Body {
  NodePtr node;
  std::size_t locals = 0;
};

/// A function literal after compiling; closures add what they captured.
struct FunctionCode {
  std::vector<Function::Parameter> parameters;
  Body body;
  Type result;
  bool external = false;
  bool calls_itself = false;  ///< the local after the parameters holds the function
};

/// What Expression and UnaryTests share.
class Code {
 public:
  std::string text;
  ast::Child syntax;
  std::vector<ast::Child> tests_syntax;
  std::vector<const ast::Expression*> tests_view;
  Body body;  ///< of unary tests: yields a truth
  Type type;
  std::vector<std::size_t> inputs;
  bool any = false;
  std::optional<TestShape> shape;
};

/// Local variables on the stack of the evaluation; all null at first, and again at the end.
class Locals {
 public:
  Locals(Evaluation& evaluation, std::size_t count);
  ~Locals();
  Locals(const Locals&) = delete;
  Locals& operator=(const Locals&) = delete;
  [[nodiscard]] Value* values() const { return values_; }

 private:
  Evaluation& evaluation_;
  Value* values_ = nullptr;
  std::size_t count_;
};

/// The null with the place, and with what it follows from, if it says neither yet.
[[nodiscard]] Value located(Value null, Position where);
/// A null operand with the name of the input that it came from, if it has no reason.
[[nodiscard]] Value blamed(const Node& node, const Value& value);

/// The string, paid for with steps; null with a reason beyond the bounds.
[[nodiscard]] Value bounded_string(Value string, Evaluation& evaluation, Position where);

// Makers of nodes; each file of nodes hides its classes.
[[nodiscard]] NodePtr make_constant(Value value);
[[nodiscard]] NodePtr make_at_literal(std::string text);
[[nodiscard]] NodePtr make_input(std::size_t slot, std::string name);
[[nodiscard]] NodePtr make_local(std::size_t index);
[[nodiscard]] NodePtr make_captured(std::size_t index);
[[nodiscard]] NodePtr make_tested();
/// Always null, for a reason that is known before evaluating.
[[nodiscard]] NodePtr make_null(std::string code, std::vector<std::string> arguments);
/// The member of the context in local `item`, or what `otherwise` gives if it has none.
[[nodiscard]] NodePtr make_item_member(std::size_t item, std::string name, NodePtr otherwise);
[[nodiscard]] NodePtr make_path(NodePtr base, std::string member, std::optional<std::size_t> slot,
                                std::vector<std::string> path);
[[nodiscard]] NodePtr make_arithmetic(ast::Operator op, NodePtr left, NodePtr right);
[[nodiscard]] NodePtr make_negation(NodePtr operand);
[[nodiscard]] NodePtr make_comparison(ast::Operator op, NodePtr left, NodePtr right);
[[nodiscard]] NodePtr make_logic(bool conjunction, NodePtr left, NodePtr right);
[[nodiscard]] NodePtr make_between(NodePtr value, NodePtr low, NodePtr high);
[[nodiscard]] NodePtr make_if(NodePtr condition, NodePtr then, NodePtr otherwise);
[[nodiscard]] NodePtr make_instance_of(NodePtr value, Type type, bool known);
[[nodiscard]] NodePtr make_list(std::vector<NodePtr> items);
struct RangeForm {
  Range::Form form;
  bool low_closed;
  bool high_closed;
};
[[nodiscard]] NodePtr make_range(RangeForm form, NodePtr low, NodePtr high);
/// Each entry is also put into the local of its number, where later entries find it.
struct EntryNode {
  std::string name;
  NodePtr value;
  std::size_t local;
};
[[nodiscard]] NodePtr make_context(std::vector<EntryNode> entries);

// Iteration.
struct IteratorNode {
  std::size_t local;
  NodePtr domain;
  NodePtr high;
};
[[nodiscard]] NodePtr make_for(std::vector<IteratorNode> iterators, NodePtr body,
                               std::optional<std::size_t> partial);
[[nodiscard]] NodePtr make_quantified(bool every, std::vector<IteratorNode> iterators, NodePtr condition);
[[nodiscard]] NodePtr make_filter(NodePtr base, NodePtr condition, std::size_t item, bool boolean);

// Functions.
[[nodiscard]] NodePtr make_function(std::shared_ptr<const FunctionCode> code, std::vector<NodePtr> captured);
[[nodiscard]] NodePtr make_call(NodePtr callee, std::vector<NodePtr> arguments,
                                std::vector<std::string> names);
[[nodiscard]] NodePtr make_builtin_call(const Function& builtin, std::vector<NodePtr> arguments,
                                        std::vector<std::string> names);

// Tests: nodes whose truth says whether the value of `subject` passes.
[[nodiscard]] NodePtr make_equal_test(NodePtr subject, NodePtr value, bool negated);
enum class Speaks : std::uint8_t {
  Never,     ///< the test is a value to be compared with
  OfOthers,  ///< a truth is the outcome itself, unless the subject is a boolean too
  Always     ///< the test mentions `?`: a truth is the outcome itself
};
[[nodiscard]] NodePtr make_value_test(NodePtr subject, NodePtr test, Speaks speaks);
[[nodiscard]] NodePtr make_any_of(std::vector<NodePtr> tests, bool negated);

}  // namespace shuxin::rules
