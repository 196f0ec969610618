#include "shell/store/keys.h"

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <fcntl.h>
#include <filesystem>
#include <sodium.h>
#include <sys/stat.h>
#include <unistd.h>

#include "core/base/check.h"
#include "shell/store/wire.h"

namespace shuxin::store {
namespace {

constexpr std::size_t most_remembered = 65'536;
constexpr std::size_t nonce_size = crypto_aead_xchacha20poly1305_ietf_NPUBBYTES;
constexpr std::size_t tag_size = crypto_aead_xchacha20poly1305_ietf_ABYTES;

const unsigned char* raw(std::string_view bytes) {
  return reinterpret_cast<const unsigned char*>(bytes.data());
}

Key derive(const Key& master, std::string_view purpose) {
  Key key;
  crypto_generichash(key.data(), key.size(), raw(purpose), purpose.size(), master.data(), master.size());
  return key;
}

base::Error system_error(const std::string& path) {
  const int number = errno;
  if (number == ENOSPC) return {{"store.disk-full", {}}};
  if (number == EROFS || number == EACCES) return {{"store.cannot-open", {path}}};
  return {{"store.io", {path + ": " + std::strerror(number)}}};
}

class Descriptor {
 public:
  explicit Descriptor(int number) : number_(number) {}
  ~Descriptor() {
    if (number_ >= 0) ::close(number_);
  }
  Descriptor(const Descriptor&) = delete;
  Descriptor& operator=(const Descriptor&) = delete;
  [[nodiscard]] int get() const { return number_; }

 private:
  int number_;
};

Result<Key> read_master(const std::string& path) {
  const Descriptor file(::open(path.c_str(), O_RDONLY | O_CLOEXEC));
  if (file.get() < 0) return std::unexpected(system_error(path));
  Key key;
  char more = 0;
  if (::read(file.get(), key.data(), key.size()) != static_cast<ssize_t>(key.size()) ||
      ::read(file.get(), &more, 1) != 0)
    return base::fail("store.wrong-keys", {path});
  return key;
}

/// Written beside its place and linked into it, so that a crash never leaves half a key where one is
/// expected.
Result<Key> make_master(const std::string& directory, const std::string& path) {
  Key key;
  randombytes_buf(key.data(), key.size());
  const std::string draft = path + ".new";
  ::unlink(draft.c_str());
  {
    const Descriptor file(::open(draft.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0600));
    if (file.get() < 0 || ::write(file.get(), key.data(), key.size()) != static_cast<ssize_t>(key.size()) ||
        ::fsync(file.get()) != 0)
      return std::unexpected(system_error(draft));
  }
  if (::rename(draft.c_str(), path.c_str()) != 0) return std::unexpected(system_error(path));
  const Descriptor folder(::open(directory.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC));
  if (folder.get() < 0 || ::fsync(folder.get()) != 0) return std::unexpected(system_error(directory));
  return key;
}

constexpr auto key_tables = R"(
create table if not exists subject_keys (
  zone text not null, subject text not null, wrapped blob not null, destroyed_at integer not null, mac blob not null,
  number integer not null, primary key (zone, subject)) strict, without rowid;
create table if not exists subject_keys_end (
  only_row integer primary key check (only_row = 1), last integer not null, mac blob not null) strict;
)";

std::string row_bytes(std::string_view zone, std::string_view subject, std::string_view wrapped,
                      std::int64_t destroyed_at, std::int64_t number) {
  return joined(
      {"subject_keys", zone, subject, wrapped, std::to_string(destroyed_at), std::to_string(number)});
}

/// As it was before keys had numbers.
std::string first_row_bytes(std::string_view zone, std::string_view subject, std::string_view wrapped,
                            std::int64_t destroyed_at) {
  return joined({"subject_keys", zone, subject, wrapped, std::to_string(destroyed_at)});
}

std::string end_bytes(std::int64_t last) {
  return joined({"subject_keys_end", std::to_string(last)});
}

std::string_view view(const Hash& hash) {
  return {reinterpret_cast<const char*>(hash.data()), hash.size()};
}

}  // namespace

