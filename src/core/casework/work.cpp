#include "core/casework/work.h"

#include <algorithm>

#include "core/casework/effects.h"

namespace shuxin::casework {
namespace {

constexpr int most_engine_actions = 32;
constexpr int most_lapses = 64;

bool asks_findings(const catalog::Action& action) {
  return std::ranges::any_of(
      action.asks, [](const catalog::Input& asked) { return asked.kind == catalog::InputKind::Findings; });
}

Actor machine(std::string account) {
  return {account, account, "", account, {}};
}

}  // namespace

CaseWork::CaseWork(CaseState state, Pinned pinned, const Given& given)
    : state_(std::move(state)),
      pinned_(pinned),
      given_(given),
      formulas_(state_, *pinned.matter, given, [this]() -> const Judgement& { return judgement(); }) {}

void CaseWork::begin(std::string action, const Actor& actor, std::string desk, Instant effective_at) {
  step_ = {std::move(action), actor.account, actor.name, std::move(desk), effective_at, {}};
}

// The state is advanced event by event, so that each effect sees what the one before it did; the step as a
// whole is then the same fold.
void CaseWork::emit(Event event) {
  apply(state_, step_.effective_at, event);
  formulas_.forget(event);
  step_.events.push_back(std::move(event));
}

void CaseWork::end() {
  const std::int64_t version = state_.version;
  close(state_, step_);
  steps_.push_back({"case/" + state_.opened.number, version, std::move(step_)});
  step_ = {};
}

Outcome CaseWork::open(CaseOpened opened, const Submission& submission, const Actor& actor,
                       const std::string& desk, std::vector<Event> along) {
  const catalog::Action* submit = pinned_.procedure->find_action("submit");
  if (!submit) return refuse("case.not-a-command", {"submit"});
  const Instant at = opened.received_at;
  judged_ = true;  // nothing was examined yet when a submission is received
  begin(submit->id, actor, desk, at);
  emit(std::move(opened));
  for (Event& event : along) emit(std::move(event));
  Effects effects(*this, *submit, actor, Json{}, submission, at);
  SHUXIN_DO(effects.run());
  end();
  return run_engine_actions(at);
}

Outcome CaseWork::note(std::string action, const Actor& actor, std::string desk, Instant at, Event event) {
  begin(std::move(action), actor, std::move(desk), at);
  emit(std::move(event));
  end();
  return run_engine_actions(at);
}

Outcome CaseWork::run(const catalog::Action& action, const Actor& actor, const Json& input,
                      const Submission& submission, const Manner& manner) {
  judge_anew();
  if (asks_findings(action)) {
    Judgement judged = judgement();
    SHUXIN_DO(check_findings(state_, *pinned_.matter, action, input, judged));
    judgement_ = std::move(judged);
    formulas_.forget_judgement();
  }
  SHUXIN_DO(check_guards(action));
  if (is_held_back(action)) return hold(action, actor, input, manner.at);
  begin(action.id, actor, manner.at_counter ? "counter" : action.by, manner.at);
  if (manner.at_counter)
    emit(VisitMade{state_.gaps.empty() ? "ask" : "correct", state_.opened.package_number});
  Effects effects(*this, action, actor, input, submission, manner.at);
  SHUXIN_DO(effects.run());
  end();
  return run_engine_actions(manner.at);
}

bool CaseWork::is_held_back(const catalog::Action& action) const {
  return action.joint && given_.around && given_.around->package && given_.around->definition &&
         !state_.opened.package_number.empty() &&
         holds_results(*given_.around->package, *given_.around->definition);
}

// The officer has decided; only the carrying out waits. So the power is asked for now, and again then.
Outcome CaseWork::hold(const catalog::Action& action, const Actor& actor, const Json& input, Instant at) {
  const std::string organisation = organisation_of_desk(*pinned_.matter, action.by);
  if (const auto power =
          power_for(*pinned_.matter, organisation, legal_day(given_.catalogue, at), given_.catalogue);
      !power)
    return std::unexpected(power.error());
  begin("hold", actor, action.by, at);
  emit(ResultHeld{action.id, actor.account, actor.name, input,
                  given_.around->definition->results.margin_working_days});
  end();
  return run_engine_actions(at);
}

Outcome CaseWork::carry_out_held(const Actor& actor, Instant at) {
  if (!state_.held) return refuse("package.not-ready", {state_.opened.member});
  const ResultHeld held = state_.held->result;
  const catalog::Action* action = pinned_.procedure->find_action(held.action);
  if (!action) return refuse("case.unknown-definition", {held.action});
  carrying_out_ = true;
  judge_anew();
  formulas_.set_command(held.input);
  SHUXIN_DO(check_guards(*action));
  begin(action->id, actor, action->by, at);
  const Submission nothing;
  Effects effects(*this, *action, {held.officer, held.officer_name, "", "officer", {}}, held.input, nothing,
                  at);
  SHUXIN_DO(effects.run());
  end();
  return run_engine_actions(at);
}

void CaseWork::return_held(Instant at) {
  begin("return", machine("engine"), "engine", at);
  emit(HoldEnded{"returned"});
  end();
}

// What the procedure does by itself, until nothing more is to be done; the bound catches procedures that
// chase their own tail.
Outcome CaseWork::run_engine_actions(Instant effective_at) {
  for (int round = 0; round < most_engine_actions; ++round) {
    const catalog::Action* next = nullptr;
    judge_anew();
    formulas_.set_command(Json{});
    for (const catalog::Action& action : pinned_.procedure->actions) {
      if (action.by == "engine" && check_guards(action)) {
        next = &action;
        break;
      }
    }
    if (!next) return {};
    begin(next->id, machine("engine"), "engine", effective_at);
    const Submission nothing;
    Effects effects(*this, *next, machine("engine"), Json{}, nothing, effective_at);
    SHUXIN_DO(effects.run());
    end();
  }
  return refuse("case.endless", {pinned_.procedure->id});
}

Outcome CaseWork::lapse(Instant until) {
  for (int count = 0; count < most_lapses; ++count) {
    std::optional<Instant> deadline;
    std::string id;
    for (const auto& [name, running] : state_.clocks) {
      if (running.lapsed || running.ended) continue;
      const auto due = due_of(running, given_.catalogue.calendar);
      if (due && *due < until && (!deadline || *due < *deadline)) {
        deadline = due;
        id = name;
      }
    }
    if (!deadline) return {};
    const RunningClock running = state_.clocks.at(id);
    const catalog::Action* action =
        running.on_lapse.empty() ? nullptr : pinned_.procedure->find_action(running.on_lapse);
    judge_anew();
    formulas_.set_command(Json{});
    const bool acts = action && check_guards(*action);
    begin(acts ? action->id : "lapse", machine("clock"), "clock", *deadline);
    emit(ClockLapsed{id, *deadline});
    if (acts) {
      const Submission nothing;
      Effects effects(*this, *action, machine("clock"), Json{}, nothing, *deadline);
      SHUXIN_DO(effects.run());
    }
    end();
    SHUXIN_DO(run_engine_actions(*deadline));
  }
  return refuse("case.endless", {pinned_.procedure->id});
}

}  // namespace shuxin::casework
