#include "core/evaluation/outcome_json.h"

#include <algorithm>

#include "core/evaluation/explanation.h"

namespace shuxin::evaluation {
namespace {

using base::Json;

Json number(const std::optional<Decimal>& value, const std::optional<catalog::RoundingRule>& rule) {
  return value ? Json(Json::Number{digits_of(*value, rule)}) : Json();
}

const std::optional<catalog::RoundingRule>& total_rule(const Scheme& scheme) {
  return scheme.second ? scheme.second->round : scheme.round_total;
}

Json scores_json(const Scheme& scheme, const Prepared& prepared, const Outcome& outcome, std::size_t subject,
                 bool values) {
  Json::Object all;
  for (std::size_t i = 0; i < scheme.indicators.size(); ++i) {
    const Score& score = outcome.score(subject, i);
    const bool evaluated = prepared.subjects[subject].state == Subject::State::Evaluated;
    if (evaluated && score.how == Score::How::NotAsked) continue;
    all.emplace_back(scheme.indicators[i].id,
                     values ? number(chosen_value(scheme, prepared, i, subject).value, scheme.round_value)
                            : number(score.points, scheme.round_score));
  }
  return all;
}

Json groups_json(const Scheme& scheme, const Prepared& prepared, const Outcome& outcome) {
  Json::Array groups;
  for (std::size_t g = 0; g < scheme.groups.size(); ++g) {
    std::int64_t evaluated = 0;
    std::vector<std::pair<std::string, std::int64_t>> classes;
    for (std::size_t i = 0; i < prepared.subjects.size(); ++i) {
      if (prepared.subjects[i].state != Subject::State::Evaluated || prepared.subjects[i].group != g)
        continue;
      ++evaluated;
      const std::string& id = outcome.results[i].assigned_class;
      auto found = std::ranges::find(classes, id, &std::pair<std::string, std::int64_t>::first);
      if (found == classes.end()) found = classes.insert(classes.end(), {id, 0});
      ++found->second;
    }
    Json::Object counts;
    for (const catalog::ClassRule& rule : scheme.classes_of(scheme.groups[g]).classes) {
      const auto found = std::ranges::find(classes, rule.id, &std::pair<std::string, std::int64_t>::first);
      counts.emplace_back(rule.id, found == classes.end() ? std::int64_t{0} : found->second);
    }
    Json::Object baselines;
    for (std::size_t i = 0; i < scheme.indicators.size(); ++i)
      for (const UsedBaseline& one :
           outcome.baselines[g].size() > i ? outcome.baselines[g][i] : std::vector<UsedBaseline>{})
        if (one.value && !std::ranges::any_of(baselines, [&](const auto& known) {
              return known.first == scheme.indicators[i].id;
            }))
          baselines.emplace_back(scheme.indicators[i].id, number(one.value, std::nullopt));
    groups.push_back(Json::object({{"id", scheme.groups[g].id},
                                   {"name", both(scheme.groups[g].name)},
                                   {"evaluated", evaluated},
                                   {"classes", counts},
                                   {"baselines", baselines}}));
  }
  return groups;
}

}  // namespace

std::string digits_of(Decimal number, const std::optional<catalog::RoundingRule>& rule) {
  std::string digits = round_by(rule, number).to_string();
  if (!rule || rule->digits == 0) return digits;
  std::size_t point = digits.find('.');
  if (point == std::string::npos) {
    point = digits.size();
    digits += '.';
  }
  while (digits.size() - point - 1 < static_cast<std::size_t>(rule->digits)) digits += '0';
  return digits;
}

std::string_view state_of(const Prepared& prepared, const Outcome& outcome, std::size_t subject) {
  switch (prepared.subjects[subject].state) {
    case Subject::State::Evaluated:
      return outcome.results[subject].total ? "evaluated" : "not_scored";
    case Subject::State::OutOfScope:
      return "out_of_scope";
    case Subject::State::Exempt:
      return "exempt";
    case Subject::State::AtFault:
      return "at_fault";
    case Subject::State::NoGroup:
      return "no_group";
  }
  return "";
}

std::vector<Fault> faults_of_scores(const Scheme& scheme, const Prepared& prepared, const Outcome& outcome) {
  std::vector<Fault> faults;
  for (std::size_t i = 0; i < prepared.subjects.size(); ++i) {
    if (prepared.subjects[i].state != Subject::State::Evaluated || outcome.results[i].total) continue;
    Fault fault;
    fault.row = prepared.firms[prepared.subjects[i].firms.front()].rows.front();
    fault.reason = {"evaluation.no-points", {}};
    if (const auto indicator = outcome.results[i].unknown_score) {
      fault.field = scheme.indicators[*indicator].id;
      const ChosenValue chosen = chosen_value(scheme, prepared, *indicator, i);
      const auto& average = outcome.baselines[prepared.subjects[i].group][*indicator][chosen.variant].average;
      const bool unusable = chosen.value && average && (average->is_zero() || average->is_negative());
      const auto why = [&](base::Language language) {
        return base::word(unusable ? base::Message{"evaluation.average-baseline", {average->to_string()}}
                                   : why_missing(scheme, prepared, *indicator, i, language),
                          language);
      };
      const base::Text& name = scheme.indicators[*indicator].name;
      fault.reason = {"evaluation.cannot-score",
                      {name.zh, why(base::Language::Chinese), name.en, why(base::Language::English)}};
    }
    faults.push_back(std::move(fault));
  }
  std::ranges::stable_sort(faults, {}, &Fault::row);
  return faults;
}

Json firm_json(const Scheme& scheme, const Prepared& prepared, const Outcome& outcome, std::size_t index) {
  const Firm& firm = prepared.firms[index];
  const Result& result = outcome.results[firm.subject];
  const Subject& subject = prepared.subjects[firm.subject];
  Json made = Json::object(
      {{"uscc", firm.uscc},
       {"name", firm.name},
       {"scores", scores_json(scheme, prepared, outcome, firm.subject, false)},
       {"total", number(result.total, total_rule(scheme))},
       {"rank", result.rank ? Json(static_cast<std::int64_t>(*result.rank)) : Json()},
       {"class", result.assigned_class.empty() ? Json() : Json(result.assigned_class)},
       {"values", scores_json(scheme, prepared, outcome, firm.subject, true)},
       {"base", number(result.base, scheme.round_base)},
       {"bonus", number(result.bonus, std::nullopt)},
       {"deduction", number(result.deduction, std::nullopt)},
       {"count", static_cast<std::int64_t>(result.count)},
       {"state", state_of(prepared, outcome, firm.subject)},
       {"group",
        subject.state == Subject::State::Evaluated ? Json(scheme.groups[subject.group].id) : Json()}});
  if (result.first) made.set("first_stage", number(result.first, scheme.round_total));
  if (subject.industry) made.set("industry", scheme.industries[*subject.industry].id);
  if (result.class_by_rank != result.assigned_class && !result.class_by_rank.empty())
    made.set("class_by_rank", result.class_by_rank);
  if (result.shift) {
    made.set("class_before", outcome.shifts[*result.shift].from);
    made.set("shift", to_json(outcome.shifts[*result.shift]));
  }
  if (subject.firms.size() > 1) {
    Json::Array with;
    for (const std::size_t other : subject.firms)
      if (other != index) with.emplace_back(prepared.firms[other].uscc);
    made.set("merged_with", with);
  }
  return made;
}

std::string cell_of(const Fault& fault, const FirmData& data) {
  if (!fault.cell.empty() || fault.row >= data.rows.size()) return fault.cell;
  const auto column = data.columns.find(fault.field);
  return column == data.columns.end() ? "" : column->second + std::to_string(data.rows[fault.row]);
}

Json to_json(const Fault& fault, const FirmData& data) {
  Json made = Json::object(
      {{"row", fault.row < data.rows.size() ? Json(static_cast<std::int64_t>(data.rows[fault.row])) : Json()},
       {"sheet", fault.sheet.empty() ? data.sheet : fault.sheet},
       {"cell", cell_of(fault, data).empty() ? Json() : Json(cell_of(fault, data))},
       {"field", fault.field.empty() ? Json() : Json(fault.field)},
       {"value", fault.value},
       {"code", fault.reason.code},
       {"reason", both(fault.reason)}});
  return made;
}

Json summary_json(const Scheme& scheme, const FirmData& data, const Prepared& prepared,
                  const Outcome& outcome, const std::vector<Fault>& faults) {
  std::vector<const Firm*> firm_of_row(data.table.rows());
  for (const Firm& firm : prepared.firms)
    for (const std::size_t row : firm.rows) firm_of_row[row] = &firm;
  Json::Array unread;
  for (const Fault& fault : faults) {
    Json one = to_json(fault, data);
    if (fault.row < firm_of_row.size() && firm_of_row[fault.row])
      one.set("uscc", firm_of_row[fault.row]->uscc);
    unread.push_back(std::move(one));
  }
  return Json::object({{"scheme", Json::object({{"id", scheme.id}, {"name", both(scheme.name)}})},
                       {"unread", std::move(unread)},
                       {"groups", groups_json(scheme, prepared, outcome)}});
}

Json to_json(const Scheme& scheme, const FirmData& data, const Prepared& prepared, const Outcome& outcome,
             const std::vector<Fault>& faults) {
  Json::Array firms;
  for (std::size_t i = 0; i < prepared.firms.size(); ++i)
    firms.push_back(firm_json(scheme, prepared, outcome, i));
  Json made = summary_json(scheme, data, prepared, outcome, faults);
  made.set("firms", std::move(firms));
  return made;
}

}  // namespace shuxin::evaluation
