// Nodes that go through lists and ranges: for, some, every, filters.
#include <algorithm>

#include "core/rules/arithmetic.h"
#include "core/rules/node.h"
#include "core/rules/temporal.h"

namespace shuxin::rules {
namespace {

Value out_of_steps(Position where) {
  return located(Value::null("feel.limit-steps"), where);
}

/// The values of an iterator: of a list, or of a range of integers or dates, which is never built as a list.
class Domain {
 public:
  /// A null with its reason if there is nothing to go through.
  static std::optional<Value> open(Domain& domain, const IteratorNode& iterator, Frame& frame) {
    Value low = iterator.domain->eval(frame);
    if (iterator.high) {
      const Value high = iterator.high->eval(frame);
      return domain.open_range(blamed(*iterator.domain, low), blamed(*iterator.high, high), true, true);
    }
    if (low.kind() == Kind::Range) {
      const Range& range = low.as_range();
      return domain.open_range(range.low, range.high, range.low_closed, range.high_closed);
    }
    if (low.is_null())
      return Value::null(Reason{{"feel.null-domain", {}}, {}, {}, blamed(*iterator.domain, low)});
    if (low.kind() != Kind::List) low = Value::list({low});
    domain.list_ = std::move(low);
    domain.count_ = static_cast<std::int64_t>(domain.list_.as_list().size());
    return std::nullopt;
  }

  [[nodiscard]] std::int64_t count() const { return count_; }
  [[nodiscard]] Value at(std::int64_t index) const {
    if (list_.kind() == Kind::List) return list_.as_list()[static_cast<std::size_t>(index)];
    const std::int64_t value = first_ + index * step_;
    return of_dates_ ? Value::date(base::Date{value}) : Value::number(base::Decimal(value));
  }

 private:
  std::optional<Value> open_range(const Value& low, const Value& high, bool low_closed, bool high_closed) {
    std::optional<std::int64_t> first;
    std::optional<std::int64_t> last;
    of_dates_ = low.kind() == Kind::Date && high.kind() == Kind::Date;
    if (of_dates_) {
      first = low.as_date().days;
      last = high.as_date().days;
    } else if (low.kind() == Kind::Number && high.kind() == Kind::Number) {
      first = low.as_number().to_integer();
      last = high.as_number().to_integer();
    }
    constexpr std::int64_t bound = INT64_MAX / 4;
    if (!first || !last || *first > bound || *first < -bound || *last > bound || *last < -bound)
      return Value::null(Reason{{"feel.not-a-domain", {to_feel(low), to_feel(high)}},
                                {},
                                {},
                                low.is_null()    ? low
                                : high.is_null() ? high
                                                 : Value()});
    step_ = *first <= *last ? 1 : -1;
    if (!low_closed) *first += step_;
    if (!high_closed) *last -= step_;
    first_ = *first;
    count_ = (*last - *first) * step_ + 1;
    if (count_ < 0) count_ = 0;
    return std::nullopt;
  }

  Value list_;
  bool of_dates_ = false;
  std::int64_t first_ = 0;
  std::int64_t step_ = 1;
  std::int64_t count_ = 0;
};

/// Goes through all combinations of the iterators; `body` gives false to stop. A null if a domain is none.
template <typename Body>
std::optional<Value> go_through(const std::vector<IteratorNode>& iterators, std::size_t level, Frame& frame,
                                bool& going, Position where, const Body& body) {
  if (level == iterators.size()) {
    going = body();
    return std::nullopt;
  }
  Domain domain;
  if (auto null = Domain::open(domain, iterators[level], frame)) return located(*std::move(null), where);
  for (std::int64_t i = 0; i < domain.count() && going; ++i) {
    if (!frame.evaluation.spend()) return out_of_steps(where);
    frame.locals[iterators[level].local] = domain.at(i);
    if (auto null = go_through(iterators, level + 1, frame, going, where, body)) return null;
  }
  return std::nullopt;
}

class ForNode final : public Node {
 public:
  ForNode(std::vector<IteratorNode> iterators, NodePtr body, std::optional<std::size_t> partial)
      : iterators_(std::move(iterators)), body_(std::move(body)), partial_(partial) {}

  Value eval(Frame& frame) const override {
    std::vector<Value> results;
    results.reserve(16);
    const Limits& limits = frame.evaluation.environment().limits;
    bool going = true;
    Value stopped;
    const auto body = [&] {
      if (partial_) {
        if (!frame.evaluation.spend(static_cast<std::int64_t>(results.size()))) {
          stopped = out_of_steps(where);
          return false;
        }
        frame.locals[*partial_] = Value::list(results);
      }
      if (results.size() >= limits.list_items) {
        stopped = located(Value::null("feel.limit-list", {std::to_string(limits.list_items)}), where);
        return false;
      }
      results.push_back(body_->eval(frame));
      return true;
    };
    if (auto null = go_through(iterators_, 0, frame, going, where, body)) return *std::move(null);
    return going ? Value::list(std::move(results)) : stopped;
  }

