// A procedure by itself: its words, its states, its clocks, and what its effects need to be told.
#include <algorithm>
#include <set>

#include "core/catalog/check.h"

namespace shuxin::catalog {
namespace {

bool contains(const std::vector<std::string>& all, std::string_view one) {
  return std::ranges::find(all, one) != all.end();
}

bool enters_a_state(const Action& action) {
  return std::ranges::any_of(action.effects,
                             [](const Effect& effect) { return std::holds_alternative<EnterState>(effect); });
}

// What each effect reads of the command's input: without it the engine could only fail.
class NeededInputs {
 public:
  std::vector<std::string> operator()(const RecordOpinion&) const { return {"step", "verdict"}; }
  std::vector<std::string> operator()(const CloseObligation& effect) const {
    return effect.how == "handed_in" ? std::vector<std::string>{} : std::vector<std::string>{"obligation"};
  }
  std::vector<std::string> operator()(const OpenObligations& effect) const {
    return effect.of == "rectification" ? std::vector<std::string>{"obligation", "reason"}
                                        : std::vector<std::string>{};
  }
  std::vector<std::string> operator()(const RecordPayment&) const { return {"fee"}; }
  std::vector<std::string> operator()(const JoinParty&) const { return {"account", "name"}; }
  std::vector<std::string> operator()(const DrawLots& effect) const {
    return {effect.from, effect.count, effect.seed};
  }
  std::vector<std::string> operator()(const SignParty&) const { return {}; }
  std::vector<std::string> operator()(const OpenCases&) const { return {}; }
  std::vector<std::string> operator()(const DeliverResult&) const { return {"how"}; }
  std::vector<std::string> operator()(const TakeBack&) const { return {}; }
  std::vector<std::string> operator()(const ScheduleMeeting&) const { return {"at", "place"}; }
  std::vector<std::string> operator()(const EnterState&) const { return {}; }
  std::vector<std::string> operator()(const TakeSubmission&) const { return {}; }
  std::vector<std::string> operator()(const OpenReviews&) const { return {}; }
  std::vector<std::string> operator()(const NotifyGaps&) const { return {}; }
  std::vector<std::string> operator()(const ExtendClock&) const { return {}; }
  std::vector<std::string> operator()(const Decide&) const { return {}; }
  std::vector<std::string> operator()(const IssueDocument&) const { return {}; }
  std::vector<std::string> operator()(const WriteRegister&) const { return {}; }
  std::vector<std::string> operator()(const AssignNumber&) const { return {}; }
  std::vector<std::string> operator()(const SendMessage&) const { return {}; }
  std::vector<std::string> operator()(const RecordAnswer&) const { return {}; }
  std::vector<std::string> operator()(const DemandFee&) const { return {}; }
  std::vector<std::string> operator()(const AddNote&) const { return {}; }
};

class ProcedureCheck {
 public:
  ProcedureCheck(Check& check, const Procedure& procedure)
      : check_(check),
        procedure_(procedure),
        states_(ids_of(procedure.states)),
        clocks_(ids_of(procedure.clocks)),
        actions_(ids_of(procedure.actions)),
        parties_(parties_of(procedure, check.catalogue())) {}

  void run() {
    if (!contains(actions_, "submit"))
      check_.error(procedure_.place, "catalog.missing-key", {"commands.submit"});
    for (const State& state : procedure_.states) check_state(state);
    for (const ClockRule& clock : procedure_.clocks) check_clock(clock);
    for (const Action& action : procedure_.actions) check_action(action);
    check_ways();
  }

 private:
  void check_state(const State& state) {
    for (const std::string& id : state.runs)
      check_.refer("clock", id, clocks_, state.at.of("runs", state.place));
    for (const std::string& id : state.stops)
      check_.refer("clock", id, clocks_, state.at.of("stops", state.place));
    if (state.owner.starts_with("party/"))
      check_.refer("party", state.owner.substr(6), parties_, state.at.of("owner", state.place));
    else if (!state.owner.empty() && state.owner != "applicant")
      check_.desk(state.owner, state.at.of("owner", state.place));
  }

