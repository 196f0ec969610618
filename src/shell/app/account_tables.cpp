#include "shell/app/accounts_state.h"

namespace shuxin::app {
namespace {

using base::Json;
using store::Event;
using store::Value;
using store::Writes;

// A field about a person if the event holds it as such, else a member of the payload.
std::optional<std::string> field(const Event& event, const Json& payload, std::string_view name) {
  for (const store::PersonalField& personal : event.personal) {
    if (personal.name == name) return personal.value;
  }
  const auto text = payload.find_string(name);
  return text ? std::optional<std::string>(*text) : std::nullopt;
}

Value text_or_null(const std::optional<std::string>& text) {
  return text ? Value(std::string_view(*text)) : Value(nullptr);
}

base::Result<void> done(const base::Result<std::int64_t>& rows) {
  if (!rows) return std::unexpected(rows.error());
  return {};
}

base::Result<void> apply_opened(const Event& event, const Json& payload, Writes& writes) {
  const auto login = field(event, payload, "login");
  const auto name = field(event, payload, "name");
  const auto uscc = field(event, payload, "uscc");
  const Json* roles = payload.find("roles");
  const std::string roles_text = roles != nullptr ? roles->to_string() : "[]";
  return done(
      writes.execute("insert into accounts (zone, account, login, kind, name, uscc, roles, opened_at) values "
                     "(?, ?, ?, ?, ?, ?, ?, "
                     "?)",
                     {event.zone, payload.find_string("account").value_or(""), text_or_null(login),
                      payload.find_string("kind").value_or(""), text_or_null(name), text_or_null(uscc),
                      roles_text, event.effective_at.milliseconds}));
}

base::Result<void> apply_mandate_given(const Event& event, const Json& payload, Writes& writes) {
  const auto until = payload.find_integer("until");
  const Json* matters = payload.find("matters");
  const std::string matters_text = matters != nullptr ? matters->to_string() : "[]";
  return done(writes.execute(
      "insert into mandates (zone, mandate, principal, agent, matters, valid_from, valid_until, given_at) "
      "values (?, "
      "?, ?, ?, ?, ?, ?, ?)",
      {event.zone, payload.find_string("mandate").value_or(""), payload.find_string("principal").value_or(""),
       payload.find_string("agent").value_or(""), matters_text, payload.find_integer("from").value_or(0),
       until ? Value(*until) : Value(nullptr), event.effective_at.milliseconds}));
}

base::Result<void> apply(const Event& event, Writes& writes) {
  if (!event.type.starts_with("account.") && !event.type.starts_with("mandate.")) return {};
  SHUXIN_TRY(const Json payload, Json::parse(event.payload));
  const std::string_view account = payload.find_string("account").value_or("");
  if (event.type == "account.opened") return apply_opened(event, payload, writes);
  if (event.type == "account.roles-set") {
    const Json* roles = payload.find("roles");
    const std::string text = roles != nullptr ? roles->to_string() : "[]";
    return done(writes.execute("update accounts set roles = ? where zone = ? and account = ?",
                               {text, event.zone, account}));
  }
  if (event.type == "account.closed") {
    return done(writes.execute("update accounts set closed_at = ? where zone = ? and account = ?",
                               {event.effective_at.milliseconds, event.zone, account}));
  }
  if (event.type == "account.erased") {
    return done(writes.execute(
        "update accounts set login = null, name = null, closed_at = ?, key_until = ? where zone = ? and "
        "account = ?",
        {event.effective_at.milliseconds, payload.find_integer("key_until").value_or(0), event.zone,
         account}));
  }
  if (event.type == "account.key-destroyed") {
    return done(writes.execute("update accounts set key_until = null where zone = ? and account = ?",
                               {event.zone, account}));
  }
  if (event.type == "mandate.given") return apply_mandate_given(event, payload, writes);
  if (event.type == "mandate.revoked") {
    return done(writes.execute(
        "update mandates set revoked_at = ? where zone = ? and mandate = ?",
        {event.effective_at.milliseconds, event.zone, payload.find_string("mandate").value_or("")}));
  }
  return {};
}

}  // namespace

std::vector<store::Projection> Accounts::projections() {
  store::Projection projection;
  projection.name = "accounts";
  projection.version = 3;
  projection.tables = {"accounts", "mandates"};
  projection.create = {
      "create table accounts (zone text, account text, login text, kind text, name text, uscc text, roles "
      "text, "
      "opened_at integer, closed_at integer, key_until integer, primary key (zone, account))",
      "create index accounts_login on accounts (zone, login)",
      "create index accounts_uscc on accounts (zone, uscc)",
      "create index accounts_erased on accounts (zone, key_until)",
      "create table mandates (zone text, mandate text, principal text, agent text, matters text, valid_from "
      "integer, "
      "valid_until integer, given_at integer, revoked_at integer, primary key (zone, mandate))",
      "create index mandates_principal on mandates (zone, principal)",
      "create index mandates_agent on mandates (zone, agent)",
  };
  projection.apply = apply;
  return {std::move(projection)};
}

std::vector<store::TableSet> Accounts::tables() {
  store::TableSet set;
  set.name = "account-sessions";
  set.tables = {"account_secrets", "account_sessions"};
  set.passing = {"account_sessions"};
  set.create = {
      "create table if not exists account_secrets (zone text, account text, hash blob, primary key (zone, "
      "account))",
      "create table if not exists account_sessions (zone text, token_hash text, session text, account text, "
      "started_at integer, seen_at integer, ends_at integer, mandate text, primary key (zone, token_hash))",
      "create index if not exists account_sessions_account on account_sessions (zone, account)",
  };
  return {std::move(set)};
}

Json to_json(const std::vector<RoleIn>& roles) {
  Json::Array array;
  for (const RoleIn& held : roles) {
    array.push_back(Json::object({{"role", held.role}, {"organisation", held.organisation}}));
  }
  return array;
}

std::vector<RoleIn> roles_of(std::string_view json) {
  std::vector<RoleIn> roles;
  const auto parsed = Json::parse(json);
  if (!parsed || parsed->if_array() == nullptr) return roles;
  for (const Json& held : *parsed->if_array()) {
    roles.push_back({std::string(held.find_string("role").value_or("")),
                     std::string(held.find_string("organisation").value_or(""))});
  }
  return roles;
}

Json to_json(const std::vector<std::string>& texts) {
  Json::Array array;
  for (const std::string& text : texts) array.push_back(text);
  return array;
}

std::vector<std::string> texts_of(std::string_view json) {
  std::vector<std::string> texts;
  const auto parsed = Json::parse(json);
  if (!parsed || parsed->if_array() == nullptr) return texts;
  for (const Json& item : *parsed->if_array()) {
    if (const std::string* text = item.if_string()) texts.push_back(*text);
  }
  return texts;
}

AccountInfo account_of(store::Row row) {
  AccountInfo info;
  info.id = store::text(row[0]);
  info.login = store::text(row[1]);
  info.kind = find_account_kind(store::text(row[2])).value_or(AccountKind::Person);
  info.name = store::text(row[3]);
  info.uscc = store::text(row[4]);
  info.roles = roles_of(store::text(row[5]));
  info.is_closed = !store::is_null(row[6]);
  return info;
}

}  // namespace shuxin::app
