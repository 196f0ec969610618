// Timers: what falls due by itself is done when it is due, not only when somebody looks.
#pragma once

#include <condition_variable>
#include <functional>
#include <mutex>
#include <thread>

#include "shell/app/case_service.h"

namespace shuxin::app {

/// Looks every second for cases that have fallen due, and gives them their lapses. Stops when destroyed.
class Timers {
 public:
  Timers(CaseService& service, std::function<base::Instant()> now,
         std::function<void(const base::Error&)> on_problem);
  ~Timers();
  Timers(const Timers&) = delete;
  Timers& operator=(const Timers&) = delete;

 private:
  void run();

  CaseService& service_;
  std::function<base::Instant()> now_;
  std::function<void(const base::Error&)> on_problem_;
  std::mutex mutex_;
  std::condition_variable stop_;
  bool stopping_ = false;
  std::thread thread_;
};

}  // namespace shuxin::app
