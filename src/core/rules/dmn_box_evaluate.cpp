#include <algorithm>

#include "core/rules/dmn_box.h"
#include "core/rules/dmn_fit.h"
#include "core/rules/dmn_trace.h"

namespace shuxin::rules::dmn {
namespace {

/// A boxed function with the values that were in force where it stood.
class BoxFunction final : public Function {
 public:
  BoxFunction(const FunctionBox& source, const Frame& captured)
      : name_(source.name),
        parameters_(source.parameters),
        result_(source.result),
        body_(source.body),
        captured_(captured) {
    for (const Value& value : captured_) nesting_ = std::max(nesting_, value.nesting());
  }

  [[nodiscard]] std::span<const Parameter> parameters() const override { return parameters_; }
  [[nodiscard]] Type result() const override { return result_; }
  [[nodiscard]] std::string_view name() const override { return name_; }
  [[nodiscard]] int nesting() const override { return nesting_; }

  [[nodiscard]] Value call(std::span<const Value> arguments, Evaluation& evaluation) const override {
    Frame frame;
    frame.reserve(captured_.size() + arguments.size() + 5);
    frame = captured_;
    if (!name_.empty()) frame.push_back(Value::function(Ref<Function>(this)));
    frame.insert(frame.end(), arguments.begin(), arguments.end());
    return evaluate_box(*body_, frame, evaluation);
  }

 private:
  std::string name_;
  std::vector<Parameter> parameters_;
  Type result_;
  std::shared_ptr<const Box> body_;
  Frame captured_;
  int nesting_ = 0;
};

/// Evaluates boxes of one kind each.
struct BoxEvaluator {
  const Box& box;
  Frame& frame;
  Evaluation& evaluation;

  Value null(std::string code, std::vector<std::string> arguments = {}) const {
    return Value::null(Reason{{std::move(code), std::move(arguments)}, box.at, {}, {}});
  }
  Value value_of(const BoxPtr& part) const { return evaluate_box(*part, frame, evaluation); }

  Value operator()(const BrokenBox& broken) const {
    return Value::null(Reason{broken.message, box.at, {}, {}});
  }

  Value operator()(const rules::Expression& expression) const {
    return expression.evaluate(frame, evaluation);
  }

  Value operator()(const ContextBox& context) const {
    const std::size_t before = frame.size();
    std::vector<rules::Entry> entries;
    Value result;
    for (const auto& [name, part] : context.entries) {
      Value value = evaluate_box(*part, frame, evaluation);
      if (name.empty()) {
        result = std::move(value);
        break;
      }
      if (!context.has_result) entries.emplace_back(name, value);
      frame.push_back(std::move(value));
    }
    frame.resize(before);
    return context.has_result ? result : Value::context(std::move(entries));
  }

  Value operator()(const ListBox& list) const {
    std::vector<Value> items;
    items.reserve(list.items.size());
    for (const BoxPtr& item : list.items) items.push_back(value_of(item));
    return Value::list(std::move(items));
  }

  Value operator()(const RelationBox& relation) const {
    std::vector<Value> rows;
    for (const auto& row : relation.rows) {
      std::vector<rules::Entry> entries;
      for (std::size_t i = 0; i < row.size(); ++i)
        entries.emplace_back(relation.columns[i], value_of(row[i]));
      rows.push_back(Value::context(std::move(entries)));
    }
    return Value::list(std::move(rows));
  }

  Value operator()(const FunctionBox& function) const {
    return Value::function(Ref<Function>(new BoxFunction(function, frame)));
  }

  Value operator()(const InvocationBox& invocation) const {
    const Value function = value_of(invocation.function);
    if (function.kind() != Kind::Function) {
      Reason reason{{"dmn.not-a-function", {to_feel(function)}}, box.at, {}, {}};
      if (function.is_null()) reason.cause = function;
      return Value::null(std::move(reason));
    }
    std::vector<rules::Entry> arguments;
    for (const auto& [name, part] : invocation.arguments) arguments.emplace_back(name, value_of(part));
    return invoke(function.as_function(), arguments, evaluation);
  }

  Value operator()(const TableBox& table) const {
    return table.table.evaluate(frame, evaluation, Trace::of(evaluation));
  }

  Value operator()(const ConditionalBox& conditional) const {
    const Value condition = value_of(conditional.condition);
    if (condition.kind() != Kind::Boolean && !condition.is_null())
      return null("dmn.not-a-boolean", {to_feel(condition)});
    return value_of(condition.is_true() ? conditional.then : conditional.otherwise);
  }

  Value items_of(const BoxPtr& in, const rules::Expression& items) const {
    const Value domain = value_of(in);
    return items.evaluate({&domain, 1}, evaluation);
  }

  Value operator()(const IteratorBox& iterator) const {
    const Value domain = items_of(iterator.in, iterator.items);
    if (domain.kind() != Kind::List) return domain;
    return iterator.kind == IteratorKind::For ? each(iterator, domain.as_list())
                                              : quantified(iterator, domain.as_list());
  }

  Value each(const IteratorBox& iterator, std::span<const Value> domain) const {
    std::vector<Value> results;
    for (const Value& item : domain) {
      if (!evaluation.spend(static_cast<std::int64_t>(results.size() / 16) + 1))
        return null("feel.limit-steps");
      frame.push_back(Value::list(results));
      frame.push_back(item);
      Value result = value_of(iterator.result);
      frame.resize(frame.size() - 2);
      results.push_back(std::move(result));
    }
    return Value::list(std::move(results));
  }

  /// `every` is false if one is false, `some` true if one is true, else null if one is null; and null
  /// whenever one is neither true, false nor null.
  Value quantified(const IteratorBox& iterator, std::span<const Value> domain) const {
    const bool every = iterator.kind == IteratorKind::Every;
    Value unknown;
    bool any_unknown = false;
    bool decided = false;
    for (const Value& item : domain) {
      if (!evaluation.spend()) return null("feel.limit-steps");
      frame.push_back(item);
      Value result = value_of(iterator.result);
      frame.pop_back();
      if (result.kind() != Kind::Boolean && !result.is_null())
        return null("dmn.not-a-boolean", {to_feel(result)});
      decided = decided || (every ? result.is_false() : result.is_true());
      if (!result.is_null() || any_unknown) continue;
      any_unknown = true;
      unknown = std::move(result);
    }
    if (decided) return Value::boolean(!every);
    return any_unknown ? unknown : Value::boolean(every);
  }

  Value operator()(const FeelFilterBox& filter) const {
    frame.push_back(value_of(filter.in));
    Value result = filter.filter.evaluate(frame, evaluation);
    frame.pop_back();
    return result;
  }

  Value operator()(const FilterBox& filter) const {
    const Value domain = items_of(filter.in, filter.items);
    if (domain.kind() != Kind::List) return domain;
    std::vector<Value> kept;
    for (const Value& item : domain.as_list()) {
      if (!evaluation.spend()) return null("feel.limit-steps");
      frame.push_back(item);
      const bool matches = value_of(filter.match).is_true();
      frame.pop_back();
      if (matches) kept.push_back(item);
    }
    return Value::list(std::move(kept));
  }
};

}  // namespace

Value evaluate_box(const Box& box, Frame& frame, Evaluation& evaluation) {
  const Evaluation::Level level(evaluation, 4);
  if (!level) return Value::null(Reason{{"feel.limit-depth", {}}, box.at, {}, {}});
  Value value = std::visit(BoxEvaluator{box, frame, evaluation}, box.is);
  return box.checked ? fit(std::move(value), box.type) : value;
}

}  // namespace shuxin::rules::dmn
