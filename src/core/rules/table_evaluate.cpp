// Evaluating a decision table: inputs, the candidates that the indexes leave, hits, and the hit policy.
#include <algorithm>
#include <array>
#include <bit>
#include <numeric>

#include "core/rules/dmn_fit.h"
#include "core/rules/dmn_trace.h"
#include "core/rules/table.h"
#include "core/rules/table_outputs.h"

namespace shuxin::rules::dmn {
namespace {

constexpr std::size_t few = 16;  // columns that need no allocation

/// Room for `size` things: on the stack if they are few.
template <typename T>
class Room {
 public:
  explicit Room(std::size_t size) : size_(size) {
    if (size > few) many_.resize(size);
  }
  [[nodiscard]] std::span<T> all() { return {size_ > few ? many_.data() : some_.data(), size_}; }

 private:
  std::size_t size_;
  std::array<T, few> some_{};
  std::vector<T> many_;
};

Value sum(const Value& a, const Value& b) {
  if (a.kind() == Kind::Number && b.kind() == Kind::Number) {
    const auto total = add(a.as_number(), b.as_number());
    return total ? Value::number(*total) : Value::null("dmn.sum-overflow");
  }
  if (a.kind() == Kind::DaysTime && b.kind() == Kind::DaysTime)
    return Value::days_time(a.as_nanoseconds() + b.as_nanoseconds());
  if (a.kind() == Kind::YearsMonths && b.kind() == Kind::YearsMonths)
    return Value::years_months(a.as_months() + b.as_months());
  return Value::null("dmn.not-summable", {to_feel(a), to_feel(b)});
}

}  // namespace

/// The rules hit so far; one is kept without allocation.
struct Table::Hits {
  bool first_only = false;
  std::span<const std::uint64_t*> candidates;  // a column's bits, or nullptr where nothing is settled
  std::size_t count = 0;
  std::size_t first = 0;
  std::vector<std::size_t> more;  // all of them once there is a second

