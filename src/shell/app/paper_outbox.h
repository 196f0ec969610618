// PaperOutbox: what was issued gets its signed file within seconds, whether or not anybody asks for it.
#pragma once

#include <condition_variable>
#include <functional>
#include <mutex>
#include <thread>

#include "shell/app/papers.h"

namespace shuxin::app {

/// Looks every second for what was issued. Stops when destroyed, between two documents.
class PaperOutbox {
 public:
  PaperOutbox(Papers& papers, std::function<base::Instant()> now,
              std::function<void(const base::Error&)> on_problem);
  ~PaperOutbox();
  PaperOutbox(const PaperOutbox&) = delete;
  PaperOutbox& operator=(const PaperOutbox&) = delete;

 private:
  void run();

  Papers& papers_;
  std::function<base::Instant()> now_;
  std::function<void(const base::Error&)> on_problem_;
  std::mutex mutex_;
  std::condition_variable stop_;
  bool stopping_ = false;
  std::thread thread_;
};

}  // namespace shuxin::app
