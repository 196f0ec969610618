#include "core/rules/wanted.h"

#include <algorithm>
#include <limits>
#include <tuple>

#include "core/rules/dmn_fit.h"
#include "core/rules/wanted_inputs.h"
#include "core/rules/wanted_measure.h"

namespace shuxin::rules::dmn {
namespace {

using base::Message;
using Bound = Change::Bound;

constexpr int most_choices = 200'000;
constexpr int most_evaluations = 5'000;
constexpr std::size_t by_default = std::numeric_limits<std::size_t>::max();

/// The segment chosen for each input.
using Choice = std::vector<std::size_t>;

/// The outputs of a rule as the table yields them; empty if one is not a constant.
std::optional<Value> output_of(const Table& table, std::size_t rule) {
  std::vector<Entry> entries;
  for (std::size_t column = 0; column < table.outputs().size(); ++column) {
    const auto& entry = table.rules()[rule].outputs[column].expression;
    const Value* constant = entry ? entry->constant() : nullptr;
    if (constant == nullptr) return std::nullopt;
    entries.emplace_back(table.outputs()[column].name, fit(*constant, table.outputs()[column].type));
  }
  return entries.size() == 1 ? entries[0].second : Value::context(std::move(entries));
}

class Search {
 public:
  Search(const Model& model, NodeIndex decision, const Value& wanted, std::vector<TestedInput> inputs,
         Run& given, Evaluation& evaluation)
      : model_(model),
        decision_(decision),
        table_(*model.find_table(decision)),
        wanted_(wanted),
        inputs_(std::move(inputs)),
        evaluation_(evaluation),
        run_(model, evaluation) {
    for (NodeIndex i = 0; i < model.nodes().size(); ++i)
      if (model.nodes()[i].kind == NodeKind::InputData) given_.emplace_back(i, given.evaluate(i));
    for (const TestedInput& input : inputs_) home_.push_back(input.home);
  }

  [[nodiscard]] bool holds_now() { return holds(home_); }

  Reach run() {
    Reach out;
    std::vector<std::size_t> targets;
    if (auto fault = find_targets(targets)) {
      out.reason = *std::move(fault);
      return out;
    }
    out.outcome = Reach::Outcome::Unreachable;
    std::vector<std::size_t> open;
    for (const std::size_t rule : targets)
      if (!rule_out(rule, out.ruled_out)) open.push_back(rule);
    for (std::size_t changes = 1; changes <= inputs_.size() && !best_; ++changes) {
      for (const std::size_t rule : open) try_rule(rule, changes);
      if (choices_ > most_choices || evaluations_ > most_evaluations) {
        out.outcome = Reach::Outcome::NotAnalysed;
        out.reason = {"explain.want-large", {}};
        return out;
      }
    }
    if (!best_) {
      for (const std::size_t rule : open)
        if (rule != by_default) out.ruled_out.push_back({rule, {}, {}, {}});
      return out;
    }
    out.outcome = Reach::Outcome::Reached;
    out.ruled_out.clear();
    if (best_rule_ != by_default) out.rule = best_rule_;
    for (std::size_t i = 0; i < inputs_.size(); ++i)
      if ((*best_)[i] != inputs_[i].home) out.changes.push_back(describe(i));
    return out;
  }

 private:
  std::optional<Message> find_targets(std::vector<std::size_t>& into) {
    for (std::size_t rule = 0; rule < table_.rules().size(); ++rule) {
      const auto output = output_of(table_, rule);
      if (!output) return Message{"explain.want-output", {std::to_string(rule + 1)}};
      if (equal(*output, wanted_) == Truth::True) into.push_back(rule);
    }
    if (default_may_be_wanted()) into.push_back(by_default);
    return std::nullopt;
  }

  [[nodiscard]] bool default_may_be_wanted() const {
    if (std::ranges::none_of(table_.outputs(), &Table::Output::has_default)) return false;
    const Table::Output& output = table_.outputs()[0];
    const Value* constant = output.default_entry ? output.default_entry->constant() : nullptr;
    return table_.outputs().size() > 1 || constant == nullptr ||
           equal(fit(*constant, output.type), wanted_) == Truth::True;
  }

  /// What of the fixed inputs the rule refuses; true if there is any.
  bool rule_out(std::size_t rule, std::vector<RuledOut>& into) const {
    bool out = false;
    for (const TestedInput& input : inputs_) {
      if (rule == by_default || !input.fixed || input.segments[input.home].passes(rule)) continue;
      out = true;
      std::string test;
      for (const std::size_t column : input.columns) {
        const Table::Cell& cell = table_.rules()[rule].inputs[column];
        if (!cell.any && cell.tests) test += (test.empty() ? "" : "; ") + cell.tests->text();
      }
      into.push_back({rule, input.name, input.present, std::move(test)});
    }
    return out;
  }