  void add(std::size_t rule) {
    if (count == 0) {
      first = rule;
    } else {
      if (count == 1) more.push_back(first);
      more.push_back(rule);
    }
    ++count;
  }
  [[nodiscard]] std::span<const std::size_t> all() const {
    if (count > 1) return more;
    return {&first, count};
  }
};

Value Table::null(std::string code, std::vector<std::string> arguments) const {
  return Value::null(Reason{{std::move(code), std::move(arguments)}, at_, {}, {}});
}

Value Table::evaluate(std::span<const Value> frame, Evaluation& evaluation, Trace* trace) const {
  if (broken_) return Value::null(Reason{*broken_, at_, {}, {}});
  if (trace != nullptr) trace->frame(variables_, frame);
  Room<Value> inputs(inputs_.size());
  Room<const std::uint64_t*> candidates(inputs_.size());
  if (auto refused = read_inputs(inputs.all(), frame, evaluation)) {
    if (trace != nullptr) trace->table(*this, inputs.all(), frame, {}, *refused);
    return *std::move(refused);
  }
  Hits hits{.first_only = hit_policy_ == HitPolicy::First, .candidates = candidates.all()};
  find_hits(hits, inputs.all(), frame, evaluation);
  Value result = conclude(hits, frame, evaluation);
  if (trace != nullptr) trace->table(*this, inputs.all(), frame, hits.all(), result);
  return result;
}

/// A value comes back only if an input is not one of the allowed: it is then the result.
std::optional<Value> Table::read_inputs(std::span<Value> into, std::span<const Value> frame,
                                        Evaluation& evaluation) const {
  for (std::size_t column = 0; column < inputs_.size(); ++column) {
    const Input& input = inputs_[column];
    if (const auto slot = plain_inputs_[column]; slot && evaluation.environment().recorder == nullptr) {
      into[column] = frame[*slot];
    } else {
      into[column] = input.expression->evaluate(frame, evaluation);
    }
    if (!input.type.is_any()) into[column] = fit(std::move(into[column]), input.type);
    if (!input.allowed) continue;
    const Value& value = into[column];
    const auto allowed = [&](const Value& one) {
      return input.allowed->evaluate(one, frame, evaluation) == Truth::True;
    };
    if (value.kind() == Kind::List ? std::ranges::all_of(value.as_list(), allowed) || allowed(value)
                                   : allowed(value))
      continue;
    Reason reason{
        {"dmn.input-not-allowed", {input.label, to_feel(value), input.allowed->text()}}, at_, {}, {}};
    if (value.is_null()) reason.cause = value;
    return Value::null(std::move(reason));
  }
  return std::nullopt;
}

void Table::find_hits(Hits& hits, std::span<const Value> inputs, std::span<const Value> frame,
                      Evaluation& evaluation) const {
  std::size_t indexed = 0;
  Room<const std::uint64_t*> room(inputs_.size());
  const auto bits = room.all();
  for (std::size_t column = 0; column < inputs_.size(); ++column) {
    hits.candidates[column] = indexes_[column] ? indexes_[column]->find(inputs[column]) : nullptr;
    if (hits.candidates[column] != nullptr) bits[indexed++] = hits.candidates[column];
  }
  const std::size_t words = (rules_.size() + 63) / 64;
  for (std::size_t word = 0; word < words; ++word) {
    const std::size_t left = rules_.size() - word * 64;
    std::uint64_t open = left < 64 ? (std::uint64_t{1} << left) - 1 : ~std::uint64_t{0};
    for (std::size_t i = 0; i < indexed && open != 0; ++i) open &= bits[i][word];
    while (open != 0) {
      const std::size_t rule = word * 64 + static_cast<std::size_t>(std::countr_zero(open));
      open &= open - 1;
      if (!is_hit(rule, hits, inputs, frame, evaluation)) continue;
      hits.add(rule);
      if (hits.first_only) return;
    }
  }
}

bool Table::is_hit(std::size_t rule, const Hits& hits, std::span<const Value> inputs,
                   std::span<const Value> frame, Evaluation& evaluation) const {
  for (std::uint32_t i = unsettled_from_[rule]; i < unsettled_from_[rule + 1]; ++i)
    if (passes(rule, unsettled_[i], inputs[unsettled_[i]], frame, evaluation) != Truth::True) return false;
  for (std::size_t column = 0; column < inputs_.size(); ++column) {
    if (!indexes_[column] || hits.candidates[column] != nullptr || !indexes_[column]->settles(rule)) continue;
    if (passes(rule, column, inputs[column], frame, evaluation) != Truth::True) return false;
  }
  return true;
}

Truth Table::passes(std::size_t rule, std::size_t column, const Value& value, std::span<const Value> frame,
                    Evaluation& evaluation) const {
  const Cell& cell = rules_[rule].inputs[column];
  if (cell.any) return Truth::True;
  if (!cell.tests) return Truth::Unknown;
  return cell.tests->evaluate(value, frame, evaluation);
}

std::optional<std::size_t> Table::first_failing_column(std::size_t rule, std::span<const Value> inputs,
                                                       std::span<const Value> frame,
                                                       Evaluation& evaluation) const {
  for (std::size_t column = 0; column < inputs_.size(); ++column)
    if (passes(rule, column, inputs[column], frame, evaluation) != Truth::True) return column;
  return std::nullopt;
}

Value Table::output(std::size_t rule, std::size_t column, std::span<const Value> frame,
                    Evaluation& evaluation) const {
  const Entry& entry = rules_[rule].outputs[column];
  const Output& output = outputs_[column];
  if (!entry.expression)
    return Value::null(Reason{{"dmn.no-output", {std::to_string(rule + 1)}}, entry.at, {}, {}});
  const Value* constant = entry.expression->constant();
  Value value = constant != nullptr ? *constant : entry.expression->evaluate(frame, evaluation);
  if (!output.type.is_any()) value = fit(std::move(value), output.type);
  return value;
}

Value Table::outputs_of(std::size_t rule, std::span<const Value> frame, Evaluation& evaluation) const {
  if (outputs_.size() == 1) return output(rule, 0, frame, evaluation);
  std::vector<rules::Entry> entries;
  entries.reserve(outputs_.size());
  for (std::size_t column = 0; column < outputs_.size(); ++column)
    entries.emplace_back(outputs_[column].name, output(rule, column, frame, evaluation));
  return Value::context(std::move(entries));
}

Value Table::conclude(const Hits& hits, std::span<const Value> frame, Evaluation& evaluation) const {
  if (hits.count == 0) return by_default(frame, evaluation);
  const auto list_of = [&](std::span<const std::size_t> rules) {
    std::vector<Value> items;
    items.reserve(rules.size());
    for (const std::size_t rule : rules) items.push_back(outputs_of(rule, frame, evaluation));
    return Value::list(std::move(items));
  };
  switch (hit_policy_) {
    case HitPolicy::Unique: {
      if (hits.count == 1) return outputs_of(hits.first, frame, evaluation);
      std::string numbers;
      for (const std::size_t rule : hits.all())
        numbers += (numbers.empty() ? "" : ", ") + std::to_string(rule + 1);
      return null("dmn.not-unique", {numbers});
    }
    case HitPolicy::Any:
      return any_of(hits, frame, evaluation);
    case HitPolicy::Priority:
      return outputs_of(hits.count == 1 ? hits.first : by_priority(hits, frame, evaluation).front(), frame,
                        evaluation);
    case HitPolicy::First:
      return outputs_of(hits.first, frame, evaluation);
    case HitPolicy::RuleOrder:
      return list_of(hits.all());
    case HitPolicy::OutputOrder:
      return list_of(by_priority(hits, frame, evaluation));
    case HitPolicy::Collect:
      return aggregator_ == Aggregator::None ? list_of(hits.all()) : collect(hits, frame, evaluation);
  }
  return Value();
}

Value Table::by_default(std::span<const Value> frame, Evaluation& evaluation) const {
  const bool has_default = std::ranges::any_of(outputs_, &Output::has_default);
  if (!has_default)
    return aggregator_ == Aggregator::Count && hit_policy_ == HitPolicy::Collect ? Value::number(0) : no_hit_;
  std::vector<rules::Entry> entries;
  for (const Output& output : outputs_) {
    Value value;
    if (output.default_entry) value = fit(output.default_entry->evaluate(frame, evaluation), output.type);
    if (outputs_.size() == 1) return value;
    entries.emplace_back(output.name, std::move(value));
  }
  return Value::context(std::move(entries));
}

Value Table::any_of(const Hits& hits, std::span<const Value> frame, Evaluation& evaluation) const {
  Value first = outputs_of(hits.first, frame, evaluation);
  for (const std::size_t rule : hits.all())
    if (rule != hits.first && !identical(first, outputs_of(rule, frame, evaluation)))
      return null("dmn.not-any", {std::to_string(hits.first + 1), std::to_string(rule + 1)});
  return first;
}

Value Table::collect(const Hits& hits, std::span<const Value> frame, Evaluation& evaluation) const {
  if (aggregator_ == Aggregator::Count) return Value::number(static_cast<std::int64_t>(hits.count));
  Value found = outputs_of(hits.first, frame, evaluation);
  if (found.is_null()) return found;
  for (const std::size_t rule : hits.all().subspan(1)) {
    const Value next = outputs_of(rule, frame, evaluation);
    if (next.is_null()) return next;
    if (aggregator_ == Aggregator::Sum) {
      found = sum(found, next);
      if (found.is_null()) return found;
      continue;
    }
    const auto order = compare(next, found);
    if (!order) return null("dmn.not-comparable", {to_feel(found), to_feel(next)});
    if (aggregator_ == Aggregator::Min ? *order < 0 : *order > 0) found = next;
  }
  return found;
}

std::vector<std::size_t> Table::by_priority(const Hits& hits, std::span<const Value> frame,
                                            Evaluation& evaluation) const {
  std::vector<std::pair<std::vector<std::size_t>, std::size_t>> ranked;
  for (const std::size_t rule : hits.all()) ranked.emplace_back(ranks(rule, frame, evaluation), rule);
  std::ranges::sort(ranked);
  std::vector<std::size_t> out;
  for (const auto& [rank, rule] : ranked) out.push_back(rule);
  return out;
}

/// The place of each output among its output values, the first column weighing most; values that are not
/// among them come last.
std::vector<std::size_t> Table::ranks(std::size_t rule, std::span<const Value> frame,
                                      Evaluation& evaluation) const {
  std::vector<std::size_t> out;
  for (std::size_t column = 0; column < outputs_.size(); ++column) {
    const TestShape* shape = outputs_[column].allowed ? outputs_[column].allowed->shape() : nullptr;
    if (shape == nullptr) {
      out.push_back(0);
      continue;
    }
    out.push_back(rank_of(*shape, output(rule, column, frame, evaluation)));
  }
  return out;
}

}  // namespace shuxin::rules::dmn
