// Cases and packages out of the ledger: folding streams, remembering what was folded, looking up facts.
#pragma once

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
/// history, so nothing ever needs to be forgotten for being wrong. Thread-safe.
class StateCache {
 public:
  explicit StateCache(std::size_t most = 20'000) : most_(most) {}

  [[nodiscard]] base::Result<casework::CaseState> load_case(store::Reads& reads, const std::string& number);
  [[nodiscard]] base::Result<casework::PackageState> load_package(store::Reads& reads,
                                                                  const std::string& number);
  /// What a unit has just computed; good once its stream has that head.
  void keep(const std::string& stream, const store::Head& head, casework::CaseState state);

 private:
  template <typename State>
  struct Entry {
    store::Head head;
    State state;
  };
  template <typename State>
  base::Result<State> load(store::Reads& reads, const std::string& stream,
                           std::unordered_map<std::string, Entry<State>>& kept);

  std::size_t most_;
  std::mutex mutex_;
  std::unordered_map<std::string, Entry<casework::CaseState>> cases_;
  std::unordered_map<std::string, Entry<casework::PackageState>> packages_;
};

/// The register entries in force for a key, by the register's own key or one of its further keys.
[[nodiscard]] base::Result<casework::FactEntries> find_entries(store::Reads& reads,
                                                               const catalog::Catalogue& catalogue,
                                                               const std::string& zone,
                                                               const casework::FactKey& key);

/// Fetches what decide was missing into `facts`.
[[nodiscard]] base::Result<void> fetch(store::Reads& reads, const catalog::Catalogue& catalogue,
                                       const std::string& zone, const std::vector<casework::FactKey>& missing,
                                       casework::Facts& facts);

}  // namespace shuxin::app
