#include "shell/app/identity.h"

namespace shuxin::app {

std::string_view to_string(AccountKind kind) {
  switch (kind) {
    case AccountKind::Person:
      return "person";
    case AccountKind::Enterprise:
      return "enterprise";
    case AccountKind::Officer:
      return "officer";
  }
  return {};
}

std::optional<AccountKind> find_account_kind(std::string_view name) {
  for (const AccountKind kind : {AccountKind::Person, AccountKind::Enterprise, AccountKind::Officer}) {
    if (to_string(kind) == name) return kind;
  }
  return std::nullopt;
}

}  // namespace shuxin::app
