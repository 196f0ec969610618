// Reads boxed expressions (DMN 7.3, 8 and 10.2).
#include <algorithm>

#include "core/rules/dmn_elements.h"
#include "core/rules/dmn_reader.h"

namespace shuxin::rules::dmn {
namespace {

constexpr int max_depth = 100;
constexpr std::string_view kinds[] = {"literalExpression",
                                      "context",
                                      "list",
                                      "relation",
                                      "functionDefinition",
                                      "invocation",
                                      "decisionTable",
                                      "conditional",
                                      "for",
                                      "some",
                                      "every",
                                      "filter"};

}  // namespace

BoxedPtr ElementReader::expression_within(pugi::xml_node node, bool required, int depth) {
  for (const pugi::xml_node child : children(node))
    if (std::ranges::find(kinds, local_name(child.name())) != std::end(kinds))
      return expression(child, depth + 1);
  if (required) error(node, "dmn.missing-expression", {std::string(local_name(node.name()))});
  return nullptr;
}

BoxedPtr ElementReader::expression(pugi::xml_node node, int depth) {
  if (depth > max_depth) {
    error(node, "dmn.too-deep", {std::to_string(max_depth)});
    return nullptr;
  }
  auto out = std::make_unique<Boxed>();
  out->id = node.attribute("id").value();
  out->type = type(node);
  out->at = position(node);
  if (!read_kind(node, *out, depth)) return nullptr;
  return out;
}

bool ElementReader::read_kind(pugi::xml_node node, Boxed& into, int depth) {
  const std::string_view kind = local_name(node.name());
  if (kind == "literalExpression") {
    into.is = Literal{feel_text(node), !child(node, "importedValues").empty()};
  } else if (kind == "context") {
    into.is = context(node, depth);
  } else if (kind == "list") {
    List list;
    for (const pugi::xml_node item : children(node))
      if (std::ranges::find(kinds, local_name(item.name())) != std::end(kinds))
        list.items.push_back(expression(item, depth + 1));
    into.is = std::move(list);
  } else if (kind == "relation") {
    into.is = relation(node, depth);
  } else if (kind == "functionDefinition") {
    into.is = function_definition(node, depth);
  } else if (kind == "invocation") {
    into.is = invocation(node, depth);
  } else if (kind == "decisionTable") {
    into.is = table(node);
  } else if (kind == "conditional") {
    into.is = Conditional{part(node, "if", depth), part(node, "then", depth), part(node, "else", depth)};
  } else if (kind == "for") {
    into.is = iterator(node, IteratorKind::For, depth);
  } else if (kind == "some") {
    into.is = iterator(node, IteratorKind::Some, depth);
  } else if (kind == "every") {
    into.is = iterator(node, IteratorKind::Every, depth);
  } else if (kind == "filter") {
    into.is = Filter{part(node, "in", depth), part(node, "match", depth)};
  } else {
    return false;
  }
  return true;
}

BoxedPtr ElementReader::part(pugi::xml_node node, std::string_view name, int depth) {
  const auto found = child(node, name);
  if (!found) {
    error(node, "dmn.missing-element", {std::string(local_name(node.name())), std::string(name)});
    return nullptr;
  }
  return expression_within(found, true, depth);
}

Context ElementReader::context(pugi::xml_node node, int depth) {
  Context out;
  for (const pugi::xml_node entry : children(node, "contextEntry")) {
    ContextEntry read{.at = position(entry)};
    if (const auto named = child(entry, "variable")) read.variable = variable(named);
    read.value = expression_within(entry, true, depth);
    out.entries.push_back(std::move(read));
  }
  return out;
}

Relation ElementReader::relation(pugi::xml_node node, int depth) {
  Relation out;
  for (const pugi::xml_node column : children(node, "column")) out.columns.push_back(variable(column));
  for (const pugi::xml_node row : children(node, "row")) {
    std::vector<BoxedPtr> cells;
    for (const pugi::xml_node cell : children(row))
      if (std::ranges::find(kinds, local_name(cell.name())) != std::end(kinds))
        cells.push_back(expression(cell, depth + 1));
    if (cells.size() != out.columns.size())
      error(row, "dmn.row-width", {std::to_string(cells.size()), std::to_string(out.columns.size())});
    cells.resize(out.columns.size());
    out.rows.push_back(std::move(cells));
  }
  return out;
}

FunctionDefinition ElementReader::function_definition(pugi::xml_node node, int depth) {
  FunctionDefinition out;
  const std::string_view kind = node.attribute("kind").value();
  if (kind == "Java" || kind == "J") {
    out.kind = FunctionKind::Java;
  } else if (kind == "PMML" || kind == "P") {
    out.kind = FunctionKind::Pmml;
  } else if (!kind.empty() && kind != "FEEL" && kind != "F") {
    error(node, "dmn.unknown-value", {"kind", std::string(kind), "FEEL, Java, PMML"});
  }
  for (const pugi::xml_node parameter : children(node, "formalParameter"))
    out.parameters.push_back(variable(parameter));
  out.body = expression_within(node, true, depth);
  return out;
}

Invocation ElementReader::invocation(pugi::xml_node node, int depth) {
  Invocation out;
  out.function = expression_within(node, true, depth);
  for (const pugi::xml_node binding : children(node, "binding")) {
    Binding read;
    if (const auto parameter = child(binding, "parameter")) {
      read.parameter = variable(parameter);
    } else {
      error(binding, "dmn.missing-element", {"binding", "parameter"});
    }
    read.value = expression_within(binding, false, depth);
    out.bindings.push_back(std::move(read));
  }
  return out;
}

Iterator ElementReader::iterator(pugi::xml_node node, IteratorKind kind, int depth) {
  Iterator out;
  out.kind = kind;
  out.variable = normalise_name(node.attribute("iteratorVariable").value());
  if (out.variable.empty()) error(node, "dmn.missing-name", {std::string(local_name(node.name()))});
  if (const auto in = child(node, "in")) out.variable_type = type(in);
  out.in = part(node, "in", depth);
  out.result = part(node, kind == IteratorKind::For ? "return" : "satisfies", depth);
  return out;
}

}  // namespace shuxin::rules::dmn
