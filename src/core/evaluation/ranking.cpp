#include <algorithm>
#include <numeric>

#include "core/evaluation/scoring.h"

namespace shuxin::evaluation {
namespace {

using catalog::ClassRule;
using catalog::ClassRules;

// How many whole places a share of the list is.
std::size_t places(const ClassRules& rules, Decimal share, std::size_t count) {
  const auto exact = base::multiply(share, static_cast<std::int64_t>(count));
  const auto whole = exact ? exact->rounded(0, rules.places) : std::nullopt;
  const auto number = whole ? whole->to_integer() : std::nullopt;
  return static_cast<std::size_t>(
      std::clamp<std::int64_t>(number.value_or(0), 0, static_cast<std::int64_t>(count)));
}

bool within_first(const ClassRules& rules, Decimal share, std::size_t rank, std::size_t count) {
  if (rules.measure == ClassRules::Measure::Places) return rank <= places(rules, share, count);
  // r ÷ n ≤ share without dividing.
  const auto bound = base::multiply(share, static_cast<std::int64_t>(count));
  return bound && Decimal(static_cast<std::int64_t>(rank)) <= *bound;
}

bool within_last(const ClassRules& rules, Decimal share, std::size_t rank, std::size_t count) {
  if (rules.measure == ClassRules::Measure::Places) return rank > count - places(rules, share, count);
  const auto rest = base::subtract(Decimal(1), share);
  return !rest || !within_first(rules, *rest, rank, count);
}

std::size_t class_by_score(const ClassRules& rules, Decimal total) {
  for (std::size_t i = 0; i + 1 < rules.classes.size(); ++i)
    if (rules.classes[i].at_least && total >= *rules.classes[i].at_least) return i;
  return rules.classes.size() - 1;
}

std::size_t class_by_share(const ClassRules& rules, std::size_t rank, std::size_t last_rank,
                           std::size_t count) {
  const bool upper = rules.reading == ClassRules::Reading::UpperLimit;
  // As upper limits no class may take more than its share: a tie across the bound counts from its far end.
  const std::size_t from_top = upper ? last_rank : rank;
  const std::size_t from_bottom = rank;
  const std::size_t last = rules.classes.size() - 1;
  if (const ClassRule& worst = rules.classes[last];
      worst.has_last && worst.last && within_last(rules, *worst.last, from_bottom, count))
    return last;
  for (std::size_t i = 0; i < last; ++i)
    if (rules.classes[i].first && within_first(rules, *rules.classes[i].first, from_top, count)) return i;
  return rules.classes[last].has_last ? last - (last > 0 ? 1 : 0) : last;
}

class Ranking {
 public:
  Ranking(const Scheme& scheme, const Prepared& prepared, Outcome& outcome)
      : scheme_(scheme), prepared_(prepared), outcome_(outcome) {}

  void run() {
    for (std::size_t group = 0; group < scheme_.groups.size(); ++group) {
      const std::vector<std::size_t> all = members(group, std::nullopt);
      if (scheme_.second) {
        order(all);
        second_stage(all);
      }
      if (!scheme_.ranks_within_industries) {
        grade(group, all);
        continue;
      }
      for (std::size_t industry = 0; industry < scheme_.industries.size(); ++industry)
        grade(group, members(group, industry));
    }
    for (std::size_t i = 0; i < prepared_.subjects.size(); ++i)
      if (prepared_.subjects[i].state == Subject::State::Exempt)
        outcome_.results[i].assigned_class = scheme_.exempt[prepared_.subjects[i].exemption].assigned_class;
  }

 private:
  [[nodiscard]] std::vector<std::size_t> members(std::size_t group,
                                                 std::optional<std::size_t> industry) const {
    std::vector<std::size_t> found;
    for (std::size_t i = 0; i < prepared_.subjects.size(); ++i) {
      const Subject& subject = prepared_.subjects[i];
      if (subject.state == Subject::State::Evaluated && subject.group == group &&
          (!industry || subject.industry == industry) && outcome_.results[i].total)
        found.push_back(i);
    }
    return found;
  }

  [[nodiscard]] Standing standing_of(std::size_t subject) const {
    Standing made{*outcome_.results[subject].total, {}};
    for (const std::string& id : scheme_.ties)
      made.criteria.push_back(criterion(scheme_, prepared_, id, subject));
    return made;
  }

  // Best first, with ranks: equal firms share the first of their places.
  std::vector<std::size_t> order(const std::vector<std::size_t>& members) {
    std::vector<std::pair<Standing, std::size_t>> standings;
    standings.reserve(members.size());
    for (const std::size_t subject : members) standings.emplace_back(standing_of(subject), subject);
    std::ranges::stable_sort(standings, [](const auto& a, const auto& b) { return a.first < b.first; });
    std::vector<std::size_t> ordered;
    for (std::size_t i = 0; i < standings.size(); ++i) {
      Result& result = outcome_.results[standings[i].second];
      const bool same = i > 0 && (standings[i - 1].first <=> standings[i].first) == 0;
      result.rank = same ? outcome_.results[ordered.back()].rank : i + 1;
      result.count = standings.size();
      ordered.push_back(standings[i].second);
    }
    return ordered;
  }

  void second_stage(const std::vector<std::size_t>& members) {
    if (members.empty()) return;
    const GroupTotals totals = totals_of(outcome_, members);
    rules::Evaluation evaluation(rules::Environment{});
    for (const std::size_t subject : members) {
      Result& result = outcome_.results[subject];
      const auto total = second_total(scheme_, inputs_of(prepared_, subject), result, totals, evaluation);
      result.first = result.total;
      result.total = total;
      result.rank.reset();
    }
  }

