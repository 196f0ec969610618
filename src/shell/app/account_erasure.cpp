// The accounts' part of an erasure: what names the person leaves the tables, then the key goes.
#include <algorithm>

#include "shell/app/accounts_state.h"

namespace shuxin::app {

using base::Json;
using base::Result;

namespace {

Result<void> revoke_all_mandates(store::Transaction& transaction, std::string_view account,
                                 base::Instant now) {
  SHUXIN_TRY(const auto mandates,
             query_mandates(transaction, "(m.principal = ? or m.agent = ?)", {account, account}));
  for (const Mandate& mandate : mandates) {
    if (mandate.revoked_at) continue;
    SHUXIN_DO(append_one(transaction, "mandate/" + mandate.id,
                         event_of("mandate.revoked", Json::object({{"mandate", mandate.id}}), now, account)));
  }
  return {};
}

}  // namespace

Result<void> Accounts::erase(std::string_view account, std::string_view password, const Judge& judge,
                             base::Instant now) {
  SHUXIN_TRY(const auto known, state_->find_credentials("account", account));
  if (!known || known->account.is_closed) return base::fail("accounts.unknown");
  SHUXIN_DO(state_->check_own_password(*known, password, now));
  return state_->erase(known->account, judge, account, now);
}

Result<void> Accounts::erase_by_operator(std::string_view account, const Judge& judge, base::Instant now) {
  SHUXIN_TRY(const auto known, find(account));
  if (!known || known->is_closed) return base::fail("accounts.unknown");
  return state_->erase(*known, judge, "operator", now);
}

Result<void> Accounts::State::erase(const AccountInfo& known, const Judge& judge, std::string_view by,
                                    base::Instant now) {
  const std::string& account = known.id;
  const auto written = write([&](store::Transaction& transaction) -> Result<void> {
    SHUXIN_TRY(const base::Instant key_until, judge(transaction));
    for (const std::string_view table : {"account_sessions", "account_secrets"}) {
      const auto ended =
          transaction.execute("delete from " + std::string(table) + " where zone = ? and account = ?",
                              {transaction.zone(), account});
      if (!ended) return std::unexpected(ended.error());
    }
    SHUXIN_DO(revoke_all_mandates(transaction, account, now));
    return append_one(transaction, "account/" + account,
                      event_of("account.erased",
                               Json::object({{"account", account}, {"key_until", key_until.milliseconds}}),
                               now, std::string(by)));
  });
  forget_sessions();
  return written;
}

// The key goes first: a program that stops in between does it again, which changes nothing.
Result<int> Accounts::destroy_due_keys(base::Instant now) {
  std::vector<std::string> due;
  {
    SHUXIN_TRY(const auto reads, state_->read());
    SHUXIN_DO(reads->query(
        "select account from accounts where zone = ? and key_until is not null and key_until <= ?",
        {reads->zone(), now.milliseconds}, [&](store::Row row) {
          due.emplace_back(store::text(row[0]));
          return true;
        }));
  }
  for (const std::string& account : due) {
    SHUXIN_DO(state_->store.destroy_subject(state_->options.zone, account, now));
    SHUXIN_DO(state_->write([&](store::Transaction& transaction) {
      return append_one(
          transaction, "account/" + account,
          event_of("account.key-destroyed", Json::object({{"account", account}}), now, "engine"));
    }));
  }
  return static_cast<int>(due.size());
}

}  // namespace shuxin::app
