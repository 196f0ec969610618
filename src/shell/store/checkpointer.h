// Brings the log of the ledger into its main file, off the commit path. Private to the store.
#pragma once

#include <atomic>
#include <condition_variable>
#include <memory>
#include <mutex>
#include <thread>

#include "shell/store/committer.h"
#include "shell/store/sqlite.h"
#include "shell/store/write_back.h"

namespace shuxin::store {

/// A thread and a connection of its own. While there is work it copies pages beside the writer; only when the
/// log has grown long, the last few pages are copied while the writer holds still, so that the log starts
/// anew; when all is quiet the log is cut to nothing.
class Checkpointer {
 public:
  Checkpointer(std::unique_ptr<sqlite::Connection> connection, Committer& committer, WriteBack& main_file);
  ~Checkpointer();
  Checkpointer(const Checkpointer&) = delete;
  Checkpointer& operator=(const Checkpointer&) = delete;

  /// Ends the thread; notes may still come.
  void stop();
  /// The log holds so many pages now. Thread-safe, cheap.
  void note(int log_pages);
  [[nodiscard]] int log_pages() const { return pages_; }

 private:
  void loop();
  void checkpoint(int mode);

  std::unique_ptr<sqlite::Connection> connection_;
  Committer& committer_;
  WriteBack& main_file_;
  std::atomic<int> pages_ = 0;
  std::atomic<int> copied_ = 0;  ///< of them, already in the main file
  std::atomic<std::uint64_t> commits_ = 0;
  std::mutex mutex_;
  std::condition_variable wake_;
  bool ending_ = false;
  std::thread thread_;
};

}  // namespace shuxin::store
