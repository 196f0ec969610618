// The audit finds what was changed beside the store, and says where.
#include <filesystem>
#include <fstream>
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <random>
#include <rapidcheck.h>
#include <set>
#include <sqlite3.h>

#include "shell/store/testing.h"

namespace shuxin::store {
namespace {

using namespace testing;
using ::testing::Contains;
using ::testing::Field;
using ::testing::SizeIs;

Options with_work_list() {
  Options options;
  options.projections.push_back(work_list());
  return options;
}

std::string upload(Store& store, std::string_view in_zone, std::size_t size) {
  auto writer = store.create_file(in_zone, "draft/1", "p1", {1'700'000'000'000});
  EXPECT_TRUE(writer) << code_of(writer);
  EXPECT_TRUE((*writer)->write(std::string(size, 'x')));
  const auto info = (*writer)->finish();
  EXPECT_TRUE(info) << code_of(info);
  return info->file;
}

/// A store with two zones and something in every table.
void fill(Store& store) {
  for (const std::string in_zone : {"suxitong", "haimen"}) {
    for (int i = 0; i < 12; ++i) {
      NewEvent event = event_of("e" + std::to_string(i), R"({"n":)" + std::to_string(i) + "}");
      event.metadata = i % 2 == 0 ? R"({"actor":"a"})" : "";
      if (i % 3 == 0) event.personal = {{"p" + std::to_string(i), "name", "张三"}};
      if (i % 6 == 1) event.files = {{upload(store, in_zone, 100'000), "draft/1"}};
      const Unit unit{in_zone, command_of("acc", "k" + std::to_string(i)),
                      [&](Transaction& t) -> Result<Answer> {
                        const std::string stream = "case/" + std::to_string(i % 4);
                        SHUXIN_TRY(const Head at, t.head(stream));
                        SHUXIN_DO(t.append(stream, at.version, some(event)));
                        if (i % 4 == 0) SHUXIN_DO(t.take_number("permit", 2022));
                        return Answer{"answer", i % 5 == 4, i % 4 == 0 ? "p-answer" : ""};
                      }};
      const auto outcome = store.run(unit);
      ASSERT_TRUE(outcome) << code_of(outcome);
    }
  }
  ASSERT_TRUE(store.run(append_unit("case/3", event_of("erased"), "haimen")));
  ASSERT_TRUE(store.destroy_subject("haimen", "p3", {1'800'000'000'000}));
}

/// A table of one of the databases, and whether its rows are events.
struct Table {
  std::string database;
  std::string name;
};

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

 private:
  sqlite3* raw_ = nullptr;
};

/// One change beside the store, made by chance.
class Tampering {
 public:
  Tampering(const SqlitePlace& place, unsigned seed) : place_(place), chance_(seed) {}

  /// What was done; empty if it was not possible or would have changed nothing.
  std::string run() {
    static const std::vector<Table> tables = {
        {"", "ledger_events"},      {"", "ledger_zones"},      {"", "ledger_numbers"},  {"", "ledger_claims"},
        {"", "ledger_projections"}, {"", "work_items"},        {"", "work_names"},      {"", "ledger_store"},
        {"-files", "files"},        {"-files", "file_chunks"}, {"keys", "subject_keys"}};
    const Table& chosen = tables[below(tables.size())];
    table = chosen.name;
    const std::string path =
        chosen.database == "keys" ? place_.keys() + "/subjects.db" : place_.ledger() + chosen.database;
    Database database(path);
    const auto columns = database.rows("select name, type, pk from pragma_table_info('" + table + "')");
    const std::string row = choose_row(database, columns);
    if (table == "ledger_events") {
      const auto event =
          database.rows("select place & 1099511627775, stream from ledger_events where " + row)[0];
      position = std::stoll(event[0]);
      stream = event[1];
    }
    const std::string sql = choose_statement(columns, row);
    return database.run(sql) > 0 ? sql : "";
  }

  std::string table;
  std::string stream;
  std::int64_t position = 0;

 private:
  std::size_t below(std::size_t end) {
    return std::uniform_int_distribution<std::size_t>(0, end - 1)(chance_);
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

  std::string choose_statement(const std::vector<std::vector<std::string>>& columns, const std::string& row) {
    const std::size_t kind = below(10);
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
    // Whether a file is known to be kept is a hint; the ledger says it.
    if (column[0] == "kept" || column[0] == "finished") return "select 1";
    return "update " + table + " set " + column[0] + " = " + changed(column) + " where " + row;
  }

  std::string changed(const std::vector<std::string>& column) {
    const std::string& name = column[0];
    if (column[1] == "INTEGER") return name + " + " + std::to_string(1 + below(50));
    if (column[1] == "TEXT") return "coalesce(" + name + " || 'x', '')";
    return below(2) == 0 ? "coalesce(" + name + " || x'00', x'')" : "cast(" + name + " || x'31' as blob)";
  }

  const SqlitePlace& place_;
  std::mt19937 chance_;
};

TEST(audit, finds_and_locates_any_change_of_any_row) {
  const SqlitePlace original;
  {
    auto store = store::open("sqlite:" + original.ledger(), original.keys(), with_work_list());
    ASSERT_TRUE(store) << code_of(store);
    fill(**store);
    const auto report = (*store)->audit({});
    ASSERT_TRUE(report);
    ASSERT_TRUE(report->clean()) << word(report->findings[0].message, base::Language::English);
    EXPECT_EQ(report->events, 25);
    EXPECT_EQ(report->files, 4);
  }
  std::set<std::string> touched;
  ASSERT_TRUE(rc::check("any change is found", [&](unsigned seed) {
    SqlitePlace copy;
    std::filesystem::copy(original.folder(), copy.folder(), std::filesystem::copy_options::recursive);
    Tampering tampering(copy, seed);
    const std::string sql = tampering.run();
    RC_PRE(!sql.empty());
    touched.insert(tampering.table);
    Options options = with_work_list();
    options.read_only = true;
    auto store = copy.open(std::move(options));
    if (!store) {  // the row by which the store knows its keys
      RC_ASSERT(tampering.table == "ledger_store");
      return;
    }
    AuditOptions audit;
    audit.pages = false;
    const auto report = (*store)->audit(audit);
    if (!report) RC_FAIL(sql + ": " + word(report.error().message, base::Language::English));
    const bool located = std::ranges::any_of(report->findings, [&](const Finding& finding) {
      if (tampering.table != "ledger_events") return finding.table == tampering.table;
      return finding.table == "ledger_events" &&
             (finding.stream == tampering.stream || finding.position == tampering.position);
    });
    if (!located) RC_FAIL("not found: " + sql);
  }));
  EXPECT_GT(touched.size(), 6U);
}

TEST(audit, a_flipped_bit_is_found_or_changes_nothing) {
  const SqlitePlace original;
  std::vector<Hash> hashes;
  std::vector<std::string> items;
  const auto look = [](Store& store) {
    std::vector<Hash> out;
    for (const Event& event : all_events(store)) out.push_back(event.hash);
    return out;
  };
  {
    auto store = store::open("sqlite:" + original.ledger(), original.keys(), with_work_list());
    ASSERT_TRUE(store);
    fill(**store);
    hashes = look(**store);
    items = work_items(**(*store)->snapshot(zone));
  }
  ASSERT_TRUE(rc::check("any flipped bit", [&](unsigned seed) {
    SqlitePlace copy;
    std::filesystem::copy(original.folder(), copy.folder(), std::filesystem::copy_options::recursive);
    std::mt19937 chance(seed);
    {
      std::fstream file(copy.ledger(), std::ios::in | std::ios::out | std::ios::binary);
      const auto place = static_cast<std::streamoff>(chance() % std::filesystem::file_size(copy.ledger()));
      file.seekg(place);
      const int byte = file.get();
      file.seekp(place);
      file.put(static_cast<char>(byte ^ (1 << chance() % 8)));
    }
    Options options = with_work_list();
    options.read_only = true;
    auto store = copy.open(std::move(options));
    if (!store) return;  // so plainly damaged that it is refused
    const auto report = (*store)->audit({});
    if (!report || !report->clean()) return;
    RC_ASSERT(look(**store) == hashes);
    RC_ASSERT(work_items(**(*store)->snapshot(zone)) == items);
  }));
}

TEST(audit, finds_two_events_that_changed_places) {
  SqlitePlace place;
  {
    auto store = place.open(with_work_list());
    ASSERT_TRUE(store);
    fill(**store);
  }
  Database(place.ledger())
      .run(
          "update ledger_events set place = -1 where place = (1 << 40) + 2;"
          "update ledger_events set place = (1 << 40) + 2 where place = (1 << 40) + 3;"
          "update ledger_events set place = (1 << 40) + 3 where place = -1;");
  auto store = place.open(with_work_list());
  const auto report = (*store)->audit({});
  ASSERT_TRUE(report);
  EXPECT_THAT(report->findings, Contains(Field(&Finding::position, 2)));
  EXPECT_THAT(report->findings, Contains(Field(&Finding::position, 3)));
}

TEST(audit, a_corrupt_stream_is_quarantined_and_the_others_serve_on) {
  SqlitePlace place;
  {
    auto store = place.open(with_work_list());
    ASSERT_TRUE(store);
    fill(**store);
  }
  Database(place.ledger())
      .run("update ledger_events set payload = '{}' where zone = 1 and stream = 'case/1' and version = 2");
  auto opened = place.open(with_work_list());
  Store& store = **opened;
  auto reads = store.snapshot(zone);
  const auto ignore = [](const Event&) -> Result<bool> { return true; };
  EXPECT_EQ(code_of((*reads)->read_stream("case/1", 1, ignore)), "store.stream-corrupt");
  EXPECT_EQ(code_of((*reads)->read_stream("case/1", 1, ignore)), "store.quarantined");
  EXPECT_TRUE((*reads)->read_stream("case/2", 1, ignore));
  EXPECT_EQ(code_of(store.run(append_unit("case/1", event_of("x")))), "store.quarantined");
  EXPECT_TRUE(store.run(append_unit("case/2", event_of("x"))));
  ASSERT_THAT(store.quarantined(), SizeIs(1));
  EXPECT_EQ(store.quarantined()[0].stream, "case/1");
}

TEST(audit, can_be_stopped_and_tells_how_far_it_is) {
  SqlitePlace place;
  auto store = place.open(with_work_list());
  fill(**store);
  AuditOptions options;
  int told = 0;
  options.on_progress = [&](std::int64_t, std::int64_t all, std::string_view) {
    EXPECT_GT(all, 0);
    return ++told < 2;
  };
  EXPECT_EQ(code_of((*store)->audit(options)), "store.stopped");
  options.on_progress = nullptr;
  options.most = 3;
  Database(place.ledger()).run("update work_items set kind = 'false'");
  const auto report = (*store)->audit(options);
  ASSERT_TRUE(report);
  EXPECT_TRUE(report->cut);
  EXPECT_THAT(report->findings, SizeIs(3));
}

}  // namespace
}  // namespace shuxin::store
