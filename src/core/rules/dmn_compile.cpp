// Compiling a set of DMN files: types first, then each node after those that it needs.
#include <algorithm>
#include <map>

#include "core/rules/dmn.h"
#include "core/rules/dmn_graph.h"
#include "core/rules/dmn_reader.h"

namespace shuxin::rules::dmn {

/// Builds the parts of one model.
class ModelCompiler {
 public:
  ModelCompiler(Model& model, base::Diagnostics& diagnostics)
      : model_(model), parts_(*model.parts_), diagnostics_(diagnostics) {}

  void compile() {
    note_name_spaces();
    types_of_.assign(parts_.files.size(), nullptr);
    for (std::size_t file = 0; file < parts_.files.size(); ++file) build_types(file, 0);
    for (std::size_t file = 0; file < parts_.files.size(); ++file) add_nodes(file);
    parts_.codes.resize(parts_.nodes.size());
    progress_.assign(parts_.nodes.size(), Progress::None);
    resolve_all();
    for (NodeIndex node = 0; node < parts_.nodes.size(); ++node) compile_node(node);
  }

 private:
  enum class Progress : std::uint8_t { None, UnderWay, Done };
  struct Step {
    NodeIndex node;
    bool by_information;  ///< reached by an information requirement
  };
  static constexpr std::size_t max_chain = 1000;

  void say(base::Severity severity, const base::Place& place, base::Message message) {
    diagnostics_.push_back({severity, place, std::move(message), {}});
  }
  static base::Place place_of(const Definitions& file, Position at) {
    return {file.file, at.line, at.column};
  }

  void note_name_spaces() {
    for (std::size_t i = 0; i < parts_.files.size(); ++i) {
      const Definitions& file = parts_.files[i];
      if (!by_name_space_.emplace(file.name_space, i).second)
        say(base::Severity::Warning, place_of(file, {1, 1}), {"dmn.same-name-space", {file.name_space}});
    }
  }

  // --- types and imports

  void build_types(std::size_t file, int depth) {
    if (types_of_[file] != nullptr || under_way_.contains(file) || depth > 100) return;
    under_way_[file] = true;
    const Definitions& definitions = parts_.files[file];
    std::vector<TypeNames::Imported> imported;
    for (const Import& import : definitions.imports) {
      const auto found = by_name_space_.find(import.name_space);
      if (found == by_name_space_.end()) {
        if (import.type.empty() || import.type.find("DMN") != std::string::npos)
          say(base::Severity::Error, place_of(definitions, import.at),
              {"dmn.missing-import", {import.name_space}});
        continue;
      }
      build_types(found->second, depth + 1);
      if (types_of_[found->second] != nullptr) {
        imported.push_back({import.name, import.name_space, types_of_[found->second]});
      } else {
        say(base::Severity::Warning, place_of(definitions, import.at),
            {"dmn.import-circle", {import.name_space}});
      }
    }
    types_of_[file] = &parts_.types.emplace_back(definitions, std::move(imported), diagnostics_);
    under_way_.erase(file);
  }

  /// The names by which one file reaches another through imports; empty if it does not.
  std::optional<std::vector<std::string>> import_path(std::size_t from, std::size_t to, int depth = 0) const {
    if (depth > 4) return std::nullopt;
    for (const Import& import : parts_.files[from].imports) {
      const auto found = by_name_space_.find(import.name_space);
      if (found == by_name_space_.end()) continue;
      if (found->second == to)
        return import.name.empty() ? std::vector<std::string>() : std::vector{import.name};
    }
    for (const Import& import : parts_.files[from].imports) {
      const auto found = by_name_space_.find(import.name_space);
      if (found == by_name_space_.end()) continue;
      auto path = import_path(found->second, to, depth + 1);
      if (path && !import.name.empty()) path->insert(path->begin(), import.name);
      if (path) return path;
    }
    return std::nullopt;
  }