std::string encrypt(const Key& key, std::string_view bound, std::string_view plain) {
  std::string out(nonce_size + plain.size() + tag_size, '\0');
  auto* bytes = reinterpret_cast<unsigned char*>(out.data());
  randombytes_buf(bytes, nonce_size);
  unsigned long long size = 0;
  crypto_aead_xchacha20poly1305_ietf_encrypt(bytes + nonce_size, &size, raw(plain), plain.size(), raw(bound),
                                             bound.size(), nullptr, bytes, key.data());
  base::check(size == plain.size() + tag_size, "a ciphertext is its plaintext and a tag long");
  return out;
}

std::optional<std::string> decrypt(const Key& key, std::string_view bound, std::string_view sealed) {
  if (sealed.size() < nonce_size + tag_size) return std::nullopt;
  std::string out(sealed.size() - nonce_size - tag_size, '\0');
  unsigned long long size = 0;
  if (crypto_aead_xchacha20poly1305_ietf_decrypt(reinterpret_cast<unsigned char*>(out.data()), &size, nullptr,
                                                 raw(sealed) + nonce_size, sealed.size() - nonce_size,
                                                 raw(bound), bound.size(), raw(sealed), key.data()) != 0)
    return std::nullopt;
  return out;
}

std::string random_id() {
  std::array<unsigned char, 16> chance{};
  randombytes_buf(chance.data(), chance.size());
  std::string out(2 * chance.size() + 1, '\0');
  sodium_bin2hex(out.data(), out.size(), chance.data(), chance.size());
  out.pop_back();
  return out;
}

std::string joined(std::initializer_list<std::string_view> parts) {
  std::string out;
  for (const std::string_view part : parts) put(out, part);
  return out;
}

KeyStore::KeyStore(std::unique_ptr<sqlite::Connection> connection, const Key& master)
    : connection_(std::move(connection)),
      wrapping_(derive(master, "shuxin wrap subject keys")),
      checking_(derive(master, "shuxin check rows")) {}

KeyStore::~KeyStore() {
  for (Entry& entry : recent_) sodium_memzero(entry.state.key.data(), entry.state.key.size());
  for (Pending& pending : pending_) sodium_memzero(pending.key.data(), pending.key.size());
  sodium_memzero(wrapping_.data(), wrapping_.size());
  sodium_memzero(checking_.data(), checking_.size());
}

Result<std::unique_ptr<KeyStore>> KeyStore::open(const std::string& directory, sqlite::Mode mode) {
  base::check(sodium_init() >= 0, "the crypto library starts");
  const std::string master_path = directory + "/master.key";
  const std::string table_path = directory + "/subjects.db";
  const bool read_only = mode == sqlite::Mode::ReadOnly;
  std::error_code problem;
  const bool known = std::filesystem::exists(master_path, problem);
  // Keys without their master, or a ledger without its keys: new ones would open nothing.
  if (!known && (mode != sqlite::Mode::Create || std::filesystem::exists(table_path, problem)))
    return base::fail("store.wrong-keys", {master_path});
  if (!known && !std::filesystem::exists(directory, problem)) {
    std::filesystem::create_directories(directory, problem);
    if (problem) return base::fail("store.io", {directory + ": " + problem.message()});
    if (::chmod(directory.c_str(), 0700) != 0) return std::unexpected(system_error(directory));
  }
  SHUXIN_TRY(Key master, known ? read_master(master_path) : make_master(directory, master_path));
  SHUXIN_TRY(auto connection,
             sqlite::Connection::open(table_path, read_only ? sqlite::Mode::ReadOnly : sqlite::Mode::Create));
  if (!read_only) {
    // What is destroyed is overwritten, in the table and (by truncation) in its log.
    SHUXIN_DO(
        connection->exec("pragma journal_mode = wal; pragma synchronous = full; pragma secure_delete = on; "
                         "pragma wal_autocheckpoint = 200;"));
  }
  std::unique_ptr<KeyStore> store(new KeyStore(std::move(connection), master));
  sodium_memzero(master.data(), master.size());
  if (read_only) {
    SHUXIN_TRY(const auto numbered,
               store->connection_->integer("select 1 from sqlite_schema where name = 'subject_keys_end'"));
    if (!numbered) return base::fail("store.older", {table_path});
  } else {
    SHUXIN_DO(store->upgrade());
  }
  return store;
}

