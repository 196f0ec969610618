#include "shell/store/write_back.h"

#include <algorithm>
#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

namespace shuxin::store {

WriteBack::WriteBack(const std::string& path) : file_(::open(path.c_str(), O_RDWR | O_CLOEXEC)) {}

WriteBack::~WriteBack() {
  if (file_ >= 0) ::close(file_);
}

void WriteBack::run() {
  constexpr off_t step = 512 << 10;
  struct stat status{};
  if (file_ < 0 || ::fstat(file_, &status) != 0) return;
  for (off_t at = 0; at < status.st_size; at += step)
    if (::sync_file_range(file_, at, step,
                          SYNC_FILE_RANGE_WAIT_BEFORE | SYNC_FILE_RANGE_WRITE | SYNC_FILE_RANGE_WAIT_AFTER) !=
        0)
      return;
}

}  // namespace shuxin::store
