// A keyed checksum for each row of the table sets, which no event proves, and a sum for each such table: so
// that the audit finds and names what was changed beside the program. Private to the store.
#pragma once

#include <functional>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "shell/store/keys.h"
#include "shell/store/sqlite.h"

namespace shuxin::store {

/// Follows the changes that one connection makes to the tables it was told of. Used by one thread at a time.
/// A checksum is computed when a row changes, and written when the group is committed: once per row, however
/// often the group changed it.
class RowChecks {
 public:
  RowChecks(sqlite::Connection& connection, const KeyStore& keys);
  ~RowChecks();
  RowChecks(const RowChecks&) = delete;
  RowChecks& operator=(const RowChecks&) = delete;

  /// Follows the table from now on.
  [[nodiscard]] Result<void> follow(const std::string& table);
  /// Takes a table's rows as they stand, if it has no sum yet.
  [[nodiscard]] Result<void> adopt(const std::string& table);

  /// Where the changes stand, for return_to.
  [[nodiscard]] std::size_t mark() const { return changes_.size(); }
  /// What came after the mark was undone.
  void return_to(std::size_t mark);
  /// Writes what has changed, in the transaction that changed it. Errors: I/O.
  [[nodiscard]] Result<void> flush();

  struct Fault {
    enum class Kind : std::uint8_t { Changed, Inserted, Removed, SumDiffers, SumMissing };
    Kind kind;
    std::string row;  ///< its key as text; empty for the sum
  };
  /// Compares a table of the database `ledger`, attached to that connection, with its checksums. Returns how
  /// many rows there are. False from the callback ends it early.
  [[nodiscard]] static Result<std::int64_t> audit(sqlite::Connection& connection, const KeyStore& keys,
                                                  const std::string& table,
                                                  const std::function<bool(const Fault&)>& on_fault);

 private:
  struct Table {
    std::string name;
    std::vector<int> key;  ///< columns of the primary key, in its order
  };
  struct Change {
    const Table* table;
    std::string row;
    std::optional<Hash> before;  ///< of the row as it stood; none: it did not
    std::optional<Hash> after;
  };
  static void hook(void* self, sqlite3* database, int operation, const char* schema, const char* table,
                   sqlite3_int64 old_row, sqlite3_int64 new_row);
  void note(const Table& table, bool had, bool has);
  [[nodiscard]] Result<void> write(const Table& table, const std::map<std::string, Change>& rows);

  sqlite::Connection& connection_;
  const KeyStore& keys_;
  std::map<std::string, Table, std::less<>> tables_;
  std::vector<Change> changes_;
};

}  // namespace shuxin::store
