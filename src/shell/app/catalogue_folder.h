// The catalogue's files from a folder on disk.
#pragma once

#include <string>

#include "core/catalog/catalog.h"

namespace shuxin::app {

/// All files of a catalogue's folder by their path below it. Symbolic links are refused rather than followed,
/// so is a file above 8 MiB; the folder `demo` (entries for the demonstration) and names that begin with a
/// dot are left out. Errors: catalogue.no-folder, catalogue.symbolic-link, catalogue.file-too-large,
/// catalogue.unreadable.
[[nodiscard]] base::Result<catalog::Files> read_catalogue_folder(const std::string& folder);

}  // namespace shuxin::app
