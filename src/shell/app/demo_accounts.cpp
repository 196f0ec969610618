#include "shell/app/demo_accounts.h"

#include "core/base/csv.h"

namespace shuxin::app {
namespace {

std::vector<std::string> words_of(std::string_view text) {
  std::vector<std::string> words;
  while (!text.empty()) {
    const std::size_t end = std::min(text.find(' '), text.size());
    if (end > 0) words.emplace_back(text.substr(0, end));
    text.remove_prefix(std::min(end + 1, text.size()));
  }
  return words;
}

}  // namespace

DemoAccounts read_demo_accounts(std::string_view csv, const std::string& file) {
  const auto table =
      base::read_csv(csv, file, {"login", "kind", "name", "uscc", "roles", "acts_for", "password"});
  DemoAccounts read{{}, table.faults};
  for (const base::CsvRow& row : table.rows) {
    const auto fault = [&](std::string code, std::string argument) {
      read.faults.push_back(
          {base::Severity::Error, {file, row.line, 0}, {std::move(code), {std::move(argument)}}, {}});
    };
    DemoAccount demo;
    NewAccount& account = demo.account;
    account.login = row.fields[0];
    account.id = "demo-" + account.login;
    const auto kind = find_account_kind(row.fields[1]);
    if (!kind) fault("accounts.kind", row.fields[1]);
    account.kind = kind.value_or(AccountKind::Person);
    account.name = row.fields[2];
    account.uscc = row.fields[3];
    for (const std::string& word : words_of(row.fields[4])) {
      const std::size_t at = word.find('@');
      if (at == std::string::npos) {
        fault("accounts.role-form", word);
      } else {
        account.roles.push_back({word.substr(0, at), word.substr(at + 1)});
      }
    }
    demo.acts_for = words_of(row.fields[5]);
    account.password = row.fields[6];
    read.accounts.push_back(std::move(demo));
  }
  return read;
}

base::Result<void> open_demo_accounts(Accounts& accounts, const std::vector<DemoAccount>& demo,
                                      base::Instant now) {
  std::vector<const DemoAccount*> opened;
  for (const DemoAccount& one : demo) {
    SHUXIN_TRY(const auto known, accounts.find_login(one.account.login));
    if (known) continue;
    const auto id = accounts.open(one.account, now);
    if (!id) return std::unexpected(id.error());
    opened.push_back(&one);
  }
  for (const DemoAccount* one : opened) {
    for (const std::string& login : one->acts_for) {
      SHUXIN_TRY(const auto principal, accounts.find_login(login));
      if (!principal) return base::fail("accounts.unknown");
      const auto given = accounts.give_mandate({principal->id, one->account.login, {}, now, {}}, now);
      if (!given) return std::unexpected(given.error());
    }
  }
  return {};
}

}  // namespace shuxin::app
