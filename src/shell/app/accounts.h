// Accounts: who may sign in, in which roles, and for whom else they may act.
#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "core/base/result.h"
#include "shell/app/identity.h"
#include "shell/store/store.h"

namespace shuxin::app {

struct NewAccount {
  std::string id;  ///< empty: one is made
  std::string
      login;  ///< as typed; a credit code, a mobile number or a chosen name, unique without regard to case
  AccountKind kind = AccountKind::Person;
  std::string name;
  std::string uscc;  ///< of an enterprise: needed, with right check characters
  std::vector<RoleIn> roles;
  std::string password;
};

/// What is public about an account among those who deal with it.
struct AccountInfo {
  std::string id;
  std::string login;
  AccountKind kind = AccountKind::Person;
  std::string name;
  std::string uscc;
  std::vector<RoleIn> roles;
  bool is_closed = false;
};

/// 委托: the agent may act for the principal, in these matters, in this time.
struct Mandate {
  std::string id;
  std::string principal;
  AccountKind principal_kind = AccountKind::Enterprise;
  std::string principal_name;
  std::string agent;
  std::string agent_name;
  std::vector<std::string> matters;  ///< ids; empty: every matter
  base::Instant from;
  std::optional<base::Instant> until;  ///< the first moment at which it is no longer valid
  std::optional<base::Instant> revoked_at;

  [[nodiscard]] bool is_valid(base::Instant at) const {
    return from <= at && (!until || at < *until) && !revoked_at;
  }
};

struct NewMandate {
  std::string principal;
  std::string agent_login;
  std::vector<std::string> matters;
  base::Instant from;
  std::optional<base::Instant> until;
};

struct SignedIn {
  std::string token;  ///< 256 random bits, hexadecimal; the secret of the session, kept nowhere else
  Session session;
};

struct SessionInfo {
  std::string id;
  base::Instant started_at;
  base::Instant seen_at;
  base::Instant ends_at;
};

/// Accounts of one zone. Durable facts (opened, closed, roles, mandates, sign-ins, password changes) are
/// events; password hashes and sessions are tables beside them, as a ledger must not keep them for ever.
/// Thread-safe. Every function may wait for the disk, `sign_in` and those that take passwords for some 0.1 s
/// of computing.
class Accounts {
 public:
  struct Options {
    std::string zone;
    std::size_t hash_bytes = 64U << 20;  ///< memory of Argon2id; tests take the least that it allows
    unsigned hash_passes = 2;
    std::size_t hashes_at_once = 2;            ///< more sign-ins wait, at most 16: accounts.busy
    std::int64_t idle_ms = 30 * 60'000;        ///< a session ends after so long without a request
    std::int64_t absolute_ms = 12 * 3600'000;  ///< and after so long in any case
    std::size_t sessions_each = 20;            ///< of one account; the oldest ends when one more begins
  };

  /// What store::open must be given for accounts to work.
  [[nodiscard]] static std::vector<store::Projection> projections();
  [[nodiscard]] static std::vector<store::TableSet> tables();

  /// The store must outlive the accounts.
  Accounts(store::Store& store, Options options);
  Accounts(const Accounts&) = delete;
  Accounts& operator=(const Accounts&) = delete;
  ~Accounts();

