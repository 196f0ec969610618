#include "core/calendar/listed_days.h"

#include <map>

#include "core/base/csv.h"

namespace shuxin::calendar {
namespace {

using base::Date;
using base::Message;

// The statutory holidays (全国年节及纪念日放假办法); other names stand as they are in both languages.
base::Text name_of(const std::string& zh) {
  static const std::map<std::string, const char*, std::less<>> codes = {
      {"元旦", "holiday.new-year"},       {"春节", "holiday.spring-festival"},
      {"清明节", "holiday.qingming"},     {"劳动节", "holiday.labour-day"},
      {"端午节", "holiday.dragon-boat"},  {"中秋节", "holiday.mid-autumn"},
      {"国庆节", "holiday.national-day"},
  };
  const auto found = codes.find(zh);
  return {zh, found == codes.end() ? zh : base::word({found->second, {}}, base::Language::English)};
}

std::optional<Message> read_row(const base::CsvRow& row, ListedDay& day) {
  const auto date = Date::parse(row.fields[0]);
  if (!date) return Message{"calendar.date", {row.fields[0]}};
  if (row.fields[1] != "holiday" && row.fields[1] != "workday")
    return Message{"calendar.kind", {row.fields[1]}};
  if (row.fields[2].empty()) return Message{"calendar.name", {row.fields[0]}};
  day = {*date, row.fields[1] == "workday", name_of(row.fields[2])};
  return fault_of(day);
}

}  // namespace

Date earliest_listed_day() {
  return *Date::from(1970, 1, 1);
}

Date latest_listed_day() {
  return *Date::from(2199, 12, 31);
}

std::optional<Message> fault_of(const ListedDay& day) {
  if (day.date < earliest_listed_day() || day.date > latest_listed_day())
    return Message{"calendar.year", {day.date.to_string()}};
  const bool weekend = day.date.weekday() >= base::Weekday::Saturday;
  if (day.working && !weekend) return Message{"calendar.not-a-weekend", {day.date.to_string()}};
  return std::nullopt;
}

bool proves_publication(Date day) {
  const auto [year, month, of_month] = day.civil();
  return month < 12 || of_month <= 20;
}

CalendarFile read_calendar(std::string_view csv, const std::string& file) {
  base::CsvTable table = base::read_csv(csv, file, {"date", "kind", "name"});
  base::Diagnostics faults = std::move(table.faults);
  std::map<Date, ListedDay> days;
  for (const base::CsvRow& row : table.rows) {
    ListedDay day;
    auto fault = read_row(row, day);
    if (!fault && !days.emplace(day.date, day).second)
      fault = Message{"calendar.twice", {day.date.to_string()}};
    if (fault) faults.push_back({base::Severity::Error, {file, row.line, 0}, std::move(*fault), {}});
  }
  base::sort_by_place(faults);
  std::vector<ListedDay> sound;
  for (auto& [date, day] : days) sound.push_back(std::move(day));
  return {*Calendar::build(std::move(sound), OfficeHours::usual(), TimeZone()), std::move(faults)};
}

}  // namespace shuxin::calendar
