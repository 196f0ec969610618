// Loaded before the program: its clock of the day is the machine's, moved by as many milliseconds as stand in
// a file.
#include <cstdint>
#include <cstdlib>
#include <ctime>
#include <fcntl.h>
#include <sys/mman.h>
#include <sys/syscall.h>
#include <sys/time.h>
#include <unistd.h>

namespace {

const volatile std::int64_t* moved = nullptr;

// Not on the first call: the allocator of a sanitizer asks for the time before it can be called itself. For
// the same reason the kernel is asked, and not whatever library would be next.
__attribute__((constructor)) void find_moved() {
  const char* path = std::getenv("SHUXIN_MOVED_CLOCK");
  const int file = path != nullptr ? ::open(path, O_RDONLY | O_CLOEXEC) : -1;
  if (file < 0) return;
  void* shared = ::mmap(nullptr, sizeof(std::int64_t), PROT_READ, MAP_SHARED, file, 0);
  if (shared != MAP_FAILED) moved = static_cast<const volatile std::int64_t*>(shared);
}

}  // namespace

extern "C" int clock_gettime(clockid_t which, timespec* at) noexcept {
  const auto done = static_cast<int>(::syscall(SYS_clock_gettime, which, at));
  if (done != 0 || moved == nullptr || (which != CLOCK_REALTIME && which != CLOCK_REALTIME_COARSE))
    return done;
  const std::int64_t milliseconds = at->tv_sec * 1000 + at->tv_nsec / 1'000'000 + *moved;
  at->tv_sec = milliseconds / 1000;
  at->tv_nsec = milliseconds % 1000 * 1'000'000 + at->tv_nsec % 1'000'000;
  return 0;
}

extern "C" int gettimeofday(timeval* at, void*) noexcept {
  timespec now{};
  const int done = clock_gettime(CLOCK_REALTIME, &now);
  at->tv_sec = now.tv_sec;
  at->tv_usec = now.tv_nsec / 1000;
  return done;
}

extern "C" std::time_t time(std::time_t* at) noexcept {
  timespec now{};
  clock_gettime(CLOCK_REALTIME, &now);
  if (at != nullptr) *at = now.tv_sec;
  return now.tv_sec;
}