/// Gives numbers to keys that have none yet; a row that its old checksum does not prove stays unproven.
Result<void> KeyStore::upgrade() {
  SHUXIN_TRY(const auto numbered,
             connection_->integer("select 1 from sqlite_schema where name = 'subject_keys_end'"));
  if (numbered) return {};
  SHUXIN_TRY(const auto old, connection_->integer("select 1 from sqlite_schema where name = 'subject_keys'"));
  return sqlite::in_transaction(*connection_, [&]() -> Result<void> {
    if (old)
      SHUXIN_DO(connection_->exec("alter table subject_keys add column number integer not null default 0"));
    SHUXIN_DO(connection_->exec(key_tables));
    std::int64_t number = 0;
    SHUXIN_TRY(auto cursor, connection_->prepare("select zone, subject, wrapped, destroyed_at, mac from "
                                                 "subject_keys order by zone, subject"));
    SHUXIN_TRY(auto update, connection_->prepare("update subject_keys set number = ?, mac = ? where zone = ? "
                                                 "and subject = ?"));
    for (;;) {
      SHUXIN_TRY(const bool row, cursor.step());
      if (!row) break;
      const std::string zone(cursor.bytes(0));
      const std::string subject(cursor.bytes(1));
      const bool proven =
          view(mac(first_row_bytes(zone, subject, cursor.bytes(2), cursor.integer(3)))) == cursor.bytes(4);
      const Hash check =
          mac(row_bytes(zone, subject, proven ? cursor.bytes(2) : "?", cursor.integer(3), ++number));
      update.again();
      update.bind(number).bind_blob(view(check)).bind(std::string_view(zone)).bind(std::string_view(subject));
      SHUXIN_DO(update.run());
    }
    return write_last_number(number);
  });
}

Result<std::int64_t> KeyStore::last_number() {
  SHUXIN_TRY(auto cursor, connection_->prepare("select last, mac from subject_keys_end"));
  SHUXIN_TRY(const bool row, cursor.step());
  if (!row || view(mac(end_bytes(cursor.integer(0)))) != cursor.bytes(1))
    return base::fail("store.corrupt", {"subject_keys_end"});
  return cursor.integer(0);
}

Result<void> KeyStore::write_last_number(std::int64_t last) {
  SHUXIN_TRY(auto cursor,
             connection_->prepare("insert into subject_keys_end (only_row, last, mac) values (1, ?, ?) "
                                  "on conflict (only_row) do update set last = excluded.last, "
                                  "mac = excluded.mac"));
  const Hash check = mac(end_bytes(last));
  cursor.bind(last).bind_blob(view(check));
  return cursor.run();
}

std::optional<KeyState> KeyStore::unwrap(std::string_view zone, std::string_view subject,
                                         const sqlite::Cursor& row) const {
  const std::string_view wrapped = row.bytes(0);
  if (view(mac(row_bytes(zone, subject, wrapped, row.integer(1), row.integer(3)))) != row.bytes(2))
    return std::nullopt;
  KeyState state;
  if (row.integer(1) != 0) {
    state.kind = KeyState::Kind::Destroyed;
    return state;
  }
  auto key = decrypt(wrapping_, joined({zone, subject}), wrapped);
  if (!key || key->size() != state.key.size()) return std::nullopt;
  std::ranges::copy(*key, state.key.begin());
  sodium_memzero(key->data(), key->size());
  state.kind = KeyState::Kind::Alive;
  return state;
}

Result<KeyState> KeyStore::load(std::string_view zone, std::string_view subject) {
  SHUXIN_TRY(auto cursor, connection_->prepare(
                              "select wrapped, destroyed_at, mac, number from subject_keys where zone = ? "
                              "and subject = ?"));
  cursor.bind(zone).bind(subject);
  SHUXIN_TRY(const bool row, cursor.step());
  if (!row) return KeyState{};
  const auto state = unwrap(zone, subject, cursor);
  if (!state) return base::fail("store.key-corrupt", {std::string(subject)});
  return *state;
}

void KeyStore::remember(std::string id, const KeyState& state) {
  recent_.push_front({std::move(id), state});
  index_[recent_.front().id] = recent_.begin();
  if (recent_.size() > most_remembered && pending_.empty()) {
    Entry& last = recent_.back();
    sodium_memzero(last.state.key.data(), last.state.key.size());
    index_.erase(last.id);
    recent_.pop_back();
  }
}

Result<KeyState> KeyStore::find_locked(std::string_view zone, std::string_view subject) {
  std::string id = joined({zone, subject});
  if (const auto found = index_.find(id); found != index_.end()) {
    recent_.splice(recent_.begin(), recent_, found->second);
    return found->second->state;
  }
  SHUXIN_TRY(const KeyState state, load(zone, subject));
  if (state.kind != KeyState::Kind::Missing) remember(std::move(id), state);
  return state;
}

