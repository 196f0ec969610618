// Evaluating a compiled model: what was given, what follows, and functions called from FEEL.
#include <algorithm>

#include "core/rules/dmn.h"
#include "core/rules/dmn_fit.h"
#include "core/rules/dmn_graph.h"
#include "core/rules/dmn_reader.h"
#include "core/rules/dmn_trace.h"

namespace shuxin::rules::dmn {

// --- looking at the model

std::span<const Node> Model::nodes() const {
  return parts_->nodes;
}
std::span<const Definitions> Model::files() const {
  return parts_->files;
}
std::span<const NodeIndex> Model::requirements(NodeIndex node) const {
  return parts_->codes[node].requirements;
}
std::span<const std::string> Model::variables(NodeIndex node) const {
  return parts_->codes[node].variables;
}
const Box* Model::find_box(NodeIndex node) const {
  return parts_->codes[node].box.get();
}
std::span<const NodeIndex> Model::service_outputs(NodeIndex service) const {
  return parts_->codes[service].outputs;
}
std::span<const NodeIndex> Model::service_inputs(NodeIndex service) const {
  return parts_->codes[service].inputs;
}

const Table* Model::find_table(NodeIndex node) const {
  const Box* box = find_box(node);
  if (box == nullptr) return nullptr;
  if (const auto* function = std::get_if<FunctionBox>(&box->is)) box = function->body.get();
  const auto* table = std::get_if<TableBox>(&box->is);
  return table == nullptr ? nullptr : &table->table;
}

std::optional<NodeIndex> Model::find_in(std::string_view name_space, std::string_view name,
                                        NodeKind kind) const {
  const std::string wanted = normalise_name(name);
  for (NodeIndex i = 0; i < parts_->nodes.size(); ++i) {
    const Node& node = parts_->nodes[i];
    if (node.kind == kind && node.name_space == name_space && node.name == wanted) return i;
  }
  return std::nullopt;
}

std::optional<NodeIndex> Model::find(std::string_view name, NodeKind kind) const {
  const std::string wanted = normalise_name(name);
  std::optional<NodeIndex> elsewhere;
  for (NodeIndex i = 0; i < parts_->nodes.size(); ++i) {
    const Node& node = parts_->nodes[i];
    if (node.kind != kind || (node.name != wanted && node.variable != wanted)) continue;
    if (node.is_main) return i;
    if (!elsewhere) elsewhere = i;
  }
  if (elsewhere || parts_->files.empty()) return elsewhere;
  for (const Import& import : parts_->files[0].imports)
    if (!import.name.empty() && wanted.starts_with(import.name + "."))
      if (auto found = find_in(import.name_space, wanted.substr(import.name.size() + 1), kind)) return found;
  return std::nullopt;
}

// --- values

Run::Run(const Model& model, Evaluation& evaluation)
    : model_(model),
      evaluation_(evaluation),
      states_(model.nodes().size(), State::Unknown),
      values_(model.nodes().size()) {}

void Run::clear() {
  std::ranges::fill(states_, State::Unknown);
  for (Value& value : values_) value = Value();
}

void Run::give(NodeIndex node, Value value) {
  const Type& type = model_.nodes()[node].type;
  values_[node] = fit(std::move(value), type);
  states_[node] = State::Known;
}

bool Run::give_in(std::string_view name_space, std::string_view name, const Value& value, int depth) {
  for (const NodeKind kind : {NodeKind::InputData, NodeKind::Decision}) {
    if (const auto node = model_.find_in(name_space, name, kind)) {
      give(*node, value);
      return true;
    }
  }
  if (depth > 8) return false;
  const std::string wanted = normalise_name(name);
  for (const Definitions& file : model_.files()) {
    if (file.name_space != name_space) continue;
    for (const Import& import : file.imports) {
      if (import.name.empty() && give_in(import.name_space, name, value, depth + 1)) return true;
      if (import.name != wanted || value.kind() != Kind::Context) continue;
      bool known = false;
      for (const auto& [member, inner] : value.as_context().entries)
        known = give_in(import.name_space, member, inner, depth + 1) || known;
      if (known) return true;
    }
  }
  return false;
}

bool Run::give_anywhere(std::string_view name, const Value& value) {
  for (const NodeKind kind : {NodeKind::InputData, NodeKind::Decision}) {
    if (const auto node = model_.find(name, kind)) {
      give(*node, value);
      return true;
    }
  }
  bool known = false;
  if (value.kind() != Kind::Context) return known;
  for (const Definitions& file : model_.files())
    if (file.name_space == name)
      for (const auto& [member, inner] : value.as_context().entries)
        known = give_in(file.name_space, member, inner, 0) || known;
  return known;
}

std::vector<std::string> Run::give_all(const Value& context) {
  std::vector<std::string> unknown;
  if (context.kind() != Kind::Context || model_.files().empty()) return unknown;
  for (const auto& [name, value] : context.as_context().entries)
    if (!give_in(model_.files()[0].name_space, name, value, 0) && !give_anywhere(name, value))
      unknown.push_back(name);
  return unknown;
}

Value Run::missing(NodeIndex node) const {
  const Node& input = model_.nodes()[node];
  return Value::null(Reason{{"dmn.missing-input", {input.name}}, {}, input.name, {}});
}

const Value& Run::evaluate(NodeIndex node) {
  if (states_[node] == State::Known) return values_[node];
  const NodeCode& code = model_.parts_->codes[node];
  const Node& described = model_.nodes()[node];
  if (described.kind == NodeKind::KnowledgeModel || described.kind == NodeKind::Service) return code.value;
  if (described.kind == NodeKind::InputData) {
    values_[node] = missing(node);
  } else if (states_[node] == State::UnderWay || code.broken) {
    values_[node] = Value::null(Reason{code.broken.value_or(base::Message{"dmn.circle", {described.name}}),
                                       {described.place.line, described.place.column},
                                       {},
                                       {}});
  } else {
    states_[node] = State::UnderWay;
    values_[node] = decide(node);
  }
  states_[node] = State::Known;
  return values_[node];
}

Value Run::decide(NodeIndex node) {
  const Evaluation::Level level(evaluation_, 8);
  if (!level) return Value::null("feel.limit-depth");
  const NodeCode& code = model_.parts_->codes[node];
  for (const NodeIndex needed : code.requirements) (void)evaluate(needed);
  Trace* trace = Trace::of(evaluation_);
  if (trace != nullptr) trace->node_begins(node);
  // The frame is one for all decisions: it is filled only after all that they need is known.
  Frame frame = std::move(frame_);
  frame.clear();
  const auto value_of = [&](auto&& self, const Slot& slot) -> Value {
    if (slot.node) return evaluate(*slot.node);
    std::vector<rules::Entry> entries;
    for (const Slot& member : slot.members) entries.emplace_back(member.name, self(self, member));
    return Value::context(std::move(entries));
  };
  for (const Slot& slot : code.slots) frame.push_back(value_of(value_of, slot));
  if (trace != nullptr) trace->frame(code.variables, frame);
  Value result = evaluate_box(*code.box, frame, evaluation_);
  frame_ = std::move(frame);
  if (code.checked) result = fit(std::move(result), model_.nodes()[node].type);
  if (trace != nullptr) trace->node_ends(node, result);
  return result;
}

std::vector<std::pair<NodeIndex, Value>> Run::evaluate_service(NodeIndex service) {
  Run inner(model_, evaluation_);
  for (const NodeIndex input : model_.service_inputs(service))
    inner.give(input, states_[input] == State::Known ? values_[input] : missing(input));
  std::vector<std::pair<NodeIndex, Value>> out;
  for (const NodeIndex output : model_.service_outputs(service))
    out.emplace_back(output, inner.evaluate(output));
  return out;
}

// --- functions

Type KnowledgeFunction::result() const {
  const auto model = model_.lock();
  return model ? result_of(model->nodes()[node_].type) : Type::any();
}

Value KnowledgeFunction::call(std::span<const Value> arguments, Evaluation& evaluation) const {
  const auto model = model_.lock();
  if (!model) return Value::null("dmn.model-gone");
  const Evaluation::Level level(evaluation, 8);
  if (!level) return Value::null("feel.limit-depth");
  const NodeCode& code = model->parts_->codes[node_];
  const auto& function = std::get<FunctionBox>(code.box->is);
  Trace* trace = Trace::of(evaluation);
  if (trace != nullptr) trace->node_begins(node_);
  Frame frame;
  frame.reserve(code.slots.size() + arguments.size() + 1);
  // What knowledge models need are functions, which are known from the start.
  const auto value_of = [&](auto&& self, const Slot& slot) -> Value {
    if (slot.node) return model->parts_->codes[*slot.node].value;
    std::vector<rules::Entry> entries;
    for (const Slot& member : slot.members) entries.emplace_back(member.name, self(self, member));
    return Value::context(std::move(entries));
  };
  for (const Slot& slot : code.slots) frame.push_back(value_of(value_of, slot));
  if (!function.name.empty()) frame.push_back(code.value);
  frame.insert(frame.end(), arguments.begin(), arguments.end());
  if (trace != nullptr) trace->frame(code.variables, frame);
  Value result = evaluate_box(*function.body, frame, evaluation);
  if (code.checked) result = fit(std::move(result), result_of(model->nodes()[node_].type));
  if (trace != nullptr) trace->node_ends(node_, result);
  return result;
}

Type ServiceFunction::result() const {
  const auto model = model_.lock();
  return model ? result_of(model->nodes()[node_].type) : Type::any();
}

Value ServiceFunction::call(std::span<const Value> arguments, Evaluation& evaluation) const {
  const auto model = model_.lock();
  if (!model) return Value::null("dmn.model-gone");
  const Evaluation::Level level(evaluation, 8);
  if (!level) return Value::null("feel.limit-depth");
  const NodeCode& code = model->parts_->codes[node_];
  Run run(*model, evaluation);
  for (std::size_t i = 0; i < code.inputs.size() && i < arguments.size(); ++i)
    run.give(code.inputs[i], arguments[i]);
  auto outputs = run.evaluate_service(node_);
  Value result;
  if (outputs.size() == 1) {
    result = std::move(outputs[0].second);
  } else {
    std::vector<rules::Entry> entries;
    for (auto& [output, value] : outputs)
      entries.emplace_back(model->nodes()[output].variable, std::move(value));
    result = Value::context(std::move(entries));
  }
  return code.checked ? fit(std::move(result), result_of(model->nodes()[node_].type)) : result;
}

}  // namespace shuxin::rules::dmn
