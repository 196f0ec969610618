#include "shell/app/evaluation_records.h"

#include <fmt/format.h>

#include "core/base/hash.h"
#include "shell/app/accounts_state.h"
#include "shell/app/random_code.h"

namespace shuxin::app {
namespace {

using base::Json;
using base::Result;

std::string stream_of_table(const std::string& id) {
  return "evaluation-table/" + id;
}
std::string stream_of_run(const std::string& id) {
  return "evaluation-run/" + id;
}

// What an event says, as the tables take it over.
class Reading {
 public:
  Reading(const store::Event& event, store::Writes& writes) : event_(event), writes_(writes) {}

  Result<void> apply() {
    if (event_.type == "evaluation.table-received") return table_received();
    if (event_.type == "evaluation.table-removed") return remove("evaluation_tables");
    if (event_.type == "evaluation.computed") return computed();
    if (event_.type == "evaluation.removed") return remove("evaluation_runs");
    if (event_.type == "evaluation.published") return published();
    if (event_.type == "evaluation.made-final") return made_final();
    return {};
  }

 private:
  [[nodiscard]] std::string text(std::string_view name) const {
    return std::string(payload_.find_string(name).value_or(""));
  }
  [[nodiscard]] std::string json(std::string_view name) const {
    const Json* member = payload_.find(name);
    return member ? member->to_string() : "{}";
  }
  [[nodiscard]] std::int64_t integer(std::string_view name) const {
    const Json* member = payload_.find(name);
    return member ? member->if_integer().value_or(0) : 0;
  }
  Result<void> execute(std::string_view sql, std::initializer_list<store::Value> values) {
    const auto changed = writes_.execute(sql, values);
    if (!changed) return std::unexpected(changed.error());
    return {};
  }

  Result<void> table_received() {
    SHUXIN_TRY(payload_, Json::parse(event_.payload));
    if (event_.files.size() != 1) return {};
    SHUXIN_DO(remove("evaluation_tables"));
    return execute(
        "insert into evaluation_tables (zone, id, position, account, name, sha256, bytes, file, at) values "
        "(?, ?, ?, ?, ?, ?, ?, ?, ?)",
        {event_.zone, text("id"), event_.position, text("account"), text("name"), text("sha256"),
         event_.files[0].size, event_.files[0].file, event_.recorded_at.milliseconds});
  }
  Result<void> computed() {
    SHUXIN_TRY(payload_, Json::parse(event_.payload));
    if (event_.files.size() != 1) return {};
    return execute(
        "insert into evaluation_runs (zone, id, position, account, scheme, scheme_source, settings, shifts, "
        "table_id, table_name, table_sha256, file, results, classes, firms, at, final_file, final_hash, "
        "final_key, final_account, final_at, published_at) values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, "
        "?, "
        "?, '', '', '', '', 0, 0)",
        {event_.zone, text("id"), event_.position, text("account"), text("scheme"), text("scheme_source"),
         json("settings"), json("shifts"), text("table"), text("table_name"), text("table_sha256"),
         event_.files[0].file, text("results"), json("classes"), integer("firms"),
         event_.recorded_at.milliseconds});
  }
  Result<void> published() {
    SHUXIN_TRY(payload_, Json::parse(event_.payload));
    return execute(
        "update evaluation_runs set published_at = ? where zone = ? and id = ? and published_at = 0",
        {event_.recorded_at.milliseconds, event_.zone, text("id")});
  }
  Result<void> made_final() {
    SHUXIN_TRY(payload_, Json::parse(event_.payload));
    if (event_.files.size() != 1) return {};
    return execute(
        "update evaluation_runs set final_file = ?, final_hash = ?, final_key = ?, final_account = ?, "
        "final_at = ? where zone = ? and id = ?",
        {event_.files[0].file, text("hash"), text("key"), text("account"), event_.recorded_at.milliseconds,
         event_.zone, text("id")});
  }
  Result<void> remove(const std::string& table) {
    SHUXIN_TRY(payload_, Json::parse(event_.payload));
    return execute("delete from " + table + " where zone = ? and id = ?", {event_.zone, text("id")});
  }