  // --- nodes

  void add_nodes(std::size_t file) {
    const Definitions& definitions = parts_.files[file];
    const auto add = [&](NodeKind kind, const std::string& name, const Variable& variable,
                         const std::string& id, Position at, const void* source) {
      const NodeIndex index = parts_.nodes.size();
      parts_.nodes.push_back({kind, name, variable.name, id, definitions.name_space, file == 0,
                              place_of(definitions, at),
                              types_of_[file]->resolve(variable.type, diagnostics_)});
      parts_.node_files.push_back(file);
      sources_.push_back(source);
      if (!id.empty() && !by_id_.emplace(std::pair{file, id}, index).second)
        say(base::Severity::Warning, parts_.nodes.back().place, {"dmn.same-id", {id}});
      by_name_.emplace(std::pair{file, name}, index);
    };
    for (const InputData& n : definitions.inputs)
      add(NodeKind::InputData, n.name, n.variable, n.id, n.at, &n);
    for (const Decision& n : definitions.decisions)
      add(NodeKind::Decision, n.name, n.variable, n.id, n.at, &n);
    for (const BusinessKnowledgeModel& n : definitions.knowledge_models)
      add(NodeKind::KnowledgeModel, n.name, n.variable, n.id, n.at, &n);
    for (const DecisionService& n : definitions.services)
      add(NodeKind::Service, n.name, n.variable, n.id, n.at, &n);
  }

  template <typename T>
  const T& source(NodeIndex node) const {
    return *static_cast<const T*>(sources_[node]);
  }

  std::optional<NodeIndex> resolve(std::size_t file, const Reference& reference) {
    std::size_t in = file;
    if (!reference.name_space.empty()) {
      const auto found = by_name_space_.find(reference.name_space);
      if (found == by_name_space_.end()) {
        say(base::Severity::Error, place_of(parts_.files[file], reference.at),
            {"dmn.missing-import", {reference.name_space}});
        return std::nullopt;
      }
      in = found->second;
    }
    if (const auto found = by_id_.find({in, reference.id}); found != by_id_.end()) return found->second;
    // Some tools refer by name.
    if (const auto found = by_name_.find({in, reference.id}); found != by_name_.end()) return found->second;
    say(base::Severity::Error, place_of(parts_.files[file], reference.at),
        {"dmn.unknown-reference", {reference.id}});
    return std::nullopt;
  }

  void resolve_all() {
    for (NodeIndex node = 0; node < parts_.nodes.size(); ++node) {
      const std::size_t file = parts_.node_files[node];
      NodeCode& code = parts_.codes[node];
      const auto need = [&](const std::vector<Reference>& references, std::vector<NodeIndex>& into) {
        for (const Reference& reference : references)
          if (const auto found = resolve(file, reference);
              found && std::ranges::find(into, *found) == into.end())
            into.push_back(*found);
      };
      switch (parts_.nodes[node].kind) {
        case NodeKind::InputData:
          break;
        case NodeKind::Decision: {
          const auto& decision = source<Decision>(node);
          need(decision.required_knowledge, code.requirements);
          need(decision.required_inputs, code.requirements);
          need(decision.required_decisions, code.requirements);
          break;
        }
        case NodeKind::KnowledgeModel:
          need(source<BusinessKnowledgeModel>(node).required_knowledge, code.requirements);
          break;
        case NodeKind::Service: {
          const auto& service = source<DecisionService>(node);
          need(service.outputs, code.outputs);
          need(service.input_data, code.inputs);
          need(service.input_decisions, code.inputs);
          break;
        }
      }
    }
  }

  // --- code

