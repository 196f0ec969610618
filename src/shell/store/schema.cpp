#include "shell/store/schema.h"

#include <algorithm>
#include <cctype>
#include <fmt/format.h>
#include <limits>

#include "shell/store/record.h"
#include "shell/store/row_checks.h"
#include "shell/store/wire.h"

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
  number integer primary key, name text not null unique, last integer not null, seals integer not null,
  mac blob not null) strict;
create table ledger_events (
  place integer primary key, zone integer not null, stream text not null, version integer not null,
  type text not null, schema integer not null, effective_at integer not null, recorded_at integer not null,
  account text, command_key text, previous blob not null, hash blob not null, marks blob not null,
  metadata text not null, personal blob not null, answer blob, mac blob not null,
  payload text not null) strict;
create unique index ledger_events_stream on ledger_events (zone, stream, version);
create unique index ledger_events_command on ledger_events (zone, account, command_key)
  where command_key is not null;
create table ledger_projections (
  name text primary key, version integer not null, tables text not null) strict, without rowid;
create table ledger_table_sets (
  name text primary key, version integer not null, tables text not null) strict, without rowid;
)";

// What came with version 2.
constexpr auto proof_definitions = R"(
create table ledger_seals (
  zone integer not null, number integer not null, first integer not null, last integer not null,
  root blob not null, previous blob not null, made_at integer not null, key text not null,
  algorithm text not null, signature blob not null, mac blob not null,
  primary key (zone, number)) strict, without rowid;
create table ledger_row_checks (
  owner text not null, row text not null, mac blob not null,
  primary key (owner, row)) strict, without rowid;
create table ledger_row_sums (
  name text primary key, rows integer not null, sum blob not null, mac blob not null) strict, without rowid;
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

std::string store_row(std::string_view id, std::int64_t created_at, std::int64_t version) {
  return joined({"ledger_store", id, std::to_string(created_at), std::to_string(version)});
}

Result<void> define_ours(sqlite::Connection& connection, const std::string& definitions,
                         std::int64_t version) {
  SHUXIN_DO(connection.exec(definitions));
  return connection.exec("pragma application_id = " + std::to_string(application_id) +
                         "; pragma user_version = " + std::to_string(version));
}

Hash first_zone_mac(const KeyStore& keys, std::int64_t number, std::string_view name, std::int64_t last) {
  return keys.mac(joined({"ledger_zones", std::to_string(number), name, std::to_string(last)}));
}

/// Zones get a count of seals. A row that its old checksum does not prove stays unproven.
Result<void> upgrade_zones(sqlite::Connection& connection, KeyStore& keys) {
  SHUXIN_DO(connection.exec("alter table ledger_zones add column seals integer not null default 0"));
  SHUXIN_TRY(auto cursor, connection.prepare("select number, name, last, mac from ledger_zones"));
  SHUXIN_TRY(auto update, connection.prepare("update ledger_zones set mac = ? where number = ?"));
  for (;;) {
    SHUXIN_TRY(const bool row, cursor.step());
    if (!row) return {};
    const std::int64_t number = cursor.integer(0);
    if (view(first_zone_mac(keys, number, cursor.bytes(1), cursor.integer(2))) != cursor.bytes(3)) continue;
    const Hash mac = zone_mac(keys, number, cursor.bytes(1), cursor.integer(2), 0);
    update.again();
    update.bind_blob(view(mac)).bind(number);
    SHUXIN_DO(update.run());
  }
}

/// Table sets get checksums for their rows as they stand.
Result<void> upgrade_table_sets(sqlite::Connection& connection, KeyStore& keys) {
  RowChecks checks(connection, keys);
  std::vector<std::string> tables;
  {
    SHUXIN_TRY(auto cursor, connection.prepare("select tables from ledger_table_sets"));
    for (;;) {
      SHUXIN_TRY(const bool row, cursor.step());
      if (!row) break;
      for (std::string& name : split_names(cursor.bytes(0))) tables.push_back(std::move(name));
    }
  }
  for (const std::string& table : tables) {
    if (!is_table_name(table)) return base::fail("store.corrupt", {"ledger_table_sets"});
    SHUXIN_DO(checks.adopt(table));
  }
  return {};
}

