#include "core/rules/dmn_elements.h"

#include "core/rules/dmn_reader.h"

namespace shuxin::rules::dmn {

namespace {

std::string_view prefix_of(std::string_view qualified) {
  const auto colon = qualified.find(':');
  return colon == std::string_view::npos ? std::string_view{} : qualified.substr(0, colon);
}

}  // namespace

ElementReader::ElementReader(XmlSource& source, std::string_view model_name_space,
                             std::string_view own_name_space)
    : source_(source), model_name_space_(model_name_space), own_name_space_(own_name_space) {
  std::size_t declared = 0;
  std::size_t ours = 0;
  for (const pugi::xml_attribute attribute : source.root().attributes()) {
    if (!std::string_view(attribute.name()).starts_with("xmlns")) continue;
    ++declared;
    if (attribute.value() == model_name_space) ++ours;
  }
  if (ours == 1 && source.count("xmlns") == declared) only_prefix_ = prefix_of(source.root().name());
}

bool ElementReader::is_ours(pugi::xml_node node) const {
  if (node.type() != pugi::node_element) return false;
  if (only_prefix_) return prefix_of(node.name()) == *only_prefix_;
  return name_space_of(node) == model_name_space_;
}

std::vector<pugi::xml_node> ElementReader::children(pugi::xml_node node) const {
  std::vector<pugi::xml_node> out;
  for (const pugi::xml_node child : node.children())
    if (is_ours(child)) out.push_back(child);
  return out;
}

std::vector<pugi::xml_node> ElementReader::children(pugi::xml_node node, std::string_view name) const {
  std::vector<pugi::xml_node> out;
  for (const pugi::xml_node child : node.children())
    if (local_name(child.name()) == name && is_ours(child)) out.push_back(child);
  return out;
}

pugi::xml_node ElementReader::child(pugi::xml_node node, std::string_view name) const {
  for (const pugi::xml_node child : node.children())
    if (local_name(child.name()) == name && is_ours(child)) return child;
  return {};
}

std::string ElementReader::name(pugi::xml_node node) const {
  return normalise_name(node.attribute("name").value());
}

TypeRef ElementReader::type(pugi::xml_node node, const char* what) const {
  TypeRef out{.at = position(node)};
  std::string written = node.attribute(what).value();
  if (written.empty()) {
    if (const auto element = child(node, what)) {
      auto text = source_.text(element);
      written = std::move(text.text);
      out.at = text.at;
    }
  }
  out.name = normalise_name(written);
  const auto colon = out.name.find(':');
  if (colon == std::string::npos) return out;
  // DMN 1.1 names types by QName; some tools of later versions write a prefix for FEEL's own types too.
  const std::string_view space = name_space_of(node, std::string_view(out.name).substr(0, colon));
  if (space.empty()) return out;
  if (space != own_name_space_ && space.find("/FEEL") == std::string_view::npos) out.name_space = space;
  out.name.erase(0, colon + 1);
  return out;
}

Variable ElementReader::variable(pugi::xml_node node) const {
  return {node.attribute("id").value(), name(node), type(node), position(node)};
}

FeelText ElementReader::feel_text(pugi::xml_node node) const {
  const auto text = child(node, "text");
  FeelText out = text ? source_.text(text) : FeelText{.at = position(node)};
  const std::string_view language = node.attribute("expressionLanguage").value();
  // FEEL is named by a namespace of the OMG, by "feel" or "FEEL"; anything else is not FEEL.
  std::string lower(language);
  for (char& letter : lower)
    if (letter >= 'A' && letter <= 'Z') letter = static_cast<char>(letter - 'A' + 'a');
  if (!lower.empty() && lower.find("feel") == std::string::npos) out.language = language;
  return out;
}

std::optional<FeelText> ElementReader::find_feel_text(pugi::xml_node node, std::string_view name) const {
  const auto found = child(node, name);
  if (!found) return std::nullopt;
  return feel_text(found);
}

std::string ElementReader::plain_text(pugi::xml_node node, std::string_view name) const {
  const auto found = child(node, name);
  return found ? source_.text(found).text : std::string();
}

Reference ElementReader::reference(pugi::xml_node node) const {
  const std::string_view href = node.attribute("href").value();
  const auto hash = href.find('#');
  Reference out{.at = position(node)};
  if (hash == std::string_view::npos) {
    out.id = href;
  } else {
    out.id = href.substr(hash + 1);
    if (href.substr(0, hash) != own_name_space_) out.name_space = href.substr(0, hash);
  }
  return out;
}

void ElementReader::error(pugi::xml_node node, std::string code, std::vector<std::string> arguments) {
  source_.say(base::Severity::Error, position(node), {std::move(code), std::move(arguments)});
}

void ElementReader::warn(pugi::xml_node node, std::string code, std::vector<std::string> arguments) {
  source_.say(base::Severity::Warning, position(node), {std::move(code), std::move(arguments)});
}

}  // namespace shuxin::rules::dmn
