#include "shell/store/vault.h"

#include <algorithm>
#include <sodium.h>

#include "core/base/check.h"
#include "shell/store/record.h"
#include "shell/store/schema.h"

namespace shuxin::store {
namespace {

constexpr int chunk_bits = 24;
constexpr std::int64_t most_chunks = (std::int64_t{1} << chunk_bits) - 1;
/// Chunks written in one transaction.
constexpr std::size_t batch = 8;

std::string chunk_bound(std::string_view zone, std::string_view file, std::int64_t n) {
  return joined({"chunk", zone, file, std::to_string(n)});
}

std::string head_bound(std::string_view zone, std::string_view file) {
  return joined({"file", zone, file});
}

Result<void> remove_file(sqlite::Connection& connection, std::int64_t number) {
  return sqlite::in_transaction(connection, [&]() -> Result<void> {
    SHUXIN_TRY(auto chunks, connection.prepare("delete from file_chunks where place >= ? and place < ?"));
    chunks.bind(number << chunk_bits).bind((number + 1) << chunk_bits);
    SHUXIN_DO(chunks.run());
    SHUXIN_TRY(auto row, connection.prepare("delete from files where number = ?"));
    row.bind(number);
    return row.run();
  });
}

}  // namespace

StoredFile read_stored_file(const sqlite::Cursor& cursor) {
  StoredFile file;
  file.number = cursor.integer(0);
  file.zone = cursor.bytes(1);
  file.file = cursor.bytes(2);
  file.owner = cursor.bytes(3);
  file.subject = cursor.bytes(4);
  file.size = cursor.integer(5);
  file.chunks = cursor.integer(6);
  file.stored_hash = to_hash(cursor.bytes(7));
  file.head = cursor.bytes(8);
  file.created_at = cursor.integer(9);
  file.kept = cursor.integer(10) != 0;
  file.mac = to_hash(cursor.bytes(11));
  return file;
}

std::string StoredFile::checked_bytes() const {
  return joined({"files", std::to_string(number), zone, file, owner, subject, std::to_string(size),
                 std::to_string(chunks), view(stored_hash), head, std::to_string(created_at)});
}

class ChunkWriter final : public FileWriter {
 public:
  ChunkWriter(Vault& vault, StoredFile file, const Key& key)
      : vault_(vault), file_(std::move(file)), key_(key) {}
  ~ChunkWriter() override {
    sodium_memzero(key_.data(), key_.size());
    if (finished_ || file_.number == 0) return;
    const std::lock_guard lock(vault_.writing_mutex_);
    (void)vault_.remove_locked(file_.number);  // what stays of it goes at the next opening
  }

  Result<void> write(std::string_view bytes) override {
    base::check(!finished_, "no write follows the end of a file");
    file_.size += static_cast<std::int64_t>(bytes.size());
    content_.add(bytes);
    while (!bytes.empty()) {
      const std::size_t taken = std::min(bytes.size(), chunk_size - open_chunk_.size());
      open_chunk_ += bytes.substr(0, taken);
      bytes.remove_prefix(taken);
      if (open_chunk_.size() == chunk_size) SHUXIN_DO(close_chunk());
      if (ready_.size() < batch) continue;
      SHUXIN_DO(vault_.put_chunks(file_.number, written_, ready_));
      written_ += static_cast<std::int64_t>(ready_.size());
      ready_.clear();
    }
    return {};
  }

  Result<FileInfo> finish() override {
    base::check(!finished_, "a file ends once");
    if (!open_chunk_.empty()) SHUXIN_DO(close_chunk());
    const Hash content_hash = content_.finish();
    file_.stored_hash = stored_.finish();
    file_.head = encrypt(key_, head_bound(file_.zone, file_.file), view(content_hash));
    file_.mac = vault_.keys_.mac(file_.checked_bytes());
    SHUXIN_DO(vault_.put_chunks(file_.number, written_, ready_));
    SHUXIN_DO(vault_.finish_file(file_));
    finished_ = true;
    return FileInfo{file_.file, file_.subject, file_.size, content_hash, {file_.created_at}};
  }

 private:
  Result<void> close_chunk() {
    if (file_.chunks >= most_chunks) return base::fail("store.file-too-large");
    ready_.push_back(encrypt(key_, chunk_bound(file_.zone, file_.file, file_.chunks), open_chunk_));
    stored_.add(ready_.back());
    open_chunk_.clear();
    ++file_.chunks;
    return {};
  }

