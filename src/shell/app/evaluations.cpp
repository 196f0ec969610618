#include "shell/app/evaluations.h"

#include <algorithm>

#include "core/evaluation/outcome_json.h"
#include "shell/app/random_code.h"

namespace shuxin::app {
namespace {

constexpr std::size_t most_tables_of_one = 8;
constexpr std::size_t most_tables = 64;
constexpr std::size_t most_runs_of_one = 16;
constexpr std::size_t most_runs = 128;

// The oldest of the account, or of all, makes room; what is everybody's stays.
template <typename Kept, typename AccountOf>
void make_room(std::deque<Kept>& kept, const std::string& account, std::size_t of_one, std::size_t of_all,
               AccountOf account_of) {
  const auto is_own = [&](const Kept& one) { return account_of(one) == account; };
  const auto is_somebodys = [&](const Kept& one) { return !account_of(one).empty(); };
  if (static_cast<std::size_t>(std::ranges::count_if(kept, is_own)) >= of_one)
    kept.erase(std::ranges::find_if(kept, is_own));
  if (kept.size() >= of_all)
    if (const auto oldest = std::ranges::find_if(kept, is_somebodys); oldest != kept.end())
      kept.erase(oldest);
}

base::Result<void> evaluate(EvaluationRun& run) {
  SHUXIN_TRY(run.prepared, evaluation::prepare(run.scheme, run.firms.data));
  return {};
}

void conclude(EvaluationRun& run) {
  run.outcome = evaluation::evaluate(run.scheme, run.prepared);
  run.faults = run.prepared.faults;
  std::ranges::move(evaluation::faults_of_scores(run.scheme, run.prepared, run.outcome),
                    std::back_inserter(run.faults));
}

}  // namespace

base::Result<std::vector<catalog::Setting>> read_settings(const base::Json& json) {
  if (json.is_null()) return std::vector<catalog::Setting>{};
  if (!json.if_object()) return base::fail("evaluation.setting", {"settings"});
  // JSON is YAML: one reader for the command line and the interface.
  auto read = catalog::read_settings("settings", json.to_string());
  if (!read.diagnostics.empty())
    return base::fail("evaluation.setting",
                      {base::word(read.diagnostics.front().message, base::Language::Chinese)});
  return std::move(read.settings);
}

void Evaluations::set_demo_table(std::string name, std::string bytes) {
  const std::scoped_lock lock(mutex_);
  tables_.push_front({"demo", "", std::move(name), std::make_shared<const std::string>(std::move(bytes))});
}

base::Result<Evaluations::Table> Evaluations::add_table(const std::string& account, std::string name,
                                                        std::string bytes) {
  // Looked at now, so that whoever hands in a broken file hears it here.
  SHUXIN_TRY(const documents::Workbook workbook, documents::read_workbook(bytes, name));
  (void)workbook;
  Table table{random_code(), account, std::move(name), std::make_shared<const std::string>(std::move(bytes))};
  const std::scoped_lock lock(mutex_);
  make_room(tables_, account, most_tables_of_one, most_tables,
            [](const Table& one) -> const std::string& { return one.account; });
  tables_.push_back(table);
  return table;
}

std::vector<Evaluations::Table> Evaluations::tables(const std::string& account) const {
  const std::scoped_lock lock(mutex_);
  std::vector<Table> own;
  for (const Table& table : tables_)
    if (table.account.empty() || table.account == account) own.push_back(table);
  return own;
}

base::Result<catalog::Scheme> Evaluations::scheme_with(const std::string& id,
                                                       const std::vector<catalog::Setting>& settings) const {
  const catalog::Scheme* known = catalogue_->find_scheme(id);
  if (!known) return base::fail("evaluation.no-scheme-here", {id});
  auto read = catalog::read_scheme(id, known->source, settings);
  if (!read.scheme) {
    for (const base::Diagnostic& one : read.diagnostics)
      if (one.severity == base::Severity::Error)
        return base::fail("evaluation.setting", {base::to_string(one, base::Language::Chinese)});
  }
  if (!read.scheme->unset.empty()) {
    std::string paths;
    for (const catalog::Unset& one : read.scheme->unset) paths += (paths.empty() ? "" : ", ") + one.path;
    return base::fail("evaluation.unset-here", {paths});
  }
  return *std::move(read.scheme);
}

base::Result<std::shared_ptr<const EvaluationRun>> Evaluations::run(const std::string& account,
                                                                    const std::string& scheme,
                                                                    const std::string& table,
                                                                    const base::Json& settings) {
  auto made = std::make_shared<EvaluationRun>();
  SHUXIN_TRY(made->settings, read_settings(settings));
  SHUXIN_TRY(made->scheme, scheme_with(scheme, made->settings));
  std::optional<Table> found;
  for (Table& one : tables(account))
    if (one.id == table) found = std::move(one);
  if (!found) return base::fail("evaluation.no-table", {table});
  SHUXIN_TRY(const documents::Workbook workbook, documents::read_workbook(*found->bytes, found->name));
  SHUXIN_TRY(made->firms, read_firms(made->scheme, workbook));
  SHUXIN_DO(evaluate(*made));
  conclude(*made);
  made->id = random_code();
  made->account = account;
  made->data_name = found->name;
  const std::scoped_lock lock(mutex_);
  make_room(runs_, account, most_runs_of_one, most_runs,
            [](const auto& one) -> const std::string& { return one->account; });
  runs_.push_back(made);
  return made;
}

std::shared_ptr<const EvaluationRun> Evaluations::find_run(const std::string& account,
                                                           const std::string& id) const {
  const std::scoped_lock lock(mutex_);
  for (const auto& run : runs_)
    if (run->id == id && run->account == account) return run;
  return nullptr;
}

base::Result<EvaluationRun> Evaluations::what_if(const EvaluationRun& run, const base::Json& settings) const {
  EvaluationRun made;
  made.settings = run.settings;
  SHUXIN_TRY(auto more, read_settings(settings));
  std::ranges::move(more, std::back_inserter(made.settings));
  SHUXIN_TRY(made.scheme, scheme_with(run.scheme.id, made.settings));
  if (evaluation::same_formulas(run.scheme, made.scheme)) {
    made.prepared = run.prepared;
  } else {
    made.firms = run.firms;
    SHUXIN_DO(evaluate(made));
  }
  conclude(made);
  return made;
}

}  // namespace shuxin::app
