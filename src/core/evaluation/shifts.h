// Grade shifts: classes changed by a decision, kept apart from what the scheme gives, with reason and power.
#pragma once

#include <span>
#include <string>
#include <vector>

#include "core/base/date.h"
#include "core/base/json.h"
#include "core/base/result.h"

namespace shuxin::catalog {
struct Scheme;
}

namespace shuxin::evaluation {

struct Prepared;
struct Outcome;

/// A decision that a firm's class is another one than the scheme gives.
struct Shift {
  std::string uscc;
  std::string from;  ///< what the scheme gives, so that a decision on other figures is noticed
  std::string to;
  std::string reason;  ///< why
  std::string power;   ///< by which provision the body may do so
  base::Date decided_on;
};

/// A shift from its members' texts; `where` is how a fault names its place. Errors:
/// evaluation.shift-incomplete (a member is blank), evaluation.shift-date.
[[nodiscard]] base::Result<Shift> make_shift(Shift texts, const std::string& decided_on,
                                             const std::string& where);
/// {"uscc", "from", "to", "reason", "power", "decided_on"}
[[nodiscard]] base::Json to_json(const Shift& shift);
/// Any value may be given. Errors: as make_shift.
[[nodiscard]] base::Result<Shift> read_shift(const base::Json& json);

/// Puts the shifts into effect: each firm's class is then the decided one, for all firms of its parcel too.
/// All or nothing. Errors: evaluation.no-firm, evaluation.shift-from (the scheme gives another class),
/// evaluation.unknown-class, evaluation.shift-twice.
[[nodiscard]] base::Result<void> apply_shifts(const catalog::Scheme& scheme, const Prepared& prepared,
                                              std::vector<Shift> shifts, Outcome& outcome);

}  // namespace shuxin::evaluation