Result<KeyState> KeyStore::find(std::string_view zone, std::string_view subject) {
  const std::lock_guard lock(mutex_);
  return find_locked(zone, subject);
}

Result<Key> KeyStore::ensure(std::string_view zone, std::string_view subject) {
  const std::lock_guard lock(mutex_);
  SHUXIN_TRY(KeyState state, find_locked(zone, subject));
  switch (state.kind) {
    case KeyState::Kind::Alive:
      return state.key;
    case KeyState::Kind::Destroyed:
      return base::fail("store.subject-erased", {std::string(subject)});
    case KeyState::Kind::Missing:
      break;
  }
  state.kind = KeyState::Kind::Alive;
  randombytes_buf(state.key.data(), state.key.size());
  pending_.push_back({std::string(zone), std::string(subject), state.key});
  remember(joined({zone, subject}), state);
  return state.key;
}

Result<void> KeyStore::flush() {
  const std::lock_guard lock(mutex_);
  return flush_locked();
}

Result<void> KeyStore::flush_locked() {
  if (pending_.empty()) return {};
  SHUXIN_DO(sqlite::in_transaction(*connection_, [&]() -> Result<void> {
    SHUXIN_TRY(std::int64_t number, last_number());
    SHUXIN_TRY(
        auto cursor,
        connection_->prepare("insert into subject_keys (zone, subject, wrapped, destroyed_at, mac, number) "
                             "values (?, ?, ?, 0, ?, ?)"));
    for (const Pending& pending : pending_) {
      const std::string wrapped =
          encrypt(wrapping_, joined({pending.zone, pending.subject}),
                  {reinterpret_cast<const char*>(pending.key.data()), pending.key.size()});
      const Hash check = mac(row_bytes(pending.zone, pending.subject, wrapped, 0, ++number));
      cursor.again();
      cursor.bind(pending.zone).bind(pending.subject).bind_blob(wrapped).bind_blob(view(check)).bind(number);
      SHUXIN_DO(cursor.run());
    }
    return write_last_number(number);
  }));
  for (Pending& pending : pending_) sodium_memzero(pending.key.data(), pending.key.size());
  pending_.clear();
  return {};
}

Result<void> KeyStore::destroy(std::string_view zone, std::string_view subject, base::Instant at) {
  const std::lock_guard lock(mutex_);
  SHUXIN_DO(flush_locked());
  SHUXIN_TRY(const KeyState state, find_locked(zone, subject));
  if (state.kind == KeyState::Kind::Missing) return base::fail("store.no-subject", {std::string(subject)});
  if (state.kind == KeyState::Kind::Destroyed) return {};
  const std::int64_t when = std::max<std::int64_t>(at.milliseconds, 1);
  SHUXIN_TRY(auto numbered,
             connection_->prepare("select number from subject_keys where zone = ? and subject = ?"));
  numbered.bind(zone).bind(subject);
  SHUXIN_TRY([[maybe_unused]] const bool found_number, numbered.step());
  const Hash check = mac(row_bytes(zone, subject, {}, when, numbered.integer(0)));
  numbered.again();
  {
    SHUXIN_TRY(auto cursor,
               connection_->prepare("update subject_keys set wrapped = x'', destroyed_at = ?, mac = ? "
                                    "where zone = ? and subject = ?"));
    cursor.bind(when).bind_blob(view(check)).bind(zone).bind(subject);
    SHUXIN_DO(cursor.run());
  }
  const auto found = index_.find(joined({zone, subject}));
  if (found != index_.end()) {
    sodium_memzero(found->second->state.key.data(), found->second->state.key.size());
    found->second->state = {KeyState::Kind::Destroyed, {}};
  }
  return connection_->exec("pragma wal_checkpoint(truncate)");
}

Result<void> KeyStore::each(std::string_view zone, const OnKey& on_key) {
  const std::lock_guard lock(mutex_);
  SHUXIN_TRY(auto cursor, connection_->prepare("select wrapped, destroyed_at, mac, number, subject from "
                                               "subject_keys where zone = ? order by number"));
  cursor.bind(zone);
  for (;;) {
    SHUXIN_TRY(const bool row, cursor.step());
    if (!row) return {};
    const auto state = unwrap(zone, cursor.bytes(4), cursor);
    if (!state) return base::fail("store.key-corrupt", {std::string(cursor.bytes(4))});
    SHUXIN_DO(on_key(cursor.bytes(4), *state, cursor.integer(1)));
  }
}