  void grade(std::size_t group, std::vector<std::size_t> members) {
    std::erase_if(members, [&](std::size_t subject) { return !outcome_.results[subject].total; });
    members = order(std::move(members));
    const ClassRules& rules = scheme_.classes_of(scheme_.groups[group]);
    if (rules.classes.empty()) return;
    for (std::size_t begin = 0; begin < members.size();) {
      std::size_t end = begin + 1;
      while (end < members.size() && outcome_.results[members[end]].rank == begin + 1) ++end;
      const Decimal total = *outcome_.results[members[begin]].total;
      const std::size_t index = class_at(rules, begin + 1, end, members.size(), total);
      for (; begin < end; ++begin) assign(rules, members[begin], index);
    }
  }

  void assign(const ClassRules& rules, std::size_t subject, std::size_t index) {
    Result& result = outcome_.results[subject];
    result.class_by_rank = rules.classes[index].id;
    result.assigned_class = rules.classes[with_vetoes(scheme_, rules, prepared_.subjects[subject], index)].id;
  }

  const Scheme& scheme_;
  const Prepared& prepared_;
  Outcome& outcome_;
};

}  // namespace

std::weak_ordering operator<=>(const Standing& a, const Standing& b) {
  if (const auto by = b.total <=> a.total; by != 0) return by;
  for (std::size_t i = 0; i < a.criteria.size(); ++i) {
    if (!a.criteria[i] && !b.criteria[i]) continue;
    if (!a.criteria[i] || !b.criteria[i])
      return a.criteria[i] ? std::weak_ordering::less : std::weak_ordering::greater;
    if (const auto by = *b.criteria[i] <=> *a.criteria[i]; by != 0) return by;
  }
  return std::weak_ordering::equivalent;
}

std::optional<Decimal> criterion(const Scheme& scheme, const Prepared& prepared, const std::string& id,
                                 std::size_t subject) {
  if (const catalog::Indicator* indicator = scheme.find_indicator(id))
    return chosen_value(scheme, prepared, static_cast<std::size_t>(indicator - scheme.indicators.data()),
                        subject)
        .value;
  const columns::Column* column = prepared.table.find(id);
  if (!column || !column->is_known(subject)) return std::nullopt;
  const rules::Value value = column->value(subject);
  return value.kind() == rules::Kind::Number ? std::optional(value.as_number()) : std::nullopt;
}

// A veto lowers the class of the one firm; nobody moves up in its place.
std::size_t with_vetoes(const Scheme& scheme, const ClassRules& rules, const Subject& subject,
                        std::size_t index) {
  for (const std::size_t veto : subject.vetoes) {
    const auto best = std::ranges::find(rules.classes, scheme.veto[veto].at_best, &ClassRule::id);
    if (best != rules.classes.end())
      index = std::max(index, static_cast<std::size_t>(best - rules.classes.begin()));
  }
  return index;
}

GroupTotals totals_of(const Outcome& outcome, const std::vector<std::size_t>& members) {
  GroupTotals totals;
  Decimal sum = 0;
  for (const std::size_t subject : members) {
    const Decimal total = *outcome.results[subject].total;
    sum = base::add(sum, total).value_or(sum);
    totals.highest = totals.count == 0 ? total : std::max(totals.highest, total);
    totals.lowest = totals.count == 0 ? total : std::min(totals.lowest, total);
    ++totals.count;
  }
  totals.mean = base::divide(sum, std::max<std::int64_t>(totals.count, 1)).value_or(0);
  return totals;
}

std::optional<Decimal> second_total(const Scheme& scheme, std::span<const rules::Value> fields,
                                    const Result& first, const GroupTotals& totals,
                                    rules::Evaluation& evaluation) {
  std::vector<rules::Value> inputs(fields.begin(), fields.end());
  const auto add = [&](const std::optional<Decimal>& value) {
    inputs.push_back(value ? rules::Value::number(*value) : rules::Value());
  };
  add(first.total);
  add(first.base);
  add(first.bonus);
  add(first.deduction);
  add(first.rank ? std::optional<Decimal>(static_cast<std::int64_t>(*first.rank)) : std::nullopt);
  add(Decimal(totals.count));
  add(totals.mean);
  add(totals.highest);
  add(totals.lowest);
  evaluation.reset_steps();
  const rules::Value value = scheme.second->formula.compiled->evaluate(inputs, evaluation);
  if (value.kind() != rules::Kind::Number) return std::nullopt;
  return round_by(scheme.second->round, value.as_number());
}

std::size_t class_at(const ClassRules& rules, std::size_t rank, std::size_t last_rank, std::size_t count,
                     Decimal total) {
  if (rules.by == ClassRules::By::Score) return class_by_score(rules, total);
  std::size_t index = class_by_share(rules, rank, last_rank, count);
  // Conditions on the total come on top of the place: a class may stay empty.
  while (index + 1 < rules.classes.size() && rules.classes[index].at_least &&
         total < *rules.classes[index].at_least)
    ++index;
  while (index > 0 && rules.classes[index].below && total >= *rules.classes[index].below) --index;
  return index;
}

void rank_and_grade(const Scheme& scheme, const Prepared& prepared, Outcome& outcome) {
  Ranking(scheme, prepared, outcome).run();
}

}  // namespace shuxin::evaluation