/// Events get a checksum each. The chain of hashes proves what it always did; from now on the keys do too.
Result<void> upgrade_events(sqlite::Connection& connection, KeyStore& keys) {
  SHUXIN_DO(connection.exec("alter table ledger_events add column mac blob not null default x''"));
  constexpr std::int64_t at_once = 10'000;
  SHUXIN_TRY(auto select, connection.prepare("select place, hash from ledger_events where place > ? order by "
                                             "place limit ?"));
  SHUXIN_TRY(auto update, connection.prepare("update ledger_events set mac = ? where place = ?"));
  for (std::int64_t after = std::numeric_limits<std::int64_t>::min();;) {
    std::vector<std::pair<std::int64_t, std::string>> macs;
    select.again();
    select.bind(after).bind(at_once);
    for (;;) {
      SHUXIN_TRY(const bool row, select.step());
      if (!row) break;
      after = select.integer(0);
      macs.emplace_back(after, event_mac(keys, after, select.bytes(1)));
    }
    if (macs.empty()) return {};
    for (const auto& [place, mac] : macs) {
      update.again();
      update.bind_blob(mac).bind(place);
      SHUXIN_DO(update.run());
    }
  }
}

}  // namespace

Result<bool> check_identity(sqlite::Connection& connection, const std::string& path,
                            std::int64_t known_version) {
  SHUXIN_TRY(const auto id, connection.integer("pragma application_id"));
  SHUXIN_TRY(const auto version, connection.integer("pragma user_version"));
  SHUXIN_TRY(const auto tables, connection.integer("select count(*) from sqlite_schema"));
  if (tables == 0 && id == 0) return true;
  if (id != application_id) return base::fail("store.foreign", {path});
  if (version > known_version)
    return base::fail("store.newer",
                      {path, std::to_string(version.value_or(0)), std::to_string(known_version)});
  return false;
}

Result<void> make_ledger(sqlite::Connection& connection, KeyStore& keys, base::Instant now) {
  return sqlite::in_transaction(connection, [&]() -> Result<void> {
    SHUXIN_DO(define_ours(connection,
                          std::string(ledger_definitions) + proof_definitions + derived_definitions,
                          ledger_version));
    const std::string id = random_id();
    const Hash mac = keys.mac(store_row(id, now.milliseconds, ledger_version));
    SHUXIN_TRY(auto cursor, connection.prepare("insert into ledger_store (only_row, id, created_at, mac) "
                                               "values (1, ?, ?, ?)"));
    cursor.bind(id).bind(now.milliseconds).bind_blob(view(mac));
    return cursor.run();
  });
}

Result<void> upgrade_ledger(sqlite::Connection& connection, KeyStore& keys) {
  SHUXIN_TRY(const auto version, connection.integer("pragma user_version"));
  if (version == ledger_version) return {};
  SHUXIN_DO(check_keys(connection, keys));
  return sqlite::in_transaction(connection, [&]() -> Result<void> {
    SHUXIN_DO(define_ours(connection, proof_definitions, ledger_version));
    SHUXIN_DO(upgrade_zones(connection, keys));
    SHUXIN_DO(upgrade_events(connection, keys));
    SHUXIN_DO(upgrade_table_sets(connection, keys));
    SHUXIN_TRY(auto cursor, connection.prepare("select id, created_at from ledger_store"));
    SHUXIN_TRY([[maybe_unused]] const bool row, cursor.step());
    const Hash mac = keys.mac(store_row(cursor.bytes(0), cursor.integer(1), ledger_version));
    SHUXIN_TRY(auto update, connection.prepare("update ledger_store set mac = ?"));
    update.bind_blob(view(mac));
    return update.run();
  });
}

Result<void> make_files(sqlite::Connection& connection) {
  return sqlite::in_transaction(connection,
                                [&] { return define_ours(connection, file_definitions, files_version); });
}

Result<void> check_keys(sqlite::Connection& connection, KeyStore& keys, std::string_view schema) {
  // The version is proven too: one that was set back would make an upgrade take tables as they stand.
  SHUXIN_TRY(const auto version, connection.integer(fmt::format("pragma {}.user_version", schema)));
  SHUXIN_TRY(auto cursor, connection.prepare("select id, created_at, mac from ledger_store"));
  SHUXIN_TRY(const bool row, cursor.step());
  if (!row) return base::fail("store.corrupt", {"ledger_store"});
  if (view(keys.mac(store_row(cursor.bytes(0), cursor.integer(1), version.value_or(0)))) != cursor.bytes(2))
    return base::fail("store.wrong-keys", {"ledger_store"});
  return {};
}

Hash zone_mac(const KeyStore& keys, std::int64_t number, std::string_view name, std::int64_t last,
              std::int64_t seals) {
  return keys.mac(
      joined({"ledger_zones", std::to_string(number), name, std::to_string(last), std::to_string(seals)}));
}

std::string event_mac(const KeyStore& keys, std::int64_t place, std::string_view hash) {
  constexpr std::size_t kept = 16;
  std::string bytes("ledger_events");
  put_i64(bytes, place);
  bytes += hash;
  return std::string(view(keys.mac(bytes)).substr(0, kept));
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
