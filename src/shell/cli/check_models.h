// What shuxin check says of DMN files.
#pragma once

#include <string>
#include <vector>

#include "core/base/diagnostic.h"

namespace shuxin::cli {

struct ModelFile {
  std::string name;  ///< how diagnostics call it
  std::string bytes;
};

struct ModelsChecked {
  std::size_t decisions = 0;
  std::size_t tables = 0;
  base::Diagnostics diagnostics;  ///< of reading, compiling and analysing, sorted by place
};

/// Reads the files as one model, which may import each other, and analyses their decision tables. `notes`:
/// with what is neither an error nor a warning, as warnings.
[[nodiscard]] ModelsChecked check_models(const std::vector<ModelFile>& files, bool notes);

}  // namespace shuxin::cli
