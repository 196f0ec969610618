#include "shell/store/sqlite.h"

#include <algorithm>
#include <array>
#include <cctype>
#include <cerrno>
#include <fcntl.h>
#include <filesystem>
#include <fmt/format.h>
#include <mutex>
#include <unistd.h>

#include "core/base/check.h"

namespace shuxin::store::sqlite {
namespace {

constexpr std::size_t most_prepared = 512;
constexpr int busy_milliseconds = 10'000;

/// What SQLite and PostgreSQL compute alike.
constexpr auto allowed_functions = std::to_array<std::string_view>(
    {"abs", "avg", "coalesce", "count", "length", "like", "lower", "max", "min", "nullif", "rank", "replace",
     "round", "row_number", "substr", "sum", "trim", "upper"});

std::string lower(std::string_view text) {
  std::string out(text);
  std::ranges::transform(out, out.begin(), [](unsigned char c) { return std::tolower(c); });
  return out;
}

}  // namespace

base::Error error_of(sqlite3* database, int code) {
  const std::string detail = database != nullptr ? sqlite3_errmsg(database) : sqlite3_errstr(code);
  switch (code & 0xff) {
    case SQLITE_FULL:
      return {{"store.disk-full", {}}};
    case SQLITE_READONLY:
    case SQLITE_PERM:
      return {{"store.read-only", {}}};
    case SQLITE_CORRUPT:
    case SQLITE_NOTADB:
      return {{"store.corrupt", {detail}}};
    case SQLITE_BUSY:
    case SQLITE_LOCKED:
      return {{"store.busy", {}}};
    case SQLITE_CONSTRAINT:
      return {{"store.constraint", {detail}}};
    default:
      return {{"store.io", {detail}}};
  }
}

Cursor::~Cursor() {
  if (statement_ == nullptr || own_ != nullptr) return;
  sqlite3_reset(statement_);
  sqlite3_clear_bindings(statement_);
}

Cursor& Cursor::bind(std::int64_t value) {
  sqlite3_bind_int64(statement_, ++bound_, value);
  return *this;
}

Cursor& Cursor::bind(std::string_view text) {
  // An empty view may have a null pointer, which SQLite would take for NULL.
  const char* data = text.data() != nullptr ? text.data() : "";
  sqlite3_bind_text64(statement_, ++bound_, data, text.size(), SQLITE_STATIC, SQLITE_UTF8);
  return *this;
}

Cursor& Cursor::bind_blob(std::string_view bytes) {
  const char* data = bytes.data() != nullptr ? bytes.data() : "";
  sqlite3_bind_blob64(statement_, ++bound_, data, bytes.size(), SQLITE_STATIC);
  return *this;
}

Cursor& Cursor::bind_null() {
  sqlite3_bind_null(statement_, ++bound_);
  return *this;
}

Cursor& Cursor::bind_value(const Value& value) {
  struct Binder {
    Cursor& cursor;
    void operator()(std::nullptr_t) const { cursor.bind_null(); }
    void operator()(std::int64_t whole) const { cursor.bind(whole); }
    void operator()(double number) const { sqlite3_bind_double(cursor.statement_, ++cursor.bound_, number); }
    void operator()(std::string_view text) const { cursor.bind(text); }
    void operator()(Blob blob) const { cursor.bind_blob(blob.bytes); }
  };
  std::visit(Binder{*this}, value);
  return *this;
}

void Cursor::again() {
  sqlite3_reset(statement_);
  bound_ = 0;
}

Result<bool> Cursor::step() {
  const int code = sqlite3_step(statement_);
  if (code == SQLITE_ROW) return true;
  if (code == SQLITE_DONE) return false;
  return std::unexpected(error_of(database_, code));
}

Result<void> Cursor::run() {
  SHUXIN_TRY([[maybe_unused]] const bool row, step());
  return {};
}

std::string_view Cursor::bytes(int column) const {
  const void* data = sqlite3_column_blob(statement_, column);
  const int size = sqlite3_column_bytes(statement_, column);
  return data != nullptr ? std::string_view(static_cast<const char*>(data), static_cast<std::size_t>(size))
                         : std::string_view();
}

Value Cursor::value(int column) const {
  switch (sqlite3_column_type(statement_, column)) {
    case SQLITE_INTEGER:
      return integer(column);
    case SQLITE_FLOAT:
      return sqlite3_column_double(statement_, column);
    case SQLITE_TEXT:
      return bytes(column);
    case SQLITE_BLOB:
      return Blob{bytes(column)};
    default:
      return nullptr;
  }
}

Connection::Connection(sqlite3* database) : database_(database) {
  sqlite3_extended_result_codes(database_, 1);
  sqlite3_busy_timeout(database_, busy_milliseconds);
  sqlite3_set_authorizer(database_, authorize, this);
  sqlite3_db_config(database_, SQLITE_DBCONFIG_DQS_DML, 0, nullptr);
  sqlite3_db_config(database_, SQLITE_DBCONFIG_DQS_DDL, 0, nullptr);
  // As PostgreSQL has it.
  sqlite3_exec(database_, "pragma case_sensitive_like = on", nullptr, nullptr, nullptr);
}

std::string read_only_uri(const std::string& path) {
  std::string uri = "file:";
  for (const unsigned char c : path) {
    const bool plain = std::isalnum(c) != 0 || c == '/' || c == '.' || c == '-' || c == '_';
    uri += plain ? std::string(1, static_cast<char>(c)) : fmt::format("%{:02x}", c);
  }
  std::string folder = std::filesystem::path(path).parent_path();
  if (folder.empty()) folder = ".";
  std::error_code ignored;
  const bool has_log = std::filesystem::file_size(path + "-wal", ignored) > 0 && !ignored;
  const bool is_fixed = ::access(folder.c_str(), W_OK) != 0 && errno == EROFS && !has_log;
  return uri + (is_fixed ? "?mode=ro&immutable=1" : "?mode=ro");
}

Result<std::unique_ptr<Connection>> Connection::open(const std::string& path, Mode mode) {
  // Counting its memory costs SQLite a lock of the whole process on each allocation.
  static std::once_flag configured;
  std::call_once(configured, [] { sqlite3_config(SQLITE_CONFIG_MEMSTATUS, 0); });
  int flags = SQLITE_OPEN_NOMUTEX | SQLITE_OPEN_EXRESCODE;
  switch (mode) {
    case Mode::Create:
      flags |= SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE;
      break;
    case Mode::ReadWrite:
      flags |= SQLITE_OPEN_READWRITE;
      break;
    case Mode::ReadOnly:
      flags |= SQLITE_OPEN_READONLY | SQLITE_OPEN_URI;
      break;
  }
  if (mode == Mode::Create && !path.empty()) {
    // Ours to read only; the database gives its log the same mode. If this fails, opening it says why.
    const int file = ::open(path.c_str(), O_RDWR | O_CREAT | O_CLOEXEC, 0600);
    if (file >= 0) ::close(file);
  }
  sqlite3* database = nullptr;
  const int code = sqlite3_open_v2(mode == Mode::ReadOnly ? read_only_uri(path).c_str() : path.c_str(),
                                   &database, flags, nullptr);
  if (code != SQLITE_OK) {
    auto error = error_of(database, code);
    sqlite3_close(database);
    if ((code & 0xff) == SQLITE_CANTOPEN) return base::fail("store.cannot-open", {path});
    return std::unexpected(std::move(error));
  }
  return std::unique_ptr<Connection>(new Connection(database));
}

Connection::~Connection() {
  own_.clear();
  read_.clear();
  write_.clear();
  sqlite3_close_v2(database_);
}

Result<void> Connection::exec(const std::string& sql) {
  const int code = sqlite3_exec(database_, sql.c_str(), nullptr, nullptr, nullptr);
  if (code != SQLITE_OK) return std::unexpected(error_of(database_, code));
  return {};
}

Result<void> Connection::run(std::string_view sql) {
  SHUXIN_TRY(Cursor cursor, prepare(sql));
  return cursor.run();
}

Result<Prepared> Connection::compile(std::string_view sql, bool persistent) {
  sqlite3_stmt* statement = nullptr;
  const char* tail = nullptr;
  const int code = sqlite3_prepare_v3(database_, sql.data(), static_cast<int>(sql.size()),
                                      persistent ? SQLITE_PREPARE_PERSISTENT : 0, &statement, &tail);
  Prepared prepared(statement);
  if (guard_ == Guard::Off) {
    if (code != SQLITE_OK) return std::unexpected(error_of(database_, code));
    return prepared;
  }
  if (code != SQLITE_OK) {
    if ((code & 0xff) == SQLITE_ERROR || (code & 0xff) == SQLITE_AUTH)
      return base::fail("store.statement", {std::string(sql), sqlite3_errmsg(database_)});
    return std::unexpected(error_of(database_, code));
  }
  const std::string_view rest(tail, static_cast<std::size_t>(sql.data() + sql.size() - tail));
  if (statement == nullptr || rest.find_first_not_of(" \t\r\n;") != std::string_view::npos)
    return base::fail("store.statement", {std::string(sql), "not exactly one statement"});
  if (guard_ == Guard::Read && sqlite3_stmt_readonly(statement) == 0)
    return base::fail("store.statement", {std::string(sql), "a query may not write"});
  return prepared;
}

Result<Cursor> Connection::cached(std::string_view sql, Guard guard) {
  Cache& cache = guard == Guard::Off ? own_ : guard == Guard::Read ? read_ : write_;
  const auto found = cache.find(sql);
  if (found != cache.end() && sqlite3_stmt_busy(found->second.get()) == 0)
    return Cursor(database_, found->second.get());
  guard_ = guard;
  auto prepared = compile(sql, found == cache.end());
  guard_ = Guard::Off;
  if (!prepared) return std::unexpected(std::move(prepared).error());
  // The same statement is being stepped further out, or too many are kept: this one lives as long as its
  // cursor.
  if (found != cache.end() || cache.size() >= most_prepared) return Cursor(database_, *std::move(prepared));
  sqlite3_stmt* statement = prepared->get();
  cache.emplace(sql, *std::move(prepared));
  return Cursor(database_, statement);
}

Result<Cursor> Connection::prepare(std::string_view sql) {
  return cached(sql, Guard::Off);
}

Result<Cursor> Connection::prepare_guarded(std::string_view sql, Guard guard) {
  return cached(sql, guard);
}

Result<void> Connection::define(std::string_view sql) {
  std::string whole(sql);
  whole.erase(whole.find_last_not_of(" \t\r\n;") + 1);
  if (lower(whole).starts_with("create table")) whole += " strict, without rowid";
  guard_ = Guard::Define;
  auto prepared = compile(whole, false);
  guard_ = Guard::Off;
  if (!prepared) return std::unexpected(std::move(prepared).error());
  return Cursor(database_, *std::move(prepared)).run();
}

Result<std::optional<std::int64_t>> Connection::integer(std::string_view sql) {
  SHUXIN_TRY(Cursor cursor, prepare(sql));
  SHUXIN_TRY(const bool row, cursor.step());
  if (!row || cursor.is_null(0)) return std::optional<std::int64_t>();
  return cursor.integer(0);
}

int Connection::authorize(void* self, int action, const char* a, const char* b, const char* database,
                          const char* /*trigger*/) {
  const auto& connection = *static_cast<const Connection*>(self);
  const Guard guard = connection.guard_;
  if (guard == Guard::Off) return SQLITE_OK;
  const auto open_table = [&](const char* name) {
    return name != nullptr && connection.tables_.contains(std::string_view(name)) &&
           (database == nullptr || std::string_view(database) == "main");
  };
  switch (action) {
    case SQLITE_SELECT:
      return SQLITE_OK;
    case SQLITE_READ:
      if (guard == Guard::Define) return SQLITE_OK;
      // A table of the statement itself (a subquery) has no database.
      return open_table(a) || (database == nullptr && a != nullptr && *a == 0) ? SQLITE_OK : SQLITE_DENY;
    case SQLITE_FUNCTION:
      return b != nullptr && std::ranges::binary_search(allowed_functions, lower(b)) ? SQLITE_OK
                                                                                     : SQLITE_DENY;
    case SQLITE_INSERT:
    case SQLITE_UPDATE:
    case SQLITE_DELETE:
      if (guard == Guard::Define) return SQLITE_OK;
      return guard == Guard::Write && open_table(a) ? SQLITE_OK : SQLITE_DENY;
    case SQLITE_CREATE_TABLE:
      return guard == Guard::Define && open_table(a) ? SQLITE_OK : SQLITE_DENY;
    case SQLITE_CREATE_INDEX:
      return guard == Guard::Define && open_table(b) ? SQLITE_OK : SQLITE_DENY;
    case SQLITE_REINDEX:
      return guard == Guard::Define ? SQLITE_OK : SQLITE_DENY;
    default:
      return SQLITE_DENY;
  }
}

Result<void> copy_database(const std::string& from, const std::string& to) {
  std::error_code problem;
  if (std::filesystem::exists(to, problem)) return base::fail("store.exists", {to});
  const std::string draft = to + ".part";
  std::filesystem::remove(draft, problem);
  const auto copied = [&]() -> Result<void> {
    SHUXIN_TRY(const auto source, Connection::open(from, Mode::ReadOnly));
    SHUXIN_TRY(const auto target, Connection::open(draft, Mode::Create));
    sqlite3_backup* backup = sqlite3_backup_init(target->raw(), "main", source->raw(), "main");
    if (backup == nullptr) return std::unexpected(error_of(target->raw(), SQLITE_ERROR));
    // All in one step: it reads one snapshot, and writers go on in the log.
    const int stepped = sqlite3_backup_step(backup, -1);
    const int finished = sqlite3_backup_finish(backup);
    if (stepped != SQLITE_DONE) return std::unexpected(error_of(target->raw(), stepped));
    if (finished != SQLITE_OK) return std::unexpected(error_of(target->raw(), finished));
    // Readers in a log of their own from the first moment on, without one being made beside the copy.
    return target->exec("pragma journal_mode = delete");
  }();
  if (copied) {
    const int file = ::open(draft.c_str(), O_RDONLY | O_CLOEXEC);
    const bool durable = file >= 0 && ::fsync(file) == 0;
    if (file >= 0) ::close(file);
    if (durable) {
      std::filesystem::rename(draft, to, problem);
      if (!problem) return {};
    }
  }
  std::filesystem::remove(draft, problem);
  return copied ? base::fail("store.io", {to}) : copied;
}

}  // namespace shuxin::store::sqlite
