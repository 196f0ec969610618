#include "shell/http/evaluation_answers.h"

#include <algorithm>
#include <array>
#include <charconv>

#include "core/evaluation/explanation.h"
#include "core/evaluation/laboratory_json.h"
#include "core/evaluation/outcome_json.h"
#include "core/evaluation/scheme_json.h"
#include "shell/http/account_routes.h"
#include "shell/http/problem.h"

namespace shuxin::http {
namespace {

using app::EvaluatedTable;
using base::Json;

constexpr std::size_t most_firms = 1000;
constexpr std::size_t firms_on_a_page = 200;

std::size_t query_number(const Request& request, std::string_view name, std::size_t otherwise) {
  const auto said = request.find_query(name);
  std::size_t value = otherwise;
  if (said) std::from_chars(said->data(), said->data() + said->size(), value);
  return value;
}

// Firms by group and rank; those without a rank last.
std::vector<std::size_t> best_first(const EvaluatedTable& table) {
  std::vector<std::size_t> order(table.prepared.firms.size());
  for (std::size_t i = 0; i < order.size(); ++i) order[i] = i;
  std::ranges::stable_sort(order, {}, [&](std::size_t firm) {
    const std::size_t subject = table.prepared.firms[firm].subject;
    const auto rank = table.outcome.results[subject].rank;
    return std::tuple(!rank.has_value(), table.prepared.subjects[subject].group, rank.value_or(0));
  });
  return order;
}

Json effects_json(const EvaluatedTable& table) {
  Json::Array all;
  const auto effects = evaluation::policy_effects(table.evaluated());
  constexpr int digits = 4;
  for (std::size_t i = 0; i < effects.size(); ++i) {
    const auto& [sum, unknown] = effects[i];
    all.push_back(Json::object(
        {{"policy", table.scheme.policies[i].id},
         {"name", base::both(table.scheme.policies[i].name)},
         {"amount",
          sum ? Json(Json::Number{sum->rounded(digits, base::Rounding::HalfUp)->to_string()}) : Json()},
         {"unit", "万元"},
         {"unknown_firms", static_cast<std::int64_t>(unknown)}}));
  }
  return all;
}

Json policies_json(const EvaluatedTable& table, std::size_t subject) {
  Json::Array policies;
  const evaluation::Result& result = table.outcome.results[subject];
  for (const catalog::DifferentialPolicy& policy : table.scheme.policies) {
    const auto amount =
        evaluation::policy_amount(table.scheme, table.prepared, policy, subject, result.assigned_class);
    policies.push_back(Json::object({{"policy", policy.id},
                                     {"name", base::both(policy.name)},
                                     {"amount", amount ? Json(Json::Number{amount->to_string()}) : Json()},
                                     {"unit", "万元"}}));
  }
  return policies;
}

// What each value of the firm was divided by.
Json baselines_json(const EvaluatedTable& table, std::size_t subject) {
  Json::Object all;
  if (table.prepared.subjects[subject].state != evaluation::Subject::State::Evaluated) return all;
  const auto& baselines = table.outcome.baselines[table.prepared.subjects[subject].group];
  for (std::size_t i = 0; i < table.scheme.indicators.size(); ++i) {
    const std::size_t variant = table.outcome.score(subject, i).variant;
    if (i < baselines.size() && variant < baselines[i].size() && baselines[i][variant].value)
      all.emplace_back(table.scheme.indicators[i].id, Json::Number{baselines[i][variant].value->to_string()});
  }
  return all;
}

// What the firm makes, by the table of its standard: null where no code or no table tells.
Json industry_json(const EvaluatedTable& table, std::size_t row, const catalog::CodeTable* industries) {
  const std::string code = evaluation::industry_code(table.firms.data.table, row);
  const catalog::CodeEntry* entry = industries ? industries->find(code) : nullptr;
  if (!entry) return {};
  const catalog::CodeEntry* section = industries->section_of(code);
  const auto name = [](const catalog::CodeEntry& of) {
    return base::both(base::Text{of.name.zh, of.name.en.empty() ? of.name.zh : of.name.en});
  };
  return Json::object({{"standard", industries->id},
                       {"code", entry->code},
                       {"name", name(*entry)},
                       {"section", section ? section->code : ""},
                       {"section_name", section ? name(*section) : Json()}});
}

}  // namespace

Response failed_evaluation(const base::Error& error, const Request& request) {
  static constexpr std::array<std::pair<std::string_view, int>, 11> statuses = {
      {{"evaluation.no-scheme-here", 404},
       {"evaluation.no-table", 404},
       {"evaluation.no-run", 404},
       {"evaluation.no-final-list", 404},
       {"evaluation.not-yours", 403},
       {"evaluation.frozen-run", 409},
       {"evaluation.final-list-exists", 409},
       {"evaluation.disagrees", 409},
       {"evaluation.round-not-final", 409},
       {"evaluation.table-removed", 410},
       {"evaluation.no-keys", 503}}};
  for (const auto& [code, status] : statuses)
    if (error.code() == code) return to_response(problem(status, error), request.language);
  return to_response(problem_of(error), request.language);
}

Json AccountNames::of(const std::string& account) {
  if (account.empty()) return {};
  auto known = known_.find(account);
  if (known == known_.end()) {
    const auto found = accounts_.find(account);
    known = known_.emplace(account, found && *found ? (*found)->name : "").first;
  }
  return Json::object({{"account", account}, {"name", known->second}});
}

Json table_json(const app::KeptTable& table, AccountNames& names) {
  return Json::object({{"id", table.id},
                       {"name", table.name},
                       {"bytes", table.bytes},
                       {"sha256", table.sha256},
                       {"at", table.at.to_string()},
                       {"by", names.of(table.account)}});
}

Json final_list_json(const app::KeptFinalList& list, AccountNames& names) {
  return Json::object(
      {{"hash", list.hash}, {"key", list.key}, {"at", list.at.to_string()}, {"by", names.of(list.account)}});
}

Json entry_json(const app::KeptRun& run, AccountNames& names) {
  const auto* shifts = run.shifts.if_array();
  return Json::object(
      {{"run", run.id},
       {"scheme", run.scheme},
       {"at", run.at.to_string()},
       {"by", names.of(run.account)},
       {"table", Json::object({{"id", run.table}, {"name", run.table_name}, {"sha256", run.table_sha256}})},
       {"settings", run.settings},
       {"shifts", static_cast<std::int64_t>(shifts ? shifts->size() : 0)},
       {"count", run.firms},
       {"classes", run.classes},
       {"results_sha256", run.results},
       {"published_at", run.published_at ? Json(run.published_at->to_string()) : Json()},
       {"final_list", run.final_list ? final_list_json(*run.final_list, names) : Json()}});
}

Json run_json(const app::EvaluationRun& run, const Request& request, AccountNames& names) {
  const EvaluatedTable& table = run.table;
  const std::size_t offset = query_number(request, "offset", 0);
  const std::size_t limit = std::min(query_number(request, "limit", firms_on_a_page), most_firms);
  const std::string wanted(request.find_query("class").value_or(""));
  const std::string search(request.find_query("q").value_or(""));
  Json::Array firms;
  std::size_t matching = 0;
  for (const std::size_t firm : best_first(table)) {
    const evaluation::Firm& one = table.prepared.firms[firm];
    if (!wanted.empty() && table.outcome.results[one.subject].assigned_class != wanted) continue;
    if (!search.empty() && one.name.find(search) == std::string::npos &&
        one.uscc.find(search) == std::string::npos)
      continue;
    if (matching >= offset && firms.size() < limit)
      firms.push_back(evaluation::firm_json(table.scheme, table.prepared, table.outcome, firm));
    ++matching;
  }
  const Json whole =
      evaluation::summary_json(table.scheme, table.firms.data, table.prepared, table.outcome, table.faults);
  Json::Array shifts;
  for (const evaluation::Shift& one : table.outcome.shifts) shifts.push_back(evaluation::to_json(one));
  return Json::object(
      {{"run", run.kept.id},
       {"at", run.kept.at.to_string()},
       {"by", names.of(run.kept.account)},
       {"table", run.kept.table_name},
       {"table_id", run.kept.table},
       {"table_sha256", run.kept.table_sha256},
       {"scheme", *whole.find("scheme")},
       {"settings", run.kept.settings},
       {"definition", evaluation::describe(table.scheme)},
       {"groups", *whole.find("groups")},
       {"firms", std::move(firms)},
       {"matching", static_cast<std::int64_t>(matching)},
       {"count", static_cast<std::int64_t>(table.prepared.firms.size())},
       {"unread", *whole.find("unread")},
       {"left_aside", app::left_aside_json(table.firms)},
       {"effects", effects_json(table)},
       {"shifts", std::move(shifts)},
       {"agrees", run.agrees},
       {"published_at", run.kept.published_at ? Json(run.kept.published_at->to_string()) : Json()},
       {"final_list", run.kept.final_list ? final_list_json(*run.kept.final_list, names) : Json()}});
}

Json firm_details_json(const app::EvaluationRun& run, std::size_t firm,
                       const catalog::CodeTable* industries) {
  const EvaluatedTable& table = run.table;
  const std::size_t subject = table.prepared.firms[firm].subject;
  const auto lines = [&](base::Language language) {
    Json::Array all;
    for (std::string& line :
         evaluation::explain(table.scheme, table.prepared, table.outcome, subject, language))
      all.emplace_back(std::move(line));
    return all;
  };
  return Json::object(
      {{"firm", evaluation::firm_json(table.scheme, table.prepared, table.outcome, firm)},
       {"explanation",
        Json::object({{"zh", lines(base::Language::Chinese)}, {"en", lines(base::Language::English)}})},
       {"improvements",
        evaluation::to_json(evaluation::improvements(table.evaluated_as_given(), subject), table.scheme)},
       {"policies", policies_json(table, subject)},
       {"baselines", baselines_json(table, subject)},
       {"industry", industry_json(table, table.prepared.firms[firm].rows.front(), industries)}});
}

Json changes_json(const app::EvaluationRun& before, const app::EvaluationRun& after) {
  const auto brief = [](const app::EvaluationRun& run, const std::optional<std::size_t>& firm) -> Json {
    if (!firm) return {};
    const Json whole = evaluation::firm_json(run.table.scheme, run.table.prepared, run.table.outcome, *firm);
    return Json::object(
        {{"total", *whole.find("total")}, {"rank", *whole.find("rank")}, {"class", *whole.find("class")}});
  };
  Json::Array firms;
  for (const auto& one : app::Evaluations::changes(before, after))
    firms.push_back(Json::object({{"uscc", one.uscc},
                                  {"name", one.name},
                                  {"before", brief(before, one.before)},
                                  {"after", brief(after, one.after)}}));
  return Json::object({{"since", before.kept.id},
                       {"run", after.kept.id},
                       {"same_scheme", before.kept.scheme_source == after.kept.scheme_source},
                       {"same_settings", before.kept.settings.to_string() == after.kept.settings.to_string()},
                       {"same_table", before.kept.table_sha256 == after.kept.table_sha256},
                       {"firms", std::move(firms)}});
}

Json own_result_json(const app::EvaluationRun& run, std::size_t firm, const catalog::CodeTable* industries) {
  const catalog::Scheme& scheme = run.table.scheme;
  Json own = firm_details_json(run, firm, industries);
  const std::string& given = run.table.outcome.results[run.table.prepared.firms[firm].subject].assigned_class;
  Json meaning;
  for (const catalog::SchemeGroup& group : scheme.groups)
    for (const catalog::ClassRule& rule : scheme.classes_of(group).classes)
      if (rule.id == given && meaning.is_null())
        meaning = Json::object({{"name", base::both(rule.name)},
                                {"meaning", rule.meaning.zh.empty() ? Json() : base::both(rule.meaning)}});
  own.set("run", run.kept.id);
  own.set("scheme", Json::object({{"id", scheme.id}, {"name", base::both(scheme.name)}}));
  own.set("definition", evaluation::describe(scheme));
  own.set("class_meaning", std::move(meaning));
  own.set("published_at", run.kept.published_at ? Json(run.kept.published_at->to_string()) : Json());
  own.set("final", run.kept.final_list ? Json::object({{"at", run.kept.final_list->at.to_string()},
                                                       {"hash", run.kept.final_list->hash},
                                                       {"key", run.kept.final_list->key}})
                                       : Json());
  return own;
}

}  // namespace shuxin::http