  /// Opens an account and gives its id. Errors: accounts.login-taken, accounts.login-form, accounts.id-taken,
  /// credit-code.*, accounts.password-* (see check_password).
  [[nodiscard]] base::Result<std::string> open(const NewAccount& account, base::Instant now);
  /// Replaces the roles of an officer. Errors: accounts.unknown, accounts.not-officer.
  [[nodiscard]] base::Result<void> set_roles(std::string_view account, std::vector<RoleIn> roles,
                                             std::string by, base::Instant now);
  /// Nobody can sign in any more; sessions end. Errors: accounts.unknown.
  [[nodiscard]] base::Result<void> close(std::string_view account, std::string by, base::Instant now);
  /// Erases an account at its owner's wish (个人信息保护法 47): nobody can sign in any more, sessions and
  /// mandates end, the login and the name leave the tables, and the key under which all about the person is
  /// sealed is destroyed by destroy_due_keys from `judge`'s answer on. `judge` runs in the same unit: until
  /// when law keeps what is sealed, or why nothing may be erased now. Errors: accounts.wrong-password,
  /// accounts.too-many-attempts, accounts.unknown, those of `judge`.
  using Judge = std::function<base::Result<base::Instant>(store::Transaction& transaction)>;
  [[nodiscard]] base::Result<void> erase(std::string_view account, std::string_view password,
                                         const Judge& judge, base::Instant now);
  /// The same by who keeps the store, for an owner who asked for it elsewhere than on the screens: no
  /// password.
  [[nodiscard]] base::Result<void> erase_by_operator(std::string_view account, const Judge& judge,
                                                     base::Instant now);
  /// Destroys the keys of erased accounts that nothing keeps any longer; returns how many.
  [[nodiscard]] base::Result<int> destroy_due_keys(base::Instant now);
  [[nodiscard]] base::Result<std::optional<AccountInfo>> find(std::string_view account);
  [[nodiscard]] base::Result<std::optional<AccountInfo>> find_login(std::string_view login);
  /// The open account of the enterprise with this credit code; of several the one that was opened first.
  [[nodiscard]] base::Result<std::optional<AccountInfo>> find_enterprise(std::string_view uscc);

  /// Errors: accounts.wrong-credentials (also for an unknown or closed account, after the same time),
  /// accounts.too-many-attempts (seconds to wait), accounts.busy.
  [[nodiscard]] base::Result<SignedIn> sign_in(std::string_view login, std::string_view password,
                                               std::string_view address, base::Instant now);
  /// The session of that token, if it is valid at `now`. What another process ended is seen within two
  /// seconds.
  [[nodiscard]] std::shared_ptr<const Session> find_session(std::string_view token, base::Instant now);
  [[nodiscard]] base::Result<void> sign_out(std::string_view token);
  [[nodiscard]] base::Result<std::vector<SessionInfo>> sessions(std::string_view account, base::Instant now);
  /// Errors: accounts.no-session (also for a session of another account).
  [[nodiscard]] base::Result<void> end_session(std::string_view account, std::string_view session);

  /// Ends all other sessions. Errors: accounts.wrong-password, accounts.password-*,
  /// accounts.too-many-attempts.
  [[nodiscard]] base::Result<void> change_password(std::string_view account, std::string_view current,
                                                   std::string_view next, std::string_view kept_token,
                                                   base::Instant now);

  /// Errors: accounts.agent-unknown, accounts.mandate-to-oneself, accounts.mandate-period,
  /// accounts.officer-mandate (an officer is never an agent nor a principal).
  [[nodiscard]] base::Result<Mandate> give_mandate(const NewMandate& mandate, base::Instant now);
  /// By the principal or the agent. Errors: accounts.no-mandate (also if it is another's),
  /// accounts.mandate-revoked.
  [[nodiscard]] base::Result<void> revoke_mandate(std::string_view account, std::string_view mandate,
                                                  base::Instant now);
  /// Given or held by the account, newest first, also those that are over.
  [[nodiscard]] base::Result<std::vector<Mandate>> mandates(std::string_view account);
  /// Chooses for whom the session acts; without a mandate: for itself. Errors: accounts.no-mandate (it is not
  /// held, or not valid now).
  [[nodiscard]] base::Result<Session> act_for(std::string_view token, std::optional<std::string_view> mandate,
                                              base::Instant now);

 private:
  struct State;
  std::unique_ptr<State> state_;
};

/// The rules for a new password: 10 to 128 characters, of three kinds (lower, upper, digits, others) unless
/// it has 16, without the login in it, none of the most used ones. Errors: accounts.password-short (least),
/// accounts.password-long (most), accounts.password-plain, accounts.password-login, accounts.password-common.
[[nodiscard]] base::Result<void> check_password(std::string_view password, std::string_view login);

/// A password of 128 random bits, for an account that is handed over.
[[nodiscard]] std::string random_password();

}  // namespace shuxin::app
