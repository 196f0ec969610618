#include "shell/app/erasure.h"

#include <algorithm>
#include <set>

#include "shell/app/accounts_state.h"
#include "shell/app/case_view.h"

namespace shuxin::app {
namespace {

using base::Json;
using base::Result;
using store::Reads;

// What stands against an erasure, and where.
struct Held {
  std::string code;
  std::string number;  // of a case or package; empty: the account itself
  base::Text name;
};

// The file of a settled case, kept until that day.
struct Kept {
  std::string number;
  base::Text name;
  base::Date until;
};

Result<std::vector<std::string>> numbers_of(Reads& reads, std::string_view table, std::string_view account,
                                            std::string_view more) {
  std::vector<std::string> numbers;
  const auto read =
      reads.query("select number from " + std::string(table) + " where zone = ? and applicant = ?" +
                      std::string(more) + " order by number",
                  {reads.zone(), account}, [&](store::Row row) {
                    numbers.emplace_back(store::text(row[0]));
                    return true;
                  });
  if (!read) return std::unexpected(read.error());
  return numbers;
}

// 29 February becomes 1 March where there is none.
base::Date years_after(base::Date day, int years) {
  const auto civil = day.civil();
  const auto found = base::Date::from(civil.year + years, civil.month, civil.day);
  return found ? *found : *base::Date::from(civil.year + years, 3, 1);
}

base::Text words_of(const std::string& code) {
  return {base::word({code, {}}, base::Language::Chinese), base::word({code, {}}, base::Language::English)};
}

// A licence that its holder may still use: no later paper or act ended it, nor its own term.
bool has_licence_in_force(const casework::CaseState& state, const catalog::Catalogue& catalogue,
                          base::Date today) {
  const catalog::Matter* matter =
      catalogue.find_matter_version(state.opened.matter, state.opened.matter_from);
  if (!matter || matter->results.document.empty()) return false;
  return std::ranges::any_of(state.documents, [&](const casework::DocumentIssued& issued) {
    if (issued.document != matter->results.document || state.ended_documents.contains(issued.code))
      return false;
    const auto until = base::Date::parse(std::string(issued.content.find_string("valid_until").value_or("")));
    return !until || today <= *until;
  });
}

}  // namespace

struct Erasure::Judgement {
  std::vector<Held> held;
  std::vector<Kept> kept;
};

Result<Erasure::Judgement> Erasure::judge(Reads& reads, const AccountInfo& account, base::Instant now) {
  const catalog::Catalogue& catalogue = service_.catalogue();
  const calendar::Calendar& calendar = catalogue.calendar;
  Judgement made;
  // What a firm is called is public, and what an officer signed belongs to the files of their body.
  if (account.kind == AccountKind::Officer) made.held.push_back({"accounts.erase-officer", "", {}});
  if (account.kind == AccountKind::Enterprise) made.held.push_back({"accounts.erase-enterprise", "", {}});
  SHUXIN_TRY(const auto packages, numbers_of(reads, "packages", account.id, " and settled_at = 0"));
  for (const std::string& number : packages) {
    SHUXIN_TRY(const auto state, service_.states().load_package(reads, number));
    const catalog::Package* package =
        catalogue.find_package(state->opened.package, calendar.legal_day(state->opened.received_at));
    made.held.push_back({"accounts.erase-open-case", number, package ? package->name : base::Text{}});
  }
  SHUXIN_TRY(const auto cases, numbers_of(reads, "cases", account.id, ""));
  for (const std::string& number : cases) {
    SHUXIN_TRY(const auto state, service_.states().load_case(reads, number));
    const catalog::Matter* matter =
        catalogue.find_matter_version(state->opened.matter, state->opened.matter_from);
    const base::Text name = matter ? matter->name : base::Text{};
    if (!state->final) {
      made.held.push_back({"accounts.erase-open-case", number, name});
    } else if (std::ranges::any_of(state->obligations, &casework::Obligation::open)) {
      made.held.push_back({"accounts.erase-open-duty", number, name});
    } else if (has_licence_in_force(*state, catalogue, calendar.legal_day(now))) {
      made.held.push_back({"accounts.erase-licence", number, name});
    } else {
      made.kept.push_back(
          {number, name, years_after(calendar.legal_day(state->acted_at), catalogue.zone.case_files.years)});
    }
  }
  return made;
}

Result<Json> Erasure::preview(std::string_view account, base::Instant now) {
  SHUXIN_TRY(const auto known, accounts_.find(account));
  if (!known) return base::fail("accounts.unknown");
  SHUXIN_TRY(const auto reads, service_.store().snapshot(service_.zone()));
  SHUXIN_TRY(const Judgement judged, judge(*reads, *known, now));
  const auto add_case = [](Json& json, const std::string& number, const base::Text& name) {
    if (number.empty()) return;
    json.set("number", number);
    json.set("name", to_json(name));
  };
  const base::Date today = service_.catalogue().calendar.legal_day(now);
  Json::Array held;
  Json::Array kept;
  for (const Held& one : judged.held) {
    Json json = Json::object({{"code", one.code}, {"text", to_json(words_of(one.code))}});
    add_case(json, one.number, one.name);
    held.push_back(std::move(json));
  }
  for (const Kept& one : judged.kept) {
    if (one.until <= today) continue;
    Json json = Json::object({{"until", one.until.to_string()}});
    add_case(json, one.number, one.name);
    kept.push_back(std::move(json));
  }
  const catalog::Retention& retention = service_.catalogue().zone.case_files;
  return Json::object({{"possible", judged.held.empty()},
                       {"held", std::move(held)},
                       {"kept", std::move(kept)},
                       {"retention_years", static_cast<std::int64_t>(retention.years)},
                       {"basis", to_json(retention.basis)}});
}

Result<Accounts::Judge> Erasure::judge_of(std::string_view account, base::Instant now) {
  SHUXIN_TRY(const auto known, accounts_.find(account));
  if (!known) return base::fail("accounts.unknown");
  return [this, account = std::string(account), known = *known,
          now](store::Transaction& transaction) -> Result<base::Instant> {
    const calendar::Calendar& calendar = service_.catalogue().calendar;
    SHUXIN_TRY(const Judgement judged, judge(transaction, known, now));
    if (!judged.held.empty()) {
      const std::string& code = judged.held.front().code;
      if (judged.held.front().number.empty()) return base::fail(code);
      std::string numbers;
      for (const Held& one : judged.held) numbers += (numbers.empty() ? "" : ", ") + one.number;
      return base::fail("accounts.erase-held", {numbers});
    }
    SHUXIN_TRY([[maybe_unused]] const auto drafts,
               transaction.execute("delete from drafts where zone = ? and account = ?",
                                   {transaction.zone(), account}));
    SHUXIN_TRY([[maybe_unused]] const auto marks,
               transaction.execute("delete from message_marks where zone = ? and (reader = ? or (reader > ? "
                                   "and reader < ?))",
                                   {transaction.zone(), account, account + "/", account + "0"}));
    base::Instant until = now;
    for (const Kept& one : judged.kept) until = std::max(until, calendar.instant(one.until, 0));
    return until;
  };
}

Result<void> Erasure::erase(std::string_view account, std::string_view password, base::Instant now) {
  SHUXIN_TRY(const auto judge, judge_of(account, now));
  SHUXIN_DO(accounts_.erase(account, password, judge, now));
  SHUXIN_TRY([[maybe_unused]] const int destroyed, destroy_due(now));
  return {};
}

Result<void> Erasure::erase_by_operator(std::string_view account, base::Instant now) {
  SHUXIN_TRY(const auto judge, judge_of(account, now));
  SHUXIN_DO(accounts_.erase_by_operator(account, judge, now));
  SHUXIN_TRY([[maybe_unused]] const int destroyed, destroy_due(now));
  return {};
}

Result<int> Erasure::destroy_due(base::Instant now) {
  SHUXIN_TRY(const int destroyed, accounts_.destroy_due_keys(now));
  if (destroyed > 0) service_.forget();
  return destroyed;
}

Result<Json> Erasure::copy(const Identity& identity, base::Instant now) {
  Identity own = identity;
  own.acting_for.reset();
  SHUXIN_TRY(const auto known, accounts_.find(own.account));
  if (!known) return base::fail("accounts.unknown");
  Json::Array mandates;
  SHUXIN_TRY(const auto all_mandates, accounts_.mandates(own.account));
  for (const Mandate& one : all_mandates) {
    Json json = Json::object({{"id", one.id},
                              {"principal", one.principal_name},
                              {"agent", one.agent_name},
                              {"matters", to_json(one.matters)},
                              {"from", one.from.to_string()}});
    if (one.until) json.set("until", one.until->to_string());
    if (one.revoked_at) json.set("revoked_at", one.revoked_at->to_string());
    mandates.push_back(std::move(json));
  }
  Json::Array sessions;
  SHUXIN_TRY(const auto all_sessions, accounts_.sessions(own.account, now));
  for (const SessionInfo& one : all_sessions)
    sessions.push_back(Json::object({{"started_at", one.started_at.to_string()},
                                     {"seen_at", one.seen_at.to_string()},
                                     {"ends_at", one.ends_at.to_string()}}));
  Json::Array drafts;
  SHUXIN_TRY(const auto all_drafts, drafts_.list(own));
  for (const Draft& one : all_drafts)
    if (!one.kind.starts_with("submitted-")) drafts.push_back(to_json(one, service_.catalogue()));
  SHUXIN_TRY(Json::Array cases, cases_of(own, now));
  SHUXIN_TRY(Json::Array read_by, readers_of(own.account));
  return Json::object({{"made_at", now.to_string()},
                       {"account", Json::object({{"id", known->id},
                                                 {"login", known->login},
                                                 {"kind", to_string(known->kind)},
                                                 {"name", known->name},
                                                 {"uscc", known->uscc},
                                                 {"roles", to_json(known->roles)}})},
                       {"sessions", std::move(sessions)},
                       {"mandates", std::move(mandates)},
                       {"drafts", std::move(drafts)},
                       {"cases", std::move(cases)},
                       {"accesses", std::move(read_by)}});
}

// Each with its form, materials, papers and history, as its owner sees it, and what its files are called.
Result<Json::Array> Erasure::cases_of(const Identity& own, base::Instant now) {
  Json::Array cases;
  SHUXIN_TRY(const auto reads, service_.store().snapshot(service_.zone()));
  SHUXIN_TRY(const auto numbers, numbers_of(*reads, "cases", own.account, ""));
  CaseView view(service_, own, now);
  for (const std::string& number : numbers) {
    SHUXIN_TRY(Json shown, view.show_case(number));
    SHUXIN_TRY(const CaseHistory history, view.load(number));
    Json::Array files;
    for (const auto& [material, given] : history.state.materials)
      for (const std::string& id : given.files) {
        SHUXIN_TRY(const auto details, files_.find(*reads, id));
        if (details) files.push_back(to_json(*details));
      }
    shown.set("files", std::move(files));
    cases.push_back(std::move(shown));
  }
  return cases;
}

Result<Json::Array> Erasure::readers_of(std::string_view account) {
  constexpr std::size_t most = 10'000;
  Json::Array all;
  SHUXIN_TRY(const auto lines, access_log_.of_subject(account, most));
  for (const AccessLine& line : lines)
    all.push_back(Json::object(
        {{"at", line.at.to_string()}, {"account", line.account}, {"what", line.what}, {"why", line.why}}));
  return all;
}

}  // namespace shuxin::app
