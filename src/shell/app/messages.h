// Messages: what happened to an account's cases while it was not looking, and until when it has read.
#pragma once

#include <string>
#include <vector>

#include "shell/app/case_view.h"

namespace shuxin::app {

/// Nothing is stored for a message but the mark: they are the steps of the account's cases that others took.
/// Thread-safe.
class Messages {
 public:
  explicit Messages(CaseService& service) : service_(service) {}
  /// What store::open must be given for the marks.
  [[nodiscard]] static store::TableSet table();

  /// Messages of openapi.json: {items, unread}; the latest first, at most `limit`, of the 60 cases in which
  /// something happened last.
  [[nodiscard]] base::Result<base::Json> list(const Identity& identity, std::size_t limit, base::Instant now);
  /// All until that instant counts as read; an earlier mark than the one that stands changes nothing.
  [[nodiscard]] base::Result<void> mark_read(const Identity& identity, base::Instant until);

 private:
  [[nodiscard]] base::Result<std::vector<std::string>> moved_cases(const Identity& identity);
  [[nodiscard]] base::Result<base::Instant> read_until(const Identity& identity);

  CaseService& service_;
};

}  // namespace shuxin::app
