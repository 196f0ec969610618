// Nodes that make and call functions.
#include <algorithm>

#include "core/rules/builtin_table.h"
#include "core/rules/node.h"
#include "core/rules/workplace.h"

namespace shuxin::rules {

Locals::Locals(Evaluation& evaluation, std::size_t count) : evaluation_(evaluation), count_(count) {
  if (count > 0) values_ = evaluation.workplace().take(count);
}
Locals::~Locals() {
  if (count_ > 0) evaluation_.workplace().give_back(values_, count_);
}

namespace {

Value too_deep(Position where) {
  return located(Value::null("feel.limit-depth"), where);
}

class Closure final : public Function {
 public:
  Closure(std::shared_ptr<const FunctionCode> code, std::vector<Value> captured)
      : code_(std::move(code)), captured_(std::move(captured)) {
    for (const Value& value : captured_) nesting_ = std::max(nesting_, value.nesting() + 1);
  }
  std::span<const Parameter> parameters() const override { return code_->parameters; }
  Type result() const override { return code_->result; }
  int nesting() const override { return nesting_; }

  Value call(std::span<const Value> arguments, Evaluation& evaluation) const override {
    if (code_->external) return Value::null("feel.external-function");
    const Evaluation::Level level(evaluation, code_->body.node->levels + 4);
    if (!level) return Value::null("feel.limit-depth");
    if (!evaluation.spend()) return Value::null("feel.limit-steps");
    const Locals locals(evaluation, code_->body.locals);
    std::ranges::copy(arguments, locals.values());
    if (code_->calls_itself) locals.values()[arguments.size()] = Value::function(Ref<Function>(this));
    Frame frame{nullptr, locals.values(), captured_.data(), nullptr, evaluation};
    return code_->body.node->eval(frame);
  }

 private:
  std::shared_ptr<const FunctionCode> code_;
  std::vector<Value> captured_;
  int nesting_ = 1;
};

class FunctionNode final : public Node {
 public:
  FunctionNode(std::shared_ptr<const FunctionCode> code, std::vector<NodePtr> captured)
      : code_(std::move(code)), captured_(std::move(captured)) {}
  Value eval(Frame& frame) const override {
    std::vector<Value> values;
    values.reserve(captured_.size());
    for (const NodePtr& node : captured_) values.push_back(node->eval(frame));
    Value made = Value::function(Ref<Function>(new Closure(code_, std::move(values))));
    return made.nesting() > Value::max_nesting
               ? located(Value::null("feel.limit-nesting", {std::to_string(Value::max_nesting)}), where)
               : made;
  }

 private:
  std::shared_ptr<const FunctionCode> code_;
  std::vector<NodePtr> captured_;
};

/// Calls with few arguments keep them on the stack.
class Arguments {
 public:
  Arguments(const std::vector<NodePtr>& nodes, Frame& frame) : count_(nodes.size()) {
    if (count_ > few) many_.resize(count_);
    Value* values = count_ > few ? many_.data() : few_;
    for (std::size_t i = 0; i < count_; ++i) values[i] = blamed(*nodes[i], nodes[i]->eval(frame));
  }
  [[nodiscard]] std::span<const Value> values() const { return {count_ > few ? many_.data() : few_, count_}; }

 private:
  static constexpr std::size_t few = 4;
  std::size_t count_;
  Value few_[few];
  std::vector<Value> many_;
};

Value call_function(const Function& function, std::span<const Value> arguments,
                    const std::vector<std::string>& names, Frame& frame) {
  if (names.empty()) return invoke(function, arguments, frame.evaluation);
  std::vector<Entry> entries;
  entries.reserve(names.size());
  for (std::size_t i = 0; i < names.size(); ++i) entries.emplace_back(names[i], arguments[i]);
  return invoke(function, std::span<const Entry>(entries), frame.evaluation);
}

class CallNode final : public Node {
 public:
  CallNode(NodePtr callee, std::vector<NodePtr> arguments, std::vector<std::string> names)
      : callee_(std::move(callee)), arguments_(std::move(arguments)), names_(std::move(names)) {}
  Value eval(Frame& frame) const override {
    const Value callee = callee_->eval(frame);
    if (callee.kind() != Kind::Function)
      return Value::null(Reason{{"feel.not-a-function", {std::string(name_of(callee.kind()))}},
                                where,
                                {},
                                callee.is_null() ? blamed(*callee_, callee) : Value()});
    const Evaluation::Level level(frame.evaluation, 1);
    if (!level) return too_deep(where);
    const Arguments arguments(arguments_, frame);
    return located(call_function(callee.as_function(), arguments.values(), names_, frame), where);
  }

 private:
  NodePtr callee_;
  std::vector<NodePtr> arguments_;
  std::vector<std::string> names_;
};

class BuiltinCallNode final : public Node {
 public:
  BuiltinCallNode(const Function& builtin, std::vector<NodePtr> arguments, std::vector<std::string> names)
      : builtin_(static_cast<const Builtin&>(builtin)),
        arguments_(std::move(arguments)),
        names_(std::move(names)) {}
  Value eval(Frame& frame) const override {
    const Arguments arguments(arguments_, frame);
    for (const Value& argument : arguments.values())
      if ((argument.kind() == Kind::List || argument.kind() == Kind::Context) &&
          !frame.evaluation.spend(argument.weight()))
        return located(Value::null("feel.limit-steps"), where);
    Value result = names_.empty() ? builtin_.call(arguments.values(), frame.evaluation)
                                  : call_function(builtin_, arguments.values(), names_, frame);
    if (result.is_null()) return located(std::move(result), where);
    return result.kind() == Kind::String ? bounded_string(std::move(result), frame.evaluation, where)
                                         : result;
  }

 private:
  const Builtin& builtin_;
  std::vector<NodePtr> arguments_;
  std::vector<std::string> names_;
};

}  // namespace

NodePtr make_function(std::shared_ptr<const FunctionCode> code, std::vector<NodePtr> captured) {
  return std::make_unique<FunctionNode>(std::move(code), std::move(captured));
}
NodePtr make_call(NodePtr callee, std::vector<NodePtr> arguments, std::vector<std::string> names) {
  return std::make_unique<CallNode>(std::move(callee), std::move(arguments), std::move(names));
}
NodePtr make_builtin_call(const Function& builtin, std::vector<NodePtr> arguments,
                          std::vector<std::string> names) {
  return std::make_unique<BuiltinCallNode>(builtin, std::move(arguments), std::move(names));
}

}  // namespace shuxin::rules
