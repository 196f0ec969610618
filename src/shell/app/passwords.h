// Passwords: Argon2id hashes, made and verified with a bound on how many at once. Private to the accounts.
#pragma once

#include <condition_variable>
#include <mutex>
#include <string>
#include <string_view>

#include "core/base/result.h"

namespace shuxin::app {

/// Thread-safe. Each call computes for some 0.1 s and takes `bytes` of memory.
class PasswordHasher {
 public:
  PasswordHasher(std::size_t bytes, unsigned passes, std::size_t at_once);

  /// Errors: accounts.busy.
  [[nodiscard]] base::Result<std::string> hash(std::string_view password);
  /// Against an empty hash it takes as long and is false. Errors: accounts.busy.
  [[nodiscard]] base::Result<bool> verify(std::string_view hash, std::string_view password);

 private:
  // A turn to compute: as many as fit the memory and the processors.
  class Turn;

  const std::size_t bytes_;
  const unsigned passes_;
  std::mutex mutex_;
  std::condition_variable freed_;
  std::size_t free_;
  std::size_t waiting_ = 0;
  std::string nobodys_;  // what a password is compared with where there is no account
};

}  // namespace shuxin::app
