// Nodes of operators: arithmetic, comparison, three-valued logic, conditions and tests.
#include "core/rules/arithmetic.h"
#include "core/rules/node.h"

namespace shuxin::rules {
namespace {

using ast::Operator;

std::string_view sign_of(Operator op) {
  switch (op) {
    case Operator::Add:
      return "+";
    case Operator::Subtract:
      return "-";
    case Operator::Multiply:
      return "*";
    case Operator::Divide:
      return "/";
    case Operator::Power:
      return "**";
    case Operator::Equal:
      return "=";
    case Operator::NotEqual:
      return "!=";
    case Operator::Less:
      return "<";
    case Operator::LessEqual:
      return "<=";
    case Operator::Greater:
      return ">";
    case Operator::GreaterEqual:
      return ">=";
    case Operator::And:
      return "and";
    case Operator::Or:
      return "or";
  }
  return "";
}

/// Why two values gave no truth.
Value unknown(std::string_view sign, const Value& a, const Value& b, Position where) {
  if (a.is_null() || b.is_null())
    return Value::null(Reason{{"feel.null-operand", {std::string(sign)}}, where, {}, a.is_null() ? a : b});
  return Value::null(
      Reason{{"feel.undefined-operator",
              {std::string(sign), std::string(name_of(a.kind())), std::string(name_of(b.kind()))}},
             where,
             {},
             {}});
}

/// Going through lists and contexts costs steps; numbers and dates do not. False if they are used up.
bool pay(const Value& a, Evaluation& evaluation) {
  return (a.kind() != Kind::List && a.kind() != Kind::Context) || evaluation.spend(a.weight());
}

class Arithmetic final : public Node {
 public:
  Arithmetic(Operator op, NodePtr left, NodePtr right)
      : op_(op), left_(std::move(left)), right_(std::move(right)) {}
  Value eval(Frame& frame) const override {
    Value scratch_a;
    Value scratch_b;
    const Value& a = left_->get(frame, scratch_a);
    const Value& b = right_->get(frame, scratch_b);
    Value result = apply(a, b);
    if (result.is_null()) [[unlikely]] {
      if (a.is_null() || b.is_null()) result = apply(blamed(*left_, a), blamed(*right_, b));
      return located(std::move(result), where);
    }
    if (result.kind() == Kind::String) [[unlikely]]
      return bounded_string(std::move(result), frame.evaluation, where);
    return result;
  }

 private:
  Value apply(const Value& a, const Value& b) const {
    if (op_ == Operator::Add) return add(a, b);
    if (op_ == Operator::Subtract) return subtract(a, b);
    if (op_ == Operator::Multiply) return multiply(a, b);
    return op_ == Operator::Divide ? divide(a, b) : raise(a, b);
  }
  Operator op_;
  NodePtr left_;
  NodePtr right_;
};

class NegationNode final : public Node {
 public:
  explicit NegationNode(NodePtr operand) : operand_(std::move(operand)) {}
  Value eval(Frame& frame) const override { return located(negate(operand_->eval(frame)), where); }

 private:
  NodePtr operand_;
};

template <Operator op>
class Comparison final : public Node {
 public:
  Comparison(NodePtr left, NodePtr right) : left_(std::move(left)), right_(std::move(right)) {}
  Truth truth(Frame& frame) const override {
    Value scratch_a;
    Value scratch_b;
    const Value& a = left_->get(frame, scratch_a);
    return pay(a, frame.evaluation) ? decide(a, right_->get(frame, scratch_b)) : Truth::Unknown;
  }
  Value eval(Frame& frame) const override {
    Value scratch_a;
    Value scratch_b;
    const Value& a = left_->get(frame, scratch_a);
    const Value& b = right_->get(frame, scratch_b);
    if (!pay(a, frame.evaluation)) return located(Value::null("feel.limit-steps"), where);
    const Truth result = decide(a, b);
    if (result != Truth::Unknown) return Value::truth(result);
    return unknown(sign_of(op), blamed(*left_, a), blamed(*right_, b), where);
  }