  [[nodiscard]] bool passes(const Segment& segment, std::size_t rule) const {
    return segment.allowed && (rule == by_default || segment.passes(rule));
  }

  /// Tries all ways to this rule that change so many inputs: those that it refuses, and others where these
  /// make a rule in its way step aside.
  void try_rule(std::size_t rule, std::size_t changes) {
    std::size_t must = 0;
    std::vector<std::size_t> may;
    Choice choice = home_;
    for (std::size_t i = 0; i < inputs_.size(); ++i) {
      if (!passes(inputs_[i].segments[inputs_[i].home], rule)) ++must;
      if (!inputs_[i].fixed) may.push_back(i);
    }
    if (must <= changes) extend(rule, may, 0, changes, must, 0, choice);
  }

  void extend(std::size_t rule, const std::vector<std::size_t>& may, std::size_t at, std::size_t left,
              std::size_t must, double distance, Choice& choice) {
    if (distance >= best_distance_ || left < must || ++choices_ > most_choices) return;
    if (left == 0) {
      if (!may_win(rule, choice) || ++evaluations_ > most_evaluations || !holds(choice)) return;
      best_ = choice;
      best_rule_ = rule;
      best_distance_ = distance;
      return;
    }
    if (at == may.size()) return;
    const TestedInput& input = inputs_[may[at]];
    const bool refused = !passes(input.segments[input.home], rule);
    std::vector<std::size_t> ways;
    for (std::size_t i = 0; i < input.segments.size(); ++i)
      if (i != input.home && passes(input.segments[i], rule)) ways.push_back(i);
    // The end of an interval that belongs to it is as near as the gap beyond, and simpler to say.
    std::ranges::sort(ways, {}, [&](std::size_t way) {
      return std::tuple{input.segments[way].distance, input.segments[way].is_gap, way};
    });
    for (const std::size_t way : ways) {
      choice[may[at]] = way;
      extend(rule, may, at + 1, left - 1, refused ? must - 1 : must, distance + input.segments[way].distance,
             choice);
    }
    choice[may[at]] = input.home;
    if (!refused) extend(rule, may, at + 1, left, must, distance, choice);
  }

  /// Whether the rule can be the one by the tests alone; the evaluation says the rest.
  [[nodiscard]] bool may_win(std::size_t rule, const Choice& choice) const {
    const std::size_t words = table_.rules().size() / 64 + 1;
    for (std::size_t word = 0; word < words; ++word) {
      std::uint64_t hit = ~std::uint64_t{0};
      for (std::size_t i = 0; i < inputs_.size(); ++i) hit &= inputs_[i].segments[choice[i]].rules[word];
      if (word == words - 1 && table_.rules().size() % 64 != 63)
        hit &= (std::uint64_t{1} << (table_.rules().size() % 64)) - 1;
      if (rule == by_default) {
        if (hit != 0) return false;
        continue;
      }
      const std::uint64_t own = rule / 64 == word ? std::uint64_t{1} << (rule % 64) : 0;
      if (table_.hit_policy() == HitPolicy::Unique && hit != own) return false;
      if (table_.hit_policy() == HitPolicy::First) {
        if (own != 0) return (hit & (own | (own - 1))) == own;
        if (hit != 0) return false;
      }
      if (own != 0 && (hit & own) == 0) return false;
    }
    return true;
  }

  /// Evaluates the decision with what is chosen.
  bool holds(const Choice& choice) {
    std::vector<std::pair<NodeIndex, Value>> values = given_;
    for (std::size_t i = 0; i < inputs_.size(); ++i) {
      if (choice[i] == inputs_[i].home) continue;
      for (auto& [node, value] : values)
        if (node == inputs_[i].node)
          value = replace(value, model_.nodes()[node].type, inputs_[i].path,
                          inputs_[i].segments[choice[i]].value);
    }
    run_.clear();
    evaluation_.reset_steps();
    for (auto& [node, value] : values) run_.give(node, std::move(value));
    return equal(run_.evaluate(decision_), wanted_) == Truth::True;
  }

  /// Whether the choice still holds with another segment of one input.
  bool holds_with(std::size_t input, std::size_t segment) {
    Choice choice = *best_;
    choice[input] = segment;
    return segment != inputs_[input].home && passes(inputs_[input].segments[segment], best_rule_) &&
           may_win(best_rule_, choice) && holds(choice);
  }

