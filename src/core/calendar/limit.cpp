#include "core/calendar/limit.h"

#include <string>

#include "core/base/message.h"

namespace shuxin::calendar {
namespace {

const char* code_of(Unit unit, bool one) {
  switch (unit) {
    case Unit::WorkingDays:
      return one ? "limit.working-day" : "limit.working-days";
    case Unit::NaturalDays:
      return one ? "limit.natural-day" : "limit.natural-days";
    case Unit::OfficeMinutes:
      return one ? "limit.office-minute" : "limit.office-minutes";
    case Unit::OnTheSpot:
      return "limit.on-the-spot";
  }
  return "limit.on-the-spot";
}

}  // namespace

std::string_view name_of(Unit unit) {
  switch (unit) {
    case Unit::WorkingDays:
      return "working-days";
    case Unit::NaturalDays:
      return "natural-days";
    case Unit::OfficeMinutes:
      return "office-minutes";
    case Unit::OnTheSpot:
      return "on-the-spot";
  }
  return "";
}

std::optional<Unit> find_unit(std::string_view name) {
  for (const Unit unit : {Unit::WorkingDays, Unit::NaturalDays, Unit::OfficeMinutes, Unit::OnTheSpot})
    if (name_of(unit) == name) return unit;
  return std::nullopt;
}

base::Text describe(const Limit& limit) {
  const base::Message message{code_of(limit.unit, limit.amount == 1), {std::to_string(limit.amount)}};
  return {word(message, base::Language::Chinese), word(message, base::Language::English)};
}

}  // namespace shuxin::calendar
