// The yearly round for all firms of a run at once: each has a case of its own (per-mu-evaluation), opened and
// moved on by the commands of its procedure.
#pragma once

#include <string>

#include "shell/app/counter.h"
#include "shell/app/evaluations.h"

namespace shuxin::app {

/// One command for some firms of a run.
struct RoundStep {
  std::string action;  ///< of the procedure; `submit` opens the cases
  std::int64_t year = 0;
  std::size_t from = 0;   ///< place of the first firm in the run
  std::size_t count = 0;  ///< firms at most
};

/// Thread-safe.
class EvaluationRounds {
 public:
  static constexpr std::string_view matter = "per-mu-evaluation";

  /// All must outlive the rounds.
  EvaluationRounds(CaseService& service, Accounts& accounts)
      : service_(service), accounts_(accounts), counter_(service, accounts) {}

  /// Gives the command to the cases of these firms that stand where it can be given; what it asks for
  /// (figures, draft, final_class, list_hash) is taken from the run. Safe to repeat: a firm has one case a
  /// year, and a case that has gone on is left alone. {firms, next: place or null, moved, left: [{uscc, name,
  /// case, why: {zh, en}}]}; `left` has those that should have moved and did not. Errors:
  /// evaluation.round-action (no such command, or it asks for what no run tells), evaluation.round-not-final
  /// (the list is to be named and is not final), those of the service.
  [[nodiscard]] base::Result<base::Json> give(const Identity& officer, const EvaluationRun& run,
                                              const RoundStep& step, base::Instant now);

  /// Where the cases of a year stand: {year, entered, states: [{state, name, cases}], actions: [{action,
  /// name, may, ready}]}: the commands of desks, whether this officer holds the desk, and how many cases wait
  /// for it.
  [[nodiscard]] base::Result<base::Json> standing(const Identity& officer, std::int64_t year,
                                                  base::Instant now);

 private:
  struct Firm;
  [[nodiscard]] base::Result<Firm> find_firm(const EvaluationRun& run, std::size_t index, std::int64_t year);
  [[nodiscard]] base::Result<std::optional<Reply>> open(const Identity& officer, const Firm& firm,
                                                        std::int64_t year, base::Instant now);
  [[nodiscard]] base::Result<std::optional<Reply>> act(const Identity& officer, const EvaluationRun& run,
                                                       const Firm& firm, const catalog::Action& action,
                                                       base::Instant now);

  CaseService& service_;
  Accounts& accounts_;
  Counter counter_;
};

}  // namespace shuxin::app
