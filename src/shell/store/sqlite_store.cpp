#include "shell/store/sqlite_store.h"

#include <algorithm>
#include <chrono>
#include <fcntl.h>
#include <filesystem>
#include <sys/file.h>
#include <unistd.h>

#include "shell/store/auditor.h"
#include "shell/store/reader.h"
#include "shell/store/schema.h"
#include "shell/store/shadow.h"

namespace shuxin::store {
namespace {

constexpr auto longest_wait_for_reader = std::chrono::seconds(5);
constexpr std::int64_t swept_at_once = 64;

base::Instant now() {
  const auto since = std::chrono::system_clock::now().time_since_epoch();
  return {std::chrono::duration_cast<std::chrono::milliseconds>(since).count()};
}

/// A lent connection in a read transaction, and what reads by it. Made before the face that refers to it.
struct Lent {
  Lent(ReaderPool& readers, std::unique_ptr<sqlite::Connection> lent, KeyStore& keys, Quarantine& quarantine,
       std::string zone)
      : pool(readers), connection(std::move(lent)), reader(*connection, keys, quarantine, std::move(zone)) {}
  ~Lent() {
    if (connection->in_transaction()) (void)connection->exec("rollback");
    pool.give_back(std::move(connection));
  }
  Lent(const Lent&) = delete;
  Lent& operator=(const Lent&) = delete;

  ReaderPool& pool;
  std::unique_ptr<sqlite::Connection> connection;
  Reader reader;
};

class Snapshot final : public ReadsBy<Reads> {
 public:
  explicit Snapshot(std::unique_ptr<Lent> lent) : ReadsBy(lent->reader), lent_(std::move(lent)) {}

