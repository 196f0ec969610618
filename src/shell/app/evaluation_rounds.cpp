#include "shell/app/evaluation_rounds.h"

#include <algorithm>
#include <map>

#include "core/evaluation/outcome_json.h"
#include "shell/app/reach.h"

namespace shuxin::app {

using base::Json;

/// A firm of the run with what the zone has of it.
struct EvaluationRounds::Firm {
  std::size_t index = 0;
  std::string uscc;
  std::string name;
  std::string account;  ///< by which its cases are kept
  bool has_account = false;
  std::string case_number;  ///< of the year; empty: none yet
};

namespace {

constexpr std::string_view register_kind = "evaluation_round";
constexpr std::string_view opening = "submit";

const catalog::Procedure* procedure_of(const catalog::Matter& matter, const catalog::Catalogue& catalogue,
                                       base::Date day) {
  return catalogue.find_procedure(matter.procedure, day);
}

std::string organisation_of(const catalog::Matter& matter, const std::string& desk) {
  const auto own = matter.desks.find(desk);
  return own == matter.desks.end() ? matter.authority : own->second;
}

// A desk's command that needs no more than a run tells: not one that states a reason for a single firm.
bool is_for_all(const catalog::Action& action) {
  static const std::vector<std::string> told = {"figures", "draft", "final_class", "list_hash"};
  if (action.id == opening) return true;
  return catalog::is_desk(action.by) && !action.asks.empty() &&
         std::ranges::all_of(action.asks, [](const catalog::Input& asked) {
           return !asked.required || std::ranges::find(told, asked.id) != told.end();
         });
}

// The class as it is told to the firm; where there is none, why.
std::string class_words(const EvaluationRun& run, std::size_t firm) {
  const EvaluatedTable& table = run.table;
  const std::size_t subject = table.prepared.firms[firm].subject;
  const evaluation::Result& result = table.outcome.results[subject];
  const std::string state(evaluation::state_of(table.prepared, table.outcome, subject));
  std::string words =
      result.assigned_class.empty()
          ? "未评定（" + base::word({"evaluation.state." + state, {}}, base::Language::Chinese) + "）"
          : result.assigned_class + " 类";
  const auto& rule = table.scheme.second ? table.scheme.second->round : table.scheme.round_total;
  if (result.total) words += "，" + evaluation::digits_of(*result.total, rule) + " 分";
  if (result.rank)
    words += "，第 " + std::to_string(*result.rank) + " 名（共 " + std::to_string(result.count) + " 家）";
  return words;
}

// The data of the firm as they were read, with the table that they come from.
std::string figures_words(const EvaluationRun& run, std::size_t firm) {
  const EvaluatedTable& table = run.table;
  std::string words;
  const std::vector<std::string> used = evaluation::used_fields(table.scheme);
  for (const catalog::SchemeField& field : table.scheme.fields) {
    const columns::Column* column = table.firms.data.table.find(field.id);
    if (!column || field.id == "uscc" || std::ranges::find(used, field.id) == used.end()) continue;
    std::string said;
    for (const std::size_t row : table.prepared.firms[firm].rows) {
      const std::string one = column->is_known(row) ? rules::to_text(column->value(row)) : "未填";
      said += (said.empty() ? "" : "、") + one;
    }
    words += (words.empty() ? "" : "；") + field.name.zh + " " + said +
             (field.unit.empty() ? "" : " " + field.unit);
  }
  return words + "。来源：" + run.kept.table_name + "（SHA-256 " + run.kept.table_sha256 + "）";
}

base::Text text_of(const Reply& refused) {
  const Json* text = refused.body.find("text");
  if (!text) return {"未办理", "not done"};
  return {std::string(text->find_string("zh").value_or("")),
          std::string(text->find_string("en").value_or(""))};
}

}  // namespace

base::Result<EvaluationRounds::Firm> EvaluationRounds::find_firm(const EvaluationRun& run, std::size_t index,
                                                                 std::int64_t year) {
  const evaluation::Firm& of = run.table.prepared.firms[index];
  Firm firm{index, of.uscc, of.name.size() < 2 ? of.uscc : of.name, {}, false, {}};
  SHUXIN_TRY(const auto account, accounts_.find_enterprise(of.uscc));
  firm.has_account = account.has_value();
  firm.account = firm.has_account ? account->id : "uscc-" + of.uscc;
  SHUXIN_TRY(const auto reads, service_.store().snapshot(service_.zone()));
  const auto read = reads->query(
      "select fields from register_entries where zone = ? and kind = ? and key = ? and ended = 0",
      {service_.zone(), register_kind, firm.account + "/" + std::to_string(year)}, [&](store::Row row) {
        const auto fields = Json::parse(store::text(row[0]));
        if (fields) firm.case_number = std::string(fields->find_string("case_no").value_or(""));
        return true;
      });
  if (!read) return std::unexpected(read.error());
  return firm;
}

base::Result<std::optional<Reply>> EvaluationRounds::open(const Identity& officer, const Firm& firm,
                                                          std::int64_t year, base::Instant now) {
  if (!firm.case_number.empty()) return std::nullopt;
  CounterEntry entry;
  entry.kind = "matter";
  entry.target = matter;
  if (firm.has_account) entry.account = firm.account;
  entry.applicant_kind = "enterprise";
  entry.name = firm.name;
  entry.uscc = firm.uscc;
  entry.received_at = now;
  entry.form = Json::object({{"company_name", firm.name}, {"year", year}});
  SHUXIN_TRY(Reply reply, counter_.enter(officer, entry, "", now));
  return reply;
}

base::Result<std::optional<Reply>> EvaluationRounds::act(const Identity& officer, const EvaluationRun& run,
                                                         const Firm& firm, const catalog::Action& action,
                                                         base::Instant now) {
  if (firm.case_number.empty()) return std::nullopt;
  SHUXIN_TRY(const auto reads, service_.store().snapshot(service_.zone()));
  SHUXIN_TRY(const auto state, service_.states().load_case(*reads, firm.case_number));
  if (std::ranges::find(action.from, state->state) == action.from.end()) return std::nullopt;
  const evaluation::Result& result = run.table.outcome.results[run.table.prepared.firms[firm.index].subject];
  Json input = Json::Object{};
  for (const catalog::Input& asked : action.asks) {
    if (asked.id == "figures") input.set(asked.id, figures_words(run, firm.index));
    if (asked.id == "draft") input.set(asked.id, class_words(run, firm.index));
    if (asked.id == "final_class")
      input.set(asked.id,
                result.assigned_class.empty() ? class_words(run, firm.index) : result.assigned_class);
    if (asked.id == "list_hash") input.set(asked.id, run.kept.final_list ? run.kept.final_list->hash : "");
  }
  SHUXIN_TRY(Reply reply, service_.run({casework::Act{firm.case_number, action.id, std::move(input), {}},
                                        actor_of(officer), now, "", state->version, ""}));
  return reply;
}

base::Result<Json> EvaluationRounds::give(const Identity& officer, const EvaluationRun& run,
                                          const RoundStep& step, base::Instant now) {
  const catalog::Catalogue& catalogue = service_.catalogue();
  const base::Date day = catalogue.calendar.legal_day(now);
  const catalog::Matter* of = catalogue.find_matter(matter, day);
  const catalog::Procedure* procedure = of ? procedure_of(*of, catalogue, day) : nullptr;
  if (!procedure) return base::fail("evaluation.round-action", {step.action});
  const auto action = std::ranges::find(procedure->actions, step.action, &catalog::Action::id);
  const bool opens = step.action == opening;
  if (action == procedure->actions.end() || !is_for_all(*action))
    return base::fail("evaluation.round-action", {step.action});
  for (const catalog::Input& asked : action->asks) {
    if (asked.id == "list_hash" && !run.kept.final_list) return base::fail("evaluation.round-not-final");
  }
  const std::size_t firms = run.table.prepared.firms.size();
  const std::size_t end = std::min(firms, step.from + step.count);
  std::int64_t moved = 0;
  Json::Array left;
  for (std::size_t index = step.from; index < end; ++index) {
    const auto& subject = run.table.prepared.firms[index];
    if (subject.uscc.empty()) continue;
    SHUXIN_TRY(const Firm firm, find_firm(run, index, step.year));
    const auto reply = opens ? open(officer, firm, step.year, now) : act(officer, run, firm, *action, now);
    if (!reply && reply.error().code() != "case.stale") return std::unexpected(reply.error());
    if (reply && !*reply) continue;
    if (reply && !(*reply)->refused) {
      ++moved;
      continue;
    }
    const base::Text why = reply
                               ? text_of(**reply)
                               : base::Text{"办件刚有变动，请再试一次", "the case has just moved: try again"};
    left.push_back(Json::object({{"uscc", firm.uscc},
                                 {"name", firm.name},
                                 {"case", firm.case_number.empty() ? Json() : Json(firm.case_number)},
                                 {"why", base::both(why)}}));
  }
  return Json::object({{"firms", static_cast<std::int64_t>(firms)},
                       {"next", end < firms ? Json(static_cast<std::int64_t>(end)) : Json()},
                       {"moved", moved},
                       {"left", std::move(left)}});
}

base::Result<Json> EvaluationRounds::standing(const Identity& officer, std::int64_t year, base::Instant now) {
  const catalog::Catalogue& catalogue = service_.catalogue();
  const base::Date day = catalogue.calendar.legal_day(now);
  const catalog::Matter* of = catalogue.find_matter(matter, day);
  const catalog::Procedure* procedure = of ? procedure_of(*of, catalogue, day) : nullptr;
  if (!procedure) return base::fail("evaluation.round-action", {std::string(matter)});
  SHUXIN_TRY(const auto reads, service_.store().snapshot(service_.zone()));
  std::map<std::string, std::string, std::less<>> state_of;
  const auto cases = reads->query("select number, state from cases where zone = ? and matter = ?",
                                  {service_.zone(), matter}, [&](store::Row row) {
                                    state_of.emplace(store::text(row[0]), store::text(row[1]));
                                    return true;
                                  });
  if (!cases) return std::unexpected(cases.error());
  std::map<std::string, std::int64_t, std::less<>> in_state;
  std::int64_t entered = 0;
  const auto entries =
      reads->query("select fields from register_entries where zone = ? and kind = ? and ended = 0",
                   {service_.zone(), register_kind}, [&](store::Row row) {
                     const auto fields = Json::parse(store::text(row[0]));
                     if (!fields || fields->find_integer("year") != year) return true;
                     const auto found = state_of.find(fields->find_string("case_no").value_or(""));
                     if (found == state_of.end()) return true;
                     ++entered;
                     ++in_state[found->second];
                     return true;
                   });
  if (!entries) return std::unexpected(entries.error());
  Json::Array states;
  for (const catalog::State& state : procedure->states)
    states.push_back(
        Json::object({{"state", state.id}, {"name", base::both(state.name)}, {"cases", in_state[state.id]}}));
  Json::Array actions;
  for (const catalog::Action& action : procedure->actions) {
    if (!is_for_all(action)) continue;
    const bool opens = action.id == opening;
    std::int64_t ready = 0;
    for (const std::string& from : action.from) ready += in_state[from];
    const std::string desk = opens ? "intake" : action.by;
    const RoleIn needed{desk, organisation_of(*of, desk)};
    actions.push_back(Json::object({{"action", action.id},
                                    {"name", base::both(action.name)},
                                    {"may", std::ranges::find(officer.roles, needed) != officer.roles.end()},
                                    {"ready", opens ? Json() : Json(ready)}}));
  }
  return Json::object(
      {{"year", year}, {"entered", entered}, {"states", std::move(states)}, {"actions", std::move(actions)}});
}

}  // namespace shuxin::app
