// One writer for many: units wait in a bounded queue, are taken in groups in the order of their coming, and
// are answered when their group is durable. Knows no database. Private to the store.
#pragma once

#include <condition_variable>
#include <cstdint>
#include <deque>
#include <functional>
#include <mutex>
#include <thread>
#include <vector>

#include "shell/store/store.h"

namespace shuxin::store {

/// A unit on its way. `outcome` is set by whoever processes the group, `done` is called after.
struct Pending {
  Unit unit;
  Done done;
  Result<Outcome> outcome = Outcome{};
};

/// Thread-safe.
class Committer {
 public:
  /// `process` commits a group and sets each outcome; `after` runs when the group has been answered. Both are
  /// called by one thread at a time.
  Committer(std::function<void(std::vector<Pending>&)> process, std::function<void()> after,
            std::size_t largest_group, std::size_t longest_queue);
  /// Finishes what is queued.
  ~Committer();
  Committer(const Committer&) = delete;
  Committer& operator=(const Committer&) = delete;

  [[nodiscard]] Result<void> submit(Unit unit, Done done);
  /// Runs the unit on the caller's own thread if the writer is free, which spares two changes of thread.
  [[nodiscard]] Result<Outcome> run(Unit unit);
  /// Runs the work while no group is being processed.
  void exclusively(const std::function<void()>& work);

  [[nodiscard]] std::size_t waiting() const;
  [[nodiscard]] std::int64_t busy() const;

 private:
  void loop();
  void take_group(std::vector<Pending>& group);
  void process(std::vector<Pending>& group);
  void leave();

  const std::function<void(std::vector<Pending>&)> process_;
  const std::function<void()> after_;
  const std::size_t largest_group_;
  const std::size_t longest_queue_;

  mutable std::mutex mutex_;
  std::condition_variable work_;  ///< for the writer's thread
  std::condition_variable free_;  ///< for exclusive work
  std::deque<Pending> queue_;
  std::size_t exclusive_ = 0;  ///< those who wait for the writer to be free
  bool writing_ = false;
  bool ending_ = false;
  std::int64_t busy_ = 0;
  std::thread thread_;
};

}  // namespace shuxin::store