  const store::Event& event_;
  store::Writes& writes_;
  Json payload_;
};

}  // namespace

store::Projection EvaluationRecords::projection() {
  return {"evaluations",
          2,
          {"evaluation_tables", "evaluation_runs"},
          {"create table evaluation_tables (zone text not null, id text not null, position integer not null, "
           "account text not null, name text not null, sha256 text not null, bytes integer not null, "
           "file text not null, at integer not null, primary key (zone, id))",
           "create index evaluation_tables_by_position on evaluation_tables (zone, position)",
           "create table evaluation_runs (zone text not null, id text not null, position integer not null, "
           "account text not null, scheme text not null, scheme_source text not null, settings text not "
           "null, shifts text not null, table_id text not null, table_name text not null, table_sha256 text "
           "not null, file text not null, results text not null, classes text not null, firms integer not "
           "null, at integer not null, final_file text not null, final_hash text not null, final_key text "
           "not null, final_account text not null, final_at integer not null, published_at integer not null, "
           "primary key (zone, id))",
           "create index evaluation_runs_by_position on evaluation_runs (zone, position)"},
          [](const store::Event& event, store::Writes& writes) { return Reading(event, writes).apply(); }};
}

Result<EvaluationRecords::StoredFile> EvaluationRecords::keep(const std::string& stream,
                                                              const std::string& subject,
                                                              std::string_view bytes, base::Instant now) {
  SHUXIN_TRY(const auto writer, store_.create_file(zone_, stream, subject, now));
  SHUXIN_DO(writer->write(bytes));
  SHUXIN_TRY(const store::FileInfo info, writer->finish());
  return StoredFile{info.file, info.size};
}

Result<std::string> EvaluationRecords::read_file(const std::string& stream, const std::string& file) {
  SHUXIN_TRY(const auto reader, store_.open_file(zone_, stream, file));
  std::string bytes;
  while (true) {
    SHUXIN_TRY(const std::string_view piece, reader->read());
    if (piece.empty()) return bytes;
    bytes += piece;
  }
}

Result<store::Outcome> EvaluationRecords::append(const std::string& stream, store::NewEvent event) {
  store::Unit unit;
  unit.zone = zone_;
  unit.decide = [&](store::Transaction& transaction) -> Result<store::Answer> {
    SHUXIN_DO(append_one(transaction, stream, event));
    return store::Answer{};
  };
  return store_.run(std::move(unit));
}

Result<KeptTable> EvaluationRecords::add_table(const std::string& account, const std::string& name,
                                               std::string_view bytes, base::Instant now,
                                               const std::string& id) {
  KeptTable table{id.empty() ? random_code() : id,         account, name, base::to_hex(base::sha256(bytes)),
                  static_cast<std::int64_t>(bytes.size()), {},      now,  0};
  const std::string stream = stream_of_table(table.id);
  SHUXIN_TRY(const StoredFile kept, keep(stream, stream, bytes, now));
  table.file = kept.file;
  store::NewEvent event = event_of(
      "evaluation.table-received",
      Json::object({{"id", table.id}, {"account", account}, {"name", name}, {"sha256", table.sha256}}), now,
      account);
  event.files = {{table.file, stream}};
  SHUXIN_TRY(const store::Outcome done, append(stream, std::move(event)));
  table.position = done.first_position;
  return table;
}

Result<std::vector<KeptTable>> EvaluationRecords::query_tables(std::string_view condition,
                                                               std::vector<store::Value> values) {
  SHUXIN_TRY(const auto reads, store_.snapshot(zone_));
  values.insert(values.begin(), zone_);
  std::vector<KeptTable> found;
  SHUXIN_DO(reads->query(
      fmt::format("select id, account, name, sha256, bytes, file, at, position from evaluation_tables where "
                  "zone = ? and {}",
                  condition),
      values, [&](store::Row row) {
        const auto text = [&](std::size_t i) { return std::string(store::text(row[i])); };
        found.push_back({text(0),
                         text(1),
                         text(2),
                         text(3),
                         store::integer(row[4]),
                         text(5),
                         {store::integer(row[6])},
                         store::integer(row[7])});
        return true;
      }));
  return found;
}

Result<std::vector<KeptTable>> EvaluationRecords::tables(std::size_t limit,
                                                         std::optional<std::int64_t> before) {
  return query_tables("position < ? order by position desc limit ?",
                      {before.value_or(INT64_MAX), static_cast<std::int64_t>(limit)});
}

Result<std::optional<KeptTable>> EvaluationRecords::find_table(const std::string& id) {
  SHUXIN_TRY(auto found, query_tables("id = ?", {id}));
  if (found.empty()) return std::nullopt;
  return std::move(found.front());
}

Result<std::string> EvaluationRecords::read(const KeptTable& table) {
  return read_file(stream_of_table(table.id), table.file);
}

Result<void> EvaluationRecords::remove_table(const std::string& id, const std::string& by,
                                             base::Instant now) {
  const std::string stream = stream_of_table(id);
  SHUXIN_TRY([[maybe_unused]] const auto removed,
             append(stream, event_of("evaluation.table-removed", Json::object({{"id", id}}), now, by)));
  return store_.destroy_subject(zone_, stream, now);
}

Result<void> EvaluationRecords::remove_tables_before(base::Instant handed_in, base::Instant now) {
  SHUXIN_TRY(const auto found,
             query_tables("at < ? and account <> '' order by position", {handed_in.milliseconds}));
  for (const KeptTable& table : found) SHUXIN_DO(remove_table(table.id, "retention", now));
  return {};
}

Result<void> EvaluationRecords::add_run(const KeptRun& run, base::Instant now) {
  store::NewEvent event = event_of("evaluation.computed",
                                   Json::object({{"id", run.id},
                                                 {"account", run.account},
                                                 {"scheme", run.scheme},
                                                 {"scheme_source", run.scheme_source},
                                                 {"settings", run.settings},
                                                 {"shifts", run.shifts},
                                                 {"table", run.table},
                                                 {"table_name", run.table_name},
                                                 {"table_sha256", run.table_sha256},
                                                 {"results", run.results},
                                                 {"classes", run.classes},
                                                 {"firms", run.firms}}),
                                   now, run.account);
  event.files = {{run.file, stream_of_table(run.table)}};
  SHUXIN_TRY([[maybe_unused]] const auto done, append(stream_of_run(run.id), std::move(event)));
  return {};
}

Result<std::vector<KeptRun>> EvaluationRecords::query_runs(std::string_view condition,
                                                           std::vector<store::Value> values) {
  SHUXIN_TRY(const auto reads, store_.snapshot(zone_));
  values.insert(values.begin(), zone_);
  std::vector<KeptRun> found;
  SHUXIN_DO(reads->query(
      fmt::format("select id, account, scheme, settings, shifts, table_id, table_name, table_sha256, file, "
                  "results, classes, firms, at, position, final_file, final_hash, final_key, final_account, "
                  "final_at, published_at from evaluation_runs where zone = ? and {}",
                  condition),
      values, [&](store::Row row) {
        const auto text = [&](std::size_t i) { return std::string(store::text(row[i])); };
        const auto json = [&](std::size_t i) { return Json::parse(text(i)).value_or(Json()); };
        KeptRun run;
        run.id = text(0);
        run.account = text(1);
        run.scheme = text(2);
        run.settings = json(3);
        run.shifts = json(4);
        run.table = text(5);
        run.table_name = text(6);
        run.table_sha256 = text(7);
        run.file = text(8);
        run.results = text(9);
        run.classes = json(10);
        run.firms = store::integer(row[11]);
        run.at = {store::integer(row[12])};
        run.position = store::integer(row[13]);
        if (!store::text(row[14]).empty())
          run.final_list = {text(14), text(15), text(16), text(17), {store::integer(row[18])}};
        if (const std::int64_t at = store::integer(row[19]); at != 0) run.published_at = base::Instant{at};
        found.push_back(std::move(run));
        return true;
      }));
  return found;
}

Result<std::vector<KeptRun>> EvaluationRecords::runs(const std::string& scheme, std::size_t limit,
                                                     std::optional<std::int64_t> before) {
  const std::int64_t end = before.value_or(INT64_MAX);
  const auto most = static_cast<std::int64_t>(limit);
  if (scheme.empty()) return query_runs("position < ? order by position desc limit ?", {end, most});
  return query_runs("scheme = ? and position < ? order by position desc limit ?", {scheme, end, most});
}

Result<std::optional<KeptRun>> EvaluationRecords::find_run(const std::string& id) {
  SHUXIN_TRY(auto found, query_runs("id = ?", {id}));
  if (found.empty()) return std::nullopt;
  KeptRun run = std::move(found.front());
  SHUXIN_TRY(const auto reads, store_.snapshot(zone_));
  SHUXIN_DO(reads->query("select scheme_source from evaluation_runs where zone = ? and id = ?", {zone_, id},
                         [&](store::Row row) {
                           run.scheme_source = store::text(row[0]);
                           return false;
                         }));
  return run;
}

Result<std::string> EvaluationRecords::read_table(const KeptRun& run) {
  auto bytes = read_file(stream_of_run(run.id), run.file);
  if (!bytes && bytes.error().code() == "store.erased")
    return base::fail("evaluation.table-removed", {run.id});
  return bytes;
}

Result<void> EvaluationRecords::remove_run(const std::string& id, const std::string& by, base::Instant now) {
  SHUXIN_TRY([[maybe_unused]] const auto removed,
             append(stream_of_run(id), event_of("evaluation.removed", Json::object({{"id", id}}), now, by)));
  return {};
}

Result<void> EvaluationRecords::publish_run(const std::string& id, const std::string& by, base::Instant now) {
  SHUXIN_TRY(
      [[maybe_unused]] const auto published,
      append(stream_of_run(id), event_of("evaluation.published", Json::object({{"id", id}}), now, by)));
  return {};
}

Result<std::vector<KeptRun>> EvaluationRecords::published_runs(std::size_t limit) {
  return query_runs("(published_at > 0 or final_at > 0) order by position desc limit ?",
                    {static_cast<std::int64_t>(limit)});
}

Result<void> EvaluationRecords::add_final_list(const std::string& run, const std::string& hash,
                                               const std::string& key, std::string_view bytes,
                                               const std::string& account, base::Instant now) {
  const std::string stream = stream_of_run(run);
  SHUXIN_TRY(const StoredFile kept, keep(stream, stream, bytes, now));
  store::NewEvent event =
      event_of("evaluation.made-final",
               Json::object({{"id", run}, {"hash", hash}, {"key", key}, {"account", account}}), now, account);
  event.files = {{kept.file, stream}};
  store::Unit unit;
  unit.zone = zone_;
  unit.decide = [&](store::Transaction& transaction) -> Result<store::Answer> {
    // Whoever was first made it final; this file is named by nothing and swept away.
    bool open = false;
    SHUXIN_DO(transaction.query("select final_file from evaluation_runs where zone = ? and id = ?",
                                {zone_, run}, [&](store::Row row) {
                                  open = store::text(row[0]).empty();
                                  return false;
                                }));
    if (!open) return base::fail("evaluation.final-list-exists", {run});
    SHUXIN_DO(append_one(transaction, stream, event));
    return store::Answer{};
  };
  SHUXIN_TRY([[maybe_unused]] const auto done, store_.run(std::move(unit)));
  return {};
}

Result<std::string> EvaluationRecords::read_final_list(const KeptRun& run) {
  if (!run.final_list) return base::fail("evaluation.no-final-list", {run.id});
  return read_file(stream_of_run(run.id), run.final_list->file);
}

}  // namespace shuxin::app
