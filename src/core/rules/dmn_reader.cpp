#include "core/rules/dmn_reader.h"

#include <utility>

#include "core/rules/dmn_elements.h"
#include "core/rules/dmn_xml.h"

namespace shuxin::rules::dmn {
namespace {

constexpr int max_components_depth = 100;

constexpr std::pair<std::string_view, Version> versions[] = {
    {"http://www.omg.org/spec/DMN/20151101/dmn.xsd", Version::Dmn11},
    {"http://www.omg.org/spec/DMN/20180521/MODEL/", Version::Dmn12},
    {"https://www.omg.org/spec/DMN/20191111/MODEL/", Version::Dmn13},
    {"https://www.omg.org/spec/DMN/20211108/MODEL/", Version::Dmn14},
    {"https://www.omg.org/spec/DMN/20230324/MODEL/", Version::Dmn15},
};

std::optional<Version> version_of(std::string_view name_space) {
  // Files in the wild write http for https, and leave the last slash out.
  const auto bare = [](std::string_view text) {
    if (text.starts_with("https:")) text.remove_prefix(6);
    if (text.starts_with("http:")) text.remove_prefix(5);
    if (text.ends_with("/")) text.remove_suffix(1);
    return text;
  };
  for (const auto& [known, version] : versions)
    if (bare(known) == bare(name_space)) return version;
  return std::nullopt;
}

/// One file on its way into a model.
class DefinitionsReader {
 public:
  DefinitionsReader(XmlSource& source, pugi::xml_node root, Version version)
      : root_(root), in_(source, name_space_of(root), root.attribute("namespace").value()) {
    out_.file = source.file();
    out_.version = version;
  }

  Definitions read() {
    out_.id = root_.attribute("id").value();
    out_.name = in_.name(root_);
    out_.name_space = root_.attribute("namespace").value();
    out_.expression_language = root_.attribute("expressionLanguage").value();
    for (const pugi::xml_node node : in_.children(root_)) read_element(node);
    return std::move(out_);
  }

 private:
  void read_element(pugi::xml_node node) {
    const std::string_view kind = local_name(node.name());
    if (kind == "import") {
      out_.imports.push_back({in_.name(node), node.attribute("namespace").value(),
                              node.attribute("importType").value(), node.attribute("locationURI").value(),
                              in_.position(node)});
    } else if (kind == "itemDefinition") {
      out_.items.push_back(item(node, 0));
    } else if (kind == "inputData") {
      out_.inputs.push_back({id(node), in_.name(node), variable_of(node), in_.position(node)});
    } else if (kind == "decision") {
      out_.decisions.push_back(decision(node));
    } else if (kind == "businessKnowledgeModel") {
      out_.knowledge_models.push_back(knowledge_model(node));
    } else if (kind == "decisionService") {
      out_.services.push_back(service(node));
    } else if (kind == "knowledgeSource") {
      out_.knowledge_sources.push_back({id(node), in_.name(node), in_.plain_text(node, "type"),
                                        node.attribute("locationURI").value(), in_.position(node)});
    }
  }

  static std::string id(pugi::xml_node node) { return node.attribute("id").value(); }

  /// The variable of a node; a node without one has its own name and any type (DMN 7.3.4 asks for the same
  /// name, and some tools leave the element out).
  Variable variable_of(pugi::xml_node node) {
    Variable out;
    if (const auto found = in_.child(node, "variable")) {
      out = in_.variable(found);
    } else {
      out.at = in_.position(node);
    }
    if (out.name.empty()) out.name = in_.name(node);
    if (in_.name(node).empty()) in_.error(node, "dmn.missing-name", {std::string(local_name(node.name()))});
    return out;
  }

