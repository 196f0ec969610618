// The steps of reading a scheme. Private to the catalogue.
#pragma once

#include "core/catalog/scheme.h"
#include "core/catalog/yaml.h"

namespace shuxin::catalog {

/// Puts the values in their places in the tree that was read; sections that it does not have are made. Fault:
/// evaluation.unknown-path.
void apply_settings(Source& source, YAML::Node root, const std::vector<Setting>& settings);

/// Reads all members; what is wrong is said and leaves a usable default.
[[nodiscard]] Scheme read_scheme_tree(Source& source, const YAML::Node& root);

/// Compiles the formulas and checks that names, weights and classes fit together.
void check_scheme(Scheme& scheme, base::Diagnostics& diagnostics);

}  // namespace shuxin::catalog
