// The one place that changes the ledger: decides the units of a group in order, writes them on one connection
// and commits them together. Private to the store.
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
#include "shell/store/planned.h"
#include "shell/store/quarantine.h"
#include "shell/store/reader.h"
#include "shell/store/row_checks.h"
#include "shell/store/sqlite.h"
#include "shell/store/store.h"
#include "shell/store/vault.h"

namespace shuxin::store {

/// What the writer knows of a zone, committed or not.
struct ZoneState {
  ZoneState(Reader by_writer, Reader by_aside) : reader(std::move(by_writer)), aside(std::move(by_aside)) {}

  struct TextHash : std::hash<std::string_view> {
    using is_transparent = void;
  };
  struct KnownHead {
    Head head;
    std::int64_t group;  ///< that wrote it; 0: it was read
  };
  Reader reader;
  Reader aside;             ///< of what was committed before the group in hand
  bool known = false;       ///< it has a row in ledger_zones
  std::int64_t number = 0;  ///< of that row, or the one it will get
  std::int64_t last = 0;
  std::int64_t seals = 0;
  bool moved = false;  ///< `last` differs from the row, or from what is being written
  std::unordered_map<std::string, KnownHead, TextHash, std::equal_to<>> heads;
  std::map<std::string, std::int64_t, std::less<>> touched;     ///< and the last group that did it
  std::map<std::pair<std::string, int>, std::int64_t> numbers;  ///< last taken of each series and year
  std::unordered_map<std::string, std::int64_t> answering;      ///< commands and the group that answers them
};

/// Decides and writes. A group is carried out in one go, each unit deciding and writing on the connection; or
/// it is staged: decided with what is remembered and what another connection reads, while the group before is
/// still being written, and then written as planned. A unit that has to see more waits for that group, and
/// the rest of its own group is carried out in one go. Whatever goes wrong with a staged group, it is undone
/// and processed again, so that there is one place that knows what to do then.
class Writer final : public GroupWork {
 public:
  /// `aside` only reads.
  Writer(std::unique_ptr<sqlite::Connection> connection, std::unique_ptr<sqlite::Connection> aside,
         KeyStore& keys, Vault& vault, Quarantine& quarantine, const Options& options)
      : connection_(std::move(connection)),
        aside_(std::move(aside)),
        keys_(keys),
        vault_(vault),
        quarantine_(quarantine),
        options_(options),
        checks_(*connection_, keys_) {}

  void process(std::vector<Pending>& group) override;
  Staged stage(std::vector<Pending>& group, Flying& flying) override;
  bool finish() override;
  /// Tells who wants to hear how far the zones have come.
  void announce() override;

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
  std::int64_t undone = 0;  ///< times that units were undone; read on the thread that decides

 private:
  friend class UnitTransaction;
  enum class Care : std::uint8_t { Bold, Careful };
  enum class Ran : std::uint8_t {
    Fine,
    WroteInVain,  ///< a unit was undone after it had written: the group must be run again with care
    MetDamage     ///< SQLite lets nothing more be written in this transaction
  };
  /// How far a group brings a zone.
  struct Reached {
    std::string zone;
    std::int64_t number;
    std::int64_t last;
    std::int64_t seals;
  };
  /// A group that is decided and not written yet.
  struct Flight {
    std::vector<Planned> planned;
    std::vector<Reached> reached;
    std::int64_t units = 0;
    std::int64_t events = 0;
  };
  /// What a unit leaves to be done when it ends after it had changed rows.
  struct Undo {
    bool needed = false;
    std::optional<Answer> refusal;  ///< to be kept once the rows are undone
  };

  void process_some(std::span<Pending> group);
  [[nodiscard]] Result<Ran> run_group(std::span<Pending> group, Care care);
  [[nodiscard]] Result<Ran> run_units(std::span<Pending> group, Care care);
  [[nodiscard]] Result<Outcome> run_unit(const Unit& unit, Care care, Undo& undo);
  [[nodiscard]] Result<Outcome> decide(const Unit& unit, ZoneState& zone, Undo& undo);
  [[nodiscard]] Result<std::optional<Outcome>> find_answer(const Command& command, ZoneState& zone);
  [[nodiscard]] Result<ZoneState*> zone(const std::string& name);

  [[nodiscard]] bool stage_units(std::vector<Pending>& group);
  void begin_group();
  /// Whether what that group wrote may not be seen aside yet.
  [[nodiscard]] bool is_unseen(std::int64_t group) const { return group >= group_ - 1; }
  /// Carries out what is planned and ends the planning, after the group before has been finished.
  [[nodiscard]] Result<void> settle();
  /// Plans it, or carries it out where nothing is planned.
  [[nodiscard]] Result<void> put(Planned planned);
  [[nodiscard]] Result<void> carry_out(const Planned& planned);
  /// Leaves the planning; what was planned after the mark is dropped.
  void drop_planned(std::size_t mark = 0);
  [[nodiscard]] Staged give_up();
  [[nodiscard]] std::vector<Reached> take_reached();
  [[nodiscard]] Result<void> commit(const std::vector<Reached>& reached);
  void undo_group();

  std::unique_ptr<sqlite::Connection> connection_;
  std::unique_ptr<sqlite::Connection> aside_;
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
  std::int64_t group_ = 0;  ///< the one in hand
  bool planning_ = false;
  Flying* before_ = nullptr;  ///< while planning
  std::vector<Planned> planned_;
  Flight flight_;  ///< belongs to who finishes, from the end of stage until finish has ended
  std::atomic<bool> is_void_ = false;  ///< what is remembered speaks of groups that were not written
};

}  // namespace shuxin::store
