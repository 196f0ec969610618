// Writing a zone into an archive.
#include <algorithm>
#include <cerrno>
#include <cstdio>
#include <cstring>
#include <fcntl.h>
#include <filesystem>
#include <fmt/format.h>
#include <sodium.h>
#include <unistd.h>
#include <zlib.h>

#include "shell/store/archive_format.h"
#include "shell/store/archive_keys.h"
#include "shell/store/schema.h"
#include "shell/store/sealer.h"
#include "shell/store/sqlite_store.h"

namespace shuxin::store {
namespace {

using archive::Kind;

base::Instant now() {
  const auto since = std::chrono::system_clock::now().time_since_epoch();
  return {std::chrono::duration_cast<std::chrono::milliseconds>(since).count()};
}

/// A compressed file that appears when it is whole.
class CompressedFile {
 public:
  explicit CompressedFile(std::string path) : path_(std::move(path)), draft_(path_ + ".part") {}
  ~CompressedFile() {
    if (stream_ != nullptr) gzclose(stream_);
    if (!done_) ::unlink(draft_.c_str());
  }
  CompressedFile(const CompressedFile&) = delete;
  CompressedFile& operator=(const CompressedFile&) = delete;

  Result<void> open() {
    std::error_code problem;
    if (std::filesystem::exists(path_, problem)) return base::fail("store.exists", {path_});
    const int file = ::open(draft_.c_str(), O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0600);
    if (file < 0) return base::fail("store.cannot-open", {draft_});
    stream_ = gzdopen(file, "wb6");
    if (stream_ == nullptr) ::close(file);
    return stream_ != nullptr ? Result<void>() : failed();
  }
  Result<void> write(std::string_view bytes) {
    if (bytes.empty()) return {};
    const int written = gzwrite(stream_, bytes.data(), static_cast<unsigned>(bytes.size()));
    return written == static_cast<int>(bytes.size()) ? Result<void>() : failed();
  }
  Result<void> finish() {
    if (gzclose(std::exchange(stream_, nullptr)) != Z_OK) return failed();
    const int file = ::open(draft_.c_str(), O_RDONLY | O_CLOEXEC);
    const bool durable = file >= 0 && ::fsync(file) == 0;
    if (file >= 0) ::close(file);
    if (!durable || std::rename(draft_.c_str(), path_.c_str()) != 0) return failed();
    done_ = true;
    return {};
  }

 private:
  [[nodiscard]] std::unexpected<base::Error> failed() const {
    if (errno == ENOSPC) return base::fail("store.disk-full");
    return base::fail("store.io", {path_ + ": " + std::strerror(errno)});
  }
  std::string path_;
  std::string draft_;
  gzFile stream_ = nullptr;
  bool done_ = false;
};

class Exporter {
 public:
  Exporter(sqlite::Connection& connection, KeyStore& keys, Vault& vault, const Options& options,
           archive::Writer& out)
      : connection_(connection), keys_(keys), vault_(vault), options_(options), out_(out) {}

  Result<ArchiveCounts> run(std::string_view zone, const std::string& passphrase) {
    counts_.zone = zone;
    SHUXIN_DO(out_.begin());
    SHUXIN_DO(header());
    SHUXIN_DO(events());
    SHUXIN_DO(seals());
    for (const TableSet& set : options_.tables)
      for (const std::string& table : set.tables)
        if (std::ranges::find(set.passing, table) == set.passing.end()) SHUXIN_DO(rows(table));
    // What events name was durable before them, so it is there; what came later does no harm.
    SHUXIN_DO(files());
    if (!passphrase.empty()) SHUXIN_DO(keys(passphrase));
    SHUXIN_DO(out_.end());
    return counts_;
  }

 private:
  Result<void> header() {
    SHUXIN_TRY(auto cursor,
               connection_.prepare("select number, last, seals from ledger_zones where name = ?"));
    cursor.bind(std::string_view(counts_.zone));
    SHUXIN_TRY(const bool row, cursor.step());
    if (!row) return base::fail("store.no-zone", {counts_.zone});
    number_ = cursor.integer(0);
    return out_.write(Kind::Header, archive::encode(archive::Header{counts_.zone, now().milliseconds,
                                                                    cursor.integer(1), cursor.integer(2)}));
  }

