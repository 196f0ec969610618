// The names that a formula of the catalogue may use, their order and their types.
#pragma once

#include <cstddef>

#include "core/catalog/definitions.h"

namespace shuxin::catalog {

/// The slot of each name in a formula's inputs.
enum class Name : std::size_t {
  Form,         ///< what the applicant filled in
  Facts,        ///< the register entries that the matter declares
  Case,         ///< number, state, submission, received_on, channel
  Gaps,         ///< what is missing or wrong: list of {kind, id}
  Findings,     ///< conditions of the matter that fail: list of {id, outcome}
  Opinions,     ///< of the review steps: list of {step, verdict}
  Obligations,  ///< list of {id, kind, open, closed_as}
  Command,      ///< what the command's giver filled in
  Results,      ///< numbers assigned and records answered, of this case and of its package
  Materials,    ///< how each material was given: {id: how}
  Applicant,    ///< {kind}
  Today,        ///< the legal day of the act
  Parties,      ///< who joined, the applicant first: list of {as, name, signed}
  Cases,        ///< cases that this one opened: list of {as, key, number, outcome, open}
  Members       ///< of the package that the case belongs to: list of {id, matter, case, status}
};
inline constexpr std::size_t names = 15;

/// The type of what a JSON Schema describes: properties become entries, formats date and date-time become
/// such.
[[nodiscard]] rules::Type type_of_schema(const base::Json& schema);

/// Type of `facts` for a matter: a context of its facts' declared fields.
[[nodiscard]] rules::Type type_of_facts(const Matter& matter, const std::vector<Register>& registers);

/// The scope of a matter's formulas; form and facts as given.
[[nodiscard]] rules::Scope scope_of(const rules::Type& form, const rules::Type& facts);

}  // namespace shuxin::catalog
