#include "shell/app/access_log.h"

#include <fmt/format.h>

#include "shell/app/accounts_state.h"

namespace shuxin::app {
namespace {

using base::Json;
using base::Result;

Result<void> apply(const store::Event& event, store::Writes& writes) {
  if (event.type != "access.recorded") return {};
  SHUXIN_TRY(const Json payload, Json::parse(event.payload));
  const Json* subjects = payload.find("subjects");
  if (subjects == nullptr || subjects->if_array() == nullptr) return {};
  for (const Json& subject : *subjects->if_array()) {
    if (subject.if_string() == nullptr) continue;
    const auto put = writes.execute(
        "insert into access_log (zone, position, subject, account, acting_for, what, why, at) values (?, ?, "
        "?, ?, ?, "
        "?, ?, ?) on conflict (zone, position, subject) do nothing",
        {event.zone, event.position, *subject.if_string(), payload.find_string("account").value_or(""),
         payload.find_string("acting_for").value_or(""), payload.find_string("what").value_or(""),
         payload.find_string("why").value_or(""), event.effective_at.milliseconds});
    if (!put) return std::unexpected(put.error());
  }
  return {};
}

}  // namespace

store::Projection AccessLog::projection() {
  store::Projection projection;
  projection.name = "access-log";
  projection.version = 2;
  projection.tables = {"access_log"};
  projection.create = {
      "create table access_log (zone text, position integer, subject text, account text, acting_for text, "
      "what text, "
      "why text, at integer, primary key (zone, position, subject))",
      "create index access_log_subject on access_log (zone, subject, position)",
      "create index access_log_account on access_log (zone, account, position)",
      "create index access_log_what on access_log (zone, what, position)",
  };
  projection.apply = apply;
  return projection;
}

Result<void> AccessLog::record(const Access& access) {
  if (access.subjects.empty()) return {};
  Json payload = Json::object({{"account", access.account}});
  if (!access.acting_for.empty()) payload.set("acting_for", access.acting_for);
  payload.set("subjects", to_json(access.subjects));
  payload.set("what", access.what);
  payload.set("why", access.why);
  const auto event = event_of("access.recorded", std::move(payload), access.at, access.account);
  store::Unit unit;
  unit.zone = zone_;
  unit.decide = [&](store::Transaction& transaction) -> Result<store::Answer> {
    const auto appended = append_one(transaction, "access/" + access.account, event);
    if (!appended) return std::unexpected(appended.error());
    return store::Answer{};
  };
  const auto outcome = store_.run(std::move(unit));
  if (!outcome) return std::unexpected(outcome.error());
  return {};
}

Result<std::vector<AccessLine>> AccessLog::of_subject(std::string_view subject, std::size_t limit,
                                                      std::optional<std::int64_t> before) {
  return read("subject = ?", {subject}, limit, before);
}

Result<std::vector<AccessLine>> AccessLog::by_account(std::string_view account, std::size_t limit,
                                                      std::optional<std::int64_t> before) {
  return read("account = ?", {account}, limit, before);
}

Result<std::vector<AccessLine>> AccessLog::of_case(const std::string& number, std::size_t limit,
                                                   std::optional<std::int64_t> before) {
  const std::string what = "case/" + number;
  // `0` comes right after `/`: the range holds the case's files and nothing of a longer number.
  return read("(what = ? or (what > ? and what < ?))", {what, what + "/", what + "0"}, limit, before);
}

Result<std::vector<AccessLine>> AccessLog::read(std::string_view condition, std::vector<store::Value> values,
                                                std::size_t limit, std::optional<std::int64_t> before) {
  SHUXIN_TRY(const auto reads, store_.snapshot(zone_));
  std::vector<AccessLine> lines;
  values.insert(values.begin(), zone_);
  values.emplace_back(before.value_or(INT64_MAX));
  values.emplace_back(static_cast<std::int64_t>(limit));
  const auto done = reads->query(
      fmt::format("select position, account, acting_for, subject, what, why, at from access_log where zone = "
                  "? and {} and position < ? order by position desc, subject limit ?",
                  condition),
      values, [&](store::Row row) {
        lines.push_back({store::integer(row[0]), std::string(store::text(row[1])),
                         std::string(store::text(row[2])), std::string(store::text(row[3])),
                         std::string(store::text(row[4])), std::string(store::text(row[5])),
                         base::Instant{store::integer(row[6])}});
        return true;
      });
  if (!done) return std::unexpected(done.error());
  return lines;
}

}  // namespace shuxin::app
