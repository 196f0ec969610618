// Any bytes as a DMN file: read, compiled, analysed, and every node evaluated without input.
#include <cstddef>
#include <cstdint>

#include "core/rules/dmn.h"
#include "core/rules/dmn_edit.h"
#include "core/rules/dmn_reader.h"
#include "core/rules/model_analysis.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace shuxin::rules;
  const std::string_view bytes(reinterpret_cast<const char*>(data), size);
  auto read = dmn::read("fuzz.dmn", bytes);
  if (!read.model) return 0;
  std::vector<dmn::Definitions> files;
  files.push_back(*std::move(read.model));
  const auto compiled = dmn::Model::compile(std::move(files));
  (void)dmn::analyse(*compiled.model, true, {.steps = 20'000});
  Environment environment;
  environment.limits = {.depth = 400, .steps = 20'000, .list_items = 10'000, .string_bytes = 100'000};
  Evaluation evaluation(environment);
  dmn::Run run(*compiled.model, evaluation);
  for (dmn::NodeIndex node = 0; node < compiled.model->nodes().size(); ++node) {
    (void)to_text(run.evaluate(node));
    if (compiled.model->nodes()[node].kind == dmn::NodeKind::Service) (void)run.evaluate_service(node);
  }
  if (auto document = dmn::EditableDocument::read(std::string(bytes))) {
    const std::string before = document->bytes();
    for (std::size_t table = 0; table < document->tables().size(); ++table)
      for (std::size_t rule = 0; rule < document->tables()[table].rule_ids.size(); ++rule)
        if (const auto cell = document->cell(table, rule, 0))
          if (!document->set_cell(table, rule, 0, *cell)) __builtin_trap();
    if (document->bytes() != before) __builtin_trap();
  }
  return 0;
}