  Change describe(std::size_t index) {
    const TestedInput& input = inputs_[index];
    const std::size_t at = (*best_)[index];
    const Segment& segment = input.segments[at];
    Change out{.input = input.name, .from = input.present, .to = segment.value, .tried = segment.value};
    if (segment.other) {
      std::vector<Value> others;
      for (std::size_t i = 0; i < input.segments.size(); ++i)
        if (i != at && !holds_with(index, i) && !input.segments[i].value.is_null())
          others.push_back(input.segments[i].value);
      out.bound = Bound::OtherThan;
      out.to = Value::list(std::move(others));
    }
    if (at >= input.ordered) return out;
    const bool up = goes_up(input, at);
    std::size_t end = at;
    while (up ? end + 1 < input.ordered : end > 0) {
      const std::size_t next = up ? end + 1 : end - 1;
      if (!holds_with(index, next)) break;
      end = next;
    }
    if (end == at && !segment.is_gap) return out;
    std::tie(out.bound, out.to) = edge(input.kind, segment, up);
    const Segment& last = input.segments[end];
    if (!last.is_gap || !(up ? last.high : last.low).is_null()) {
      const auto [bound, value] = edge(input.kind, last, !up);
      out.limit = bound;
      out.limit_value = value;
      if (equal(out.to, value) == Truth::True && bound != Bound::LessThan && bound != Bound::MoreThan) {
        out.bound = Bound::Exactly;
        out.limit.reset();
      }
    }
    return out;
  }

  static bool goes_up(const TestedInput& input, std::size_t at) {
    if (input.home_in_order) return at > input.home;
    if (input.present.kind() == input.kind) {
      const auto order = compare(input.present, input.segments[at].value);
      return !order || *order != std::weak_ordering::greater;
    }
    return !(input.segments[at].is_gap && input.segments[at].low.is_null());
  }

  /// How a segment begins (from below, or from above) in words.
  static std::pair<Bound, Value> edge(Kind kind, const Segment& segment, bool from_below) {
    if (!segment.is_gap) return {from_below ? Bound::AtLeast : Bound::AtMost, segment.value};
    const Value& end = from_below ? segment.low : segment.high;
    if (is_counted(kind))
      return {from_below ? Bound::AtLeast : Bound::AtMost, step(end, from_below ? 1 : -1)};
    return {from_below ? Bound::MoreThan : Bound::LessThan, end};
  }

  const Model& model_;
  NodeIndex decision_;
  const Table& table_;
  const Value& wanted_;
  std::vector<TestedInput> inputs_;
  Evaluation& evaluation_;
  Run run_;
  std::vector<std::pair<NodeIndex, Value>> given_;
  Choice home_;
  std::optional<Choice> best_;
  std::size_t best_rule_ = 0;
  double best_distance_ = std::numeric_limits<double>::infinity();
  int choices_ = 0;
  int evaluations_ = 0;
};

/// Why the decision is none that can be searched, if it is.
std::optional<Message> find_obstacle(const Model& model, NodeIndex decision) {
  const Table* table = model.find_table(decision);
  if (model.nodes()[decision].kind != NodeKind::Decision || table == nullptr)
    return Message{"explain.want-no-table", {model.nodes()[decision].name}};
  if (table->is_broken()) return Message{"explain.want-broken", {}};
  switch (table->hit_policy()) {
    case HitPolicy::Unique:
    case HitPolicy::Any:
    case HitPolicy::Priority:
    case HitPolicy::First:
      return std::nullopt;
    case HitPolicy::RuleOrder:
    case HitPolicy::OutputOrder:
    case HitPolicy::Collect:
      return Message{"explain.want-hit-policy", {}};
  }
  return std::nullopt;
}

}  // namespace

Reach reach(const Model& model, NodeIndex decision, const Value& wanted, std::span<const std::string> fixed,
            Run& given, Environment environment) {
  Reach out;
  if (auto obstacle = find_obstacle(model, decision)) {
    out.reason = *std::move(obstacle);
    return out;
  }
  if (wanted.is_null()) {
    out.reason = {"explain.want-null", {}};
    return out;
  }
  environment.recorder = nullptr;
  Evaluation evaluation(environment);
  auto inputs = tested_inputs(model, decision, given, evaluation);
  if (!inputs) {
    out.reason = inputs.error();
    return out;
  }
  std::vector<std::string> unused;
  for (const std::string& name : fixed) {
    bool used = false;
    for (TestedInput& input : *inputs) {
      if (input.name != name && !input.name.starts_with(name + ".")) continue;
      input.fixed = true;
      used = true;
    }
    if (!used) unused.push_back(name);
  }
  Search search(model, decision, wanted, *std::move(inputs), given, evaluation);
  if (search.holds_now()) {
    out.outcome = Reach::Outcome::Already;
  } else {
    out = search.run();
  }
  out.unused = std::move(unused);
  return out;
}

}  // namespace shuxin::rules::dmn
