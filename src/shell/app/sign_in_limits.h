// SignInLimits: how long who failed to sign in must wait before the next try. Private to the accounts.
#pragma once

#include <cstdint>
#include <map>
#include <mutex>
#include <string>
#include <string_view>

#include "core/base/date.h"

namespace shuxin::app {

/// Counts failures by account and address together, by account, and by address. After some free ones each
/// failure doubles the wait. An account alone is never kept waiting for more than a minute, so that a
/// stranger's failures cannot lock its owner out. Held in memory and bounded: whoever was quiet longest is
/// forgotten first. Thread-safe.
class SignInLimits {
 public:
  explicit SignInLimits(std::size_t most_entries = 200'000) : most_entries_(most_entries) {}

  /// Milliseconds to wait before a try is looked at; 0: now. A try that may go on is counted as failed at
  /// once, so that many at the same time do not slip through; `succeeded` takes it back.
  [[nodiscard]] std::int64_t begin(std::string_view login, std::string_view address, base::Instant now);
  void succeeded(std::string_view login, std::string_view address);

 private:
  struct Entry {
    int failures = 0;
    base::Instant last;
    base::Instant open_at;
  };

  void forget_oldest();

  const std::size_t most_entries_;
  std::mutex mutex_;
  std::map<std::string, Entry> entries_;
};

}  // namespace shuxin::app
