// Nodes that read, build and take apart values.
#include "core/rules/arithmetic.h"
#include "core/rules/node.h"
#include "core/rules/temporal.h"

namespace shuxin::rules {

Truth Node::truth(Frame& frame) const {
  Value scratch;
  const Value& value = get(frame, scratch);
  return value.is_true() ? Truth::True : value.is_false() ? Truth::False : Truth::Unknown;
}

const Value& Node::get(Frame& frame, Value& scratch) const {
  scratch = eval(frame);
  return scratch;
}

Value located(Value null, Position where) {
  if (!null.is_null() || null.reason() == nullptr || null.reason()->where.line > 0) return null;
  Reason reason = *null.reason();
  reason.where = where;
  return Value::null(std::move(reason));
}

Value bounded_string(Value string, Evaluation& evaluation, Position where) {
  const std::size_t size = string.as_string().size();
  const Limits& limits = evaluation.environment().limits;
  if (size > limits.string_bytes)
    return located(Value::null("feel.limit-string", {std::to_string(limits.string_bytes)}), where);
  if (!evaluation.spend(static_cast<std::int64_t>(size / 32)))
    return located(Value::null("feel.limit-steps"), where);
  return string;
}

Value blamed(const Node& node, const Value& value) {
  if (!value.is_null() || value.reason() != nullptr) return value;
  std::string name = node.input_name();
  if (name.empty()) return value;
  return Value::null(Reason{{"feel.input-is-null", {name}}, node.where, name, {}});
}

namespace {

class Constant final : public Node {
 public:
  explicit Constant(Value value) : value_(std::move(value)) {}
  Value eval(Frame&) const override { return value_; }
  const Value& get(Frame&, Value&) const override { return value_; }
  const Value* constant() const override { return &value_; }

 private:
  Value value_;
};

class AtLiteralNode final : public Node {
 public:
  explicit AtLiteralNode(std::string text) : text_(std::move(text)) {}
  Value eval(Frame& frame) const override {
    auto value = parse_temporal(text_, frame.evaluation.environment().zones);
    return value ? *std::move(value) : located(Value::null("feel.malformed-temporal", {text_}), where);
  }

 private:
  std::string text_;
};

class Input final : public Node {
 public:
  Input(std::size_t slot, std::string name) : slot_(slot), name_(std::move(name)) {}
  Value eval(Frame& frame) const override {
    note(frame);
    return frame.inputs[slot_];
  }
  const Value& get(Frame& frame, Value&) const override {
    note(frame);
    return frame.inputs[slot_];
  }
  std::string input_name() const override { return name_; }

 private:
  void note(Frame& frame) const {
    if (Recorder* recorder = frame.evaluation.environment().recorder) [[unlikely]]
      recorder->read(slot_, {});
  }
  std::size_t slot_;
  std::string name_;
};

class Local final : public Node {
 public:
  explicit Local(std::size_t index) : index_(index) {}
  Value eval(Frame& frame) const override { return frame.locals[index_]; }
  const Value& get(Frame& frame, Value&) const override { return frame.locals[index_]; }

 private:
  std::size_t index_;
};

class Captured final : public Node {
 public:
  explicit Captured(std::size_t index) : index_(index) {}
  Value eval(Frame& frame) const override { return frame.captured[index_]; }
  const Value& get(Frame& frame, Value&) const override { return frame.captured[index_]; }

 private:
  std::size_t index_;
};

class Tested final : public Node {
 public:
  Value eval(Frame& frame) const override { return frame.tested != nullptr ? *frame.tested : Value(); }
};

class NullNode final : public Node {
 public:
  explicit NullNode(base::Message message) : message_(std::move(message)) {}
  Value eval(Frame&) const override { return Value::null(Reason{message_, where, {}, {}}); }

 private:
  base::Message message_;
};

class ItemMember final : public Node {
 public:
  ItemMember(std::size_t item, std::string name, NodePtr otherwise)
      : item_(item), name_(std::move(name)), otherwise_(std::move(otherwise)) {}
  Value eval(Frame& frame) const override {
    const Value* found = find(frame);
    return found != nullptr ? *found : otherwise_->eval(frame);
  }
  const Value& get(Frame& frame, Value& scratch) const override {
    const Value* found = find(frame);
    return found != nullptr ? *found : otherwise_->get(frame, scratch);
  }

 private:
  const Value* find(Frame& frame) const {
    const Value& item = frame.locals[item_];
    return item.kind() == Kind::Context ? item.as_context().find(name_) : nullptr;
  }
  std::size_t item_;
  std::string name_;
  NodePtr otherwise_;
};

class Path final : public Node {
 public:
  Path(NodePtr base, std::string member, std::optional<std::size_t> slot, std::vector<std::string> path)
      : base_(std::move(base)), member_(std::move(member)), slot_(slot), path_(std::move(path)) {}

