// Civil dates and UTC instants: the proleptic Gregorian calendar (ISO 8601), without time zones.
#pragma once

#include <compare>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace shuxin::base {

enum class Weekday : std::uint8_t { Monday = 1, Tuesday, Wednesday, Thursday, Friday, Saturday, Sunday };

struct YearMonthDay {
  std::int64_t year;  ///< astronomical: 0 is 1 BC; within ±999,999,999
  int month;          ///< 1..12
  int day;            ///< 1..31

  auto operator<=>(const YearMonthDay&) const = default;
};

/// A civil date as days since 1970-01-01.
struct Date {
  std::int64_t days = 0;

  /// Empty if there is no such day (month 13, 30 February, a year beyond ±999,999,999).
  [[nodiscard]] static std::optional<Date> from(std::int64_t year, int month, int day);
  /// Reads `YYYY-MM-DD` alone, nothing before or after it.
  [[nodiscard]] static std::optional<Date> parse(std::string_view text);

  [[nodiscard]] YearMonthDay civil() const;
  [[nodiscard]] Weekday weekday() const;
  /// `YYYY-MM-DD`; a year before 0 or after 9999 keeps its sign and all its digits.
  [[nodiscard]] std::string to_string() const;

  friend Date operator+(Date date, std::int64_t days) { return {date.days + days}; }
  friend Date operator-(Date date, std::int64_t days) { return {date.days - days}; }
  friend std::int64_t operator-(Date a, Date b) { return a.days - b.days; }
  auto operator<=>(const Date&) const = default;
};

[[nodiscard]] bool is_leap_year(std::int64_t year);
/// 28..31
[[nodiscard]] int days_in_month(std::int64_t year, int month);

/// A point in time in UTC, milliseconds since 1970-01-01T00:00:00Z.
struct Instant {
  std::int64_t milliseconds = 0;

  /// Reads `YYYY-MM-DDTHH:MM[:SS[.mmm]]Z` or with an offset `+HH:MM`; empty if it is anything else.
  [[nodiscard]] static std::optional<Instant> parse(std::string_view text);
  /// `YYYY-MM-DDTHH:MM:SS.mmmZ`
  [[nodiscard]] std::string to_string() const;

  friend Instant operator+(Instant at, std::int64_t milliseconds) { return {at.milliseconds + milliseconds}; }
  friend std::int64_t operator-(Instant a, Instant b) { return a.milliseconds - b.milliseconds; }
  auto operator<=>(const Instant&) const = default;
};

}  // namespace shuxin::base
