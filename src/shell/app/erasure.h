// What the zone holds about a person, handed out and erased at their wish (个人信息保护法 45, 47).
#pragma once

#include <string>
#include <string_view>

#include "shell/app/access_log.h"
#include "shell/app/accounts.h"
#include "shell/app/drafts.h"

namespace shuxin::app {

/// Thread-safe.
class Erasure {
 public:
  /// All must outlive it.
  Erasure(CaseService& service, Accounts& accounts, Drafts& drafts, Files& files, AccessLog& access_log)
      : service_(service), accounts_(accounts), drafts_(drafts), files_(files), access_log_(access_log) {}

  /// All that is held about the account itself, whoever it acts for at present: PersonalData of openapi.json.
  [[nodiscard]] base::Result<base::Json> copy(const Identity& identity, base::Instant now);

  /// What would happen: Erasure of openapi.json. An open case, an open duty or a licence in force stands
  /// against it (`held`); the files of settled cases are kept for the zone's retention (`kept`).
  [[nodiscard]] base::Result<base::Json> preview(std::string_view account, base::Instant now);

  /// Erases the account, or refuses. The key is destroyed at once, or when the retention of the last file is
  /// over. Errors: accounts.erase-held and the like (see preview), those of Accounts::erase.
  [[nodiscard]] base::Result<void> erase(std::string_view account, std::string_view password,
                                         base::Instant now);

  /// The same by who keeps the store, without the owner's password. Errors as erase.
  [[nodiscard]] base::Result<void> erase_by_operator(std::string_view account, base::Instant now);

  /// Destroys the keys whose time has come; returns how many.
  [[nodiscard]] base::Result<int> destroy_due(base::Instant now);

 private:
  struct Judgement;
  [[nodiscard]] base::Result<Accounts::Judge> judge_of(std::string_view account, base::Instant now);
  [[nodiscard]] base::Result<Judgement> judge(store::Reads& reads, const AccountInfo& account,
                                              base::Instant now);
  [[nodiscard]] base::Result<base::Json::Array> cases_of(const Identity& own, base::Instant now);
  [[nodiscard]] base::Result<base::Json::Array> readers_of(std::string_view account);

  CaseService& service_;
  Accounts& accounts_;
  Drafts& drafts_;
  Files& files_;
  AccessLog& access_log_;
};

}  // namespace shuxin::app
