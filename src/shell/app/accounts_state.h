// What the parts of the accounts share. Private to the accounts.
#pragma once

#include <mutex>
#include <unordered_map>

#include "core/base/json.h"
#include "shell/app/accounts.h"
#include "shell/app/passwords.h"
#include "shell/app/sign_in_limits.h"

namespace shuxin::app {

struct Accounts::State {
  struct Cached {
    std::shared_ptr<const Session> session;
    base::Instant loaded_at;
  };
  /// An account with its sealed password hash.
  struct Credentials {
    AccountInfo account;
    std::string hash;  ///< empty if there is none to compare with
  };

  State(store::Store& store, Options options)
      : store(store),
        options(std::move(options)),
        hasher(this->options.hash_bytes, this->options.hash_passes, this->options.hashes_at_once) {}

  /// Runs `decide` in a unit of the zone and waits until it is durable.
  base::Result<void> write(std::function<base::Result<void>(store::Transaction&)> decide);
  base::Result<std::unique_ptr<store::Reads>> read() { return store.snapshot(options.zone); }

  base::Result<std::optional<Credentials>> find_credentials(std::string_view column, std::string_view value);
  base::Result<void> check_own_password(const Credentials& known, std::string_view password,
                                        base::Instant now);
  /// Ends all that names the account, if `judge` lets it; who did it stands in the event.
  base::Result<void> erase(const AccountInfo& known, const Judge& judge, std::string_view by,
                           base::Instant now);
  base::Result<std::string> seal_hash(std::string_view account, std::string_view password);
  base::Result<std::shared_ptr<const Session>> load_session(const std::string& token_hash, base::Instant now);
  void forget_sessions();

  store::Store& store;
  const Options options;
  PasswordHasher hasher;
  SignInLimits limits;
  std::mutex mutex;
  std::unordered_map<std::string, Cached> cache;  ///< sessions by the hash of their token
};

/// Trimmed, ASCII letters in lower case.
[[nodiscard]] std::string login_key(std::string_view login);
/// `bytes` random bytes in hexadecimal.
[[nodiscard]] std::string random_hex(std::size_t bytes);
[[nodiscard]] std::string hash_token(std::string_view token);

[[nodiscard]] base::Json to_json(const std::vector<RoleIn>& roles);
[[nodiscard]] std::vector<RoleIn> roles_of(std::string_view json);
[[nodiscard]] base::Json to_json(const std::vector<std::string>& texts);
[[nodiscard]] std::vector<std::string> texts_of(std::string_view json);

/// Reads the columns account, login, kind, name, uscc, roles, closed_at.
[[nodiscard]] AccountInfo account_of(store::Row row);
inline constexpr std::string_view account_columns =
    "a.account, a.login, a.kind, a.name, a.uscc, a.roles, a.closed_at";

/// Appends one event at the end of its stream, whatever its version.
[[nodiscard]] base::Result<void> append_one(store::Transaction& transaction, const std::string& stream,
                                            store::NewEvent event);
[[nodiscard]] store::NewEvent event_of(std::string type, base::Json payload, base::Instant now,
                                       std::string_view by);

/// The mandates that a condition on `m` and its two accounts selects, newest first.
[[nodiscard]] base::Result<std::vector<Mandate>> query_mandates(store::Reads& reads,
                                                                std::string_view condition,
                                                                std::vector<store::Value> values);

}  // namespace shuxin::app
