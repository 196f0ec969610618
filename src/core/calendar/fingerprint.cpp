#include "core/calendar/fingerprint.h"

#include "core/base/hash.h"

namespace shuxin::calendar {
namespace {

void add(std::string& text, const OfficeIntervals& intervals) {
  for (const OfficeInterval& one : intervals)
    text += std::to_string(one.from_minute) + "-" + std::to_string(one.until_minute) + ",";
  text += ';';
}

}  // namespace

std::string fingerprint(const Calendar& calendar) {
  std::string text = "days ";
  for (const ListedDay& one : calendar.listed_days())
    text += one.date.to_string() + (one.working ? "w" : "h");
  text += " hours ";
  for (const OfficeIntervals& day : calendar.hours().weekdays) add(text, day);
  add(text, calendar.hours().make_up_days);
  for (const auto& [date, intervals] : calendar.hours().dates) {
    text += date.to_string() + " ";
    add(text, intervals);
  }
  // The offset of each listed day stands for the zone: what it was between two of them changes no period of
  // days, and a zone that changes lists its changes around them.
  text += " zone " + std::to_string(calendar.zone().offset_minutes_at({}));
  for (const ListedDay& one : calendar.listed_days())
    text += "," + std::to_string(calendar.zone().offset_minutes_at(calendar.instant(one.date, 0)));
  return base::to_hex(base::sha256(text));
}

}  // namespace shuxin::calendar
