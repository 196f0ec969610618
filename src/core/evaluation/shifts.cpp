#include "core/evaluation/shifts.h"

#include <algorithm>

#include "core/evaluation/outcome.h"

namespace shuxin::evaluation {

using base::Json;

base::Result<Shift> make_shift(Shift texts, const std::string& decided_on, const std::string& where) {
  for (const auto& [name, text] : {std::pair<const char*, const std::string*>{"uscc", &texts.uscc},
                                   {"from", &texts.from},
                                   {"to", &texts.to},
                                   {"reason", &texts.reason},
                                   {"power", &texts.power},
                                   {"decided_on", &decided_on}})
    if (text->find_first_not_of(" \t\r\n") == std::string::npos)
      return base::fail("evaluation.shift-incomplete", {where, name});
  const auto date = base::Date::parse(decided_on);
  if (!date) return base::fail("evaluation.shift-date", {where, decided_on});
  texts.decided_on = *date;
  return texts;
}

Json to_json(const Shift& shift) {
  return Json::object({{"uscc", shift.uscc},
                       {"from", shift.from},
                       {"to", shift.to},
                       {"reason", shift.reason},
                       {"power", shift.power},
                       {"decided_on", shift.decided_on.to_string()}});
}

base::Result<Shift> read_shift(const Json& json) {
  const auto text = [&](const char* name) {
    return std::string(json.if_object() ? json.find_string(name).value_or("") : "");
  };
  return make_shift({text("uscc"), text("from"), text("to"), text("reason"), text("power"), {}},
                    text("decided_on"), text("uscc"));
}

base::Result<void> apply_shifts(const Scheme& scheme, const Prepared& prepared, std::vector<Shift> shifts,
                                Outcome& outcome) {
  const std::vector<std::string> classes = scheme.class_ids();
  std::vector<std::pair<std::size_t, std::size_t>> decided;  // subject, shift
  for (std::size_t i = 0; i < shifts.size(); ++i) {
    const Shift& shift = shifts[i];
    const auto firm = std::ranges::find(prepared.firms, shift.uscc, &Firm::uscc);
    if (firm == prepared.firms.end()) return base::fail("evaluation.no-firm", {shift.uscc});
    if (std::ranges::find(classes, shift.to) == classes.end())
      return base::fail("evaluation.unknown-class", {shift.to});
    const std::string& given = outcome.results[firm->subject].assigned_class;
    if (given != shift.from)
      return base::fail("evaluation.shift-from", {shift.uscc, shift.from, given.empty() ? "-" : given});
    const auto before =
        std::ranges::find(decided, firm->subject, &std::pair<std::size_t, std::size_t>::first);
    // Firms of one parcel share a result: each may be named, but they cannot be decided upon differently.
    if (before != decided.end() &&
        (shifts[before->second].uscc == shift.uscc || shifts[before->second].to != shift.to))
      return base::fail("evaluation.shift-twice", {shift.uscc});
    decided.emplace_back(firm->subject, i);
  }
  for (const auto& [subject, shift] : decided) {
    outcome.results[subject].assigned_class = shifts[shift].to;
    outcome.results[subject].shift = shift;
  }
  outcome.shifts = std::move(shifts);
  return {};
}

}  // namespace shuxin::evaluation
