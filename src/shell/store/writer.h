// The one place that changes the ledger: runs the units of a group in order on one connection and commits
// them together. Private to the store.
#pragma once

#include <atomic>
#include <map>
#include <memory>
#include <optional>
#include <set>
#include <span>
#include <string>
#include <unordered_map>
#include <vector>

#include "shell/store/committer.h"
#include "shell/store/keys.h"
#include "shell/store/quarantine.h"
#include "shell/store/reader.h"
#include "shell/store/row_checks.h"
#include "shell/store/sqlite.h"
#include "shell/store/store.h"
#include "shell/store/vault.h"

namespace shuxin::store {

/// What the writer knows of a zone, committed or not.
struct ZoneState {
  explicit ZoneState(Reader zone_reader) : reader(std::move(zone_reader)) {}

  struct TextHash : std::hash<std::string_view> {
    using is_transparent = void;
  };
  Reader reader;
  bool known = false;       ///< it has a row in ledger_zones
  std::int64_t number = 0;  ///< of that row, or the one it will get
  std::int64_t last = 0;
  std::int64_t seals = 0;
  bool moved = false;  ///< `last` differs from the row
  std::unordered_map<std::string, Head, TextHash, std::equal_to<>> heads;
};

/// Used by one thread at a time.
class Writer {
 public:
  Writer(std::unique_ptr<sqlite::Connection> connection, KeyStore& keys, Vault& vault, Quarantine& quarantine,
         const Options& options)
      : connection_(std::move(connection)),
        keys_(keys),
        vault_(vault),
        quarantine_(quarantine),
        options_(options),
        checks_(*connection_, keys_) {}

  /// Commits a group and sets the outcome of each unit.
  void process(std::vector<Pending>& group);
  /// Tells who wants to hear how far the zones have come.
  void announce();

  [[nodiscard]] sqlite::Connection& connection() { return *connection_; }
  /// What follows the tables that no event proves.
  [[nodiscard]] RowChecks& checks() { return checks_; }
  /// Writes a finished seal, which must be the zone's next. Not while a group is being processed.
  [[nodiscard]] Result<void> write_seal(const Seal& seal);
  /// Also told how far the zones have come.
  std::function<void(std::string_view zone, std::int64_t position)> on_reached;

  /// All cached state is void (the tables were changed beside the units).
  void forget();
  /// Whether any event of the zone names the file.
  [[nodiscard]] Result<bool> is_claimed(std::string_view zone, std::string_view file);

  std::atomic<std::int64_t> units = 0;
  std::atomic<std::int64_t> events = 0;
  std::atomic<std::int64_t> groups = 0;
  std::atomic<std::int64_t> failed_groups = 0;
  std::int64_t undone = 0;  ///< times that units were undone; read on the thread that writes

 private:
  friend class UnitTransaction;
  enum class Care : std::uint8_t { Bold, Careful };
  enum class Ran : std::uint8_t {
    Committed,
    WroteInVain,  ///< a unit was undone after it had written: the group must be run again with care
    MetDamage     ///< SQLite lets nothing more be written in this transaction
  };
  /// What a unit leaves to be done when it ends after it had changed rows.
  struct Undo {
    bool needed = false;
    std::optional<Answer> refusal;  ///< to be kept once the rows are undone
  };

  void process_some(std::span<Pending> group);
  [[nodiscard]] Result<Ran> run_group(std::span<Pending> group, Care care);
  [[nodiscard]] Result<Outcome> run_unit(const Unit& unit, Care care, Undo& undo);
  [[nodiscard]] Result<Outcome> decide(const Unit& unit, ZoneState& zone, Undo& undo);
  [[nodiscard]] Result<std::optional<Outcome>> find_answer(const Command& command, ZoneState& zone);
  [[nodiscard]] Result<void> commit();
  [[nodiscard]] Result<ZoneState*> zone(const std::string& name);
  void undo_group();

  std::unique_ptr<sqlite::Connection> connection_;
  KeyStore& keys_;
  Vault& vault_;
  Quarantine& quarantine_;
  const Options& options_;
  std::map<std::string, std::unique_ptr<ZoneState>, std::less<>> zones_;
  std::optional<base::Error>
      broken_;  ///< the disk failed in a commit: nothing is written until it is reopened
  std::map<std::string, std::int64_t, std::less<>> to_announce_;
  RowChecks checks_;
  Digest digest_;
  std::string buffer_;
  std::int64_t new_events_ = 0;
};

}  // namespace shuxin::store
