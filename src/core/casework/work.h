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
/// A case that this one opens.
struct Spawn {
  std::string number;
  const catalog::Matter* matter = nullptr;
  Json form;
  std::optional<PartyJoined> party;
};

/// A fresh number for a case or package: A2026000001.
[[nodiscard]] std::string new_number(const Given& given, std::string_view kind);

/// The matter's power as it is on the day of a decision by this organisation; empty where none is needed.
[[nodiscard]] std::expected<std::string, Refusal> power_for(const catalog::Matter& matter,
                                                            const std::string& organisation, Date day,
                                                            const catalog::Catalogue& catalogue);

/// Who reviewed does not decide (行政许可法 48; house rule), and nobody handles their own application.
[[nodiscard]] Outcome check_separation(const CaseState& state, const catalog::Action& action,
                                       const Actor& actor);

/// Where and when something is done: by whom beside the desk that the procedure names.
struct Manner {
  Instant at;
  bool at_counter = false;  ///< by an intake officer for the applicant
};

[[nodiscard]] Outcome check_actor(const CaseState& state, const Pinned& pinned, const catalog::Action& action,
                                  const Actor& actor, const Json& input, bool at_counter = false);

class CaseWork {
 public:
  /// `state` must be of a case whose definitions are found.
  CaseWork(CaseState state, Pinned pinned, const Given& given);

  /// Opens the case: emits CaseOpened and does the procedure's `submit`, then what the engine does by itself.
  /// `desk` is where it came in, `along` what stands in its first step besides.
  Outcome open(CaseOpened opened, const Submission& submission, const Actor& actor, const std::string& desk,
               std::vector<Event> along);
  /// Does everything that lapsed before `until`, each dated at its deadline.
  Outcome lapse(Instant until);
  /// Gives a command of the procedure. In a package that waits for all its members a decision is held.
  Outcome act(const catalog::Action& action, const Actor& actor, const Json& input,
              const Submission& submission, const Manner& manner);
  /// Carries out the decision that is held; `actor` gave the word for it, the decision stays its officer's.
  Outcome carry_out_held(const Actor& actor, Instant at);
  /// The decision is no longer held, and is the desk's again.
  void return_held(Instant at);
  /// Notes something that the engine or a desk saw, in a step of its own, and does what follows from it.
  Outcome note(std::string action, const Actor& actor, std::string desk, Instant at, Event event);

  [[nodiscard]] const CaseState& state() const { return state_; }
  [[nodiscard]] std::vector<NewStep> take_steps() { return std::move(steps_); }
  [[nodiscard]] std::vector<Spawn> take_spawns() { return std::move(spawns_); }
  [[nodiscard]] CaseState take_state() { return std::move(state_); }
  /// Whether the state, the reviews, fees, obligations and the procedure's own guards allow a command.
  Outcome check_guards(const catalog::Action& action);
  /// The submission judged, once for each command of the procedure and only if something depends on it.
  const Judgement& judgement();

 private:
  friend class Effects;

  /// What was judged so far counts no more.
  void judge_anew();
  void begin(std::string action, const Actor& actor, std::string desk, Instant effective_at);
  void end();
  void emit(Event event);

  Outcome run(const catalog::Action& action, const Actor& actor, const Json& input,
              const Submission& submission, const Manner& manner);
  [[nodiscard]] bool is_held_back(const catalog::Action& action) const;
  Outcome hold(const catalog::Action& action, const Actor& actor, const Json& input, Instant at);
  Outcome run_engine_actions(Instant effective_at);

  CaseState state_;
  Pinned pinned_;
  const Given& given_;
  Formulas formulas_;
  Judgement judgement_;
  bool judged_ = false;
  Step step_;
  std::vector<NewStep> steps_;
  std::vector<Spawn> spawns_;
  bool carrying_out_ = false;
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
/// Adds the register entries that were seen, for a certificate: `record` is that of Formulas::facts_record.
void add_facts(Paper& paper, const catalog::Matter& matter, const catalog::Catalogue& catalogue,
               const Json& record);

}  // namespace shuxin::casework