  void compile_node(NodeIndex node, bool by_information = true) {
    if (progress_[node] == Progress::Done) return;
    if (progress_[node] == Progress::UnderWay) {
      note_circle(node, by_information);
      return;
    }
    if (chain_.size() > max_chain) {
      parts_.codes[node].broken = base::Message{"dmn.too-deep", {std::to_string(max_chain)}};
      say(base::Severity::Error, parts_.nodes[node].place, *parts_.codes[node].broken);
      return;
    }
    progress_[node] = Progress::UnderWay;
    chain_.push_back({node, by_information});
    const NodeCode& code = parts_.codes[node];
    for (const NodeIndex needed : code.requirements) {
      const NodeKind kind = parts_.nodes[needed].kind;
      compile_node(needed, kind == NodeKind::Decision || kind == NodeKind::InputData);
    }
    for (const NodeIndex needed : code.outputs) compile_node(needed, false);
    for (const NodeIndex needed : code.inputs) compile_node(needed, false);
    make_code(node);
    chain_.pop_back();
    progress_[node] = Progress::Done;
  }

  /// Decisions that need each other's results can have none; functions may call each other.
  void note_circle(NodeIndex node, bool by_information) {
    if (!by_information) return;
    auto from = std::ranges::find(chain_, node, &Step::node);
    std::string names;
    for (auto step = from; step != chain_.end(); ++step) {
      if (step != from && !step->by_information) return;
      names += parts_.nodes[step->node].name + " → ";
    }
    names += parts_.nodes[node].name;
    for (auto step = from; step != chain_.end(); ++step)
      parts_.codes[step->node].broken = base::Message{"dmn.circle", {names}};
    say(base::Severity::Error, parts_.nodes[node].place, {"dmn.circle", {names}});
  }

  void add_slot(std::size_t file, NodeIndex needed, NodeCode& code) {
    std::vector<std::string> path;
    if (parts_.node_files[needed] != file)
      path = import_path(file, parts_.node_files[needed]).value_or(std::vector<std::string>());
    std::vector<Slot>* into = &code.slots;
    for (const std::string& name : path) {
      auto found =
          std::ranges::find_if(*into, [&](const Slot& slot) { return slot.name == name && !slot.node; });
      into = found != into->end() ? &found->members : &into->emplace_back(Slot{name, {}, {}}).members;
    }
    into->push_back({parts_.nodes[needed].variable, needed, {}});
  }

  Type slot_type(const Slot& slot) const {
    if (slot.node) return parts_.nodes[*slot.node].type;
    std::vector<Type::Member> members;
    for (const Slot& member : slot.members) members.emplace_back(member.name, slot_type(member));
    return Type::context(std::move(members));
  }

  Scope scope_of(NodeIndex node) {
    const std::size_t file = parts_.node_files[node];
    NodeCode& code = parts_.codes[node];
    for (const NodeIndex needed : code.requirements) add_slot(file, needed, code);
    Scope scope;
    scope.types = types_of_[file]->names();
    for (const Slot& slot : code.slots) {
      scope.variables.push_back({slot.name, slot_type(slot)});
      code.variables.push_back(slot.name);
    }
    return scope;
  }

  void make_code(NodeIndex node) {
    switch (parts_.nodes[node].kind) {
      case NodeKind::InputData:
        break;
      case NodeKind::Decision:
        make_decision(node);
        break;
      case NodeKind::KnowledgeModel:
        make_knowledge_model(node);
        break;
      case NodeKind::Service:
        make_service(node);
        break;
    }
  }

  void make_decision(NodeIndex node) {
    const std::size_t file = parts_.node_files[node];
    BoxScope scope{parts_.files[file].file, scope_of(node), *types_of_[file], diagnostics_};
    NodeCode& code = parts_.codes[node];
    const auto& decision = source<Decision>(node);
    if (decision.expression == nullptr)
      say(base::Severity::Warning, parts_.nodes[node].place, {"dmn.no-expression", {}});
    code.box = compile_box(decision.expression.get(), decision.at, scope);
    code.checked = !parts_.nodes[node].type.is_any();
    if (!code.checked) parts_.nodes[node].type = code.box->type;
  }

