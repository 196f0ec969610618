#include "shell/app/timers.h"

namespace shuxin::app {

Timers::Timers(CaseService& service, std::function<base::Instant()> now,
               std::function<void(const base::Error&)> on_problem)
    : service_(service),
      now_(std::move(now)),
      on_problem_(std::move(on_problem)),
      thread_([this] { run(); }) {}

Timers::~Timers() {
  {
    const std::lock_guard lock(mutex_);
    stopping_ = true;
  }
  stop_.notify_all();
  thread_.join();
}

void Timers::run() {
  std::unique_lock lock(mutex_);
  while (!stop_.wait_for(lock, std::chrono::seconds(1), [this] { return stopping_; })) {
    lock.unlock();
    // A store that is busy or read-only now may not be so in a second.
    if (const auto moved = service_.lapse_due(now_()); !moved) on_problem_(moved.error());
    lock.lock();
  }
}

}  // namespace shuxin::app
