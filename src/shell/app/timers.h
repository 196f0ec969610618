// Timers: what falls due by itself is done when it is due, not only when somebody looks.
#pragma once

#include <condition_variable>
#include <functional>
#include <mutex>
#include <thread>
#include <vector>

#include "core/base/date.h"
#include "core/base/result.h"

namespace shuxin::app {

/// What is done again and again, at the start first, each time so long after the last. It says whether more
/// of it is waiting, as after a long rest: then it is done again soon.
struct Chore {
  std::int64_t every_ms = 0;
  std::function<base::Result<bool>(base::Instant now)> run;
};

/// Looks every second for chores whose time has come. Stops when destroyed, between two chores.
class Timers {
 public:
  Timers(std::vector<Chore> chores, std::function<base::Instant()> now,
         std::function<void(const base::Error&)> on_problem);
  ~Timers();
  Timers(const Timers&) = delete;
  Timers& operator=(const Timers&) = delete;

 private:
  void run();

  const std::vector<Chore> chores_;
  std::function<base::Instant()> now_;
  std::function<void(const base::Error&)> on_problem_;
  std::mutex mutex_;
  std::condition_variable stop_;
  bool stopping_ = false;
  std::thread thread_;
};

}  // namespace shuxin::app