 private:
  static Truth decide(const Value& a, const Value& b) {
    if (a.kind() == Kind::Number && b.kind() == Kind::Number) {
      const auto order = a.as_number() <=> b.as_number();
      if constexpr (op == Operator::Equal) return truth_of(order == 0);
      if constexpr (op == Operator::NotEqual) return truth_of(order != 0);
      if constexpr (op == Operator::Less) return truth_of(order < 0);
      if constexpr (op == Operator::LessEqual) return truth_of(order <= 0);
      if constexpr (op == Operator::Greater) return truth_of(order > 0);
      if constexpr (op == Operator::GreaterEqual) return truth_of(order >= 0);
    }
    return compare_by(op, a, b);
  }
  NodePtr left_;
  NodePtr right_;
};

class Logic final : public Node {
 public:
  Logic(bool conjunction, NodePtr left, NodePtr right)
      : conjunction_(conjunction), left_(std::move(left)), right_(std::move(right)) {}
  Truth truth(Frame& frame) const override {
    const Truth a = left_->truth(frame);
    const Truth decides = conjunction_ ? Truth::False : Truth::True;
    if (a == decides) return a;
    const Truth b = right_->truth(frame);
    return conjunction_ ? both(a, b) : either(a, b);
  }
  Value eval(Frame& frame) const override {
    Value scratch_a;
    const Value& a = left_->get(frame, scratch_a);
    const Truth x = as_truth(a);
    const Truth decides = conjunction_ ? Truth::False : Truth::True;
    if (x == decides) return Value::truth(x);
    Value scratch_b;
    const Value& b = right_->get(frame, scratch_b);
    const Truth y = as_truth(b);
    const Truth result = conjunction_ ? both(x, y) : either(x, y);
    if (result != Truth::Unknown) return Value::truth(result);
    const bool left_is_to_blame = x == Truth::Unknown;
    const Value& cause = left_is_to_blame ? a : b;
    const Node& node = left_is_to_blame ? *left_ : *right_;
    const std::string sign = conjunction_ ? "and" : "or";
    if (cause.is_null())
      return Value::null(Reason{{"feel.null-operand", {sign}}, where, {}, blamed(node, cause)});
    return Value::null(
        Reason{{"feel.not-boolean", {sign, std::string(name_of(cause.kind()))}}, where, {}, {}});
  }

 private:
  static Truth as_truth(const Value& value) {
    return value.is_true() ? Truth::True : value.is_false() ? Truth::False : Truth::Unknown;
  }
  bool conjunction_;
  NodePtr left_;
  NodePtr right_;
};

class BetweenNode final : public Node {
 public:
  BetweenNode(NodePtr value, NodePtr low, NodePtr high)
      : value_(std::move(value)), low_(std::move(low)), high_(std::move(high)) {}
  Truth truth(Frame& frame) const override {
    Value scratch[3];
    const Value& value = value_->get(frame, scratch[0]);
    return both(compare_by(Operator::GreaterEqual, value, low_->get(frame, scratch[1])),
                compare_by(Operator::LessEqual, value, high_->get(frame, scratch[2])));
  }
  Value eval(Frame& frame) const override {
    const Truth result = truth(frame);
    if (result != Truth::Unknown) return Value::truth(result);
    const Value value = blamed(*value_, value_->eval(frame));
    const Value low = blamed(*low_, low_->eval(frame));
    return unknown("between", value, compare(value, low) ? blamed(*high_, high_->eval(frame)) : low, where);
  }

 private:
  NodePtr value_;
  NodePtr low_;
  NodePtr high_;
};

class IfNode final : public Node {
 public:
  IfNode(NodePtr condition, NodePtr then, NodePtr otherwise)
      : condition_(std::move(condition)), then_(std::move(then)), otherwise_(std::move(otherwise)) {}
  Value eval(Frame& frame) const override { return chosen(frame).eval(frame); }
  Truth truth(Frame& frame) const override { return chosen(frame).truth(frame); }
  const Value& get(Frame& frame, Value& scratch) const override { return chosen(frame).get(frame, scratch); }

 private:
  const Node& chosen(Frame& frame) const {
    return condition_->truth(frame) == Truth::True ? *then_ : *otherwise_;
  }
  NodePtr condition_;
  NodePtr then_;
  NodePtr otherwise_;
};

class InstanceOfNode final : public Node {
 public:
  InstanceOfNode(NodePtr value, Type type, bool known)
      : value_(std::move(value)), type_(std::move(type)), known_(known) {}
  Value eval(Frame& frame) const override {
    if (!known_) return located(Value::null("feel.unknown-type", {"…"}), where);
    Value scratch;
    return Value::boolean(instance_of(value_->get(frame, scratch), type_));
  }

 private:
  NodePtr value_;
  Type type_;
  bool known_;
};

class EqualTestNode final : public Node {
 public:
  EqualTestNode(NodePtr subject, NodePtr value, bool negated)
      : subject_(std::move(subject)), value_(std::move(value)), negated_(negated) {}
  Truth truth(Frame& frame) const override {
    Value scratch_a;
    Value scratch_b;
    const Truth same = equal(subject_->get(frame, scratch_a), value_->get(frame, scratch_b));
    return negated_ ? opposite(same) : same;
  }
  Value eval(Frame& frame) const override {
    const Truth result = truth(frame);
    if (result != Truth::Unknown) return Value::truth(result);
    return unknown(negated_ ? "!=" : "=", blamed(*subject_, subject_->eval(frame)), value_->eval(frame),
                   where);
  }

