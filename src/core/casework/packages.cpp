// Packages: which members are done, when their turn comes, and when the whole is settled.
#include <algorithm>

#include "core/casework/decider.h"

namespace shuxin::casework {

std::string status_of_member(const PackageState& package, const Cases& cases, std::string_view member) {
  const MemberState* known = package.find_member(member);
  if (!known) return "not-chosen";
  if (!known->outcome.empty()) return known->outcome;
  if (known->case_number.empty()) return "waiting";
  const CaseState* found = find_case(cases, known->case_number);
  if (!found) return "running";
  if (found->final) return found->outcome;
  return found->held ? "ready" : "running";
}

Json form_with_choice(const catalog::Package& package, Json form, const std::vector<std::string>& chosen) {
  if (package.choice_field.empty()) return form;
  Json::Array matters;
  for (const catalog::Member& member : package.members)
    if (member.optional && std::ranges::find(chosen, member.id) != chosen.end())
      matters.emplace_back(member.matter);
  form.set(package.choice_field, std::move(matters));
  return form;
}

std::vector<const catalog::Member*> in_order(const catalog::Package& package) {
  std::vector<const catalog::Member*> order;
  const auto placed = [&](const std::string& id) {
    return !package.find_member(id) ||
           std::ranges::any_of(order, [&](const auto* one) { return one->id == id; });
  };
  // The check of the catalogue knows of no circle; if there were one its members would be left out.
  for (bool moved = true; moved;) {
    moved = false;
    for (const catalog::Member& member : package.members)
      if (!placed(member.id) && std::ranges::all_of(member.after, placed)) {
        order.push_back(&member);
        moved = true;
      }
  }
  return order;
}

void Decider::look_around() {
  around_ = {&streams_.package, nullptr, &streams_.cases, &written_};
  if (streams_.package.exists())
    around_.definition = given_.catalogue.find_package_version(streams_.package.opened.package,
                                                               streams_.package.opened.package_from);
}

Outcome Decider::operator()(const OpenPackage& command) {
  const Instant received = command.counter ? command.counter->received_at : given_.now;
  const Date day = legal_day(given_.catalogue, received);
  const catalog::Package* package = given_.catalogue.find_package(command.package, day);
  if (!package) return refuse("case.no-such-matter", {command.package, day.to_string()});
  std::vector<std::string> intakes;
  for (const catalog::Member& member : package->members)
    if (const catalog::Matter* matter = given_.catalogue.find_matter(member.matter, day))
      intakes.push_back(organisation_of_desk(*matter, "intake"));
  const auto entry = entry_of(command.counter, "online", intakes, package->applicants);
  if (!entry) return std::unexpected(entry.error());
  if (!command.from_package.empty()) SHUXIN_DO(check_earlier(*package, entry->account));
  const Submission submission = take_over(command, *package);
  PackageOpened opened;
  opened.from_package = command.from_package;
  opened.number = number_ = new_number(given_, "P");
  opened.package = package->id;
  opened.package_from = package->effective.from;
  opened.applicant = entry->account;
  opened.applicant_kind = entry->kind;
  opened.applicant_name = entry->name;
  opened.promise = package->promise;
  opened.received_at = entry->received_at;
  opened.channel = entry->channel;
  opened.materials = submission.materials;
  split_form(*package, submission.form, opened);
  SHUXIN_DO(choose(*package, command.chosen, submission.form, opened));
  note_turned(opened, *entry);
  begin_package("open", actor_, entry->desk, entry->received_at);
  emit(std::move(opened));
  if (command.counter) emit(VisitMade{"submit", number_});
  look_around();
  opening_ = true;
  return advance_package();
}

// A review beforehand has no legal effect of its own; once it is finished it turns into the formal package,
// once, for the same applicant.
Outcome Decider::check_earlier(const catalog::Package& package, const std::string& applicant) const {
  const PackageState& earlier = streams_.earlier;
  if (!earlier.exists() || earlier.opened.applicant != applicant) return refuse("case.not-yours");
  const catalog::Package* reviewed =
      given_.catalogue.find_package_version(earlier.opened.package, earlier.opened.package_from);
  if (!reviewed || reviewed->becomes != package.id)
    return refuse("package.becomes-another", {earlier.opened.number, package.id});
  if (!earlier.settled || earlier.outcome != "completed")
    return refuse("package.not-reviewed", {earlier.opened.number});
  if (earlier.occurred) return refuse("package.turned-before", {earlier.occurred->record});
  return {};
}

// What was reviewed is taken over with the same materials; the field that mirrors the choice follows it.
Submission Decider::take_over(const OpenPackage& command, const catalog::Package& package) const {
  Submission submission = command.submission;
  if (!command.from_package.empty()) {
    Json form = streams_.earlier.form;
    if (const Json::Object* changed = submission.form.if_object())
      for (const auto& [name, value] : *changed) form.set(name, value);
    submission.form = std::move(form);
    for (const auto& [id, given] : streams_.earlier.opened.materials)
      submission.materials.try_emplace(id, given);
  }
  submission.form = form_with_choice(package, std::move(submission.form), command.chosen);
  return submission;
}

void Decider::note_turned(const PackageOpened& opened, const Entry& entry) {
  if (opened.from_package.empty()) return;
  Step step{"turn", actor_.account, actor_.name, entry.desk, entry.received_at, {}};
  step.events.emplace_back(PackageOccurred{"turned", entry.received_at, opened.number});
  const std::int64_t version = streams_.earlier.version;
  evolve(streams_.earlier, step);
  steps_.push_back({"package/" + opened.from_package, version, std::move(step)});
}

void Decider::split_form(const catalog::Package& package, const Json& values, PackageOpened& opened) {
  const catalog::Form* form = given_.catalogue.find_form(package.form);
  opened.form = Json::Object{};
  if (const Json::Object* object = values.if_object())
    for (const auto& [name, value] : *object) {
      const bool personal = form && std::ranges::find(form->personal, name) != form->personal.end();
      (personal ? opened.personal : opened.form).set(name, value);
    }
}

// A member whose condition says no is left out; what cannot be told is done.
bool Decider::applies(const catalog::Member& member, const Json& form) {
  if (member.when.empty()) return true;
  const catalog::Matter* matter =
      given_.catalogue.find_matter(member.matter, legal_day(given_.catalogue, given_.now));
  if (!matter) return true;
  CaseState filled;
  filled.form = form;
  return Formulas(filled, *matter, given_).truth(member.when) != rules::Truth::False;
}

// The members that will be done: all that are not optional, and of the others those that were chosen.
Outcome Decider::choose(const catalog::Package& package, const std::vector<std::string>& chosen,
                        const Json& form, PackageOpened& opened) {
  for (const std::string& id : chosen)
    if (!package.find_member(id)) return refuse("case.no-such-member", {id});
  for (const catalog::Member& member : package.members) {
    const bool wanted = !member.optional || std::ranges::find(chosen, member.id) != chosen.end();
    if (wanted && applies(member, form)) opened.chosen.push_back(member.id);
  }
  return {};
}

void Decider::begin_package(std::string action, const Actor& actor, std::string desk, Instant at) {
  package_head_ = Step{std::move(action), actor.account, actor.name, std::move(desk), at, {}};
}

// Events of one head go into one step; without a head the engine moves on by itself.
void Decider::emit(Event event) {
  if (!package_head_ && package_steps_.empty())
    begin_package("advance", engine_actor(), "engine", given_.now);
  if (package_head_) {
    package_steps_.push_back(*std::move(package_head_));
    ++streams_.package.version;
  }
  package_head_.reset();
  apply(streams_.package, package_steps_.back().effective_at, event);
  package_steps_.back().events.push_back(std::move(event));
}

// Settles members whose cases have ended, opens those whose turn has come, and settles the package when all
// are: until nothing moves.
Outcome Decider::advance_package() {
  if (!definition()) return refuse("case.unknown-definition", {streams_.package.opened.package});
  for (bool moved = true; moved;) {
    moved = settle_members();
    for (const MemberState& member : std::vector<MemberState>(streams_.package.members))
      if (holds() && !member.outcome.empty() && !went_well(member.outcome))
        SHUXIN_DO(dissolve(member.outcome, member.member, given_.now));
    for (const catalog::Member& member : definition()->members) {
      const MemberState* state = streams_.package.find_member(member.id);
      if (!state || !state->outcome.empty() || !state->case_number.empty()) continue;
      switch (turn_of(member)) {
        case Turn::NotYet:
          break;
        case Turn::Never:
          emit(MemberSettled{member.id, "cancelled"});
          moved = true;
          break;
        case Turn::Now:
          SHUXIN_DO(open_member(member));
          moved = true;
          break;
      }
    }
  }
  settle_package();
  return {};
}

bool Decider::settle_members() {
  bool moved = false;
  const std::vector<MemberState> members = streams_.package.members;
  for (const MemberState& member : members) {
    if (member.case_number.empty() || !member.outcome.empty()) continue;
    const CaseState* found = find_case(streams_.cases, member.case_number);
    if (!found || !found->final) continue;
    emit(MemberSettled{member.member, found->outcome});
    moved = true;
  }
  return moved;
}

// A member's turn comes when all before it went well, or are ready where results are held; never, when one of
// them did not go well.
Decider::Turn Decider::turn_of(const catalog::Member& member) const {
  Turn turn = Turn::Now;
  for (const std::string& id : member.after) {
    if (!streams_.package.find_member(id)) continue;
    const std::string status = status_of_member(streams_.package, streams_.cases, id);
    if (went_well(status) || (status == "ready" && holds())) continue;
    if (status != "waiting" && status != "running" && status != "ready") return Turn::Never;
    turn = Turn::NotYet;
  }
  return turn;
}

Outcome Decider::open_member(const catalog::Member& member) {
  const PackageOpened& package = streams_.package.opened;
  const Instant received = opening_ ? package.received_at : given_.now;
  const Date day = legal_day(given_.catalogue, received);
  const catalog::Matter* matter = given_.catalogue.find_matter(member.matter, day);
  if (!matter) return refuse("case.no-such-matter", {member.matter, day.to_string()});
  Submission submission{streams_.package.form, {}};
  for (const catalog::Material& material : matter->materials)
    if (const auto given = package.materials.find(material.id); given != package.materials.end())
      submission.materials.insert(*given);
  std::map<std::string, std::string> results;
  for (const std::string& id : member.after)
    if (const MemberState* before = streams_.package.find_member(id))
      if (const CaseState* found = find_case(streams_.cases, before->case_number))
        for (const auto& [name, value] : found->results) results.emplace(name, value);
  std::vector<Event> along;
  for (const auto& [name, value] : results) along.emplace_back(NumberAssigned{name, "package", value});
  const std::string number = new_number(given_, "A");
  SHUXIN_DO(open_case(
      {*matter,
       std::move(submission),
       {package.applicant, package.applicant_kind, package.applicant_name, "package", "applicant", received},
       number,
       package.number,
       member.id,
       "",
       std::move(along)}));
  emit(MemberOpened{member.id, number});
  return {};
}

void Decider::settle_package() {
  if (streams_.package.settled) return;
  const auto& members = streams_.package.members;
  const auto well = [](const MemberState& member) { return went_well(member.outcome); };
  if (std::ranges::any_of(members, [](const MemberState& member) { return member.outcome.empty(); })) return;
  emit(PackageSettled{std::ranges::all_of(members, well)   ? "completed"
                      : std::ranges::any_of(members, well) ? "partial"
                                                           : "failed"});
}

}  // namespace shuxin::casework
