#include "shell/app/progress.h"

#include "shell/app/case_view.h"

namespace shuxin::app {
namespace {

using base::Json;

// As people copy it from paper.
std::string tidy(const std::string& typed) {
  std::string made;
  for (const char c : typed) {
    if (c == ' ' || c == '\t') continue;
    made += c >= 'a' && c <= 'z' ? static_cast<char>(c - 32) : c;
  }
  return made;
}

Json only(const Json& from, std::initializer_list<const char*> members) {
  Json json = Json::Object{};
  for (const char* member : members)
    if (const Json* value = from.find(member)) json.set(member, *value);
  return json;
}

Json steps_of(const Json& timeline) {
  Json::Array steps;
  for (const Json& entry : *timeline.if_array())
    if (entry.find("state")) steps.push_back(only(entry, {"at", "name", "state"}));
  return steps;
}

}  // namespace

base::Result<Json> show_progress(CaseService& service, const std::string& number, const std::string& code,
                                 base::Instant now) {
  const std::string wanted = tidy(number);
  std::string found;
  Identity applicant;
  bool whole = false;
  {
    SHUXIN_TRY(const auto reads, service.store().snapshot(service.zone()));
    const auto read = reads->query(
        "select c.number, c.package, c.applicant from documents d, cases c where d.zone = ? and d.code = ? "
        "and c.zone = d.zone and c.number = d.number",
        {service.zone(), tidy(code)}, [&](store::Row row) {
          whole = store::text(row[1]) == wanted;
          if (whole || store::text(row[0]) == wanted) found = wanted;
          applicant.account = store::text(row[2]);
          return false;
        });
    if (!read) return std::unexpected(read.error());
  }
  if (found.empty()) return base::fail("progress.none", {});
  CaseView view(service, applicant, now);
  if (!whole) {
    SHUXIN_TRY(const Json shown, view.show_case(found));
    Json json = only(shown, {"number", "name", "received_at", "state_name", "final", "outcome", "due", "lamp",
                             "authority", "owner"});
    json.set("steps", steps_of(*shown.find("timeline")));
    return json;
  }
  SHUXIN_TRY(const Json shown, view.show_package(found));
  Json json = only(
      shown, {"number", "name", "received_at", "outcome", "promise", "working_minutes", "within_promise"});
  json.set("final", *shown.find("settled"));
  Json::Array members;
  for (const Json& member : *shown.find("members")->if_array()) {
    if (member.find_string("status") == "not-chosen") continue;
    Json one = only(member, {"name", "authority", "status", "delaying"});
    if (const Json* its = member.find("case"))
      for (const char* name : {"state_name", "due", "lamp", "final"})
        if (const Json* value = its->find(name)) one.set(name, *value);
    members.push_back(std::move(one));
  }
  json.set("members", std::move(members));
  return json;
}

}  // namespace shuxin::app
