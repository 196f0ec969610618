// Which inputs the rules of a table cover, and which rules fire somewhere: a search through the columns with
// the set of rules still alive. Not part of the room's face.
#pragma once

#include <cstddef>
#include <map>
#include <optional>
#include <span>
#include <vector>

#include "core/rules/table_domain.h"

namespace shuxin::rules::dmn {

/// A set of segments for each column.
using Region = std::vector<Bits>;

class Cover {
 public:
  enum class Ask {
    Gaps,    ///< only where no rule matches
    Winners  ///< which rules are the first alive somewhere, too
  };
  struct Nulls {
    bool everywhere = false;          ///< null is a value of every column
    std::optional<std::size_t> only;  ///< null is the only value of this column
  };

  /// `order`: the rules, the one that fires before all others first. Needs `domains` as long as it lives.
  Cover(std::span<const Domain> domains, std::vector<std::size_t> order, Ask ask, std::size_t steps);

  /// False if it takes too many steps: then there is no answer.
  [[nodiscard]] bool search(Nulls nulls);
  /// After a search: whether there is a gap.
  [[nodiscard]] bool has_gap() const { return root_ == gap || (root_ >= 0 && nodes_[root_].has_gap); }
  /// Boxes that are together all gaps, as long as they are fewer than `most`; `all` tells whether they were.
  [[nodiscard]] std::vector<Region> gaps(std::size_t most, bool& all) const;
  /// The rules that fire somewhere.
  [[nodiscard]] const Bits& winners() const { return winners_; }

 private:
  struct Node {
    std::vector<std::pair<Bits, int>> branches;  // segments, and where they lead
    bool has_gap = false;
  };
  /// Segments that the same rules pass.
  struct Group {
    Bits rules;  // by their place in the order
    Bits segments;
  };
  static constexpr int gap = -1;
  static constexpr int covered = -2;
  static constexpr int given_up = -3;

  void group(Nulls nulls);
  [[nodiscard]] int visit(std::size_t column, Bits alive);
  void walk(int node, std::size_t column, Region& path, std::vector<Region>& found, std::size_t most,
            bool& all) const;

  std::span<const Domain> domains_;
  std::vector<std::size_t> order_;
  Ask ask_;
  std::size_t steps_;
  std::vector<std::vector<Group>> groups_;  // one a column
  std::vector<Bits> sure_;                  // rules that pass everything from a column on
  std::vector<std::map<Bits, int>> known_;  // one a column: rules alive, and the node
  std::vector<Node> nodes_;
  std::vector<Bits> everything_;  // one a column
  Bits winners_;
  int root_ = covered;
};

/// Puts boxes together that differ in one column only.
void merge(std::vector<Region>& boxes);

}  // namespace shuxin::rules::dmn
