#include "core/casework/outlook.h"

#include <algorithm>
#include <map>

#include "core/calendar/reading.h"
#include "core/casework/decider.h"

namespace shuxin::casework {
namespace {

// When a limit that begins at an instant is over.
Instant after(Instant from, const calendar::Limit& limit, const calendar::Calendar& calendar) {
  calendar::ClockRules rules;
  rules.limit = limit;
  const auto clock = calendar::Clock::start(rules, from);
  const auto due = clock ? calendar::find_due(*clock, calendar) : std::nullopt;
  return due.value_or(from);
}

// How long the handling of a matter takes: as promised, else as the law allows.
calendar::Limit usual_limit(const catalog::Matter& matter) {
  for (const char* name : {"promised", "legal"})
    if (const auto found = matter.limits.find(name); found != matter.limits.end()) return found->second;
  return calendar::Limit::working_days(0);
}

class OutlookMaker {
 public:
  OutlookMaker(const Streams& streams, const Given& given)
      : streams_(streams),
        given_(given),
        calendar_(given.catalogue.calendar),
        definition_(given.catalogue.find_package_version(streams.package.opened.package,
                                                         streams.package.opened.package_from)),
        around_{&streams_.package, definition_, &streams_.cases, nullptr} {
    given_.around = &around_;
  }

  Outlook make() {
    Outlook outlook;
    if (!definition_) return outlook;
    outlook.holds = holds_results(streams_.package, *definition_);
    for (const catalog::Member* member : in_order(*definition_)) {
      if (!streams_.package.find_member(member->id)) continue;
      outlook.members.push_back(member_outlook(*member));
    }
    const auto done = [](const MemberOutlook& one) { return one.status == "ready" || went_well(one.status); };
    outlook.complete = std::ranges::all_of(outlook.members, done);
    const auto ready = ready_times("");
    for (MemberOutlook& one : outlook.members)
      if (const auto found = ready.find(one.member->id); found != ready.end()) one.ready_by = found->second;
    outlook.ready_by = last_of(ready);
    if (!outlook.complete) find_delay(outlook);
    for (const MemberOutlook& one : outlook.members) {
      const CaseState* state = case_of(one.member->id);
      const auto ends = state && outlook.holds ? end_of_hold(*state, calendar_) : std::nullopt;
      if (!ends || (outlook.dissolves_at && *outlook.dissolves_at <= *ends)) continue;
      outlook.dissolves_at = ends;
      outlook.dissolves_for = one.member->id;
    }
    return outlook;
  }

 private:
  const CaseState* case_of(const std::string& member) const {
    const MemberState* known = streams_.package.find_member(member);
    return known ? find_case(streams_.cases, known->case_number) : nullptr;
  }
  const catalog::Matter* matter_of(const catalog::Member& member) const {
    return given_.catalogue.find_matter(member.matter, legal_day(given_.catalogue, given_.now));
  }

  MemberOutlook member_outlook(const catalog::Member& member) {
    MemberOutlook one;
    one.member = &member;
    one.status = status_of_member(streams_.package, streams_.cases, member.id);
    const CaseState* state = case_of(member.id);
    if (!state) {
      for (const std::string& before : member.after) {
        const std::string status = status_of_member(streams_.package, streams_.cases, before);
        if (status == "ready" || status == "not-chosen" || went_well(status)) continue;
        const Text name = name_of(before);
        one.missing.push_back({"待“" + name.zh + "”备妥", "waits for: " + name.en});
      }
      return one;
    }
    one.case_number = state->opened.number;
    if (const auto found = state->clocks.find("decision"); found != state->clocks.end())
      one.limit = due_of(found->second, calendar_);
    if (one.status == "running") add_missing(*state, one.missing);
    return one;
  }

  Text name_of(const std::string& member) const {
    const catalog::Member* found = definition_->find_member(member);
    const catalog::Matter* matter = found ? matter_of(*found) : nullptr;
    return matter ? matter->name : Text{member, member};
  }

