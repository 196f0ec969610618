#include <fmt/format.h>

#include "shell/app/accounts_state.h"

namespace shuxin::app {

using base::Json;
using base::Result;

Result<std::vector<Mandate>> query_mandates(store::Reads& reads, std::string_view condition,
                                            std::vector<store::Value> values) {
  values.insert(values.begin(), store::Value(std::string_view(reads.zone())));
  std::vector<Mandate> found;
  const auto read = reads.query(
      fmt::format(
          "select m.mandate, m.principal, p.kind, p.name, m.agent, a.name, m.matters, m.valid_from, "
          "m.valid_until, m.revoked_at from mandates m join accounts p on p.zone = m.zone and p.account = "
          "m.principal join accounts a on a.zone = m.zone and a.account = m.agent where m.zone = ? and {} "
          "order by m.given_at desc, m.mandate",
          condition),
      values, [&](store::Row row) {
        Mandate mandate;
        mandate.id = store::text(row[0]);
        mandate.principal = store::text(row[1]);
        mandate.principal_kind = find_account_kind(store::text(row[2])).value_or(AccountKind::Enterprise);
        mandate.principal_name = store::text(row[3]);
        mandate.agent = store::text(row[4]);
        mandate.agent_name = store::text(row[5]);
        mandate.matters = texts_of(store::text(row[6]));
        mandate.from = {store::integer(row[7])};
        if (!store::is_null(row[8])) mandate.until = base::Instant{store::integer(row[8])};
        if (!store::is_null(row[9])) mandate.revoked_at = base::Instant{store::integer(row[9])};
        found.push_back(std::move(mandate));
        return true;
      });
  if (!read) return std::unexpected(read.error());
  return found;
}

Result<Mandate> Accounts::give_mandate(const NewMandate& mandate, base::Instant now) {
  SHUXIN_TRY(const auto principal, find(mandate.principal));
  SHUXIN_TRY(const auto agent, find_login(mandate.agent_login));
  if (!principal || principal->is_closed) return base::fail("accounts.unknown");
  if (!agent || agent->is_closed) return base::fail("accounts.agent-unknown");
  if (agent->id == principal->id) return base::fail("accounts.mandate-to-oneself");
  if (agent->kind == AccountKind::Officer || principal->kind == AccountKind::Officer) {
    return base::fail("accounts.officer-mandate");
  }
  if (mandate.until && (*mandate.until <= mandate.from || *mandate.until <= now)) {
    return base::fail("accounts.mandate-period");
  }
  const std::string id = "m" + random_hex(10);
  Json payload = Json::object({{"mandate", id},
                               {"principal", principal->id},
                               {"agent", agent->id},
                               {"matters", to_json(mandate.matters)},
                               {"from", mandate.from.milliseconds}});
  if (mandate.until) payload.set("until", mandate.until->milliseconds);
  const auto event = event_of("mandate.given", std::move(payload), now, principal->id);
  const auto written = state_->write(
      [&](store::Transaction& transaction) { return append_one(transaction, "mandate/" + id, event); });
  if (!written) return std::unexpected(written.error());
  return Mandate{id,          principal->id,   principal->kind, principal->name, agent->id,
                 agent->name, mandate.matters, mandate.from,    mandate.until,   std::nullopt};
}

Result<void> Accounts::revoke_mandate(std::string_view account, std::string_view mandate, base::Instant now) {
  const auto written = state_->write([&](store::Transaction& transaction) -> Result<void> {
    SHUXIN_TRY(const auto found,
               query_mandates(transaction, "m.mandate = ? and (m.principal = ? or m.agent = ?)",
                              {mandate, account, account}));
    if (found.empty()) return base::fail("accounts.no-mandate");
    if (found.front().revoked_at) return base::fail("accounts.mandate-revoked");
    return append_one(transaction, "mandate/" + found.front().id,
                      event_of("mandate.revoked", Json::object({{"mandate", mandate}}), now, account));
  });
  state_->forget_sessions();
  return written;
}

Result<std::vector<Mandate>> Accounts::mandates(std::string_view account) {
  SHUXIN_TRY(const auto reads, state_->read());
  return query_mandates(*reads, "(m.principal = ? or m.agent = ?)", {account, account});
}

}  // namespace shuxin::app
