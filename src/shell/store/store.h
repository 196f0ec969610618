// The store: one append-only ledger of events with its read tables, keys and files, behind one port.
#pragma once

#include <chrono>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "core/base/result.h"
#include "shell/store/audit.h"
#include "shell/store/event.h"
#include "shell/store/files.h"
#include "shell/store/seal.h"
#include "shell/store/transaction.h"

namespace shuxin::store {

/// Who repeats what: the same account with the same key and the same request gets the first answer again.
struct Command {
  std::string account;
  std::string key;
  Hash request{};    ///< of the whole request; another one under the same key: store.idempotency-conflict
  base::Instant at;  ///< recorded with an answer that comes without events
};

/// What the caller gets to hear, now and on every repetition.
struct Answer {
  std::string bytes;
  bool refused = false;  ///< nothing else of the unit is kept, the answer is
  std::string subject;   ///< if not empty, the answer holds personal data of this subject and is sealed
};

struct Outcome {
  std::string answer;
  bool refused = false;
  bool repeated = false;            ///< the command had been answered before; `decide` did not run
  std::int64_t first_position = 0;  ///< of the unit's events; 0 if it wrote none
  std::int64_t last_position = 0;
};

/// Work on one zone. `decide` runs on one thread at a time (not always the same), in the order of submission,
/// and sees what the units before it wrote. It returns the answer, or an error, which undoes the unit alone.
/// A refused answer undoes it too; if there is a command the refusal is kept for repetition, as an event
/// `store.answered` in the stream `answers/ACCOUNT`. `decide` may be run a second time if its first run was
/// undone, so it changes nothing but through the transaction; it waits for nothing and does not call the
/// store. It is cheapest to refuse before any `execute`.
struct Unit {
  std::string zone;
  std::optional<Command> command;
  std::function<Result<Answer>(Transaction&)> decide;
  /// If not empty: told for each stream that the unit appends to where it will end, before anything is
  /// durable, where `decide` ran. What is remembered under such a head is never wrong, only perhaps never
  /// read.
  std::function<void(std::string_view stream, const Head& head)> written;
};

/// Called once, on the thread that wrote, when the unit's group is durable or has failed. Must be quick and
/// throw nothing; it may submit, but neither run nor wait.
using Done = std::function<void(Result<Outcome>)>;

struct Options {
  std::vector<Projection> projections;
  std::vector<TableSet> tables;
  Sealing sealing;
  bool read_only = false;               ///< for audits beside a serving process; every write: store.read-only
  std::size_t readers = 16;             ///< snapshots open at the same time
  std::size_t largest_group = 256;      ///< units committed together
  std::size_t longest_queue = 4096;     ///< units waiting; beyond it: store.busy
  std::int64_t cache_bytes = 64 << 20;  ///< of the writer's page cache
  /// A zone has durable events up to this position. Called on the thread that writes, after the answers.
  std::function<void(std::string_view zone, std::int64_t position)> on_committed;
};

/// What the store has done since it was opened, for metrics.
struct Statistics {
  std::int64_t units = 0;
  std::int64_t events = 0;
  std::int64_t groups = 0;
  std::int64_t failed_groups = 0;
  std::int64_t busy = 0;
  std::size_t waiting = 0;
  std::size_t longest_queue = 0;  ///< as many may wait
  std::int64_t seals = 0;
  std::int64_t log_bytes = 0;  ///< written and not yet brought into the main file
};

struct ArchiveCounts;

struct Quarantined {
  std::string zone;
  std::string stream;
  base::Message reason;
};

/// Thread-safe as a whole; what it hands out says otherwise where it is not.
class Store {
 public:
  virtual ~Store() = default;  ///< finishes what is submitted, then closes
  Store() = default;
  Store(const Store&) = delete;
  Store& operator=(const Store&) = delete;

  /// Queues a unit; `done` is called exactly once if this succeeds. Errors at once: store.busy,
  /// store.read-only.
  [[nodiscard]] virtual Result<void> submit(Unit unit, Done done) = 0;
  /// Submits and waits until the outcome is durable. Never from within `decide` or `done`.
  [[nodiscard]] virtual Result<Outcome> run(Unit unit) = 0;

  /// A consistent view of what is committed, as of the first read. It holds one of `readers` connections and
  /// keeps the log from shrinking: short-lived. Waits for a free one, at most five seconds: store.busy.
  [[nodiscard]] virtual Result<std::unique_ptr<Reads>> snapshot(std::string_view zone) = 0;
  /// All zones that have events, in the order of their names.
  [[nodiscard]] virtual Result<std::vector<std::string>> zones() = 0;

