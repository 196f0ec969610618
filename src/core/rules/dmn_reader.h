// Reads a DMN file (1.1 to 1.5) into its model.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "core/base/diagnostic.h"
#include "core/rules/dmn_model.h"

namespace shuxin::rules::dmn {

struct ReadResult {
  std::optional<Definitions> model;  ///< empty only if the file cannot be read as DMN at all
  base::Diagnostics diagnostics;
};

/// Reads UTF-8 bytes, which may be any bytes at all. `file` is only what places in diagnostics are named by.
/// Elements that cannot be understood are left out and named in the diagnostics; elements of other
/// namespaces (diagrams, extensions) are passed over. No entity but the five of XML and character references
/// is expanded; size (64 MiB), depth (100 boxed expressions) and the number of diagnostics are bounded.
/// Thread-safe.
[[nodiscard]] ReadResult read(std::string file, std::string_view bytes);

/// Trims, and makes every run of white space one space: how names of DMN are compared (DMN 10.3.1.2).
[[nodiscard]] std::string normalise_name(std::string_view name);

}  // namespace shuxin::rules::dmn