 private:
  std::unique_ptr<Lent> lent_;
};

Result<std::unique_ptr<Lent>> lend(ReaderPool& pool, KeyStore& keys, Quarantine& quarantine,
                                   std::string_view zone) {
  SHUXIN_TRY(auto connection, pool.take());
  auto lent = std::make_unique<Lent>(pool, std::move(connection), keys, quarantine, std::string(zone));
  SHUXIN_DO(lent->connection->exec("begin"));
  return lent;
}

std::string seal_bound(std::string_view zone, std::string_view purpose) {
  return joined({"seal", zone, purpose});
}

}  // namespace

void ReaderPool::add(std::unique_ptr<sqlite::Connection> connection) {
  const std::lock_guard lock(mutex_);
  connections_.push_back(std::move(connection));
}

Result<std::unique_ptr<sqlite::Connection>> ReaderPool::take() {
  std::unique_lock lock(mutex_);
  if (!free_.wait_for(lock, longest_wait_for_reader, [&] { return !connections_.empty(); }))
    return base::fail("store.busy");
  auto connection = std::move(connections_.back());
  connections_.pop_back();
  return connection;
}

void ReaderPool::give_back(std::unique_ptr<sqlite::Connection> connection) {
  add(std::move(connection));
  free_.notify_one();
}

Result<std::unique_ptr<Store>> SqliteStore::open(const std::string& path, const std::string& key_directory,
                                                 Options options) {
  SHUXIN_DO(check_names(options));
  std::unique_ptr<SqliteStore> store(new SqliteStore(path, std::move(options)));
  SHUXIN_DO(store->open_parts(key_directory));
  return store;
}

SqliteStore::~SqliteStore() {
  // The checkpointer asks the committer to hold still, so it ends first; the committer's last groups still
  // tell it.
  if (sealer_) sealer_->stop();
  if (checkpointer_) checkpointer_->stop();
  committer_.reset();
  // What lies in the log goes into the file, so that a store that was closed is whole without its log.
  if (writer_)
    sqlite3_wal_checkpoint_v2(writer_->connection().raw(), nullptr, SQLITE_CHECKPOINT_TRUNCATE, nullptr,
                              nullptr);
  writer_.reset();
  if (lock_file_ >= 0) ::close(lock_file_);
}

Result<void> SqliteStore::lock() {
  const std::string path = path_ + "-lock";
  std::error_code ignored;  // if the folder cannot be made, opening says so
  std::filesystem::create_directories(std::filesystem::path(path_).parent_path(), ignored);
  lock_file_ = ::open(path.c_str(), O_RDWR | O_CREAT | O_CLOEXEC, 0600);
  if (lock_file_ < 0) return base::fail("store.cannot-open", {path});
  if (::flock(lock_file_, LOCK_EX | LOCK_NB) != 0) return base::fail("store.in-use", {path_});
  return {};
}

Result<void> SqliteStore::open_parts(const std::string& key_directory) {
  const bool read_only = options_.read_only;
  if (!read_only) SHUXIN_DO(lock());
  SHUXIN_TRY(auto connection,
             sqlite::Connection::open(path_, read_only ? sqlite::Mode::ReadOnly : sqlite::Mode::Create));
  SHUXIN_TRY(const bool is_new, check_identity(*connection, path_, ledger_version));
  if (is_new && read_only) return base::fail("store.foreign", {path_});
  SHUXIN_TRY(keys_, KeyStore::open(key_directory, read_only ? sqlite::Mode::ReadOnly
                                                  : is_new  ? sqlite::Mode::Create
                                                            : sqlite::Mode::ReadWrite));
  if (!read_only) {
    SHUXIN_DO(
        connection->exec("pragma journal_mode = wal; pragma synchronous = full; "
                         "pragma wal_autocheckpoint = 0; pragma secure_delete = fast; "
                         "pragma temp_store = memory; pragma cache_size = -" +
                         std::to_string(std::max<std::int64_t>(options_.cache_bytes / 1024, 64))));
    SHUXIN_DO(is_new ? make_ledger(*connection, *keys_, now()) : upgrade_ledger(*connection, *keys_));
  }
  if (read_only) {
    SHUXIN_TRY(const auto version, connection->integer("pragma user_version"));
    if (version < ledger_version) return base::fail("store.older", {path_});
  }
  SHUXIN_DO(check_keys(*connection, *keys_));
  SHUXIN_TRY(vault_, Vault::open(path_ + "-files", *keys_, read_only));
  if (!read_only) SHUXIN_DO(open_writer(std::move(connection)));
  return open_readers();
}

void SqliteStore::open_tables(sqlite::Connection& connection) const {
  for (const Projection& projection : options_.projections)
    for (const std::string& table : projection.tables) connection.open_table_to_callers(table);
  for (const TableSet& set : options_.tables)
    for (const std::string& table : set.tables) connection.open_table_to_callers(table);
}

Result<void> SqliteStore::open_writer(std::unique_ptr<sqlite::Connection> connection) {
  open_tables(*connection);
  sqlite3* const raw = connection->raw();
  SHUXIN_TRY(auto aside, sqlite::Connection::open(path_, sqlite::Mode::ReadOnly));
  open_tables(*aside);
  writer_ = std::make_unique<Writer>(std::move(connection), std::move(aside), *keys_, *vault_, quarantine_,
                                     options_);
  SHUXIN_TRY(auto copying, sqlite::Connection::open(path_, sqlite::Mode::ReadWrite));
  // A connection that has read nothing yet does not know that there is a log, and would copy nothing.
  SHUXIN_DO(copying->integer("select count(*) from sqlite_schema"));
  committer_ = std::make_unique<Committer>(*writer_, options_.largest_group, options_.longest_queue);
  main_file_ = std::make_unique<WriteBack>(path_);
  checkpointer_ = std::make_unique<Checkpointer>(std::move(copying), *committer_, *main_file_);
  sqlite3_wal_hook(
      raw,
      [](void* checkpointer, sqlite3*, const char*, int pages) {
        static_cast<Checkpointer*>(checkpointer)->note(pages);
        return SQLITE_OK;
      },
      checkpointer_.get());
  SHUXIN_TRY(auto sealing, sqlite::Connection::open(path_, sqlite::Mode::ReadOnly));
  sealer_ = std::make_unique<Sealer>(std::move(sealing), *writer_, *committer_, options_.sealing);
  if (options_.sealing.sign)
    writer_->on_reached = [this](std::string_view zone, std::int64_t position) {
      sealer_->note(zone, position);
    };
  return register_tables();
}

Result<void> SqliteStore::open_readers() {
  for (std::size_t i = 0; i < std::max<std::size_t>(options_.readers, 1); ++i) {
    SHUXIN_TRY(auto connection, sqlite::Connection::open(path_, sqlite::Mode::ReadOnly));
    SHUXIN_DO(connection->exec("pragma cache_size = -2048"));
    open_tables(*connection);
    readers_.add(std::move(connection));
  }
  return {};
}

Result<void> SqliteStore::submit(Unit unit, Done done) {
  if (!committer_) return base::fail("store.read-only");
  return committer_->submit(std::move(unit), std::move(done));
}

Result<Outcome> SqliteStore::run(Unit unit) {
  if (!committer_) return base::fail("store.read-only");
  return committer_->run(std::move(unit));
}

Result<std::unique_ptr<Reads>> SqliteStore::snapshot(std::string_view zone) {
  SHUXIN_TRY(auto lent, lend(readers_, *keys_, quarantine_, zone));
  return std::make_unique<Snapshot>(std::move(lent));
}

Result<std::vector<std::string>> SqliteStore::zones() {
  SHUXIN_TRY(const auto lent, lend(readers_, *keys_, quarantine_, {}));
  SHUXIN_TRY(auto cursor, lent->connection->prepare("select name from ledger_zones order by name"));
  std::vector<std::string> names;
  for (;;) {
    SHUXIN_TRY(const bool row, cursor.step());
    if (!row) return names;
    names.emplace_back(cursor.bytes(0));
  }
}

Result<std::unique_ptr<FileWriter>> SqliteStore::create_file(std::string_view zone, std::string_view owner,
                                                             std::string_view subject,
                                                             base::Instant created_at) {
  return vault_->create(zone, owner, subject, created_at);
}

Result<std::unique_ptr<FileReader>> SqliteStore::open_file(std::string_view zone, std::string_view owner,
                                                           std::string_view file) {
  SHUXIN_TRY(const auto found, vault_->find(zone, file));
  if (!found) return base::fail("store.no-file", {std::string(file)});
  if (found->owner != owner) {
    SHUXIN_TRY(const auto lent, lend(readers_, *keys_, quarantine_, zone));
    SHUXIN_TRY(const auto number, lent->reader.zone_number());
    SHUXIN_TRY(auto cursor, lent->connection->prepare(
                                "select 1 from ledger_claims where zone = ? and file = ? and stream = ?"));
    cursor.bind(number.value_or(0)).bind(file).bind(owner);
    SHUXIN_TRY(const bool reached, cursor.step());
    if (!reached) return base::fail("store.no-file", {std::string(file)});
  }
  return vault_->read(*found);
}

Result<void> SqliteStore::sweep_some(base::Instant created_before, const IsWanted& is_wanted,
                                     std::int64_t& after, std::vector<std::string>& swept) {
  SHUXIN_TRY(const auto files, vault_->to_sweep(created_before, after, swept_at_once));
  after = files.empty() ? 0 : files.back().number;
  std::vector<const StoredFile*> orphans;
  Result<void> judged;
  // No unit may name a file between the question whether one did and its disappearance.
  committer_->exclusively([&] {
    judged = [&]() -> Result<void> {
      for (const StoredFile& file : files) {
        SHUXIN_TRY(const bool claimed, writer_->is_claimed(file.zone, file.file));
        if (claimed) SHUXIN_DO(vault_->keep(file.number));
        if (claimed || is_wanted(file.zone, file.owner)) continue;
        SHUXIN_DO(vault_->hide(file.number));
        orphans.push_back(&file);
      }
      return {};
    }();
  });
  for (const StoredFile* file : orphans) {
    SHUXIN_DO(vault_->remove(file->number));
    swept.push_back(file->file);
  }
  return judged;
}

Result<std::vector<std::string>> SqliteStore::sweep_files(base::Instant created_before,
                                                          const IsWanted& is_wanted) {
  if (!committer_) return base::fail("store.read-only");
  std::vector<std::string> swept;
  std::int64_t after = 0;
  do {
    SHUXIN_DO(sweep_some(created_before, is_wanted, after, swept));
  } while (after > 0);
  return swept;
}

Result<std::string> SqliteStore::seal(std::string_view zone, std::string_view subject,
                                      std::string_view purpose, std::string_view plain) {
  if (options_.read_only) return base::fail("store.read-only");
  SHUXIN_TRY(const Key key, keys_->ensure(zone, subject));
  SHUXIN_DO(keys_->flush());
  return encrypt(key, seal_bound(zone, purpose), plain);
}

Result<std::optional<std::string>> SqliteStore::unseal(std::string_view zone, std::string_view subject,
                                                       std::string_view purpose, std::string_view sealed) {
  SHUXIN_TRY(const KeyState state, keys_->find(zone, subject));
  if (state.kind == KeyState::Kind::Destroyed) return std::optional<std::string>();
  auto plain = decrypt(state.key, seal_bound(zone, purpose), sealed);
  if (state.kind == KeyState::Kind::Missing || !plain)
    return base::fail("store.seal-broken", {std::string(subject)});
  return plain;
}

Result<void> SqliteStore::destroy_subject(std::string_view zone, std::string_view subject, base::Instant at) {
  if (options_.read_only) return base::fail("store.read-only");
  return keys_->destroy(zone, subject, at);
}

Result<AuditReport> SqliteStore::audit(const AuditOptions& options) {
  SHUXIN_TRY(auto shadow, Shadow::open({}, path_, *keys_, quarantine_));
  return Auditor(std::move(shadow), *keys_, *vault_, options_, options).run();
}

Result<std::int64_t> SqliteStore::seal_now() {
  if (!sealer_) return base::fail("store.read-only");
  return sealer_->seal();
}

Result<std::vector<Seal>> SqliteStore::last_seals() {
  SHUXIN_TRY(const auto lent, lend(readers_, *keys_, quarantine_, {}));
  SHUXIN_TRY(auto cursor, lent->connection->prepare("select number, name from ledger_zones order by name"));
  std::vector<Seal> seals;
  for (;;) {
    SHUXIN_TRY(const bool row, cursor.step());
    if (!row) return seals;
    SHUXIN_TRY(auto seal, last_seal(*lent->connection, cursor.integer(0), cursor.bytes(1)));
    if (seal) seals.push_back(*std::move(seal));
  }
}

Result<InclusionProof> SqliteStore::prove(std::string_view zone, std::int64_t position) {
  SHUXIN_TRY(const auto lent, lend(readers_, *keys_, quarantine_, zone));
  return store::prove(lent->reader, position);
}

Result<void> SqliteStore::backup(const std::string& path) {
  std::error_code problem;
  for (const char* part : {"", "-files"})
    if (std::filesystem::exists(path + part, problem)) return base::fail("store.exists", {path + part});
  // The ledger first: every file that it names is then in the copy of the files. It gets its name last: with
  // it, the copy is there.
  const std::string draft = path + "-copying";
  std::filesystem::remove(draft, problem);
  SHUXIN_DO(sqlite::copy_database(path_, draft));
  auto done = vault_->backup(path + "-files");
  if (done) {
    std::filesystem::rename(draft, path, problem);
    if (problem) done = base::fail("store.io", {path + ": " + problem.message()});
  }
  if (!done) std::filesystem::remove(draft, problem);
  return done;
}

void SqliteStore::quarantine(std::string_view zone, std::string_view stream, base::Message reason) {
  quarantine_.add(zone, stream, std::move(reason));
}

void SqliteStore::release(std::string_view zone, std::string_view stream) {
  quarantine_.remove(zone, stream);
}

std::vector<Quarantined> SqliteStore::quarantined() const {
  return quarantine_.list();
}

Statistics SqliteStore::statistics() const {
  Statistics statistics;
  if (!committer_) return statistics;
  statistics.longest_queue = options_.longest_queue;
  statistics.units = writer_->units;
  statistics.events = writer_->events;
  statistics.groups = writer_->groups;
  statistics.failed_groups = writer_->failed_groups;
  statistics.busy = committer_->busy();
  statistics.seals = sealer_->made();
  statistics.waiting = committer_->waiting();
  constexpr std::int64_t page_in_log = 4'096 + 24;
  statistics.log_bytes = checkpointer_->log_pages() * page_in_log;
  return statistics;
}

Result<void> backup_keys(const std::string& key_directory, const std::string& to) {
  namespace fs = std::filesystem;
  std::error_code problem;
  if (fs::exists(to, problem)) return base::fail("store.exists", {to});
  const std::string draft = to + ".part";
  fs::remove_all(draft, problem);
  const auto copy = [&]() -> Result<void> {
    fs::create_directories(draft, problem);
    if (!problem) fs::permissions(draft, fs::perms::owner_all, problem);
    if (!problem) fs::copy_file(key_directory + "/master.key", draft + "/master.key", problem);
    if (problem) return base::fail("store.io", {draft + ": " + problem.message()});
    SHUXIN_DO(sqlite::copy_database(key_directory + "/subjects.db", draft + "/subjects.db"));
    const std::string signing = key_directory + "/signing";
    if (fs::exists(signing, problem))
      fs::copy(signing, draft + "/signing", fs::copy_options::recursive, problem);
    if (!problem) fs::rename(draft, to, problem);
    if (problem) return base::fail("store.io", {to + ": " + problem.message()});
    return {};
  };
  auto done = copy();
  if (!done) fs::remove_all(draft, problem);
  return done;
}

Result<std::unique_ptr<Store>> open(std::string_view url, const std::string& key_directory, Options options) {
  constexpr std::string_view scheme = "sqlite:";
  if (!url.starts_with(scheme) || url.size() == scheme.size())
    return base::fail("store.url", {std::string(url)});
  return SqliteStore::open(std::string(url.substr(scheme.size())), key_directory, std::move(options));
}

}  // namespace shuxin::store
