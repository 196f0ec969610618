// Making a store of an archive: beside its place, proven, then moved into it.
#include <algorithm>
#include <cstdio>
#include <fcntl.h>
#include <filesystem>
#include <fmt/format.h>
#include <set>
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
using archive::malformed;

constexpr std::int64_t committed_at_once = 20'000;

class CompressedInput {
 public:
  ~CompressedInput() {
    if (stream_ != nullptr) gzclose(stream_);
  }
  CompressedInput() = default;
  CompressedInput(const CompressedInput&) = delete;
  CompressedInput& operator=(const CompressedInput&) = delete;

  Result<void> open(const std::string& path) {
    stream_ = gzopen(path.c_str(), "rb");
    return stream_ != nullptr ? Result<void>() : base::fail("store.cannot-open", {path});
  }
  Result<std::size_t> read(char* into, std::size_t most) {
    std::size_t got = 0;
    while (got < most) {
      const int some = gzread(stream_, into + got, static_cast<unsigned>(most - got));
      if (some < 0) return malformed("compression");
      if (some == 0) break;
      got += static_cast<std::size_t>(some);
    }
    return got;
  }

 private:
  gzFile stream_ = nullptr;
};

/// Takes the records in the order in which an archive holds them.
class Importer {
 public:
  Importer(archive::Reader& in, store::Writer& writer, KeyStore& keys, Vault& vault, const Options& options,
           const ImportOptions& import)
      : in_(in), writer_(writer), keys_(keys), vault_(vault), options_(options), import_(import) {}

  Result<ArchiveCounts> run() {
    SHUXIN_DO(in_.begin());
    SHUXIN_TRY(const auto first, in_.next());
    auto header = first.kind == Kind::Header ? archive::decode_header(first.bytes) : std::nullopt;
    if (!header) return malformed("header");
    header_ = *std::move(header);
    counts_.zone = header_.zone;
    SHUXIN_DO(connection().exec("begin immediate"));
    auto done = records();
    if (done) done = finish();
    if (done) done = connection().exec("commit");
    if (!done && connection().in_transaction()) (void)connection().exec("rollback");
    writer_.forget();
    if (!done) return std::unexpected(std::move(done).error());
    return counts_;
  }

 private:
  sqlite::Connection& connection() { return writer_.connection(); }

  Result<void> records() {
    for (;;) {
      SHUXIN_TRY(const auto next, in_.next());
      switch (next.kind) {
        case Kind::Event:
          SHUXIN_DO(event(next.bytes));
          break;
        case Kind::Seal:
          SHUXIN_DO(seal(next.bytes));
          break;
        case Kind::Table:
          SHUXIN_DO(table(next.bytes));
          break;
        case Kind::Row:
          SHUXIN_DO(row(next.bytes));
          break;
        case Kind::File:
          SHUXIN_DO(file(next.bytes));
          break;
        case Kind::Passphrase:
          SHUXIN_DO(passphrase(next.bytes));
          break;
        case Kind::Keys:
          SHUXIN_DO(keys(next.bytes));
          break;
        case Kind::End:
          return {};
        case Kind::Header:
        case Kind::Chunk:
        default:
          return malformed(std::string(1, static_cast<char>(next.kind)));
      }
    }
  }

  Result<void> event(std::string_view bytes) {
    auto record = archive::decode_event(bytes);
    if (!record || record->position != counts_.events + 1 || record->stream.empty())
      return malformed("event");
    record->zone = header_.zone;
    if (view(store::hash_of(*record, digest_, buffer_)) != record->hash) return malformed("event hash");
    ++counts_.events;
    const std::int64_t place = place_of(1, record->position);
    const std::string mac = event_mac(keys_, place, record->hash);
    SHUXIN_TRY(auto cursor, connection().prepare(insert_event_sql));
    bind_event(cursor, *record, 1, mac);
    if (const auto done = cursor.run(); !done)
      return done.error().code() == "store.constraint" ? malformed("event twice") : done;
    SHUXIN_TRY(const Event made, to_event(*record, keys_, Personal::Withheld));
    SHUXIN_DO(derive(connection(), 1, made));
    if (const auto fields = decode_personal(record->personal))
      for (const SealedField& field : *fields) subjects_.emplace(field.subject);
    if (const auto subject = answer_subject(record->answer.value_or(""))) subjects_.emplace(*subject);
    if (counts_.events % committed_at_once != 0) return {};
    SHUXIN_DO(connection().exec("commit; begin immediate"));
    return progress("events");
  }

  Result<void> seal(std::string_view bytes) {
    auto seal = archive::decode_seal(bytes);
    if (!seal || seal->number != counts_.seals + 1) return malformed("seal");
    seal->zone = header_.zone;
    ++counts_.seals;
    return insert_seal(connection(), keys_, 1, *seal);
  }