  Vault& vault_;
  StoredFile file_;
  Key key_;
  Digest content_;
  Digest stored_;
  std::string open_chunk_;
  std::vector<std::string> ready_;
  std::int64_t written_ = 0;
  bool finished_ = false;
};

class ChunkReader final : public FileReader {
 public:
  ChunkReader(Vault& vault, StoredFile file, const Key& key, const Hash& content_hash)
      : vault_(vault),
        file_(std::move(file)),
        info_{file_.file, file_.subject, file_.size, content_hash, {file_.created_at}},
        key_(key) {}
  ~ChunkReader() override { sodium_memzero(key_.data(), key_.size()); }

  const FileInfo& info() const override { return info_; }

  Result<std::string_view> read() override {
    if (next_ == file_.chunks) {
      if (!ended_ && (seen_ != file_.size || content_.finish() != info_.content_hash)) return corrupt();
      ended_ = true;
      return std::string_view();
    }
    SHUXIN_TRY(const std::string sealed, vault_.chunk(file_.number, next_));
    auto plain = decrypt(key_, chunk_bound(file_.zone, file_.file, next_), sealed);
    if (!plain) return corrupt();
    plain_ = *std::move(plain);
    content_.add(plain_);
    seen_ += static_cast<std::int64_t>(plain_.size());
    ++next_;
    return std::string_view(plain_);
  }

 private:
  [[nodiscard]] std::unexpected<base::Error> corrupt() const {
    return base::fail("store.file-corrupt", {file_.zone, file_.file});
  }

