#include "shell/app/evaluations.h"

#include <algorithm>
#include <map>

#include "core/base/hash.h"
#include "core/evaluation/scheme_json.h"
#include "shell/app/evaluation_lists.h"
#include "shell/app/random_code.h"

namespace shuxin::app {
namespace {

using base::Json;

constexpr const char* demo_table = "demo";
constexpr std::size_t most_remembered = 16;
constexpr std::int64_t milliseconds_a_day = 86'400'000;

Json shifts_json(const std::vector<evaluation::Shift>& shifts) {
  Json::Array all;
  for (const evaluation::Shift& one : shifts) all.push_back(evaluation::to_json(one));
  return all;
}

base::Result<std::vector<evaluation::Shift>> read_shift_list(const Json& json) {
  std::vector<evaluation::Shift> shifts;
  if (const auto* all = json.if_array())
    for (const Json& one : *all) {
      SHUXIN_TRY(evaluation::Shift shift, evaluation::read_shift(one));
      shifts.push_back(std::move(shift));
    }
  return shifts;
}

// Firms by class, in the order of the classes.
Json classes_of(const EvaluatedTable& table) {
  Json counts = Json(Json::Object{});
  std::map<std::string, std::int64_t> firms;
  for (const evaluation::Firm& firm : table.prepared.firms)
    ++firms[table.outcome.results[firm.subject].assigned_class];
  for (const std::string& id : table.scheme.class_ids()) counts.set(id, firms[id]);
  return counts;
}

std::string hash_of_results(const EvaluatedTable& table) {
  return base::to_hex(base::sha256(firms_json(table).to_string()));
}

}  // namespace

base::Result<std::vector<catalog::Setting>> read_settings(const Json& json) {
  if (json.is_null()) return std::vector<catalog::Setting>{};
  if (!json.if_object()) return base::fail("evaluation.setting", {"settings", "settings"});
  // JSON is YAML: one reader for the command line and the interface.
  auto read = catalog::read_settings("settings", json.to_string());
  if (!read.diagnostics.empty()) return std::unexpected(wrong_setting(read.diagnostics));
  return std::move(read.settings);
}

base::Result<void> Evaluations::set_demo_table(const std::string& name, std::string_view bytes,
                                               base::Instant now) {
  SHUXIN_TRY(const auto kept, records_.find_table(demo_table));
  if (kept && kept->sha256 == base::to_hex(base::sha256(bytes))) return {};
  SHUXIN_TRY([[maybe_unused]] const KeptTable table, records_.add_table("", name, bytes, now, demo_table));
  return {};
}

base::Result<void> Evaluations::let_go_of_old_tables(base::Instant now) {
  const auto& keep = catalogue_->zone.keep_evaluation_tables;
  if (!keep) return {};
  return records_.remove_tables_before({now.milliseconds - keep->amount * milliseconds_a_day}, now);
}

base::Result<KeptTable> Evaluations::add_table(const std::string& account, const std::string& name,
                                               std::string_view bytes, base::Instant now) {
  // Looked at now, so that whoever hands in a broken file hears it here.
  SHUXIN_TRY([[maybe_unused]] const documents::Workbook workbook, documents::read_workbook(bytes, name));
  SHUXIN_DO(let_go_of_old_tables(now));
  return records_.add_table(account, name, bytes, now);
}

base::Result<Evaluations::Joined> Evaluations::join(const std::string& account, const std::string& scheme,
                                                    const std::vector<std::string>& tables,
                                                    const std::string& name, base::Instant now) {
  const catalog::Scheme* known = catalogue_->find_scheme(scheme);
  if (!known) return base::fail("evaluation.no-scheme-here", {scheme});
  std::vector<std::pair<std::string, documents::Workbook>> workbooks;
  for (const std::string& id : tables) {
    SHUXIN_TRY(const auto kept, records_.find_table(id));
    if (!kept) return base::fail("evaluation.no-table", {id});
    SHUXIN_TRY(documents::Workbook workbook, workbook_of(id));
    workbooks.emplace_back(kept->name, std::move(workbook));
  }
  Joined joined;
  SHUXIN_TRY(joined.found, join_tables(*known, workbooks));
  SHUXIN_TRY(joined.table, records_.add_table(account, name, joined.found.csv, now));
  return joined;
}

base::Result<std::vector<KeptTable>> Evaluations::tables(std::size_t limit,
                                                         std::optional<std::int64_t> before,
                                                         base::Instant now) {
  SHUXIN_DO(let_go_of_old_tables(now));
  return records_.tables(limit, before);
}

base::Result<void> Evaluations::remove_table(const std::string& account, const std::string& id,
                                             base::Instant now) {
  SHUXIN_TRY(const auto table, records_.find_table(id));
  if (!table) return base::fail("evaluation.no-table", {id});
  if (table->account != account) return base::fail("evaluation.not-yours");
  SHUXIN_DO(records_.remove_table(id, account, now));
  // What was computed from it must not outlive it in memory.
  const std::scoped_lock lock(mutex_);
  std::erase_if(remembered_, [&](const Kept& run) { return run->kept.file == table->file; });
  return {};
}

base::Result<documents::Workbook> Evaluations::workbook_of(const std::string& table) {
  SHUXIN_TRY(const auto kept, records_.find_table(table));
  if (!kept) return base::fail("evaluation.no-table", {table});
  SHUXIN_TRY(const std::string bytes, records_.read(*kept));
  return documents::read_workbook(bytes, kept->name);
}

base::Result<std::vector<evaluation::Shift>> Evaluations::shifts_of(const RunRequest& request) {
  SHUXIN_TRY(auto shifts, read_shift_list(request.shifts));
  if (request.table_of_shifts.empty()) return shifts;
  SHUXIN_TRY(const documents::Workbook workbook, workbook_of(request.table_of_shifts));
  SHUXIN_TRY(auto more, read_shifts(workbook));
  std::ranges::move(more, std::back_inserter(shifts));
  return shifts;
}

base::Result<std::shared_ptr<const EvaluationRun>> Evaluations::run(const RunRequest& request,
                                                                    base::Instant now) {
  const catalog::Scheme* scheme = catalogue_->find_scheme(request.scheme);
  if (!scheme) return base::fail("evaluation.no-scheme-here", {request.scheme});
  const auto made = std::make_shared<EvaluationRun>();
  SHUXIN_TRY(made->settings, read_settings(request.settings));
  SHUXIN_TRY(const auto table, records_.find_table(request.table));
  if (!table) return base::fail("evaluation.no-table", {request.table});
  SHUXIN_TRY(const auto shifts, shifts_of(request));
  SHUXIN_TRY(std::string bytes, records_.read(*table));
  SHUXIN_TRY(made->table, evaluate_table({request.scheme, scheme->source, made->settings, table->name,
                                          std::move(bytes), shifts, catalogue_.get()}));
  KeptRun& kept = made->kept;
  kept.id = random_code();
  kept.account = request.account;
  kept.scheme = request.scheme;
  kept.scheme_source = scheme->source;
  kept.settings = evaluation::to_json(made->settings);
  kept.shifts = shifts_json(shifts);
  kept.table = table->id;
  kept.table_name = table->name;
  kept.table_sha256 = table->sha256;
  kept.file = table->file;
  kept.results = hash_of_results(made->table);
  kept.classes = classes_of(made->table);
  kept.firms = static_cast<std::int64_t>(made->table.prepared.firms.size());
  kept.at = now;
  SHUXIN_DO(records_.add_run(kept, now));
  remember(made);
  return made;
}

base::Result<std::vector<KeptRun>> Evaluations::runs(const std::string& scheme, std::size_t limit,
                                                     std::optional<std::int64_t> before) {
  return records_.runs(scheme, limit, before);
}

const catalog::CodeTable* Evaluations::industries_of(const catalog::Scheme& scheme) const {
  return catalogue_->find_code_table(scheme.standard);
}

base::Result<KeptRun> Evaluations::kept_run(const std::string& id) {
  SHUXIN_TRY(auto kept, records_.find_run(id));
  if (!kept) return base::fail("evaluation.no-run", {id});
  return *std::move(kept);
}

void Evaluations::remember(const Kept& run) {
  const std::scoped_lock lock(mutex_);
  std::erase_if(remembered_, [&](const Kept& one) { return one->kept.id == run->kept.id; });
  remembered_.push_back(run);
  if (remembered_.size() > most_remembered) remembered_.pop_front();
}

void Evaluations::forget(const std::string& id) {
  const std::scoped_lock lock(mutex_);
  std::erase_if(remembered_, [&](const Kept& one) { return one->kept.id == id; });
}

// A final list holds its table for good.
base::Result<std::string> Evaluations::table_of(const KeptRun& run) {
  auto bytes = records_.read_table(run);
  if (bytes || !run.final_list || bytes.error().code() != "evaluation.table-removed") return bytes;
  SHUXIN_TRY(const std::string list, records_.read_final_list(run));
  return table_of_final_list(run.id, list);
}

base::Result<std::shared_ptr<const EvaluationRun>> Evaluations::find_run(const std::string& id) {
  {
    const std::scoped_lock lock(mutex_);
    const auto found = std::ranges::find_if(remembered_, [&](const Kept& one) { return one->kept.id == id; });
    if (found != remembered_.end()) {
      std::rotate(found, found + 1, remembered_.end());
      return remembered_.back();
    }
  }
  const auto made = std::make_shared<EvaluationRun>();
  SHUXIN_TRY(made->kept, kept_run(id));
  const KeptRun& kept = made->kept;
  SHUXIN_TRY(made->settings, read_settings(kept.settings));
  SHUXIN_TRY(const auto shifts, read_shift_list(kept.shifts));
  SHUXIN_TRY(std::string bytes, table_of(kept));
  SHUXIN_TRY(made->table, evaluate_table({kept.scheme, kept.scheme_source, made->settings, kept.table_name,
                                          std::move(bytes), shifts, catalogue_.get()}));
  made->agrees = hash_of_results(made->table) == kept.results;
  remember(made);
  return made;
}

base::Result<void> Evaluations::remove_run(const std::string& account, const std::string& id,
                                           base::Instant now) {
  SHUXIN_TRY(const KeptRun kept, kept_run(id));
  if (kept.account != account) return base::fail("evaluation.not-yours");
  if (kept.final_list) return base::fail("evaluation.frozen-run", {id});
  SHUXIN_DO(records_.remove_run(id, account, now));
  forget(id);
  return {};
}

base::Result<OtherwiseEvaluated> Evaluations::what_if(const EvaluationRun& run, const Json& settings) const {
  std::vector<catalog::Setting> all = run.settings;
  SHUXIN_TRY(auto more, read_settings(settings));
  std::ranges::move(more, std::back_inserter(all));
  SHUXIN_TRY(catalog::Scheme scheme, read_scheme_with(run.kept.scheme, run.kept.scheme_source, all));
  return evaluate_otherwise(run.table, std::move(scheme));
}

base::Result<void> Evaluations::publish(const std::string& run, const std::string& account,
                                        base::Instant now) {
  SHUXIN_TRY(const KeptRun kept, kept_run(run));
  if (kept.published_at) return {};
  SHUXIN_DO(records_.publish_run(run, account, now));
  forget(run);
  return {};
}

base::Result<std::vector<Evaluations::OwnResult>> Evaluations::results_of(const std::string& uscc,
                                                                          std::size_t limit) {
  std::vector<OwnResult> results;
  SHUXIN_TRY(const auto published, records_.published_runs(limit));
  for (const KeptRun& kept : published) {
    const auto run = find_run(kept.id);
    // What a department took back is no longer shown; it is no fault of the firm's.
    if (!run && run.error().code() == "evaluation.table-removed") continue;
    if (!run) return std::unexpected(run.error());
    const auto& firms = (*run)->table.prepared.firms;
    const auto firm = std::ranges::find(firms, uscc, &evaluation::Firm::uscc);
    if (firm != firms.end()) results.push_back({*run, static_cast<std::size_t>(firm - firms.begin())});
  }
  return results;
}

std::vector<Evaluations::Change> Evaluations::changes(const EvaluationRun& before,
                                                      const EvaluationRun& after) {
  std::map<std::string, Change> all;
  const auto collect = [&](const EvaluationRun& run, std::optional<std::size_t> Change::* place) {
    const auto& firms = run.table.prepared.firms;
    for (std::size_t i = 0; i < firms.size(); ++i) {
      Change& one = all[firms[i].uscc];
      one.uscc = firms[i].uscc;
      one.name = firms[i].name;
      one.*place = i;
    }
  };
  collect(before, &Change::before);
  collect(after, &Change::after);
  const auto result = [](const EvaluationRun& run, std::size_t firm) -> const evaluation::Result& {
    return run.table.outcome.results[run.table.prepared.firms[firm].subject];
  };
  std::vector<Change> changed;
  for (auto& [uscc, one] : all) {
    if (one.before && one.after) {
      const evaluation::Result& was = result(before, *one.before);
      const evaluation::Result& is = result(after, *one.after);
      if (was.total == is.total && was.rank == is.rank && was.assigned_class == is.assigned_class) continue;
    }
    changed.push_back(std::move(one));
  }
  return changed;
}

base::Result<std::vector<evaluation::Difference>> Evaluations::against(const EvaluationRun& run,
                                                                       const std::string& table) {
  SHUXIN_TRY(const documents::Workbook workbook, workbook_of(table));
  SHUXIN_TRY(const auto list, read_published(workbook));
  return evaluation::compare_published(run.table.scheme, run.table.prepared, run.table.outcome, list);
}

base::Result<KeptFinalList> Evaluations::make_final(const EvaluationRun& run, const std::string& account,
                                                    base::Instant now) {
  if (!ring_) return base::fail("evaluation.no-keys");
  const KeptRun& kept = run.kept;
  if (!run.agrees) return base::fail("evaluation.disagrees", {kept.id});
  SHUXIN_TRY(std::string bytes, records_.read_table(kept));
  SHUXIN_TRY(const FinalList list,
             make_final_list({kept.scheme, kept.scheme_source, run.settings, kept.table_name,
                              std::move(bytes), run.table.outcome.shifts, nullptr},
                             firms_json(run.table), ring_));
  SHUXIN_DO(records_.add_final_list(kept.id, list.hash, list.key, list.text, account, now));
  forget(kept.id);
  SHUXIN_TRY(const KeptRun now_kept, kept_run(kept.id));
  return *now_kept.final_list;
}

base::Result<std::string> Evaluations::final_list(const std::string& run) {
  SHUXIN_TRY(const KeptRun kept, kept_run(run));
  return records_.read_final_list(kept);
}

}  // namespace shuxin::app
