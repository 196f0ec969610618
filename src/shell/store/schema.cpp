#include "shell/store/schema.h"

#include <algorithm>
#include <cctype>

#include "shell/store/record.h"

namespace shuxin::store {
namespace {

constexpr auto derived_definitions = R"(
create table ledger_numbers (
  zone integer not null, series text not null, year integer not null, last integer not null,
  primary key (zone, series, year)) strict, without rowid;
create table ledger_claims (
  zone integer not null, file text not null, stream text not null,
  primary key (zone, file, stream)) strict, without rowid;
)";

// The payload stands last: it may spill over the page, and what is read often must not lie behind it.
constexpr auto ledger_definitions = R"(
create table ledger_store (
  only_row integer primary key check (only_row = 1), id text not null, created_at integer not null,
  mac blob not null) strict;
create table ledger_zones (
  number integer primary key, name text not null unique, last integer not null,
  mac blob not null) strict;
create table ledger_events (
  place integer primary key, zone integer not null, stream text not null, version integer not null,
  type text not null, schema integer not null, effective_at integer not null, recorded_at integer not null,
  account text, command_key text, previous blob not null, hash blob not null, marks blob not null,
  metadata text not null, personal blob not null, answer blob, payload text not null) strict;
create unique index ledger_events_stream on ledger_events (zone, stream, version);
create unique index ledger_events_command on ledger_events (zone, account, command_key)
  where command_key is not null;
create table ledger_projections (
  name text primary key, version integer not null, tables text not null) strict, without rowid;
create table ledger_table_sets (
  name text primary key, version integer not null, tables text not null) strict, without rowid;
)";

constexpr auto file_definitions = R"(
create table files (
  number integer primary key, zone text not null, file text not null, owner text not null, subject text not null,
  size integer not null, chunks integer not null, stored_hash blob not null, head blob not null,
  created_at integer not null, finished integer not null, kept integer not null, mac blob not null,
  unique (zone, file)) strict;
create index files_to_sweep on files (created_at) where kept = 0;
create table file_chunks (place integer primary key, bytes blob not null) strict;
)";

std::string store_row(std::string_view id, std::int64_t created_at) {
  return joined({"ledger_store", id, std::to_string(created_at), std::to_string(schema_version)});
}

Result<void> define_ours(sqlite::Connection& connection, const std::string& definitions) {
  SHUXIN_DO(connection.exec(definitions));
  return connection.exec("pragma application_id = " + std::to_string(application_id) +
                         "; pragma user_version = " + std::to_string(schema_version));
}

}  // namespace

Result<bool> check_identity(sqlite::Connection& connection, const std::string& path) {
  SHUXIN_TRY(const auto id, connection.integer("pragma application_id"));
  SHUXIN_TRY(const auto version, connection.integer("pragma user_version"));
  SHUXIN_TRY(const auto tables, connection.integer("select count(*) from sqlite_schema"));
  if (tables == 0 && id == 0) return true;
  if (id != application_id) return base::fail("store.foreign", {path});
  if (version > schema_version)
    return base::fail("store.newer",
                      {path, std::to_string(version.value_or(0)), std::to_string(schema_version)});
  return false;
}

Result<void> make_ledger(sqlite::Connection& connection, KeyStore& keys, base::Instant now) {
  return sqlite::in_transaction(connection, [&]() -> Result<void> {
    SHUXIN_DO(define_ours(connection, std::string(ledger_definitions) + derived_definitions));
    const std::string id = random_id();
    const Hash mac = keys.mac(store_row(id, now.milliseconds));
    SHUXIN_TRY(auto cursor, connection.prepare("insert into ledger_store (only_row, id, created_at, mac) "
                                               "values (1, ?, ?, ?)"));
    cursor.bind(id).bind(now.milliseconds).bind_blob(view(mac));
    return cursor.run();
  });
}

Result<void> make_files(sqlite::Connection& connection) {
  return sqlite::in_transaction(connection, [&] { return define_ours(connection, file_definitions); });
}

Result<void> check_keys(sqlite::Connection& connection, KeyStore& keys) {
  SHUXIN_TRY(auto cursor, connection.prepare("select id, created_at, mac from ledger_store"));
  SHUXIN_TRY(const bool row, cursor.step());
  if (!row) return base::fail("store.corrupt", {"ledger_store"});
  if (view(keys.mac(store_row(cursor.bytes(0), cursor.integer(1)))) != cursor.bytes(2))
    return base::fail("store.wrong-keys", {"ledger_store"});
  return {};
}

Hash zone_mac(const KeyStore& keys, std::int64_t number, std::string_view name, std::int64_t last) {
  return keys.mac(joined({"ledger_zones", std::to_string(number), name, std::to_string(last)}));
}

Result<void> make_derived(sqlite::Connection& connection) {
  return connection.exec(derived_definitions);
}

Result<void> derive(sqlite::Connection& connection, std::int64_t zone_number, const Event& event) {
  for (const FileMark& mark : event.files) {
    SHUXIN_TRY(auto cursor,
               connection.prepare("insert into ledger_claims (zone, file, stream) values (?, ?, ?) "
                                  "on conflict do nothing"));
    cursor.bind(zone_number).bind(mark.file).bind(event.stream);
    SHUXIN_DO(cursor.run());
  }
  for (const TakenNumber& taken : event.numbers) {
    SHUXIN_TRY(auto cursor,
               connection.prepare("insert into ledger_numbers (zone, series, year, last) values (?, ?, ?, ?) "
                                  "on conflict (zone, series, year) do update set last = excluded.last"));
    cursor.bind(zone_number)
        .bind(taken.series)
        .bind(static_cast<std::int64_t>(taken.year))
        .bind(taken.number);
    SHUXIN_DO(cursor.run());
  }
  return {};
}

Result<void> define_all(sqlite::Connection& connection, const std::vector<std::string>& create) {
  for (const std::string& statement : create) SHUXIN_DO(connection.define(statement));
  return {};
}

std::string join_names(const std::vector<std::string>& names) {
  std::string out;
  for (const std::string& name : names) out += out.empty() ? name : " " + name;
  return out;
}

std::vector<std::string> split_names(std::string_view names) {
  std::vector<std::string> out;
  while (!names.empty()) {
    const std::size_t end = std::min(names.find(' '), names.size());
    if (end > 0) out.emplace_back(names.substr(0, end));
    names.remove_prefix(std::min(end + 1, names.size()));
  }
  return out;
}

bool is_table_name(std::string_view name) {
  return !name.empty() && std::islower(static_cast<unsigned char>(name[0])) != 0 &&
         !name.starts_with("ledger") && !name.starts_with("sqlite") &&
         std::ranges::all_of(
             name, [](unsigned char c) { return std::islower(c) != 0 || std::isdigit(c) != 0 || c == '_'; });
}

Result<void> check_names(const Options& options) {
  std::set<std::string> owners;
  std::set<std::string> tables;
  const auto check = [&](const std::string& owner, const std::vector<std::string>& names) -> Result<void> {
    if (!owners.insert(owner).second) return base::fail("store.bad-projection", {owner, owner});
    for (const std::string& name : names) {
      if (!is_table_name(name) || !tables.insert(name).second)
        return base::fail("store.bad-projection", {owner, name});
    }
    return {};
  };
  for (const Projection& projection : options.projections)
    SHUXIN_DO(check(projection.name, projection.tables));
  for (const TableSet& set : options.tables) SHUXIN_DO(check(set.name, set.tables));
  return {};
}

}  // namespace shuxin::store