 private:
  NodePtr subject_;
  NodePtr value_;
  bool negated_;
};

class ValueTest final : public Node {
 public:
  ValueTest(NodePtr subject, NodePtr test, Speaks speaks)
      : subject_(std::move(subject)), test_(std::move(test)), speaks_(speaks) {}
  Truth truth(Frame& frame) const override {
    // A test that speaks of `?` says itself whether it holds.
    if (speaks_ == Speaks::Always) {
      Value scratch;
      const Value& outcome = test_->get(frame, scratch);
      if (outcome.kind() == Kind::Boolean) return truth_of(outcome.as_boolean());
      if (outcome.is_null()) return Truth::Unknown;
      Value subject_scratch;
      return matches_test(subject_->get(frame, subject_scratch), outcome);
    }
    Value scratch_a;
    Value scratch_b;
    const Value& subject = subject_->get(frame, scratch_a);
    const Value& test = test_->get(frame, scratch_b);
    if (speaks_ == Speaks::OfOthers && test.kind() == Kind::Boolean && subject.kind() != Kind::Boolean &&
        !subject.is_null())
      return truth_of(test.as_boolean());
    return pay(test, frame.evaluation) ? matches_test(subject, test) : Truth::Unknown;
  }
  Value eval(Frame& frame) const override {
    const Truth result = truth(frame);
    if (result != Truth::Unknown) return Value::truth(result);
    return unknown("in", blamed(*subject_, subject_->eval(frame)), test_->eval(frame), where);
  }

 private:
  NodePtr subject_;
  NodePtr test_;
  Speaks speaks_;
};

class AnyOf final : public Node {
 public:
  AnyOf(std::vector<NodePtr> tests, bool negated) : tests_(std::move(tests)), negated_(negated) {}
  Truth truth(Frame& frame) const override {
    Truth any = Truth::False;
    for (const NodePtr& test : tests_) {
      any = either(any, test->truth(frame));
      if (any == Truth::True) break;
    }
    return negated_ ? opposite(any) : any;
  }
  Value eval(Frame& frame) const override {
    const Truth result = truth(frame);
    if (result != Truth::Unknown) return Value::truth(result);
    for (const NodePtr& test : tests_)
      if (test->truth(frame) == Truth::Unknown) return test->eval(frame);
    return {};
  }

 private:
  std::vector<NodePtr> tests_;
  bool negated_;
};

}  // namespace

NodePtr make_arithmetic(Operator op, NodePtr left, NodePtr right) {
  return std::make_unique<Arithmetic>(op, std::move(left), std::move(right));
}
NodePtr make_negation(NodePtr operand) {
  return std::make_unique<NegationNode>(std::move(operand));
}
NodePtr make_comparison(Operator op, NodePtr left, NodePtr right) {
  switch (op) {
    case Operator::Equal:
      return std::make_unique<Comparison<Operator::Equal>>(std::move(left), std::move(right));
    case Operator::NotEqual:
      return std::make_unique<Comparison<Operator::NotEqual>>(std::move(left), std::move(right));
    case Operator::Less:
      return std::make_unique<Comparison<Operator::Less>>(std::move(left), std::move(right));
    case Operator::LessEqual:
      return std::make_unique<Comparison<Operator::LessEqual>>(std::move(left), std::move(right));
    case Operator::Greater:
      return std::make_unique<Comparison<Operator::Greater>>(std::move(left), std::move(right));
    case Operator::GreaterEqual:
      return std::make_unique<Comparison<Operator::GreaterEqual>>(std::move(left), std::move(right));
    case Operator::Add:
    case Operator::Subtract:
    case Operator::Multiply:
    case Operator::Divide:
    case Operator::Power:
    case Operator::And:
    case Operator::Or:
      break;
  }
  return make_constant({});
}
NodePtr make_logic(bool conjunction, NodePtr left, NodePtr right) {
  return std::make_unique<Logic>(conjunction, std::move(left), std::move(right));
}
NodePtr make_between(NodePtr value, NodePtr low, NodePtr high) {
  return std::make_unique<BetweenNode>(std::move(value), std::move(low), std::move(high));
}
NodePtr make_if(NodePtr condition, NodePtr then, NodePtr otherwise) {
  return std::make_unique<IfNode>(std::move(condition), std::move(then), std::move(otherwise));
}
NodePtr make_instance_of(NodePtr value, Type type, bool known) {
  return std::make_unique<InstanceOfNode>(std::move(value), std::move(type), known);
}
NodePtr make_equal_test(NodePtr subject, NodePtr value, bool negated) {
  return std::make_unique<EqualTestNode>(std::move(subject), std::move(value), negated);
}
NodePtr make_value_test(NodePtr subject, NodePtr test, Speaks speaks) {
  return std::make_unique<ValueTest>(std::move(subject), std::move(test), speaks);
}
NodePtr make_any_of(std::vector<NodePtr> tests, bool negated) {
  return std::make_unique<AnyOf>(std::move(tests), negated);
}

}  // namespace shuxin::rules
