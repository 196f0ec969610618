// What the types of a model allow, as tests that a search can look into.
#pragma once

#include <span>
#include <string>
#include <vector>

#include "core/rules/dmn.h"

namespace shuxin::rules::dmn {

/// The file that defines the node.
[[nodiscard]] const Definitions* file_of(const Model& model, const Node& node);
/// Adds the allowed values and type constraints of a type that `file` names, or of the member at the path;
/// false if there are some that are not intervals and sets.
[[nodiscard]] bool gather_allowed(const Model& model, const Definitions& file, const std::string& type,
                                  std::span<const std::string> path, std::vector<UnaryTests>& into);

}  // namespace shuxin::rules::dmn
