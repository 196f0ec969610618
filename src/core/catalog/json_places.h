// Where the parts of a definition stand that is kept as JSON: schemas and forms.
#pragma once

#include <string>
#include <string_view>

#include "core/catalog/yaml.h"

namespace shuxin::catalog {

/// The place of each member's name and of each item by its JSON pointer. The text is valid JSON, as a reader
/// has found before. Escapes in names are taken as they are written.
[[nodiscard]] Places places_of_json(const std::string& file, std::string_view text);

/// The same of a YAML node; `pointer` is that of the node itself.
void add_places(Source& source, const YAML::Node& node, const std::string& pointer, Places& places);

}  // namespace shuxin::catalog
