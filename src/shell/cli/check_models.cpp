#include "shell/cli/check_models.h"

#include <algorithm>
#include <iterator>

#include "core/rules/dmn.h"
#include "core/rules/dmn_reader.h"
#include "core/rules/model_analysis.h"

namespace shuxin::cli {

ModelsChecked check_models(const std::vector<ModelFile>& files, bool notes) {
  ModelsChecked out;
  const auto take = [&](base::Diagnostics found) {
    std::ranges::move(found, std::back_inserter(out.diagnostics));
  };
  std::vector<rules::dmn::Definitions> read;
  for (const ModelFile& file : files) {
    auto result = rules::dmn::read(file.name, file.bytes);
    take(std::move(result.diagnostics));
    if (result.model) read.push_back(*std::move(result.model));
  }
  if (!read.empty()) {
    auto compiled = rules::dmn::Model::compile(std::move(read));
    take(std::move(compiled.diagnostics));
    for (const auto& node : compiled.model->nodes())
      if (node.kind == rules::dmn::NodeKind::Decision) ++out.decisions;
    auto analysed = rules::dmn::analyse(*compiled.model, notes);
    out.tables = analysed.tables;
    take(std::move(analysed.diagnostics));
  }
  base::sort_by_place(out.diagnostics);
  return out;
}

}  // namespace shuxin::cli
