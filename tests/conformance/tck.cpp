#include "tck.h"

#include <algorithm>
#include <pugixml.hpp>

namespace shuxin::tck {
namespace {

using rules::Kind;
using rules::Value;

std::string_view local(std::string_view name) {
  const auto colon = name.find(':');
  return colon == std::string_view::npos ? name : name.substr(colon + 1);
}

std::string_view attribute(pugi::xml_node node, std::string_view name) {
  for (const pugi::xml_attribute found : node.attributes())
    if (local(found.name()) == name) return found.value();
  return {};
}

std::vector<pugi::xml_node> children(pugi::xml_node node, std::string_view name) {
  std::vector<pugi::xml_node> out;
  for (const pugi::xml_node child : node.children())
    if (local(child.name()) == name) out.push_back(child);
  return out;
}

std::string text_of(pugi::xml_node node) {
  std::string out;
  for (const pugi::xml_node child : node.children())
    if (child.type() == pugi::node_pcdata || child.type() == pugi::node_cdata) out += child.value();
  return out;
}

std::string trimmed(const std::string& text) {
  const auto first = text.find_first_not_of(" \t\r\n");
  if (first == std::string::npos) return {};
  return text.substr(first, text.find_last_not_of(" \t\r\n") - first + 1);
}

/// A temporal value as FEEL's own constructor reads it.
Value by_function(const char* function, const std::string& text, rules::Evaluation& evaluation) {
  const auto compiled = rules::compile(std::string(function) + "(\"" + text + "\")", {});
  return compiled.value ? compiled.value->evaluate({}, evaluation) : Value::null("tck.value", {text});
}

Value simple_value(pugi::xml_node node, rules::Evaluation& evaluation) {
  if (attribute(node, "nil") == "true") return Value();
  const std::string_view type = local(attribute(node, "type"));
  const std::string text = text_of(node);
  if (type == "string" || type.empty()) return Value::string(text);
  if (type == "boolean") return Value::boolean(trimmed(text) == "true" || trimmed(text) == "1");
  if (type == "date") return by_function("date", trimmed(text), evaluation);
  if (type == "time") return by_function("time", trimmed(text), evaluation);
  if (type == "dateTime") return by_function("date and time", trimmed(text), evaluation);
  if (type == "duration") return by_function("duration", trimmed(text), evaluation);
  const auto number = base::Decimal::parse(trimmed(text));
  return number ? Value::number(*number) : Value::null("tck.value", {text});
}

/// value | list | component* within a node, an item or a component.
Value value_within(pugi::xml_node node, rules::Evaluation& evaluation) {
  if (const auto lists = children(node, "list"); !lists.empty()) {
    if (attribute(lists[0], "nil") == "true") return Value();
    std::vector<Value> items;
    for (const pugi::xml_node item : children(lists[0], "item"))
      items.push_back(value_within(item, evaluation));
    return Value::list(std::move(items));
  }
  if (const auto values = children(node, "value"); !values.empty())
    return simple_value(values[0], evaluation);
  if (const auto components = children(node, "component"); !components.empty()) {
    std::vector<rules::Entry> entries;
    for (const pugi::xml_node component : components)
      entries.emplace_back(attribute(component, "name"), value_within(component, evaluation));
    return Value::context(std::move(entries));
  }
  return Value();
}

TestCase read_case(pugi::xml_node node, rules::Evaluation& evaluation) {
  TestCase out;
  out.id = attribute(node, "id");
  for (const pugi::xml_node description : children(node, "description"))
    out.description = text_of(description);
  const std::string_view type = attribute(node, "type");
  if (type == "decisionService") out.target = Target::Service;
  if (type == "bkm") out.target = Target::KnowledgeModel;
  out.invocable = attribute(node, "invocableName");
  for (const pugi::xml_node input : children(node, "inputNode"))
    out.inputs.push_back({std::string(attribute(input, "name")), std::string(attribute(input, "namespace")),
                          value_within(input, evaluation)});
  for (const pugi::xml_node result : children(node, "resultNode")) {
    ResultNode read{std::string(attribute(result, "name")), {}};
    for (const pugi::xml_node expected : children(result, "expected"))
      read.expected = value_within(expected, evaluation);
    out.results.push_back(std::move(read));
  }
  return out;
}

bool contexts_agree(const rules::Context& expected, const rules::Context& actual) {
  if (expected.entries.size() != actual.entries.size()) return false;
  return std::ranges::all_of(expected.entries, [&](const rules::Entry& entry) {
    const Value* found = actual.find(entry.first);
    return found != nullptr && agrees(entry.second, *found);
  });
}

}  // namespace

bool TestCase::expects_a_value() const {
  return std::ranges::any_of(results, [](const ResultNode& result) { return !result.expected.is_null(); });
}

std::optional<TestFile> read_test_file(const std::filesystem::path& path, rules::Evaluation& evaluation) {
  pugi::xml_document document;
  // White space is kept: a string of one space is a string of one space.
  if (!document.load_file(path.c_str(), pugi::parse_default | pugi::parse_ws_pcdata_single))
    return std::nullopt;
  const pugi::xml_node root = document.document_element();
  if (local(root.name()) != "testCases") return std::nullopt;
  TestFile out;
  for (const pugi::xml_node name : children(root, "modelName")) out.model_name = trimmed(text_of(name));
  for (const pugi::xml_node node : children(root, "testCase"))
    out.cases.push_back(read_case(node, evaluation));
  return out;
}

bool agrees(const Value& expected, const Value& actual) {
  if (expected.kind() != actual.kind()) return false;
  switch (expected.kind()) {
    case Kind::Null:
      return true;
    case Kind::Number: {
      const auto difference = subtract(expected.as_number(), actual.as_number());
      return difference && difference->abs() < base::Decimal::of(1, 8);
    }
    case Kind::List: {
      const auto a = expected.as_list();
      const auto b = actual.as_list();
      return std::ranges::equal(a, b, agrees);
    }
    case Kind::Context:
      return contexts_agree(expected.as_context(), actual.as_context());
    case Kind::Boolean:
    case Kind::String:
    case Kind::Date:
    case Kind::Time:
    case Kind::DateTime:
    case Kind::YearsMonths:
    case Kind::DaysTime:
    case Kind::Range:
    case Kind::Function:
      return equal(expected, actual) == rules::Truth::True;
  }
  return false;
}

}  // namespace shuxin::tck
