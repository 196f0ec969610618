#include "shell/store/committer.h"

#include <algorithm>
#include <memory>
#include <optional>
#include <pthread.h>
#include <sys/resource.h>
#include <unistd.h>
#include <utility>

namespace shuxin::store {
namespace {

/// Fewer are sooner done than handed over.
constexpr std::size_t few = 4;

/// A thread of lower priority, put aside in the middle of a write, would hold up everybody.
bool yields_to_others() {
  const auto of = [](pid_t thread) { return ::getpriority(PRIO_PROCESS, static_cast<id_t>(thread)); };
  return of(::gettid()) > of(::getpid());
}

}  // namespace

Committer::Committer(GroupWork& work, std::size_t largest_group, std::size_t longest_queue)
    : work_(work),
      largest_group_(std::max<std::size_t>(largest_group, 1)),
      longest_queue_(std::max<std::size_t>(longest_queue, 1)),
      finisher_([this] { finish_groups(); }),
      decider_([this] { decide_groups(); }) {
  // As who looks for the busy one sees them.
  pthread_setname_np(finisher_.native_handle(), "ledger-write");
  pthread_setname_np(decider_.native_handle(), "ledger-decide");
}

Committer::~Committer() {
  {
    const std::lock_guard lock(mutex_);
    ending_ = true;
  }
  decide_.notify_all();
  decider_.join();
  {
    const std::lock_guard lock(mutex_);
    landed_for_good_ = true;
  }
  finish_.notify_all();
  finisher_.join();
}

Result<void> Committer::submit(Unit unit, Done done) {
  {
    const std::lock_guard lock(mutex_);
    if (queue_.size() >= longest_queue_) {
      ++busy_;
      return base::fail("store.busy");
    }
    queue_.push_back({std::move(unit), std::move(done)});
    if (queue_.size() > 1) return {};  // who was woken for the first will see it
  }
  decide_.notify_one();
  return {};
}

Result<Outcome> Committer::run(Unit unit) {
  if (!yields_to_others()) {
    std::unique_lock lock(mutex_);
    if (is_free() && queue_.empty() && exclusive_ == 0) {
      deciding_ = true;
      lock.unlock();
      std::vector<Pending> group;
      group.push_back({std::move(unit), nullptr});
      process(group);
      leave();
      return std::move(group[0].outcome);
    }
  }
  struct Waiter {
    std::mutex mutex;
    std::condition_variable answered;
    std::optional<Result<Outcome>> outcome;
  };
  // Shared, so that it can be notified outside its lock, which it would only run into.
  const auto waiter = std::make_shared<Waiter>();
  SHUXIN_DO(submit(std::move(unit), [waiter](Result<Outcome> outcome) {
    {
      const std::lock_guard lock(waiter->mutex);
      waiter->outcome = std::move(outcome);
    }
    waiter->answered.notify_one();
  }));
  std::unique_lock lock(waiter->mutex);
  waiter->answered.wait(lock, [&] { return waiter->outcome.has_value(); });
  return *std::move(waiter->outcome);
}

void Committer::exclusively(const std::function<void()>& work) {
  {
    std::unique_lock lock(mutex_);
    ++exclusive_;
    free_.wait(lock, [&] { return is_free(); });
    --exclusive_;
    deciding_ = true;
  }
  work();
  leave();
}

void Committer::leave() {
  bool more = false;
  bool exclusive = false;
  {
    const std::lock_guard lock(mutex_);
    deciding_ = false;
    more = !queue_.empty() || ending_;
    exclusive = exclusive_ > 0 && is_free();
  }
  if (exclusive) free_.notify_one();
  if (more) decide_.notify_one();
}

void Committer::take(std::size_t most, std::vector<Pending>& group) {
  const std::size_t size = std::min(queue_.size(), most);
  group.reserve(group.size() + size);
  std::move(queue_.begin(), queue_.begin() + static_cast<std::ptrdiff_t>(size), std::back_inserter(group));
  queue_.erase(queue_.begin(), queue_.begin() + static_cast<std::ptrdiff_t>(size));
}

void Committer::answer(std::vector<Pending>& group) {
  for (Pending& pending : group)
    if (pending.done) pending.done(std::move(pending.outcome));
  work_.announce();
}

void Committer::process(std::vector<Pending>& group) {
  work_.process(group);
  answer(group);
}

void Committer::carry_out(std::vector<Pending>& group, bool alone) {
  if (alone && group.size() < few) {
    process(group);
    return;
  }
  switch (work_.stage(group, *this)) {
    case GroupWork::Staged::Ready:
      launch(group);
      return;
    case GroupWork::Staged::Whole:
      answer(group);
      return;
    case GroupWork::Staged::Void:
      break;
  }
  if (!await_landing()) redo_what_failed();
  process(group);
}

bool Committer::await_landing() {
  std::unique_lock lock(mutex_);
  decide_.wait(lock, [&] { return (!flying_ && !answering_) || failed_; });
  return !failed_;
}

Flying::Next Committer::await_more(std::vector<Pending>& group) {
  std::unique_lock lock(mutex_);
  const auto more = [&] { return !queue_.empty() && exclusive_ == 0 && group.size() < largest_group_; };
  decide_.wait(lock, [&] { return !flying_ || failed_ || more(); });
  if (failed_) return Next::Failed;
  if (!flying_) return Next::Landed;
  // A few at a time: who finishes shall not stand idle while a crowd is decided.
  take(std::min(few, largest_group_ - group.size()), group);
  return Next::More;
}

void Committer::launch(std::vector<Pending>& group) {
  {
    const std::lock_guard lock(mutex_);
    flight_ = std::move(group);
    flying_ = true;
  }
  finish_.notify_one();
}

// Only while the thread that finishes waits.
void Committer::redo_what_failed() {
  process(flight_);
  const std::lock_guard lock(mutex_);
  flight_.clear();
  flying_ = failed_ = false;
}

void Committer::decide_groups() {
  std::vector<Pending> group;
  std::unique_lock lock(mutex_);
  for (;;) {
    decide_.wait(lock, [&] {
      if (failed_) return true;
      return !deciding_ && exclusive_ == 0 && (!queue_.empty() || (ending_ && !flying_ && !answering_));
    });
    if (queue_.empty() && !failed_) return;
    deciding_ = true;
    if (failed_) {
      lock.unlock();
      redo_what_failed();
    } else {
      const bool alone = !flying_ && !answering_;
      // With nothing to be written yet, half of a crowd is decided first, so that there soon is.
      take(std::min(largest_group_, alone && queue_.size() >= 2 * few ? queue_.size() / 2 : queue_.size()),
           group);
      lock.unlock();
      carry_out(group, alone);
      group.clear();
    }
    leave();
    lock.lock();
  }
}

void Committer::finish_groups() {
  std::vector<Pending> landed;
  std::unique_lock lock(mutex_);
  for (;;) {
    finish_.wait(lock, [&] { return (flying_ && !failed_) || landed_for_good_; });
    if (!flying_) return;
    lock.unlock();
    const bool finished = work_.finish();
    lock.lock();
    if (!finished) {
      failed_ = true;
      decide_.notify_one();
      continue;
    }
    // The next may be launched while this one is answered.
    landed = std::exchange(flight_, {});
    flying_ = false;
    answering_ = true;
    lock.unlock();
    decide_.notify_one();
    answer(landed);
    landed.clear();
    lock.lock();
    answering_ = false;
    decide_.notify_one();
    if (exclusive_ > 0 && is_free()) free_.notify_one();
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
