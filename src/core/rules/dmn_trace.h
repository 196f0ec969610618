// What an evaluation tells about itself, where someone asks: nodes, tables, rules and inputs.
#pragma once

#include <span>
#include <string>

#include "core/rules/feel.h"

namespace shuxin::rules::dmn {

class Table;

/// Hears how a result came about. It is given as the recorder of the Evaluation's environment, so that
/// functions called from FEEL (business knowledge models, decision services) tell it too; nothing is told,
/// and nothing costs, where there is none.
class Trace : public Recorder {
 public:
  /// A node's evaluation begins and ends; between them everything told belongs to it. `node` is the index in
  /// Model::nodes().
  virtual void node_begins(std::size_t node) = 0;
  virtual void node_ends(std::size_t node, const Value& result) = 0;
  /// The slots of `read` are those of these variables (a frame's, in its order), for the node under way: once
  /// it ends, those of the node around it count again. Slots beyond them are locals. `values` are theirs, and
  /// valid only during the call.
  virtual void frame(std::span<const std::string> variables, std::span<const Value> values) = 0;
  /// A table was evaluated: the values of its input columns, those of its frame, the rules hit in their
  /// order. Table::first_failing_column tells of the others.
  virtual void table(const Table& table, std::span<const Value> inputs, std::span<const Value> frame,
                     std::span<const std::size_t> hits, const Value& result) = 0;

  void read(std::size_t slot, std::span<const std::string> path) override = 0;

  /// The trace of an evaluation, or nullptr.
  [[nodiscard]] static Trace* of(const Evaluation& evaluation) {
    Recorder* recorder = evaluation.environment().recorder;
    return recorder == nullptr ? nullptr : dynamic_cast<Trace*>(recorder);
  }
};

}  // namespace shuxin::rules::dmn
