// What the DMN reader needs of XML: elements by namespace, places by line and column, texts.
#pragma once

#include <pugixml.hpp>
#include <string>
#include <string_view>
#include <vector>

#include "core/base/diagnostic.h"
#include "core/rules/dmn_model.h"

namespace shuxin::rules::dmn {

/// A parsed XML document with the lines of its source.
class XmlSource {
 public:
  /// Parses UTF-8 bytes; `fault` is set, and the root is empty, if they are not well formed.
  XmlSource(std::string file, std::string_view bytes);
  XmlSource(const XmlSource&) = delete;
  XmlSource& operator=(const XmlSource&) = delete;

  [[nodiscard]] const std::string& file() const { return file_; }
  [[nodiscard]] pugi::xml_node root() const { return document_.document_element(); }
  [[nodiscard]] bool well_formed() const { return well_formed_; }

  /// How often the source holds the text.
  [[nodiscard]] std::size_t count(std::string_view text) const;
  [[nodiscard]] Position position(pugi::xml_node node) const;
  /// The characters and CDATA sections of an element, joined, and where they begin.
  [[nodiscard]] FeelText text(pugi::xml_node element) const;

  /// Notes a fault; beyond a thousand they are dropped.
  void say(base::Severity severity, Position at, base::Message message,
           std::optional<base::Message> help = std::nullopt);
  [[nodiscard]] base::Diagnostics take_diagnostics() { return std::move(diagnostics_); }

 private:
  [[nodiscard]] Position position(std::ptrdiff_t offset) const;

  std::string file_;
  std::string_view bytes_;
  std::vector<std::size_t> line_starts_;
  pugi::xml_document document_;
  bool well_formed_ = false;
  base::Diagnostics diagnostics_;
};

/// The name without its prefix.
[[nodiscard]] std::string_view local_name(std::string_view qualified);
/// The namespace that a prefix ("" for the default) stands for at this element; empty if for none.
[[nodiscard]] std::string_view name_space_of(pugi::xml_node node, std::string_view prefix);
/// The namespace of the element itself.
[[nodiscard]] std::string_view name_space_of(pugi::xml_node node);

}  // namespace shuxin::rules::dmn