  void check_clock(const ClockRule& clock) {
    bool runs = false;
    const Place& place = clock.at.of("on_lapse", clock.place);
    const Action* action = nullptr;
    if (!clock.on_lapse.empty()) {
      check_.refer("command", clock.on_lapse, actions_, place);
      action = procedure_.find_action(clock.on_lapse);
      if (action && action->by != "clock") check_.error(place, "catalog.not-by-clock", {action->id});
    }
    for (const State& state : procedure_.states) {
      if (!contains(state.runs, clock.id)) continue;
      runs = true;
      if (action && !action->from.empty() && !contains(action->from, state.id))
        check_.error(place, "catalog.lapse-elsewhere", {clock.id, state.id, action->id});
    }
    if (!runs) check_.warn(clock.place, "catalog.idle-clock", {clock.id});
  }

  void check_action(const Action& action) {
    static const std::vector<std::string> others = {"applicant", "clock", "engine", "party", "parties"};
    if (action.by.starts_with("party/"))
      check_.refer("party", action.by.substr(6), parties_, action.at.of("by", action.place));
    else if (!contains(others, action.by))
      check_.desk(action.by, action.at.of("by", action.place));
    if (!action.not_by.empty()) check_.desk(action.not_by, action.at.of("not_by", action.place));
    for (const std::string& id : action.from)
      check_.refer("state", id, states_, action.at.of("from", action.place));
    if (action.by == "engine" && !enters_a_state(action))
      check_.error(action.place, "catalog.endless-engine", {action.id});
    for (std::size_t i = 0; i < action.effects.size(); ++i)
      check_effect(action, action.effects[i], action.effect_places[i]);
  }

  void check_effect(const Action& action, const Effect& effect, const Place& place) {
    if (const auto* enter = std::get_if<EnterState>(&effect))
      check_.refer("state", enter->state, states_, place);
    if (const auto* extend = std::get_if<ExtendClock>(&effect))
      check_.refer("clock", extend->clock, clocks_, place);
    if (const auto* send = std::get_if<SendMessage>(&effect)) check_.desk(send->to, place);
    if (const auto* open = std::get_if<OpenCases>(&effect)) {
      check_.refer("matter", open->matter, ids_of(check_.catalogue().matters), place);
      // The lots are drawn where their cases are opened: both see the same candidates.
      const auto draws = [&](const Effect& other) {
        const auto* draw = std::get_if<DrawLots>(&other);
        return draw && draw->as == open->of;
      };
      if (std::ranges::none_of(action.effects, draws))
        check_.error(place, "catalog.nothing-drawn", {open->of});
    }
    for (const std::string& input : std::visit(NeededInputs{}, effect))
      if (std::ranges::none_of(action.asks, [&](const Input& asked) { return asked.id == input; }))
        check_.error(place, "catalog.effect-needs-input", {input});
  }

  // A state that nothing leads to, or that is not final and that no command leaves, is a mistake in the law's
  // text.
  void check_ways() {
    std::set<std::string, std::less<>> reached;
    for (bool moved = true; moved;) {
      moved = false;
      for (const Action& action : procedure_.actions) {
        const bool can =
            action.id == "submit" ||
            std::ranges::any_of(action.from, [&](const std::string& id) { return reached.contains(id); });
        if (!can) continue;
        for (const Effect& effect : action.effects)
          if (const auto* enter = std::get_if<EnterState>(&effect))
            moved = reached.insert(enter->state).second || moved;
      }
    }
    for (const State& state : procedure_.states) {
      if (!reached.contains(state.id)) check_.error(state.place, "catalog.unreachable-state", {state.id});
      const bool leads_on = std::ranges::any_of(procedure_.actions, [&](const Action& action) {
        return enters_a_state(action) && contains(action.from, state.id);
      });
      if (!state.final && !leads_on) check_.error(state.place, "catalog.no-way-out", {state.id});
    }
  }

  // The parties that a command joins, or that whoever opened the case brought into it.
  static std::vector<std::string> parties_of(const Procedure& procedure, const Catalogue& catalogue) {
    std::vector<std::string> all;
    for (const Action& action : procedure.actions)
      for (const Effect& effect : action.effects)
        if (const auto* join = std::get_if<JoinParty>(&effect)) all.push_back(join->as);
    for (const Procedure& other : catalogue.procedures)
      for (const Action& action : other.actions)
        for (const Effect& effect : action.effects)
          if (const auto* open = std::get_if<OpenCases>(&effect)) all.push_back(open->as);
    return all;
  }

  Check& check_;
  const Procedure& procedure_;
  std::vector<std::string> states_;
  std::vector<std::string> clocks_;
  std::vector<std::string> actions_;
  std::vector<std::string> parties_;
};

}  // namespace

void check_procedure(Check& check, const Procedure& procedure) {
  ProcedureCheck(check, procedure).run();
}

}  // namespace shuxin::catalog
