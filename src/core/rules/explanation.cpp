#include "core/rules/explanation.h"

#include <algorithm>
#include <utility>

namespace shuxin::rules::dmn {
namespace {

constexpr std::size_t most_steps = 1000;
constexpr std::size_t most_near_misses = 5;

bool refused_its_inputs(const Value& result) {
  return result.is_null() && result.reason() != nullptr &&
         result.reason()->message.code == "dmn.input-not-allowed";
}

/// A name and the path after it, as far as both the values and the type know it: `since.year` asks for the
/// input `since`, `applicant.age` for a member of one.
ReadInput follow(const std::string& name, const Value& value, const Type& type,
                 std::span<const std::string> path) {
  ReadInput out{name, value};
  const Type* known = &type;
  for (const std::string& member : path) {
    if (known != nullptr) known = known->kind() == Type::Kind::Context ? known->find_member(member) : nullptr;
    const bool within = out.value.kind() == Kind::Context;
    if (!within && (!out.value.is_null() || known == nullptr)) break;
    out.name += "." + member;
    if (!within) continue;
    const Value* found = out.value.as_context().find(member);
    out.value = found == nullptr ? Value() : Value(*found);
  }
  return out;
}

}  // namespace

Account::Account(const Model& model, Environment environment)
    : model_(model), evaluation_([&] {
        environment.recorder = nullptr;
        return environment;
      }()) {}

Explanation Account::take() {
  open_.clear();
  begun_ = 0;
  return std::exchange(explanation_, {});
}

void Account::node_begins(std::size_t node) {
  Open& open = open_.emplace_back();
  open.kept = ++begun_ <= most_steps;
  if (!open.kept) ++explanation_.omitted;
  const Node& described = model_.nodes()[node];
  open.step.node = node;
  open.step.name = described.name;
  open.step.kind = described.kind;
}

void Account::node_ends(std::size_t, const Value& result) {
  if (open_.empty()) return;
  Open ended = std::move(open_.back());
  open_.pop_back();
  for (const ReadInput& input : ended.step.read)
    if (input.is_input_data && input.value.is_null() &&
        std::ranges::find(explanation_.needed, input.name) == explanation_.needed.end())
      explanation_.needed.push_back(input.name);
  if (!ended.kept) return;
  ended.step.result = result;
  auto& into = open_.empty() ? explanation_.steps : open_.back().step.calls;
  into.push_back(std::move(ended.step));
}

void Account::frame(std::span<const std::string> variables, std::span<const Value> values) {
  // The frame of a table within is that of its node with locals after it.
  if (open_.empty() || open_.back().has_frame) return;
  Open& open = open_.back();
  open.has_frame = true;
  open.variables.assign(variables.begin(), variables.end());
  open.values.assign(values.begin(), values.end());
}

std::optional<NodeIndex> Account::input_data(NodeIndex reader, const std::string& name,
                                             std::span<const std::string> path) const {
  const auto find = [&](const std::string& variable) -> std::optional<NodeIndex> {
    for (const NodeIndex needed : model_.requirements(reader)) {
      const Node& node = model_.nodes()[needed];
      if (node.kind == NodeKind::InputData && node.variable == variable) return needed;
    }
    return std::nullopt;
  };
  const auto found = find(name);
  return found || path.empty() ? found : find(path.front());  // `import.name`
}

void Account::read(std::size_t slot, std::span<const std::string> path) {
  if (open_.empty()) return;
  Open& open = open_.back();
  if (slot >= open.variables.size() || slot >= open.values.size()) return;
  const std::string& name = open.variables[slot];
  const auto node = input_data(open.step.node, name, path);
  const bool imported = node && model_.nodes()[*node].variable != name;
  ReadInput input =
      follow(name, open.values[slot], node && !imported ? model_.nodes()[*node].type : Type::any(), path);
  input.is_input_data = node.has_value();
  if (input.value.kind() == Kind::Function) return;  // what is called speaks for itself
  if (std::ranges::find(open.step.read, input.name, &ReadInput::name) == open.step.read.end())
    open.step.read.push_back(std::move(input));
}

void Account::table(const Table& table, std::span<const Value> inputs, std::span<const Value> frame,
                    std::span<const std::size_t> hits, const Value& result) {
  if (open_.empty() || !open_.back().kept) return;
  TableAccount& account = open_.back().step.tables.emplace_back();
  account.hit_policy = table.hit_policy();
  account.result = result;
  for (const std::size_t rule : hits) {
    auto& hit = account.hits.emplace_back(TableAccount::Hit{rule, {}});
    for (const std::string& annotation : table.rules()[rule].annotations)
      if (!annotation.empty()) hit.annotations.push_back(annotation);
  }
  if (refused_its_inputs(result)) return;
  evaluation_.reset_steps();
  std::vector<std::pair<std::size_t, std::size_t>> missed;  // failing cells, rule
  for (std::size_t rule = 0; rule < table.rules().size(); ++rule) {
    std::size_t failing = 0;
    for (std::size_t column = 0; column < inputs.size(); ++column)
      failing += table.passes(rule, column, inputs[column], frame, evaluation_) == Truth::True ? 0 : 1;
    account.failing.push_back(failing);
    if (failing > 0) missed.emplace_back(failing, rule);
  }
  const std::size_t kept = std::min(most_near_misses, missed.size());
  std::ranges::partial_sort(missed, missed.begin() + static_cast<std::ptrdiff_t>(kept));
  for (std::size_t i = 0; i < kept; ++i) {
    NearMiss& miss = account.nearest.emplace_back(NearMiss{missed[i].second, {}});
    for (std::size_t column = 0; column < inputs.size(); ++column) {
      if (table.passes(miss.rule, column, inputs[column], frame, evaluation_) == Truth::True) continue;
      const auto& tests = table.rules()[miss.rule].inputs[column].tests;
      miss.cells.push_back(
          {column, table.inputs()[column].label, inputs[column], tests ? tests->text() : std::string()});
    }
  }
}

}  // namespace shuxin::rules::dmn
