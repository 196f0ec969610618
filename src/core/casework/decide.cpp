#include "core/casework/decide.h"

#include <algorithm>

#include "core/casework/decider.h"

namespace shuxin::casework {
namespace {

std::string padded(std::int64_t number) {
  std::string digits = std::to_string(number);
  return digits.size() < 6 ? std::string(6 - digits.size(), '0') + digits : digits;
}

}  // namespace

Actor engine_actor() {
  return {"engine", "engine", "", "engine", {}};
}

bool went_well(std::string_view outcome) {
  return outcome == "granted" || outcome == "completed";
}

std::string new_number(const Given& given, std::string_view kind) {
  const int year = static_cast<int>(legal_day(given.catalogue, given.now).civil().year);
  const std::string series = "case-" + std::string(kind);
  return std::string(kind) + std::to_string(year) + padded(given.supplies.number(series, year));
}

Decider::Decider(Streams streams, const Actor& actor, const Given& given)
    : streams_(std::move(streams)), actor_(actor), given_(given) {
  // The clock of a machine can be set back: no step counts from before the one that it follows.
  for (const auto& [number, state] : streams_.cases) given_.now = std::max(given_.now, state->acted_at);
  look_around();
  given_.around = &around_;
  package_version_ = streams_.package.version;
}

// At the counter an officer of the intake desk acts for who came in person; what is received cannot have been
// received in the future.
std::expected<Decider::Entry, Refusal> Decider::entry_of(const std::optional<AtCounter>& counter,
                                                         std::string_view channel,
                                                         const std::vector<std::string>& intakes,
                                                         const std::vector<std::string>& kinds) const {
  Entry entry{actor_.applicant, actor_.kind, actor_.name, std::string(channel), "applicant", given_.now};
  if (counter) {
    const auto theirs = [&](const std::string& one) { return actor_.has("intake", one); };
    if (std::ranges::none_of(intakes, theirs)) return refuse("case.not-your-desk");
    if (counter->account == actor_.account) return refuse("case.own-application");
    if (counter->received_at > given_.now) return refuse("case.receipt-in-future");
    entry = {counter->account, counter->kind, counter->name, "counter", "counter", counter->received_at};
  }
  if (!kinds.empty() && std::ranges::find(kinds, entry.kind) == kinds.end())
    return refuse("case.not-for-you", {entry.kind});
  return entry;
}

Outcome Decider::operator()(const OpenCase& command) {
  const Instant received = command.counter ? command.counter->received_at : given_.now;
  const Date day = legal_day(given_.catalogue, received);
  const catalog::Matter* matter = given_.catalogue.find_matter(command.matter, day);
  if (!matter) return refuse("case.no-such-matter", {command.matter, day.to_string()});
  auto entry = entry_of(command.counter, command.channel, {organisation_of_desk(*matter, "intake")},
                        matter->applicants);
  if (!entry) return std::unexpected(std::move(entry).error());
  number_ = new_number(given_, "A");
  std::vector<Event> along;
  if (command.counter) along.emplace_back(VisitMade{"submit", ""});
  return open_case({*matter, command.submission, *std::move(entry), number_, "", "", "", std::move(along)});
}

Outcome Decider::operator()(const Act& command) {
  std::string undone;
  if (command.received_at) {
    const CaseState* found = find_case(streams_.cases, command.case_number);
    if (*command.received_at > given_.now) return refuse("case.receipt-in-future");
    if (found && *command.received_at < found->acted_at) {
      const BeforeLapse* before = found->lapse_after(*command.received_at);
      if (!before) return refuse("case.receipt-before-last-step");
      if (command.late_reason.empty()) return refuse("case.late-reason", {before->lapsed_at.to_string()});
      // Its lapse has settled the package, or set its other members in motion.
      if (!found->opened.package_number.empty()) return refuse("case.late-in-package");
      undone = before->clock;
    }
  }
  const Manner manner{command.received_at.value_or(given_.now), command.received_at.has_value()};
  return on_case(command.case_number, manner.at, [&](CaseWork& work, const Pinned& pinned) -> Outcome {
    const catalog::Action* action = pinned.procedure->find_action(command.action);
    if (!action || command.action == "submit") return refuse("case.not-a-command", {command.action});
    if (!undone.empty()) {
      SHUXIN_DO(
          work.note("undo_lapse", actor_, "counter", manner.at, LapseUndone{undone, command.late_reason}));
    }
    return work.act(*action, actor_, command.input, command.submission, manner);
  });
}

Outcome Decider::operator()(const Tick& command) {
  return on_case(command.case_number, given_.now, [](CaseWork&, const Pinned&) -> Outcome { return {}; });
}

Outcome Decider::operator()(const RecordVisit& command) {
  if (command.at > given_.now) return refuse("case.receipt-in-future");
  return on_case(command.case_number, given_.now, [&](CaseWork& work, const Pinned& pinned) -> Outcome {
    if (!work.state().parties_of(actor_.account).empty()) return refuse("case.own-application");
    if (!actor_.has("intake", organisation_of_desk(*pinned.matter, "intake")) &&
        !actor_.has("issue", organisation_of_desk(*pinned.matter, "issue")))
      return refuse("case.not-your-desk");
    return work.note("visit", actor_, "counter", command.at,
                     VisitMade{command.purpose, work.state().opened.package_number});
  });
}

Decision Decider::finish(Outcome outcome) {
  if (!outcome) return std::move(outcome).error();
  for (Step& step : package_steps_)
    steps_.push_back({"package/" + streams_.package.opened.number, package_version_++, std::move(step)});
  return Decided{std::move(steps_), std::move(number_), std::move(streams_)};
}

Outcome Decider::open_case(Opening opening) {
  const catalog::Matter& matter = opening.matter;
  const Date day = legal_day(given_.catalogue, opening.entry.received_at);
  const catalog::Procedure* procedure = given_.catalogue.find_procedure(matter.procedure, day);
  if (!procedure) return refuse("case.unknown-definition", {matter.procedure});
  CaseOpened opened;
  opened.number = opening.number;
  opened.matter = matter.id;
  opened.matter_from = matter.effective.from;
  opened.procedure = procedure->id;
  opened.procedure_from = procedure->effective.from;
  opened.package_number = opening.package_number;
  opened.member = opening.member;
  opened.parent = opening.parent;
  opened.authority = matter.authority;
  opened.applicant = opening.entry.account;
  opened.applicant_kind = opening.entry.kind;
  opened.applicant_name = opening.entry.name;
  opened.channel = opening.entry.channel;
  opened.received_at = opening.entry.received_at;
  CaseState blank;
  blank.opened = opened;
  if (!matter.title.empty()) {
    CaseState filled;
    filled.form = opening.submission.form;
    opened.title = Formulas(filled, matter, given_).text(matter.title);
  }
  CaseWork work(std::move(blank), {&matter, procedure}, given_);
  const Outcome outcome =
      work.open(std::move(opened), opening.submission, actor_, opening.entry.desk, std::move(opening.along));
  return keep(work, outcome);
}

// What has fallen due comes first: a hold that ends, then the case's own clocks, each dated at its deadline.
template <typename Then>
Outcome Decider::on_case(const std::string& number, Instant at, Then then) {
  SHUXIN_DO(end_holds_that_are_due());
  const CaseState* found = find_case(streams_.cases, number);
  if (!found || !found->exists()) return refuse("case.none", {number});
  const Pinned pinned = find_pinned(*found, given_.catalogue);
  if (!pinned.matter || !pinned.procedure) return refuse("case.unknown-definition", {found->opened.matter});
  number_ = number;
  CaseWork work(*found, pinned, given_);
  Outcome outcome = work.lapse(at);
  if (outcome) outcome = then(work, pinned);
  SHUXIN_DO(keep(work, outcome));
  if (!in_package()) return {};
  if (!package_steps_.empty()) begin_package("advance", engine_actor(), "engine", given_.now);
  return advance_package();
}

// Takes over what the work on a case came to: its steps, its state, and the cases that it opens.
Outcome Decider::keep(CaseWork& work, const Outcome& outcome) {
  if (!outcome) return outcome;
  for (NewStep& step : work.take_steps()) {
    for (const Event& event : step.step.events)
      if (const auto* written = std::get_if<RegisterWritten>(&event)) written_.push_back(*written);
    steps_.push_back(std::move(step));
  }
  const auto kept = std::make_shared<const CaseState>(work.take_state());
  const CaseState& state = *kept;
  const std::string& number = state.opened.number;
  const CaseState* before = find_case(streams_.cases, number);
  const bool ended_before = before && before->final;
  streams_.cases.insert_or_assign(number, kept);
  for (Spawn& spawn : work.take_spawns()) {
    const Entry entry{
        state.opened.applicant, state.opened.applicant_kind, state.opened.applicant_name, "spawned", "engine",
        state.acted_at};
    std::vector<Event> along;
    if (spawn.party) along.emplace_back(*spawn.party);
    SHUXIN_DO(
        open_case({*spawn.matter, {spawn.form, {}}, entry, spawn.number, "", "", number, std::move(along)}));
  }
  return state.final && !ended_before && !state.opened.parent.empty() ? settle_parent(state) : Outcome{};
}

// The case that opened this one hears of its end, and may move on by itself.
Outcome Decider::settle_parent(const CaseState& child) {
  const CaseState* found = find_case(streams_.cases, child.opened.parent);
  if (!found) return {};
  const Pinned pinned = find_pinned(*found, given_.catalogue);
  if (!pinned.matter || !pinned.procedure) return {};
  CaseWork work(*found, pinned, given_);
  return keep(work, work.note("advance", engine_actor(), "engine", given_.now,
                              SpawnSettled{child.opened.number, child.outcome}));
}

Decision decide(Streams streams, const Command& command, const Actor& actor, const Given& given) {
  Decider decider(std::move(streams), actor, given);
  Outcome outcome = std::visit([&](const auto& one) { return decider(one); }, command);
  return decider.finish(std::move(outcome));
}

std::vector<AvailableAction> available_actions(const CaseState& state, const Actor& actor, const Given& given,
                                               bool at_counter) {
  std::vector<AvailableAction> available;
  const Pinned pinned = find_pinned(state, given.catalogue);
  if (!pinned.matter || !pinned.procedure) return available;
  CaseWork work(state, pinned, given);
  for (const catalog::Action& action : pinned.procedure->actions) {
    if (action.id == "submit") continue;
    if (!action.from.empty() && std::ranges::find(action.from, state.state) == action.from.end()) continue;
    const Outcome theirs = check_actor(state, pinned, action, actor, Json{}, at_counter);
    // What is another desk's is not shown, and an applicant who has no desk sees none of theirs; what is
    // theirs but barred by separation of duties is, with the reason.
    if (!theirs && (theirs.error().message.code == "case.not-your-desk" ||
                    theirs.error().message.code == "case.not-yours" ||
                    theirs.error().message.code == "case.not-for-the-counter" ||
                    theirs.error().message.code == "case.not-a-command" ||
                    (theirs.error().message.code == "case.own-application" && actor.roles.empty())))
      continue;
    const Outcome allowed = theirs ? work.check_guards(action) : theirs;
    AvailableAction one{action.id, action.name, allowed.has_value(), {}, {}, &action};
    // Findings that only the officer knows of may open this door: it is asked again with them.
    const bool finds = std::ranges::any_of(
        action.asks, [](const catalog::Input& input) { return input.kind == catalog::InputKind::Findings; });
    if (!allowed && finds && allowed.error().message.code == "case.guard") one.allowed = true;
    if (!one.allowed) {
      one.why_not = allowed.error().message;
      one.why_not_text = allowed.error().text;
    }
    available.push_back(std::move(one));
  }
  return available;
}

Date legal_day(const catalog::Catalogue& catalogue, Instant at) {
  return catalogue.calendar.legal_day(at);
}

}  // namespace shuxin::casework
