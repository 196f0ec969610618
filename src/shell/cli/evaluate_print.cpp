#include "shell/cli/evaluate_print.h"

#include <algorithm>
#include <cstdio>
#include <fmt/format.h>

#include "core/evaluation/explanation.h"
#include "core/evaluation/laboratory_json.h"
#include "core/evaluation/outcome_json.h"

namespace shuxin::cli {
namespace {

using app::EvaluatedTable;
using base::Json;
using base::Language;
using evaluation::Firm;

// The class before, behind the name of a firm that was shifted.
std::string shifted(const EvaluatedTable& table, const evaluation::Result& result) {
  if (!result.shift) return {};
  const evaluation::Shift& shift = table.outcome.shifts[*result.shift];
  return fmt::format("  [{} → {}, {}, {}]", shift.from, shift.to, shift.power, shift.reason);
}

void print_firm(const EvaluatedTable& table, const Firm& firm, Language language) {
  const evaluation::Result& result = table.outcome.results[firm.subject];
  const std::string state(evaluation::state_of(table.prepared, table.outcome, firm.subject));
  fmt::print(
      "{:>5}  {:<2} {:>10}  {:<18}  {}{}\n", result.rank ? std::to_string(*result.rank) : "-",
      result.assigned_class.empty() ? "-" : result.assigned_class,
      result.total ? evaluation::digits_of(*result.total, table.scheme.round_total) : "-", firm.uscc,
      firm.name + shifted(table, result),
      state == "evaluated" ? "" : "  [" + base::word({"evaluation.state." + state, {}}, language) + "]");
}

// As a person knows it, and as it is called in files.
std::string field_name(const catalog::Scheme& scheme, const std::string& id, Language language) {
  const auto field = std::ranges::find(scheme.fields, id, &catalog::SchemeField::id);
  if (field == scheme.fields.end() || language != Language::Chinese) return id;
  return field->name.zh + " " + id;
}

void print_not_taken(const EvaluatedTable& table, Language language) {
  const auto& rows = table.firms.data.rows;
  const auto say = [&](const base::Message& message) {
    fmt::print(stderr, "{}\n", base::word(message, language));
  };
  for (const evaluation::Fault& fault : table.faults) {
    const std::string row = fault.row < rows.size() ? std::to_string(rows[fault.row]) : "?";
    const std::string reason = base::word(fault.reason, language);
    const std::string cell = evaluation::cell_of(fault, table.firms.data);
    const std::string& sheet = fault.sheet.empty() ? table.firms.data.sheet : fault.sheet;
    const std::string field = field_name(table.scheme, fault.field, language);
    if (fault.row >= rows.size() && cell.empty())
      say({"evaluation.fault-in-sheet", {sheet, reason}});
    else if (cell.empty())
      say({"evaluation.fault", {row, field, fault.value, reason}});
    else
      say({"evaluation.fault-in-cell", {sheet, cell, row, field, fault.value, reason}});
  }
  for (const std::string& row : table.firms.skipped) say({"evaluation.skipped", {row}});
  for (const base::Message& warning : table.firms.warnings) say(warning);
}

}  // namespace

void print_list(const EvaluatedTable& table, Language language) {
  std::vector<const Firm*> firms;
  for (const Firm& firm : table.prepared.firms) firms.push_back(&firm);
  constexpr std::size_t none = static_cast<std::size_t>(-1);
  std::ranges::stable_sort(firms, {}, [&](const Firm* firm) {
    return std::pair(table.prepared.subjects[firm->subject].group,
                     table.outcome.results[firm->subject].rank.value_or(none));
  });
  for (const Firm* firm : firms) print_firm(table, *firm, language);
  print_not_taken(table, language);
}

void print_joined(const app::JoinedTables& joined, Language language) {
  for (const base::Message& note : app::words_of(joined))
    fmt::print(stderr, "{}\n", base::word(note, language));
}

void print_list_json(const EvaluatedTable& table) {
  Json all = evaluation::to_json(table.scheme, table.firms.data, table.prepared, table.outcome, table.faults);
  all.set("left_aside", app::left_aside_json(table.firms));
  fmt::print("{}\n", all.to_string());
}

void print_differences(const std::vector<evaluation::Difference>& found, bool json, Language language) {
  if (json) {
    Json::Array differences;
    for (const evaluation::Difference& one : found) differences.push_back(evaluation::to_json(one));
    fmt::print("{}\n", Json::object({{"differences", std::move(differences)}}).to_pretty_string());
    return;
  }
  for (const evaluation::Difference& one : found)
    fmt::print("{}\n", base::word(evaluation::word_of(one), language));
  if (found.empty()) fmt::print("{}\n", base::word({"evaluation.published.adds-up", {}}, language));
}

void print_explanation(const EvaluatedTable& table, std::size_t firm, bool json, Language language) {
  const Firm& one = table.prepared.firms[firm];
  const auto lines = evaluation::explain(table.scheme, table.prepared, table.outcome, one.subject, language);
  if (json) {
    Json::Array all;
    for (const std::string& line : lines) all.emplace_back(line);
    fmt::print(
        "{}\n",
        Json::object({{"firm", evaluation::firm_json(table.scheme, table.prepared, table.outcome, firm)},
                      {"explanation", std::move(all)}})
            .to_pretty_string());
    return;
  }
  fmt::print("{} {}\n", one.uscc, one.name);
  for (const std::string& line : lines) fmt::print("  {}\n", line);
}

void print_improvements(const EvaluatedTable& table, std::size_t firm, bool json, Language language) {
  const Firm& one = table.prepared.firms[firm];
  const auto steps = evaluation::improvements(table.evaluated_as_given(), one.subject);
  if (json) {
    fmt::print("{}\n", evaluation::to_json(steps, table.scheme).to_pretty_string());
    return;
  }
  fmt::print("{} {}  {}\n", one.uscc, one.name, steps.class_now.empty() ? "-" : steps.class_now);
  const auto say = [&](const base::Message& message) { fmt::print("  {}\n", base::word(message, language)); };
  if (steps.class_now.empty()) return say({"evaluation.improve-none", {}});
  if (steps.is_best) return say({"evaluation.improve-best", {}});
  if (steps.barred_by) {
    const base::Text& veto = table.scheme.veto[*steps.barred_by].name;
    return say({"evaluation.improve-barred", {veto.zh, veto.en}});
  }
  for (const evaluation::Improvement& step : steps.found)
    fmt::print("  {}\n", evaluation::word(step, table.scheme, language));
  for (const std::size_t index : steps.unreachable) {
    const catalog::Indicator& indicator = table.scheme.indicators[index];
    say({"evaluation.improve-unreachable",
         {indicator.id + " " + indicator.name.zh, indicator.id + " " + indicator.name.en}});
  }
  if (steps.together)
    say({"evaluation.improve-together",
         {std::to_string(steps.together->percent), steps.together->class_then,
          evaluation::digits_of(steps.together->total, table.scheme.round_total),
          std::to_string(steps.together->rank)}});
}

}  // namespace shuxin::cli
