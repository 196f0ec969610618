// Why a clock is due when it is, in words that an official can check: "due Tuesday 17:30, because …".
#pragma once

#include <string>
#include <vector>

#include "core/base/message.h"
#include "core/calendar/clock.h"

namespace shuxin::calendar {

/// One sentence; its arguments are worded in both languages.
struct Reason {
  std::string code;
  std::vector<base::Text> arguments;

  [[nodiscard]] base::Message in(base::Language language) const;
  bool operator==(const Reason&) const = default;
};

struct Explanation {
  Reason conclusion;
  /// In the order in which one counts: the limit and its start, which day counts first, days off and make-up
  /// days (ranges collapsed; plain weekends one by one if they are few, else as a number), when the clock
  /// stood, by what it was extended, to which day the end moved, what is not published yet, when it would
  /// have been due.
  std::vector<Reason> reasons;

  /// The conclusion and each reason.
  [[nodiscard]] std::vector<base::Message> messages(base::Language language) const;
  /// One sentence of it all.
  [[nodiscard]] std::string text(base::Language language) const;
};

/// Pure, like read_clock; names the days of at most ten years.
[[nodiscard]] Explanation explain_clock(const Clock& clock, const Calendar& calendar, base::Instant now);

}  // namespace shuxin::calendar
