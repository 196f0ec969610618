// Reads decision tables (DMN 8.2 and 8.3).
#include "core/rules/dmn_elements.h"

namespace shuxin::rules::dmn {

HitPolicy ElementReader::hit_policy(pugi::xml_node node) {
  const std::string_view written = node.attribute("hitPolicy").value();
  if (written.empty() || written == "UNIQUE" || written == "U") return HitPolicy::Unique;
  if (written == "ANY" || written == "A") return HitPolicy::Any;
  if (written == "PRIORITY" || written == "P") return HitPolicy::Priority;
  if (written == "FIRST" || written == "F") return HitPolicy::First;
  if (written == "RULE ORDER" || written == "R") return HitPolicy::RuleOrder;
  if (written == "OUTPUT ORDER" || written == "O") return HitPolicy::OutputOrder;
  if (written.starts_with("C")) return HitPolicy::Collect;
  error(
      node, "dmn.unknown-value",
      {"hitPolicy", std::string(written), "UNIQUE, ANY, PRIORITY, FIRST, RULE ORDER, OUTPUT ORDER, COLLECT"});
  return HitPolicy::Unique;
}

Aggregator ElementReader::aggregator(pugi::xml_node node) {
  const std::string_view written = node.attribute("aggregation").value();
  const std::string_view policy = node.attribute("hitPolicy").value();
  if (written.empty() && policy == "C+") return Aggregator::Sum;
  if (written.empty() && policy == "C#") return Aggregator::Count;
  if (written.empty() && policy == "C<") return Aggregator::Min;
  if (written.empty() && policy == "C>") return Aggregator::Max;
  if (written.empty()) return Aggregator::None;
  if (written == "SUM") return Aggregator::Sum;
  if (written == "COUNT") return Aggregator::Count;
  if (written == "MIN") return Aggregator::Min;
  if (written == "MAX") return Aggregator::Max;
  error(node, "dmn.unknown-value", {"aggregation", std::string(written), "SUM, COUNT, MIN, MAX"});
  return Aggregator::None;
}

Rule ElementReader::rule(pugi::xml_node node, const DecisionTable& table) {
  Rule out;
  out.id = node.attribute("id").value();
  out.description = plain_text(node, "description");
  out.at = position(node);
  for (const pugi::xml_node entry : children(node)) {
    const std::string_view kind = local_name(entry.name());
    if (kind == "inputEntry") {
      out.inputs.push_back(feel_text(entry));
    } else if (kind == "outputEntry") {
      out.outputs.push_back(feel_text(entry));
    } else if (kind == "annotationEntry") {
      out.annotations.push_back(plain_text(entry, "text"));
    }
  }
  if (out.inputs.size() != table.inputs.size() || out.outputs.size() != table.outputs.size())
    error(node, "dmn.rule-width",
          {std::to_string(out.inputs.size()), std::to_string(out.outputs.size()),
           std::to_string(table.inputs.size()), std::to_string(table.outputs.size())});
  return out;
}

DecisionTable ElementReader::table(pugi::xml_node node) {
  DecisionTable out;
  out.hit_policy = hit_policy(node);
  out.aggregator = aggregator(node);
  out.output_label = node.attribute("outputLabel").value();
  for (const pugi::xml_node input : children(node, "input")) {
    InputClause clause{.id = input.attribute("id").value(),
                       .label = input.attribute("label").value(),
                       .at = position(input)};
    if (const auto expression = child(input, "inputExpression")) {
      clause.expression = feel_text(expression);
      clause.type = type(expression);
    } else {
      error(input, "dmn.missing-element", {"input", "inputExpression"});
    }
    clause.values = find_feel_text(input, "inputValues");
    out.inputs.push_back(std::move(clause));
  }
  for (const pugi::xml_node output : children(node, "output")) {
    out.outputs.push_back({.id = output.attribute("id").value(),
                           .name = name(output),
                           .label = output.attribute("label").value(),
                           .type = type(output),
                           .values = find_feel_text(output, "outputValues"),
                           .default_entry = find_feel_text(output, "defaultOutputEntry"),
                           .at = position(output)});
  }
  if (out.outputs.empty()) error(node, "dmn.missing-element", {"decisionTable", "output"});
  for (const pugi::xml_node annotation : children(node, "annotation"))
    out.annotations.push_back(name(annotation));
  for (const pugi::xml_node entry : children(node, "rule")) out.rules.push_back(rule(entry, out));
  return out;
}

}  // namespace shuxin::rules::dmn
