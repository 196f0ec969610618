#include "shell/store/auditor.h"

#include <algorithm>
#include <filesystem>
#include <fmt/format.h>

#include "shell/store/schema.h"

namespace shuxin::store {
namespace {

constexpr std::int64_t progress_step = 4'096;

}  // namespace

void Auditor::find(std::string code, std::vector<std::string> arguments, Finding place) {
  if (static_cast<std::int64_t>(report_.findings.size()) >= options_.most) {
    report_.cut = true;
    return;
  }
  place.message = {std::move(code), std::move(arguments)};
  report_.findings.push_back(std::move(place));
}

Result<void> Auditor::progress(std::string_view what) {
  if (options_.on_progress && !options_.on_progress(done_, std::max(all_, done_), what))
    return base::fail("store.stopped");
  return {};
}

Result<void> Auditor::survive(Result<void> checked) {
  // A damaged page ends one walk over the tables; the others may still tell more.
  if (checked || checked.error().code() != "store.corrupt") return checked;
  find("audit.pages", checked.error().message.arguments, {});
  return {};
}

Result<AuditReport> Auditor::run() {
  sqlite::Connection& connection = shadow_->connection();
  std::vector<const Projection*> projections;
  for (const Projection& projection : store_.projections) projections.push_back(&projection);
  SHUXIN_DO(shadow_->make(std::move(projections), true));
  SHUXIN_DO(shadow_->pin());
  const auto events = connection.integer("select count(*) from ledger_events");
  all_ = events ? events->value_or(0) * (options_.projections ? 2 : 1) : 0;
  SHUXIN_DO(progress("pages"));
  if (options_.pages) SHUXIN_DO(check_pages());
  SHUXIN_DO(survive(check_schema()));
  SHUXIN_DO(survive(check_zones()));
  SHUXIN_DO(survive(check_macs()));
  SHUXIN_DO(survive(check_anchors()));
  SHUXIN_DO(survive(check_sets()));
  SHUXIN_DO(survive(check_keys()));
  SHUXIN_DO(survive(check_files()));
  SHUXIN_DO(survive(check_registered()));
  if (options_.projections) SHUXIN_DO(survive(check_tables()));
  say_what_is_outside();
  SHUXIN_DO(progress("end"));
  return std::move(report_);
}

Result<void> Auditor::check_pages() {
  SHUXIN_DO(check_pages_of(shadow_->connection(), "ledger"));
  // Connections of their own, as this is long and must hold up neither readers nor writers.
  for (const std::string& path : {vault_.path(), keys_.path()}) {
    SHUXIN_TRY(const auto connection, sqlite::Connection::open(path, sqlite::Mode::ReadOnly));
    SHUXIN_DO(check_pages_of(*connection, "main"));
  }
  return {};
}

Result<void> Auditor::check_pages_of(sqlite::Connection& connection, std::string_view schema) {
  const std::string file =
      std::filesystem::path(sqlite3_db_filename(connection.raw(), std::string(schema).c_str())).filename();
  const auto damaged = [&](std::string_view what) {
    find("audit.pages", {fmt::format("{}: {}", file, what)}, {});
  };
  auto cursor = connection.prepare(fmt::format("pragma {}.integrity_check", schema));
  while (cursor) {
    const auto row = cursor->step();
    if (!row) damaged(word(row.error().message, base::Language::English));
    if (!row || !*row) return {};
    if (cursor->bytes(0) != "ok") damaged(cursor->bytes(0));
  }
  damaged(word(cursor.error().message, base::Language::English));
  return {};
}

Result<void> Auditor::check_zones() {
  sqlite::Connection& connection = shadow_->connection();
  if (const auto known = store::check_keys(connection, keys_, "ledger"); !known)
    find("audit.row-changed", {"ledger_store"}, {.table = "ledger_store", .row = "1"});
  std::vector<Zone>& zones = zones_;
  {
    SHUXIN_TRY(auto cursor,
               connection.prepare("select number, name, last, mac, seals from ledger_zones order by number"));
    for (;;) {
      SHUXIN_TRY(const bool row, cursor.step());
      if (!row) break;
      const Zone& zone = zones.emplace_back(cursor.integer(0), std::string(cursor.bytes(1)),
                                            cursor.integer(2), cursor.integer(4));
      if (view(zone_mac(keys_, zone.number, zone.name, zone.last, zone.seals)) != cursor.bytes(3))
        find("audit.row-changed", {"ledger_zones"},
             {.zone = zone.name, .table = "ledger_zones", .row = std::to_string(zone.number)});
    }
  }
  for (const Zone& zone : zones) {
    SHUXIN_DO(survive(check_positions(zone)));
    SHUXIN_DO(check_streams(zone));
    SHUXIN_DO(survive(check_seals(zone)));
  }
  SHUXIN_TRY(auto lost,
             connection.prepare("select distinct place >> 40 from ledger_events where place >> 40 not in "
                                "(select number from ledger_zones)"));
  for (;;) {
    SHUXIN_TRY(const bool row, lost.step());
    if (!row) break;
    find("audit.row-removed", {"ledger_zones"},
         {.table = "ledger_zones", .row = std::to_string(lost.integer(0))});
  }
  // Events whose column names another zone than their place.
  SHUXIN_TRY(auto cursor, connection.prepare("select place, stream, version from ledger_events "
                                             "where zone <> place >> 40"));
  for (;;) {
    SHUXIN_TRY(const bool row, cursor.step());
    if (!row || full()) return {};
    find("audit.event-changed", {std::string(cursor.bytes(1)), std::to_string(cursor.integer(2))},
         {.stream = std::string(cursor.bytes(1)),
          .version = cursor.integer(2),
          .position = position_of(cursor.integer(0)),
          .table = "ledger_events",
          .row = std::to_string(cursor.integer(0))});
  }
}

Result<void> Auditor::check_positions(const Zone& zone) {
  SHUXIN_TRY(auto cursor,
             shadow_->connection().prepare("select place, stream, version from ledger_events where "
                                           "place > ? and place < ? order by place"));
  cursor.bind(place_of(zone.number, 0)).bind(place_of(zone.number + 1, 0));
  std::int64_t expected = 1;
  for (;;) {
    SHUXIN_TRY(const bool row, cursor.step());
    if (!row || full()) break;
    const std::int64_t position = position_of(cursor.integer(0));
    if (position != expected)
      find("audit.event-removed", {std::to_string(expected), std::to_string(position - 1)},
           {.zone = zone.name, .position = expected, .table = "ledger_events"});
    if (position > zone.last)
      find("audit.event-inserted", {std::string(cursor.bytes(1)), std::to_string(cursor.integer(2))},
           {.zone = zone.name,
            .stream = std::string(cursor.bytes(1)),
            .version = cursor.integer(2),
            .position = position,
            .table = "ledger_events",
            .row = std::to_string(cursor.integer(0))});
    expected = position + 1;
  }
  if (full() || expected == zone.last + 1) return {};
  if (expected <= zone.last)
    find("audit.event-removed", {std::to_string(expected), std::to_string(zone.last)},
         {.zone = zone.name, .position = expected, .table = "ledger_events"});
  return {};
}

Result<void> Auditor::check_streams(const Zone& zone) {
  Reached reached;
  for (;;) {
    auto walked = walk_streams(zone, reached);
    if (walked || walked.error().code() != "store.corrupt") return walked;
    // The index of streams lies on other pages: by it each event is named that the damage took.
    SHUXIN_TRY(const bool passed, pass_unreadable(zone, reached));
    if (!passed) return survive(std::move(walked));
    if (full()) return {};
  }
}

Result<bool> Auditor::pass_unreadable(const Zone& zone, Reached& reached) {
  SHUXIN_TRY(auto cursor, shadow_->connection().prepare(
                              "select stream, version, place from ledger_events indexed by "
                              "ledger_events_stream where zone = ? and (stream, version) > (?, ?) "
                              "order by stream, version limit 1"));
  cursor.bind(zone.number).bind(std::string_view(reached.stream)).bind(reached.version);
  const auto row = cursor.step();
  if (!row || !*row) return false;
  const std::string stream(cursor.bytes(0));
  const std::int64_t version = cursor.integer(1);
  if (stream != reached.stream || report_.streams == 0) ++report_.streams;
  find("audit.event-unreadable", {stream, std::to_string(version)},
       {.zone = zone.name,
        .stream = stream,
        .version = version,
        .position = position_of(cursor.integer(2)),
        .table = "ledger_events",
        .row = std::to_string(cursor.integer(2))});
  reached = {stream, version, std::nullopt};
  return true;
}

Result<void> Auditor::walk_streams(const Zone& zone, Reached& reached) {
  SHUXIN_TRY(auto cursor,
             shadow_->connection().prepare("select " + std::string(record_columns) +
                                           " from ledger_events where zone = ? and "
                                           "(stream, version) > (?, ?) order by stream, version"));
  const Reached begun = reached;
  cursor.bind(zone.number).bind(std::string_view(begun.stream)).bind(begun.version);
  for (;;) {
    SHUXIN_TRY(const bool row, cursor.step());
    if (!row || full()) return {};
    const Record record = read_record(cursor, zone.name);
    if (++done_ % progress_step == 0) SHUXIN_DO(progress("streams"));
    ++report_.events;
    if (record.stream != reached.stream || report_.streams == 0) {
      ++report_.streams;
      reached = {std::string(record.stream), 0, Hash{}};
    }
    const Finding place{.zone = zone.name,
                        .stream = reached.stream,
                        .version = record.version,
                        .position = record.position,
                        .table = "ledger_events",
                        .row = std::to_string(place_of(zone.number, record.position))};
    const std::vector<std::string> name = {reached.stream, std::to_string(record.version)};
    const bool whole = record.version == reached.version + 1;
    if (!whole) find("audit.version-missing", {reached.stream, std::to_string(reached.version + 1)}, place);
    if (view(hash_of(record, digest_, buffer_)) != record.hash) {
      find("audit.event-changed", name, place);
    } else if (whole && reached.hash && record.previous != view(*reached.hash)) {
      find("audit.chain-broken", name, place);
    }
    check_subjects(record);
    reached.version = record.version;
    reached.hash = to_hash(record.hash);
  }
}

void Auditor::check_subjects(const Record& record) {
  const auto lost = [&](const std::string& subject) {
    find("audit.key-lost", {subject},
         {.zone = std::string(record.zone),
          .stream = std::string(record.stream),
          .version = record.version,
          .position = record.position,
          .table = "subject_keys",
          .row = subject});
  };
  if (const auto fields = decode_personal(record.personal)) {  // else its hash has already told
    for (const SealedField& field : *fields) {
      const auto state = keys_.find(record.zone, field.subject);
      const bool sound =
          state && (state->kind == KeyState::Kind::Destroyed ||
                    (state->kind == KeyState::Kind::Alive &&
                     decrypt(state->key, bound_of(record.zone, record.stream, record.version, field.name),
                             field.sealed)));
      if (!sound) lost(std::string(field.subject));
    }
  }
  if (!record.answer || !record.account || !record.command_key) return;
  const auto kept = decode_answer(keys_, record.zone, *record.account, *record.command_key, *record.answer);
  if (!kept && kept.error().code() == "store.key-corrupt") lost(kept.error().message.arguments.at(0));
}

Result<void> Auditor::check_keys() {
  SHUXIN_TRY(report_.keys, keys_.audit([&](const KeyStore::Fault& fault) {
    if (!fault.subject.empty())
      find("audit.row-changed", {"subject_keys"},
           {.zone = std::string(fault.zone), .table = "subject_keys", .row = std::string(fault.subject)});
    else if (fault.number > 0)
      find("audit.row-removed", {"subject_keys"},
           {.table = "subject_keys", .row = "number=" + std::to_string(fault.number)});
    else
      find("audit.row-changed", {"subject_keys_end"}, {.table = "subject_keys_end", .row = "1"});
  }));
  return {};
}

Result<void> Auditor::list_named_files() {
  sqlite::Connection& connection = shadow_->connection();
  SHUXIN_TRY(auto cursor, connection.prepare("select " + std::string(record_columns) +
                                             ", name from ledger_events join ledger_zones on number = zone "
                                             "where length(marks) > 4"));
  SHUXIN_TRY(auto insert, connection.prepare("insert into named_files values (?, ?, ?, ?, ?, ?, 0) "
                                             "on conflict do nothing"));
  for (;;) {
    SHUXIN_TRY(const bool row, cursor.step());
    if (!row) return {};
    const Record record = read_record(cursor, cursor.bytes(16));
    std::vector<FileMark> files;
    std::vector<TakenNumber> numbers;
    if (!decode_marks(record.marks, files, numbers)) continue;
    for (const FileMark& mark : files) {
      insert.again();
      insert.bind(record.zone).bind(std::string_view(mark.file)).bind(mark.size);
      insert.bind_blob(view(mark.stored_hash)).bind(record.stream).bind(record.version);
      SHUXIN_DO(insert.run());
    }
  }
}

Result<void> Auditor::check_files() {
  sqlite::Connection& connection = shadow_->connection();
  // What events say of files; the ledger proves it, so the files are measured by it.
  SHUXIN_DO(
      connection.exec("create temp table named_files (zone text, file text, size integer, stored_hash blob, "
                      "stream text, version integer, seen integer, primary key (zone, file)) without rowid"));
  auto listed = list_named_files();
  const bool knows_all = listed.has_value();
  SHUXIN_DO(survive(std::move(listed)));
  const auto look = [&](const Vault::Checked& checked) -> Result<void> {
    ++report_.files;
    if (report_.files % 64 == 0) SHUXIN_DO(progress("files"));
    const StoredFile& file = checked.file;
    SHUXIN_TRY(auto cursor, connection.prepare("update named_files set seen = 1 where zone = ? and file = ? "
                                               "returning size, stored_hash, stream, version"));
    cursor.bind(std::string_view(file.zone)).bind(std::string_view(file.file));
    SHUXIN_TRY(const bool named, cursor.step());
    Finding place{.zone = file.zone, .table = "files", .row = std::to_string(file.number)};
    bool same = true;
    if (named) {
      same = cursor.integer(0) == file.size && cursor.bytes(1) == view(file.stored_hash);
      place.stream = cursor.bytes(2);
      place.version = cursor.integer(3);
    }
    if (!checked.row_sound || !same || (file.kept && !named && knows_all))
      find("audit.row-changed", {"files"}, place);
    const auto key = keys_.find(file.zone, file.subject);
    if (checked.row_sound && (!key || key->kind == KeyState::Kind::Missing)) {
      place.table = "subject_keys";
      find("audit.key-lost", {file.subject}, place);
    }
    place.table = "file_chunks";
    if (!checked.chunks_sound) find("audit.file-changed", {file.file}, place);
    return {};
  };
  SHUXIN_DO(survive(vault_.audit(options_.files, look)));
  SHUXIN_TRY(auto cursor,
             connection.prepare("select zone, file, stream, version from named_files where seen = 0"));
  for (;;) {
    SHUXIN_TRY(const bool row, cursor.step());
    if (!row || full()) return {};
    find("audit.file-removed", {std::string(cursor.bytes(1))},
         {.zone = std::string(cursor.bytes(0)),
          .stream = std::string(cursor.bytes(2)),
          .version = cursor.integer(3),
          .table = "files",
          .row = std::string(cursor.bytes(1))});
  }
}

Result<void> Auditor::check_registered() {
  const auto check =
      [&](const std::string& table,
          std::map<std::string, std::pair<std::int64_t, std::string>> expected) -> Result<void> {
    SHUXIN_TRY(auto cursor, shadow_->connection().prepare("select name, version, tables from " + table));
    for (;;) {
      SHUXIN_TRY(const bool row, cursor.step());
      if (!row) break;
      const std::string name(cursor.bytes(0));
      const auto found = expected.find(name);
      const bool same = found != expected.end() && found->second.first == cursor.integer(1) &&
                        found->second.second == cursor.bytes(2);
      if (!same) find("audit.row-changed", {table}, {.table = table, .row = name});
      if (found != expected.end()) expected.erase(found);
    }
    for (const auto& [name, rest] : expected)
      find("audit.row-removed", {table}, {.table = table, .row = name});
    return {};
  };
  std::map<std::string, std::pair<std::int64_t, std::string>> projections;
  for (const Projection& projection : store_.projections)
    projections[projection.name] = {projection.version, join_names(projection.tables)};
  std::map<std::string, std::pair<std::int64_t, std::string>> sets;
  for (const TableSet& set : store_.tables) sets[set.name] = {set.version, join_names(set.tables)};
  // Whoever audits without the definitions cannot judge their list.
  if (!projections.empty()) SHUXIN_DO(check("ledger_projections", std::move(projections)));
  if (!sets.empty()) SHUXIN_DO(check("ledger_table_sets", std::move(sets)));
  return {};
}

Result<void> Auditor::check_tables() {
  const std::int64_t before = done_;
  const auto caught_up = shadow_->catch_up([&](std::int64_t events) {
    done_ = before + events;
    return progress("projections").has_value();
  });
  if (!caught_up) {
    if (caught_up.error().code() == "store.stopped") return caught_up;
    find("audit.rebuild-failed", {word(caught_up.error().message, base::Language::English)}, {});
    return {};
  }
  std::vector<std::string> tables(std::begin(derived_tables), std::end(derived_tables));
  for (const Projection& projection : store_.projections)
    tables.insert(tables.end(), projection.tables.begin(), projection.tables.end());
  for (const std::string& table : tables) {
    const auto rows = shadow_->compare(table, [&](const Shadow::Difference& difference) {
      find(difference.stands ? "audit.row-differs" : "audit.row-missing", {table},
           {.table = table, .row = difference.row});
      return !full();
    });
    if (!rows) {
      find("audit.table-missing", {table}, {.table = table});
      continue;
    }
    report_.rows += *rows;
  }
  return {};
}

}  // namespace shuxin::store
