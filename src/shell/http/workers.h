// Workers: the threads on which handlers run, as they wait for the disk. Private to the server.
#pragma once

#include <chrono>
#include <condition_variable>
#include <deque>
#include <functional>
#include <mutex>
#include <thread>
#include <vector>

namespace shuxin::http {

/// Threads start as jobs come, up to the bound, so that a quiet server is small. Thread-safe.
class Workers {
 public:
  using Job = std::move_only_function<void()>;

  explicit Workers(std::size_t most_threads) : most_threads_(most_threads) {}
  Workers(const Workers&) = delete;
  Workers& operator=(const Workers&) = delete;
  /// Runs what is queued to its end.
  ~Workers();

  /// The caller bounds how many jobs are under way; a job must not throw.
  void submit(Job job);
  struct Waiting {
    std::chrono::nanoseconds next{};   ///< how long the job that is next has been waiting
    std::chrono::nanoseconds crowd{};  ///< how long there has been one waiting at every moment
  };
  /// Both nothing if none waits.
  [[nodiscard]] Waiting waiting();

 private:
  void work();

  const std::size_t most_threads_;
  std::mutex mutex_;
  std::condition_variable some_;
  struct Queued {
    Job job;
    std::chrono::steady_clock::time_point since;
  };
  std::deque<Queued> queue_;
  std::chrono::steady_clock::time_point crowded_since_;  ///< when the queue was last found empty
  std::size_t idle_ = 0;
  bool is_stopping_ = false;
  std::vector<std::thread> threads_;
};

}  // namespace shuxin::http
