#include "shell/app/timers.h"

#include <chrono>

namespace shuxin::app {

Timers::Timers(std::vector<Chore> chores, std::function<base::Instant()> now,
               std::function<void(const base::Error&)> on_problem)
    : chores_(std::move(chores)),
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
  using Clock = std::chrono::steady_clock;
  constexpr auto seldom = std::chrono::milliseconds(1000);
  constexpr auto soon = std::chrono::milliseconds(50);
  std::vector<Clock::time_point> due(chores_.size());
  auto wait = seldom;
  std::unique_lock lock(mutex_);
  while (!stop_.wait_for(lock, wait, [this] { return stopping_; })) {
    wait = seldom;
    for (std::size_t i = 0; i < chores_.size() && !stopping_; ++i) {
      if (Clock::now() < due[i]) continue;
      lock.unlock();
      const auto more = chores_[i].run(now_());
      // A store that is busy or read-only now may not be so the next time.
      if (!more) on_problem_(more.error());
      const bool goes_on = more && *more;
      due[i] = Clock::now() + (goes_on ? soon : std::chrono::milliseconds(chores_[i].every_ms));
      if (goes_on) wait = soon;
      lock.lock();
    }
  }
}

}  // namespace shuxin::app