  Result<void> table(std::string_view bytes) {
    table_ = archive::decode_table(bytes);
    if (!table_) return malformed("table");
    const bool known = std::ranges::any_of(options_.tables, [&](const TableSet& set) {
      return std::ranges::find(set.tables, table_->name) != set.tables.end() &&
             std::ranges::find(set.passing, table_->name) == set.passing.end();
    });
    if (!known) return malformed("table " + table_->name);
    SHUXIN_TRY(auto cursor, connection().prepare(fmt::format("select * from {} limit 0", table_->name)));
    std::string columns;
    std::string places;
    bool same = static_cast<std::size_t>(cursor.columns()) == table_->columns.size();
    for (int i = 0; same && i < cursor.columns(); ++i) {
      same = cursor.name(i) == table_->columns[static_cast<std::size_t>(i)];
      if (cursor.name(i) == "zone") zone_column_ = static_cast<std::size_t>(i);
      columns += (i == 0 ? "" : ", ") + std::string(cursor.name(i));
      places += i == 0 ? "?" : ", ?";
    }
    if (!same) return malformed("columns of " + table_->name);
    insert_row_ = fmt::format("insert into {} ({}) values ({})", table_->name, columns, places);
    return {};
  }

  Result<void> row(std::string_view bytes) {
    const auto values = archive::decode_row(bytes);
    if (!table_ || !values || values->size() != table_->columns.size()) return malformed("row");
    const auto* zone = std::get_if<std::string_view>(&values->at(zone_column_));
    if (zone == nullptr || *zone != header_.zone) return malformed("row of another zone");
    ++counts_.rows;
    SHUXIN_TRY(auto cursor, connection().prepare(insert_row_));
    for (const Value& value : *values) cursor.bind_value(value);
    if (const auto done = cursor.run(); !done)
      return done.error().code() == "store.constraint" ? malformed("row of " + table_->name) : done;
    return {};
  }

  Result<void> file(std::string_view bytes) {
    auto file = archive::decode_file(bytes);
    if (!file) return malformed("file");
    file->zone = header_.zone;
    subjects_.insert(file->subject);
    ++counts_.files;
    const std::string name = file->file;
    const auto taken = vault_.take_file(*std::move(file), [&](std::int64_t) -> Result<std::string_view> {
      SHUXIN_TRY(const auto next, in_.next());
      if (next.kind != Kind::Chunk) return malformed("chunk");
      return next.bytes;
    });
    if (!taken &&
        (taken.error().code() == "store.constraint" || taken.error().code() == "store.file-corrupt"))
      return malformed("file " + name);
    SHUXIN_DO(taken);
    return counts_.files % 64 == 0 ? progress("files") : Result<void>();
  }

  Result<void> passphrase(std::string_view bytes) {
    const auto derivation = archive::decode_derivation(bytes);
    if (!derivation) return malformed("passphrase");
    if (import_.passphrase.empty()) return {};  // the keys are passed over
    SHUXIN_TRY(key_, archive::derive_key(*derivation, import_.passphrase));
    return {};
  }

  Result<void> keys(std::string_view bytes) {
    if (!key_) return import_.passphrase.empty() ? Result<void>() : malformed("keys");
    auto plain = decrypt(*key_, archive::keys_bound(header_.zone, batches_++), bytes);
    if (!plain) return base::fail("archive.passphrase-wrong");
    const auto carried = archive::decode_keys(*plain);
    sodium_memzero(plain->data(), plain->size());
    if (!carried) return malformed("keys");
    for (const archive::SubjectKey& one : *carried) {
      SHUXIN_TRY(const KeyState known, keys_.find(header_.zone, one.subject));
      if (known.kind != KeyState::Kind::Missing) continue;
      ++counts_.keys;
      if (one.destroyed_at > 0) {
        SHUXIN_DO(keys_.write_destroyed(header_.zone, one.subject, one.destroyed_at));
        continue;
      }
      Key key;
      std::ranges::copy(one.key, key.begin());
      SHUXIN_DO(keys_.take(header_.zone, one.subject, key));
    }
    return keys_.flush();
  }

  Result<void> finish() {
    if (counts_.events != header_.last || counts_.seals != header_.seals) return malformed("counts");
    SHUXIN_DO(writer_.checks().flush());
    const Hash mac = zone_mac(keys_, 1, header_.zone, counts_.events, counts_.seals);
    SHUXIN_TRY(auto cursor, connection().prepare("insert into ledger_zones (number, name, last, seals, mac) "
                                                 "values (1, ?, ?, ?, ?)"));
    cursor.bind(std::string_view(header_.zone)).bind(counts_.events).bind(counts_.seals).bind_blob(view(mac));
    SHUXIN_DO(cursor.run());
    for (const std::string& subject : subjects_) {
      SHUXIN_TRY(const KeyState known, keys_.find(header_.zone, subject));
      if (known.kind != KeyState::Kind::Missing) continue;
      ++counts_.erased;
      SHUXIN_DO(keys_.write_destroyed(header_.zone, subject, header_.made_at));
    }
    return {};
  }

