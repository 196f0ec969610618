#include "shell/app/accounts.h"

#include <algorithm>
#include <fmt/format.h>
#include <sodium.h>

#include "core/base/hash.h"
#include "core/base/identifiers.h"
#include "core/base/utf8.h"
#include "shell/app/accounts_state.h"

namespace shuxin::app {
namespace {

using base::Json;
using base::Result;

constexpr std::string_view purpose_of_hash = "password";

Result<void> check_login(std::string_view login) {
  const std::size_t length = base::count_characters(login);
  const bool holds_space =
      std::ranges::any_of(login, [](char c) { return static_cast<unsigned char>(c) <= 0x20 || c == 0x7f; });
  if (length < 3 || length > 64 || holds_space || !base::is_utf8(login)) {
    return base::fail("accounts.login-form", {"3", "64"});
  }
  return {};
}

// What of the account is about a person is kept so that it can be erased; an enterprise's name is public.
store::NewEvent opened_event(const NewAccount& account, const std::string& id, const std::string& login,
                             const std::string& uscc, base::Instant now) {
  const bool is_personal = account.kind != AccountKind::Enterprise;
  Json payload = Json::object({{"account", id}, {"kind", to_string(account.kind)}});
  if (!is_personal) {
    payload.set("login", login);
    payload.set("name", account.name);
    payload.set("uscc", uscc);
  }
  payload.set("roles", to_json(account.roles));
  store::NewEvent event = event_of("account.opened", std::move(payload), now, id);
  if (is_personal) event.personal = {{id, "login", login}, {id, "name", account.name}};
  return event;
}

Result<bool> exists(store::Reads& reads, std::string_view sql, std::string_view value) {
  bool found = false;
  const auto read = reads.query(sql, {reads.zone(), value}, [&](store::Row) {
    found = true;
    return false;
  });
  if (!read) return std::unexpected(read.error());
  return found;
}

Result<void> put_hash(store::Transaction& transaction, std::string_view account, std::string_view sealed) {
  const auto rows = transaction.execute(
      "insert into account_secrets (zone, account, hash) values (?, ?, ?) on conflict (zone, account) do "
      "update set "
      "hash = excluded.hash",
      {transaction.zone(), account, store::Blob{sealed}});
  if (!rows) return std::unexpected(rows.error());
  return {};
}

}  // namespace

std::string login_key(std::string_view login) {
  while (login.starts_with(' ')) login.remove_prefix(1);
  while (login.ends_with(' ')) login.remove_suffix(1);
  std::string key(login);
  std::ranges::transform(key, key.begin(),
                         [](char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c + 32) : c; });
  return key;
}

std::string random_hex(std::size_t bytes) {
  std::string raw(bytes, '\0');
  randombytes_buf(raw.data(), raw.size());
  return base::to_hex(raw);
}

std::string random_password() {
  return random_hex(16);
}

std::string hash_token(std::string_view token) {
  return base::to_hex(base::sha256(token));
}

store::NewEvent event_of(std::string type, Json payload, base::Instant now, std::string_view by) {
  store::NewEvent event;
  event.type = std::move(type);
  event.payload = payload.to_string();
  event.effective_at = now;
  event.recorded_at = now;
  event.metadata = Json::object({{"by", by}}).to_string();
  return event;
}

Result<void> append_one(store::Transaction& transaction, const std::string& stream, store::NewEvent event) {
  SHUXIN_TRY(const store::Head head, transaction.head(stream));
  std::vector<store::NewEvent> events;
  events.push_back(std::move(event));
  const auto placed = transaction.append(stream, head.version, std::move(events));
  if (!placed) return std::unexpected(placed.error());
  return {};
}

Result<void> Accounts::State::write(std::function<Result<void>(store::Transaction&)> decide) {
  store::Unit unit;
  unit.zone = options.zone;
  unit.decide = [decide = std::move(decide)](store::Transaction& transaction) -> Result<store::Answer> {
    const auto decided = decide(transaction);
    if (!decided) return std::unexpected(decided.error());
    return store::Answer{};
  };
  const auto outcome = store.run(std::move(unit));
  if (!outcome) return std::unexpected(outcome.error());
  return {};
}

Result<std::optional<Accounts::State::Credentials>> Accounts::State::find_credentials(
    std::string_view column, std::string_view value) {
  std::optional<Credentials> found;
  std::string sealed;
  {
    SHUXIN_TRY(const auto reads, read());
    const std::string sql = fmt::format(
        "select {}, s.hash from accounts a left join account_secrets s on s.zone = a.zone and s.account = "
        "a.account "
        "where a.zone = ? and a.{} = ?",
        account_columns, column);
    const auto done = reads->query(sql, {options.zone, value}, [&](store::Row row) {
      found = Credentials{account_of(row), {}};
      sealed = store::bytes(row[7]);
      return false;
    });
    if (!done) return std::unexpected(done.error());
  }
  if (!found || sealed.empty() || found->account.is_closed) return found;
  SHUXIN_TRY(const auto hash, store.unseal(options.zone, found->account.id, purpose_of_hash, sealed));
  found->hash = hash.value_or("");
  return found;
}

Result<std::string> Accounts::State::seal_hash(std::string_view account, std::string_view password) {
  SHUXIN_TRY(const std::string hash, hasher.hash(password));
  return store.seal(options.zone, account, purpose_of_hash, hash);
}

void Accounts::State::forget_sessions() {
  const std::scoped_lock lock(mutex);
  cache.clear();
}

Accounts::Accounts(store::Store& store, Options options)
    : state_(std::make_unique<State>(store, std::move(options))) {}