Result<void> KeyStore::take(std::string_view zone, std::string_view subject, const Key& key) {
  const std::lock_guard lock(mutex_);
  SHUXIN_TRY(const KeyState state, find_locked(zone, subject));
  if (state.kind != KeyState::Kind::Missing) return base::fail("store.exists", {std::string(subject)});
  pending_.push_back({std::string(zone), std::string(subject), key});
  remember(joined({zone, subject}), {KeyState::Kind::Alive, key});
  return {};
}

Result<void> KeyStore::write_destroyed(std::string_view zone, std::string_view subject, std::int64_t at) {
  const std::lock_guard lock(mutex_);
  SHUXIN_DO(flush_locked());
  SHUXIN_TRY(const KeyState state, find_locked(zone, subject));
  if (state.kind != KeyState::Kind::Missing) return {};
  at = std::max<std::int64_t>(at, 1);
  return sqlite::in_transaction(*connection_, [&]() -> Result<void> {
    SHUXIN_TRY(const std::int64_t last, last_number());
    SHUXIN_TRY(auto cursor,
               connection_->prepare("insert into subject_keys (zone, subject, wrapped, destroyed_at, "
                                    "mac, number) values (?, ?, x'', ?, ?, ?)"));
    const Hash check = mac(row_bytes(zone, subject, {}, at, last + 1));
    cursor.bind(zone).bind(subject).bind(at).bind_blob(view(check)).bind(last + 1);
    SHUXIN_DO(cursor.run());
    return write_last_number(last + 1);
  });
}

Result<std::string> KeyStore::blind_index(std::string_view zone, const Sought& sought, bool make) {
  constexpr std::string_view subject = "store.blind-index";
  SHUXIN_TRY(KeyState state, find(zone, subject));
  if (state.kind == KeyState::Kind::Missing && make) {
    SHUXIN_TRY(state.key, ensure(zone, subject));
    state.kind = KeyState::Kind::Alive;
  }
  if (state.kind != KeyState::Kind::Alive) {
    if (make) return base::fail("store.subject-erased", {std::string(subject)});
    return std::string();
  }
  const std::string bytes =
      joined({"shuxin blind index", zone, sought.register_kind, sought.field, sought.value});
  Hash hash;
  crypto_generichash(hash.data(), hash.size(), raw(bytes), bytes.size(), state.key.data(), state.key.size());
  sodium_memzero(state.key.data(), state.key.size());
  std::string digits(2 * hash.size() + 1, '\0');
  sodium_bin2hex(digits.data(), digits.size(), hash.data(), hash.size());
  digits.pop_back();
  return "blind:" + digits;
}

Hash KeyStore::mac(std::string_view bytes) const {
  Hash hash;
  crypto_generichash(hash.data(), hash.size(), raw(bytes), bytes.size(), checking_.data(), checking_.size());
  return hash;
}

Result<std::int64_t> KeyStore::audit(const std::function<void(const Fault&)>& on_fault) {
  const std::lock_guard lock(mutex_);
  const auto last = last_number();
  if (!last && last.error().code() != "store.corrupt") return last;
  if (!last) on_fault({{}, {}, 0});
  SHUXIN_TRY(auto cursor, connection_->prepare(
                              "select wrapped, destroyed_at, mac, number, zone, subject from subject_keys "
                              "order by number"));
  std::int64_t count = 0;
  std::int64_t expected = 1;
  for (;; ++count) {
    SHUXIN_TRY(const bool row, cursor.step());
    if (!row) break;
    if (!unwrap(cursor.bytes(4), cursor.bytes(5), cursor)) {
      on_fault({cursor.bytes(4), cursor.bytes(5), cursor.integer(3)});
      continue;  // its number says nothing
    }
    // A destruction takes place in the row, so numbers have holes only where somebody made one.
    for (; expected < cursor.integer(3); ++expected) on_fault({{}, {}, expected});
    expected = cursor.integer(3) + 1;
  }
  for (; last && expected <= *last; ++expected) on_fault({{}, {}, expected});
  return count;
}

}  // namespace shuxin::store
