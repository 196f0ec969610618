// The steps of reading a scheme. Private to the catalogue.
#pragma once

#include "core/catalog/scheme.h"
#include "core/catalog/yaml.h"

namespace shuxin::catalog {

/// Puts the value in its place in the tree that was read. Fault: evaluation.unknown-path.
void apply_setting(Source& source, YAML::Node root, const Setting& setting);

/// Reads all members; what is wrong is said and leaves a usable default.
[[nodiscard]] Scheme read_scheme_tree(Source& source, const YAML::Node& root);

/// Compiles the formulas and checks that names, weights and classes fit together.
void check_scheme(Scheme& scheme, base::Diagnostics& diagnostics);

}  // namespace shuxin::catalog