 private:
  std::vector<IteratorNode> iterators_;
  NodePtr body_;
  std::optional<std::size_t> partial_;
};

class QuantifiedNode final : public Node {
 public:
  QuantifiedNode(bool every, std::vector<IteratorNode> iterators, NodePtr condition)
      : every_(every), iterators_(std::move(iterators)), condition_(std::move(condition)) {}

  Value eval(Frame& frame) const override {
    Truth all = truth_of(every_);
    const Truth decides = truth_of(!every_);
    bool going = true;
    Value unknown;
    const auto body = [&] {
      const Value outcome = condition_->eval(frame);
      const Truth truth = outcome.is_true()    ? Truth::True
                          : outcome.is_false() ? Truth::False
                                               : Truth::Unknown;
      if (truth == Truth::Unknown && unknown.reason() == nullptr)
        unknown = outcome.is_null()
                      ? outcome
                      : located(Value::null("feel.not-boolean", {every_ ? "every" : "some",
                                                                 std::string(name_of(outcome.kind()))}),
                                where);
      all = every_ ? both(all, truth) : either(all, truth);
      return all != decides;
    };
    if (auto null = go_through(iterators_, 0, frame, going, where, body)) return *std::move(null);
    return all == Truth::Unknown ? unknown : Value::truth(all);
  }

 private:
  bool every_;
  std::vector<IteratorNode> iterators_;
  NodePtr condition_;
};

class FilterNode final : public Node {
 public:
  FilterNode(NodePtr base, NodePtr condition, std::size_t item, bool boolean)
      : base_(std::move(base)), condition_(std::move(condition)), item_(item), boolean_(boolean) {}

  Value eval(Frame& frame) const override {
    Value scratch;
    const Value& base = base_->get(frame, scratch);
    // Clause 10.3.2.9.4: anything but a list is a list of itself here.
    Value single;
    if (base.is_null())
      return located(Value::null(Reason{{"feel.filter-of-null", {}}, {}, {}, blamed(*base_, base)}), where);
    if (base.kind() != Kind::List) single = Value::list({base});
    const Value list = base.kind() == Kind::List ? base : single;
    const std::span<const Value> items = list.as_list();
    if (const Value* constant = condition_->constant())
      if (constant->kind() == Kind::Number) return pick(items, constant->as_number());
    return select(items, frame);
  }

 private:
  Value pick(std::span<const Value> items, base::Decimal number) const {
    const auto index = number.to_integer();
    const auto count = static_cast<std::int64_t>(items.size());
    if (index && *index > 0 && *index <= count) return items[static_cast<std::size_t>(*index - 1)];
    if (index && *index < 0 && *index >= -count) return items[static_cast<std::size_t>(count + *index)];
    return located(Value::null("feel.no-such-item", {number.to_string(), std::to_string(count)}), where);
  }

  Value select(std::span<const Value> items, Frame& frame) const {
    Value& item = frame.locals[item_];
    if (items.empty()) {
      item = Value();
      const Value outcome = condition_->eval(frame);
      return outcome.kind() == Kind::Number ? pick(items, outcome.as_number()) : Value::list({});
    }
    std::vector<Value> kept;
    kept.reserve(std::min<std::size_t>(items.size(), 32));
    Value result;
    bool failed = false;
    for (const Value& candidate : items) {
      if (!frame.evaluation.spend()) {
        result = out_of_steps(where);
        failed = true;
        break;
      }
      item = candidate;
      if (boolean_) {
        if (condition_->truth(frame) == Truth::True) kept.push_back(candidate);
        continue;
      }
      Value scratch;
      const Value& outcome = condition_->get(frame, scratch);
      if (outcome.is_true()) {
        kept.push_back(candidate);
      } else if (!outcome.is_false() && !outcome.is_null()) {
        result =
            outcome.kind() == Kind::Number
                ? pick(items, outcome.as_number())
                : located(Value::null("feel.not-a-filter", {std::string(name_of(outcome.kind()))}), where);
        failed = true;
        break;
      }
    }
    frame.locals[item_] = Value();
    return failed ? result : Value::list(std::move(kept));
  }

  NodePtr base_;
  NodePtr condition_;
  std::size_t item_;
  bool boolean_;  // the condition can be nothing but true, false and null
};

}  // namespace

NodePtr make_for(std::vector<IteratorNode> iterators, NodePtr body, std::optional<std::size_t> partial) {
  return std::make_unique<ForNode>(std::move(iterators), std::move(body), partial);
}
NodePtr make_quantified(bool every, std::vector<IteratorNode> iterators, NodePtr condition) {
  return std::make_unique<QuantifiedNode>(every, std::move(iterators), std::move(condition));
}
NodePtr make_filter(NodePtr base, NodePtr condition, std::size_t item, bool boolean) {
  return std::make_unique<FilterNode>(std::move(base), std::move(condition), item, boolean);
}

}  // namespace shuxin::rules
