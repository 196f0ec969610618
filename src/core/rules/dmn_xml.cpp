#include "core/rules/dmn_xml.h"

#include <algorithm>

#include "core/base/utf8.h"

namespace shuxin::rules::dmn {
namespace {

constexpr std::size_t max_diagnostics = 1000;
constexpr std::size_t max_bytes = std::size_t{64} << 20;

bool is_continuation(char byte) {
  return (static_cast<unsigned char>(byte) & 0xC0) == 0x80;
}

}  // namespace

XmlSource::XmlSource(std::string file, std::string_view bytes) : file_(std::move(file)), bytes_(bytes) {
  if (bytes_.starts_with("\xEF\xBB\xBF")) bytes_.remove_prefix(3);
  line_starts_.push_back(0);
  for (std::size_t i = 0; i < bytes_.size(); ++i)
    if (bytes_[i] == '\n') line_starts_.push_back(i + 1);
  if (bytes_.size() > max_bytes) {
    say(base::Severity::Error, {}, {"dmn.too-large", {std::to_string(max_bytes >> 20)}});
    return;
  }
  if (!base::is_utf8(bytes_)) {
    say(base::Severity::Error, {}, {"dmn.not-utf8", {}});
    return;
  }
  const auto parsed =
      document_.load_buffer(bytes_.data(), bytes_.size(), pugi::parse_default, pugi::encoding_utf8);
  if (!parsed) {
    say(base::Severity::Error, position(parsed.offset), {"dmn.malformed-xml", {parsed.description()}});
    return;
  }
  well_formed_ = true;
}

std::size_t XmlSource::count(std::string_view text) const {
  std::size_t found = 0;
  for (auto at = bytes_.find(text); at != std::string_view::npos; at = bytes_.find(text, at + 1)) ++found;
  return found;
}

Position XmlSource::position(std::ptrdiff_t offset) const {
  if (offset < 0 || static_cast<std::size_t>(offset) > bytes_.size()) return {};
  const auto at = static_cast<std::size_t>(offset);
  const auto after = std::ranges::upper_bound(line_starts_, at);
  const std::size_t line = static_cast<std::size_t>(after - line_starts_.begin());
  const std::size_t start = line_starts_[line - 1];
  // A line is scanned for characters only so far: a file of one huge line must not cost the square.
  const std::size_t scanned = std::max(start, at > 10'000 ? at - 10'000 : 0);
  int column = static_cast<int>(std::min<std::size_t>(scanned - start, 1'000'000'000)) + 1;
  for (std::size_t i = scanned; i < at; ++i) column += is_continuation(bytes_[i]) ? 0 : 1;
  return {static_cast<int>(line), column};
}

Position XmlSource::position(pugi::xml_node node) const {
  const auto offset = node.offset_debug();
  // pugixml points at the name of an element; the element begins one before, at its angle bracket.
  return position(node.type() == pugi::node_element && offset > 0 ? offset - 1 : offset);
}

FeelText XmlSource::text(pugi::xml_node element) const {
  FeelText out;
  bool first = true;
  for (const pugi::xml_node child : element.children()) {
    if (child.type() != pugi::node_pcdata && child.type() != pugi::node_cdata) continue;
    if (first) out.at = position(child);
    first = false;
    out.text += child.value();
  }
  if (first) out.at = position(element);
  return out;
}

void XmlSource::say(base::Severity severity, Position at, base::Message message,
                    std::optional<base::Message> help) {
  if (diagnostics_.size() >= max_diagnostics) return;
  diagnostics_.push_back({severity, {file_, at.line, at.column}, std::move(message), std::move(help)});
}

std::string_view local_name(std::string_view qualified) {
  const auto colon = qualified.find(':');
  return colon == std::string_view::npos ? qualified : qualified.substr(colon + 1);
}

std::string_view name_space_of(pugi::xml_node node, std::string_view prefix) {
  for (; node; node = node.parent()) {
    for (const pugi::xml_attribute attribute : node.attributes()) {
      const std::string_view name = attribute.name();
      if (prefix.empty()
              ? name == "xmlns"
              : name.size() == prefix.size() + 6 && name.starts_with("xmlns:") && name.substr(6) == prefix)
        return attribute.value();
    }
  }
  return {};
}

std::string_view name_space_of(pugi::xml_node node) {
  const std::string_view name = node.name();
  const auto colon = name.find(':');
  return name_space_of(node, colon == std::string_view::npos ? std::string_view{} : name.substr(0, colon));
}

}  // namespace shuxin::rules::dmn
