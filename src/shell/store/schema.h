// The tables of the ledger in SQLite and what must hold before they are served. Private to the store.
#pragma once

#include <set>
#include <string>

#include "shell/store/keys.h"
#include "shell/store/sqlite.h"
#include "shell/store/store.h"

namespace shuxin::store {

/// "SHUX", in the header of each of our databases.
inline constexpr std::int64_t application_id = 0x53485558;
inline constexpr std::int64_t ledger_version = 2;
inline constexpr std::int64_t files_version = 1;

/// Refuses a database that is not ours or that a later version made. True: it is new and empty.
/// An older version is brought up by upgrade_ledger; who may not write refuses it: store.older.
[[nodiscard]] Result<bool> check_identity(sqlite::Connection& connection, const std::string& path,
                                          std::int64_t known_version);
/// Makes the ledger's tables in an empty database.
[[nodiscard]] Result<void> make_ledger(sqlite::Connection& connection, KeyStore& keys, base::Instant now);
/// Brings a ledger of an earlier version up to this one, in one transaction; nothing if it is.
[[nodiscard]] Result<void> upgrade_ledger(sqlite::Connection& connection, KeyStore& keys);
/// Makes the files' tables in an empty database.
[[nodiscard]] Result<void> make_files(sqlite::Connection& connection);
/// Whether the keys are those under which the store was made: store.wrong-keys.
[[nodiscard]] Result<void> check_keys(sqlite::Connection& connection, KeyStore& keys,
                                      std::string_view schema = "main");

/// What a row of ledger_zones carries, so that nobody without the keys shortens a ledger or its seals unseen.
[[nodiscard]] Hash zone_mac(const KeyStore& keys, std::int64_t number, std::string_view name,
                            std::int64_t last, std::int64_t seals);
/// What a row of ledger_events carries, so that nobody without the keys writes one: hashes alone can be made
/// by anybody. 16 bytes.
[[nodiscard]] std::string event_mac(const KeyStore& keys, std::int64_t place, std::string_view hash);

/// The tables that the ledger computes from its events for itself, as a rebuild makes them in a database of
/// its own.
[[nodiscard]] Result<void> make_derived(sqlite::Connection& connection);
[[nodiscard]] Result<void> derive(sqlite::Connection& connection, std::int64_t zone_number,
                                  const Event& event);
inline constexpr std::string_view derived_tables[] = {"ledger_claims", "ledger_numbers"};

/// Makes the tables of a projection or table set, which must be the ones it names.
[[nodiscard]] Result<void> define_all(sqlite::Connection& connection, const std::vector<std::string>& create);
/// Names joined by a space, as ledger_projections keeps them.
[[nodiscard]] std::string join_names(const std::vector<std::string>& names);
[[nodiscard]] std::vector<std::string> split_names(std::string_view names);
/// Whether a projection or table set may own a table of that name.
[[nodiscard]] bool is_table_name(std::string_view name);
/// Names that are no plain words, are used twice or belong to the ledger: store.bad-projection.
[[nodiscard]] Result<void> check_names(const Options& options);

}  // namespace shuxin::store