  Result<void> events() {
    SHUXIN_TRY(auto cursor, connection_.prepare("select " + std::string(record_columns) +
                                                " from ledger_events where place > ? and place < ? order by "
                                                "place"));
    cursor.bind(place_of(number_, 0)).bind(place_of(number_ + 1, 0));
    for (;; ++counts_.events) {
      SHUXIN_TRY(const bool row, cursor.step());
      if (!row) return {};
      const Record record = read_record(cursor, counts_.zone);
      if (record.previous.size() != sizeof(Hash) || record.hash.size() != sizeof(Hash))
        return base::fail("store.stream-corrupt",
                          {counts_.zone, std::string(record.stream), std::to_string(record.version)});
      SHUXIN_DO(out_.write(Kind::Event, archive::encode(record)));
    }
  }

  Result<void> seals() {
    SHUXIN_TRY(auto cursor, connection_.prepare("select " + std::string(seal_columns) +
                                                " from ledger_seals where zone = ? order by number"));
    cursor.bind(number_);
    for (;; ++counts_.seals) {
      SHUXIN_TRY(const bool row, cursor.step());
      if (!row) return {};
      SHUXIN_DO(out_.write(Kind::Seal, archive::encode(read_seal_row(cursor, counts_.zone))));
    }
  }

  Result<void> rows(const std::string& name) {
    SHUXIN_TRY(auto cursor, connection_.prepare(fmt::format("select * from {} where zone = ?", name)));
    cursor.bind(std::string_view(counts_.zone));
    archive::Table table{name, {}};
    for (int i = 0; i < cursor.columns(); ++i) table.columns.emplace_back(cursor.name(i));
    SHUXIN_DO(out_.write(Kind::Table, archive::encode(table)));
    for (;; ++counts_.rows) {
      SHUXIN_TRY(const bool row, cursor.step());
      if (!row) return {};
      std::vector<Value> values;
      for (int i = 0; i < cursor.columns(); ++i) values.push_back(cursor.value(i));
      SHUXIN_DO(out_.write(Kind::Row, archive::encode(values)));
    }
  }

  Result<void> files() {
    return vault_.each(
        counts_.zone,
        [&](const StoredFile& file) {
          ++counts_.files;
          return out_.write(Kind::File, archive::encode(file));
        },
        [&](std::string_view chunk) { return out_.write(Kind::Chunk, chunk); });
  }

  Result<void> keys(const std::string& passphrase) {
    const archive::Derivation derivation = archive::new_derivation();
    SHUXIN_TRY(const Key key, archive::derive_key(derivation, passphrase));
    SHUXIN_DO(out_.write(Kind::Passphrase, archive::encode(derivation)));
    std::vector<archive::SubjectKey> batch;
    std::int64_t batches = 0;
    const auto give = [&]() -> Result<void> {
      std::string plain = archive::encode(batch);
      const std::string sealed = encrypt(key, archive::keys_bound(counts_.zone, batches++), plain);
      sodium_memzero(plain.data(), plain.size());
      batch.clear();
      return out_.write(Kind::Keys, sealed);
    };
    constexpr std::size_t at_once = 1'000;
    SHUXIN_DO(keys_.each(
        counts_.zone,
        [&](std::string_view subject, const KeyState& state, std::int64_t destroyed_at) -> Result<void> {
          ++counts_.keys;
          std::string bytes;
          if (destroyed_at == 0)
            bytes.assign(reinterpret_cast<const char*>(state.key.data()), state.key.size());
          batch.push_back({std::string(subject), destroyed_at, std::move(bytes)});
          return batch.size() < at_once ? Result<void>() : give();
        }));
    return give();
  }

  sqlite::Connection& connection_;
  KeyStore& keys_;
  Vault& vault_;
  const Options& options_;
  archive::Writer& out_;
  ArchiveCounts counts_;
  std::int64_t number_ = 0;
};

}  // namespace

Result<ArchiveCounts> SqliteStore::export_zone(std::string_view zone, const std::string& file,
                                               const std::string& passphrase) {
  if (!passphrase.empty() && passphrase.size() < archive::shortest_passphrase)
    return base::fail("archive.passphrase", {std::to_string(archive::shortest_passphrase)});
  // A connection of its own: it is long, and must not hold up readers.
  SHUXIN_TRY(const auto connection, sqlite::Connection::open(path_, sqlite::Mode::ReadOnly));
  SHUXIN_DO(connection->exec("begin"));
  CompressedFile compressed(file);
  SHUXIN_DO(compressed.open());
  archive::Writer out([&](std::string_view bytes) { return compressed.write(bytes); });
  SHUXIN_TRY(auto counts, Exporter(*connection, *keys_, *vault_, options_, out).run(zone, passphrase));
  SHUXIN_DO(compressed.finish());
  return counts;
}

}  // namespace shuxin::store
