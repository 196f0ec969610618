#include "core/rules/table_analysis.h"

#include <algorithm>
#include <numeric>
#include <set>

#include "core/rules/table_cover.h"
#include "core/rules/table_outputs.h"

namespace shuxin::rules::dmn {
namespace {

using Kind = Finding::Kind;
using Weight = Finding::Weight;

constexpr std::size_t most_columns = 400;  // the search goes as deep
constexpr std::size_t most_boxes = 512;    // gaps before they are put together

std::string number(std::size_t rule) {
  return std::to_string(rule + 1);
}

std::string numbers(std::span<const std::size_t> rules) {
  std::string out;
  for (const std::size_t rule : rules) out += (out.empty() ? "" : ", ") + number(rule);
  return out;
}

}  // namespace

class TableAnalysis {
 public:
  TableAnalysis(const Table& table, std::vector<Domain> domains, const AnalysisBounds& bounds)
      : table_(table), domains_(std::move(domains)), bounds_(bounds), outputs_(table) {}

  std::vector<Finding> run() {
    find_rules_without_inputs();
    search();
    compare_rules();
    find_unreachable_outputs();
    std::ranges::stable_sort(found_, {}, &Finding::kind);
    return std::move(found_);
  }

 private:
  [[nodiscard]] std::size_t rules() const { return table_.rules().size(); }

  /// The inputs that match a rule.
  [[nodiscard]] Region region(std::size_t rule) const {
    Region out;
    for (const Domain& domain : domains_) out.push_back(domain.cell(rule));
    return out;
  }
  [[nodiscard]] bool meet(std::size_t a, std::size_t b) const {
    return std::ranges::all_of(domains_,
                               [&](const Domain& domain) { return domain.cell(a).meets(domain.cell(b)); });
  }
  [[nodiscard]] bool within(std::size_t a, std::size_t b) const {
    return std::ranges::all_of(domains_,
                               [&](const Domain& domain) { return domain.cell(a).within(domain.cell(b)); });
  }

  [[nodiscard]] std::vector<Value> example_of(const Region& region) const {
    std::vector<Value> out;
    for (std::size_t column = 0; column < domains_.size(); ++column)
      out.push_back(domains_[column].sample(*region[column].first()));
    return out;
  }
  [[nodiscard]] std::vector<std::string> tests_of(const Region& region) const {
    std::vector<std::string> out;
    for (std::size_t column = 0; column < domains_.size(); ++column)
      out.push_back(domains_[column].tests(region[column]));
    return out;
  }
  /// `age: >= 18; grade: "A"`: the columns that matter, or all if none does.
  [[nodiscard]] std::string in_words(const std::vector<std::string>& box) const {
    const bool matters = std::ranges::any_of(box, [](const std::string& test) { return test != "-"; });
    std::string out;
    for (std::size_t column = 0; column < box.size(); ++column)
      if (!matters || box[column] != "-")
        out += (out.empty() ? "" : "; ") + table_.inputs()[column].label + ": " + box[column];
    return out;
  }
  [[nodiscard]] std::string in_words(const std::vector<Value>& example) const {
    std::string out;
    for (std::size_t column = 0; column < example.size(); ++column)
      out += (out.empty() ? "" : "; ") + table_.inputs()[column].label + " = " + to_feel(example[column]);
    return out;
  }

  void add(Finding finding) { found_.push_back(std::move(finding)); }
  void add_more(Kind kind, Weight weight, std::string code, std::size_t count) {
    add({kind, weight, table_.at(), {}, {}, {}, {std::move(code), {std::to_string(count)}}});
  }
  void give_up(std::string code, std::vector<std::string> arguments, Position at) {
    add({Kind::NotAnalysed, Weight::Warning, at, {}, {}, {}, {std::move(code), std::move(arguments)}});
  }

  // --- rules by themselves

