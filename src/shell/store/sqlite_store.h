// The store on SQLite: what stands behind the port. Private to the store.
#pragma once

#include <condition_variable>
#include <memory>
#include <mutex>
#include <string>
#include <vector>

#include "shell/store/archive.h"
#include "shell/store/checkpointer.h"
#include "shell/store/committer.h"
#include "shell/store/keys.h"
#include "shell/store/quarantine.h"
#include "shell/store/sealer.h"
#include "shell/store/sqlite.h"
#include "shell/store/store.h"
#include "shell/store/vault.h"
#include "shell/store/writer.h"

namespace shuxin::store {

/// Connections for reading, lent out one at a time. Thread-safe.
class ReaderPool {
 public:
  void add(std::unique_ptr<sqlite::Connection> connection);
  /// Waits a while for a free one: store.busy.
  [[nodiscard]] Result<std::unique_ptr<sqlite::Connection>> take();
  void give_back(std::unique_ptr<sqlite::Connection> connection);

 private:
  std::mutex mutex_;
  std::condition_variable free_;
  std::vector<std::unique_ptr<sqlite::Connection>> connections_;
};

class SqliteStore final : public Store {
 public:
  [[nodiscard]] static Result<std::unique_ptr<Store>> open(const std::string& path, const std::string& keys,
                                                           Options options);
  ~SqliteStore() override;

  Result<void> submit(Unit unit, Done done) override;
  Result<Outcome> run(Unit unit) override;
  Result<std::unique_ptr<Reads>> snapshot(std::string_view zone) override;
  Result<std::vector<std::string>> zones() override;
  Result<std::unique_ptr<FileWriter>> create_file(std::string_view zone, std::string_view owner,
                                                  std::string_view subject, base::Instant now) override;
  Result<std::unique_ptr<FileReader>> open_file(std::string_view zone, std::string_view owner,
                                                std::string_view file) override;
  Result<std::vector<std::string>> sweep_files(base::Instant created_before,
                                               const IsWanted& is_wanted) override;
  Result<std::string> seal(std::string_view zone, std::string_view subject, std::string_view purpose,
                           std::string_view plain) override;
  Result<std::optional<std::string>> unseal(std::string_view zone, std::string_view subject,
                                            std::string_view purpose, std::string_view sealed) override;
  Result<void> destroy_subject(std::string_view zone, std::string_view subject, base::Instant at) override;
  Result<void> rebuild(std::string_view projection) override;
  Result<AuditReport> audit(const AuditOptions& options) override;
  Result<std::int64_t> seal_now() override;
  Result<std::vector<Seal>> last_seals() override;
  Result<InclusionProof> prove(std::string_view zone, std::int64_t position) override;
  Result<ArchiveCounts> export_zone(std::string_view zone, const std::string& file,
                                    const std::string& passphrase) override;
  /// Fills a new store from an archive; the caller moves it into its place. Only before it is used.
  [[nodiscard]] Result<ArchiveCounts> receive(const std::string& file, const ImportOptions& import);
  Result<void> backup(const std::string& path) override;
  void quarantine(std::string_view zone, std::string_view stream, base::Message reason) override;
  void release(std::string_view zone, std::string_view stream) override;
  std::vector<Quarantined> quarantined() const override;
  Statistics statistics() const override;

 private:
  SqliteStore(std::string path, Options options) : path_(std::move(path)), options_(std::move(options)) {}
  [[nodiscard]] Result<void> lock();
  [[nodiscard]] Result<void> open_parts(const std::string& key_directory);
  void open_tables(sqlite::Connection& connection) const;
  [[nodiscard]] Result<void> open_writer(std::unique_ptr<sqlite::Connection> connection);
  [[nodiscard]] Result<void> open_readers();
  [[nodiscard]] Result<void> register_tables();
  [[nodiscard]] Result<void> register_table_set(const TableSet& set);
  [[nodiscard]] Result<void> rebuild_these(const std::vector<const Projection*>& projections, bool derived);
  [[nodiscard]] Result<void> swap(const std::vector<const Projection*>& projections, bool derived,
                                  const std::string& shadow_path);
  /// Goes on after the file of that number; says in `after` where it came to, or 0 at the end.
  [[nodiscard]] Result<void> sweep_some(base::Instant created_before, const IsWanted& is_wanted,
                                        std::int64_t& after, std::vector<std::string>& swept);

  const std::string path_;
  const Options options_;
  int lock_file_ = -1;
  std::unique_ptr<WriteBack> main_file_;  ///< goes after all connections
  std::unique_ptr<KeyStore> keys_;
  std::unique_ptr<Vault> vault_;
  Quarantine quarantine_;
  ReaderPool readers_;
  std::unique_ptr<Writer> writer_;
  std::unique_ptr<Committer> committer_;
  std::unique_ptr<Checkpointer> checkpointer_;
  std::unique_ptr<Sealer> sealer_;
  std::mutex rebuilding_;
};

}  // namespace shuxin::store
