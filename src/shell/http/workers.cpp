#include "shell/http/workers.h"

#include <system_error>
#include <utility>

namespace shuxin::http {

Workers::~Workers() {
  {
    const std::scoped_lock lock(mutex_);
    is_stopping_ = true;
  }
  some_.notify_all();
  for (std::thread& thread : threads_) thread.join();
}

void Workers::submit(Job job) {
  {
    const std::scoped_lock lock(mutex_);
    const auto now = std::chrono::steady_clock::now();
    if (queue_.empty()) crowded_since_ = now;
    queue_.push_back({std::move(job), now});
    if (idle_ < queue_.size() && threads_.size() < most_threads_) {
      try {
        threads_.emplace_back([this] { work(); });
      } catch (const std::system_error&) {
        // No more threads to be had: those there are will come to it, but one there must be.
        if (threads_.empty()) throw;
      }
    }
  }
  some_.notify_one();
}

Workers::Waiting Workers::waiting() {
  const std::scoped_lock lock(mutex_);
  if (queue_.empty()) return {};
  const auto now = std::chrono::steady_clock::now();
  return {now - queue_.front().since, now - crowded_since_};
}

void Workers::work() {
  std::unique_lock lock(mutex_);
  for (;;) {
    ++idle_;
    some_.wait(lock, [this] { return is_stopping_ || !queue_.empty(); });
    --idle_;
    if (queue_.empty()) return;
    {
      Job job = std::move(queue_.front().job);
      queue_.pop_front();
      lock.unlock();
      job();
    }
    lock.lock();
  }
}

}  // namespace shuxin::http
