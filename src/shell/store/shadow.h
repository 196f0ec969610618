// A second computation of read tables from the ledger, in a database of its own, beside the serving ones: for
// rebuilding them and for proving them. Private to the store.
#pragma once

#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "shell/store/keys.h"
#include "shell/store/quarantine.h"
#include "shell/store/sqlite.h"
#include "shell/store/store.h"

namespace shuxin::store {

/// Used by one thread at a time. Table names without a database mean the shadow's own tables where it has
/// them and the ledger's otherwise.
class Shadow {
 public:
  /// `path`: where the second computation lies; empty for a private temporary file. The ledger is attached as
  /// `ledger`, for reading only.
  [[nodiscard]] static Result<std::unique_ptr<Shadow>> open(const std::string& path,
                                                            const std::string& ledger, KeyStore& keys,
                                                            Quarantine& quarantine);

  /// Makes the tables of these projections, and those that the ledger derives for itself if asked.
  [[nodiscard]] Result<void> make(std::vector<const Projection*> projections, bool derived);
  /// Begins a transaction: everything until end() sees one state of the ledger.
  [[nodiscard]] Result<void> begin() { return connection_->exec("begin"); }
  [[nodiscard]] Result<void> end() { return connection_->exec("commit"); }
  /// Holds on to one state of the ledger without a transaction: after damage was met in one, SQLite lets
  /// nothing be written in it any more, and who looks for damage must be able to go on.
  [[nodiscard]] Result<void> pin();
  /// Applies all events that it has not applied yet; false from `on_progress` stops: store.stopped.
  [[nodiscard]] Result<void> catch_up(const std::function<bool(std::int64_t events)>& on_progress);

  /// A row that stands only in the serving table or only in the shadow.
  struct Difference {
    const std::string& table;
    bool stands;  ///< in the serving table, and should not
    std::string row;
  };
  /// Compares a table; returns how many rows the serving one has. The callback returns false to end early.
  [[nodiscard]] Result<std::int64_t> compare(const std::string& table,
                                             const std::function<bool(const Difference&)>& on_difference);

  [[nodiscard]] sqlite::Connection& connection() { return *connection_; }

 private:
  Shadow(std::unique_ptr<sqlite::Connection> connection, KeyStore& keys, Quarantine& quarantine)
      : connection_(std::move(connection)), keys_(keys), quarantine_(quarantine) {}

  std::unique_ptr<sqlite::Connection> connection_;
  std::optional<sqlite::Cursor> pinned_;  ///< a statement that is not finished
  KeyStore& keys_;
  Quarantine& quarantine_;
  std::vector<const Projection*> projections_;
  bool derived_ = false;
  std::map<std::string, std::int64_t> applied_;  ///< per zone
};

}  // namespace shuxin::store