  /// Begins a file that `owner` (a draft, a stream) may reach until, and streams that name it after. A file
  /// that no event ever named is removed by sweep_files.
  [[nodiscard]] virtual Result<std::unique_ptr<FileWriter>> create_file(std::string_view zone,
                                                                        std::string_view owner,
                                                                        std::string_view subject,
                                                                        base::Instant now) = 0;
  /// Errors: store.no-file (there is none, or the owner does not reach it: the same to the caller),
  /// store.erased, store.file-corrupt.
  [[nodiscard]] virtual Result<std::unique_ptr<FileReader>> open_file(std::string_view zone,
                                                                      std::string_view owner,
                                                                      std::string_view file) = 0;
  /// Removes files that were created before, that no event names, and whose owner is not `is_wanted` any more
  /// (a draft that is still being filled in); names those that went. `is_wanted` is asked while units wait:
  /// it must be quick and may not call the store.
  using IsWanted = std::function<bool(std::string_view zone, std::string_view owner)>;
  [[nodiscard]] virtual Result<std::vector<std::string>> sweep_files(base::Instant created_before,
                                                                     const IsWanted& is_wanted) = 0;

  /// Encrypts under the subject's key (made if there is none), bound to the zone and the purpose.
  [[nodiscard]] virtual Result<std::string> seal(std::string_view zone, std::string_view subject,
                                                 std::string_view purpose, std::string_view plain) = 0;
  /// Empty if the subject was erased. Errors: store.seal-broken.
  [[nodiscard]] virtual Result<std::optional<std::string>> unseal(std::string_view zone,
                                                                  std::string_view subject,
                                                                  std::string_view purpose,
                                                                  std::string_view sealed) = 0;
  /// Destroys the subject's key (个人信息保护法 47): personal fields, files and sealed answers under it can
  /// never be read again, here or in any copy of the ledger without a copy of the keys. Durable on return.
  /// Read tables are the caller's: it appends an event that makes its projections let go of the values first.
  [[nodiscard]] virtual Result<void> destroy_subject(std::string_view zone, std::string_view subject,
                                                     base::Instant at) = 0;

  /// Computes one projection anew from the ledger, or all if the name is empty, beside the serving tables,
  /// then swaps them in; memory stays bounded. Units wait during the swap only.
  [[nodiscard]] virtual Result<void> rebuild(std::string_view projection) = 0;
  [[nodiscard]] virtual Result<AuditReport> audit(const AuditOptions& options) = 0;
  /// Seals now all that is committed; returns how many seals were made. Errors: store.read-only,
  /// store.no-sealing, those of signing, I/O.
  [[nodiscard]] virtual Result<std::int64_t> seal_now() = 0;
  /// The last seal of each zone that has one: what an anchor holds.
  [[nodiscard]] virtual Result<std::vector<Seal>> last_seals() = 0;
  /// That the event at that position is under a seal. Errors: store.no-event, store.not-sealed, I/O.
  [[nodiscard]] virtual Result<InclusionProof> prove(std::string_view zone, std::int64_t position) = 0;
  /// Writes a zone into a file as it stands now, while this store serves: events, seals, files, and the rows
  /// of table sets; with a passphrase its keys too, sealed under it. The file appears when it is whole.
  /// Errors: store.no-zone, archive.passphrase (shorter than 12 bytes), I/O.
  [[nodiscard]] virtual Result<ArchiveCounts> export_zone(std::string_view zone, const std::string& file,
                                                          const std::string& passphrase) = 0;
  /// Copies ledger and files into a new store of that path while this one serves: all that was acknowledged
  /// when it began is in it. The copy appears when it is whole and durable. Keys are not copied: they are
  /// kept apart. Errors: store.exists, I/O.
  [[nodiscard]] virtual Result<void> backup(const std::string& path) = 0;

  /// Takes a stream out of service: reads and appends of it fail with store.quarantined, all others go on.
  virtual void quarantine(std::string_view zone, std::string_view stream, base::Message reason) = 0;
  /// Puts it back; the next read judges it again.
  virtual void release(std::string_view zone, std::string_view stream) = 0;
  [[nodiscard]] virtual std::vector<Quarantined> quarantined() const = 0;

  [[nodiscard]] virtual Statistics statistics() const = 0;
};

/// Copies a directory of keys, signing keys too, into a new one while a store uses it. Whoever copies ledger
/// and keys copies the ledger first: each key that it needs is then in the copy. Errors: store.exists, I/O.
[[nodiscard]] Result<void> backup_keys(const std::string& key_directory, const std::string& to);

/// Opens a store, making it if it is new (not when read-only). `url` is `sqlite:PATH`; the files lie at PATH
/// and PATH-files. `key_directory` is made with mode 0700 if there is none; without the keys that belong to
/// the store: store.wrong-keys. Other errors: store.url, store.in-use (one writing process at a time),
/// store.foreign (not ours), store.newer (made by a later version), store.corrupt, I/O.
[[nodiscard]] Result<std::unique_ptr<Store>> open(std::string_view url, const std::string& key_directory,
                                                  Options options);

}  // namespace shuxin::store
