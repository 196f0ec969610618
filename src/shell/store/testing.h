// What the store's tests share: a place for a store that is opened again and again, and short ways to write.
#pragma once

#include <filesystem>
#include <future>
#include <gtest/gtest.h>
#include <memory>
#include <string>
#include <vector>

#include "shell/store/store.h"

namespace shuxin::store::testing {

/// Where stores of one kind live; the contract is tested against each kind.
class Place {
 public:
  virtual ~Place() = default;
  [[nodiscard]] virtual Result<std::unique_ptr<Store>> open(Options options) = 0;
};

/// A folder of its own, removed at the end.
class SqlitePlace final : public Place {
 public:
  SqlitePlace() {
    std::string pattern = std::filesystem::temp_directory_path() / "shuxin-store-XXXXXX";
    folder_ = mkdtemp(pattern.data());
  }
  ~SqlitePlace() override {
    std::error_code ignored;
    std::filesystem::remove_all(folder_, ignored);
  }
  Result<std::unique_ptr<Store>> open(Options options) override {
    return store::open("sqlite:" + ledger(), keys(), std::move(options));
  }
  [[nodiscard]] std::string ledger() const { return folder_ + "/ledger.db"; }
  [[nodiscard]] std::string keys() const { return folder_ + "/keys"; }
  [[nodiscard]] const std::string& folder() const { return folder_; }

 private:
  std::string folder_;
};

inline constexpr std::string_view zone = "suxitong";

[[nodiscard]] inline std::string code_of(const auto& result) {
  return result ? std::string() : result.error().code();
}

[[nodiscard]] inline NewEvent event_of(std::string type, std::string payload = "{}") {
  NewEvent event;
  event.type = std::move(type);
  event.payload = std::move(payload);
  event.effective_at = {1'700'000'000'000};
  event.recorded_at = {1'700'000'000'500};
  return event;
}

[[nodiscard]] inline std::vector<NewEvent> some(NewEvent event) {
  std::vector<NewEvent> events;
  events.push_back(std::move(event));
  return events;
}

/// A unit that appends one event at the end of a stream, whatever its version.
[[nodiscard]] inline Unit append_unit(std::string stream, NewEvent event,
                                      std::string in_zone = std::string(zone)) {
  return {std::move(in_zone), std::nullopt,
          [stream = std::move(stream), event = std::move(event)](Transaction& transaction) -> Result<Answer> {
            SHUXIN_TRY(const Head at, transaction.head(stream));
            SHUXIN_TRY([[maybe_unused]] const auto placed,
                       transaction.append(stream, at.version, some(event)));
            return Answer{"done"};
          }};
}

[[nodiscard]] inline Command command_of(std::string account, std::string key, std::uint8_t request = 1) {
  Command command{std::move(account), std::move(key)};
  command.request.fill(request);
  command.at = {1'700'000'001'000};
  return command;
}

[[nodiscard]] inline std::vector<Event> events_of(Store& store, std::string_view stream,
                                                  std::string_view in_zone = zone) {
  std::vector<Event> events;
  auto reads = store.snapshot(in_zone);
  EXPECT_TRUE(reads) << code_of(reads);
  auto done = (*reads)->read_stream(stream, 1, [&](const Event& event) -> Result<bool> {
    events.push_back(event);
    return true;
  });
  EXPECT_TRUE(done) << code_of(done);
  return events;
}

[[nodiscard]] inline std::vector<Event> all_events(Store& store, std::string_view in_zone = zone) {
  std::vector<Event> events;
  auto reads = store.snapshot(in_zone);
  EXPECT_TRUE(reads) << code_of(reads);
  auto done = (*reads)->read_zone(0, 1'000'000, [&](const Event& event) -> Result<bool> {
    events.push_back(event);
    return true;
  });
  EXPECT_TRUE(done) << code_of(done);
  return events;
}

/// A work list: a row per stream with the type and count of its events, and the last name in clear.
[[nodiscard]] inline Projection work_list(int version = 1) {
  Projection projection;
  projection.name = "work-list";
  projection.version = version;
  projection.tables = {"work_items", "work_names"};
  projection.create = {
      "create table work_items (zone text not null, stream text not null, kind text not null,"
      " events integer not null, primary key (zone, stream))",
      "create index work_items_kind on work_items (zone, kind)",
      "create table work_names (zone text not null, stream text not null, name text,"
      " primary key (zone, stream))"};
  projection.apply = [](const Event& event, Writes& writes) -> Result<void> {
    if (event.type == "broken") return base::fail("test.broken");
    SHUXIN_DO(writes.execute(
        "insert into work_items (zone, stream, kind, events) values (?, ?, ?, 1) "
        "on conflict (zone, stream) do update set kind = excluded.kind, "
        "events = work_items.events + 1",
        {std::string_view(event.zone), std::string_view(event.stream), std::string_view(event.type)}));
    for (const PersonalField& field : event.personal) {
      const Value name = field.value ? Value(std::string_view(*field.value)) : Value(nullptr);
      SHUXIN_DO(
          writes.execute("insert into work_names (zone, stream, name) values (?, ?, ?) "
                         "on conflict (zone, stream) do update set name = excluded.name",
                         {std::string_view(event.zone), std::string_view(event.stream), name}));
    }
    if (event.type == "erased") {
      SHUXIN_DO(writes.execute("update work_names set name = ? where zone = ? and stream = ?",
                               {nullptr, std::string_view(event.zone), std::string_view(event.stream)}));
    }
    return {};
  };
  return projection;
}

/// The work list as lines.
[[nodiscard]] inline std::vector<std::string> work_items(Reads& reads) {
  std::vector<std::string> lines;
  auto done = reads.query("select stream, kind, events from work_items where zone = ? order by stream",
                          {std::string_view(reads.zone())}, [&](Row row) {
                            lines.push_back(std::string(text(row[0])) + " " + std::string(text(row[1])) +
                                            " " + std::to_string(integer(row[2])));
                            return true;
                          });
  EXPECT_TRUE(done) << code_of(done);
  return lines;
}

/// Holds the writer still, so that what is submitted meanwhile becomes one group.
class Gate {
 public:
  explicit Gate(Store& store) {
    const Unit unit{std::string(zone), std::nullopt, [this](Transaction&) -> Result<Answer> {
                      entered_.set_value();
                      open_.get_future().wait();
                      return Answer{};
                    }};
    EXPECT_TRUE(store.submit(unit, [](const auto&) {}));
    entered_.get_future().wait();
  }
  void open() { open_.set_value(); }

 private:
  std::promise<void> entered_;
  std::promise<void> open_;
};

/// Submits units and gathers their outcomes in order.
class Batch {
 public:
  explicit Batch(Store& store) : store_(store) {}
  void add(Unit unit) {
    promises_.push_back(std::make_shared<std::promise<Result<Outcome>>>());
    const auto submitted = store_.submit(
        std::move(unit),
        [promise = promises_.back()](Result<Outcome> outcome) { promise->set_value(std::move(outcome)); });
    EXPECT_TRUE(submitted) << code_of(submitted);
  }
  std::vector<std::string> codes() {
    std::vector<std::string> out;
    for (auto& promise : promises_) {
      const auto outcome = promise->get_future().get();
      out.push_back(!outcome ? outcome.error().code() : outcome->refused ? "refused" : "ok");
    }
    return out;
  }

 private:
  Store& store_;
  std::vector<std::shared_ptr<std::promise<Result<Outcome>>>> promises_;
};

}  // namespace shuxin::store::testing
