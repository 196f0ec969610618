#include "shell/app/messages.h"

#include <algorithm>

namespace shuxin::app {
namespace {

using base::Json;

constexpr std::size_t most_cases = 60;

// Whoever acts for others reads for each of them apart.
std::string reader_of(const Identity& identity) {
  return identity.acting_for ? identity.account + "/" + identity.acting_for->account : identity.account;
}

}  // namespace

store::TableSet Messages::table() {
  return {"message-marks",
          1,
          {"message_marks"},
          {"create table if not exists message_marks (zone text not null, reader text not null, "
           "read_until integer not null, primary key (zone, reader))"}};
}

// Those that entered a state last, and those for which a paper was issued last: some papers change no state.
base::Result<std::vector<std::string>> Messages::moved_cases(const Identity& identity) {
  SHUXIN_TRY(const auto reads, service_.store().snapshot(service_.zone()));
  std::vector<std::string> numbers;
  const auto collect = [&](store::Row row) {
    std::string number(store::text(row[0]));
    if (std::ranges::find(numbers, number) == numbers.end()) numbers.push_back(std::move(number));
    return true;
  };
  for (const char* sql :
       {"select number from cases where zone = ? and applicant = ? order by entered_at desc limit ?",
        "select c.number from cases c, documents d where c.zone = ? and c.applicant = ? and d.zone = c.zone "
        "and d.number = c.number group by c.number order by max(d.issued_at) desc limit ?"}) {
    const auto read = reads->query(
        sql, {service_.zone(), identity.on_behalf(), static_cast<std::int64_t>(most_cases)}, collect);
    if (!read) return std::unexpected(read.error());
  }
  return numbers;
}

base::Result<base::Instant> Messages::read_until(const Identity& identity) {
  SHUXIN_TRY(const auto reads, service_.store().snapshot(service_.zone()));
  base::Instant until{0};
  const auto read = reads->query("select read_until from message_marks where zone = ? and reader = ?",
                                 {service_.zone(), reader_of(identity)}, [&](store::Row row) {
                                   until = {store::integer(row[0])};
                                   return false;
                                 });
  if (!read) return std::unexpected(read.error());
  return until;
}

base::Result<Json> Messages::list(const Identity& identity, std::size_t limit, base::Instant now) {
  SHUXIN_TRY(const std::vector<std::string> numbers, moved_cases(identity));
  SHUXIN_TRY(const base::Instant until, read_until(identity));
  CaseView view(service_, identity, now);
  std::vector<std::pair<base::Instant, Json>> found;
  for (const std::string& number : numbers) {
    const auto shown = view.show_timeline(number);
    if (!shown && shown.error().code() == "case.none") continue;  // the mandate does not cover it
    if (!shown) return std::unexpected(shown.error());
    for (const Json& entry : *shown->find("timeline")->if_array()) {
      if (entry.find_string("by") == "applicant" || entry.find("what")->if_array()->empty()) continue;
      const base::Instant at = *base::Instant::parse(*entry.find_string("at"));
      Json message = Json::object({{"at", at.to_string()},
                                   {"case", number},
                                   {"name", *shown->find("name")},
                                   {"title", *shown->find("title")},
                                   {"action", *entry.find("name")},
                                   {"actor", *entry.find("actor")},
                                   {"what", *entry.find("what")},
                                   {"unread", at.milliseconds > until.milliseconds}});
      for (const char* member : {"documents", "state"})
        if (const Json* value = entry.find(member)) message.set(member, *value);
      found.emplace_back(at, std::move(message));
    }
  }
  std::ranges::stable_sort(
      found, [](const auto& a, const auto& b) { return a.first.milliseconds > b.first.milliseconds; });
  const auto unread = std::ranges::count_if(
      found, [&](const auto& one) { return one.first.milliseconds > until.milliseconds; });
  Json::Array items;
  for (auto& [at, message] : found)
    if (items.size() < limit) items.push_back(std::move(message));
  return Json::object({{"items", std::move(items)}, {"unread", static_cast<std::int64_t>(unread)}});
}

base::Result<void> Messages::mark_read(const Identity& identity, base::Instant until) {
  store::Unit unit;
  unit.zone = service_.zone();
  unit.decide = [&](store::Transaction& transaction) -> base::Result<store::Answer> {
    const std::string reader = reader_of(identity);
    SHUXIN_TRY(
        const std::int64_t moved,
        transaction.execute("update message_marks set read_until = ? where zone = ? and reader = ? and "
                            "read_until < ?",
                            {until.milliseconds, service_.zone(), reader, until.milliseconds}));
    if (moved == 1) return store::Answer{};
    SHUXIN_TRY([[maybe_unused]] const std::int64_t begun,
               transaction.execute("insert into message_marks (zone, reader, read_until) values (?, ?, ?) on "
                                   "conflict (zone, reader) do nothing",
                                   {service_.zone(), reader, until.milliseconds}));
    return store::Answer{};
  };
  SHUXIN_TRY([[maybe_unused]] const auto outcome, service_.store().run(std::move(unit)));
  return {};
}

}  // namespace shuxin::app
