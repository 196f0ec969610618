// Results that are issued together or on an event: decisions that are held, and what ends the waiting.
#include <algorithm>

#include "core/casework/decider.h"
#include "core/casework/no_supplies.h"

namespace shuxin::casework {

bool holds_results(const PackageState& package, const catalog::Package& definition) {
  if (!package.exists() || package.settled || package.dissolved) return false;
  switch (definition.results.issued) {
    case catalog::Issued::Each:
      return false;
    case catalog::Issued::Together:
      return true;
    case catalog::Issued::OnEvent:
      return !package.occurred;
  }
  return false;
}

bool Decider::holds() const {
  return definition() && holds_results(streams_.package, *definition());
}

// A hold ends before the limit of the law would lapse, whether or not a timer has fired: dated at its
// deadline, and before any later command.
Outcome Decider::end_holds_that_are_due() {
  if (!holds()) return {};
  std::optional<Instant> first;
  std::string whose;
  for (const MemberState& member : streams_.package.members) {
    const CaseState* found = find_case(streams_.cases, member.case_number);
    if (!found) continue;
    const auto ends = end_of_hold(*found, given_.catalogue.calendar);
    if (!ends || *ends >= given_.now || (first && *first <= *ends)) continue;
    first = ends;
    whose = member.member;
  }
  if (!first) return {};
  SHUXIN_DO(dissolve("limit", whose, *first));
  return advance_package();
}

Outcome Decider::dissolve(const std::string& reason, const std::string& member, Instant at) {
  begin_package("dissolve", engine_actor(), "engine", at);
  emit(PackageDissolved{reason, member});
  SHUXIN_DO(release_singly(at));
  begin_package("advance", engine_actor(), "engine", at);
  return {};
}

// What is ready is carried out, in the order of the members; what rested on a member that is not granted goes
// back to its desk, and so does what waits for an event that has not happened: it is not the law's limit that
// makes it happen.
Outcome Decider::release_singly(Instant at) {
  for (const catalog::Member* member : in_order(*definition())) {
    if (status_of_member(streams_.package, streams_.cases, member->id) != "ready") continue;
    const auto before = streams_.cases.at(streams_.package.find_member(member->id)->case_number);
    const CaseState& state = *before;
    const Pinned pinned = find_pinned(state, given_.catalogue);
    if (!pinned.matter || !pinned.procedure) return refuse("case.unknown-definition", {state.opened.matter});
    const bool awaits_event =
        definition()->results.issued == catalog::Issued::OnEvent && !streams_.package.occurred;
    const bool stands = !awaits_event && std::ranges::all_of(member->after, [&](const std::string& id) {
      return !streams_.package.find_member(id) ||
             went_well(status_of_member(streams_.package, streams_.cases, id));
    });
    const auto carry_out = [&](CaseWork& work) -> Outcome {
      SHUXIN_DO(work.lapse(at));
      return work.carry_out_held(engine_actor(), at);
    };
    NoSupplies none;  // a number taken for a decision that does not stand would leave a hole
    const Given trial{given_.catalogue, given_.registers, none, given_.now, given_.around};
    if (CaseWork tried(state, pinned, trial); stands && carry_out(tried)) {
      CaseWork work(state, pinned, given_);
      SHUXIN_DO(keep(work, carry_out(work)));
      continue;
    }
    CaseWork back(state, pinned, given_);
    back.return_held(at);
    SHUXIN_DO(keep(back, {}));
  }
  return {};
}

Outcome Decider::check_joint_actor() const {
  if (!streams_.package.exists()) return refuse("case.none", {number_});
  if (!definition()) return refuse("case.unknown-definition", {streams_.package.opened.package});
  const catalog::PackageResults& results = definition()->results;
  if (results.issued == catalog::Issued::Each) return refuse("package.not-joint");
  if (!actor_.has(results.by, results.organisation)) return refuse("case.not-your-desk");
  if (actor_.account == streams_.package.opened.applicant) return refuse("case.own-application");
  return {};
}

Outcome Decider::check_all_ready() const {
  Refusal refusal{{"package.not-ready", {}}, {}, {}, {}};
  for (const MemberState& member : streams_.package.members) {
    const std::string status = status_of_member(streams_.package, streams_.cases, member.member);
    if (status != "ready" && !went_well(status))
      refusal.faults.push_back(
          {"/members/" + member.member, {member.member + "尚未备妥", member.member + " is not ready"}});
  }
  if (refusal.faults.empty()) return {};
  return std::unexpected(std::move(refusal));
}

// All or none: the first member that cannot be carried out refuses the whole.
Outcome Decider::operator()(const DecideJointly& command) {
  number_ = command.package_number;
  SHUXIN_DO(check_joint_actor());
  SHUXIN_DO(end_holds_that_are_due());
  if (streams_.package.settled) return refuse("package.settled");
  if (streams_.package.dissolved) return refuse("package.dissolved", {streams_.package.dissolved->member});
  if (definition()->results.issued != catalog::Issued::Together) return refuse("package.not-joint");
  SHUXIN_DO(check_all_ready());
  begin_package("decide_jointly", actor_, definition()->results.by, given_.now);
  for (const catalog::Member* member : in_order(*definition())) {
    if (status_of_member(streams_.package, streams_.cases, member->id) != "ready") continue;
    const auto before = streams_.cases.at(streams_.package.find_member(member->id)->case_number);
    const CaseState& state = *before;
    const Pinned pinned = find_pinned(state, given_.catalogue);
    if (!pinned.matter || !pinned.procedure) return refuse("case.unknown-definition", {state.opened.matter});
    const catalog::Action* action = pinned.procedure->find_action(state.held->result.action);
    Outcome done = action ? check_separation(state, *action, actor_)
                          : refuse("case.unknown-definition", {state.held->result.action});
    CaseWork work(state, pinned, given_);
    if (done) done = work.lapse(given_.now);
    if (done) done = work.carry_out_held(actor_, given_.now);
    if (Outcome kept = keep(work, done); !kept) {
      Refusal refusal = std::move(kept).error();
      refusal.faults.push_back({"/members/" + member->id, {pinned.matter->name.zh, pinned.matter->name.en}});
      return std::unexpected(std::move(refusal));
    }
  }
  return advance_package();
}

Outcome Decider::operator()(const RecordOccurrence& command) {
  number_ = command.package_number;
  SHUXIN_DO(check_joint_actor());
  SHUXIN_DO(end_holds_that_are_due());
  if (definition()->results.issued != catalog::Issued::OnEvent) return refuse("package.no-event");
  if (streams_.package.occurred) return refuse("package.occurred-before");
  if (command.at > given_.now) return refuse("case.receipt-in-future");
  if (command.at < streams_.package.opened.received_at) return refuse("case.receipt-before-last-step");
  begin_package("record_event", actor_, definition()->results.by, given_.now);
  emit(PackageOccurred{definition()->results.event, command.at, command.record});
  SHUXIN_DO(release_singly(given_.now));
  return streams_.package.settled ? Outcome{} : advance_package();
}

}  // namespace shuxin::casework