  void make_knowledge_model(NodeIndex node) {
    const std::size_t file = parts_.node_files[node];
    const auto& source_model = source<BusinessKnowledgeModel>(node);
    NodeCode& code = parts_.codes[node];
    Node& described = parts_.nodes[node];
    BoxScope scope{parts_.files[file].file, scope_of(node), *types_of_[file], diagnostics_};
    if (!source_model.logic) {
      code.value = Value::null(Reason{{"dmn.no-expression", {}}, source_model.at, {}, {}});
      say(base::Severity::Warning, described.place, {"dmn.no-expression", {}});
      return;
    }
    code.box = compile_function(*source_model.logic, source_model.at, scope, described.variable);
    const auto* function = std::get_if<FunctionBox>(&code.box->is);
    if (function == nullptr) {
      code.value = Value::null(Reason{std::get<BrokenBox>(code.box->is).message, source_model.at, {}, {}});
      return;
    }
    code.value =
        Value::function(Ref<Function>(new KnowledgeFunction(model_.weak_from_this(), node, *function)));
    code.checked = !result_of(described.type).is_any();
    // The frame of a call: what it needs, itself, its arguments.
    if (!function->name.empty()) code.variables.push_back(function->name);
    for (const auto& parameter : function->parameters) code.variables.push_back(parameter.name);
    std::vector<Type::Member> members;
    for (const auto& parameter : function->parameters) members.emplace_back(parameter.name, parameter.type);
    if (described.type.kind() != Type::Kind::Function)
      described.type = Type::function(std::move(members), code.checked ? described.type : function->result);
  }

  void make_service(NodeIndex node) {
    NodeCode& code = parts_.codes[node];
    Node& described = parts_.nodes[node];
    std::vector<Type::Member> members;
    for (const NodeIndex input : code.inputs) {
      code.parameters.push_back({parts_.nodes[input].variable, parts_.nodes[input].type});
      members.emplace_back(parts_.nodes[input].variable, parts_.nodes[input].type);
    }
    code.value = Value::function(
        Ref<Function>(new ServiceFunction(model_.weak_from_this(), node, described.name, code.parameters)));
    code.checked = !result_of(described.type).is_any();
    if (described.type.kind() == Type::Kind::Function) return;
    Type result = described.type;
    if (!code.checked && code.outputs.size() == 1) result = parts_.nodes[code.outputs[0]].type;
    if (!code.checked && code.outputs.size() > 1) {
      std::vector<Type::Member> outputs;
      for (const NodeIndex output : code.outputs)
        outputs.emplace_back(parts_.nodes[output].variable, parts_.nodes[output].type);
      result = Type::context(std::move(outputs));
    }
    described.type = Type::function(std::move(members), std::move(result));
  }

  Model& model_;
  Model::Parts& parts_;
  base::Diagnostics& diagnostics_;
  std::map<std::string, std::size_t, std::less<>> by_name_space_;
  std::map<std::size_t, bool> under_way_;
  std::vector<const TypeNames*> types_of_;
  std::vector<const void*> sources_;  // the element of each node, in parts_.files
  std::map<std::pair<std::size_t, std::string>, NodeIndex> by_id_;
  std::map<std::pair<std::size_t, std::string>, NodeIndex> by_name_;
  std::vector<Progress> progress_;
  std::vector<Step> chain_;
};

Model::Model() : parts_(std::make_unique<Parts>()) {}
Model::~Model() = default;

CompileResult Model::compile(std::vector<Definitions> files) {
  std::shared_ptr<Model> model(new Model());
  model->parts_->files = std::move(files);
  CompileResult out;
  ModelCompiler(*model, out.diagnostics).compile();
  out.model = std::move(model);
  return out;
}

Type result_of(const Type& variable) {
  return variable.kind() == Type::Kind::Function ? variable.result() : variable;
}

}  // namespace shuxin::rules::dmn
