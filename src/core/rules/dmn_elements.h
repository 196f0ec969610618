// The inner hand of the DMN reader: attributes, references and boxed expressions. Not part of the room's
// face.
#pragma once

#include <pugixml.hpp>
#include <string>
#include <string_view>
#include <vector>

#include "core/rules/dmn_model.h"
#include "core/rules/dmn_xml.h"

namespace shuxin::rules::dmn {

/// Reads the elements of one document. The source must outlive it.
class ElementReader {
 public:
  ElementReader(XmlSource& source, std::string_view model_name_space, std::string_view own_name_space);

  /// The children in DMN's namespace.
  [[nodiscard]] std::vector<pugi::xml_node> children(pugi::xml_node node) const;
  [[nodiscard]] std::vector<pugi::xml_node> children(pugi::xml_node node, std::string_view name) const;
  [[nodiscard]] pugi::xml_node child(pugi::xml_node node, std::string_view name) const;
  [[nodiscard]] Position position(pugi::xml_node node) const { return source_.position(node); }

  [[nodiscard]] std::string name(pugi::xml_node node) const;
  /// The type named by an attribute, or (item definitions) by the text of an element of that name.
  [[nodiscard]] TypeRef type(pugi::xml_node node, const char* what = "typeRef") const;
  [[nodiscard]] Variable variable(pugi::xml_node node) const;
  /// An element with a `text` within: unary tests, literal expressions.
  [[nodiscard]] FeelText feel_text(pugi::xml_node node) const;
  [[nodiscard]] std::optional<FeelText> find_feel_text(pugi::xml_node node, std::string_view name) const;
  [[nodiscard]] std::string plain_text(pugi::xml_node node, std::string_view name) const;
  [[nodiscard]] Reference reference(pugi::xml_node node) const;

  /// The first boxed expression among the children; null, and a diagnostic if asked for, if there is none.
  [[nodiscard]] BoxedPtr expression_within(pugi::xml_node node, bool required, int depth = 0);
  [[nodiscard]] FunctionDefinition function_definition(pugi::xml_node node, int depth);

  void error(pugi::xml_node node, std::string code, std::vector<std::string> arguments = {});
  void warn(pugi::xml_node node, std::string code, std::vector<std::string> arguments = {});

 private:
  [[nodiscard]] bool is_ours(pugi::xml_node node) const;
  [[nodiscard]] BoxedPtr expression(pugi::xml_node node, int depth);
  [[nodiscard]] bool read_kind(pugi::xml_node node, Boxed& into, int depth);
  [[nodiscard]] Context context(pugi::xml_node node, int depth);
  [[nodiscard]] Relation relation(pugi::xml_node node, int depth);
  [[nodiscard]] Invocation invocation(pugi::xml_node node, int depth);
  [[nodiscard]] DecisionTable table(pugi::xml_node node);
  [[nodiscard]] Rule rule(pugi::xml_node node, const DecisionTable& table);
  [[nodiscard]] HitPolicy hit_policy(pugi::xml_node node);
  [[nodiscard]] Aggregator aggregator(pugi::xml_node node);
  [[nodiscard]] Iterator iterator(pugi::xml_node node, IteratorKind kind, int depth);
  [[nodiscard]] BoxedPtr part(pugi::xml_node node, std::string_view name, int depth);

  XmlSource& source_;
  std::string_view model_name_space_;
  std::string_view own_name_space_;
  /// The one prefix that stands for DMN everywhere in the file, where the root alone declares prefixes: then
  /// no element's ancestors need be searched.
  std::optional<std::string_view> only_prefix_;
};

}  // namespace shuxin::rules::dmn
