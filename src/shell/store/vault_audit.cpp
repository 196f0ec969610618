// The vault's own audit and its copy.
#include "shell/store/record.h"
#include "shell/store/vault.h"

namespace shuxin::store {
namespace {

/// The chunks as they stand: none missing, none more, and together the hash that was kept.
Result<bool> chunks_are_sound(sqlite::Connection& connection, const StoredFile& file) {
  SHUXIN_TRY(auto cursor,
             connection.prepare("select place, bytes from file_chunks where place >= ? and place < ? "
                                "order by place"));
  cursor.bind(file.number << 24).bind((file.number + 1) << 24);
  Digest stored;
  std::int64_t n = 0;
  for (;; ++n) {
    SHUXIN_TRY(const bool row, cursor.step());
    if (!row) break;
    if (cursor.integer(0) != (file.number << 24 | n)) return false;
    stored.add(cursor.bytes(1));
  }
  return n == file.chunks && stored.finish() == file.stored_hash;
}

}  // namespace

Result<void> Vault::audit(bool read_chunks, const std::function<Result<void>(const Checked&)>& on_file) {
  // A connection of its own: the audit is long and must not hold up readers.
  SHUXIN_TRY(const auto connection, sqlite::Connection::open(path_, sqlite::Mode::ReadOnly));
  SHUXIN_DO(connection->exec("begin"));
  SHUXIN_TRY(auto cursor, connection->prepare("select " + std::string(file_columns) +
                                              " from files where finished = 1 order by number"));
  for (;;) {
    SHUXIN_TRY(const bool row, cursor.step());
    if (!row) break;
    const StoredFile file = read_stored_file(cursor);
    bool sound = true;
    if (read_chunks) {
      const auto read = chunks_are_sound(*connection, file);
      // On a damaged page lie the chunks of one file or a few: the others may still be sound.
      if (!read && read.error().code() != "store.corrupt") return std::unexpected(read.error());
      sound = read && *read;
    }
    SHUXIN_DO(on_file({file, keys_.mac(file.checked_bytes()) == file.mac, sound}));
  }
  // Chunks of no file at all.
  SHUXIN_TRY(const auto stray, connection->integer("select place from file_chunks where place >> 24 not in "
                                                   "(select number from files) limit 1"));
  if (stray) {
    StoredFile none;
    none.number = *stray >> 24;
    SHUXIN_DO(on_file({none, false, false}));
  }
  return {};
}

Result<void> Vault::each(std::string_view zone, const std::function<Result<void>(const StoredFile&)>& on_file,
                         const std::function<Result<void>(std::string_view)>& on_chunk) {
  SHUXIN_TRY(const auto connection, sqlite::Connection::open(path_, sqlite::Mode::ReadOnly));
  SHUXIN_DO(connection->exec("begin"));
  SHUXIN_TRY(auto cursor, connection->prepare("select " + std::string(file_columns) +
                                              " from files where finished = 1 and zone = ? order by number"));
  cursor.bind(zone);
  for (;;) {
    SHUXIN_TRY(const bool row, cursor.step());
    if (!row) return {};
    const StoredFile file = read_stored_file(cursor);
    SHUXIN_DO(on_file(file));
    SHUXIN_TRY(auto chunks,
               connection->prepare("select bytes from file_chunks where place >= ? and place < ? "
                                   "order by place"));
    chunks.bind(file.number << 24).bind((file.number + 1) << 24);
    for (;;) {
      SHUXIN_TRY(const bool chunk, chunks.step());
      if (!chunk) break;
      SHUXIN_DO(on_chunk(chunks.bytes(0)));
    }
  }
}

Result<void> Vault::take_file(StoredFile file,
                              const std::function<Result<std::string_view>(std::int64_t)>& chunk) {
  SHUXIN_TRY(file.number, begin_file(file));
  constexpr std::size_t at_once = 64;
  Digest stored;
  std::vector<std::string> batch;
  for (std::int64_t n = 0; n < file.chunks; ++n) {
    SHUXIN_TRY(const std::string_view bytes, chunk(n));
    stored.add(bytes);
    batch.emplace_back(bytes);
    if (batch.size() < at_once && n + 1 < file.chunks) continue;
    SHUXIN_DO(put_chunks(file.number, n + 1 - static_cast<std::int64_t>(batch.size()), batch));
    batch.clear();
  }
  if (stored.finish() != file.stored_hash) return base::fail("store.file-corrupt", {file.zone, file.file});
  file.mac = keys_.mac(file.checked_bytes());
  return finish_file(file);
}

Result<void> Vault::backup(const std::string& path) {
  return sqlite::copy_database(path_, path);
}

}  // namespace shuxin::store
