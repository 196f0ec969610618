// Cases and packages out of the ledger: folding streams, remembering what was folded, looking up facts.
#pragma once

#include <map>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "core/casework/command.h"
#include "shell/store/transaction.h"

namespace shuxin::app {

/// A case with the steps that made it, for those who show its history.
struct CaseHistory {
  casework::CaseState state;
  std::vector<casework::Step> steps;
};

/// Errors: those of the store's reading; event.unknown and event.malformed, which the caller answers by
/// quarantining the stream. A stream that does not exist gives a state that does not exist.
[[nodiscard]] base::Result<CaseHistory> load_history(store::Reads& reads, std::string_view number);

/// Remembers folded states by the head of their stream: what is found under an equal head is the same
/// history, so nothing ever needs to be forgotten for being wrong (only for being erased). A state takes some
/// 50 KB, so few are kept. Thread-safe.
class StateCache {
 public:
  explicit StateCache(std::size_t most = 4'000) : most_(most) {}

  /// Never null.
  template <typename State>
  using Shared = std::shared_ptr<const State>;
  [[nodiscard]] base::Result<Shared<casework::CaseState>> load_case(store::Reads& reads,
                                                                    std::string_view number);
  [[nodiscard]] base::Result<Shared<casework::PackageState>> load_package(store::Reads& reads,
                                                                          std::string_view number);
  /// Forgets all: what was read of somebody who has been erased must not outlive the erasure.
  void forget();
  /// What a unit has just made of a stream that now has this head. A case that is settled is let go: hardly
  /// anybody acts on it again.
  void keep(std::string_view stream, const store::Head& head, Shared<casework::CaseState> state);
  void keep(std::string_view stream, const store::Head& head, Shared<casework::PackageState> state);

 private:
  template <typename State>
  struct Entry {
    store::Head head;
    Shared<State> state;
  };
  template <typename State>
  using Kept = std::unordered_map<std::string, Entry<State>>;
  template <typename State>
  base::Result<Shared<State>> load(store::Reads& reads, std::string stream, Kept<State>& kept);
  template <typename State>
  void put(Kept<State>& kept, std::string stream, const store::Head& head, Shared<State> state);

  std::size_t most_;
  std::mutex mutex_;
  Kept<casework::CaseState> cases_;
  Kept<casework::PackageState> packages_;
};

/// The personal fields by which a register's entries are found: in the open only their blind index stands.
[[nodiscard]] std::vector<std::string> blind_fields(const catalog::Register& kind);

/// The register entries in force for a key, by the register's own key or one of its further keys.
[[nodiscard]] base::Result<casework::FactEntries> find_entries(store::Reads& reads,
                                                               const catalog::Catalogue& catalogue,
                                                               const std::string& zone,
                                                               const casework::FactKey& key);

/// Remembers what units have looked up, until one writes an entry that the look-up would find. Not
/// thread-safe: for use within units, of which one decides at a time.
class FactCache {
 public:
  using Shared = std::shared_ptr<const casework::FactEntries>;

  /// Under another count, of undone units and of what was to be forgotten, nothing that was read before
  /// counts.
  void begin(std::int64_t count);
  /// Null if it is not known.
  [[nodiscard]] Shared find(const casework::FactKey& key) const;
  void keep(const casework::FactKey& key, Shared entries);
  /// An entry is about to be written or ended.
  void forget(const catalog::Register& kind, const casework::RegisterWritten& written);

 private:
  static constexpr std::size_t most = 20'000;

  void drop(const casework::FactKey& key);

  std::int64_t count_ = 0;
  std::map<casework::FactKey, Shared> kept_;
  std::multimap<std::pair<std::string, std::string>, casework::FactKey> holders_;  ///< by register and entry
};

/// The registers as casework asks for them: each key is looked up once. What could not be read counts as not
/// there until `done` says so. All given must outlive it.
class StoredRegisters : public casework::Registers {
 public:
  StoredRegisters(store::Reads& reads, const catalog::Catalogue& catalogue, const std::string& zone,
                  FactCache* cache = nullptr)
      : reads_(reads), catalogue_(catalogue), zone_(zone), cache_(cache) {}

  [[nodiscard]] const casework::FactEntries& find(const casework::FactKey& key) override;
  /// The first look-up that failed; what was decided meanwhile counts for nothing.
  [[nodiscard]] base::Result<void> done() const;

 private:
  store::Reads& reads_;
  const catalog::Catalogue& catalogue_;
  const std::string& zone_;
  FactCache* cache_;
  std::map<casework::FactKey, FactCache::Shared> found_;
  std::optional<base::Error> problem_;
};

}  // namespace shuxin::app
