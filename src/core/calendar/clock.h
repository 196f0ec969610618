// The legal clock: a limit, when it started, when it stood still and by what it was extended. Only facts are
// kept; what is due and what is left is computed for a given now and calendar (reading.h).
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "core/base/date.h"
#include "core/base/json.h"
#include "core/base/result.h"
#include "core/base/text.h"
#include "core/calendar/calendar.h"
#include "core/calendar/limit.h"

namespace shuxin::calendar {

/// Whether a period that ends on a day off ends on the next working day instead (民法典 203).
enum class LastDay { MovesToWorkingDay, Stays };
/// At what time of its last day a period of days ends.
enum class DueMoment { OfficeEnd, DayEnd };
/// What starting again does: a whole new budget, or only an end to standing still.
enum class Restart { Afresh, Continues };
/// What set the clock going; only for the explanation in words.
enum class StartEvent { Receipt, Acceptance, Decision, Other };

/// How a clock counts; pinned when it starts.
struct ClockRules {
  Limit limit;
  FirstDay first_day = FirstDay::Next;
  LastDay last_day = LastDay::MovesToWorkingDay;
  DueMoment due_moment = DueMoment::OfficeEnd;
  Restart restart = Restart::Afresh;
  int extensions_allowed = 1;              ///< 行政许可法 42: once
  std::optional<Limit> longest_extension;  ///< 行政许可法 42: 10 or 15 working days
  int yellow_percent = 50;                 ///< the lamp turns yellow when no more than this share is left
  int red_percent = 20;                    ///< and red, not above yellow_percent
  StartEvent started_by = StartEvent::Other;

  bool operator==(const ClockRules&) const = default;
};

/// Time that is not counted (行政许可法 45: hearing, expert review, inspection …).
struct Stop {
  base::Instant from;
  std::optional<base::Instant> until;  ///< empty while the clock stands
  base::Text ground;                   ///< may be empty

  bool operator==(const Stop&) const = default;
};

struct Extension {
  base::Instant at;
  Limit by;
  base::Text ground;  ///< may be empty

  bool operator==(const Extension&) const = default;
};

/// An immutable value: every act gives a new clock or an error, and needs no calendar, so that a history may
/// be replayed under any. Whether a clock has already run out when someone acts is for the one who decides:
/// read it.
///
/// How standing still is counted. By office minutes: to the millisecond. By days: a day is counted if the
/// clock runs at its deciding moment, which is when offices close (or the end of the day, as the rules say).
/// So a day is never counted in part nor twice, an official can check the sum with the dates alone, a stop
/// that ends before closing time changes nothing, and nobody gains days by stopping a clock for minutes. Of
/// the two fair roundings this favours the office on the day of a stop and the applicant on the day the clock
/// goes on. A stop after the clock has run out changes nothing.
///
/// On the spot means until the deciding moment of the day of the start; of the next working day if that had
/// passed already.
class Clock {
 public:
  /// Errors: clock.rules (amounts beyond 100,000 days or 10,000,000 minutes, thresholds that are none),
  /// clock.time (an instant outside the years 1 to 9999).
  [[nodiscard]] static base::Result<Clock> start(ClockRules rules, base::Instant at);

  // All acts: clock.satisfied after the clock was satisfied, clock.order before the last act of the kind or
  // before the start, clock.time.

  /// Error: clock.standing.
  [[nodiscard]] base::Result<Clock> stop(base::Instant at, base::Text ground) const;
  /// Error: clock.running.
  [[nodiscard]] base::Result<Clock> resume(base::Instant at) const;
  /// Errors: clock.extended (as often as allowed), clock.unit, clock.extension (longer than allowed, or
  /// nothing).
  [[nodiscard]] base::Result<Clock> extend(base::Instant at, Limit by, base::Text ground) const;
  /// As the rules say. A clock started afresh has neither stops nor extensions.
  [[nodiscard]] base::Result<Clock> start_again(base::Instant at) const;
  /// What was owed is done; the clock is read as of this instant for ever.
  [[nodiscard]] base::Result<Clock> satisfy(base::Instant at) const;

  [[nodiscard]] const ClockRules& rules() const { return rules_; }
  [[nodiscard]] base::Instant started_at() const { return started_at_; }
  /// Starts before the one that counts.
  [[nodiscard]] const std::vector<base::Instant>& earlier_starts() const { return earlier_starts_; }
  /// In their order; only the last may be open.
  [[nodiscard]] const std::vector<Stop>& stops() const { return stops_; }
  [[nodiscard]] const std::vector<Extension>& extensions() const { return extensions_; }
  [[nodiscard]] std::optional<base::Instant> satisfied_at() const { return satisfied_at_; }
  [[nodiscard]] bool is_standing() const { return !stops_.empty() && !stops_.back().until; }
  /// The limit and all extensions.
  [[nodiscard]] Limit budget() const;

  [[nodiscard]] base::Json to_json() const;
  /// Strict: unknown members and impossible histories are refused. Errors: clock.malformed (the member), and
  /// those of the acts.
  [[nodiscard]] static base::Result<Clock> from_json(const base::Json& json);

  bool operator==(const Clock&) const = default;

 private:
  Clock() = default;
  [[nodiscard]] base::Result<void> check_act(base::Instant at, base::Instant not_before) const;
  [[nodiscard]] base::Instant last_act() const;

  ClockRules rules_;
  base::Instant started_at_;
  std::vector<base::Instant> earlier_starts_;
  std::vector<Stop> stops_;
  std::vector<Extension> extensions_;
  std::optional<base::Instant> satisfied_at_;
};

}  // namespace shuxin::calendar
