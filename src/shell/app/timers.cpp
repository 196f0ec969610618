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
  constexpr auto seldom = std::chrono::milliseconds(1000);
  constexpr auto soon = std::chrono::milliseconds(50);
  auto wait = seldom;
  while (!stop_.wait_for(lock, wait, [this] { return stopping_; })) {
    lock.unlock();
    const auto moved = service_.lapse_due(now_());
    // A store that is busy or read-only now may not be so in a second.
    if (!moved) on_problem_(moved.error());
    // Where much was due, as after a long rest, more of it may be.
    wait = moved && *moved >= CaseService::lapses_at_once ? soon : seldom;
    lock.lock();
  }
}

}  // namespace shuxin::app
