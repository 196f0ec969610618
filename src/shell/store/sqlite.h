// SQLite behind RAII: connections, prepared statements found by their text, and a guard over foreign SQL.
// Private to the store.
#pragma once

#include <cstdint>
#include <memory>
#include <set>
#include <span>
#include <sqlite3.h>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "shell/store/transaction.h"

namespace shuxin::store::sqlite {

struct Finalize {
  void operator()(sqlite3_stmt* statement) const { sqlite3_finalize(statement); }
};
using Prepared = std::unique_ptr<sqlite3_stmt, Finalize>;

/// A statement being run; at its end the statement is reset and its borrowed bindings are let go.
class Cursor {
 public:
  Cursor(sqlite3* database, sqlite3_stmt* shared) : database_(database), statement_(shared) {}
  Cursor(sqlite3* database, Prepared own)
      : database_(database), own_(std::move(own)), statement_(own_.get()) {}
  Cursor(Cursor&& other) noexcept
      : database_(other.database_),
        own_(std::move(other.own_)),
        statement_(std::exchange(other.statement_, nullptr)),
        bound_(other.bound_) {}
  Cursor& operator=(Cursor&&) = delete;
  ~Cursor();

  /// Binds the next place; bytes are borrowed until the cursor ends.
  Cursor& bind(std::int64_t value);
  Cursor& bind(std::string_view text);
  Cursor& bind(std::string&&) = delete;  // would not live long enough
  Cursor& bind_blob(std::string_view bytes);
  Cursor& bind_blob(std::string&&) = delete;
  Cursor& bind_null();
  Cursor& bind_value(const Value& value);
  /// Makes the cursor ready for other values of the same statement.
  void again();

  /// True: there is a row.
  [[nodiscard]] Result<bool> step();
  /// For statements without rows.
  [[nodiscard]] Result<void> run();

  [[nodiscard]] int columns() const { return sqlite3_column_count(statement_); }
  [[nodiscard]] std::int64_t integer(int column) const { return sqlite3_column_int64(statement_, column); }
  [[nodiscard]] bool is_null(int column) const {
    return sqlite3_column_type(statement_, column) == SQLITE_NULL;
  }
  [[nodiscard]] std::string_view name(int column) const { return sqlite3_column_name(statement_, column); }
  /// Text or bytes, valid until the next step.
  [[nodiscard]] std::string_view bytes(int column) const;
  [[nodiscard]] Value value(int column) const;
  [[nodiscard]] int places() const { return sqlite3_bind_parameter_count(statement_); }

 private:
  sqlite3* database_;
  Prepared own_;
  sqlite3_stmt* statement_;
  int bound_ = 0;
};

/// The error of the last call on that database, with our code for it.
[[nodiscard]] base::Error error_of(sqlite3* database, int code);

/// How SQLite is told to open a file for reading only. On a medium that nobody can write to it must be told
/// so, as it would make its files beside the database first.
[[nodiscard]] std::string read_only_uri(const std::string& path);

enum class Mode : std::uint8_t { Create, ReadWrite, ReadOnly };
/// What foreign SQL may do when it is prepared.
enum class Guard : std::uint8_t { Off, Read, Write, Define };

/// One connection; used by one thread at a time.
class Connection {
 public:
  /// `path` may be empty: a private database in a temporary file.
  [[nodiscard]] static Result<std::unique_ptr<Connection>> open(const std::string& path, Mode mode);
  ~Connection();
  Connection(const Connection&) = delete;
  Connection& operator=(const Connection&) = delete;

  /// Runs our own statements, several if need be.
  [[nodiscard]] Result<void> exec(const std::string& sql);
  /// Runs one statement of our own, kept prepared, without places and rows.
  [[nodiscard]] Result<void> run(std::string_view sql);
  /// Our own statement, kept prepared.
  [[nodiscard]] Result<Cursor> prepare(std::string_view sql);
  /// A caller's statement: only what the dialect of Reads and Writes allows, only the tables that are open to
  /// callers; kept prepared.
  [[nodiscard]] Result<Cursor> prepare_guarded(std::string_view sql, Guard guard);
  /// Runs one `create table` or `create index` of a caller. Tables are kept in the order of their key, and
  /// typed.
  [[nodiscard]] Result<void> define(std::string_view sql);
  /// The first column of the first row of our own statement; empty if there is no row.
  [[nodiscard]] Result<std::optional<std::int64_t>> integer(std::string_view sql);

  void open_table_to_callers(std::string name) { tables_.insert(std::move(name)); }
  [[nodiscard]] const std::set<std::string, std::less<>>& tables() const { return tables_; }
  [[nodiscard]] sqlite3* raw() { return database_; }
  [[nodiscard]] bool in_transaction() const { return sqlite3_get_autocommit(database_) == 0; }
  [[nodiscard]] std::int64_t changes() const { return sqlite3_changes64(database_); }

 private:
  explicit Connection(sqlite3* database);
  static int authorize(void* self, int action, const char* a, const char* b, const char* database,
                       const char* trigger);
  [[nodiscard]] Result<Prepared> compile(std::string_view sql, bool persistent);
  [[nodiscard]] Result<Cursor> cached(std::string_view sql, Guard guard);

  struct TextHash : std::hash<std::string_view> {
    using is_transparent = void;
  };
  using Cache = std::unordered_map<std::string, Prepared, TextHash, std::equal_to<>>;

  sqlite3* database_;
  Guard guard_ = Guard::Off;
  std::set<std::string, std::less<>> tables_;
  Cache own_;
  Cache read_;
  Cache write_;
};

/// Runs the work between begin and commit; what fails undoes all of it.
template <typename Work>
[[nodiscard]] Result<void> in_transaction(Connection& connection, const Work& work) {
  SHUXIN_DO(connection.exec("begin immediate"));
  Result<void> done = work();
  if (done) done = connection.exec("commit");
  if (!done && connection.in_transaction()) (void)connection.exec("rollback");
  return done;
}

/// Copies a database as it stands at one moment into a new file, while others write. Errors: store.exists.
[[nodiscard]] Result<void> copy_database(const std::string& from, const std::string& to);

}  // namespace shuxin::store::sqlite
