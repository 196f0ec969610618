// What people see of a package that is decided as a whole: who is ready, who keeps it waiting, what is
// missing.
#include <algorithm>

#include "core/casework/decide.h"
#include "core/casework/no_supplies.h"
#include "core/casework/outlook.h"
#include "shell/app/case_view.h"
#include "shell/app/reach.h"

namespace shuxin::app {
namespace {

using base::Json;

Json member_json(const casework::MemberOutlook& one, const catalog::Catalogue& catalogue, base::Date day) {
  const catalog::Matter* matter = catalogue.find_matter(one.member->matter, day);
  Json::Array missing;
  for (const base::Text& text : one.missing) missing.push_back(to_json(text));
  Json json = Json::object(
      {{"id", one.member->id},
       {"name", matter ? to_json(matter->name) : to_json(base::Text{one.member->id, one.member->id})},
       {"status", one.status},
       {"missing", std::move(missing)}});
  if (!one.case_number.empty()) json.set("case", one.case_number);
  if (one.ready_by) json.set("ready_by", one.ready_by->to_string());
  if (one.limit) json.set("limit", one.limit->to_string());
  return json;
}

Json refusal_json(const casework::Refusal& refusal) {
  const bool own_words = !refusal.text.zh.empty();
  const base::Text text = own_words ? refusal.text
                                    : base::Text{base::word(refusal.message, base::Language::Chinese),
                                                 base::word(refusal.message, base::Language::English)};
  Json::Array members;
  for (const auto& fault : refusal.faults)
    if (fault.pointer.starts_with("/members/")) members.emplace_back(fault.pointer.substr(9));
  return Json::object(
      {{"code", refusal.message.code}, {"text", to_json(text)}, {"members", std::move(members)}});
}

}  // namespace

base::Result<casework::Streams> CaseView::load_streams_unchecked(const std::string& number) {
  SHUXIN_TRY(store::Reads* const reads, this->reads());
  casework::Streams streams;
  SHUXIN_TRY(const auto package, service_.states().load_package(*reads, number));
  streams.package = *package;
  if (!streams.package.exists()) return base::fail("case.none", {number});
  for (const casework::MemberState& member : streams.package.members) {
    if (member.case_number.empty()) continue;
    SHUXIN_TRY(auto one, service_.states().load_case(*reads, member.case_number));
    streams.cases.emplace(member.case_number, std::move(one));
  }
  return streams;
}

base::Result<casework::Streams> CaseView::load_streams(const std::string& number) {
  SHUXIN_TRY(casework::Streams streams, load_streams_unchecked(number));
  const bool own = streams.package.opened.applicant == identity_.on_behalf();
  if (!own && std::ranges::none_of(streams.cases, [&](const auto& one) {
        return reaches(identity_, *one.second, service_.catalogue());
      }))
    return base::fail("case.none", {number});
  return streams;
}

base::Result<Json> CaseView::show_joint(const std::string& number) {
  SHUXIN_TRY(const casework::Streams streams, load_streams(number));
  SHUXIN_TRY(store::Reads* const reads, this->reads());
  const catalog::Catalogue& catalogue = service_.catalogue();
  StoredRegisters registers(*reads, catalogue, service_.zone());
  casework::NoSupplies none;
  const casework::Given given{catalogue, registers, none, now_};
  const casework::Outlook outlook = casework::outlook_of(streams, given);
  // Tried out as the person would give the word, with nothing written.
  const casework::Decision decision =
      casework::decide(streams, casework::DecideJointly{number}, actor_of(identity_), given);
  SHUXIN_DO(registers.done());

  const base::Date day = catalogue.calendar.legal_day(streams.package.opened.received_at);
  Json json = Json::object({{"package", number},
                            {"version", streams.package.version},
                            {"holds", outlook.holds},
                            {"complete", outlook.complete},
                            {"possible", std::holds_alternative<casework::Decided>(decision)}});
  if (const auto* refusal = std::get_if<casework::Refusal>(&decision))
    json.set("refusal", refusal_json(*refusal));
  Json::Array members;
  for (const casework::MemberOutlook& one : outlook.members)
    members.push_back(member_json(one, catalogue, day));
  if (!outlook.delaying.empty()) {
    json.set("delaying", outlook.delaying);
    json.set("delay", Json::object({{"working_days", outlook.delay_working_days},
                                    {"working_minutes", outlook.delay_working_minutes}}));
    for (const Json& one : members) {
      if (one.find_string("id") != outlook.delaying) continue;
      const auto sentence = [&](base::Language language, const char* of) {
        return base::word({"package.waits-for",
                           {std::string(one.find("name")->find_string(of).value_or("")),
                            std::to_string(outlook.delay_working_days)}},
                          language);
      };
      json.set("sentence", to_json(base::Text{sentence(base::Language::Chinese, "zh"),
                                              sentence(base::Language::English, "en")}));
    }
  }
  if (outlook.ready_by) json.set("ready_by", outlook.ready_by->to_string());
  if (outlook.dissolves_at) {
    json.set("dissolves_at", outlook.dissolves_at->to_string());
    json.set("dissolves_for", outlook.dissolves_for);
  }
  json.set("members", std::move(members));
  return json;
}

base::Result<Json> CaseView::show_desk_packages() {
  const catalog::Catalogue& catalogue = service_.catalogue();
  SHUXIN_TRY(store::Reads* const reads, this->reads());
  std::vector<store::Value> values{service_.zone()};
  std::string places;
  for (const catalog::Package& package : catalogue.packages) {
    const catalog::PackageResults& results = package.results;
    const bool mine = results.issued != catalog::Issued::Each &&
                      std::ranges::any_of(identity_.roles, [&](const RoleIn& held) {
                        return held.role == results.by && held.organisation == results.organisation;
                      });
    if (!mine) continue;
    places += places.empty() ? "?" : ", ?";
    values.emplace_back(package.id);
  }
  Json::Array items;
  if (places.empty()) return Json::object({{"items", std::move(items)}});
  std::vector<std::string> numbers;
  const auto read =
      reads->query("select number from packages where zone = ? and settled_at = 0 and package in (" + places +
                       ") order by received_at limit 100",
                   values, [&](store::Row row) {
                     numbers.emplace_back(store::text(row[0]));
                     return true;
                   });
  if (!read) return std::unexpected(read.error());
  for (const std::string& number : numbers) {
    SHUXIN_TRY(Json one, load_package_json(number));
    items.push_back(std::move(one));
  }
  return Json::object({{"items", std::move(items)}});
}

base::Result<Json> CaseView::visits_json(const std::string& number) {
  SHUXIN_TRY(store::Reads* const reads, this->reads());
  Json::Array items;
  const auto read = reads->query(
      "select purpose, at from visits where zone = ? and number = ? order by at, mark",
      {service_.zone(), number}, [&](store::Row row) {
        items.push_back(Json::object(
            {{"purpose", store::text(row[0])}, {"at", base::Instant{store::integer(row[1])}.to_string()}}));
        return true;
      });
  if (!read) return std::unexpected(read.error());
  const auto count = static_cast<std::int64_t>(items.size());
  return Json::object({{"count", count}, {"items", std::move(items)}});
}

}  // namespace shuxin::app
