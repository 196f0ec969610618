// One writer for many: units wait in a bounded queue, are taken in groups in the order of their coming, and
// are answered when their group is durable. A group is decided while the one before it is written. Knows no
// database. Private to the store.
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

/// A unit on its way. `outcome` is set by whoever carries its group out, `done` is called after.
struct Pending {
  Unit unit;
  Done done;
  Result<Outcome> outcome = Outcome{};
};

/// The group that is being finished while the next is staged.
class Flying {
 public:
  virtual ~Flying() = default;
  /// Waits until it is answered; false: it has failed, and what is staged is void.
  [[nodiscard]] virtual bool await_landing() = 0;
  enum class Next : std::uint8_t { More, Landed, Failed };
  /// Waits until it is answered, or until there are more units, which are added to the group being staged.
  [[nodiscard]] virtual Next await_more(std::vector<Pending>& group) = 0;
};

/// What is done to groups. Called by one thread at a time, but `finish` may run beside `stage`.
class GroupWork {
 public:
  virtual ~GroupWork() = default;

  /// Carries a group out whole and sets each outcome. After a group that failed or was void, undoes that one
  /// first.
  virtual void process(std::vector<Pending>& group) = 0;

  enum class Staged : std::uint8_t {
    Ready,  ///< decided, to be finished now: the group before is answered
    Whole,  ///< carried out whole: it had to see what was being written
    Void    ///< nothing is done: the group before failed, or this one needs more care; process it
  };
  /// Decides a group and sets its outcomes.
  virtual Staged stage(std::vector<Pending>& group, Flying& before) = 0;
  /// Writes what was staged last and makes it durable. False: nothing of it is.
  virtual bool finish() = 0;
  /// Called when a group was answered.
  virtual void announce() = 0;
};

/// Two threads of its own: while one writes a group, the other decides the next. Who comes alone is served on
/// its own thread. Thread-safe.
class Committer : private Flying {
 public:
  Committer(GroupWork& work, std::size_t largest_group, std::size_t longest_queue);
  /// Finishes what is queued.
  ~Committer() override;
  Committer(const Committer&) = delete;
  Committer& operator=(const Committer&) = delete;

  [[nodiscard]] Result<void> submit(Unit unit, Done done);
  /// Runs the unit on the caller's own thread if nobody else writes, which spares two changes of thread.
  [[nodiscard]] Result<Outcome> run(Unit unit);
  /// Runs the work while no group is being carried out.
  void exclusively(const std::function<void()>& work);

  [[nodiscard]] std::size_t waiting() const;
  [[nodiscard]] std::int64_t busy() const;

 private:
  [[nodiscard]] bool is_free() const { return !deciding_ && !flying_ && !answering_; }
  void decide_groups();
  void finish_groups();
  void take(std::size_t most, std::vector<Pending>& group);
  void carry_out(std::vector<Pending>& group, bool alone);
  void process(std::vector<Pending>& group);
  void answer(std::vector<Pending>& group);
  [[nodiscard]] bool await_landing() override;
  [[nodiscard]] Next await_more(std::vector<Pending>& group) override;
  void launch(std::vector<Pending>& group);
  void redo_what_failed();
  void leave();

  GroupWork& work_;
  const std::size_t largest_group_;
  const std::size_t longest_queue_;

  mutable std::mutex mutex_;
  std::condition_variable decide_;  ///< for the thread that decides
  std::condition_variable finish_;  ///< for the thread that finishes
  std::condition_variable free_;    ///< for exclusive work
  std::deque<Pending> queue_;
  std::vector<Pending> flight_;  ///< the group that is being finished, or has failed to be
  std::size_t exclusive_ = 0;    ///< those who wait until nobody writes
  bool deciding_ = false;
  bool flying_ = false;     ///< `flight_` is not written yet
  bool answering_ = false;  ///< the group before it
  bool failed_ = false;     ///< and waits for being done again
  bool ending_ = false;
  bool landed_for_good_ = false;  ///< the last group is answered
  std::int64_t busy_ = 0;
  std::thread finisher_;
  std::thread decider_;
};

}  // namespace shuxin::store
