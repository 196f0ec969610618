// What people see of cases and packages: the JSON of the interface (openapi.json), for one person at one
// moment.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "core/casework/decide.h"
#include "shell/app/case_service.h"
#include "shell/app/identity.h"

namespace shuxin::app {

/// Builds what one person sees. Not thread-safe: one for each request. All errors are those of the store, and
/// case.none for what does not exist or is out of reach (the same to the caller).
class CaseView {
 public:
  CaseView(CaseService& service, const Identity& identity, base::Instant now);

  /// Case of openapi.json, with what this person may do now.
  [[nodiscard]] base::Result<base::Json> show_case(const std::string& number);
  /// CaseSummary with the timeline of Case: for those who tell what happened.
  [[nodiscard]] base::Result<base::Json> show_timeline(const std::string& number);
  /// Package of openapi.json.
  [[nodiscard]] base::Result<base::Json> show_package(const std::string& number);
  /// Joint of openapi.json: the dry run of a package that is decided as a whole.
  [[nodiscard]] base::Result<base::Json> show_joint(const std::string& number);
  /// {items}: the unsettled packages whose results the person's desk issues as a whole, the oldest first.
  [[nodiscard]] base::Result<base::Json> show_desk_packages();
  /// {packages, cases} of the account that the person acts for, latest first.
  [[nodiscard]] base::Result<base::Json> show_mine();
  /// Duties of the account that the person acts for, and those that offices have about it: {items}, what is
  /// open and due first.
  [[nodiscard]] base::Result<base::Json> show_my_obligations();
  /// Supervision of openapi.json: the open cases of the person's bodies (of all bodies for a role that
  /// oversees the zone), the most urgent first, counted by lamp. At most `most` are looked at.
  [[nodiscard]] base::Result<base::Json> show_supervision(std::size_t most);
  /// The work list of the person's desks, the most urgent first. `after` are the sort keys of the last row
  /// seen: urgent_at, number, step.
  struct Rows {
    base::Json items;
    std::vector<std::string> next;  ///< empty at the end
  };
  [[nodiscard]] base::Result<Rows> show_tasks(std::size_t limit, const std::vector<std::string>& after);
  /// Cases of the person's bodies, latest first; `words` are looked for in number and title.
  [[nodiscard]] base::Result<Rows> show_desk_cases(const std::string& words, const std::string& state,
                                                   std::size_t limit, const std::vector<std::string>& after);

  /// The case if this person reaches it.
  [[nodiscard]] base::Result<CaseHistory> load(const std::string& number);
  /// Only whether they reach it, without reading its history. Errors: case.none, I/O.
  [[nodiscard]] base::Result<void> reach(const std::string& number);

 private:
  [[nodiscard]] base::Result<store::Reads*> reads();
  [[nodiscard]] base::Result<std::vector<std::string>> open_cases_by_urgency(std::size_t most);
  [[nodiscard]] base::Json summary(const casework::CaseState& state);
  [[nodiscard]] base::Json package_json(const casework::PackageState& state, const casework::Cases& cases);
  [[nodiscard]] base::Result<base::Json> load_package_json(const std::string& number);
  [[nodiscard]] base::Result<casework::Streams> load_streams_unchecked(const std::string& number);
  [[nodiscard]] base::Result<casework::Streams> load_streams(const std::string& number);
  /// {count, items} of an application: a case of its own, or a package.
  [[nodiscard]] base::Result<base::Json> visits_json(const std::string& number);

  CaseService& service_;
  const Identity& identity_;
  base::Instant now_;
  std::unique_ptr<store::Reads> reads_;
};

// Parts that other views use too.
[[nodiscard]] base::Json to_json(const base::Text& text);
[[nodiscard]] base::Json to_json(const calendar::Limit& limit);
[[nodiscard]] base::Json to_json(const catalog::Basis& basis);
[[nodiscard]] base::Json to_json(const std::vector<catalog::Basis>& basis);
[[nodiscard]] base::Json name_of_organisation(const catalog::Catalogue& catalogue, const std::string& id);
/// Fact of openapi.json for each; fields about a person are masked.
[[nodiscard]] base::Json facts_json(const std::vector<casework::LookUp>& all,
                                    const catalog::Catalogue& catalogue);
/// The title of a field of a register.
[[nodiscard]] base::Json name_of_field(const catalog::Register& kind, const std::string& field);
/// What stands for a value about a person where it is not shown.
inline constexpr std::string_view masked = "＊＊＊";
/// Obligation of openapi.json; an open one has its lamp.
[[nodiscard]] base::Json obligation_json(const casework::Obligation& duty, const calendar::Calendar& calendar,
                                         base::Instant now);
/// Clock of openapi.json.
[[nodiscard]] base::Json clock_json(const std::string& id, const base::Text& name,
                                    const casework::RunningClock& running, const calendar::Calendar& calendar,
                                    base::Instant now);

}  // namespace shuxin::app
