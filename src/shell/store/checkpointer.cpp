#include "shell/store/checkpointer.h"

#include <chrono>
#include <utility>

namespace shuxin::store {
namespace {

constexpr int worthwhile_pages = 2'000;  // 8 MiB
constexpr int long_log_pages = 16'000;   // 64 MiB
constexpr auto quiet = std::chrono::seconds(1);
constexpr auto pause = std::chrono::milliseconds(20);

}  // namespace

Checkpointer::Checkpointer(std::unique_ptr<sqlite::Connection> connection, Committer& committer,
                           WriteBack& main_file)
    : connection_(std::move(connection)),
      committer_(committer),
      main_file_(main_file),
      thread_([this] { loop(); }) {}

Checkpointer::~Checkpointer() {
  stop();
}

void Checkpointer::stop() {
  {
    const std::lock_guard lock(mutex_);
    ending_ = true;
  }
  wake_.notify_all();
  if (thread_.joinable()) thread_.join();
}

void Checkpointer::note(int log_pages) {
  if (log_pages < pages_) copied_ = 0;
  pages_ = log_pages;
  ++commits_;
  if (log_pages - copied_ < worthwhile_pages) return;
  // Taken, so that the thread is either asleep and hears this or has yet to look.
  const std::lock_guard lock(mutex_);
  wake_.notify_one();
}

void Checkpointer::checkpoint(int mode) {
  int log = 0;
  int copied = 0;
  if (sqlite3_wal_checkpoint_v2(connection_->raw(), nullptr, mode, &log, &copied) != SQLITE_OK) return;
  if (mode == SQLITE_CHECKPOINT_TRUNCATE) {
    pages_ = 0;
    copied_ = 0;
  } else if (copied >= 0) {
    copied_ = copied;
  }
}

void Checkpointer::loop() {
  std::unique_lock lock(mutex_);
  std::uint64_t seen = commits_;
  bool stuck = false;
  while (!ending_) {
    wake_.wait_for(lock, quiet, [&] { return ending_ || pages_ - copied_ >= worthwhile_pages; });
    if (ending_) return;
    // A reader may keep pages from being copied: then there is no use in trying at once again.
    if (std::exchange(stuck, false)) wake_.wait_for(lock, pause, [&] { return ending_; });
    if (ending_) return;
    const std::uint64_t now = commits_;
    const bool is_quiet = now == seen;
    seen = now;
    lock.unlock();
    if (pages_ - copied_ >= worthwhile_pages) {
      checkpoint(SQLITE_CHECKPOINT_PASSIVE);
      // SQLite syncs the main file only when it has copied all: with what came together till then, every
      // commit of that time would wait.
      main_file_.run();
    }
    if (pages_ >= long_log_pages) {
      checkpoint(SQLITE_CHECKPOINT_PASSIVE);
      committer_.exclusively([&] { checkpoint(SQLITE_CHECKPOINT_PASSIVE); });
    } else if (is_quiet && pages_ > 0) {
      // First beside the writer, so that little is left to do while it holds still.
      checkpoint(SQLITE_CHECKPOINT_PASSIVE);
      committer_.exclusively([&] { checkpoint(SQLITE_CHECKPOINT_TRUNCATE); });
    }
    lock.lock();
    stuck = pages_ - copied_ >= worthwhile_pages || pages_ >= long_log_pages;
  }
}

}  // namespace shuxin::store
