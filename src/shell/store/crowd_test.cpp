// Units leave the same behind whether they come one by one or in crowds: what is decided while the group
// before is being written sees all that came before it.
#include <future>
#include <gtest/gtest.h>
#include <rapidcheck.h>
#include <thread>

#include "shell/store/testing.h"

namespace shuxin::store {
namespace {

using namespace testing;

// What a unit does, one after another; what it has seen goes into the payload of what it appends.
struct Act {
  enum class Kind : std::uint8_t {
    Append,
    AppendAtAnotherVersion,
    AppendBroken,  ///< its projection fails
    ReadStream,
    ReadItem,    ///< the row of a stream, having awaited it
    CountItems,  ///< all rows
    Note,        ///< executes
    Post,
    PostInVain,  ///< a statement that fails
    CountNotes,
    TakeNumber,
    Refuse,
    Fail
  };
  Kind kind;
  int on;  ///< which stream, series or note
};

struct Script {
  std::vector<Act> acts;
  int key;  ///< of the command; negative: none
  int request;
};

void showValue(const Script& script, std::ostream& out) {
  for (const Act& act : script.acts) out << static_cast<int>(act.kind) << ":" << act.on << " ";
  out << "key " << script.key << "/" << script.request;
}

std::string stream_of(int number) {
  return "stream/" + std::to_string(number);
}

NewEvent event_on(const std::string& stream, const std::string& type, const std::string& seen) {
  NewEvent event = event_of(type, R"({"seen":")" + seen + R"("})");
  event.touches = {stream};
  return event;
}

Result<std::string> count(Reads& reads, std::string_view sql) {
  std::string counted;
  SHUXIN_DO(reads.query(sql, {std::string_view(reads.zone())}, [&](Row row) {
    counted = std::to_string(integer(row[0]));
    return true;
  }));
  return counted;
}

class Player {
 public:
  Player(Transaction& transaction, const Script& script) : transaction_(transaction), script_(script) {}

  Result<Answer> play() {
    for (const Act& act : script_.acts) {
      if (act.kind == Act::Kind::Refuse) return Answer{"refused " + seen_, true};
      if (act.kind == Act::Kind::Fail) return base::fail("test.failed");
      SHUXIN_DO(play(act));
      // Whether a wrong statement is told at once or later is nobody's promise; that nothing follows it is.
      if (act.kind == Act::Kind::PostInVain) break;
    }
    if (numbers_ > 0 && !appended_) SHUXIN_DO(append(stream_of(0), "numbered"));
    return Answer{"seen " + seen_};
  }

 private:
  Result<void> play(const Act& act) {
    const std::string stream = stream_of(act.on);
    switch (act.kind) {
      case Act::Kind::Append:
        return append(stream, "came");
      case Act::Kind::AppendBroken:
        return append(stream, "broken");
      case Act::Kind::AppendAtAnotherVersion: {
        SHUXIN_TRY(const Head head, transaction_.head(stream));
        SHUXIN_DO(transaction_.append(stream, head.version + 1, some(event_on(stream, "never", seen_))));
        return {};
      }
      case Act::Kind::ReadStream:
        return transaction_.read_stream(stream, 1, [&](const Event& event) -> Result<bool> {
          seen_ += "e" + std::to_string(event.position);
          return true;
        });
      case Act::Kind::ReadItem: {
        SHUXIN_TRY([[maybe_unused]] const bool waited, transaction_.await(stream));
        return transaction_.query_awaited("select events from work_items where zone = ? and stream = ?",
                                          {std::string_view(transaction_.zone()), std::string_view(stream)},
                                          [&](Row row) {
                                            seen_ += "i" + std::to_string(integer(row[0]));
                                            return true;
                                          });
      }
      case Act::Kind::CountItems: {
        SHUXIN_TRY(const std::string counted,
                   count(transaction_, "select count(*) from work_items where zone = ?"));
        seen_ += "c" + counted;
        return {};
      }
      case Act::Kind::Note: {
        SHUXIN_TRY(const std::int64_t changed, transaction_.execute(put_note, note(act.on)));
        seen_ += "n" + std::to_string(changed);
        return {};
      }
      case Act::Kind::Post:
        return transaction_.post(put_note, note(act.on));
      case Act::Kind::PostInVain:
        return transaction_.post("insert into notes (zone, number, times) values (?, ?, ?)",
                                 {std::string_view(transaction_.zone()), std::int64_t{act.on}, nullptr});
      case Act::Kind::CountNotes: {
        SHUXIN_TRY(const std::string counted,
                   count(transaction_, "select coalesce(sum(times), 0) from notes where zone = ?"));
        seen_ += "s" + counted;
        return {};
      }
      case Act::Kind::TakeNumber: {
        SHUXIN_TRY(const std::int64_t number, transaction_.take_number(stream, 2026));
        seen_ += "t" + std::to_string(number);
        ++numbers_;
        return {};
      }
      case Act::Kind::Refuse:
      case Act::Kind::Fail:
        return {};
    }
    return {};
  }

