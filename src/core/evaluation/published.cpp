#include "core/evaluation/published.h"

#include <algorithm>
#include <map>
#include <set>

#include "core/evaluation/outcome_json.h"

namespace shuxin::evaluation {
namespace {

using Kind = Difference::Kind;

// The id of a class that a list names by its id, `A类`, or its name; the text itself if it is none.
std::string class_id(const Scheme& scheme, const std::string& text) {
  const std::vector<std::string> ids = scheme.class_ids();
  for (const std::string& id : ids)
    if (text == id || text == id + "类") return id;
  const auto named = [&](const catalog::ClassRules& rules) {
    const auto found = std::ranges::find_if(rules.classes, [&](const catalog::ClassRule& rule) {
      return rule.name.zh == text || rule.name.en == text;
    });
    return found == rules.classes.end() ? std::string() : found->id;
  };
  if (std::string id = named(scheme.classes); !id.empty()) return id;
  for (const catalog::SchemeGroup& group : scheme.groups)
    if (std::string id = named(scheme.classes_of(group)); !id.empty()) return id;
  return text;
}

std::string or_dash(const std::string& text) {
  return text.empty() ? "-" : text;
}

class Comparing {
 public:
  Comparing(const Scheme& scheme, const Prepared& prepared, const Outcome& outcome,
            const std::vector<Published>& list)
      : scheme_(scheme), prepared_(prepared), outcome_(outcome), list_(list) {}

  std::vector<Difference> run() {
    for (const Published& one : list_)
      if (!by_code_.emplace(one.uscc, &one).second) found_.push_back({Kind::Repeated, one.uscc, "", ""});
    for (const Firm& firm : prepared_.firms) compare(firm);
    std::set<std::string> known;
    for (const Firm& firm : prepared_.firms) known.insert(firm.uscc);
    for (const auto& [code, one] : by_code_)
      if (!known.contains(code)) found_.push_back({Kind::Extra, code, or_dash(one->assigned_class), "-"});
    for (const auto& [what, counts] : shares_)
      if (counts.first != counts.second)
        found_.push_back({Kind::Share, what, std::to_string(counts.first), std::to_string(counts.second)});
    return std::move(found_);
  }

 private:
  void compare(const Firm& firm) {
    const Result& result = outcome_.results[firm.subject];
    count(firm, result.assigned_class, false);
    const auto one = by_code_.find(firm.uscc);
    if (one == by_code_.end()) {
      if (!result.assigned_class.empty())
        found_.push_back({Kind::Missing, firm.uscc, "-", result.assigned_class});
      return;
    }
    const std::string published = class_id(scheme_, one->second->assigned_class);
    count(firm, published, true);
    if (published != result.assigned_class)
      found_.push_back({Kind::OtherClass, firm.uscc, or_dash(published), or_dash(result.assigned_class)});
    if (one->second->total && one->second->total != result.total)
      found_.push_back({Kind::OtherTotal, firm.uscc, one->second->total->to_string(),
                        result.total ? digits_of(*result.total, std::nullopt) : "-"});
    const auto rank =
        result.rank ? std::optional(Decimal(static_cast<std::int64_t>(*result.rank))) : std::nullopt;
    if (one->second->rank && one->second->rank != rank)
      found_.push_back(
          {Kind::OtherRank, firm.uscc, one->second->rank->to_string(), rank ? rank->to_string() : "-"});
  }

  // Firms of a class within what is ranked together; exempt ones have no shares.
  void count(const Firm& firm, const std::string& id, bool is_published) {
    const Subject& subject = prepared_.subjects[firm.subject];
    if (subject.state != Subject::State::Evaluated || id.empty()) return;
    std::string what = scheme_.groups[subject.group].id;
    if (subject.industry) what += " " + scheme_.industries[*subject.industry].id;
    auto& counts = shares_[what + " " + id];
    ++(is_published ? counts.first : counts.second);
  }

  const Scheme& scheme_;
  const Prepared& prepared_;
  const Outcome& outcome_;
  const std::vector<Published>& list_;
  std::map<std::string, const Published*> by_code_;
  std::map<std::string, std::pair<std::size_t, std::size_t>> shares_;  // published, computed
  std::vector<Difference> found_;
};

std::string code_of(Kind kind) {
  switch (kind) {
    case Kind::Missing:
      return "evaluation.published.missing";
    case Kind::Extra:
      return "evaluation.published.extra";
    case Kind::Repeated:
      return "evaluation.published.repeated";
    case Kind::OtherClass:
      return "evaluation.published.other-class";
    case Kind::OtherTotal:
      return "evaluation.published.other-total";
    case Kind::OtherRank:
      return "evaluation.published.other-rank";
    case Kind::Share:
      return "evaluation.published.share";
  }
  return {};
}

}  // namespace

std::vector<Difference> compare_published(const Scheme& scheme, const Prepared& prepared,
                                          const Outcome& outcome, const std::vector<Published>& list) {
  return Comparing(scheme, prepared, outcome, list).run();
}

base::Message word_of(const Difference& difference) {
  return {code_of(difference.kind), {difference.what, difference.published, difference.computed}};
}

base::Json to_json(const Difference& difference) {
  return base::Json::object({{"code", code_of(difference.kind)},
                             {"what", difference.what},
                             {"published", difference.published},
                             {"computed", difference.computed},
                             {"message", both(word_of(difference))}});
}

}  // namespace shuxin::evaluation
