#include "shell/store/committer.h"

#include <algorithm>
#include <atomic>
#include <sys/resource.h>
#include <unistd.h>

namespace shuxin::store {
namespace {

/// A thread of lower priority, put aside in the middle of a write, would hold up everybody.
bool yields_to_others() {
  const auto of = [](pid_t thread) { return ::getpriority(PRIO_PROCESS, static_cast<id_t>(thread)); };
  return of(::gettid()) > of(::getpid());
}

}  // namespace

Committer::Committer(std::function<void(std::vector<Pending>&)> process, std::function<void()> after,
                     std::size_t largest_group, std::size_t longest_queue)
    : process_(std::move(process)),
      after_(std::move(after)),
      largest_group_(std::max<std::size_t>(largest_group, 1)),
      longest_queue_(std::max<std::size_t>(longest_queue, 1)),
      thread_([this] { loop(); }) {}

Committer::~Committer() {
  {
    const std::lock_guard lock(mutex_);
    ending_ = true;
  }
  work_.notify_all();
  thread_.join();
}

Result<void> Committer::submit(Unit unit, Done done) {
  {
    const std::lock_guard lock(mutex_);
    if (queue_.size() >= longest_queue_) {
      ++busy_;
      return base::fail("store.busy");
    }
    queue_.push_back({std::move(unit), std::move(done)});
    if (writing_ || queue_.size() > 1) return {};  // whoever writes, or was woken, sees it
  }
  work_.notify_one();
  return {};
}

Result<Outcome> Committer::run(Unit unit) {
  if (!yields_to_others()) {
    std::unique_lock lock(mutex_);
    if (!writing_ && queue_.empty() && exclusive_ == 0) {
      writing_ = true;
      lock.unlock();
      std::vector<Pending> group;
      group.push_back({std::move(unit), nullptr});
      process(group);
      leave();
      return std::move(group[0].outcome);
    }
  }
  struct Waiter {
    Result<Outcome> outcome = Outcome{};
    std::mutex mutex;
    std::condition_variable answered;
    bool done = false;
  } waiter;
  SHUXIN_DO(submit(std::move(unit), [&waiter](Result<Outcome> outcome) {
    const std::lock_guard lock(waiter.mutex);
    waiter.outcome = std::move(outcome);
    waiter.done = true;
    waiter.answered.notify_one();
  }));
  std::unique_lock lock(waiter.mutex);
  waiter.answered.wait(lock, [&] { return waiter.done; });
  return std::move(waiter.outcome);
}

void Committer::exclusively(const std::function<void()>& work) {
  {
    std::unique_lock lock(mutex_);
    ++exclusive_;
    free_.wait(lock, [&] { return !writing_; });
    --exclusive_;
    writing_ = true;
  }
  work();
  leave();
}

void Committer::leave() {
  bool more = false;
  bool exclusive = false;
  {
    const std::lock_guard lock(mutex_);
    writing_ = false;
    more = !queue_.empty() || ending_;
    exclusive = exclusive_ > 0;
  }
  if (exclusive) free_.notify_one();
  if (more) work_.notify_one();
}

void Committer::take_group(std::vector<Pending>& group) {
  const std::size_t size = std::min(queue_.size(), largest_group_);
  group.clear();
  group.reserve(size);
  std::move(queue_.begin(), queue_.begin() + static_cast<std::ptrdiff_t>(size), std::back_inserter(group));
  queue_.erase(queue_.begin(), queue_.begin() + static_cast<std::ptrdiff_t>(size));
}

void Committer::process(std::vector<Pending>& group) {
  process_(group);
  for (Pending& pending : group)
    if (pending.done) pending.done(std::move(pending.outcome));
  after_();
}

void Committer::loop() {
  std::vector<Pending> group;
  std::unique_lock lock(mutex_);
  for (;;) {
    work_.wait(lock, [&] { return !writing_ && exclusive_ == 0 && (!queue_.empty() || ending_); });
    if (queue_.empty()) return;
    take_group(group);
    writing_ = true;
    lock.unlock();
    process(group);
    group.clear();
    leave();
    lock.lock();
  }
}

std::size_t Committer::waiting() const {
  const std::lock_guard lock(mutex_);
  return queue_.size();
}

std::int64_t Committer::busy() const {
  const std::lock_guard lock(mutex_);
  return busy_;
}

}  // namespace shuxin::store
