#include "core/calendar/time_zone.h"

#include <algorithm>

namespace shuxin::calendar {
namespace {

constexpr std::int64_t day_milliseconds = 86'400'000;
constexpr std::int64_t minute_milliseconds = 60'000;

bool is_offset(int minutes) {
  return minutes >= -18 * 60 && minutes <= 18 * 60;
}

}  // namespace

base::Result<TimeZone> TimeZone::fixed(int offset_minutes) {
  return changing(offset_minutes, {});
}

base::Result<TimeZone> TimeZone::changing(int first_offset_minutes, std::vector<Change> changes) {
  if (!is_offset(first_offset_minutes))
    return base::fail("time-zone.offset", {std::to_string(first_offset_minutes)});
  for (std::size_t i = 0; i < changes.size(); ++i) {
    if (!is_offset(changes[i].offset_minutes))
      return base::fail("time-zone.offset", {std::to_string(changes[i].offset_minutes)});
    if (i > 0 && changes[i].at.milliseconds / 2 - changes[i - 1].at.milliseconds / 2 < day_milliseconds)
      return base::fail("time-zone.order", {changes[i].at.to_string()});
  }
  TimeZone zone;
  zone.first_offset_minutes_ = first_offset_minutes;
  zone.changes_ = std::move(changes);
  return zone;
}

int TimeZone::offset_minutes_at(base::Instant at) const {
  const auto next = std::ranges::upper_bound(changes_, at, {}, &Change::at);
  return next == changes_.begin() ? first_offset_minutes_ : std::prev(next)->offset_minutes;
}

LocalTime TimeZone::local(base::Instant at) const {
  const std::int64_t shown = at.milliseconds + offset_minutes_at(at) * minute_milliseconds;
  const std::int64_t rest = (shown % day_milliseconds + day_milliseconds) % day_milliseconds;
  return {{(shown - rest) / day_milliseconds}, rest};
}

base::Instant TimeZone::instant(const LocalTime& local) const {
  const base::Instant shown{local.day.days * day_milliseconds + local.millisecond_of_day};
  const auto by = [&](int offset_minutes) { return shown + -(offset_minutes * minute_milliseconds); };
  const int before = offset_minutes_at(shown + -day_milliseconds);
  const int after = offset_minutes_at(shown + day_milliseconds);
  if (offset_minutes_at(by(before)) != before && offset_minutes_at(by(after)) == after) return by(after);
  return by(before);
}

}  // namespace shuxin::calendar
