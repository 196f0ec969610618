// Files in the store: written and read as streams of bytes, encrypted per subject, reached only through an
// owner.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "core/base/result.h"
#include "shell/store/event.h"

namespace shuxin::store {

struct FileInfo {
  std::string file;       ///< the store's id for it, 32 hexadecimal digits
  std::string subject;    ///< under whose key it is encrypted
  std::int64_t size = 0;  ///< of the content, bytes
  Hash content_hash{};    ///< SHA-256 of the content
  base::Instant created_at;
};

/// Takes a new file in pieces of any length; memory stays within a few chunks of 64 KiB. What was not
/// finished is as if it had never been begun. Not thread-safe; different writers may be used at the same
/// time.
class FileWriter {
 public:
  virtual ~FileWriter() = default;
  FileWriter() = default;
  FileWriter(const FileWriter&) = delete;
  FileWriter& operator=(const FileWriter&) = delete;

  [[nodiscard]] virtual base::Result<void> write(std::string_view bytes) = 0;
  /// The file is durable when this returns. No write may follow.
  [[nodiscard]] virtual base::Result<FileInfo> finish() = 0;
};

/// Reads a file in order; memory stays within a chunk. Not thread-safe.
class FileReader {
 public:
  virtual ~FileReader() = default;
  FileReader() = default;
  FileReader(const FileReader&) = delete;
  FileReader& operator=(const FileReader&) = delete;

  [[nodiscard]] virtual const FileInfo& info() const = 0;
  /// The next piece of the content, valid until the next call; empty at the end. Errors: store.file-corrupt.
  [[nodiscard]] virtual base::Result<std::string_view> read() = 0;
};

}  // namespace shuxin::store
