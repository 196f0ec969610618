#include "world.h"

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <sstream>

#include "core/calendar/reading.h"
#include "shell/app/catalogue_folder.h"
#include "shell/app/counter.h"
#include "shell/views/projections.h"

namespace shuxin::scenarios {
namespace {

template <typename T>
T must(base::Result<T> result) {
  if (!result) throw Failure{base::word(result.error().message, base::Language::English)};
  return *std::move(result);
}

void must(base::Result<void> result) {
  if (!result) throw Failure{base::word(result.error().message, base::Language::English)};
}

base::Json read_json(const std::filesystem::path& path) {
  std::ifstream in(path);
  std::stringstream text;
  text << in.rdbuf();
  return must(base::Json::parse(text.str()));
}

std::shared_ptr<const catalog::Catalogue> load_catalogue(const std::string& folder) {
  catalog::Loaded loaded = catalog::load(must(app::read_catalogue_folder(folder)));
  for (const base::Diagnostic& found : loaded.diagnostics)
    if (found.severity == base::Severity::Error) throw Failure{to_string(found, base::Language::English)};
  return std::make_shared<const catalog::Catalogue>(std::move(loaded.catalogue));
}

// Puts a value where a JSON pointer of object members says.
void put(base::Json& into, std::string_view pointer, base::Json value) {
  pointer.remove_prefix(1);
  const std::size_t slash = pointer.find('/');
  const std::string_view name = pointer.substr(0, slash);
  if (slash == std::string_view::npos) {
    into.set(name, std::move(value));
    return;
  }
  base::Json inner = into.find(name) ? *into.find(name) : base::Json(base::Json::Object{});
  put(inner, pointer.substr(slash), std::move(value));
  into.set(name, std::move(inner));
}

}  // namespace

World::World(const std::string& catalogue_folder, const std::string& folder)
    : folder_(folder), catalogue_(load_catalogue(catalogue_folder)) {
  std::filesystem::remove_all(folder);
  std::filesystem::create_directories(folder);
  store::Options options;
  options.projections = views::projections(catalogue_);
  options.tables = {views::due_table()};
  store_ = must(store::open("sqlite:" + folder + "/store.db", folder + "/keys", std::move(options)));
  service_ = std::make_unique<app::CaseService>(*store_, catalogue_, hub_);
  const std::filesystem::path forms = std::filesystem::path(SHUXIN_SOURCE_DIR) / "tests/scenarios/forms";
  for (const auto& file : std::filesystem::directory_iterator(forms))
    forms_[file.path().stem().string()] = read_json(file.path());
}

World::~World() {
  service_.reset();
  store_.reset();
  std::filesystem::remove_all(folder_);
}

void World::set_time(base::Date day, int minute_of_day) {
  now_ = catalogue_->calendar.instant(day, minute_of_day);
}

void World::add_person(const std::string& name, const std::string& kind) {
  people_[name] = {name, name, name, kind, {}};
}

void World::add_officer(const std::string& name, const std::string& role, const std::string& organisation) {
  casework::Actor& officer = people_[name];
  officer.account = officer.name = name;
  officer.kind = "officer";
  officer.roles.emplace_back(role, organisation);
}

void World::add_entry(const std::string& kind, const base::Json& fields) {
  const casework::Actor registrar{"registrar", "registrar", "", "officer", {}};
  (void)must(service_->import_register(kind, {fields}, registrar, now_));
}

void World::set_form(const std::string& target, const base::Json& form) {
  forms_[target] = form;
}
void World::set_form_member(const std::string& pointer, const base::Json& value) {
  put(form_changes_, pointer, value);
}

// A name of the scenario, or the name of a desk: then an officer who holds it for this matter.
casework::Actor World::actor(const std::string& who, const catalog::Action* action,
                             const catalog::Matter* matter, const base::Json& input) const {
  if (const auto found = people_.find(who); found != people_.end()) return found->second;
  for (const auto& [name, person] : people_)
    if (person.account == who) return person;
  if (!action || !matter) throw Failure{"nobody is called " + who};
  std::string role = who;
  std::string organisation = matter->authority;
  if (const auto desk = matter->desks.find(who); desk != matter->desks.end()) organisation = desk->second;
  for (const catalog::ReviewStep& step : matter->review) {
    if (step.by != who && input.find_string("step").value_or("") != step.id) continue;
    if (step.by == who && !step.organisation.empty()) organisation = step.organisation;
  }
  return {"officer-" + who, who, "", "officer", {{role, organisation}}};
}

std::string World::make_file(const std::string& account) {
  auto writer = must(store_->create_file(service_->zone(), "scenario", account, now_));
  must(writer->write("%PDF-1.4 scenario"));
  return must(writer->finish()).file;
}

std::map<std::string, casework::MaterialGiven> World::materials(const std::vector<std::string>& ids,
                                                                const Handed& handed,
                                                                const std::string& account) {
  std::map<std::string, casework::MaterialGiven> given;
  std::vector<std::string> wanted = handed.only.empty() ? ids : handed.only;
  // What is named is handed in, also where it is needed only sometimes.
  for (const auto& [id, how] : handed.as)
    if (std::ranges::find(wanted, id) == wanted.end()) wanted.push_back(id);
  for (const std::string& id : wanted) {
    if (std::ranges::find(handed.without, id) != handed.without.end()) continue;
    const auto as = handed.as.find(id);
    const std::string how = as == handed.as.end() ? "file" : as->second;
    given[id] = {how, {}, how == "commitment" ? "scenario" : ""};
    if (how == "file") given[id].files.push_back(make_file(account));
  }
  return given;
}

void World::run(app::Asked asked) {
  asked.now = now_;
  asked.key = "scenario-" + std::to_string(++keys_);
  const auto* open = std::get_if<casework::OpenPackage>(&asked.command);
  asked.files_through = open && !open->from_package.empty() ? "" : "scenario";
  last_ = asked;
  repeat();
}

void World::repeat() {
  if (!last_) throw Failure{"nothing was done yet"};
  problem_.reset();
  auto reply = service_->run(*last_);
  if (!reply) {
    problem_ = reply.error().code();
    return;
  }
  reply_ = *std::move(reply);
}

void World::submit(const std::string& who, const std::string& target, const Handed& handed) {
  const auto person = people_.find(who);
  if (person == people_.end()) throw Failure{"nobody is called " + who};
  run(application(person->second, target, catalogue_->calendar.legal_day(now_), handed));
  if (!problem_ && !reply_.refused) case_ = reply_.body.find_string("number").value_or("");
}

void World::enter(const std::string& officer, const std::string& who, const std::string& target,
                  base::Instant received, const Handed& handed) {
  const auto person = people_.find(who);
  if (person == people_.end()) throw Failure{"nobody is called " + who};
  app::Asked asked = application(person->second, target, catalogue_->calendar.legal_day(received), handed);
  const casework::AtCounter counter{person->second.account, person->second.kind, person->second.name,
                                    received};
  if (auto* open = std::get_if<casework::OpenCase>(&asked.command)) {
    open->channel = "counter";
    open->counter = counter;
  }
  if (auto* open = std::get_if<casework::OpenPackage>(&asked.command)) open->counter = counter;
  asked.actor = actor(officer, nullptr, nullptr, {});
  run(std::move(asked));
  if (!problem_ && !reply_.refused) case_ = reply_.body.find_string("number").value_or("");
}

app::Asked World::application(const casework::Actor& applicant, const std::string& target, base::Date day,
                              const Handed& handed) {
  base::Json form = forms_.contains(target) ? forms_[target] : base::Json(base::Json::Object{});
  for (const base::Json* changes : {&std::as_const(form_changes_), &handed.form})
    if (const auto* members = changes->if_object())
      for (const auto& [name, value] : *members) form.set(name, value);
  form_changes_ = {};
  std::vector<std::string> ids;
  const auto add = [&](const catalog::Matter& matter) {
    for (const catalog::Material& material : matter.materials)
      if (material.from.empty() && material.required_when.empty() &&
          std::ranges::find(ids, material.id) == ids.end())
        ids.push_back(material.id);
  };
  app::Asked asked;
  asked.actor = applicant;
  if (const catalog::Package* package = catalogue_->find_package(target, day)) {
    std::vector<std::string> chosen = handed.chosen;
    for (const catalog::Member& member : package->members) {
      if (handed.chosen.empty() && member.optional) chosen.push_back(member.id);
      if (const catalog::Matter* matter = catalogue_->find_matter(member.matter, day)) add(*matter);
    }
    if (chosen == std::vector<std::string>{"nothing"}) chosen.clear();
    asked.command = casework::OpenPackage{
        target, chosen, {std::move(form), materials(ids, handed, applicant.account)}, {}};
    is_package_ = true;
  } else {
    if (const catalog::Matter* matter = catalogue_->find_matter(target, day)) add(*matter);
    asked.command = casework::OpenCase{
        target, {std::move(form), materials(ids, handed, applicant.account)}, "online", {}};
    is_package_ = false;
  }
  return asked;
}

void World::act_at_counter(const std::string& officer, const std::string& action, base::Instant received,
                           const Handed& handed, const std::string& late_reason) {
  app::Asked asked;
  asked.actor = actor(officer, nullptr, nullptr, {});
  Handed on_paper = handed;
  for (const std::string& id : handed.only) on_paper.as[id] = "paper";
  casework::Act act{number_of(""),     action,   base::Json(base::Json::Object{}),
                    {handed.form, {}}, received, late_reason};
  if (!handed.only.empty()) act.submission.materials = materials({}, on_paper, asked.actor.account);
  asked.command = std::move(act);
  run(std::move(asked));
}

void World::note_visit(const std::string& officer, const std::string& purpose, base::Instant at) {
  app::Asked asked;
  asked.actor = actor(officer, nullptr, nullptr, {});
  asked.command = casework::RecordVisit{number_of(""), purpose, at};
  run(std::move(asked));
}

void World::turn_into(const std::string& who, const std::string& target, const base::Json& form) {
  app::Asked asked;
  asked.actor = actor(who, nullptr, nullptr, {});
  casework::OpenPackage open{target, {}, {form, {}}, {}, case_};
  asked.command = std::move(open);
  run(std::move(asked));
  if (!problem_ && !reply_.refused) case_ = reply_.body.find_string("number").value_or("");
}

void World::decide_jointly(const std::string& who) {
  app::Asked asked;
  asked.actor = actor(who, nullptr, nullptr, {});
  asked.command = casework::DecideJointly{case_};
  run(std::move(asked));
}

void World::record_event(const std::string& who, base::Instant at) {
  app::Asked asked;
  asked.actor = actor(who, nullptr, nullptr, {});
  asked.command = casework::RecordOccurrence{case_, at, ""};
  run(std::move(asked));
}

std::string World::number_of(const std::string& member) {
  if (!is_package_ && member.empty()) return case_;
  if (!is_package_) {
    // A case that this one opened goes by what it is about.
    int at = 0;
    for (const casework::Spawned& one : state("").spawned)
      if (one.opened.key == member || "drawn-" + std::to_string(++at) == member) return one.opened.number;
    throw Failure{"the case opened none about " + member};
  }
  if (member.empty()) throw Failure{"say which member of the package"};
  const casework::PackageState state = package();
  const casework::MemberState* found = state.find_member(member);
  if (!found || found->case_number.empty()) throw Failure{"the member " + member + " has no case yet"};
  return found->case_number;
}

void World::act(const std::string& who, const std::string& action, const std::string& member,
                const base::Json& input, const Handed& handed) {
  const std::string number = number_of(member);
  const casework::CaseState state = this->state(member);
  const catalog::Matter* matter =
      catalogue_->find_matter_version(state.opened.matter, state.opened.matter_from);
  const catalog::Procedure* procedure =
      catalogue_->find_procedure_version(state.opened.procedure, state.opened.procedure_from);
  const catalog::Action* definition = procedure ? procedure->find_action(action) : nullptr;
  app::Asked asked;
  asked.actor = actor(who, definition, matter, input);
  casework::Submission submission{handed.form, {}};
  if (!handed.only.empty()) submission.materials = materials({}, handed, asked.actor.account);
  asked.command = casework::Act{number, action, input, std::move(submission)};
  run(std::move(asked));
}

void World::lapse() {
  problem_.reset();
  reply_ = {};
  (void)must(service_->lapse_due(now_));
}

casework::CaseState World::state(const std::string& member) {
  const auto reads = must(store_->snapshot(service_->zone()));
  return *must(service_->states().load_case(*reads, number_of(member)));
}

casework::PackageState World::package() {
  const auto reads = must(store_->snapshot(service_->zone()));
  return *must(service_->states().load_package(*reads, case_));
}

namespace {

class None : public casework::Supplies {
  std::int64_t number(const std::string&, int) override { return 0; }
  std::string code() override { return {}; }
};

}  // namespace

// Asks a question of casework with the registers as they stand.
template <typename Query>
auto World::with_registers(const casework::Around* around, Query query) {
  None none;
  const auto reads = must(store_->snapshot(service_->zone()));
  app::StoredRegisters registers(*reads, *catalogue_, service_->zone());
  auto answer = query(casework::Given{*catalogue_, registers, none, now_, around});
  must(registers.done());
  return answer;
}

std::vector<casework::AvailableAction> World::actions(const std::string& who, const std::string& member) {
  const casework::CaseState state = this->state(member);
  const catalog::Matter* matter =
      catalogue_->find_matter_version(state.opened.matter, state.opened.matter_from);
  const catalog::Action any;
  const casework::Actor actor = this->actor(who, &any, matter, {});
  const casework::Streams all = streams();
  const casework::Around around{
      &all.package,
      catalogue_->find_package_version(all.package.opened.package, all.package.opened.package_from),
      &all.cases, nullptr};
  return with_registers(is_package_ ? &around : nullptr, [&](const casework::Given& given) {
    return casework::available_actions(state, actor, given);
  });
}

casework::Streams World::streams() {
  casework::Streams all;
  if (!is_package_) return all;
  const auto reads = must(store_->snapshot(service_->zone()));
  all.package = package();
  for (const casework::MemberState& member : all.package.members)
    if (!member.case_number.empty())
      all.cases[member.case_number] = must(service_->states().load_case(*reads, member.case_number));
  return all;
}

casework::Outlook World::outlook() {
  const casework::Streams all = streams();
  return with_registers(nullptr,
                        [&](const casework::Given& given) { return casework::outlook_of(all, given); });
}

std::string World::status_of_member(const std::string& member) {
  const casework::Streams all = streams();
  return casework::status_of_member(all.package, all.cases, member);
}

std::vector<casework::Step> World::steps(const std::string& member) {
  const auto reads = must(store_->snapshot(service_->zone()));
  return must(app::load_history(*reads, number_of(member))).steps;
}

std::int64_t World::visits() {
  const auto reads = must(store_->snapshot(service_->zone()));
  std::int64_t count = 0;
  must(reads->query("select count(*) from visits where zone = ? and number = ?", {service_->zone(), case_},
                    [&](store::Row row) {
                      count = store::integer(row[0]);
                      return true;
                    }));
  return count;
}

std::pair<std::int64_t, std::int64_t> World::visit_figures() {
  const base::Json figures =
      must(app::visit_figures(*service_, base::Instant{0}, base::Instant{now_.milliseconds + 1}));
  return {figures.find_integer("applications").value_or(-1),
          figures.find_integer("within_one_visit").value_or(-1)};
}

std::vector<casework::FactEntries::Entry> World::entries(const std::string& kind, const std::string& key) {
  const catalog::Register* definition = catalogue_->find_register(kind);
  if (!definition) throw Failure{"there is no register " + kind};
  const auto reads = must(store_->snapshot(service_->zone()));
  return must(app::find_entries(*reads, *catalogue_, service_->zone(), {kind, definition->key, key})).entries;
}

std::int64_t World::package_minutes() {
  const casework::PackageState state = package();
  return catalogue_->calendar.office_minutes(state.opened.received_at,
                                             state.settled ? state.settled_at : now_);
}

std::string World::audit() {
  const store::AuditReport report = must(store_->audit({}));
  std::string all;
  for (const store::Finding& finding : report.findings)
    all += base::word(finding.message, base::Language::English) + "; ";
  return all;
}

}  // namespace shuxin::scenarios