  Value eval(Frame& frame) const override {
    Value scratch;
    return get(frame, scratch);
  }
  const Value& get(Frame& frame, Value& scratch) const override {
    const Value& base = read(frame, scratch);
    if (base.kind() == Kind::Context)
      if (const Value* found = base.as_context().find(member_)) {
        // What lies in a scratch context would die with it.
        if (&base != &scratch) return *found;
        Value kept = *found;
        scratch = std::move(kept);
        return scratch;
      }
    if (base.kind() == Kind::List && !frame.evaluation.spend(base.weight())) {
      scratch = located(Value::null("feel.limit-steps"), where);
      return scratch;
    }
    Value made = located(member_of(blamed(*base_, base), member_), where);
    scratch = std::move(made);
    return scratch;
  }
  std::string input_name() const override {
    const std::string base = base_->input_name();
    return base.empty() ? base : base + "." + member_;
  }

 private:
  const Value& read(Frame& frame, Value& scratch) const {
    Recorder* recorder = frame.evaluation.environment().recorder;
    if (recorder == nullptr || !slot_) [[likely]]
      return base_->get(frame, scratch);
    recorder->read(*slot_, path_);
    frame.evaluation.set_recorder(nullptr);
    const Value& base = base_->get(frame, scratch);
    frame.evaluation.set_recorder(recorder);
    return base;
  }

  NodePtr base_;
  std::string member_;
  std::optional<std::size_t> slot_;
  std::vector<std::string> path_;
};

class ListNode final : public Node {
 public:
  explicit ListNode(std::vector<NodePtr> items) : items_(std::move(items)) {}
  Value eval(Frame& frame) const override {
    std::vector<Value> values;
    values.reserve(items_.size());
    for (const NodePtr& item : items_) values.push_back(item->eval(frame));
    return Value::list(std::move(values));
  }

 private:
  std::vector<NodePtr> items_;
};

class ContextNode final : public Node {
 public:
  explicit ContextNode(std::vector<EntryNode> entries) : entries_(std::move(entries)) {}
  Value eval(Frame& frame) const override {
    std::vector<Entry> made;
    made.reserve(entries_.size());
    for (const EntryNode& entry : entries_) {
      Value value = entry.value->eval(frame);
      frame.locals[entry.local] = value;
      made.emplace_back(entry.name, std::move(value));
    }
    for (const EntryNode& entry : entries_) frame.locals[entry.local] = Value();
    return Value::context(std::move(made));
  }

 private:
  std::vector<EntryNode> entries_;
};

class RangeNode final : public Node {
 public:
  RangeNode(RangeForm form, NodePtr low, NodePtr high)
      : form_(form), low_(std::move(low)), high_(std::move(high)) {}

  Value eval(Frame& frame) const override {
    Range range;
    range.form = form_.form;
    if (low_) range.low = low_->eval(frame);
    if (high_) range.high = high_->eval(frame);
    if (form_.form == Range::Form::Unequal || (low_ && !high_ && form_.form == Range::Form::Ends))
      range.high = range.low;
    range.low_closed = form_.low_closed;
    range.high_closed = form_.high_closed;
    if (form_.form == Range::Form::Comparison && range.low.is_null() && range.high.is_null())
      return located(Value::null("feel.null-in-range"), where);
    if (form_.form == Range::Form::Ends) {
      if (range.low.is_null() && range.high.is_null())
        return located(Value::null("feel.null-in-range"), where);
      if (!range.low.is_null() && !range.high.is_null() && low_ && high_ && !compare(range.low, range.high))
        return located(Value::null("feel.ends-of-range", {std::string(name_of(range.low.kind())),
                                                          std::string(name_of(range.high.kind()))}),
                       where);
    }
    return Value::range(std::move(range));
  }

 private:
  RangeForm form_;
  NodePtr low_;
  NodePtr high_;
};

}  // namespace

NodePtr make_constant(Value value) {
  return std::make_unique<Constant>(std::move(value));
}
NodePtr make_at_literal(std::string text) {
  return std::make_unique<AtLiteralNode>(std::move(text));
}
NodePtr make_input(std::size_t slot, std::string name) {
  return std::make_unique<Input>(slot, std::move(name));
}
NodePtr make_local(std::size_t index) {
  return std::make_unique<Local>(index);
}
NodePtr make_captured(std::size_t index) {
  return std::make_unique<Captured>(index);
}
NodePtr make_tested() {
  return std::make_unique<Tested>();
}
NodePtr make_null(std::string code, std::vector<std::string> arguments) {
  return std::make_unique<NullNode>(base::Message{std::move(code), std::move(arguments)});
}
NodePtr make_item_member(std::size_t item, std::string name, NodePtr otherwise) {
  return std::make_unique<ItemMember>(item, std::move(name), std::move(otherwise));
}
NodePtr make_path(NodePtr base, std::string member, std::optional<std::size_t> slot,
                  std::vector<std::string> path) {
  return std::make_unique<Path>(std::move(base), std::move(member), slot, std::move(path));
}
NodePtr make_list(std::vector<NodePtr> items) {
  return std::make_unique<ListNode>(std::move(items));
}
NodePtr make_context(std::vector<EntryNode> entries) {
  return std::make_unique<ContextNode>(std::move(entries));
}
NodePtr make_range(RangeForm form, NodePtr low, NodePtr high) {
  return std::make_unique<RangeNode>(form, std::move(low), std::move(high));
}

}  // namespace shuxin::rules
