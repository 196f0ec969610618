// What an analysis of a table says, and the words for it. Not part of the room's face.
#pragma once

#include <span>
#include <string>
#include <vector>

#include "core/rules/table_analysis.h"
#include "core/rules/table_cover.h"
#include "core/rules/table_domain.h"

namespace shuxin::rules::dmn {

/// The number of a rule as people count them.
[[nodiscard]] std::string number(std::size_t rule);
[[nodiscard]] std::string numbers(std::span<const std::size_t> rules);

/// A table with its columns cut, and the findings so far.
class Report {
 public:
  Report(const Table& table, std::vector<Domain> domains) : table_(table), domains_(std::move(domains)) {}

  [[nodiscard]] const Table& table() const { return table_; }
  [[nodiscard]] const std::vector<Domain>& domains() const { return domains_; }
  [[nodiscard]] std::size_t rules() const { return table_.rules().size(); }

  /// The inputs that match a rule.
  [[nodiscard]] Region region(std::size_t rule) const;
  /// Whether two rules match something together.
  [[nodiscard]] bool meet(std::size_t a, std::size_t b) const;
  /// Whether all that matches `a` matches `b`.
  [[nodiscard]] bool within(std::size_t a, std::size_t b) const;

  /// A value a column; the region must not be empty.
  [[nodiscard]] std::vector<Value> example_of(const Region& region) const;
  [[nodiscard]] std::vector<std::string> tests_of(const Region& region) const;
  /// `age: >= 18; grade: "A"`: the columns that matter, or all if none does.
  [[nodiscard]] std::string in_words(const std::vector<std::string>& box) const;
  [[nodiscard]] std::string in_words(const std::vector<Value>& example) const;

  void add(Finding finding) { found_.push_back(std::move(finding)); }
  /// That there are more findings of the kind than are listed.
  void add_more(Finding::Kind kind, Finding::Weight weight, std::string code, std::size_t count);
  /// That a part is not analysed.
  void give_up(std::string code, std::vector<std::string> arguments, Position at);
  /// All findings, by their kinds.
  [[nodiscard]] std::vector<Finding> take();

 private:
  const Table& table_;
  std::vector<Domain> domains_;
  std::vector<Finding> found_;
};

}  // namespace shuxin::rules::dmn
