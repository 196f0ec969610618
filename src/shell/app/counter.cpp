#include "shell/app/counter.h"

#include <algorithm>

#include "core/base/identifiers/credit_code.h"
#include "shell/app/case_view.h"
#include "shell/app/drafts.h"
#include "shell/app/random_code.h"
#include "shell/app/reach.h"

namespace shuxin::app {
namespace {

using base::Json;

const catalog::Form* form_of(const CounterEntry& entry, const catalog::Catalogue& catalogue) {
  const base::Date day = catalogue.calendar.legal_day(entry.received_at);
  if (entry.kind == "package") {
    const catalog::Package* package = catalogue.find_package(entry.target, day);
    return package ? catalogue.find_form(package->form) : nullptr;
  }
  const catalog::Matter* matter = catalogue.find_matter(entry.target, day);
  return matter ? catalogue.find_form(matter->form) : nullptr;
}

base::Result<std::optional<Reply>> form_refusal(const catalog::Form* form, const Json& values) {
  if (!form) return std::nullopt;
  SHUXIN_TRY(const std::vector<FormFault> faults, validate_form(form->schema, values));
  if (faults.empty()) return std::nullopt;
  Json::Array all;
  for (const FormFault& fault : faults)
    all.push_back(Json::object({{"pointer", "/form" + fault.pointer}, {"text", to_json(fault.text)}}));
  return Reply{true, false,
               Json::object({{"code", "case.form"},
                             {"arguments", Json::Array{}},
                             {"basis", Json::Array{}},
                             {"faults", std::move(all)}})};
}

const std::string firm_prefix = "uscc-";
const std::string person_prefix = "paper-";

// A name by which the counter knows somebody who has no account.
bool is_made_here(std::string_view applicant) {
  return applicant.starts_with(firm_prefix) || applicant.starts_with(person_prefix);
}

// Of so many, one in a thousand; half a per mille is rounded up.
Json share_of(std::int64_t part, std::int64_t whole) {
  if (whole == 0) return nullptr;
  const std::int64_t permille = (part * 2000 + whole) / (2 * whole);
  auto read = Json::parse(std::to_string(permille / 10) + "." + std::to_string(permille % 10));
  return read ? *std::move(read) : Json(nullptr);
}

}  // namespace

base::Result<casework::AtCounter> Counter::applicant_of(const CounterEntry& entry) {
  casework::AtCounter counter{entry.account, entry.applicant_kind, entry.name, entry.received_at};
  if (!entry.account.empty() && !is_made_here(entry.account)) {
    SHUXIN_TRY(const auto known, accounts_.find(entry.account));
    if (!known || known->is_closed) return base::fail("counter.applicant", {entry.account});
    counter.kind = to_string(known->kind);
    counter.name = known->name;
    return counter;
  }
  const bool firm = entry.applicant_kind == "enterprise";
  if (entry.name.empty() || (entry.applicant_kind != "person" && !firm) || (firm && entry.uscc.empty()))
    return base::fail("counter.applicant", {entry.name});
  // Somebody without an account is known by the code of the firm, or by this application alone.
  counter.account = firm                    ? firm_prefix + entry.uscc
                    : entry.account.empty() ? person_prefix + random_code()
                                            : entry.account;
  return counter;
}

base::Result<Reply> Counter::enter(const Identity& officer, const CounterEntry& entry, const std::string& key,
                                   base::Instant now) {
  SHUXIN_TRY(casework::AtCounter counter, applicant_of(entry));
  const catalog::Catalogue& catalogue = service_.catalogue();
  Json form = entry.form;
  if (const auto* package =
          catalogue.find_package(entry.target, catalogue.calendar.legal_day(entry.received_at)))
    form = casework::form_with_choice(*package, std::move(form), entry.chosen);
  SHUXIN_TRY(auto refused, form_refusal(form_of(entry, catalogue), form));
  if (refused) return *std::move(refused);
  casework::Submission submission{entry.form, entry.materials};
  Asked asked;
  if (entry.kind == "package") {
    asked.command =
        casework::OpenPackage{entry.target, entry.chosen, std::move(submission), std::move(counter)};
  } else {
    asked.command = casework::OpenCase{entry.target, std::move(submission), "counter", std::move(counter)};
  }
  asked.actor = actor_of(officer);
  asked.now = now;
  asked.key = key;
  asked.files_through = scans_of(officer);
  return service_.run(asked);
}

base::Result<std::string> Counter::subject_of_scan(const std::string& applicant) {
  if (applicant.empty()) return person_prefix + random_code();
  if (is_made_here(applicant)) return applicant;
  SHUXIN_TRY(const auto known, accounts_.find(applicant));
  if (!known || known->is_closed) return base::fail("counter.applicant", {applicant});
  return applicant;
}

base::Result<Json> Counter::show_correction(const Identity& officer, const std::string& number,
                                            base::Instant now) {
  CaseView view(service_, officer, now);
  SHUXIN_TRY(const CaseHistory history, view.load(number));
  const casework::CaseState& state = history.state;
  const catalog::Catalogue& catalogue = service_.catalogue();
  const casework::BeforeLapse* lapsed = state.lapse_after({0});
  const catalog::Action* action = find_correction_action(state, state.state, catalogue);
  if (!action && lapsed) action = find_correction_action(state, lapsed->state, catalogue);
  if (!action) return base::fail("counter.nothing-to-correct", {number});
  const catalog::Matter* matter =
      catalogue.find_matter_version(state.opened.matter, state.opened.matter_from);
  const catalog::Form* form = matter ? catalogue.find_form(matter->form) : nullptr;
  Json::Array gaps;
  Json values = Json::Object{};
  for (const casework::Gap& gap : state.gaps) {
    Json one = Json::object({{"kind", gap.kind}, {"id", gap.id}, {"text", to_json(gap.text)}});
    if (!gap.field.empty()) {
      const std::string member = gap.field.substr(1, gap.field.find('/', 1) - 1);
      one.set("field", member);
      if (const Json* value = state.form.find(member)) values.set(member, *value);
    }
    gaps.push_back(std::move(one));
  }
  Json json = Json::object({{"number", number},
                            {"name", to_json(matter ? matter->name : base::Text{number, number})},
                            {"title", state.opened.title},
                            {"applicant", state.opened.applicant},
                            {"version", state.version},
                            {"action", action->id},
                            {"since", state.acted_at.to_string()},
                            {"gaps", std::move(gaps)},
                            {"form", std::move(values)}});
  if (form) json.set("form_id", form->id);
  if (lapsed) {
    json.set("lapsed_at", lapsed->lapsed_at.to_string());
    json.set("since", lapsed->entered_at.to_string());
  }
  return json;
}

base::Result<Json> Counter::find_applicants(const std::string& words) {
  Json::Array items;
  SHUXIN_TRY(auto found, accounts_.find_login(words));
  if (!found) {
    const auto code = base::CreditCode::parse(words);
    if (code) {
      SHUXIN_TRY(found, accounts_.find_enterprise(code->text()));
    }
  }
  if (found && !found->is_closed && found->kind != AccountKind::Officer)
    items.push_back(Json::object({{"account", found->id},
                                  {"kind", to_string(found->kind)},
                                  {"name", found->name},
                                  {"uscc", found->uscc}}));
  return Json::object({{"items", std::move(items)}});
}

base::Result<Json> visit_figures(CaseService& service, base::Instant from, base::Instant until) {
  struct Count {
    std::int64_t applications = 0, within_one = 0, without = 0;
  };
  std::map<std::string, Count> by_what;
  Count all;
  SHUXIN_TRY(const auto reads, service.store().snapshot(service.zone()));
  const auto read = reads->query(
      "select a.what, count(v.mark) from applications a left join visits v on v.zone = a.zone and v.number = "
      "a.number where a.zone = ? and a.received_at >= ? and a.received_at < ? group by a.number, a.what",
      {service.zone(), from.milliseconds, until.milliseconds}, [&](store::Row row) {
        for (Count* count : {&all, &by_what[std::string(store::text(row[0]))]}) {
          ++count->applications;
          if (store::integer(row[1]) <= 1) ++count->within_one;
          if (store::integer(row[1]) == 0) ++count->without;
        }
        return true;
      });
  if (!read) return std::unexpected(read.error());
  const catalog::Catalogue& catalogue = service.catalogue();
  const auto json_of = [](const Count& count) {
    return Json::object({{"applications", count.applications},
                         {"within_one_visit", count.within_one},
                         {"without_visit", count.without},
                         {"share", share_of(count.within_one, count.applications)}});
  };
  Json::Array items;
  for (const auto& [what, count] : by_what) {
    base::Text name{what, what};
    for (const catalog::Matter& matter : catalogue.matters)
      if (matter.id == what) name = matter.name;
    for (const catalog::Package& package : catalogue.packages)
      if (package.id == what) name = package.name;
    Json one = json_of(count);
    one.set("what", what);
    one.set("name", to_json(name));
    items.push_back(std::move(one));
  }
  Json json = json_of(all);
  json.set("from", from.to_string());
  json.set("until", until.to_string());
  json.set("by_what", std::move(items));
  return json;
}

}  // namespace shuxin::app