  void find_rules_without_inputs() {
    dead_ = Bits(rules());
    for (std::size_t rule = 0; rule < rules(); ++rule) {
      for (std::size_t column = 0; column < domains_.size(); ++column) {
        if (!domains_[column].cell(rule).empty()) continue;
        const Table::Cell& cell = table_.rules()[rule].inputs[column];
        dead_.set(rule);
        add({Kind::Dead,
             Weight::Error,
             cell.at,
             {rule},
             {},
             {},
             {"table.dead-cell",
              {number(rule), table_.inputs()[column].label, cell.tests ? cell.tests->text() : "-"}}});
        break;
      }
    }
  }

  // --- gaps, and rules that others always come before

  void search() {
    std::vector<std::size_t> order(rules());
    std::iota(order.begin(), order.end(), std::size_t{0});
    auto ask = Cover::Ask::Gaps;
    if (table_.hit_policy() == HitPolicy::First) ask = Cover::Ask::Winners;
    if (table_.hit_policy() == HitPolicy::Priority) {
      if (auto ranked = outputs_.by_priority()) {
        order = *std::move(ranked);
        ask = Cover::Ask::Winners;
      } else {
        give_up("table.priority-unknown", {}, table_.at());
      }
    }
    Cover cover(domains_, order, ask, bounds_.steps);
    if (!cover.search({})) return give_up("table.too-large", {}, table_.at());
    const bool counts = table_.hit_policy() == HitPolicy::Collect && table_.aggregator() == Aggregator::Count;
    const bool gaps_matter = !counts && std::ranges::none_of(table_.outputs(), &Table::Output::has_default);
    if (gaps_matter && cover.has_gap()) {
      report_gaps(cover);
    } else if (gaps_matter) {
      find_null_gaps();
    }
    if (ask == Cover::Ask::Winners) find_shadowed_rules(cover, order);
  }

  void report_gaps(const Cover& cover) {
    bool all = true;
    std::vector<Region> boxes = cover.gaps(std::max(most_boxes, bounds_.listed), all);
    merge(boxes);
    if (boxes.size() > bounds_.listed) {
      all = false;
      boxes.resize(bounds_.listed);
    }
    for (const Region& gap : boxes) {
      auto box = tests_of(gap);
      auto example = example_of(gap);
      base::Message message{"table.gap", {in_words(box), in_words(example)}};
      add({Kind::Gap,
           Weight::Warning,
           table_.at(),
           {},
           std::move(example),
           std::move(box),
           std::move(message)});
    }
    if (!all) add_more(Kind::Gap, Weight::Warning, "table.gap-more", boxes.size());
  }

  void find_null_gaps() {
    std::string labels;
    std::vector<Value> example;
    for (std::size_t column = 0; column < domains_.size(); ++column) {
      if (!domains_[column].null()) continue;
      std::vector<std::size_t> order(rules());
      std::iota(order.begin(), order.end(), std::size_t{0});
      Cover cover(domains_, std::move(order), Cover::Ask::Gaps, bounds_.steps);
      if (!cover.search({.only = column})) return give_up("table.too-large", {}, table_.at());
      if (!cover.has_gap()) continue;
      bool all = true;
      if (example.empty()) example = example_of(cover.gaps(1, all).front());
      labels += (labels.empty() ? "" : ", ") + table_.inputs()[column].label;
    }
    if (labels.empty()) return;
    base::Message message{"table.gap-null", {labels, in_words(example)}};
    add({Kind::NullGap, Weight::Information, table_.at(), {}, std::move(example), {}, std::move(message)});
  }

  void find_shadowed_rules(Cover& cover, const std::vector<std::size_t>& order) {
    const auto is_open = [&](std::size_t rule) { return !dead_.has(rule) && !cover.winners().has(rule); };
    if (std::ranges::none_of(order, is_open)) return;
    // A rule may fire for null alone.
    if (!cover.search({.everywhere = true})) return give_up("table.too-large", {}, table_.at());
    std::vector<std::size_t> before;
    for (const std::size_t rule : order) {
      if (is_open(rule)) report_shadowed(rule, before);
      before.push_back(rule);
    }
  }

