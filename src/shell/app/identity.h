// Identity: who stands behind a request, in which roles, and for whom.
#pragma once

#include <algorithm>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "core/base/date.h"

namespace shuxin::app {

/// What an account stands for. An agent is no kind of its own: any person or enterprise that holds a mandate
/// is one.
enum class AccountKind { Person, Enterprise, Officer };

/// `person`, `enterprise`, `officer`
[[nodiscard]] std::string_view to_string(AccountKind kind);
[[nodiscard]] std::optional<AccountKind> find_account_kind(std::string_view name);

/// A role held within one organisation of zone.yaml; both are ids given there.
struct RoleIn {
  std::string role;
  std::string organisation;

  auto operator<=>(const RoleIn&) const = default;
};

/// The principal that the account acts for at present, and the mandate that allows it.
struct ActingFor {
  std::string account;
  AccountKind kind = AccountKind::Enterprise;
  std::string name;
  std::string mandate;
  std::vector<std::string> matters;  ///< matter ids that the mandate is limited to; empty means every matter

  bool operator==(const ActingFor&) const = default;
};

struct Identity {
  std::string account;  ///< account id, stable for life
  AccountKind kind = AccountKind::Person;
  std::string name;                 ///< the name that people see
  std::optional<std::string> uscc;  ///< of an enterprise
  std::vector<RoleIn> roles;        ///< of an officer
  std::optional<ActingFor> acting_for;

  /// The account whose cases these are: the principal while acting for one, else the account itself.
  [[nodiscard]] const std::string& on_behalf() const { return acting_for ? acting_for->account : account; }
  [[nodiscard]] bool has_role(std::string_view role) const {
    return std::ranges::any_of(roles, [&](const RoleIn& held) { return held.role == role; });
  }
  bool operator==(const Identity&) const = default;
};

/// A signed-in session as a request sees it.
struct Session {
  std::string id;  ///< names the session in lists; it is not the secret in the cookie
  Identity identity;
  base::Instant started_at;
  base::Instant expires_at;  ///< the end if nothing more is asked: the earlier of idle and absolute expiry
};

}  // namespace shuxin::app
