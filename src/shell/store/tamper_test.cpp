// Any change of any row beside the store is found, and said where: by chance, over every table there is.
#include <gmock/gmock.h>
#include <rapidcheck.h>
#include <set>

#include "shell/store/tampering.h"

namespace shuxin::store {
namespace {

using namespace testing;
using ::testing::Contains;
using ::testing::Field;

/// Whether a finding names what was changed: the event, or the row, or (where the row is gone or was never
/// known by a name) its table.
bool names(const Finding& finding, const Tampering& done) {
  // A checksum is measured by the row for which it speaks, and that row is named.
  if (done.table == "ledger_row_checks" && finding.table == "notes") return true;
  if (done.table != "ledger_events") return finding.table == done.table;
  return finding.table == "ledger_events" &&
         (finding.stream == done.stream || finding.position == done.position);
}

/// The words of the row's key, as both the change and the finding write them.
std::string last_word(const std::string& row) {
  const std::size_t from = row.rfind('=');
  std::string word = from == std::string::npos ? row : row.substr(from + 1);
  std::erase(word, '\'');
  return word;
}

TEST(tampering, with_any_row_of_any_table_is_found_and_located) {
  const SqlitePlace original;
  {
    auto store = store::open("sqlite:" + original.ledger(), original.keys(), full_options());
    ASSERT_TRUE(store) << code_of(store);
    fill(**store);
    AuditOptions audit;
    audit.verify_seal = verifier();
    const auto report = (*store)->audit(audit);
    ASSERT_TRUE(report) << code_of(report);
    ASSERT_TRUE(report->clean()) << word(report->findings[0].message, base::Language::English)
                                 << report->findings[0].row;
    EXPECT_EQ(report->events, 25);
    EXPECT_EQ(report->files, 4);
    EXPECT_EQ(report->seals, 4);
    EXPECT_EQ(report->unsealed, 1);
  }
  std::set<std::string> touched;
  ASSERT_TRUE(rc::check("any change is found", [&](unsigned seed) {
    SqlitePlace copy;
    std::filesystem::copy(original.folder(), copy.folder(), std::filesystem::copy_options::recursive);
    Tampering tampering(copy, seed);
    const std::string sql = tampering.run();
    RC_PRE(!sql.empty());
    touched.insert(tampering.table);
    Options options = full_options();
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
    const auto located = [&](const Finding& finding) { return names(finding, tampering); };
    if (!std::ranges::any_of(report->findings, located)) {
      std::string found;
      for (const Finding& finding : report->findings)
        found += "\n  " + word(finding.message, base::Language::English) + " " + finding.row;
      RC_FAIL("not found: " + sql + "; found instead:" + found);
    }
    // Where the key is what it was, it is named.
    if (tampering.key_stands && (tampering.table == "notes" || tampering.table == "ledger_seals")) {
      const std::string word = last_word(tampering.row);
      RC_ASSERT(std::ranges::any_of(report->findings, [&](const Finding& finding) {
        return finding.row.find(word) != std::string::npos;
      }));
    }
  }));
  EXPECT_GT(touched.size(), 10U);
}

TEST(tampering, that_makes_the_hash_anew_is_found_at_its_very_event) {
  SqlitePlace place;
  {
    auto store = place.open(full_options());
    fill(**store);
  }
  {
    // The last event of its stream, and not sealed yet: no link and no signature speaks for it.
    Database database(place.ledger());
    const std::string last = database.rows("select max(place) from ledger_events")[0][0];
    ASSERT_EQ(database.run("update ledger_events set payload = '{\"forged\":true}' where place = " + last),
              1);
    database.rehash(last);
  }
  auto store = place.open(full_options());
  const auto report = (*store)->audit({});
  ASSERT_TRUE(report);
  EXPECT_THAT(report->findings, Contains(Field(&Finding::position, 13)));
}

TEST(tampering, with_a_table_of_no_event_is_not_hidden_by_later_work) {
  SqlitePlace place;
  {
    auto store = place.open(full_options());
    fill(**store);
  }
  Database(place.ledger()).run("update notes set words = 'forged' where zone = 'haimen' and id = 'e5'");
  auto store = place.open(full_options());
  ASSERT_TRUE((*store)->run({"haimen", std::nullopt, [](Transaction& t) -> Result<Answer> {
                               SHUXIN_DO(t.execute("update notes set times = 99 where zone = ?",
                                                   {std::string_view(t.zone())}));
                               return Answer{};
                             }}));
  const auto report = (*store)->audit({});
  ASSERT_TRUE(report);
  ASSERT_FALSE(report->clean());
  EXPECT_EQ(report->findings[0].table, "notes");
  EXPECT_EQ(report->findings[0].row, "'haimen', 'e5'");
}

TEST(tampering, by_a_trigger_or_a_table_of_nobody_is_found) {
  SqlitePlace place;
  {
    auto store = place.open(full_options());
    fill(**store);
  }
  ASSERT_EQ(Database(place.ledger())
                .run("create table extra (a); create trigger t after insert on work_items begin "
                     "delete from work_items; end"),
            0);
  auto store = place.open(full_options());
  const auto report = (*store)->audit({});
  ASSERT_TRUE(report);
  EXPECT_THAT(report->findings, Contains(Field(&Finding::row, "t")));
  EXPECT_THAT(report->findings, Contains(Field(&Finding::row, "extra")));
}

TEST(tampering, stops_writing_where_the_end_of_a_ledger_is_no_longer_proven) {
  SqlitePlace place;
  {
    auto store = place.open(full_options());
    fill(**store);
  }
  Database(place.ledger()).run("update ledger_zones set last = last + 1 where name = 'haimen'");
  auto store = place.open(full_options());
  EXPECT_EQ(code_of((*store)->run(append_unit("x", event_of("x"), "haimen"))), "store.corrupt");
  EXPECT_TRUE((*store)->run(append_unit("x", event_of("x"), "suxitong")));
}

}  // namespace
}  // namespace shuxin::store
