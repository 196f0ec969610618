// Proves a store against itself: chains, positions, keys, files and read tables. Private to the store.
#pragma once

#include <map>
#include <memory>
#include <optional>
#include <string>

#include "shell/store/audit.h"
#include "shell/store/digest.h"
#include "shell/store/record.h"
#include "shell/store/shadow.h"
#include "shell/store/vault.h"

namespace shuxin::store {

class Auditor {
 public:
  Auditor(std::unique_ptr<Shadow> shadow, KeyStore& keys, Vault& vault, const Options& store_options,
          const AuditOptions& options)
      : shadow_(std::move(shadow)), keys_(keys), vault_(vault), store_(store_options), options_(options) {}

  [[nodiscard]] Result<AuditReport> run();

 private:
  struct Zone {
    std::int64_t number;
    std::string name;
    std::int64_t last;
    std::int64_t seals;
  };
  /// How far a walk over the streams of a zone came.
  struct Reached {
    std::string stream;
    std::int64_t version = 0;
    std::optional<Hash> hash;  ///< of that version; none if it could not be read
  };
  [[nodiscard]] Result<void> check_pages();
  [[nodiscard]] Result<void> check_pages_of(sqlite::Connection& connection, std::string_view schema);
  [[nodiscard]] Result<void> check_zones();
  [[nodiscard]] Result<void> check_macs();
  [[nodiscard]] Result<void> check_seals(const Zone& zone);
  [[nodiscard]] Result<Hash> root_of(const Zone& zone, const Seal& seal);
  void check_signature(const Seal& seal, const Finding& place);
  void check_anchor(const Zone* zone, const Seal* stored, const Seal& kept);
  [[nodiscard]] Result<void> check_anchors();
  [[nodiscard]] Result<void> check_sets();
  [[nodiscard]] Result<void> check_schema();
  void say_what_is_outside();
  [[nodiscard]] Result<void> check_positions(const Zone& zone);
  [[nodiscard]] Result<void> check_streams(const Zone& zone);
  [[nodiscard]] Result<void> walk_streams(const Zone& zone, Reached& reached);
  [[nodiscard]] Result<bool> pass_unreadable(const Zone& zone, Reached& reached);
  void check_subjects(const Record& record);
  [[nodiscard]] Result<void> check_keys();
  [[nodiscard]] Result<void> list_named_files();
  [[nodiscard]] Result<void> check_files();
  [[nodiscard]] Result<void> check_registered();
  [[nodiscard]] Result<void> check_tables();

  /// Turns damage that ended a check into a finding.
  [[nodiscard]] Result<void> survive(Result<void> checked);
  void find(std::string code, std::vector<std::string> arguments, Finding place);
  [[nodiscard]] bool full() const { return report_.cut; }
  /// False: the audit is to stop.
  [[nodiscard]] Result<void> progress(std::string_view what);

  std::unique_ptr<Shadow> shadow_;
  KeyStore& keys_;
  Vault& vault_;
  const Options& store_;
  const AuditOptions& options_;
  AuditReport report_;
  std::vector<Zone> zones_;
  std::int64_t done_ = 0;
  std::int64_t all_ = 0;
  Digest digest_;
  std::string buffer_;
};

}  // namespace shuxin::store
