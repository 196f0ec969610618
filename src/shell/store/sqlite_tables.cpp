// The read tables of the SQLite store: registering, rebuilding, swapping.
#include <filesystem>
#include <fmt/format.h>

#include "shell/store/record.h"
#include "shell/store/schema.h"
#include "shell/store/shadow.h"
#include "shell/store/sqlite_store.h"

namespace shuxin::store {
namespace {

struct Registered {
  std::int64_t version;
  std::string tables;
};

Result<std::map<std::string, Registered>> read_registered(sqlite::Connection& connection,
                                                          std::string_view table) {
  SHUXIN_TRY(auto cursor, connection.prepare(fmt::format("select name, version, tables from {}", table)));
  std::map<std::string, Registered> out;
  for (;;) {
    SHUXIN_TRY(const bool row, cursor.step());
    if (!row) return out;
    out[std::string(cursor.bytes(0))] = {cursor.integer(1), std::string(cursor.bytes(2))};
  }
}

Result<void> write_registered(sqlite::Connection& connection, std::string_view table, const std::string& name,
                              int version, const std::vector<std::string>& tables) {
  SHUXIN_TRY(auto cursor,
             connection.prepare(fmt::format(
                 "insert into {} (name, version, tables) values (?, ?, ?) on conflict (name) do update "
                 "set version = excluded.version, tables = excluded.tables",
                 table)));
  const std::string names = join_names(tables);
  cursor.bind(name).bind(static_cast<std::int64_t>(version)).bind(names);
  return cursor.run();
}

Result<void> drop_tables(sqlite::Connection& connection, std::string_view names) {
  for (const std::string& name : split_names(names)) {
    if (!is_table_name(name)) return base::fail("store.corrupt", {"ledger_projections"});
    SHUXIN_DO(connection.exec("drop table if exists main." + name));
  }
  return {};
}

/// Puts the shadow's rows in the place of the serving ones.
Result<void> take_over(sqlite::Connection& connection, const Projection& projection,
                       const std::map<std::string, Registered>& registered) {
  if (const auto old = registered.find(projection.name); old != registered.end())
    SHUXIN_DO(drop_tables(connection, old->second.tables));
  SHUXIN_DO(drop_tables(connection, join_names(projection.tables)));
  const auto is_index = [](const std::string& create) { return !create.starts_with("create table"); };
  for (const std::string& create : projection.create)
    if (!is_index(create)) SHUXIN_DO(connection.define(create));
  for (const std::string& table : projection.tables)
    SHUXIN_DO(connection.exec(fmt::format("insert into main.{0} select * from shadow.{0}", table)));
  for (const std::string& create : projection.create)
    if (is_index(create)) SHUXIN_DO(connection.define(create));
  return write_registered(connection, "ledger_projections", projection.name, projection.version,
                          projection.tables);
}

}  // namespace

Result<void> SqliteStore::register_table_set(const TableSet& set) {
  sqlite::Connection& connection = writer_->connection();
  SHUXIN_TRY(const auto registered, read_registered(connection, "ledger_table_sets"));
  const auto found = registered.find(set.name);
  if (found != registered.end() && found->second.version == set.version) return {};
  if (found != registered.end() && found->second.version > set.version)
    return base::fail("store.newer",
                      {set.name, std::to_string(found->second.version), std::to_string(set.version)});
  return sqlite::in_transaction(connection, [&]() -> Result<void> {
    SHUXIN_DO(define_all(connection, set.create));
    for (const std::string& table : set.tables) SHUXIN_DO(writer_->checks().adopt(table));
    return write_registered(connection, "ledger_table_sets", set.name, set.version, set.tables);
  });
}

Result<void> SqliteStore::register_tables() {
  for (const TableSet& set : options_.tables) {
    SHUXIN_DO(register_table_set(set));
    for (const std::string& table : set.tables) SHUXIN_DO(writer_->checks().follow(table));
  }
  sqlite::Connection& connection = writer_->connection();
  SHUXIN_TRY(auto registered, read_registered(connection, "ledger_projections"));
  std::vector<const Projection*> stale;
  for (const Projection& projection : options_.projections) {
    const auto found = registered.find(projection.name);
    const bool current = found != registered.end() && found->second.version == projection.version &&
                         found->second.tables == join_names(projection.tables);
    if (!current) stale.push_back(&projection);
    if (found != registered.end()) registered.erase(found);
  }
  // Tables that nobody keeps up to date any more would be wrong when somebody asks for them again.
  for (const auto& [name, rest] : registered) {
    SHUXIN_DO(sqlite::in_transaction(connection, [&]() -> Result<void> {
      SHUXIN_DO(drop_tables(connection, rest.tables));
      SHUXIN_TRY(auto cursor, connection.prepare("delete from ledger_projections where name = ?"));
      cursor.bind(std::string_view(name));
      return cursor.run();
    }));
  }
  return stale.empty() ? Result<void>() : rebuild_these(stale, false);
}

Result<void> SqliteStore::rebuild(std::string_view projection) {
  if (!committer_) return base::fail("store.read-only");
  std::vector<const Projection*> chosen;
  for (const Projection& candidate : options_.projections)
    if (projection.empty() || candidate.name == projection) chosen.push_back(&candidate);
  if (chosen.empty() && !projection.empty())
    return base::fail("store.no-projection", {std::string(projection)});
  return rebuild_these(chosen, projection.empty());
}

Result<void> SqliteStore::rebuild_these(const std::vector<const Projection*>& projections, bool derived) {
  const std::lock_guard one_at_a_time(rebuilding_);
  const std::string path = path_ + "-shadow";
  std::error_code problem;
  std::filesystem::remove(path, problem);
  const auto rebuild = [&]() -> Result<void> {
    SHUXIN_TRY(auto shadow, Shadow::open(path, path_, *keys_, quarantine_));
    SHUXIN_DO(shadow->make(projections, derived));
    const auto catch_up = [&]() -> Result<void> {
      SHUXIN_DO(shadow->begin());
      SHUXIN_DO(shadow->catch_up(nullptr));
      return shadow->end();
    };
    // Twice beside the writer, so that little is left for when it holds still.
    SHUXIN_DO(catch_up());
    SHUXIN_DO(catch_up());
    Result<void> swapped;
    committer_->exclusively([&] {
      swapped = catch_up();
      shadow.reset();
      if (swapped) swapped = swap(projections, derived, path);
    });
    return swapped;
  };
  auto done = rebuild();
  std::filesystem::remove(path, problem);
  return done;
}

Result<void> SqliteStore::swap(const std::vector<const Projection*>& projections, bool derived,
                               const std::string& shadow_path) {
  sqlite::Connection& connection = writer_->connection();
  SHUXIN_TRY(const auto registered, read_registered(connection, "ledger_projections"));
  {
    SHUXIN_TRY(auto attach, connection.prepare("attach ? as shadow"));
    attach.bind(shadow_path);
    SHUXIN_DO(attach.run());
  }
  auto done = sqlite::in_transaction(connection, [&]() -> Result<void> {
    for (const Projection* projection : projections)
      SHUXIN_DO(take_over(connection, *projection, registered));
    if (!derived) return {};
    for (const std::string_view table : derived_tables)
      SHUXIN_DO(connection.exec(
          fmt::format("delete from main.{0}; insert into main.{0} select * from shadow.{0}", table)));
    return {};
  });
  writer_->forget();
  auto detached = connection.exec("detach shadow");
  return done ? detached : done;
}

}  // namespace shuxin::store
