// The list of streams that are out of service. Private to the store.
#pragma once

#include <atomic>
#include <map>
#include <mutex>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "shell/store/store.h"

namespace shuxin::store {

/// Thread-safe. Asking costs nothing as long as the list is empty.
class Quarantine {
 public:
  void add(std::string_view zone, std::string_view stream, base::Message reason) {
    const std::lock_guard lock(mutex_);
    streams_.try_emplace({std::string(zone), std::string(stream)}, std::move(reason));
    count_ = streams_.size();
  }
  void remove(std::string_view zone, std::string_view stream) {
    const std::lock_guard lock(mutex_);
    streams_.erase({std::string(zone), std::string(stream)});
    count_ = streams_.size();
  }
  [[nodiscard]] bool holds(std::string_view zone, std::string_view stream) const {
    if (count_ == 0) return false;
    const std::lock_guard lock(mutex_);
    return streams_.contains({std::string(zone), std::string(stream)});
  }
  [[nodiscard]] std::vector<Quarantined> list() const {
    const std::lock_guard lock(mutex_);
    std::vector<Quarantined> out;
    for (const auto& [key, reason] : streams_) out.push_back({key.first, key.second, reason});
    return out;
  }

 private:
  mutable std::mutex mutex_;
  std::map<std::pair<std::string, std::string>, base::Message> streams_;
  std::atomic<std::size_t> count_ = 0;
};

}  // namespace shuxin::store
