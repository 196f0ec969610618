#include "core/rules/model_analysis.h"

#include <algorithm>

#include "core/rules/dmn_box.h"

namespace shuxin::rules::dmn {
namespace {

/// Gathers the tables of a boxed expression. Boxes are bounded in depth by the reader.
class Gatherer {
 public:
  explicit Gatherer(std::vector<const Table*>& tables) : tables_(tables) {}

  void gather(const Box* box) {
    if (box != nullptr) std::visit(*this, box->is);
  }

  void operator()(const BrokenBox&) {}
  void operator()(const rules::Expression&) {}
  void operator()(const ContextBox& box) {
    for (const ContextBox::Entry& entry : box.entries) gather(entry.value.get());
  }
  void operator()(const ListBox& box) {
    for (const BoxPtr& item : box.items) gather(item.get());
  }
  void operator()(const RelationBox& box) {
    for (const auto& row : box.rows)
      for (const BoxPtr& cell : row) gather(cell.get());
  }
  void operator()(const FunctionBox& box) { gather(box.body.get()); }
  void operator()(const InvocationBox& box) {
    gather(box.function.get());
    for (const auto& [name, argument] : box.arguments) gather(argument.get());
  }
  void operator()(const TableBox& box) { tables_.push_back(&box.table); }
  void operator()(const ConditionalBox& box) {
    gather(box.condition.get());
    gather(box.then.get());
    gather(box.otherwise.get());
  }
  void operator()(const IteratorBox& box) {
    gather(box.in.get());
    gather(box.result.get());
  }
  void operator()(const FeelFilterBox& box) { gather(box.in.get()); }
  void operator()(const FilterBox& box) {
    gather(box.in.get());
    gather(box.match.get());
  }

 private:
  std::vector<const Table*>& tables_;
};

}  // namespace

ModelFindings analyse(const Model& model, bool information, const AnalysisBounds& bounds) {
  ModelFindings out;
  for (NodeIndex node = 0; node < model.nodes().size(); ++node) {
    std::vector<const Table*> tables;
    Gatherer(tables).gather(model.find_box(node));
    for (const Table* table : tables) {
      ++out.tables;
      std::ranges::move(to_diagnostics(analyse(*table, bounds), model.nodes()[node].place.file, information),
                        std::back_inserter(out.diagnostics));
    }
  }
  return out;
}

}  // namespace shuxin::rules::dmn
