// One case while a command is being decided: its state evolves with each event that the effects emit.
// Private.
#pragma once

#include <expected>
#include <string>
#include <string_view>
#include <vector>

#include "core/casework/decide.h"
#include "core/casework/formulas.h"
#include "core/casework/work_words.h"

namespace shuxin::casework {

/// What an effect or a check comes to: nothing, or the refusal that ends the command.
using Outcome = std::expected<void, Refusal>;

[[nodiscard]] std::unexpected<Refusal> refuse(std::string code, std::vector<std::string> arguments = {});

/// The definitions that a case was pinned to at submission.
struct Pinned {
  const catalog::Matter* matter = nullptr;
  const catalog::Procedure* procedure = nullptr;
};
[[nodiscard]] Pinned find_pinned(const CaseState& state, const catalog::Catalogue& catalogue);

/// Whose desk it is for this matter.
[[nodiscard]] std::string organisation_of_desk(const catalog::Matter& matter, const std::string& desk);

/// Whether somebody may give a command at all (who), and in this state (where), before its guards are asked.
[[nodiscard]] Outcome check_actor(const CaseState& state, const Pinned& pinned, const catalog::Action& action,
                                  const Actor& actor, const Json& input);

class CaseWork {
 public:
  /// `state` must be of a case whose definitions are found.
  CaseWork(CaseState state, Pinned pinned, const Given& given);

  /// Opens the case: emits CaseOpened and does the procedure's `submit`, then what the engine does by itself.
  Outcome open(CaseOpened opened, const Submission& submission, const Actor& actor,
               const std::map<std::string, std::string>& results);
  /// Does everything that lapsed by now, each dated at its deadline.
  Outcome lapse();
  /// Gives a command of the procedure.
  Outcome act(const catalog::Action& action, const Actor& actor, const Json& input,
              const Submission& submission);

  [[nodiscard]] const CaseState& state() const { return state_; }
  [[nodiscard]] std::vector<NewStep> take_steps() { return std::move(steps_); }
  [[nodiscard]] const std::vector<FactKey>& missing() const { return formulas_.missing(); }
  /// Whether the state, the reviews, fees, obligations and the procedure's own guards allow a command.
  Outcome check_guards(const catalog::Action& action);
  /// Judges the submission as it stands and tells the formulas.
  const Judgement& judge();

 private:
  friend class Effects;

  void begin(std::string action, const Actor& actor, std::string desk, Instant effective_at);
  void end();
  void emit(Event event);

  Outcome run(const catalog::Action& action, const Actor& actor, const Json& input,
              const Submission& submission, Instant effective_at);
  Outcome run_engine_actions(Instant effective_at);

  CaseState state_;
  Pinned pinned_;
  const Given& given_;
  Formulas formulas_;
  Judgement judgement_;
  std::int64_t base_version_ = 0;
  Step step_;
  std::vector<NewStep> steps_;
};

/// Judges with formulas that are already there.
[[nodiscard]] Judgement judge(const CaseState& state, const catalog::Matter& matter, Formulas& formulas);

/// Members of a paper: what the document's template may print. `personal` are those about a person.
struct Paper {
  Json content;
  Json personal;
};
[[nodiscard]] Paper compose_paper(const CaseState& state, const Pinned& pinned, const Given& given,
                                  const Json& input, const Judgement& judgement, Instant at);

}  // namespace shuxin::casework
