#include <algorithm>

#include "core/casework/state.h"

namespace shuxin::casework {
namespace {

// What is about a person is kept beside the rest in the ledger and put back into its place in the state.
void merge(Json& into, const Json& members) {
  const Json::Object* object = members.if_object();
  if (!object) return;
  for (const auto& [name, value] : *object) into.set(name, value);
}

calendar::StartEvent started_by(std::string_view name) {
  if (name == "receipt") return calendar::StartEvent::Receipt;
  if (name == "acceptance") return calendar::StartEvent::Acceptance;
  if (name == "decision") return calendar::StartEvent::Decision;
  return calendar::StartEvent::Other;
}

template <typename T, typename Match>
T* find_last(std::vector<T>& all, Match match) {
  const auto found = std::find_if(all.rbegin(), all.rend(), match);
  return found == all.rend() ? nullptr : &*found;
}

class CaseFold {
 public:
  CaseFold(CaseState& state, Instant at) : state_(state), at_(at) {}

  void operator()(const CaseOpened& event) {
    state_.opened = event;
    state_.submitted_at = event.received_at;
  }
  void operator()(const SubmissionTaken& event) {
    state_.submission = event.number;
    if (!event.corrections) state_.submitted_at = at_;
    if (event.corrections && !state_.gaps.empty()) state_.submitted_at = at_;
    merge(state_.form, event.form);
    merge(state_.form, event.personal);
    for (const auto& [id, given] : event.materials) state_.materials[id] = given;
    state_.facts = event.facts;
    state_.gaps.clear();
  }
  void operator()(const StateEntered& event) {
    state_.state = event.state;
    state_.owner = event.owner;
    state_.organisation = event.organisation;
    state_.final = event.final;
    state_.outcome = event.outcome;
    state_.held.reset();
    state_.entered_at = at_;
  }
  void operator()(const GapsNotified& event) { state_.gaps = event.gaps; }
  void operator()(const ReviewOpened& event) {
    std::erase_if(state_.reviews, [&](const Review& review) { return review.step == event.step; });
    state_.reviews.push_back(
        {event.step, event.role, event.organisation, event.limit, at_, true, "", "", ""});
  }
  void operator()(const OpinionGiven& event) {
    Review* review = find_last(state_.reviews, [&](const Review& one) { return one.step == event.step; });
    if (!review) return;
    review->open = false;
    review->verdict = event.verdict;
    review->text = event.text;
    review->officer = event.officer;
  }
  void operator()(const ClockStarted& event) {
    calendar::ClockRules rules;
    rules.limit = event.limit;
    rules.first_day = event.first_day_counts ? calendar::FirstDay::Same : calendar::FirstDay::Next;
    rules.longest_extension = event.longest_extension;
    rules.started_by = started_by(event.started_by);
    RunningClock running{std::nullopt, event.promised, event.on_lapse, false, false};
    if (auto started = calendar::Clock::start(rules, event.from)) running.clock = *std::move(started);
    state_.clocks[event.clock] = std::move(running);
  }
  void operator()(const ClockStopped& event) {
    change(event.clock, [&](const calendar::Clock& clock) { return clock.stop(at_, {}); });
  }
  void operator()(const ClockResumed& event) {
    change(event.clock, [&](const calendar::Clock& clock) { return clock.resume(at_); });
  }
  void operator()(const ClockExtended& event) {
    change(event.clock, [&](const calendar::Clock& clock) { return clock.extend(at_, event.by, {}); });
  }
  void operator()(const ClockEnded& event) {
    change(event.clock, [&](const calendar::Clock& clock) { return clock.satisfy(at_); });
    if (const auto found = state_.clocks.find(event.clock); found != state_.clocks.end())
      found->second.ended = true;
  }
  void operator()(const ClockLapsed& event) {
    state_.before_lapse = std::make_shared<const BeforeLapse>(
        BeforeLapse{event.clock, at_, state_.state, state_.owner, state_.organisation, state_.final,
                    state_.outcome, state_.entered_at, state_.clocks});
    if (const auto found = state_.clocks.find(event.clock); found != state_.clocks.end())
      found->second.lapsed = true;
  }
  void operator()(const LapseUndone& event) {
    if (!state_.before_lapse || state_.before_lapse->clock != event.clock) return;
    const BeforeLapse& before = *state_.before_lapse;
    state_.state = before.state;
    state_.owner = before.owner;
    state_.organisation = before.organisation;
    state_.final = before.final;
    state_.outcome = before.outcome;
    state_.entered_at = before.entered_at;
    state_.clocks = before.clocks;
    state_.acted_at = at_;
    state_.before_lapse.reset();
  }
  void operator()(const DecisionMade& event) { state_.decisions.push_back(event); }
  void operator()(const DocumentIssued& event) { state_.documents.push_back(event); }
  void operator()(const DocumentEnded& event) { state_.ended_documents[event.code] = event; }
  void operator()(const RegisterWritten&) {}
  void operator()(const ObligationOpened& event) { state_.obligations.push_back({event, at_, true, "", ""}); }
  void operator()(const ObligationClosed& event) {
    Obligation* duty = find_last(state_.obligations,
                                 [&](const Obligation& one) { return one.open && one.duty.id == event.id; });
    if (!duty) return;
    duty->open = false;
    duty->closed_as = event.how;
    duty->text = event.text;
  }
  void operator()(const NumberAssigned& event) { state_.results[event.name] = event.value; }
  void operator()(const MessageSent& event) {
    state_.messages.push_back({event.to, event.what, at_, "", ""});
  }
  void operator()(const MessageAnswered& event) {
    Message* message = find_last(state_.messages, [](const Message& one) { return one.answered_as.empty(); });
    if (!message) return;
    message->answered_as = event.how;
    message->record = event.record;
    if (!event.record.empty()) state_.results["record"] = event.record;
  }
  void operator()(const FeeDemanded& event) { state_.fees.push_back({event, false}); }
  void operator()(const FeePaid& event) {
    for (Fee& fee : state_.fees)
      if (fee.demand.id == event.id) fee.paid = true;
  }
  void operator()(const PartyJoined& event) { state_.parties.push_back(event); }
  void operator()(const PartySigned& event) { state_.signatures.push_back(event); }
  void operator()(const CaseSpawned& event) { state_.spawned.push_back({event, ""}); }
  void operator()(const SpawnSettled& event) {
    for (Spawned& one : state_.spawned)
      if (one.opened.number == event.number) one.outcome = event.outcome;
  }
  void operator()(const ResultHeld& event) { state_.held = Held{event, at_}; }
  void operator()(const HoldEnded&) { state_.held.reset(); }
  void operator()(const ResultDelivered& event) { state_.delivered = event; }
  void operator()(const VisitMade& event) { state_.visits.push_back(event); }
  void operator()(const LotsDrawn& event) {
    std::string names;
    for (const std::string& one : event.drawn) names += (names.empty() ? "" : ", ") + one;
    state_.results[event.as] = names;
  }
  void operator()(const MeetingScheduled& event) { state_.results[event.what] = event.at; }
  void operator()(const NoteAdded&) {}
  // Events of a package's stream never stand in a case's.
  void operator()(const PackageOpened&) {}
  void operator()(const MemberOpened&) {}
  void operator()(const MemberSettled&) {}
  void operator()(const PackageDissolved&) {}
  void operator()(const PackageOccurred&) {}
  void operator()(const PackageSettled&) {}