  ItemDefinition item(pugi::xml_node node, int depth) {
    ItemDefinition out;
    out.id = id(node);
    out.name = in_.name(node);
    out.label = node.attribute("label").value();
    out.is_collection = node.attribute("isCollection").as_bool();
    out.type = in_.type(node);
    out.at = in_.position(node);
    if (out.name.empty()) in_.error(node, "dmn.missing-name", {std::string(local_name(node.name()))});
    out.allowed_values = in_.find_feel_text(node, "allowedValues");
    out.type_constraint = in_.find_feel_text(node, "typeConstraint");
    if (depth > max_components_depth) {
      in_.error(node, "dmn.too-deep", {std::to_string(max_components_depth)});
      return out;
    }
    for (const pugi::xml_node component : in_.children(node, "itemComponent"))
      out.components.push_back(item(component, depth + 1));
    if (const auto function = in_.child(node, "functionItem")) {
      out.is_function = true;
      out.function_output = in_.type(function, "outputTypeRef");
      for (const pugi::xml_node parameter : in_.children(function, "parameters"))
        out.function_parameters.push_back(in_.variable(parameter));
    }
    return out;
  }

  /// All references of one kind: `<informationRequirement><requiredInput
  /// href="…"/></informationRequirement>`.
  std::vector<Reference> required(pugi::xml_node node, std::string_view requirement, std::string_view what) {
    std::vector<Reference> out;
    for (const pugi::xml_node found : in_.children(node, requirement))
      for (const pugi::xml_node reference : in_.children(found, what))
        out.push_back(in_.reference(reference));
    return out;
  }

  Decision decision(pugi::xml_node node) {
    Decision out;
    out.id = id(node);
    out.name = in_.name(node);
    out.description = in_.plain_text(node, "description");
    out.question = in_.plain_text(node, "question");
    out.allowed_answers = in_.plain_text(node, "allowedAnswers");
    out.variable = variable_of(node);
    out.at = in_.position(node);
    out.required_decisions = required(node, "informationRequirement", "requiredDecision");
    out.required_inputs = required(node, "informationRequirement", "requiredInput");
    out.required_knowledge = required(node, "knowledgeRequirement", "requiredKnowledge");
    out.required_authorities = required(node, "authorityRequirement", "requiredAuthority");
    out.expression = in_.expression_within(node, false);
    return out;
  }

  BusinessKnowledgeModel knowledge_model(pugi::xml_node node) {
    BusinessKnowledgeModel out;
    out.id = id(node);
    out.name = in_.name(node);
    out.description = in_.plain_text(node, "description");
    out.variable = variable_of(node);
    out.at = in_.position(node);
    out.required_knowledge = required(node, "knowledgeRequirement", "requiredKnowledge");
    if (const auto logic = in_.child(node, "encapsulatedLogic"))
      out.logic = in_.function_definition(logic, 0);
    return out;
  }

  DecisionService service(pugi::xml_node node) {
    DecisionService out{
        .id = id(node), .name = in_.name(node), .variable = variable_of(node), .at = in_.position(node)};
    for (const pugi::xml_node child : in_.children(node)) {
      const std::string_view kind = local_name(child.name());
      if (kind == "outputDecision") out.outputs.push_back(in_.reference(child));
      if (kind == "encapsulatedDecision") out.encapsulated.push_back(in_.reference(child));
      if (kind == "inputDecision") out.input_decisions.push_back(in_.reference(child));
      if (kind == "inputData") out.input_data.push_back(in_.reference(child));
    }
    return out;
  }

  pugi::xml_node root_;
  ElementReader in_;
  Definitions out_;
};

}  // namespace

std::string normalise_name(std::string_view name) {
  std::string out;
  bool gap = false;
  for (const char byte : name) {
    if (byte == ' ' || byte == '\t' || byte == '\n' || byte == '\r') {
      gap = !out.empty();
      continue;
    }
    if (gap) out += ' ';
    gap = false;
    out += byte;
  }
  return out;
}

ReadResult read(std::string file, std::string_view bytes) {
  XmlSource source(std::move(file), bytes);
  ReadResult out;
  if (source.well_formed()) {
    const pugi::xml_node root = source.root();
    const std::string_view space = name_space_of(root);
    const auto version = version_of(space);
    if (local_name(root.name()) != "definitions" || !version) {
      source.say(base::Severity::Error, source.position(root),
                 {"dmn.not-dmn", {root.name(), std::string(space)}}, base::Message{"dmn.known-versions", {}});
    } else {
      out.model = DefinitionsReader(source, root, *version).read();
    }
  }
  out.diagnostics = source.take_diagnostics();
  return out;
}

}  // namespace shuxin::rules::dmn
