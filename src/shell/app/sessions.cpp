#include <algorithm>
#include <fmt/format.h>

#include "shell/app/accounts_state.h"

namespace shuxin::app {
namespace {

using base::Json;
using base::Result;

constexpr std::int64_t believed_for_ms = 2000;  // how long a session read is believed without reading again
constexpr std::int64_t seen_after_ms = 60'000;  // how often "last seen" is written
constexpr std::int64_t clocks_differ_ms = 60'000;  // between requests side by side, and processes
constexpr std::size_t most_cached = 20'000;

struct StoredSession {
  Session session;
  base::Instant seen_at;
  base::Instant ends_at;
  std::string mandate;
  bool is_closed = false;
};

// Ends what has expired and the oldest above the bound; run in the unit that begins a new session.
Result<void> make_room(store::Transaction& transaction, std::string_view account,
                       const Accounts::Options& options, base::Instant now) {
  std::vector<std::string> over;
  std::size_t kept = 0;
  const auto read = transaction.query(
      "select token_hash, seen_at, ends_at from account_sessions where zone = ? and account = ? order by "
      "started_at "
      "desc, session",
      {transaction.zone(), account}, [&](store::Row row) {
        const bool is_over = store::integer(row[1]) + options.idle_ms <= now.milliseconds ||
                             store::integer(row[2]) <= now.milliseconds;
        if (is_over || ++kept >= options.sessions_each) over.emplace_back(store::text(row[0]));
        return true;
      });
  if (!read) return read;
  for (const std::string& token_hash : over) {
    const auto ended = transaction.execute("delete from account_sessions where zone = ? and token_hash = ?",
                                           {transaction.zone(), token_hash});
    if (!ended) return std::unexpected(ended.error());
  }
  return {};
}

store::NewEvent signed_in_event(std::string_view account, std::string_view session, std::string_view address,
                                base::Instant now) {
  auto event =
      event_of("account.signed-in", Json::object({{"account", account}, {"session", session}}), now, account);
  event.personal = {{std::string(account), "address", std::string(address)}};
  return event;
}

Identity identity_of(const AccountInfo& account) {
  Identity identity;
  identity.account = account.id;
  identity.kind = account.kind;
  identity.name = account.name;
  if (!account.uscc.empty()) identity.uscc = account.uscc;
  identity.roles = account.roles;
  return identity;
}

Result<std::optional<StoredSession>> find_stored(store::Reads& reads, std::string_view token_hash) {
  std::optional<StoredSession> found;
  const auto read = reads.query(
      fmt::format(
          "select {}, s.session, s.started_at, s.seen_at, s.ends_at, s.mandate from account_sessions s join "
          "accounts a on a.zone = s.zone and a.account = s.account where s.zone = ? and s.token_hash = ?",
          account_columns),
      {reads.zone(), token_hash}, [&](store::Row row) {
        const AccountInfo account = account_of(row);
        found.emplace();
        found->session.id = store::text(row[7]);
        found->session.identity = identity_of(account);
        found->session.started_at = {store::integer(row[8])};
        found->seen_at = {store::integer(row[9])};
        found->ends_at = {store::integer(row[10])};
        found->mandate = store::text(row[11]);
        found->is_closed = account.is_closed;
        return false;
      });
  if (!read) return std::unexpected(read.error());
  return found;
}

ActingFor acting_for(const Mandate& mandate) {
  return {mandate.principal, mandate.principal_kind, mandate.principal_name, mandate.id, mandate.matters};
}

// The mandate if the agent holds it and it is valid now.
Result<std::optional<Mandate>> find_valid_mandate(store::Reads& reads, std::string_view agent,
                                                  std::string_view mandate, base::Instant now) {
  SHUXIN_TRY(auto found, query_mandates(reads, "m.mandate = ? and m.agent = ? and p.closed_at is null",
                                        {mandate, agent}));
  if (found.empty() || !found.front().is_valid(now)) return std::nullopt;
  return std::move(found.front());
}

// The session with the identity that it stands for; empty unless all of that is valid now.
template <typename State>
Result<std::optional<StoredSession>> find_valid(State& state, std::string_view token_hash,
                                                base::Instant now) {
  SHUXIN_TRY(const auto reads, state.read());
  SHUXIN_TRY(auto stored, find_stored(*reads, token_hash));
  if (!stored || stored->is_closed) return std::nullopt;
  if (std::min(stored->seen_at + state.options.idle_ms, stored->ends_at) <= now) return std::nullopt;
  // Begun while the clock ran ahead: now that it is set right, it would last far too long.
  if (stored->session.started_at > now + clocks_differ_ms) return std::nullopt;
  if (!stored->mandate.empty()) {
    const std::string agent = stored->session.identity.account;
    SHUXIN_TRY(const auto mandate, find_valid_mandate(*reads, agent, stored->mandate, now));
    // Never falls back silently to acting for oneself: what is meant for the principal would become one's
    // own.
    if (!mandate) return std::nullopt;
    stored->session.identity.acting_for = acting_for(*mandate);
  }
  return stored;
}

}  // namespace

Result<SignedIn> Accounts::sign_in(std::string_view login, std::string_view password,
                                   std::string_view address, base::Instant now) {
  const std::string key = login_key(login);
  if (const auto wait = state_->limits.begin(key, address, now); wait > 0) {
    return base::fail("accounts.too-many-attempts", {std::to_string((wait + 999) / 1000)});
  }
  SHUXIN_TRY(const auto known, state_->find_credentials("login", key));
  SHUXIN_TRY(const bool fits, state_->hasher.verify(known ? known->hash : "", password));
  if (!fits) return base::fail("accounts.wrong-credentials");
  state_->limits.succeeded(key, address);

  const std::string& account = known->account.id;
  const std::string token = random_hex(32);
  const std::string token_hash = hash_token(token);
  const std::string id = "s" + random_hex(8);
  const auto written = state_->write([&](store::Transaction& transaction) -> Result<void> {
    if (auto made = make_room(transaction, account, state_->options, now); !made) return made;
    const auto put = transaction.execute(
        "insert into account_sessions (zone, token_hash, session, account, started_at, seen_at, ends_at) "
        "values (?, ?, "
        "?, ?, ?, ?, ?)",
        {transaction.zone(), token_hash, id, account, now.milliseconds, now.milliseconds,
         now.milliseconds + state_->options.absolute_ms});
    if (!put) return std::unexpected(put.error());
    return append_one(transaction, "account/" + account, signed_in_event(account, id, address, now));
  });
  if (!written) return std::unexpected(written.error());
  SHUXIN_TRY(const auto session, state_->load_session(token_hash, now));
  // Closed in the meantime by somebody else: nothing was signed in.
  if (!session) return base::fail("accounts.wrong-credentials");
  return SignedIn{token, *session};
}

Result<std::shared_ptr<const Session>> Accounts::State::load_session(const std::string& token_hash,
                                                                     base::Instant now) {
  SHUXIN_TRY(auto stored, find_valid(*this, token_hash, now));
  if (!stored) return nullptr;
  if (now - stored->seen_at >= seen_after_ms) {
    // If this fails the session merely ends a minute earlier.
    (void)write([&](store::Transaction& transaction) -> Result<void> {
      const auto rows =
          transaction.execute("update account_sessions set seen_at = ? where zone = ? and token_hash = ?",
                              {now.milliseconds, transaction.zone(), token_hash});
      if (!rows) return std::unexpected(rows.error());
      return {};
    });
    stored->seen_at = now;
  }
  stored->session.expires_at = std::min(stored->seen_at + options.idle_ms, stored->ends_at);
  return std::make_shared<const Session>(std::move(stored->session));
}

std::shared_ptr<const Session> Accounts::find_session(std::string_view token, base::Instant now) {
  const std::string token_hash = hash_token(token);
  {
    const std::scoped_lock lock(state_->mutex);
    const auto found = state_->cache.find(token_hash);
    if (found != state_->cache.end() && now - found->second.loaded_at < believed_for_ms &&
        now >= found->second.loaded_at && now < found->second.session->expires_at) {
      return found->second.session;
    }
  }
  auto session = state_->load_session(token_hash, now);
  const std::scoped_lock lock(state_->mutex);
  if (!session || !*session) {
    state_->cache.erase(token_hash);
    return nullptr;
  }
  if (state_->cache.size() >= most_cached) state_->cache.clear();
  state_->cache[token_hash] = {*session, now};
  return *session;
}

Result<void> Accounts::sign_out(std::string_view token) {
  const std::string token_hash = hash_token(token);
  const auto written = state_->write([&](store::Transaction& transaction) -> Result<void> {
    const auto rows = transaction.execute("delete from account_sessions where zone = ? and token_hash = ?",
                                          {transaction.zone(), token_hash});
    if (!rows) return std::unexpected(rows.error());
    return {};
  });
  state_->forget_sessions();
  return written;
}

Result<std::vector<SessionInfo>> Accounts::sessions(std::string_view account, base::Instant now) {
  SHUXIN_TRY(const auto reads, state_->read());
  std::vector<SessionInfo> all;
  const auto read = reads->query(
      "select session, started_at, seen_at, ends_at from account_sessions where zone = ? and account = ? "
      "order by "
      "started_at desc, session",
      {reads->zone(), account}, [&](store::Row row) {
        SessionInfo info;
        info.id = store::text(row[0]);
        info.started_at = {store::integer(row[1])};
        info.seen_at = {store::integer(row[2])};
        info.ends_at =
            std::min(base::Instant{store::integer(row[3])}, info.seen_at + state_->options.idle_ms);
        if (now < info.ends_at) all.push_back(std::move(info));
        return true;
      });
  if (!read) return std::unexpected(read.error());
  return all;
}

Result<void> Accounts::end_session(std::string_view account, std::string_view session) {
  const auto written = state_->write([&](store::Transaction& transaction) -> Result<void> {
    const auto rows =
        transaction.execute("delete from account_sessions where zone = ? and account = ? and session = ?",
                            {transaction.zone(), account, session});
    if (!rows) return std::unexpected(rows.error());
    if (*rows == 0) return base::fail("accounts.no-session");
    return {};
  });
  state_->forget_sessions();
  return written;
}

Result<Session> Accounts::act_for(std::string_view token, std::optional<std::string_view> mandate,
                                  base::Instant now) {
  const auto session = find_session(token, now);
  if (!session) return base::fail("accounts.no-session");
  const std::string token_hash = hash_token(token);
  const auto written = state_->write([&](store::Transaction& transaction) -> Result<void> {
    if (mandate) {
      SHUXIN_TRY(const auto valid, find_valid_mandate(transaction, session->identity.account, *mandate, now));
      if (!valid) return base::fail("accounts.no-mandate");
    }
    const auto rows = transaction.execute(
        "update account_sessions set mandate = ? where zone = ? and token_hash = ?",
        {mandate ? store::Value(*mandate) : store::Value(nullptr), transaction.zone(), token_hash});
    if (!rows) return std::unexpected(rows.error());
    return {};
  });
  state_->forget_sessions();
  if (!written) return std::unexpected(written.error());
  const auto changed = find_session(token, now);
  if (!changed) return base::fail("accounts.no-session");
  return *changed;
}

}  // namespace shuxin::app
