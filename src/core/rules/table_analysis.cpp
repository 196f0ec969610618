#include "core/rules/table_analysis.h"

#include <algorithm>
#include <numeric>

#include "core/rules/table_cover.h"
#include "core/rules/table_outputs.h"
#include "core/rules/table_pairs.h"
#include "core/rules/table_report.h"

namespace shuxin::rules::dmn {
namespace {

using Kind = Finding::Kind;
using Weight = Finding::Weight;

constexpr std::size_t most_columns = 400;                  // the search goes as deep
constexpr std::size_t most_boxes = 512;                    // gaps before they are put together
constexpr std::size_t most_words = std::size_t{64} << 17;  // 64 MiB of bits for all columns

}  // namespace

class TableAnalysis {
 public:
  TableAnalysis(const Table& table, std::vector<Domain> domains, const AnalysisBounds& bounds)
      : table_(table),
        report_(table, std::move(domains)),
        bounds_(bounds),
        outputs_(table),
        dead_(report_.rules()) {}

  std::vector<Finding> run() {
    find_rules_without_inputs();
    search();
    compare_pairs(report_, outputs_, dead_, bounds_);
    find_unreachable_outputs();
    return report_.take();
  }

 private:
  // --- rules by themselves

  void find_rules_without_inputs() {
    for (std::size_t rule = 0; rule < report_.rules(); ++rule) {
      for (std::size_t column = 0; column < report_.domains().size(); ++column) {
        if (!report_.domains()[column].cell(rule).empty()) continue;
        const Table::Cell& cell = table_.rules()[rule].inputs[column];
        dead_.set(rule);
        report_.add({Kind::Dead,
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
    std::vector<std::size_t> order(report_.rules());
    std::iota(order.begin(), order.end(), std::size_t{0});
    auto ask = Cover::Ask::Gaps;
    if (table_.hit_policy() == HitPolicy::First) ask = Cover::Ask::Winners;
    if (table_.hit_policy() == HitPolicy::Priority) {
      if (auto ranked = outputs_.by_priority()) {
        order = *std::move(ranked);
        ask = Cover::Ask::Winners;
      } else {
        report_.give_up("table.priority-unknown", {}, table_.at());
      }
    }
    Cover cover(report_.domains(), order, ask, bounds_.steps);
    if (!cover.search({})) return report_.give_up("table.too-large", {}, table_.at());
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
      auto box = report_.tests_of(gap);
      auto example = report_.example_of(gap);
      base::Message message{"table.gap", {report_.in_words(box), report_.in_words(example)}};
      report_.add({Kind::Gap,
                   Weight::Warning,
                   table_.at(),
                   {},
                   std::move(example),
                   std::move(box),
                   std::move(message)});
    }
    if (!all) report_.add_more(Kind::Gap, Weight::Warning, "table.gap-more", boxes.size());
  }

  void find_null_gaps() {
    std::string labels;
    std::vector<Value> example;
    std::vector<std::size_t> order(report_.rules());
    std::iota(order.begin(), order.end(), std::size_t{0});
    Cover cover(report_.domains(), std::move(order), Cover::Ask::Gaps, bounds_.steps);
    for (std::size_t column = 0; column < report_.domains().size(); ++column) {
      if (!report_.domains()[column].null()) continue;
      if (!cover.search({.only = column})) return report_.give_up("table.too-large", {}, table_.at());
      if (!cover.has_gap()) continue;
      bool all = true;
      if (example.empty()) example = report_.example_of(cover.gaps(1, all).front());
      labels += (labels.empty() ? "" : ", ") + table_.inputs()[column].label;
    }
    if (labels.empty()) return;
    base::Message message{"table.gap-null", {labels, report_.in_words(example)}};
    report_.add(
        {Kind::NullGap, Weight::Information, table_.at(), {}, std::move(example), {}, std::move(message)});
  }

  void find_shadowed_rules(Cover& cover, const std::vector<std::size_t>& order) {
    const auto is_open = [&](std::size_t rule) { return !dead_.has(rule) && !cover.winners().has(rule); };
    if (std::ranges::none_of(order, is_open)) return;
    // A rule may fire for null alone.
    if (!cover.search({.everywhere = true})) return report_.give_up("table.too-large", {}, table_.at());
    std::vector<std::size_t> before;
    for (const std::size_t rule : order) {
      if (is_open(rule)) report_shadowed(rule, before);
      before.push_back(rule);
    }
  }

  void report_shadowed(std::size_t rule, const std::vector<std::size_t>& before) {
    std::vector<std::size_t> others;
    std::ranges::copy_if(before, std::back_inserter(others),
                         [&](std::size_t other) { return report_.meet(rule, other); });
    dead_.set(rule);
    auto example = report_.example_of(report_.region(rule));
    base::Message message{"table.dead-shadowed", {number(rule), numbers(others), report_.in_words(example)}};
    others.insert(others.begin(), rule);
    report_.add({Kind::Dead,
                 Weight::Error,
                 table_.rules()[rule].at,
                 std::move(others),
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
        report_.add({Kind::UnreachableOutput,
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
    for (std::size_t rule = 0; rule < report_.rules(); ++rule) {
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
  Report report_;
  AnalysisBounds bounds_;
  Outputs outputs_;
  Bits dead_;  // rules that can never fire
};

std::vector<Finding> analyse(const Table& table, const AnalysisBounds& bounds) {
  const auto not_analysed = [](Position at, base::Message message) {
    return std::vector<Finding>{{Kind::NotAnalysed, Weight::Warning, at, {}, {}, {}, std::move(message)}};
  };
  if (table.is_broken()) return not_analysed(table.at(), {"table.broken", {}});
  if (table.inputs().size() > most_columns) return not_analysed(table.at(), {"table.all-too-large", {}});
  std::vector<Domain> domains;
  std::size_t words_left = most_words;
  for (std::size_t column = 0; column < table.inputs().size(); ++column) {
    auto cut = Domain::cut(table, column, words_left);
    if (auto* refused = std::get_if<Unanalysed>(&cut))
      return not_analysed(refused->at, std::move(refused->message));
    domains.push_back(std::get<Domain>(std::move(cut)));
    words_left -= domains.back().words();
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