  void add_missing(const CaseState& state, std::vector<Text>& missing) {
    const Pinned pinned = find_pinned(state, given_.catalogue);
    if (state.owner == "applicant") missing.push_back({"待申请人补正", "the applicant's corrections"});
    const Judgement judgement = judge(state, given_);
    for (const Gap& gap : judgement.gaps) missing.push_back(gap.text);
    for (const auto& [condition, outcome] : judgement.findings) missing.push_back(condition->otherwise);
    for (const Review& review : state.reviews) {
      if (!review.open || !pinned.matter) continue;
      const auto step = std::ranges::find(pinned.matter->review, review.step, &catalog::ReviewStep::id);
      if (step != pinned.matter->review.end())
        missing.push_back({step->name.zh + "尚未完成", "not finished: " + step->name.en});
    }
    for (const Obligation& duty : state.obligations)
      if (duty.open && duty.duty.kind == "tolerated") missing.push_back(duty.duty.name);
    for (const Fee& fee : state.fees)
      if (!fee.paid) missing.push_back({"待缴" + fee.demand.name.zh, "to be paid: " + fee.demand.name.en});
    if (!missing.empty()) return;
    const catalog::State* where = pinned.procedure ? pinned.procedure->find_state(state.state) : nullptr;
    const Text name = where ? where->name : Text{state.state, state.state};
    missing.push_back({"待经办岗办理（" + name.zh + "）", "the desk's decision (" + name.en + ")"});
  }

  // When a case that is being handled is expected to be ready: by the promise if it can still be kept, else
  // by the law's limit; never before now.
  Instant expected(const CaseState& state, const catalog::Matter& matter) const {
    for (const char* name : {"promise", "decision"}) {
      const auto found = state.clocks.find(name);
      if (found == state.clocks.end() || !found->second.clock || found->second.ended) continue;
      const Instant due = calendar::read_clock(*found->second.clock, calendar_, given_.now).due;
      if (due >= given_.now) return due;
    }
    Instant from = given_.now;
    if (const auto found = state.clocks.find("correction"); found != state.clocks.end())
      if (const auto due = due_of(found->second, calendar_)) from = std::max(from, *due);
    return state.clocks.contains("decision") ? from : after(from, usual_limit(matter), calendar_);
  }

  // When each member is ready, were `at_once` ready now.
  std::map<std::string, Instant> ready_times(const std::string& at_once) const {
    std::map<std::string, Instant> ready;
    for (const catalog::Member* member : in_order(*definition_)) {
      if (!streams_.package.find_member(member->id)) continue;
      const std::string status = status_of_member(streams_.package, streams_.cases, member->id);
      const catalog::Matter* matter = matter_of(*member);
      const CaseState* state = case_of(member->id);
      if (status == "ready" || went_well(status) || member->id == at_once || !matter) {
        ready[member->id] = given_.now;
      } else if (state && !state->final) {
        ready[member->id] = expected(*state, *matter);
      } else if (!state) {
        Instant from = given_.now;
        for (const std::string& before : member->after)
          if (const auto found = ready.find(before); found != ready.end())
            from = std::max(from, found->second);
        ready[member->id] = after(from, usual_limit(*matter), calendar_);
      }
    }
    return ready;
  }

  static std::optional<Instant> last_of(const std::map<std::string, Instant>& ready) {
    std::optional<Instant> last;
    for (const auto& [member, at] : ready) last = last ? std::max(*last, at) : at;
    return last;
  }

  void find_delay(Outlook& outlook) const {
    const auto set_delay = [&](const std::string& member, Instant from, Instant until) {
      outlook.delaying = member;
      outlook.delay_working_minutes = calendar_.office_minutes(from, until);
      outlook.delay_working_days =
          calendar_.count_working_days(calendar_.legal_day(from), calendar_.legal_day(until));
    };
    for (const MemberOutlook& one : outlook.members) {
      if (one.status != "running" || !outlook.ready_by) continue;
      const auto without = last_of(ready_times(one.member->id));
      const std::int64_t delay = calendar_.office_minutes(*without, *outlook.ready_by);
      if (delay > outlook.delay_working_minutes || (outlook.delaying.empty() && delay > 0))
        set_delay(one.member->id, *without, *outlook.ready_by);
    }
    if (!outlook.delaying.empty()) return;
    // Branches that take equally long hide each other: the one that is ready last stands for them.
    const MemberOutlook* last = nullptr;
    for (const MemberOutlook& one : outlook.members)
      if (one.status == "running" && one.ready_by && (!last || *last->ready_by < *one.ready_by)) last = &one;
    if (last) set_delay(last->member->id, given_.now, *last->ready_by);
  }

  const Streams& streams_;
  Given given_;
  const calendar::Calendar& calendar_;
  const catalog::Package* definition_;
  Around around_;
};

}  // namespace

Outlook outlook_of(const Streams& streams, const Given& given) {
  return OutlookMaker(streams, given).make();
}

}  // namespace shuxin::casework
