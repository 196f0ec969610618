// The audit of a store: what was looked at, and each place where what is stored is not what was written.
#pragma once

#include <cstdint>
#include <functional>
#include <string>
#include <string_view>
#include <vector>

#include "core/base/message.h"
#include "shell/store/seal.h"

namespace shuxin::store {

/// One fault with its place. Members that do not apply are empty or 0.
struct Finding {
  base::Message message;  ///< audit.… with its arguments
  std::string zone;
  std::string stream;
  std::int64_t version = 0;
  std::int64_t position = 0;
  std::string table;
  std::string row;  ///< the row's key, or the row itself where it has none
};

struct AuditReport {
  std::int64_t events = 0;
  std::int64_t streams = 0;
  std::int64_t files = 0;
  std::int64_t keys = 0;
  std::int64_t rows = 0;  ///< of projections, compared with a rebuild
  std::vector<Finding> findings;
  std::int64_t seals = 0;
  std::int64_t anchors = 0;        ///< seals of the anchor that the store was compared with
  std::int64_t unsealed = 0;       ///< events after the last seal of their zone
  bool signatures_proven = false;  ///< somebody was there who could verify them
  bool cut = false;                ///< more was found than AuditOptions::most
  /// What no audit of this store can tell, as codes audit.outside-… with arguments.
  std::vector<base::Message> outside;

  [[nodiscard]] bool clean() const { return findings.empty(); }
};

struct AuditOptions {
  std::int64_t most = 1000;  ///< findings before the audit stops listing
  bool projections = true;   ///< rebuild and compare
  bool files = true;         ///< read every chunk
  VerifySeal verify_seal;    ///< none: signatures are not looked at, only that seals hold together
  std::vector<Seal> anchor;  ///< seals kept elsewhere, by which the store is measured
  bool pages = true;         ///< the database's own check of its pages
  /// Told now and then how far it is: steps done of all, and what it is looking at. False stops the audit.
  std::function<bool(std::int64_t done, std::int64_t all, std::string_view what)> on_progress;
};

}  // namespace shuxin::store
