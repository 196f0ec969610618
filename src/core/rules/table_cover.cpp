#include "core/rules/table_cover.h"

#include <algorithm>

namespace shuxin::rules::dmn {

Cover::Cover(std::span<const Domain> domains, std::vector<std::size_t> order, Ask ask, std::size_t steps)
    : domains_(domains), order_(std::move(order)), ask_(ask), steps_(steps), winners_(order_.size()) {}

bool Cover::search(Nulls nulls) {
  nodes_.clear();
  known_.assign(domains_.size(), {});
  group(nulls);
  Bits alive(order_.size());
  for (std::size_t i = 0; i < order_.size(); ++i) alive.set(i);
  root_ = visit(0, std::move(alive));
  return root_ != given_up;
}

void Cover::group(Nulls nulls) {
  groups_.assign(domains_.size(), {});
  everything_.clear();
  for (std::size_t column = 0; column < domains_.size(); ++column) {
    const Domain& domain = domains_[column];
    std::map<Bits, std::size_t> place;
    Bits in = domain.values();
    if (nulls.only == column) in = Bits(domain.size());
    if (domain.null() && (nulls.everywhere || nulls.only == column)) in.set(*domain.null());
    everything_.push_back(in);
    for (std::size_t segment = 0; segment < domain.size(); ++segment) {
      if (!in.has(segment)) continue;
      Bits rules(order_.size());
      for (std::size_t i = 0; i < order_.size(); ++i)
        if (domain.rules_at(segment).has(order_[i])) rules.set(i);
      const auto [at, is_new] = place.emplace(rules, groups_[column].size());
      if (is_new) groups_[column].push_back({std::move(rules), Bits(domain.size())});
      groups_[column][at->second].segments.set(segment);
    }
  }
  Bits all(order_.size());
  for (std::size_t i = 0; i < order_.size(); ++i) all.set(i);
  sure_.assign(domains_.size() + 1, all);
  for (std::size_t column = domains_.size(); column-- > 0;) {
    sure_[column] = sure_[column + 1];
    for (const Group& each : groups_[column]) sure_[column] &= each.rules;
  }
}

int Cover::visit(std::size_t column, Bits alive) {
  if (alive.empty()) return gap;
  Bits sure = alive;
  sure &= sure_[column];
  if (const auto first = sure.first()) {
    if (ask_ == Ask::Gaps) return covered;
    // What comes after a rule that matches for certain never fires here.
    alive.drop_above(*first);
    if (alive.first() == first) {
      winners_.set(order_[*first]);
      return covered;
    }
  }
  if (const auto known = known_[column].find(alive); known != known_[column].end()) return known->second;
  Node node;
  std::map<int, std::size_t> branch_to;
  for (const Group& each : groups_[column]) {
    const std::size_t cost = 1 + alive.words().size() / 8;
    if (steps_ < cost) return given_up;
    steps_ -= cost;
    Bits next = alive;
    next &= each.rules;
    const int target = visit(column + 1, std::move(next));
    if (target == given_up) return given_up;
    if (target == covered) continue;
    const auto [at, is_new] = branch_to.emplace(target, node.branches.size());
    if (is_new) {
      node.branches.emplace_back(each.segments, target);
    } else {
      node.branches[at->second].first |= each.segments;
    }
  }
  node.has_gap = std::ranges::any_of(node.branches, [&](const auto& branch) {
    return branch.second == gap || nodes_[static_cast<std::size_t>(branch.second)].has_gap;
  });
  int number = covered;
  if (node.has_gap) {
    number = static_cast<int>(nodes_.size());
    nodes_.push_back(std::move(node));
  }
  known_[column].emplace(std::move(alive), number);
  return number;
}

std::vector<Region> Cover::gaps(std::size_t most, bool& all) const {
  std::vector<Region> found;
  all = true;
  Region path = everything_;
  if (has_gap()) walk(root_, 0, path, found, most, all);
  return found;
}

void Cover::walk(int node, std::size_t column, Region& path, std::vector<Region>& found, std::size_t most,
                 bool& all) const {
  if (found.size() >= most) {
    all = false;
    return;
  }
  if (node == gap) {
    found.push_back(path);
    return;
  }
  for (const auto& [segments, target] : nodes_[static_cast<std::size_t>(node)].branches) {
    path[column] = segments;
    walk(target, column + 1, path, found, most, all);
  }
  path[column] = everything_[column];
}

void merge(std::vector<Region>& boxes) {
  const auto only_difference = [](const Region& a, const Region& b) -> std::optional<std::size_t> {
    std::optional<std::size_t> found;
    for (std::size_t column = 0; column < a.size(); ++column) {
      if (a[column] == b[column]) continue;
      if (found) return std::nullopt;
      found = column;
    }
    return found;
  };
  for (bool again = true; again;) {
    again = false;
    for (std::size_t i = 0; i < boxes.size(); ++i)
      for (std::size_t j = boxes.size(); j-- > i + 1;)
        if (const auto column = only_difference(boxes[i], boxes[j])) {
          boxes[i][*column] |= boxes[j][*column];
          boxes.erase(boxes.begin() + static_cast<std::ptrdiff_t>(j));
          again = true;
        }
  }
}

}  // namespace shuxin::rules::dmn
