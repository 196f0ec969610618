// decide: from streams, command, definitions and facts to new steps or a refusal. Pure.
#pragma once

#include <string>
#include <vector>

#include "core/casework/command.h"

namespace shuxin::casework {

/// What the command comes to. Lapses that are due come first, dated at their deadline, whether or not the
/// command itself is refused (then they are lost with it and come again with the next command or tick). The
/// same arguments always give the same answer; `streams` must hold the case acted on with its package.
[[nodiscard]] Decision decide(Streams streams, const Command& command, const Actor& actor,
                              const Given& given);

/// Something that the actor may do with the case now, or could if something were otherwise.
struct AvailableAction {
  std::string id;
  Text name;
  bool allowed = false;
  base::Message why_not;  ///< if not allowed
  Text why_not_text;      ///< the catalogue's own words, where it has some
  const catalog::Action* definition = nullptr;
};

/// The commands of the case's procedure that the actor's desk may give in this state, in their order. Of a
/// package's member, `given` must hold what is around it. `at_counter`: those that an intake officer may give
/// for the applicant who came in person.
[[nodiscard]] std::vector<AvailableAction> available_actions(const CaseState& state, const Actor& actor,
                                                             const Given& given, bool at_counter = false);

/// What is missing or wrong in the case's latest submission, and which conditions fail, judged now.
struct Judgement {
  std::vector<Gap> gaps;
  std::vector<std::pair<const catalog::Condition*, std::string>>
      findings;  ///< with not_accepted, refused or awaited
};
[[nodiscard]] Judgement judge(const CaseState& state, const Given& given);

/// A look-up that the matter of a case declares, and what the registers hold for it.
struct LookUp {
  const catalog::Fact* fact = nullptr;
  std::vector<FactKey> keys;  ///< none if nothing was filled in that could be looked up
  FactEntries found;
};
/// All declared look-ups in their order, with what the registers hold for them.
[[nodiscard]] std::vector<LookUp> looked_up(const CaseState& state, const Given& given);

/// A package's form with the field that mirrors which optional members were chosen, if it has one.
[[nodiscard]] Json form_with_choice(const catalog::Package& package, Json form,
                                    const std::vector<std::string>& chosen);

/// The instant's day in the zone, and the year of its numbers.
[[nodiscard]] Date legal_day(const catalog::Catalogue& catalogue, Instant at);

}  // namespace shuxin::casework