  void report_shadowed(std::size_t rule, const std::vector<std::size_t>& before) {
    std::vector<std::size_t> others;
    std::ranges::copy_if(before, std::back_inserter(others),
                         [&](std::size_t other) { return meet(rule, other); });
    dead_.set(rule);
    auto example = example_of(region(rule));
    base::Message message{"table.dead-shadowed", {number(rule), numbers(others), in_words(example)}};
    others.insert(others.begin(), rule);
    add({Kind::Dead,
         Weight::Error,
         table_.rules()[rule].at,
         std::move(others),
         std::move(example),
         {},
         std::move(message)});
  }

  // --- pairs of rules

  void compare_rules() {
    const std::size_t pairs = rules() * (rules() == 0 ? 0 : rules() - 1) / 2;
    if (pairs > bounds_.steps * 4) return give_up("table.pairs-too-large", {}, table_.at());
    for (std::size_t a = 0; a < rules(); ++a)
      for (std::size_t b = a + 1; b < rules(); ++b)
        if (meet(a, b)) compare_pair(a, b);
    add_rest(Kind::Overlap, overlaps_, "table.overlap-more");
    add_rest(Kind::Conflict, conflicts_, "table.conflict-more");
    if (unknown_)
      give_up("table.output-not-constant", {number(unknown_->first), number(unknown_->second)},
              table_.rules()[unknown_->first].at);
  }

  void add_rest(Kind kind, std::size_t count, std::string code) {
    if (count > bounds_.listed) add_more(kind, overlap_weight(), std::move(code), count - bounds_.listed);
  }

  [[nodiscard]] Weight overlap_weight() const {
    return table_.hit_policy() == HitPolicy::Unique || table_.hit_policy() == HitPolicy::Any
               ? Weight::Error
               : Weight::Information;
  }

  /// Two rules that match something together.
  void compare_pair(std::size_t a, std::size_t b) {
    const Sameness same = outputs_.compare(a, b);
    switch (table_.hit_policy()) {
      case HitPolicy::Any:
        if (same == Sameness::Unknown && !unknown_) unknown_ = {a, b};
        if (same == Sameness::Different && ++conflicts_ <= bounds_.listed)
          report_pair(Kind::Conflict, "table.conflict", a, b);
        break;
      case HitPolicy::Unique:
      case HitPolicy::Priority:
      case HitPolicy::First:
        if (++overlaps_ <= bounds_.listed) report_pair(Kind::Overlap, "table.overlap", a, b);
        break;
      case HitPolicy::RuleOrder:
      case HitPolicy::OutputOrder:
      case HitPolicy::Collect:
        break;
    }
    if (same == Sameness::Same) find_subsumed(a, b);
  }

  void report_pair(Kind kind, std::string code, std::size_t a, std::size_t b) {
    Region both = region(a);
    for (std::size_t column = 0; column < domains_.size(); ++column) both[column] &= domains_[column].cell(b);
    auto box = tests_of(both);
    auto example = example_of(both);
    base::Message message{std::move(code), {number(a), number(b), in_words(box), in_words(example)}};
    add({kind,
         overlap_weight(),
         table_.rules()[b].at,
         {b, a},
         std::move(example),
         std::move(box),
         std::move(message)});
  }

  /// Two rules that meet and give the same: one may be within the other.
  void find_subsumed(std::size_t a, std::size_t b) {
    switch (table_.hit_policy()) {
      case HitPolicy::RuleOrder:
      case HitPolicy::OutputOrder:
        return;  // the rule adds an item to the list
      case HitPolicy::Collect:
        if (table_.aggregator() != Aggregator::Min && table_.aggregator() != Aggregator::Max) return;
        break;
      case HitPolicy::Unique:
      case HitPolicy::Any:
      case HitPolicy::Priority:
      case HitPolicy::First:
        break;
    }
    if (within(b, a)) {
      report_subsumed(b, a);
    } else if (within(a, b) && !is_needed_before(a, b)) {
      report_subsumed(a, b);
    }
  }