  static constexpr std::string_view put_note =
      "insert into notes (zone, number, times) values (?, ?, 1) "
      "on conflict (zone, number) do update set times = notes.times + 1";
  std::vector<Value> note(int number) const {
    return {std::string_view(transaction_.zone()), std::int64_t{number}};
  }
  Result<void> append(const std::string& stream, const std::string& type) {
    SHUXIN_TRY(const Head head, transaction_.head(stream));
    SHUXIN_DO(transaction_.append(stream, head.version, some(event_on(stream, type, seen_))));
    appended_ = true;
    return {};
  }

  Transaction& transaction_;
  const Script& script_;
  std::string seen_;
  int numbers_ = 0;
  bool appended_ = false;
};

Unit unit_of(const Script& script) {
  Unit unit;
  unit.zone = zone;
  if (script.key >= 0)
    unit.command =
        command_of("account", std::to_string(script.key), static_cast<std::uint8_t>(script.request));
  unit.decide = [script](Transaction& transaction) { return Player(transaction, script).play(); };
  return unit;
}

Options options_of(std::size_t largest_group) {
  Options options;
  options.projections.push_back(work_list());
  options.tables.push_back(
      {"notes",
       1,
       {"notes"},
       {"create table notes (zone text not null, number integer not null, times integer not null, "
        "primary key (zone, number))"}});
  options.largest_group = largest_group;
  options.longest_queue = 100'000;
  return options;
}

std::string told(const Result<Outcome>& outcome) {
  if (!outcome) return outcome.error().code();
  return std::string(outcome->refused ? "refused " : "ok ") + (outcome->repeated ? "again " : "") +
         outcome->answer + " " + std::to_string(outcome->first_position) + "-" +
         std::to_string(outcome->last_position);
}

struct Left {
  std::vector<std::string> outcomes;
  std::vector<std::string> rows;
  std::vector<Hash> hashes;
};

Left left_in(Store& store, std::vector<std::string> outcomes) {
  Left left{std::move(outcomes)};
  const auto reads = store.snapshot(zone);
  left.rows = work_items(**reads);
  EXPECT_TRUE((*reads)->query("select number, times from notes where zone = ? order by number",
                              {std::string_view(zone)}, [&](Row row) {
                                left.rows.push_back(std::to_string(integer(row[0])) + " times " +
                                                    std::to_string(integer(row[1])));
                                return true;
                              }));
  for (const Event& event : all_events(store)) left.hashes.push_back(event.hash);
  const auto report = store.audit({});
  EXPECT_TRUE(report && report->findings.empty()) << code_of(report);
  return left;
}

Left one_by_one(const std::vector<Script>& scripts) {
  SqlitePlace place;
  const auto store = place.open(options_of(1));
  std::vector<std::string> outcomes;
  for (const Script& script : scripts) outcomes.push_back(told((*store)->run(unit_of(script))));
  return left_in(**store, std::move(outcomes));
}

Left in_crowds(const std::vector<Script>& scripts, std::size_t largest_group) {
  SqlitePlace place;
  const auto store = place.open(options_of(largest_group));
  std::vector<std::string> outcomes(scripts.size());
  std::vector<std::promise<void>> answered(scripts.size());
  for (std::size_t i = 0; i < scripts.size(); ++i)
    EXPECT_TRUE((*store)->submit(unit_of(scripts[i]), [&, i](const Result<Outcome>& outcome) {
      outcomes[i] = told(outcome);
      answered[i].set_value();
    }));
  for (std::promise<void>& one : answered) one.get_future().wait();
  return left_in(**store, std::move(outcomes));
}

rc::Gen<Script> any_script() {
  using Kind = Act::Kind;
  // Mostly what goes on while others are written; what has to wait, and what goes wrong, now and then.
  const auto kind = rc::gen::weightedElement<Kind>({{12, Kind::Append},
                                                    {6, Kind::ReadStream},
                                                    {6, Kind::ReadItem},
                                                    {6, Kind::Post},
                                                    {6, Kind::TakeNumber},
                                                    {1, Kind::CountItems},
                                                    {1, Kind::CountNotes},
                                                    {1, Kind::Note},
                                                    {1, Kind::AppendAtAnotherVersion},
                                                    {1, Kind::AppendBroken},
                                                    {1, Kind::PostInVain},
                                                    {1, Kind::Refuse},
                                                    {1, Kind::Fail}});
  const auto act =
      rc::gen::build<Act>(rc::gen::set(&Act::kind, kind), rc::gen::set(&Act::on, rc::gen::inRange(0, 4)));
  return rc::gen::build<Script>(
      rc::gen::set(&Script::acts, rc::gen::resize(5, rc::gen::container<std::vector<Act>>(act))),
      rc::gen::set(&Script::key, rc::gen::inRange(-30, 30)),
      rc::gen::set(&Script::request, rc::gen::weightedElement<int>({{9, 1}, {1, 2}})));
}

TEST(crowd, leaves_the_same_behind_as_one_by_one) {
  // No power is cut here, and hundreds of stores need not wait for a disk.
  if (std::filesystem::is_directory("/dev/shm")) setenv("TMPDIR", "/dev/shm", 0);
  ASSERT_TRUE(rc::check("any units in any groups", [] {
    const auto scripts =
        *rc::gen::resize(80, rc::gen::container<std::vector<Script>>(any_script())).as("scripts");
    const auto largest = *rc::gen::element<std::size_t>(5, 16, 256);
    const Left crowds = in_crowds(scripts, largest);
    const Left alone = one_by_one(scripts);
    for (std::size_t i = 0; i < scripts.size(); ++i) RC_ASSERT(crowds.outcomes[i] == alone.outcomes[i]);
    RC_ASSERT(crowds.rows == alone.rows);
    RC_ASSERT(crowds.hashes == alone.hashes);
  }));
}

TEST(crowd, that_only_appends_is_decided_while_the_group_before_is_written) {
  SqlitePlace place;
  const auto store = place.open(options_of(8));
  ASSERT_TRUE((*store)->run(append_unit("first", event_of("came"))));
  std::vector<std::thread::id> deciders(400);
  std::vector<std::thread::id> writers(400);
  std::vector<std::promise<void>> answered(400);
  for (std::size_t i = 0; i < deciders.size(); ++i) {
    Unit unit = append_unit("stream/" + std::to_string(i), event_of("came"));
    unit.decide = [&, i, decide = unit.decide](Transaction& transaction) {
      deciders[i] = std::this_thread::get_id();
      return decide(transaction);
    };
    ASSERT_TRUE((*store)->submit(std::move(unit), [&, i](const Result<Outcome>& outcome) {
      EXPECT_TRUE(outcome) << code_of(outcome);
      writers[i] = std::this_thread::get_id();
      answered[i].set_value();
    }));
  }
  for (std::promise<void>& one : answered) one.get_future().wait();
  int apart = 0;
  for (std::size_t i = 0; i < deciders.size(); ++i) apart += deciders[i] != writers[i];
  EXPECT_GT(apart, 350);
}

}  // namespace
}  // namespace shuxin::store