 private:
  // An act that the clock refuses leaves it as it is: the history stands, whatever later code thinks of it.
  template <typename Act>
  void change(const std::string& id, Act act) {
    const auto found = state_.clocks.find(id);
    if (found == state_.clocks.end() || !found->second.clock) return;
    if (auto changed = act(*found->second.clock)) found->second.clock = *std::move(changed);
  }

  CaseState& state_;
  Instant at_;
};

MemberState& member_of(PackageState& state, const std::string& id) {
  for (MemberState& member : state.members)
    if (member.member == id) return member;
  return state.members.emplace_back(MemberState{id, "", ""});
}

class PackageFold {
 public:
  PackageFold(PackageState& state, Instant at) : state_(state), at_(at) {}

  void operator()(const PackageOpened& event) {
    state_.opened = event;
    state_.form = event.form;
    merge(state_.form, event.personal);
    for (const std::string& chosen : event.chosen) member_of(state_, chosen);
  }
  void operator()(const MemberOpened& event) {
    member_of(state_, event.member).case_number = event.case_number;
  }
  void operator()(const MemberSettled& event) { member_of(state_, event.member).outcome = event.outcome; }
  void operator()(const PackageSettled& event) {
    state_.settled = true;
    state_.outcome = event.outcome;
    state_.settled_at = at_;
  }
  void operator()(const VisitMade& event) { state_.visits.push_back(event); }
  void operator()(const PackageDissolved& event) {
    state_.dissolved = event;
    state_.dissolved_at = at_;
  }
  void operator()(const PackageOccurred& event) { state_.occurred = event; }
  // Events of a case's stream never stand in a package's.
  template <typename Other>
  void operator()(const Other&) {}

 private:
  PackageState& state_;
  Instant at_;
};

}  // namespace

const BeforeLapse* CaseState::lapse_after(Instant received_at) const {
  if (!before_lapse || before_lapse->lapsed_at <= received_at || before_lapse->state == state) return nullptr;
  const bool was_theirs = before_lapse->owner == "applicant" || before_lapse->owner.starts_with("party/");
  return was_theirs ? before_lapse.get() : nullptr;
}

std::vector<std::string> CaseState::parties_of(std::string_view account) const {
  std::vector<std::string> all;
  if (account.empty()) return all;
  if (account == opened.applicant) all.emplace_back("applicant");
  for (const PartyJoined& party : parties)
    if (party.account == account) all.push_back(party.as);
  return all;
}

const MemberState* PackageState::find_member(std::string_view id) const {
  for (const MemberState& member : members)
    if (member.member == id) return &member;
  return nullptr;
}

void apply(CaseState& state, Instant effective_at, const Event& event) {
  std::visit(CaseFold(state, effective_at), event);
}

void apply(PackageState& state, Instant effective_at, const Event& event) {
  std::visit(PackageFold(state, effective_at), event);
}

void close(CaseState& state, const Step& step) {
  ++state.version;
  state.done.push_back({step.action, state.submission, step.actor, step.desk});
  state.acted_at = std::max(state.acted_at, step.effective_at);
  // That the applicant came to ask, or the clock went on, is no act upon the case.
  if (step.desk != "clock" && step.action != "visit") state.before_lapse.reset();
}

void evolve(CaseState& state, const Step& step) {
  for (const Event& event : step.events) apply(state, step.effective_at, event);
  close(state, step);
}

void evolve(PackageState& state, const Step& step) {
  for (const Event& event : step.events) apply(state, step.effective_at, event);
  ++state.version;
}

}  // namespace shuxin::casework
