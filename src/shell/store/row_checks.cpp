#define SQLITE_ENABLE_PREUPDATE_HOOK 1
#include "shell/store/row_checks.h"

#include <algorithm>
#include <fmt/format.h>

#include "shell/store/record.h"
#include "shell/store/wire.h"

namespace shuxin::store {
namespace {

/// A number of 256 bits that grows and shrinks by checksums: whoever has no key cannot make two changes that
/// leave it as it was.
void add(Hash& sum, const Hash& check) {
  unsigned carry = 0;
  for (std::size_t i = sum.size(); i-- > 0;) {
    carry += static_cast<unsigned>(sum[i]) + check[i];
    sum[i] = static_cast<std::uint8_t>(carry);
    carry >>= 8;
  }
}

void subtract(Hash& sum, const Hash& check) {
  int borrow = 0;
  for (std::size_t i = sum.size(); i-- > 0;) {
    const int left = sum[i] - check[i] - borrow;
    borrow = left < 0 ? 1 : 0;
    sum[i] = static_cast<std::uint8_t>(left + (borrow << 8));
  }
}

/// A value of a key as SQL writes it.
std::string written(const Value& value) {
  struct Writer {
    std::string operator()(std::nullptr_t) const { return "null"; }
    std::string operator()(std::int64_t whole) const { return std::to_string(whole); }
    std::string operator()(double number) const { return fmt::format("{}", number); }
    std::string operator()(std::string_view text) const {
      std::string out = "'";
      for (const char c : text) out += c == '\'' ? "''" : std::string(1, c);
      return out + "'";
    }
    std::string operator()(Blob blob) const {
      std::string out = "x'";
      for (const unsigned char c : blob.bytes) out += fmt::format("{:02x}", c);
      return out + "'";
    }
  };
  return std::visit(Writer{}, value);
}

template <typename Column>
std::string key_of(const std::vector<int>& key, const Column& column) {
  std::string out;
  for (const int place : key) out += (out.empty() ? "" : ", ") + written(column(place));
  return out;
}

template <typename Column>
Hash check_of(const KeyStore& keys, std::string_view table, int columns, const Column& column) {
  std::string bytes = joined({"row", table});
  for (int i = 0; i < columns; ++i) put_value(bytes, column(i));
  return keys.mac(bytes);
}

Value value_of(sqlite3_value* value) {
  const auto bytes = [&] {
    const void* data = sqlite3_value_blob(value);
    const auto size = static_cast<std::size_t>(sqlite3_value_bytes(value));
    return data != nullptr ? std::string_view(static_cast<const char*>(data), size) : std::string_view();
  };
  switch (sqlite3_value_type(value)) {
    case SQLITE_INTEGER:
      return static_cast<std::int64_t>(sqlite3_value_int64(value));
    case SQLITE_FLOAT:
      return sqlite3_value_double(value);
    case SQLITE_TEXT:
      return bytes();
    case SQLITE_BLOB:
      return Blob{bytes()};
    default:
      return nullptr;
  }
}

Result<std::vector<int>> key_columns(sqlite::Connection& connection, std::string_view schema,
                                     const std::string& table) {
  SHUXIN_TRY(auto cursor,
             connection.prepare(fmt::format(
                 "select cid from pragma_table_info('{}', '{}') where pk > 0 order by pk", table, schema)));
  std::vector<int> columns;
  for (;;) {
    SHUXIN_TRY(const bool row, cursor.step());
    if (!row) return columns;
    columns.push_back(static_cast<int>(cursor.integer(0)));
  }
}

struct Summed {
  std::int64_t rows = 0;
  Hash sum{};
};

Hash sum_mac(const KeyStore& keys, std::string_view table, const Summed& summed) {
  return keys.mac(joined({"ledger_row_sums", table, std::to_string(summed.rows), view(summed.sum)}));
}

/// The sum as it stands; empty if there is none or it was not written by this store.
Result<std::optional<Summed>> read_sum(sqlite::Connection& connection, const KeyStore& keys,
                                       std::string_view schema, const std::string& table, bool& is_there) {
  SHUXIN_TRY(auto cursor, connection.prepare(fmt::format(
                              "select rows, sum, mac from {}.ledger_row_sums where name = ?", schema)));
  cursor.bind(std::string_view(table));
  SHUXIN_TRY(is_there, cursor.step());
  if (!is_there) return std::optional<Summed>();
  const Summed summed{cursor.integer(0), to_hash(cursor.bytes(1))};
  if (view(sum_mac(keys, table, summed)) != cursor.bytes(2)) return std::optional<Summed>();
  return std::optional(summed);
}

Result<void> write_sum(sqlite::Connection& connection, const KeyStore& keys, const std::string& table,
                       const Summed& summed) {
  SHUXIN_TRY(auto cursor,
             connection.prepare("insert into ledger_row_sums (name, rows, sum, mac) values (?, ?, ?, ?) on "
                                "conflict (name) do update set rows = excluded.rows, sum = excluded.sum, "
                                "mac = excluded.mac"));
  const Hash mac = sum_mac(keys, table, summed);
  cursor.bind(std::string_view(table)).bind(summed.rows).bind_blob(view(summed.sum)).bind_blob(view(mac));
  return cursor.run();
}

Result<void> put_check(sqlite::Connection& connection, const std::string& table, const std::string& row,
                       const Hash& check) {
  SHUXIN_TRY(auto cursor, connection.prepare("insert into ledger_row_checks (owner, row, mac) values (?, ?, "
                                             "?) on conflict (owner, row) do update set mac = excluded.mac"));
  cursor.bind(std::string_view(table)).bind(std::string_view(row)).bind_blob(view(check));
  return cursor.run();
}

}  // namespace

RowChecks::RowChecks(sqlite::Connection& connection, const KeyStore& keys)
    : connection_(connection), keys_(keys) {
  sqlite3_preupdate_hook(connection_.raw(), hook, this);
}

RowChecks::~RowChecks() {
  sqlite3_preupdate_hook(connection_.raw(), nullptr, nullptr);
}

Result<void> RowChecks::follow(const std::string& table) {
  SHUXIN_TRY(std::vector<int> key, key_columns(connection_, "main", table));
  tables_[table] = {table, std::move(key)};
  return {};
}

Result<void> RowChecks::adopt(const std::string& table) {
  bool is_there = false;
  SHUXIN_TRY([[maybe_unused]] const auto known, read_sum(connection_, keys_, "main", table, is_there));
  if (is_there) return {};
  SHUXIN_TRY(const std::vector<int> key, key_columns(connection_, "main", table));
  SHUXIN_TRY(auto cursor, connection_.prepare("select * from " + table));
  const auto column = [&](int place) { return cursor.value(place); };
  Summed summed;
  for (;; ++summed.rows) {
    SHUXIN_TRY(const bool row, cursor.step());
    if (!row) break;
    const Hash check = check_of(keys_, table, cursor.columns(), column);
    add(summed.sum, check);
    SHUXIN_DO(put_check(connection_, table, key_of(key, column), check));
  }
  return write_sum(connection_, keys_, table, summed);
}

void RowChecks::return_to(std::size_t mark) {
  changes_.resize(std::min(mark, changes_.size()));
}

void RowChecks::hook(void* self, sqlite3* /*database*/, int operation, const char* schema, const char* table,
                     sqlite3_int64 /*old_row*/, sqlite3_int64 /*new_row*/) {
  auto& checks = *static_cast<RowChecks*>(self);
  if (std::string_view(schema) != "main") return;
  const auto found = checks.tables_.find(std::string_view(table));
  if (found == checks.tables_.end()) return;
  checks.note(found->second, operation != SQLITE_INSERT, operation != SQLITE_DELETE);
}

void RowChecks::note(const Table& table, bool had, bool has) {
  sqlite3* const database = connection_.raw();
  const int columns = sqlite3_preupdate_count(database);
  const auto old_value = [&](int place) -> Value {
    sqlite3_value* value = nullptr;
    return sqlite3_preupdate_old(database, place, &value) == SQLITE_OK ? value_of(value) : nullptr;
  };
  const auto new_value = [&](int place) -> Value {
    sqlite3_value* value = nullptr;
    return sqlite3_preupdate_new(database, place, &value) == SQLITE_OK ? value_of(value) : nullptr;
  };
  Change change{&table, {}, std::nullopt, std::nullopt};
  if (had) {
    change.row = key_of(table.key, old_value);
    change.before = check_of(keys_, table.name, columns, old_value);
  }
  if (has) {
    std::string row = key_of(table.key, new_value);
    if (had && row != change.row) {  // it moved to another key
      changes_.push_back(std::move(change));
      change = {&table, {}, std::nullopt, std::nullopt};
    }
    change.row = std::move(row);
    change.after = check_of(keys_, table.name, columns, new_value);
  }
  changes_.push_back(std::move(change));
}

Result<void> RowChecks::flush() {
  if (changes_.empty()) return {};
  std::map<const Table*, std::map<std::string, Change>> folded;
  for (Change& change : std::exchange(changes_, {})) {
    auto& rows = folded[change.table];
    if (const auto found = rows.find(change.row); found != rows.end())
      found->second.after = change.after;
    else
      rows.emplace(change.row, change);
  }
  for (const auto& [table, rows] : folded) SHUXIN_DO(write(*table, rows));
  return {};
}

Result<void> RowChecks::write(const Table& table, const std::map<std::string, Change>& rows) {
  bool is_there = false;
  SHUXIN_TRY(auto summed, read_sum(connection_, keys_, "main", table.name, is_there));
  for (const auto& [row, change] : rows) {
    std::optional<Hash> stored;
    {
      SHUXIN_TRY(auto cursor,
                 connection_.prepare("select mac from ledger_row_checks where owner = ? and row = ?"));
      cursor.bind(std::string_view(table.name)).bind(std::string_view(row));
      SHUXIN_TRY(const bool found, cursor.step());
      if (found) stored = to_hash(cursor.bytes(0));
    }
    // A row that was changed beside the program keeps its old checksum, so that its next honest change does
    // not hide that.
    if (stored != change.before) continue;
    if (change.after) {
      SHUXIN_DO(put_check(connection_, table.name, row, *change.after));
    } else if (stored) {
      SHUXIN_TRY(auto cursor,
                 connection_.prepare("delete from ledger_row_checks where owner = ? and row = ?"));
      cursor.bind(std::string_view(table.name)).bind(std::string_view(row));
      SHUXIN_DO(cursor.run());
    }
    if (!summed) continue;
    if (stored) subtract(summed->sum, *stored);
    if (change.after) add(summed->sum, *change.after);
    summed->rows += (change.after ? 1 : 0) - (stored ? 1 : 0);
  }
  return summed ? write_sum(connection_, keys_, table.name, *summed) : Result<void>();
}

namespace {

/// Checksums whose rows are not there.
Result<bool> find_removed(sqlite::Connection& connection, const std::string& table,
                          const std::vector<int>& key,
                          const std::function<bool(const RowChecks::Fault&)>& on_fault) {
  SHUXIN_DO(
      connection.exec("create temp table if not exists standing (row text primary key) without rowid; "
                      "delete from temp.standing"));
  {
    SHUXIN_TRY(auto rows, connection.prepare("select * from ledger." + table));
    SHUXIN_TRY(auto insert, connection.prepare("insert into standing values (?) on conflict do nothing"));
    for (;;) {
      SHUXIN_TRY(const bool row, rows.step());
      if (!row) break;
      const std::string text = key_of(key, [&](int place) { return rows.value(place); });
      insert.again();
      insert.bind(std::string_view(text));
      SHUXIN_DO(insert.run());
    }
  }
  bool more = true;
  {
    SHUXIN_TRY(auto cursor, connection.prepare("select row from ledger.ledger_row_checks where owner = ? and "
                                               "row not in (select row from standing) order by row"));
    cursor.bind(std::string_view(table));
    while (more) {
      SHUXIN_TRY(const bool row, cursor.step());
      if (!row) break;
      more = on_fault({RowChecks::Fault::Kind::Removed, std::string(cursor.bytes(0))});
    }
  }
  return more;
}

}  // namespace

Result<std::int64_t> RowChecks::audit(sqlite::Connection& connection, const KeyStore& keys,
                                      const std::string& table,
                                      const std::function<bool(const Fault&)>& on_fault) {
  SHUXIN_TRY(const std::vector<int> key, key_columns(connection, "ledger", table));
  SHUXIN_TRY(auto cursor, connection.prepare("select * from ledger." + table));
  SHUXIN_TRY(auto check,
             connection.prepare("select mac from ledger.ledger_row_checks where owner = ? and row = ?"));
  const auto column = [&](int place) { return cursor.value(place); };
  Summed seen;
  std::int64_t found = 0;
  bool more = true;
  for (; more; ++seen.rows) {
    SHUXIN_TRY(const bool row, cursor.step());
    if (!row) break;
    const std::string name = key_of(key, column);
    const Hash made = check_of(keys, table, cursor.columns(), column);
    add(seen.sum, made);
    check.again();
    check.bind(std::string_view(table)).bind(std::string_view(name));
    SHUXIN_TRY(const bool known, check.step());
    if (!known) {
      more = on_fault({Fault::Kind::Inserted, name});
      continue;
    }
    ++found;
    if (check.bytes(0) != view(made)) more = on_fault({Fault::Kind::Changed, name});
  }
  SHUXIN_TRY(const auto checks,
             connection.integer(
                 fmt::format("select count(*) from ledger.ledger_row_checks where owner = '{}'", table)));
  bool any_removed = false;
  if (more && checks.value_or(0) != found) {
    any_removed = true;
    SHUXIN_TRY(more, find_removed(connection, table, key, on_fault));
  }
  bool is_there = false;
  SHUXIN_TRY(const auto summed, read_sum(connection, keys, "ledger", table, is_there));
  const bool same = summed && summed->rows == seen.rows && summed->sum == seen.sum;
  if (!is_there)
    on_fault({Fault::Kind::SumMissing, {}});
  else if (!summed || (!same && found == seen.rows && !any_removed))
    on_fault({Fault::Kind::SumDiffers, {}});
  return seen.rows;
}

}  // namespace shuxin::store
