// The keys of the store, kept apart from the ledger: one per subject, wrapped by a master key. Private to the
// store; docs/formats/ledger.md gives the bytes.
#pragma once

#include <array>
#include <functional>
#include <list>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "shell/store/sqlite.h"

namespace shuxin::store {

using Key = std::array<unsigned char, 32>;

/// XChaCha20-Poly1305 with a random nonce in front: 24 + plain + 16 bytes. `bound` is authenticated beside
/// it.
[[nodiscard]] std::string encrypt(const Key& key, std::string_view bound, std::string_view plain);
/// Empty if the bytes were not made by this key for this `bound`.
[[nodiscard]] std::optional<std::string> decrypt(const Key& key, std::string_view bound,
                                                 std::string_view sealed);

/// 128 bits of chance in 32 hexadecimal digits.
[[nodiscard]] std::string random_id();

/// Texts one after another, each with its length, so that no two lists give the same bytes.
[[nodiscard]] std::string joined(std::initializer_list<std::string_view> parts);

/// What the key store knows of a subject.
struct KeyState {
  enum class Kind : std::uint8_t { Missing, Alive, Destroyed };
  Kind kind = Kind::Missing;
  Key key{};
};

/// Thread-safe.
class KeyStore {
 public:
  /// Create makes directory, master key and table if there are none; the others need them: store.wrong-keys.
  [[nodiscard]] static Result<std::unique_ptr<KeyStore>> open(const std::string& directory,
                                                              sqlite::Mode mode);
  ~KeyStore();

  [[nodiscard]] Result<KeyState> find(std::string_view zone, std::string_view subject);
  /// The subject's key, made if there is none: then it is durable only after flush().
  /// Errors: store.subject-erased.
  [[nodiscard]] Result<Key> ensure(std::string_view zone, std::string_view subject);
  /// Makes all new keys durable.
  [[nodiscard]] Result<void> flush();
  [[nodiscard]] Result<void> destroy(std::string_view zone, std::string_view subject, base::Instant at);

  /// Every subject of a zone, in order: its key if it is alive, when it was destroyed if it is not.
  /// Errors: store.key-corrupt.
  using OnKey =
      std::function<Result<void>(std::string_view subject, const KeyState& state, std::int64_t destroyed_at)>;
  [[nodiscard]] Result<void> each(std::string_view zone, const OnKey& on_key);
  /// Takes a key that was made elsewhere; it must not be known. Durable after flush().
  [[nodiscard]] Result<void> take(std::string_view zone, std::string_view subject, const Key& key);
  /// Writes that a subject's key, which was never here, is destroyed: what it sealed reads as erased.
  [[nodiscard]] Result<void> write_destroyed(std::string_view zone, std::string_view subject,
                                             std::int64_t at);

  /// Reads::blind_index; `make`: with a new key if the zone has none. The key is a subject's of its own, so
  /// that it is exported, imported, copied and audited as all others.
  struct Sought {
    std::string_view register_kind;
    std::string_view field;
    std::string_view value;
  };
  [[nodiscard]] Result<std::string> blind_index(std::string_view zone, const Sought& sought, bool make);

  [[nodiscard]] std::string path() const { return sqlite3_db_filename(connection_->raw(), "main"); }
  /// A keyed checksum over rows that no event proves.
  [[nodiscard]] Hash mac(std::string_view bytes) const;

  /// Opens every key; calls for each that is not as it was written, and for each that is missing, of which
  /// only its number is known. Returns how many there are.
  struct Fault {
    std::string_view zone;
    std::string_view subject;  ///< empty: missing
    std::int64_t number;
  };
  [[nodiscard]] Result<std::int64_t> audit(const std::function<void(const Fault&)>& on_fault);

 private:
  KeyStore(std::unique_ptr<sqlite::Connection> connection, const Key& master);
  struct Entry {
    std::string id;
    KeyState state;
  };
  [[nodiscard]] Result<KeyState> find_locked(std::string_view zone, std::string_view subject);
  [[nodiscard]] Result<KeyState> load(std::string_view zone, std::string_view subject);
  [[nodiscard]] Result<void> flush_locked();
  [[nodiscard]] Result<void> upgrade();
  [[nodiscard]] Result<std::int64_t> last_number();
  [[nodiscard]] Result<void> write_last_number(std::int64_t last);
  void remember(std::string id, const KeyState& state);
  [[nodiscard]] std::optional<KeyState> unwrap(std::string_view zone, std::string_view subject,
                                               const sqlite::Cursor& row) const;

  struct Pending {
    std::string zone;
    std::string subject;
    Key key;
  };

  std::mutex mutex_;
  std::unique_ptr<sqlite::Connection> connection_;
  Key wrapping_;
  Key checking_;
  std::list<Entry> recent_;  ///< most recently used first
  std::unordered_map<std::string_view, std::list<Entry>::iterator> index_;
  std::vector<Pending> pending_;
};

}  // namespace shuxin::store
