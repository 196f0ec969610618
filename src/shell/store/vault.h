// The files of the store: chunks of 64 KiB in a database beside the ledger, so that a long upload never holds
// up a commit. Private to the store.
#pragma once

#include <functional>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <string_view>

#include "shell/store/files.h"
#include "shell/store/keys.h"
#include "shell/store/sqlite.h"

namespace shuxin::store {

inline constexpr std::size_t chunk_size = 64 * 1024;

/// A row of `files`.
struct StoredFile {
  std::int64_t number = 0;
  std::string zone;
  std::string file;
  std::string owner;
  std::string subject;
  std::int64_t size = 0;
  std::int64_t chunks = 0;
  Hash stored_hash{};
  std::string head;  ///< the sealed hash of the content
  std::int64_t created_at = 0;
  bool kept = false;
  Hash mac{};

  [[nodiscard]] FileMark mark() const { return {file, size, stored_hash}; }
  [[nodiscard]] std::string checked_bytes() const;
};

/// The columns that read_stored_file takes, in its order.
inline constexpr std::string_view file_columns =
    "number, zone, file, owner, subject, size, chunks, stored_hash, head, created_at, kept, mac";
[[nodiscard]] StoredFile read_stored_file(const sqlite::Cursor& cursor);

/// Thread-safe.
class Vault {
 public:
  [[nodiscard]] static Result<std::unique_ptr<Vault>> open(const std::string& path, KeyStore& keys,
                                                           bool read_only);

  [[nodiscard]] Result<std::unique_ptr<FileWriter>> create(std::string_view zone, std::string_view owner,
                                                           std::string_view subject, base::Instant now);
  /// A finished file; empty if there is none of that name.
  [[nodiscard]] Result<std::optional<StoredFile>> find(std::string_view zone, std::string_view file);
  [[nodiscard]] Result<std::unique_ptr<FileReader>> read(const StoredFile& file);

  /// Finished files made before, of which no event was known at the last sweep, after that number.
  [[nodiscard]] Result<std::vector<StoredFile>> to_sweep(base::Instant created_before, std::int64_t after,
                                                         std::int64_t most);
  [[nodiscard]] Result<void> keep(std::int64_t number);
  /// From now on there is no such file; its bytes go with remove(), or when the vault is opened next.
  [[nodiscard]] Result<void> hide(std::int64_t number);
  [[nodiscard]] Result<void> remove(std::int64_t number);

  [[nodiscard]] const std::string& path() const { return path_; }
  /// Looks at every finished file and its chunks.
  struct Checked {
    const StoredFile& file;
    bool row_sound;
    bool chunks_sound;
  };
  [[nodiscard]] Result<void> audit(bool read_chunks,
                                   const std::function<Result<void>(const Checked&)>& on_file);
  /// Every finished file of a zone, and its chunks in order; as they stand now.
  [[nodiscard]] Result<void> each(std::string_view zone,
                                  const std::function<Result<void>(const StoredFile&)>& on_file,
                                  const std::function<Result<void>(std::string_view)>& on_chunk);
  /// Takes a file that was sealed elsewhere: its row, then its chunks, then its end. Errors:
  /// store.file-corrupt if they are not what its row says.
  [[nodiscard]] Result<void> take_file(StoredFile file,
                                       const std::function<Result<std::string_view>(std::int64_t)>& chunk);
  [[nodiscard]] Result<void> backup(const std::string& path);

 private:
  friend class ChunkWriter;
  friend class ChunkReader;
  Vault(KeyStore& keys, std::string path, std::unique_ptr<sqlite::Connection> writing,
        std::unique_ptr<sqlite::Connection> reading)
      : keys_(keys), path_(std::move(path)), writing_(std::move(writing)), reading_(std::move(reading)) {}

  [[nodiscard]] Result<std::int64_t> begin_file(const StoredFile& file);
  [[nodiscard]] Result<void> put_chunks(std::int64_t number, std::int64_t first,
                                        const std::vector<std::string>& chunks);
  [[nodiscard]] Result<void> finish_file(const StoredFile& file);
  [[nodiscard]] Result<std::string> chunk(std::int64_t number, std::int64_t n);
  [[nodiscard]] Result<void> remove_locked(std::int64_t number);

  KeyStore& keys_;
  std::string path_;
  std::mutex writing_mutex_;
  std::unique_ptr<sqlite::Connection> writing_;  ///< none when read-only
  std::mutex reading_mutex_;
  std::unique_ptr<sqlite::Connection> reading_;
};

}  // namespace shuxin::store
