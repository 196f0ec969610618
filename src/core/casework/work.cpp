#include "core/casework/work.h"

#include <algorithm>

#include "core/casework/effects.h"

namespace shuxin::casework {
namespace {

constexpr int most_engine_actions = 32;
constexpr int most_lapses = 64;

Actor machine(std::string account) {
  return {account, account, "", account, {}};
}

}  // namespace

CaseWork::CaseWork(CaseState state, Pinned pinned, const Given& given)
    : state_(std::move(state)),
      pinned_(pinned),
      given_(given),
      formulas_(state_, *pinned.matter, given),
      base_version_(state_.version) {}

void CaseWork::begin(std::string action, const Actor& actor, std::string desk, Instant effective_at) {
  step_ = {std::move(action), actor.account, actor.name, std::move(desk), effective_at, {}};
}

// The state is advanced event by event, so that each effect sees what the one before it did; the step as a
// whole is then the same fold.
void CaseWork::emit(Event event) {
  Step one{step_.action, step_.actor, step_.actor_name, step_.desk, step_.effective_at, {}};
  one.events.push_back(event);
  const std::int64_t version = state_.version;
  evolve(state_, one);
  state_.version = version;
  state_.done.pop_back();
  step_.events.push_back(std::move(event));
  formulas_.forget();
}

void CaseWork::end() {
  state_.done.push_back({step_.action, state_.submission, step_.actor, step_.desk});
  const std::string number = state_.opened.number;
  steps_.push_back({"case/" + number, state_.version, std::move(step_)});
  ++state_.version;
  step_ = {};
}

Outcome CaseWork::open(CaseOpened opened, const Submission& submission, const Actor& actor,
                       const std::map<std::string, std::string>& results) {
  const catalog::Action* submit = pinned_.procedure->find_action("submit");
  if (!submit) return refuse("case.not-a-command", {"submit"});
  begin(submit->id, actor, "applicant", given_.now);
  emit(std::move(opened));
  for (const auto& [name, value] : results) emit(NumberAssigned{name, "package", value});
  Effects effects(*this, *submit, actor, Json{}, submission, given_.now);
  SHUXIN_DO(effects.run());
  end();
  return run_engine_actions(given_.now);
}

Outcome CaseWork::run(const catalog::Action& action, const Actor& actor, const Json& input,
                      const Submission& submission, Instant effective_at) {
  judge();
  SHUXIN_DO(check_findings(state_, *pinned_.matter, action, input, judgement_));
  formulas_.set_gaps(judgement_.gaps);
  SHUXIN_DO(check_guards(action));
  begin(action.id, actor, action.by, effective_at);
  Effects effects(*this, action, actor, input, submission, effective_at);
  SHUXIN_DO(effects.run());
  end();
  return run_engine_actions(effective_at);
}

// What the procedure does by itself, until nothing more is to be done; the bound catches procedures that
// chase their own tail.
Outcome CaseWork::run_engine_actions(Instant effective_at) {
  for (int round = 0; round < most_engine_actions; ++round) {
    const catalog::Action* next = nullptr;
    judge();
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

Outcome CaseWork::lapse() {
  for (int count = 0; count < most_lapses; ++count) {
    std::optional<Instant> deadline;
    std::string id;
    for (const auto& [name, running] : state_.clocks) {
      if (running.lapsed || running.ended) continue;
      const auto due = due_of(running, given_.catalogue.calendar);
      if (due && *due < given_.now && (!deadline || *due < *deadline)) {
        deadline = due;
        id = name;
      }
    }
    if (!deadline) return {};
    const RunningClock running = state_.clocks.at(id);
    const catalog::Action* action =
        running.on_lapse.empty() ? nullptr : pinned_.procedure->find_action(running.on_lapse);
    judge();
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