  Vault& vault_;
  StoredFile file_;
  FileInfo info_;
  Key key_;
  Digest content_;
  std::string plain_;
  std::int64_t next_ = 0;
  std::int64_t seen_ = 0;
  bool ended_ = false;
};

Result<std::unique_ptr<Vault>> Vault::open(const std::string& path, KeyStore& keys, bool read_only) {
  std::unique_ptr<sqlite::Connection> writing;
  if (!read_only) {
    SHUXIN_TRY(writing, sqlite::Connection::open(path, sqlite::Mode::Create));
    SHUXIN_TRY(const bool is_new, check_identity(*writing, path, files_version));
    SHUXIN_DO(
        writing->exec("pragma journal_mode = wal; pragma synchronous = full; pragma secure_delete = fast; "
                      "pragma wal_autocheckpoint = 4000; pragma journal_size_limit = 16777216;"));
    if (is_new) SHUXIN_DO(make_files(*writing));
    // Files that were begun by a process that is no more.
    for (;;) {
      SHUXIN_TRY(const auto number, writing->integer("select number from files where finished = 0 limit 1"));
      if (!number) break;
      SHUXIN_DO(remove_file(*writing, *number));
    }
  }
  SHUXIN_TRY(auto reading, sqlite::Connection::open(path, sqlite::Mode::ReadOnly));
  SHUXIN_TRY(const bool is_empty, check_identity(*reading, path, files_version));
  if (is_empty) return base::fail("store.foreign", {path});
  return std::unique_ptr<Vault>(new Vault(keys, path, std::move(writing), std::move(reading)));
}

Result<std::unique_ptr<FileWriter>> Vault::create(std::string_view zone, std::string_view owner,
                                                  std::string_view subject, base::Instant now) {
  if (writing_ == nullptr) return base::fail("store.read-only");
  SHUXIN_TRY(const Key key, keys_.ensure(zone, subject));
  SHUXIN_DO(keys_.flush());
  StoredFile file;
  file.zone = zone;
  file.file = random_id();
  file.owner = owner;
  file.subject = subject;
  file.created_at = now.milliseconds;
  SHUXIN_TRY(file.number, begin_file(file));
  return std::make_unique<ChunkWriter>(*this, std::move(file), key);
}

Result<std::int64_t> Vault::begin_file(const StoredFile& file) {
  const std::lock_guard lock(writing_mutex_);
  SHUXIN_TRY(auto cursor,
             writing_->prepare(
                 "insert into files (zone, file, owner, subject, size, chunks, stored_hash, head, "
                 "created_at, finished, kept, mac) values (?, ?, ?, ?, 0, 0, x'', x'', ?, 0, 0, x'')"));
  cursor.bind(file.zone).bind(file.file).bind(file.owner).bind(file.subject).bind(file.created_at);
  SHUXIN_DO(cursor.run());
  return sqlite3_last_insert_rowid(writing_->raw());
}

Result<void> Vault::put_chunks(std::int64_t number, std::int64_t first,
                               const std::vector<std::string>& chunks) {
  if (chunks.empty()) return {};
  const std::lock_guard lock(writing_mutex_);
  return sqlite::in_transaction(*writing_, [&]() -> Result<void> {
    SHUXIN_TRY(auto cursor, writing_->prepare("insert into file_chunks (place, bytes) values (?, ?)"));
    for (const std::string& bytes : chunks) {
      cursor.again();
      cursor.bind(number << chunk_bits | first++).bind_blob(bytes);
      SHUXIN_DO(cursor.run());
    }
    return {};
  });
}

Result<void> Vault::finish_file(const StoredFile& file) {
  const std::lock_guard lock(writing_mutex_);
  SHUXIN_TRY(auto cursor,
             writing_->prepare("update files set size = ?, chunks = ?, stored_hash = ?, head = ?, "
                               "finished = 1, mac = ? where number = ?"));
  cursor.bind(file.size)
      .bind(file.chunks)
      .bind_blob(view(file.stored_hash))
      .bind_blob(file.head)
      .bind_blob(view(file.mac))
      .bind(file.number);
  return cursor.run();
}

Result<std::optional<StoredFile>> Vault::find(std::string_view zone, std::string_view file) {
  static const std::string sql =
      "select " + std::string(file_columns) + " from files where zone = ? and file = ? and finished = 1";
  const std::lock_guard lock(reading_mutex_);
  SHUXIN_TRY(auto cursor, reading_->prepare(sql));
  cursor.bind(zone).bind(file);
  SHUXIN_TRY(const bool row, cursor.step());
  if (!row) return std::optional<StoredFile>();
  StoredFile found = read_stored_file(cursor);
  if (keys_.mac(found.checked_bytes()) != found.mac)
    return base::fail("store.file-corrupt", {std::string(zone), std::string(file)});
  return std::optional(std::move(found));
}

Result<std::unique_ptr<FileReader>> Vault::read(const StoredFile& file) {
  SHUXIN_TRY(const KeyState state, keys_.find(file.zone, file.subject));
  if (state.kind == KeyState::Kind::Destroyed) return base::fail("store.erased", {file.subject});
  const auto content_hash = decrypt(state.key, head_bound(file.zone, file.file), file.head);
  if (state.kind == KeyState::Kind::Missing || !content_hash)
    return base::fail("store.key-corrupt", {file.subject});
  return std::make_unique<ChunkReader>(*this, file, state.key, to_hash(*content_hash));
}

Result<std::string> Vault::chunk(std::int64_t number, std::int64_t n) {
  const std::lock_guard lock(reading_mutex_);
  SHUXIN_TRY(auto cursor, reading_->prepare("select bytes from file_chunks where place = ?"));
  cursor.bind(number << chunk_bits | n);
  SHUXIN_TRY(const bool row, cursor.step());
  // Bytes that are not there do not open: the reader says which file is damaged.
  return row ? std::string(cursor.bytes(0)) : std::string();
}

Result<std::vector<StoredFile>> Vault::to_sweep(base::Instant created_before, std::int64_t after,
                                                std::int64_t most) {
  static const std::string sql = "select " + std::string(file_columns) +
                                 " from files where kept = 0 and finished = 1 and created_at < ? "
                                 "and number > ? order by number limit ?";
  const std::lock_guard lock(reading_mutex_);
  SHUXIN_TRY(auto cursor, reading_->prepare(sql));
  cursor.bind(created_before.milliseconds).bind(after).bind(most);
  std::vector<StoredFile> files;
  for (;;) {
    SHUXIN_TRY(const bool row, cursor.step());
    if (!row) return files;
    files.push_back(read_stored_file(cursor));
  }
}

Result<void> Vault::keep(std::int64_t number) {
  const std::lock_guard lock(writing_mutex_);
  SHUXIN_TRY(auto cursor, writing_->prepare("update files set kept = 1 where number = ?"));
  cursor.bind(number);
  return cursor.run();
}

Result<void> Vault::hide(std::int64_t number) {
  const std::lock_guard lock(writing_mutex_);
  SHUXIN_TRY(auto cursor, writing_->prepare("update files set finished = 0 where number = ?"));
  cursor.bind(number);
  return cursor.run();
}

Result<void> Vault::remove(std::int64_t number) {
  const std::lock_guard lock(writing_mutex_);
  return remove_locked(number);
}

Result<void> Vault::remove_locked(std::int64_t number) {
  return remove_file(*writing_, number);
}

}  // namespace shuxin::store
