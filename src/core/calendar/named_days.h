// The days off and the make-up days of a period, in words. Private to the room.
#pragma once

#include <string>
#include <vector>

#include "core/calendar/course.h"
#include "core/calendar/explanation.h"

namespace shuxin::calendar {

/// A message worded in both languages; the second form puts a text that differs by language into place {0}.
[[nodiscard]] base::Text in_both(const base::Message& message);
[[nodiscard]] base::Text in_both(base::Message message, const base::Text& first_argument);
/// What is written alike in both languages.
[[nodiscard]] base::Text same(std::string text);
[[nodiscard]] base::Text weekday_name(base::Date day);

/// Every day of the stretches that is not worked or is made up, runs of one holiday collapsed; more than two
/// days of plain weekends only by their number.
[[nodiscard]] std::vector<Reason> name_days(const Calendar& calendar, const std::vector<Stretch>& stretches);

}  // namespace shuxin::calendar
