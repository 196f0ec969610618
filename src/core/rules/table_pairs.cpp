#include "core/rules/table_pairs.h"

#include <optional>
#include <set>

namespace shuxin::rules::dmn {
namespace {

using Kind = Finding::Kind;
using Weight = Finding::Weight;

class Pairs {
 public:
  Pairs(Report& report, const Outputs& outputs, const Bits& dead, const AnalysisBounds& bounds)
      : table_(report.table()), report_(report), outputs_(outputs), dead_(dead), bounds_(bounds) {}

  void run() {
    const std::size_t pairs = report_.rules() * (report_.rules() == 0 ? 0 : report_.rules() - 1) / 2;
    if (pairs > bounds_.steps * 4) return report_.give_up("table.pairs-too-large", {}, table_.at());
    for (std::size_t a = 0; a < report_.rules(); ++a)
      for (std::size_t b = a + 1; b < report_.rules(); ++b)
        if (report_.meet(a, b)) compare_pair(a, b);
    add_rest(Kind::Overlap, overlaps_, "table.overlap-more");
    add_rest(Kind::Conflict, conflicts_, "table.conflict-more");
    if (unknown_)
      report_.give_up("table.output-not-constant", {number(unknown_->first), number(unknown_->second)},
                      table_.rules()[unknown_->first].at);
  }

 private:
  void add_rest(Kind kind, std::size_t count, std::string code) {
    if (count > bounds_.listed)
      report_.add_more(kind, overlap_weight(), std::move(code), count - bounds_.listed);
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
    Region both = report_.region(a);
    for (std::size_t column = 0; column < report_.domains().size(); ++column)
      both[column] &= report_.domains()[column].cell(b);
    auto box = report_.tests_of(both);
    auto example = report_.example_of(both);
    base::Message message{std::move(code),
                          {number(a), number(b), report_.in_words(box), report_.in_words(example)}};
    report_.add({kind,
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
    if (report_.within(b, a)) {
      report_subsumed(b, a);
    } else if (report_.within(a, b) && !is_needed_before(a, b)) {
      report_subsumed(a, b);
    }
  }

  /// Under FIRST, whether the earlier rule keeps its inputs from a rule between the two that gives another
  /// output.
  [[nodiscard]] bool is_needed_before(std::size_t a, std::size_t b) const {
    if (table_.hit_policy() != HitPolicy::First) return false;
    for (std::size_t between = a + 1; between < b; ++between)
      if (outputs_.compare(a, between) != Sameness::Same && report_.meet(a, between)) return true;
    return false;
  }

  void report_subsumed(std::size_t rule, std::size_t by) {
    if (dead_.has(rule) || subsumed_.contains(rule)) return;
    subsumed_.insert(rule);
    auto example = report_.example_of(report_.region(rule));
    base::Message message{"table.subsumed", {number(rule), number(by), report_.in_words(example)}};
    report_.add({Kind::Subsumed,
                 Weight::Warning,
                 table_.rules()[rule].at,
                 {rule, by},
                 std::move(example),
                 {},
                 std::move(message)});
  }

  const Table& table_;
  Report& report_;
  const Outputs& outputs_;
  const Bits& dead_;
  const AnalysisBounds& bounds_;
  std::set<std::size_t> subsumed_;
  std::size_t overlaps_ = 0;
  std::size_t conflicts_ = 0;
  std::optional<std::pair<std::size_t, std::size_t>> unknown_;
};

}  // namespace

void compare_pairs(Report& report, const Outputs& outputs, const Bits& dead, const AnalysisBounds& bounds) {
  Pairs(report, outputs, dead, bounds).run();
}

}  // namespace shuxin::rules::dmn
