// The contract of the port: what every store must keep, whichever database stands behind it.
#include <condition_variable>
#include <functional>
#include <future>
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <mutex>
#include <thread>

#include "shell/store/testing.h"

namespace shuxin::store {
namespace {

using namespace testing;  // the store's own helpers
using ::testing::ElementsAre;
using ::testing::IsEmpty;
using ::testing::SizeIs;

struct Kind {
  const char* name;
  std::function<std::unique_ptr<Place>()> make;
};

class Contract : public ::testing::TestWithParam<Kind> {
 protected:
  void SetUp() override {
    place_ = GetParam().make();
    reopen();
  }
  void reopen(Options options = with_work_list()) {
    store_.reset();
    auto opened = place_->open(std::move(options));
    ASSERT_TRUE(opened) << word(opened.error().message, base::Language::English);
    store_ = *std::move(opened);
  }
  static Options with_work_list() {
    Options options;
    options.projections.push_back(work_list());
    return options;
  }
  void expect_clean() {
    const auto report = store_->audit({});
    ASSERT_TRUE(report) << word(report.error().message, base::Language::English);
    for (const Finding& finding : report->findings)
      ADD_FAILURE() << word(finding.message, base::Language::English) << " " << finding.table << " "
                    << finding.row;
  }
  std::vector<std::string> items() {
    auto reads = store_->snapshot(zone);
    return work_items(**reads);
  }