  Result<void> progress(std::string_view what) {
    if (import_.on_progress && !import_.on_progress(counts_.events, header_.last, what))
      return base::fail("store.stopped");
    return {};
  }

  archive::Reader& in_;
  store::Writer& writer_;
  KeyStore& keys_;
  Vault& vault_;
  const Options& options_;
  const ImportOptions& import_;
  archive::Header header_;
  ArchiveCounts counts_;
  std::set<std::string, std::less<>> subjects_;
  std::optional<archive::Table> table_;
  std::size_t zone_column_ = 0;
  std::string insert_row_;
  std::optional<Key> key_;
  std::int64_t batches_ = 0;
  Digest digest_;
  std::string buffer_;
};

constexpr const char* parts[] = {"",           "-wal",       "-shm",  "-files",
                                 "-files-wal", "-files-shm", "-lock", "-shadow"};

void remove_store(const std::string& path) {
  std::error_code ignored;
  for (const char* part : parts) std::filesystem::remove(path + part, ignored);
}

/// Brings what lies in a log into the file itself, durably: only the file is moved.
Result<void> settle(const std::string& path) {
  SHUXIN_TRY(const auto connection, sqlite::Connection::open(path, sqlite::Mode::ReadWrite));
  SHUXIN_TRY(const auto left, connection->integer("pragma wal_checkpoint(truncate)"));
  return left == 0 ? Result<void>() : base::fail("store.busy");
}

Result<ArchiveCounts> build(const std::string& file, const std::string& draft, const std::string& keys,
                            const Options& options, const ImportOptions& import) {
  ArchiveCounts counts;
  {
    Options bare = options;
    bare.projections.clear();
    bare.sealing = {};
    SHUXIN_TRY(const auto opened, SqliteStore::open(draft, keys, std::move(bare)));
    SHUXIN_TRY(counts, static_cast<SqliteStore&>(*opened).receive(file, import));
    AuditOptions audit;
    audit.projections = false;
    audit.pages = false;
    audit.most = 1;
    SHUXIN_TRY(const AuditReport report, opened->audit(audit));
    if (!report.clean())
      return base::fail("archive.unsound", {word(report.findings[0].message, base::Language::English) + " " +
                                            report.findings[0].row});
  }
  {
    // Opened with its projections, the store computes them.
    Options whole = options;
    whole.sealing = {};
    SHUXIN_TRY([[maybe_unused]] const auto opened, SqliteStore::open(draft, keys, std::move(whole)));
  }
  SHUXIN_DO(settle(draft));
  SHUXIN_DO(settle(draft + "-files"));
  return counts;
}

}  // namespace

Result<ArchiveCounts> SqliteStore::receive(const std::string& file, const ImportOptions& import) {
  CompressedInput input;
  SHUXIN_DO(input.open(file));
  archive::Reader reader([&](char* into, std::size_t most) { return input.read(into, most); });
  Result<ArchiveCounts> counts = ArchiveCounts{};
  committer_->exclusively(
      [&] { counts = Importer(reader, *writer_, *keys_, *vault_, options_, import).run(); });
  return counts;
}

Result<ArchiveCounts> import_zone(const std::string& file, std::string_view url,
                                  const std::string& key_directory, Options options,
                                  const ImportOptions& import) {
  constexpr std::string_view scheme = "sqlite:";
  if (!url.starts_with(scheme) || url.size() == scheme.size())
    return base::fail("store.url", {std::string(url)});
  const std::string path(url.substr(scheme.size()));
  const std::string draft = path + "-importing";
  std::error_code problem;
  for (const char* part : parts)
    if (std::filesystem::exists(path + part, problem)) return base::fail("store.exists", {path + part});
  const bool new_keys = !std::filesystem::exists(key_directory, problem);
  remove_store(draft);
  auto counts = build(file, draft, key_directory, options, import);
  if (counts) {
    // The ledger last: with it, the store is there.
    std::filesystem::rename(draft + "-files", path + "-files", problem);
    if (!problem) std::filesystem::rename(draft, path, problem);
    if (problem) counts = base::fail("store.io", {path + ": " + problem.message()});
  }
  remove_store(draft);
  if (!counts && new_keys) std::filesystem::remove_all(key_directory, problem);
  return counts;
}

}  // namespace shuxin::store