Accounts::~Accounts() = default;

Result<std::string> Accounts::open(const NewAccount& account, base::Instant now) {
  const std::string id = account.id.empty() ? "a" + random_hex(10) : account.id;
  const std::string login = login_key(account.login);
  if (auto fine = check_login(login); !fine) return std::unexpected(fine.error());
  if (auto fine = check_password(account.password, login); !fine) return std::unexpected(fine.error());
  std::string uscc;
  if (account.kind == AccountKind::Enterprise) {
    SHUXIN_TRY(const auto code, base::CreditCode::parse(account.uscc));
    uscc = code.text();
  }
  SHUXIN_TRY(const std::string sealed, state_->seal_hash(id, account.password));
  const auto written = state_->write([&](store::Transaction& transaction) -> Result<void> {
    SHUXIN_TRY(const bool is_taken,
               exists(transaction, "select account from accounts where zone = ? and login = ?", login));
    if (is_taken) return base::fail("accounts.login-taken");
    SHUXIN_TRY(const store::Head head, transaction.head("account/" + id));
    if (head.version > 0) return base::fail("accounts.id-taken", {id});
    if (auto put = put_hash(transaction, id, sealed); !put) return put;
    return append_one(transaction, "account/" + id, opened_event(account, id, login, uscc, now));
  });
  if (!written) return std::unexpected(written.error());
  return id;
}

Result<std::optional<AccountInfo>> Accounts::find(std::string_view account) {
  SHUXIN_TRY(auto found, state_->find_credentials("account", account));
  return found ? std::optional(std::move(found->account)) : std::nullopt;
}

Result<std::optional<AccountInfo>> Accounts::find_login(std::string_view login) {
  SHUXIN_TRY(auto found, state_->find_credentials("login", login_key(login)));
  return found ? std::optional(std::move(found->account)) : std::nullopt;
}

Result<std::optional<AccountInfo>> Accounts::find_enterprise(std::string_view uscc) {
  std::optional<AccountInfo> found;
  SHUXIN_TRY(const auto reads, state_->read());
  const auto done = reads->query(
      fmt::format("select {} from accounts a where a.zone = ? and a.uscc = ? and a.kind = 'enterprise' and "
                  "a.closed_at is null order by a.opened_at, a.account",
                  account_columns),
      {state_->options.zone, uscc}, [&](store::Row row) {
        found = account_of(row);
        return false;
      });
  if (!done) return std::unexpected(done.error());
  return found;
}

Result<void> Accounts::set_roles(std::string_view account, std::vector<RoleIn> roles, std::string by,
                                 base::Instant now) {
  SHUXIN_TRY(const auto known, find(account));
  if (!known || known->is_closed) return base::fail("accounts.unknown");
  if (known->kind != AccountKind::Officer) return base::fail("accounts.not-officer");
  auto event =
      event_of("account.roles-set", Json::object({{"account", account}, {"roles", to_json(roles)}}), now, by);
  const auto written = state_->write([&](store::Transaction& transaction) {
    return append_one(transaction, "account/" + known->id, event);
  });
  state_->forget_sessions();
  return written;
}

Result<void> Accounts::close(std::string_view account, std::string by, base::Instant now) {
  SHUXIN_TRY(const auto known, find(account));
  if (!known || known->is_closed) return base::fail("accounts.unknown");
  const auto event = event_of("account.closed", Json::object({{"account", account}}), now, by);
  const auto written = state_->write([&](store::Transaction& transaction) -> Result<void> {
    const auto ended = transaction.execute("delete from account_sessions where zone = ? and account = ?",
                                           {transaction.zone(), known->id});
    if (!ended) return std::unexpected(ended.error());
    return append_one(transaction, "account/" + known->id, event);
  });
  state_->forget_sessions();
  return written;
}

// Asks for the password once more before something that cannot be undone.
Result<void> Accounts::State::check_own_password(const Credentials& known, std::string_view password,
                                                 base::Instant now) {
  const std::string place = "password/" + known.account.id;
  if (const auto wait = limits.begin(place, "", now); wait > 0)
    return base::fail("accounts.too-many-attempts", {std::to_string((wait + 999) / 1000)});
  SHUXIN_TRY(const bool fits, hasher.verify(known.hash, password));
  if (!fits) return base::fail("accounts.wrong-password");
  limits.succeeded(place, "");
  return {};
}

Result<void> Accounts::change_password(std::string_view account, std::string_view current,
                                       std::string_view next, std::string_view kept_token,
                                       base::Instant now) {
  SHUXIN_TRY(const auto known, state_->find_credentials("account", account));
  if (!known) return base::fail("accounts.unknown");
  if (auto fine = check_password(next, known->account.login); !fine) return fine;
  SHUXIN_DO(state_->check_own_password(*known, current, now));
  SHUXIN_TRY(const std::string sealed, state_->seal_hash(account, next));
  const auto event = event_of("account.password-changed", Json::object({{"account", account}}), now, account);
  const std::string kept = hash_token(kept_token);
  const auto written = state_->write([&](store::Transaction& transaction) -> Result<void> {
    const auto ended =
        transaction.execute("delete from account_sessions where zone = ? and account = ? and token_hash <> ?",
                            {transaction.zone(), account, kept});
    if (!ended) return std::unexpected(ended.error());
    if (auto put = put_hash(transaction, account, sealed); !put) return put;
    return append_one(transaction, "account/" + known->account.id, event);
  });
  state_->forget_sessions();
  return written;
}

}  // namespace shuxin::app
