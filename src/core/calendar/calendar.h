// The calendar of working days: which days count, when offices are open, and how periods are counted.
#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "core/base/date.h"
#include "core/base/diagnostic.h"
#include "core/base/result.h"
#include "core/calendar/office_hours.h"
#include "core/calendar/time_zone.h"

namespace shuxin::calendar {

/// A day that the State Council's notices name: off, or a Saturday or Sunday that is worked (调休).
struct ListedDay {
  base::Date date;
  bool working = false;
  base::Text name;  ///< of the holiday it belongs to

  bool operator==(const ListedDay&) const = default;
};

enum class DayKind { Workday, Weekend, Holiday, MakeUpDay };

/// Which day is the first of a period (民法典 201: the day of the event is not counted).
enum class FirstDay { Next, Same };

/// Listed days lie from 1970-01-01 to 2199-12-31, so that hostile data cannot fill the memory.
[[nodiscard]] base::Date earliest_listed_day();
[[nodiscard]] base::Date latest_listed_day();

struct CalendarTables;

/// Days that are not listed follow Monday to Friday. Immutable, cheap to copy, safe to share between threads.
/// Counting days takes constant time; counting office time, logarithmic time. The arithmetic is meant for the
/// years 1 to 9999.
class Calendar {
 public:
  /// Nothing listed, the usual office hours, UTC.
  Calendar();
  /// Days in any order. Errors: calendar.year, calendar.twice, calendar.not-a-weekend (a make-up day from
  /// Monday to Friday), those of check_office_hours.
  [[nodiscard]] static base::Result<Calendar> build(std::vector<ListedDay> days, OfficeHours hours,
                                                    TimeZone zone);
  /// The same days with other hours and another zone. Errors: those of check_office_hours.
  [[nodiscard]] base::Result<Calendar> with(OfficeHours hours, TimeZone zone) const;

  /// In the order of their dates.
  [[nodiscard]] const std::vector<ListedDay>& listed_days() const;
  /// Null if the day is not listed.
  [[nodiscard]] const ListedDay* find_listed(base::Date day) const;
  [[nodiscard]] DayKind kind(base::Date day) const;
  [[nodiscard]] bool is_working_day(base::Date day) const;

  /// Whether the arrangement of that year is known: some day of it is listed, not counting its last eleven
  /// days, which the notice for the year after may list (2022-12-31 belongs to New Year 2023).
  [[nodiscard]] bool is_published(std::int64_t year) const;
  /// Years from the one of `first` to the one of `last` that are not published: what is counted through them
  /// is provisional. At most the first 50.
  [[nodiscard]] std::vector<std::int64_t> unpublished_years(base::Date first, base::Date last) const;

  /// The day itself if it is a working day, else the next one that is (民法典 203).
  [[nodiscard]] base::Date next_working_day(base::Date day) const;
  /// Working days from `from` (included) to `until` (not included); negative if `until` is earlier.
  [[nodiscard]] std::int64_t count_working_days(base::Date from, base::Date until) const;
  /// The last day of a period of so many working days. 0 gives `start`; a negative number counts back from
  /// it, and then `start` itself is not counted.
  [[nodiscard]] base::Date add_working_days(base::Date start, std::int64_t days, FirstDay first) const;
  /// The last day of a period of so many natural days, moved to the next working day.
  [[nodiscard]] base::Date add_natural_days(base::Date start, std::int64_t days, FirstDay first) const;

  /// The civil day in the zone's time.
  [[nodiscard]] base::Date legal_day(base::Instant at) const;
  [[nodiscard]] LocalTime local(base::Instant at) const;
  [[nodiscard]] base::Instant instant(base::Date day, int minute_of_day) const;
  /// The last millisecond of the day.
  [[nodiscard]] base::Instant end_of_day(base::Date day) const;
  /// When offices close for the day; the end of the day if it is no working day.
  [[nodiscard]] base::Instant end_of_office(base::Date day) const;
  /// Empty on days that are not worked.
  [[nodiscard]] const OfficeIntervals& office_intervals(base::Date day) const;

  /// Time inside office hours from `from` to `until`, in milliseconds by the clock on the wall; negative if
  /// `until` is earlier.
  [[nodiscard]] std::int64_t office_milliseconds(base::Instant from, base::Instant until) const;
  /// Whole minutes of it: half a day is 240 if it has four office hours.
  [[nodiscard]] std::int64_t office_minutes(base::Instant from, base::Instant until) const;
  /// The earliest instant before which so much office time has passed since `from`; `from` itself if
  /// `milliseconds` is 0 or less.
  [[nodiscard]] base::Instant add_office_milliseconds(base::Instant from, std::int64_t milliseconds) const;

  [[nodiscard]] const OfficeHours& hours() const;
  [[nodiscard]] const TimeZone& zone() const;

 private:
  explicit Calendar(std::shared_ptr<const CalendarTables> tables) : tables_(std::move(tables)) {}
  std::shared_ptr<const CalendarTables> tables_;
};

struct CalendarFile {
  Calendar calendar;  ///< of the sound rows, with the usual hours, in UTC
  base::Diagnostics
      diagnostics;  ///< all faults with their lines; the calendar may be used only if there are none
};

/// Reads a table of the columns date (YYYY-MM-DD), kind (`holiday` or `workday`), name (Chinese; the
/// statutory holidays get their English names). Any bytes may be given. Faults: those of read_csv,
/// calendar.date, calendar.kind, calendar.name, calendar.year, calendar.twice, calendar.not-a-weekend.
[[nodiscard]] CalendarFile read_calendar(std::string_view csv, const std::string& file);

}  // namespace shuxin::calendar