  /// Under FIRST, whether the earlier rule keeps its inputs from a rule between the two that gives another
  /// output.
  [[nodiscard]] bool is_needed_before(std::size_t a, std::size_t b) const {
    if (table_.hit_policy() != HitPolicy::First) return false;
    for (std::size_t between = a + 1; between < b; ++between)
      if (outputs_.compare(a, between) != Sameness::Same && meet(a, between)) return true;
    return false;
  }

  void report_subsumed(std::size_t rule, std::size_t by) {
    if (dead_.has(rule) || subsumed_.contains(rule)) return;
    subsumed_.insert(rule);
    auto example = example_of(region(rule));
    base::Message message{"table.subsumed", {number(rule), number(by), in_words(example)}};
    add({Kind::Subsumed,
         Weight::Warning,
         table_.rules()[rule].at,
         {rule, by},
         std::move(example),
         {},
         std::move(message)});
  }

  // --- outputs

  void find_unreachable_outputs() {
    for (std::size_t column = 0; column < table_.outputs().size(); ++column) {
      const Table::Output& output = table_.outputs()[column];
      const TestShape* allowed = output.has_own_values && output.allowed ? output.allowed->shape() : nullptr;
      if (allowed == nullptr || allowed->negated) continue;
      std::vector<Value> given;
      if (!gather_given(column, given)) continue;
      for (const SimpleTest& test : allowed->tests) {
        if (test.form != SimpleTest::Form::Equal) continue;
        if (std::ranges::any_of(given,
                                [&](const Value& value) { return equal(value, test.value) == Truth::True; }))
          continue;
        add({Kind::UnreachableOutput,
             Weight::Warning,
             output.at,
             {},
             {},
             {},
             {"table.unreachable-output", {to_feel(test.value)}}});
      }
    }
  }

  /// What rules that can fire, and the default, give in a column; false if a value is not constant.
  [[nodiscard]] bool gather_given(std::size_t column, std::vector<Value>& given) const {
    for (std::size_t rule = 0; rule < rules(); ++rule) {
      if (dead_.has(rule)) continue;
      const auto& constant = outputs_.constant(rule, column);
      if (!constant) return false;
      given.push_back(*constant);
    }
    if (const auto& entry = table_.outputs()[column].default_entry) {
      if (entry->constant() == nullptr) return false;
      given.push_back(*entry->constant());
    }
    return true;
  }

  const Table& table_;
  std::vector<Domain> domains_;
  AnalysisBounds bounds_;
  Outputs outputs_;
  std::vector<Finding> found_;
  Bits dead_;
  std::set<std::size_t> subsumed_;
  std::size_t overlaps_ = 0;
  std::size_t conflicts_ = 0;
  std::optional<std::pair<std::size_t, std::size_t>> unknown_;
};

std::vector<Finding> analyse(const Table& table, const AnalysisBounds& bounds) {
  const auto not_analysed = [](Position at, base::Message message) {
    return std::vector<Finding>{{Kind::NotAnalysed, Weight::Warning, at, {}, {}, {}, std::move(message)}};
  };
  if (table.is_broken()) return not_analysed(table.at(), {"table.broken", {}});
  if (table.inputs().size() > most_columns) return not_analysed(table.at(), {"table.too-large", {}});
  std::vector<Domain> domains;
  for (std::size_t column = 0; column < table.inputs().size(); ++column) {
    auto cut = Domain::cut(table, column);
    if (auto* refused = std::get_if<Unanalysed>(&cut))
      return not_analysed(refused->at, std::move(refused->message));
    domains.push_back(std::get<Domain>(std::move(cut)));
  }
  return TableAnalysis(table, std::move(domains), bounds).run();
}

base::Diagnostics to_diagnostics(const std::vector<Finding>& findings, const std::string& file,
                                 bool information) {
  base::Diagnostics out;
  for (const Finding& finding : findings) {
    if (finding.weight == Weight::Information && !information) continue;
    out.push_back({finding.weight == Weight::Error ? base::Severity::Error : base::Severity::Warning,
                   {file, finding.at.line, finding.at.column},
                   finding.message,
                   std::nullopt});
  }
  return out;
}

}  // namespace shuxin::rules::dmn
