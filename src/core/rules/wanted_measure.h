// Values that are measured: their order as numbers, so that gaps and distances between them can be told.
#pragma once

#include "core/rules/value.h"

namespace shuxin::rules {

/// Kinds whose values are measured: numbers, dates, durations.
[[nodiscard]] bool is_measured(Kind kind);
/// Kinds whose values can be counted one by one: dates, years and months durations.
[[nodiscard]] bool is_counted(Kind kind);
/// The value so many units (days, months) after; null if it cannot be held.
[[nodiscard]] Value step(const Value& value, int units);

/// The value as a number: as it is, days since 1970, months, nanoseconds.
[[nodiscard]] base::Decimal measure(const Value& value);
/// A value strictly between, near the end from which one comes; null if there is none. A null end is
/// unbounded.
[[nodiscard]] Value between(Kind kind, const Value& low, const Value& high, bool from_below);
/// The size of a change (see reach() in wanted.h).
[[nodiscard]] double distance(const Value& from, const Value& to);

}  // namespace shuxin::rules
