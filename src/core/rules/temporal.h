// Dates, times and durations of FEEL: their text (DMN 1.5, clause 10.3.4.1, XML Schema) and their arithmetic.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "core/rules/value.h"
#include "core/rules/zone.h"

namespace shuxin::rules {

constexpr std::int64_t nanoseconds_per_second = 1'000'000'000;
constexpr std::int64_t seconds_per_day = 86'400;
constexpr std::int64_t nanoseconds_per_day = seconds_per_day * nanoseconds_per_second;
/// Years of dates lie within plus and minus this.
constexpr std::int64_t largest_year = 999'999'999;

// --- reading; empty for anything that is not exactly one literal

[[nodiscard]] std::optional<base::Date> parse_date(std::string_view text);
/// `zones` may be nullptr: then no named zone is known.
[[nodiscard]] std::optional<Time> parse_time(std::string_view text, const ZoneSource* zones);
/// Takes a date alone too, as its midnight.
[[nodiscard]] std::optional<DateTime> parse_date_time(std::string_view text, const ZoneSource* zones);
/// Months for `P1Y2M`, or nanoseconds for `P1DT2H3M4.5S`, as a Value of its kind.
[[nodiscard]] std::optional<Value> parse_duration(std::string_view text);
/// What @"…" means: any of the four; null if it is none.
[[nodiscard]] std::optional<Value> parse_temporal(std::string_view text, const ZoneSource* zones);

// --- writing

[[nodiscard]] std::string to_text(base::Date date);
[[nodiscard]] std::string to_text(const Time& time);
[[nodiscard]] std::string to_text(const DateTime& moment);
[[nodiscard]] std::string months_to_text(std::int64_t months);
[[nodiscard]] std::string nanoseconds_to_text(Nanoseconds duration);

// --- calculating; empty beyond the years

/// With Tie::Zone the offset is taken from the zone at that local time.
[[nodiscard]] DateTime at(base::Date date, Time time);
/// Nanoseconds since 1970-01-01T00:00:00, of UTC or, for Tie::Local, of the local clock.
[[nodiscard]] Nanoseconds instant(const DateTime& moment);
/// The same moment of another instant, with the tie of `like`.
[[nodiscard]] std::optional<DateTime> from_instant(Nanoseconds instant, const Time& like);
[[nodiscard]] std::optional<base::Date> add_months(base::Date date, std::int64_t months);
/// Full months between two dates, negative if `to` is the earlier.
[[nodiscard]] std::int64_t months_between(base::Date from, base::Date to);
/// Seconds east of UTC if the time has an offset that does not depend on the day, or empty.
[[nodiscard]] std::optional<std::int32_t> offset_of(const DateTime& moment);

}  // namespace shuxin::rules
