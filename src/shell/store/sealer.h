// Seals what is committed, off the commit path: roots are computed and signed on a thread and a connection of
// its own; only the finished seal is written by the writer. Private to the store.
#pragma once

#include <atomic>
#include <condition_variable>
#include <map>
#include <memory>
#include <mutex>
#include <string>
#include <string_view>
#include <thread>

#include "shell/store/committer.h"
#include "shell/store/seal.h"
#include "shell/store/sqlite.h"
#include "shell/store/writer.h"

namespace shuxin::store {

/// Events under one seal at most: what lies between two seals is found again only as a whole.
inline constexpr std::int64_t most_under_one_seal = 65'536;

/// A row of ledger_seals, in the order of seal_columns.
inline constexpr std::string_view seal_columns =
    "number, first, last, root, previous, made_at, key, algorithm, signature";
[[nodiscard]] Seal read_seal_row(const sqlite::Cursor& cursor, std::string_view zone);
/// What a seal's row carries, so that it is proven even where its signature cannot be.
[[nodiscard]] Hash seal_mac(const KeyStore& keys, std::int64_t zone_number, const Seal& seal);
[[nodiscard]] Result<void> insert_seal(sqlite::Connection& connection, const KeyStore& keys,
                                       std::int64_t zone_number, const Seal& seal);
/// The zone's last seal.
[[nodiscard]] Result<std::optional<Seal>> last_seal(sqlite::Connection& connection, std::int64_t zone_number,
                                                    std::string_view zone);

/// That the event at that position of the reader's zone is under a seal: store.no-event, store.not-sealed.
[[nodiscard]] Result<InclusionProof> prove(Reader& reader, std::int64_t position);

/// Thread-safe.
class Sealer {
 public:
  Sealer(std::unique_ptr<sqlite::Connection> connection, Writer& writer, Committer& committer,
         const Sealing& sealing);
  ~Sealer();
  Sealer(const Sealer&) = delete;
  Sealer& operator=(const Sealer&) = delete;

  /// Ends the thread; notes may still come.
  void stop();
  [[nodiscard]] std::int64_t made() const { return made_; }
  /// A zone has durable events up to that position. Cheap.
  void note(std::string_view zone, std::int64_t position);
  /// Seals all that is committed now; returns how many seals were made. Errors: those of signing, I/O.
  [[nodiscard]] Result<std::int64_t> seal();

 private:
  struct Zone {
    std::int64_t number;
    std::string name;
    std::int64_t last;
  };
  void loop();
  [[nodiscard]] Result<std::int64_t> seal_zone(const Zone& zone);
  [[nodiscard]] Result<Seal> next_seal(const Zone& zone, const std::optional<Seal>& before);

  std::unique_ptr<sqlite::Connection> connection_;
  Writer& writer_;
  Committer& committer_;
  const Sealing& sealing_;
  std::mutex sealing_now_;  ///< of connection_
  std::mutex mutex_;
  std::condition_variable wake_;
  std::map<std::string, std::int64_t, std::less<>> reached_;
  std::map<std::string, std::int64_t, std::less<>> sealed_;
  bool due_ = false;
  bool ending_ = false;
  std::atomic<std::int64_t> made_ = 0;
  std::thread thread_;
};

}  // namespace shuxin::store
