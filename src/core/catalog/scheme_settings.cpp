// Settings: values from outside for places of a scheme, and putting them there.
#include <algorithm>
#include <set>

#include "core/catalog/scheme_reader.h"

namespace shuxin::catalog {
namespace {

constexpr int deepest_settings = 16;

void flatten(Source& source, const YAML::Node& node, const std::string& path, int depth,
             std::vector<Setting>& settings) {
  if (depth > deepest_settings) return source.error(source.place(node), "evaluation.settings-depth");
  if (!node.IsMap()) {
    if (path.empty()) return;
    settings.push_back({path, json_of(source, node), source.place(node)});
    return;
  }
  for (const auto& member : node) {
    const std::string name = scalar(source, member.first);
    flatten(source, member.second, path.empty() ? name : path + "." + name, depth + 1, settings);
  }
}

std::string text_of_scalar(const base::Json& value) {
  if (const auto* number = value.if_number()) return number->digits;
  if (const auto* truth = value.if_bool()) return *truth ? "true" : "false";
  if (const auto* text = value.if_string()) return *text;
  return {};
}

YAML::Node node_of(const base::Json& value) {
  if (const auto* items = value.if_array()) {
    YAML::Node list(YAML::NodeType::Sequence);
    for (const base::Json& item : *items) list.push_back(text_of_scalar(item));
    return list;
  }
  return YAML::Node(text_of_scalar(value));
}

}  // namespace

ReadSettings read_settings(const std::string& file, const std::string& text) {
  ReadSettings read;
  Source source(file, read.diagnostics);
  if (const auto root = source.parse(text)) flatten(source, *root, "", 0, read.settings);
  return read;
}

namespace {

void apply(Source& source, YAML::Node root, const Setting& setting, bool makes_maps) {
  YAML::Node at = root;
  std::string_view rest = setting.path;
  for (;;) {
    const std::size_t point = rest.find('.');
    const std::string name(rest.substr(0, point));
    if (name.empty()) return source.error(setting.place, "evaluation.unknown-path", {setting.path});
    const bool last = point == std::string_view::npos;
    const YAML::Node constant = at;
    const YAML::Node found = static_cast<const YAML::Node&>(constant)[name];
    if (last) {
      at[name] = node_of(setting.value);
      return;
    }
    rest.remove_prefix(point + 1);
    if (found.IsDefined() && found.IsMap()) {
      at.reset(found);
      continue;
    }
    // `baseline: unset` may be given as a mapping; a path through what is not there cannot be meant.
    if (found.IsDefined() ? !found.IsScalar() : !makes_maps)
      return source.error(setting.place, "evaluation.unknown-path", {setting.path});
    at[name] = YAML::Node(YAML::NodeType::Map);
    at.reset(YAML::Node(at[name]));
  }
}

}  // namespace

void apply_settings(Source& source, YAML::Node root, const std::vector<Setting>& settings) {
  const auto section_of = [](const Setting& setting) {
    return setting.path.substr(0, std::min(setting.path.find('.'), setting.path.size()));
  };
  // A section that the scheme does not have, as the classes that no source publishes, may be given whole. In
  // one that it has, a path that leads nowhere is a mistake.
  static const std::set<std::string> sections = {"rounding", "bonus",  "deduction",    "classes",
                                                 "exempt",   "veto",   "second_stage", "industries",
                                                 "policies", "derived"};
  std::set<std::string> given_whole;
  for (const Setting& setting : settings)
    if (const YAML::Node& all = root;
        sections.contains(section_of(setting)) && !all[section_of(setting)].IsDefined())
      given_whole.insert(section_of(setting));
  for (const Setting& setting : settings)
    apply(source, root, setting, given_whole.contains(section_of(setting)));
}

}  // namespace shuxin::catalog
