// Outlook: how far a package is from being decided as a whole, and which branch keeps it waiting.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "core/casework/command.h"

namespace shuxin::casework {

/// One member as the package waits for it.
struct MemberOutlook {
  const catalog::Member* member = nullptr;
  std::string case_number;
  std::string status;               ///< as status_of_member says
  std::optional<Instant> ready_by;  ///< by its promise, else by the law's limit; empty once it ended badly
  std::optional<Instant> limit;     ///< the law's limit that runs
  std::vector<Text> missing;        ///< what still stands in the way, in the order in which it can be done
};

struct Outlook {
  std::vector<MemberOutlook> members;  ///< those that were chosen, each after those that it waits for
  bool holds = false;                  ///< whether decisions are held until all are ready
  bool complete = false;               ///< all are ready or well ended
  std::string delaying;                ///< the member that keeps the whole waiting; empty if complete
  std::int64_t delay_working_days = 0;
  std::int64_t delay_working_minutes = 0;
  std::optional<Instant> ready_by;      ///< of the whole
  std::optional<Instant> dissolves_at;  ///< when the members are decided singly if it is not complete by then
  std::string dissolves_for;            ///< the member whose limit would lapse
};

/// The delay of a branch is by how much earlier the whole would be ready if that branch were ready now: in
/// working days, and in office minutes. Queries only.
[[nodiscard]] Outlook outlook_of(const Streams& streams, const Given& given);

}  // namespace shuxin::casework