  std::unique_ptr<Place> place_;
  std::unique_ptr<Store> store_;
};

TEST_P(Contract, gives_back_what_was_appended_with_its_place_and_links) {
  NewEvent first = event_of("opened", R"({"名称":"示例"})");
  first.metadata = R"({"actor":"a-1"})";
  ASSERT_TRUE(store_->run(append_unit("case/1", first)));
  ASSERT_TRUE(store_->run(append_unit("case/2", event_of("opened"))));
  ASSERT_TRUE(store_->run(append_unit("case/1", event_of("closed"))));
  reopen();
  const auto events = events_of(*store_, "case/1");
  ASSERT_THAT(events, SizeIs(2));
  EXPECT_EQ(events[0].payload, R"({"名称":"示例"})");
  EXPECT_EQ(events[0].metadata, R"({"actor":"a-1"})");
  EXPECT_EQ(events[0].position, 1);
  EXPECT_EQ(events[0].previous, Hash{});
  EXPECT_EQ(events[0].effective_at.milliseconds, 1'700'000'000'000);
  EXPECT_EQ(events[0].recorded_at.milliseconds, 1'700'000'000'500);
  EXPECT_EQ(events[1].position, 3);
  EXPECT_EQ(events[1].version, 2);
  EXPECT_EQ(events[1].previous, events[0].hash);
  auto reads = store_->snapshot(zone);
  EXPECT_EQ((*reads)->head("case/1"), (Head{2, events[1].hash}));
  EXPECT_EQ((*reads)->head("case/9"), Head{});
  EXPECT_EQ((*reads)->last_position(), 3);
  expect_clean();
}

TEST_P(Contract, a_stream_can_be_read_from_any_version) {
  for (int i = 0; i < 5; ++i) ASSERT_TRUE(store_->run(append_unit("s", event_of("e" + std::to_string(i)))));
  auto reads = store_->snapshot(zone);
  std::vector<std::string> types;
  ASSERT_TRUE((*reads)->read_stream("s", 4, [&](const Event& event) -> Result<bool> {
    types.push_back(event.type);
    return true;
  }));
  EXPECT_THAT(types, ElementsAre("e3", "e4"));
}

TEST_P(Contract, refuses_an_append_at_another_version_and_keeps_the_rest) {
  ASSERT_TRUE(store_->run(append_unit("s", event_of("one"))));
  const auto outcome = store_->run({std::string(zone), std::nullopt, [](Transaction& t) -> Result<Answer> {
                                      SHUXIN_DO(t.append("other", 0, some(event_of("x"))));
                                      SHUXIN_DO(t.append("s", 0, some(event_of("two"))));
                                      return Answer{};
                                    }});
  EXPECT_EQ(code_of(outcome), "store.version-conflict");
  EXPECT_THAT(events_of(*store_, "s"), SizeIs(1));
  EXPECT_THAT(events_of(*store_, "other"), IsEmpty());
  expect_clean();
}

TEST_P(Contract, one_unit_appends_to_several_streams_or_to_none) {
  const auto outcome = store_->run({std::string(zone), std::nullopt, [](Transaction& t) -> Result<Answer> {
                                      SHUXIN_DO(t.append("a", 0, some(event_of("x"))));
                                      SHUXIN_DO(t.append("b", 0, some(event_of("y"))));
                                      EXPECT_EQ(t.head("a")->version, 1);
                                      SHUXIN_DO(t.append("a", 1, some(event_of("z"))));
                                      return Answer{"ok"};
                                    }});
  ASSERT_TRUE(outcome) << code_of(outcome);
  EXPECT_EQ(outcome->first_position, 1);
  EXPECT_EQ(outcome->last_position, 3);
  EXPECT_THAT(events_of(*store_, "a"), SizeIs(2));
  EXPECT_THAT(items(), ElementsAre("a z 2", "b y 1"));
  expect_clean();
}

TEST_P(Contract, the_same_command_gets_the_same_answer_and_acts_once) {
  int runs = 0;
  const auto unit = [&](std::uint8_t request) {
    return Unit{std::string(zone), command_of("acc", "k1", request), [&](Transaction& t) -> Result<Answer> {
                  ++runs;
                  SHUXIN_TRY(const auto at, t.head("s"));
                  SHUXIN_DO(t.append("s", at.version, some(event_of("x"))));
                  return Answer{"answer " + std::to_string(runs)};
                }};
  };
  const auto first = store_->run(unit(1));
  ASSERT_TRUE(first);
  EXPECT_FALSE(first->repeated);
  reopen();
  const auto again = store_->run(unit(1));
  ASSERT_TRUE(again) << code_of(again);
  EXPECT_TRUE(again->repeated);
  EXPECT_EQ(again->answer, "answer 1");
  EXPECT_EQ(again->first_position, first->first_position);
  EXPECT_EQ(again->last_position, first->last_position);
  EXPECT_EQ(runs, 1);
  EXPECT_EQ(code_of(store_->run(unit(2))), "store.idempotency-conflict");
  EXPECT_THAT(events_of(*store_, "s"), SizeIs(1));
}

TEST_P(Contract, keys_belong_to_accounts_and_zones) {
  const auto unit = [](std::string in_zone, std::string account) {
    return Unit{std::move(in_zone), command_of(std::move(account), "k"),
                [](Transaction& t) -> Result<Answer> {
                  SHUXIN_TRY(const auto at, t.head("s"));
                  SHUXIN_DO(t.append("s", at.version, some(event_of("x"))));
                  return Answer{};
                }};
  };
  for (const auto& [in_zone, account] : {std::pair("z1", "a"), {"z1", "b"}, {"z2", "a"}}) {
    const auto outcome = store_->run(unit(in_zone, account));
    ASSERT_TRUE(outcome) << code_of(outcome);
    EXPECT_FALSE(outcome->repeated);
  }
  EXPECT_THAT(all_events(*store_, "z1"), SizeIs(2));
  EXPECT_THAT(all_events(*store_, "z2"), SizeIs(1));
  EXPECT_EQ(all_events(*store_, "z2")[0].position, 1);
  EXPECT_THAT(*store_->zones(), ElementsAre("z1", "z2"));
  expect_clean();
}

TEST_P(Contract, a_refusal_is_kept_and_repeated_and_changes_nothing_else) {
  int runs = 0;
  const Unit unit{std::string(zone), command_of("acc", "k"), [&](Transaction& t) -> Result<Answer> {
                    ++runs;
                    SHUXIN_DO(t.append("s", 0, some(event_of("x"))));
                    return Answer{"no", true};
                  }};
  const auto first = store_->run(unit);
  ASSERT_TRUE(first) << code_of(first);
  EXPECT_TRUE(first->refused);
  const auto again = store_->run(unit);
  ASSERT_TRUE(again);
  EXPECT_TRUE(again->refused);
  EXPECT_TRUE(again->repeated);
  EXPECT_EQ(again->answer, "no");
  EXPECT_EQ(runs, 1);
  EXPECT_THAT(events_of(*store_, "s"), IsEmpty());
  EXPECT_EQ(events_of(*store_, "answers/acc").at(0).type, "store.answered");
  expect_clean();
}

TEST_P(Contract, a_failing_or_refused_unit_never_fails_its_neighbours) {
  Options options = with_work_list();
  TableSet set{"side",
               1,
               {"side_notes"},
               {"create table side_notes (zone text not null, id integer not null, "
                "primary key (zone, id))"}};
  options.tables.push_back(set);
  reopen(std::move(options));
  const auto note = [](int id) {
    return [id](Transaction& t) {
      return t.execute("insert into side_notes (zone, id) values (?, ?)", {zone, id});
    };
  };
  Gate gate(*store_);
  Batch batch(*store_);
  batch.add(append_unit("a", event_of("x")));
  batch.add(append_unit("b", event_of("broken")));  // the projection fails after the event was written
  batch.add({std::string(zone), command_of("acc", "k"), [&](Transaction& t) -> Result<Answer> {
               SHUXIN_DO(note(1)(t));
               return Answer{"no", true};
             }});
  batch.add({std::string(zone), std::nullopt, [&](Transaction& t) -> Result<Answer> {
               SHUXIN_DO(note(2)(t));
               SHUXIN_DO(note(2)(t));  // breaks the key
               return Answer{};
             }});
  batch.add({std::string(zone), std::nullopt,
             [&](Transaction&) -> Result<Answer> { throw std::runtime_error("oh"); }});
  std::int64_t undone = 0;
  batch.add({std::string(zone), std::nullopt, [&](Transaction& t) -> Result<Answer> {
               undone = t.undone();
               return Answer{};
             }});
  batch.add(append_unit("a", event_of("y")));
  gate.open();
  EXPECT_THAT(batch.codes(), ElementsAre("ok", "test.broken", "refused", "store.constraint",
                                         "store.unit-failed", "ok", "ok"));
  EXPECT_GT(undone, 0);
  EXPECT_THAT(items(), ElementsAre("a y 2", "answers/acc store.answered 1"));
  auto reads = store_->snapshot(zone);
  std::int64_t notes = -1;
  ASSERT_TRUE((*reads)->query("select count(*) from side_notes where zone = ?", {zone}, [&](Row row) {
    notes = integer(row[0]);
    return true;
  }));
  EXPECT_EQ(notes, 0);
  reads->reset();
  expect_clean();
}

TEST_P(Contract, a_group_sees_what_its_earlier_units_left_and_numbers_have_no_holes) {
  const auto take = [](bool refuse) {
    return Unit{std::string(zone), std::nullopt, [refuse](Transaction& t) -> Result<Answer> {
                  SHUXIN_TRY(const auto number, t.take_number("permit", 2022));
                  SHUXIN_TRY(const auto at, t.head("s"));
                  SHUXIN_DO(t.append("s", at.version, some(event_of("n" + std::to_string(number)))));
                  if (refuse) return base::fail("test.refuse");
                  return Answer{};
                }};
  };
  Gate gate(*store_);
  Batch batch(*store_);
  for (const bool refuse : {false, true, false, true, true, false}) batch.add(take(refuse));
  gate.open();
  EXPECT_THAT(batch.codes(), ElementsAre("ok", "test.refuse", "ok", "test.refuse", "test.refuse", "ok"));
  const auto events = events_of(*store_, "s");
  ASSERT_THAT(events, SizeIs(3));
  for (int i = 0; i < 3; ++i) {
    EXPECT_EQ(events[i].type, "n" + std::to_string(i + 1));
    EXPECT_THAT(events[i].numbers, ElementsAre(TakenNumber{"permit", 2022, i + 1}));
  }
  expect_clean();
}

TEST_P(Contract, answers_busy_at_once_when_the_queue_is_full) {
  Options options = with_work_list();
  options.longest_queue = 3;
  reopen(std::move(options));
  Gate gate(*store_);
  Batch batch(*store_);
  for (int i = 0; i < 3; ++i) batch.add(append_unit("s", event_of("x")));
  EXPECT_EQ(code_of(store_->submit(append_unit("s", event_of("x")), [](const auto&) { FAIL(); })),
            "store.busy");
  gate.open();
  EXPECT_THAT(batch.codes(), ElementsAre("ok", "ok", "ok"));
  EXPECT_EQ(store_->statistics().busy, 1);
}

TEST_P(Contract, sixty_four_threads_lose_nothing_and_double_nothing) {
  constexpr int threads = 64;
  constexpr int each = 20;
  std::atomic<int> conflicts = 0;
  std::vector<std::thread> clients;
  for (int i = 0; i < threads; ++i) {
    clients.emplace_back([&, i] {
      for (int k = 0; k < each; ++k) {
        const std::string own = "own/" + std::to_string(i);
        const auto outcome =
            store_->run({std::string(zone), command_of("c" + std::to_string(i), std::to_string(k)),
                         [&](Transaction& t) -> Result<Answer> {
                           SHUXIN_DO(t.append(own, k, some(event_of("mine"))));
                           SHUXIN_TRY(const auto at, t.head("shared"));
                           SHUXIN_DO(t.append("shared", at.version, some(event_of("ours"))));
                           return Answer{};
                         }});
        if (!outcome) ++conflicts;
      }
    });
  }
  for (std::thread& client : clients) client.join();
  EXPECT_EQ(conflicts, 0);
  EXPECT_THAT(events_of(*store_, "shared"), SizeIs(threads * each));
  EXPECT_THAT(all_events(*store_), SizeIs(2 * threads * each));
  const auto statistics = store_->statistics();
  EXPECT_EQ(statistics.events, 2 * threads * each);
  EXPECT_LT(statistics.groups, threads * each) << "units are committed in groups";
  expect_clean();
}

TEST_P(Contract, a_reader_of_positions_never_misses_one) {
  std::atomic<bool> writing = true;
  std::thread reader([&] {
    std::int64_t seen = 0;
    for (bool last = false; !last;) {
      last = !writing;
      auto reads = store_->snapshot(zone);
      ASSERT_TRUE(reads);
      ASSERT_TRUE((*reads)->read_zone(seen, 7, [&](const Event& event) -> Result<bool> {
        EXPECT_EQ(event.position, seen + 1);
        seen = event.position;
        return true;
      }));
      if (last && seen < 400) last = false;
    }
    EXPECT_EQ(seen, 400);
  });
  std::vector<std::thread> writers;
  for (int i = 0; i < 4; ++i)
    writers.emplace_back([&, i] {
      for (int k = 0; k < 100; ++k)
        EXPECT_TRUE(store_->run(append_unit("s" + std::to_string(i), event_of("x"))));
    });
  for (std::thread& writer : writers) writer.join();
  writing = false;
  reader.join();
}

TEST_P(Contract, a_snapshot_stays_as_it_was_first_read) {
  ASSERT_TRUE(store_->run(append_unit("s", event_of("x"))));
  auto reads = store_->snapshot(zone);
  EXPECT_EQ((*reads)->last_position(), 1);
  ASSERT_TRUE(store_->run(append_unit("s", event_of("y"))));
  EXPECT_EQ((*reads)->last_position(), 1);
  EXPECT_THAT(work_items(**reads), ElementsAre("s x 1"));
  reads->reset();
  EXPECT_THAT(items(), ElementsAre("s y 2"));
}

TEST_P(Contract, who_has_written_is_told_how_far_the_zone_has_come) {
  Options options = with_work_list();
  std::vector<std::int64_t> told;
  options.on_committed = [&](std::string_view, std::int64_t position) { told.push_back(position); };
  reopen(std::move(options));
  ASSERT_TRUE(store_->run(append_unit("s", event_of("x"))));
  ASSERT_TRUE(store_->run(append_unit("s", event_of("x"))));
  store_.reset();
  EXPECT_THAT(told, ElementsAre(1, 2));
}

TEST_P(Contract, erasing_a_subject_takes_its_fields_answers_and_seals_and_leaves_the_audit_clean) {
  NewEvent event = event_of("named");
  event.personal = {{"p1", "name", "张三"}, {"p2", "name", "李四"}};
  ASSERT_TRUE(store_->run({std::string(zone), command_of("acc", "k"), [&](Transaction& t) -> Result<Answer> {
                             SHUXIN_DO(t.append("s", 0, some(event)));
                             return Answer{"您好,张三", false, "p1"};
                           }}));
  const auto sealed = store_->seal(zone, "p1", "draft", "草稿");
  ASSERT_TRUE(sealed);
  EXPECT_EQ(store_->unseal(zone, "p1", "draft", *sealed)->value(), "草稿");
  EXPECT_EQ(code_of(store_->unseal(zone, "p1", "other", *sealed)), "store.seal-broken");
  EXPECT_EQ(events_of(*store_, "s")[0].personal[0].value, "张三");
  ASSERT_TRUE(store_->run(append_unit("s", event_of("erased"))));
  ASSERT_TRUE(store_->destroy_subject(zone, "p1", {1'800'000'000'000}));
  for (int round = 0; round < 2; ++round) {
    const auto events = events_of(*store_, "s");
    EXPECT_EQ(events[0].personal[0].value, std::nullopt);
    EXPECT_EQ(events[0].personal[1].value, "李四");
    EXPECT_EQ(store_->unseal(zone, "p1", "draft", *sealed).value(), std::nullopt);
    EXPECT_EQ(code_of(store_->run({std::string(zone), command_of("acc", "k"),
                                   [](Transaction&) -> Result<Answer> { return Answer{}; }})),
              "store.erased");
    EXPECT_EQ(code_of(store_->run(append_unit("t", event))), "store.subject-erased");
    expect_clean();
    reopen();
  }
  ASSERT_TRUE(store_->rebuild(""));
  expect_clean();
}

TEST_P(Contract, withheld_fields_are_not_opened) {
  NewEvent event = event_of("named");
  event.personal = {{"p1", "name", "张三"}};
  ASSERT_TRUE(store_->run(append_unit("s", event)));
  auto reads = store_->snapshot(zone);
  ASSERT_TRUE((*reads)->read_stream(
      "s", 1,
      [](const Event& read) -> Result<bool> {
        EXPECT_EQ(read.personal.at(0).value, std::nullopt);
        EXPECT_EQ(read.personal.at(0).subject, "p1");
        return true;
      },
      Personal::Withheld));
}

TEST_P(Contract, only_open_tables_and_the_common_dialect_are_reachable) {
  auto reads = store_->snapshot(zone);
  const auto code = [&](std::string_view sql) {
    return code_of((*reads)->query(sql, {}, [](Row) { return true; }));
  };
  for (const char* sql :
       {"select * from ledger_events", "select name from sqlite_schema", "pragma user_version",
        "delete from work_items", "select 1; select 2", "attach ':memory:' as x", "",
        "select load_extension('x')", "select random()", "create table t (a)",
        "select \"name\" from work_items", "begin", "select * from pragma_table_info('work_items')"})
    EXPECT_EQ(code(sql), "store.statement") << sql;
  EXPECT_EQ(code("select count(*), max(events) from work_items where zone = ?"), "store.statement")
      << "no parameter";
  EXPECT_EQ(code("select x.kind, count(*) from (select kind from work_items where kind like 'a%') x group by "
                 "x.kind"),
            "");
  EXPECT_EQ(
      code("with w as (select kind, row_number() over (partition by kind order by stream) n from work_items) "
           "select kind from w where n = 1"),
      "");
  const auto outcome = store_->run({std::string(zone), std::nullopt, [](Transaction& t) -> Result<Answer> {
                                      SHUXIN_DO(t.execute("delete from ledger_events", {}));
                                      return Answer{};
                                    }});
  EXPECT_EQ(code_of(outcome), "store.statement");
}

TEST_P(Contract, all_kinds_of_values_come_back_as_they_went) {
  Options options;
  options.tables.push_back(
      {"values",
       1,
       {"all_values"},
       {"create table all_values (zone text not null, id integer not null, r real, t text, b "
        "blob, primary key (zone, id))"}});
  reopen(std::move(options));
  const std::string_view bytes_with_zero("a\0b", 3);
  ASSERT_TRUE(store_->run(
      {std::string(zone), std::nullopt, [&](Transaction& t) -> Result<Answer> {
         SHUXIN_DO(t.execute("insert into all_values (zone, id, r, t, b) values (?, ?, ?, ?, ?)",
                             {zone, 1, 1.5, "文", Blob{bytes_with_zero}}));
         SHUXIN_DO(t.execute("insert into all_values (zone, id, r, t, b) values (?, ?, ?, ?, ?)",
                             {zone, 2, nullptr, "", Blob{}}));
         SHUXIN_TRY(const auto changed, t.execute("update all_values set id = id where zone = ?", {zone}));
         EXPECT_EQ(changed, 2);
         return Answer{};
       }}));
  auto reads = store_->snapshot(zone);
  int rows = 0;
  ASSERT_TRUE(
      (*reads)->query("select id, r, t, b from all_values where zone = ? order by id", {zone}, [&](Row row) {
        if (++rows == 1) {
          EXPECT_EQ(real(row[1]), 1.5);
          EXPECT_EQ(text(row[2]), "文");
          EXPECT_EQ(bytes(row[3]), bytes_with_zero);
        } else {
          EXPECT_TRUE(is_null(row[1]));
          EXPECT_FALSE(is_null(row[2]));
          EXPECT_FALSE(is_null(row[3]));
        }
        return true;
      }));
  EXPECT_EQ(rows, 2);
}

TEST_P(Contract, a_rebuild_equals_what_stands_and_a_new_version_rebuilds_by_itself) {
  for (int i = 0; i < 50; ++i)
    ASSERT_TRUE(store_->run(append_unit("s" + std::to_string(i % 7), event_of(i % 2 == 0 ? "x" : "y"))));
  const auto before = items();
  ASSERT_TRUE(store_->rebuild("work-list"));
  EXPECT_EQ(items(), before);
  EXPECT_EQ(code_of(store_->rebuild("none")), "store.no-projection");
  Options options;
  options.projections.push_back(work_list(2));
  options.projections[0].tables = {"work_items"};
  options.projections[0].create.pop_back();
  options.projections[0].apply = [](const Event& event, Writes& writes) -> Result<void> {
    SHUXIN_DO(
        writes.execute("insert into work_items (zone, stream, kind, events) values (?, ?, ?, ?) on conflict "
                       "(zone, stream) do nothing",
                       {std::string_view(event.zone), std::string_view(event.stream), "second", 0}));
    return {};
  };
  reopen(std::move(options));
  EXPECT_THAT(items(), SizeIs(7));
  EXPECT_EQ(items()[0], "s0 second 0");
  expect_clean();
  reopen();  // back to the first version: computed anew again
  EXPECT_EQ(items(), before);
  reopen({});  // without it, nobody keeps it up to date
  ASSERT_TRUE(store_->run(append_unit("s0", event_of("z"))));
  reopen();
  EXPECT_EQ(items()[0], "s0 z 9");
  expect_clean();
}

TEST_P(Contract, rebuilding_while_units_are_written_loses_none) {
  std::atomic<bool> writing = true;
  std::thread writer([&] {
    for (int i = 0; writing || i < 200; ++i)
      EXPECT_TRUE(store_->run(append_unit("s" + std::to_string(i % 5), event_of("x"))));
  });
  for (int i = 0; i < 5; ++i) {
    const auto rebuilt = store_->rebuild("");
    EXPECT_TRUE(rebuilt) << code_of(rebuilt);
  }
  writing = false;
  writer.join();
  expect_clean();
}

TEST_P(Contract, a_quarantined_stream_is_out_of_service_and_the_others_are_not) {
  ASSERT_TRUE(store_->run(append_unit("bad", event_of("x"))));
  ASSERT_TRUE(store_->run(append_unit("good", event_of("x"))));
  store_->quarantine(zone, "bad", {"test.unknown-event", {"x"}});
  EXPECT_EQ(code_of(store_->run(append_unit("bad", event_of("y")))), "store.quarantined");
  EXPECT_TRUE(store_->run(append_unit("good", event_of("y"))));
  ASSERT_THAT(store_->quarantined(), SizeIs(1));
  EXPECT_EQ(store_->quarantined()[0].reason.code, "test.unknown-event");
  auto reads = store_->snapshot(zone);
  EXPECT_EQ(code_of((*reads)->head("bad")), "store.quarantined");
  EXPECT_THAT(all_events(*store_), SizeIs(2));
  store_->release(zone, "bad");
  EXPECT_TRUE(store_->run(append_unit("bad", event_of("y"))));
}

TEST_P(Contract, incomplete_and_reserved_events_are_refused) {
  EXPECT_EQ(code_of(store_->run(append_unit("s", event_of("")))), "store.bad-event");
  EXPECT_EQ(code_of(store_->run(append_unit("s", event_of("x", "")))), "store.bad-event");
  EXPECT_EQ(code_of(store_->run(append_unit("s", event_of("store.answered")))), "store.bad-event");
  EXPECT_EQ(code_of(store_->run(append_unit("answers/a", event_of("x")))), "store.bad-event");
  EXPECT_EQ(code_of(store_->run(append_unit("", event_of("x")))), "store.bad-event");
  const auto number_alone =
      store_->run({std::string(zone), std::nullopt, [](Transaction& t) -> Result<Answer> {
                     SHUXIN_DO(t.take_number("n", 2022));
                     return Answer{};
                   }});
  EXPECT_EQ(code_of(number_alone), "store.bad-event");
  EXPECT_THAT(*store_->zones(), IsEmpty());
}

INSTANTIATE_TEST_SUITE_P(Stores, Contract,
                         ::testing::Values(Kind{"sqlite", [] { return std::make_unique<SqlitePlace>(); }}),
                         [](const auto& info) { return info.param.name; });

}  // namespace
}  // namespace shuxin::store
