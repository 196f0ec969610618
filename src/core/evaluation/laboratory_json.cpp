#include "core/evaluation/laboratory_json.h"

#include <algorithm>

#include "core/evaluation/outcome_json.h"

namespace shuxin::evaluation {
namespace {

using base::Json;

constexpr int money_digits = 4;

Json number(const std::optional<Decimal>& value) {
  if (!value) return {};
  return Json::Number{value->rounded(money_digits, base::Rounding::HalfUp).value_or(*value).to_string()};
}

Json class_or_null(const std::string& id) {
  return id.empty() ? Json() : Json(id);
}

Json moves_json(const std::vector<ClassMove>& moves, const Prepared& prepared) {
  Json::Array all;
  for (const ClassMove& move : moves)
    all.push_back(Json::object({{"uscc", prepared.firms[move.firm].uscc},
                                {"name", prepared.firms[move.firm].name},
                                {"from", class_or_null(move.class_before)},
                                {"to", class_or_null(move.class_after)}}));
  return all;
}

Json class_counts(const Evaluated& evaluated) {
  const std::vector<std::string> classes = evaluated.scheme.class_ids();
  std::vector<std::int64_t> firms(classes.size());
  for (const Firm& firm : evaluated.prepared.firms) {
    const auto found = std::ranges::find(classes, evaluated.outcome.results[firm.subject].assigned_class);
    if (found != classes.end()) ++firms[static_cast<std::size_t>(found - classes.begin())];
  }
  Json::Object counts;
  for (std::size_t i = 0; i < classes.size(); ++i) counts.emplace_back(classes[i], firms[i]);
  return counts;
}

const base::Text& name_of(const Improvement& one, const Scheme& scheme) {
  return one.of == Improvement::Of::Indicator ? scheme.indicators[one.index].name
                                              : scheme.fields[one.index].name;
}
const std::string& unit_of(const Improvement& one, const Scheme& scheme) {
  return one.of == Improvement::Of::Indicator ? scheme.indicators[one.index].variants.front().unit
                                              : scheme.fields[one.index].unit;
}

}  // namespace

Json to_json(const Comparison& comparison, const Evaluated& before, const Evaluated& after) {
  Json::Array transitions;
  for (const auto& [pair, firms] : comparison.transitions)
    transitions.push_back(Json::object({{"from", class_or_null(pair.first)},
                                        {"to", class_or_null(pair.second)},
                                        {"firms", static_cast<std::int64_t>(firms)}}));
  Json::Array effects;
  for (std::size_t i = 0; i < comparison.effects.size(); ++i) {
    const PolicyEffect& effect = comparison.effects[i];
    const auto change =
        effect.before && effect.after ? base::subtract(*effect.after, *effect.before) : std::nullopt;
    effects.push_back(Json::object({{"policy", effect.policy},
                                    {"name", both(after.scheme.policies[i].name)},
                                    {"before", number(effect.before)},
                                    {"after", number(effect.after)},
                                    {"change", number(change)},
                                    {"unit", "万元"},
                                    {"unknown_firms", static_cast<std::int64_t>(effect.unknown_firms)}}));
  }
  return Json::object(
      {{"winners", moves_json(comparison.winners, before.prepared)},
       {"losers", moves_json(comparison.losers, before.prepared)},
       {"transitions", std::move(transitions)},
       {"ranked", static_cast<std::int64_t>(comparison.ranked)},
       {"rank_moved", static_cast<std::int64_t>(comparison.rank_moved)},
       {"largest_rank_move", static_cast<std::int64_t>(comparison.largest_rank_move)},
       {"rank_correlation", number(comparison.rank_correlation)},
       {"effects", std::move(effects)},
       {"classes", Json::object({{"before", class_counts(before)}, {"after", class_counts(after)}})}});
}

static Json together_json(const std::optional<TogetherBetter>& together, const Scheme& scheme) {
  if (!together) return {};
  return Json::object({{"percent", together->percent},
                       {"total", Json::Number{digits_of(together->total, scheme.round_total)}},
                       {"rank", static_cast<std::int64_t>(together->rank)},
                       {"class", together->class_then}});
}

Json to_json(const Improvements& improvements, const Scheme& scheme) {
  Json::Array steps;
  for (const Improvement& one : improvements.found) {
    const auto by = base::subtract(one.to, one.from);
    const bool indicator = one.of == Improvement::Of::Indicator;
    steps.push_back(
        Json::object({{"of", indicator ? "indicator" : "field"},
                      {"id", indicator ? scheme.indicators[one.index].id : scheme.fields[one.index].id},
                      {"name", both(name_of(one, scheme))},
                      {"unit", unit_of(one, scheme)},
                      {"from", Json::Number{one.from.to_string()}},
                      {"to", Json::Number{one.to.to_string()}},
                      {"by", by ? Json(Json::Number{by->to_string()}) : Json()},
                      {"total", Json::Number{digits_of(one.total, scheme.round_total)}},
                      {"rank", static_cast<std::int64_t>(one.rank)},
                      {"class", one.class_then},
                      {"words", Json::object({{"zh", word(one, scheme, base::Language::Chinese)},
                                              {"en", word(one, scheme, base::Language::English)}})}}));
  }
  Json::Array unreachable;
  for (const std::size_t index : improvements.unreachable)
    unreachable.emplace_back(scheme.indicators[index].id);
  return Json::object(
      {{"class", class_or_null(improvements.class_now)},
       {"is_best", improvements.is_best},
       {"steps", std::move(steps)},
       {"unreachable", std::move(unreachable)},
       {"barred_by", improvements.barred_by ? both(scheme.veto[*improvements.barred_by].name) : Json()},
       {"together", together_json(improvements.together, scheme)}});
}

std::string word(const Improvement& one, const Scheme& scheme, base::Language language) {
  const Decimal by = base::subtract(one.to, one.from).value_or(0);
  return base::word({"evaluation.improve",
                     {name_of(one, scheme).in(language), (by.is_negative() ? "" : "+") + by.to_string(),
                      unit_of(one, scheme), one.from.to_string(), one.to.to_string(),
                      digits_of(one.total, scheme.round_total), std::to_string(one.rank), one.class_then}},
                    language);
}

}  // namespace shuxin::evaluation
