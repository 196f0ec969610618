// Brings what the system holds of a file to the disk bit by bit, so that whoever syncs another file meanwhile
// never waits behind megabytes. Private to the store.
#pragma once

#include <string>

namespace shuxin::store {

/// Not thread-safe. Closing any descriptor of a database makes the process lose its locks on it, so this must
/// outlive all connections to the same file.
class WriteBack {
 public:
  explicit WriteBack(const std::string& path);
  ~WriteBack();
  WriteBack(const WriteBack&) = delete;
  WriteBack& operator=(const WriteBack&) = delete;

  /// Writes what is not on the disk yet, a little at a time, each awaited before the next. It makes nothing
  /// durable: that is a sync's, which has little left to do after this. Where the system cannot do it,
  /// nothing.
  void run();

 private:
  int file_;
};

}  // namespace shuxin::store
