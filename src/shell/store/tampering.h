// What the tests of the audit share: a store with something in every table, and changes made beside it.
#pragma once

#include <filesystem>
#include <gtest/gtest.h>
#include <random>
#include <sqlite3.h>

#include "core/base/hash.h"
#include "shell/store/digest.h"
#include "shell/store/record.h"
#include "shell/store/testing.h"

namespace shuxin::store::testing {

/// A table that no event proves.
[[nodiscard]] inline TableSet notes() {
  return {
      "notes",
      1,
      {"notes"},
      {"create table if not exists notes (zone text not null, id text not null, words text, times integer "
       "not null, weight real, content blob, primary key (zone, id))",
       "create index if not exists notes_by_times on notes (zone, times)"}};
}

/// Signs as a test does: with a secret that stands here.
[[nodiscard]] inline SealSignature sign_for_tests(std::string_view body, std::string_view secret = "secret") {
  return {"key-1", "test", std::string(view(Digest().of(std::string(secret) + std::string(body))))};
}
[[nodiscard]] inline VerifySeal verifier() {
  return [](std::string_view body, const SealSignature& signature) -> Result<bool> {
    return signature == sign_for_tests(body);
  };
}

/// With a projection, a table set and sealing on demand.
[[nodiscard]] inline Options full_options() {
  Options options;
  options.projections.push_back(work_list());
  options.tables.push_back(notes());
  options.sealing.sign = [](std::string_view body) -> Result<SealSignature> { return sign_for_tests(body); };
  options.sealing.every = std::chrono::hours(1);
  options.sealing.every_events = 1'000'000;
  return options;
}

[[nodiscard]] inline std::string upload(Store& store, std::string_view in_zone, std::size_t size) {
  auto writer = store.create_file(in_zone, "draft/1", "p1", {1'700'000'000'000});
  EXPECT_TRUE(writer) << code_of(writer);
  EXPECT_TRUE((*writer)->write(std::string(size, 'x')));
  const auto info = (*writer)->finish();
  EXPECT_TRUE(info) << code_of(info);
  return info->file;
}

/// Two zones, two seals each, and something in every table.
inline void fill(Store& store) {
  for (int i = 0; i < 12; ++i) {
    for (const std::string in_zone : {"suxitong", "haimen"}) {
      NewEvent event = event_of("e" + std::to_string(i), R"({"n":)" + std::to_string(i) + "}");
      event.metadata = i % 2 == 0 ? R"({"actor":"a"})" : "";
      if (i % 3 == 0) event.personal = {{"p" + std::to_string(i), "name", "张三"}};
      if (i % 6 == 1) event.files = {{upload(store, in_zone, 100'000), "draft/1"}};
      const Unit unit{
          in_zone, command_of("acc", "k" + std::to_string(i)), [&](Transaction& t) -> Result<Answer> {
            const std::string stream = "case/" + std::to_string(i % 4);
            SHUXIN_TRY(const Head at, t.head(stream));
            SHUXIN_DO(t.append(stream, at.version, some(event)));
            if (i % 4 == 0) SHUXIN_DO(t.take_number("permit", 2022));
            SHUXIN_DO(t.execute(
                "insert into notes (zone, id, words, times, weight, content) values "
                "(?, ?, ?, ?, ?, ?)",
                {std::string_view(t.zone()), std::string_view(event.type), "词", i, 0.5 * i, Blob{"bytes"}}));
            return Answer{"answer", i % 5 == 4, i % 4 == 0 ? "p-answer" : ""};
          }};
      const auto outcome = store.run(unit);
      ASSERT_TRUE(outcome) << code_of(outcome);
    }
    if (i == 6) {
      ASSERT_EQ(store.seal_now(), 2);
    }
  }
  ASSERT_TRUE(store.run({"suxitong", std::nullopt, [](Transaction& t) -> Result<Answer> {
                           SHUXIN_DO(
                               t.execute("update notes set times = times + 1 where zone = ? and id <> ?",
                                         {std::string_view(t.zone()), "e1"}));
                           SHUXIN_DO(t.execute("delete from notes where zone = ? and id = ?",
                                               {std::string_view(t.zone()), "e3"}));
                           return Answer{};
                         }}));
  ASSERT_EQ(store.seal_now(), 2);
  ASSERT_TRUE(store.run(append_unit("case/3", event_of("erased"), "haimen")));
  ASSERT_TRUE(store.destroy_subject("haimen", "p3", {1'800'000'000'000}));
  ASSERT_TRUE(store.seal("haimen", "p-unnamed", "purpose", "words"));
}

/// A database file, opened beside the store.
class Database {
 public:
  explicit Database(const std::string& path) { EXPECT_EQ(sqlite3_open(path.c_str(), &raw_), SQLITE_OK); }
  ~Database() { sqlite3_close(raw_); }
  Database(const Database&) = delete;
  Database& operator=(const Database&) = delete;

  /// Rows changed, or -1 if the statement was not possible.
  int run(const std::string& sql) {
    return sqlite3_exec(raw_, sql.c_str(), nullptr, nullptr, nullptr) == SQLITE_OK ? sqlite3_changes(raw_)
                                                                                   : -1;
  }
  std::vector<std::vector<std::string>> rows(const std::string& sql) {
    std::vector<std::vector<std::string>> out;
    const auto take = [](void* into, int count, char** values, char**) {
      auto& row = static_cast<std::vector<std::vector<std::string>>*>(into)->emplace_back();
      for (int i = 0; i < count; ++i) row.emplace_back(values[i] != nullptr ? values[i] : "");
      return 0;
    };
    EXPECT_EQ(sqlite3_exec(raw_, sql.c_str(), take, &out, nullptr), SQLITE_OK) << sql << sqlite3_errmsg(raw_);
    return out;
  }
  /// Makes the hash of an event fit what its row now says, as anybody can.
  void rehash(const std::string& place) {
    sqlite3_stmt* select = nullptr;
    const std::string sql = "select " + std::string(record_columns) +
                            ", name from ledger_events join ledger_zones on number = ledger_events.zone "
                            "where place = " +
                            place;
    sqlite3_prepare_v2(raw_, sql.c_str(), -1, &select, nullptr);
    std::string hash;
    {
      sqlite::Cursor cursor(raw_, sqlite::Prepared(select));
      if (!cursor.step().value_or(false)) return;
      Digest digest;
      std::string buffer;
      const std::string zone_name(cursor.bytes(16));
      hash = base::to_hex(view(hash_of(read_record(cursor, zone_name), digest, buffer)));
    }
    run("update ledger_events set hash = x'" + hash + "' where place = " + place);
  }

 private:
  sqlite3* raw_ = nullptr;
};

/// One change of one row beside the store, or two rows that changed places; made by chance.
class Tampering {
 public:
  Tampering(const SqlitePlace& place, unsigned seed) : place_(place), chance_(seed) {}

  /// What was done; empty if it was not possible or would have changed nothing.
  std::string run() {
    struct Table {
      std::string database;
      std::string name;
    };
    static const std::vector<Table> tables = {{"", "ledger_events"},
                                              {"", "ledger_events"},
                                              {"", "ledger_zones"},
                                              {"", "ledger_numbers"},
                                              {"", "ledger_claims"},
                                              {"", "ledger_projections"},
                                              {"", "ledger_table_sets"},
                                              {"", "ledger_seals"},
                                              {"", "ledger_row_checks"},
                                              {"", "ledger_row_sums"},
                                              {"", "notes"},
                                              {"", "work_items"},
                                              {"", "work_names"},
                                              {"", "ledger_store"},
                                              {"-files", "files"},
                                              {"-files", "file_chunks"},
                                              {"keys", "subject_keys"},
                                              {"keys", "subject_keys_end"}};
    const Table& chosen = tables[below(tables.size())];
    table = chosen.name;
    const std::string path =
        chosen.database == "keys" ? place_.keys() + "/subjects.db" : place_.ledger() + chosen.database;
    Database database(path);
    const auto columns = database.rows("select name, type, pk from pragma_table_info('" + table + "')");
    row = choose_row(database, columns);
    if (table == "ledger_events") note_event(database);
    const std::string sql = choose_statement(database, columns);
    if (sql.empty() || database.run(sql) <= 0) return {};
    if (table == "ledger_events" && below(2) == 0 && sql.starts_with("update") &&
        sql.find(" set hash ") == std::string::npos) {
      database.rehash(place_of_event);
      return sql + ", hash made anew";
    }
    return sql;
  }

  std::string table;
  std::string row;
  std::string stream;
  std::string place_of_event;
  std::int64_t position = 0;
  bool key_stands = false;  ///< the row was removed, or changed in other columns than those of its key

 private:
  std::size_t below(std::size_t end) {
    return std::uniform_int_distribution<std::size_t>(0, end - 1)(chance_);
  }

  void note_event(Database& database) {
    const auto event =
        database.rows("select place & 1099511627775, stream, place from ledger_events where " + row)[0];
    position = std::stoll(event[0]);
    stream = event[1];
    place_of_event = event[2];
  }

  std::string choose_row(Database& database, const std::vector<std::vector<std::string>>& columns) {
    std::string keys;
    for (const auto& column : columns)
      if (column[2] != "0")
        keys +=
            (keys.empty() ? "" : " || ' and ' || ") + ("'" + column[0] + "=' || quote(" + column[0] + ")");
    const auto rows = database.rows("select " + keys + " from " + table);
    return rows.at(below(rows.size()))[0];
  }

  std::string choose_statement(Database& database, const std::vector<std::vector<std::string>>& columns) {
    const std::size_t kind = below(10);
    key_stands = kind == 0;
    if (kind == 0) return "delete from " + table + " where " + row;
    if (kind == 1 && columns.size() > 1) {  // a copy of the row under another key
      std::string select;
      for (const auto& column : columns) {
        std::string value = column[0];
        if (column[2] != "0") value = changed(column);
        if (table == "ledger_events" && column[0] == "version") value = "version + 1000";
        if (table == "ledger_events" && column[0] == "command_key") value = "null";
        select += (select.empty() ? "" : ", ") + value;
      }
      return "insert into " + table + " select " + select + " from " + table + " where " + row;
    }
    const auto& column = columns[below(columns.size())];
    key_stands = column[2] == "0";
    // Whether a file is known to be kept is a hint; the ledger says it.
    if (column[0] == "kept" || column[0] == "finished") return {};
    if (kind == 2) return exchange(database, columns, column);
    return "update " + table + " set " + column[0] + " = " + changed(column) + " where " + row;
  }

  /// Gives the row what another row holds in that column.
  std::string exchange(Database& database, const std::vector<std::vector<std::string>>& columns,
                       const std::vector<std::string>& column) {
    const std::string other = choose_row(database, columns);
    const auto pair =
        database.rows("select quote(a." + column[0] + "), quote(b." + column[0] + ") from (select * from " +
                      table + " where " + row + ") a, (select * from " + table + " where " + other + ") b");
    if (pair.empty() || pair[0][0] == pair[0][1]) return {};
    return "update " + table + " set " + column[0] + " = " + pair[0][1] + " where " + row;
  }

  std::string changed(const std::vector<std::string>& column) {
    const std::string& name = column[0];
    if (column[1] == "INTEGER" || column[1] == "REAL") return name + " + " + std::to_string(1 + below(50));
    if (column[1] == "TEXT") return "coalesce(" + name + " || 'x', '')";
    return below(2) == 0 ? "coalesce(" + name + " || x'00', x'')"
                         : "cast(coalesce(" + name + ", '') || x'31' as blob)";
  }

  const SqlitePlace& place_;
  std::mt19937 chance_;
};

}  // namespace shuxin::store::testing
