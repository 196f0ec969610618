// What makes a listed day sound, for the calendar and for the reader of its file. Private to the room.
#pragma once

#include <optional>

#include "core/calendar/calendar.h"

namespace shuxin::calendar {

/// calendar.year or calendar.not-a-weekend; empty if the day is sound.
[[nodiscard]] std::optional<base::Message> fault_of(const ListedDay& day);

/// Whether a day's being listed shows that its year's own arrangement is published.
[[nodiscard]] bool proves_publication(base::Date day);

}  // namespace shuxin::calendar
