#include <array>
#include <charconv>

#include "core/catalog/yaml.h"

namespace shuxin::catalog {
namespace {

// `09:00` as minutes after midnight; 24:00 is the end of the day.
std::optional<int> minute_of_day(std::string_view text) {
  int hour = 0;
  int minute = 0;
  if (text.size() != 5 || text[2] != ':') return std::nullopt;
  const char* at = text.data();
  if (std::from_chars(at, at + 2, hour).ptr != at + 2 ||
      std::from_chars(at + 3, at + 5, minute).ptr != at + 5)
    return std::nullopt;
  const int total = hour * 60 + minute;
  return minute < 60 && hour >= 0 && minute >= 0 && total <= 24 * 60 ? std::optional(total) : std::nullopt;
}

std::optional<calendar::OfficeInterval> interval(Source& source, const YAML::Node& node) {
  const std::string text = scalar(source, node);
  if (text.size() == 11 && text[5] == '-') {
    const auto from = minute_of_day(std::string_view(text).substr(0, 5));
    const auto until = minute_of_day(std::string_view(text).substr(6));
    if (from && until) return calendar::OfficeInterval{*from, *until};
  }
  source.error(source.place(node), "catalog.wrong-type", {"HH:MM-HH:MM"});
  return std::nullopt;
}

void load_office_hours(Source& source, const YAML::Node& node, Zone& zone) {
  static constexpr std::array<const char*, 5> names = {"monday", "tuesday", "wednesday", "thursday",
                                                       "friday"};
  Mapping hours(source, node);
  const auto intervals = [&](std::string_view key, calendar::OfficeIntervals& into) {
    hours.each_item(key, [&](const YAML::Node& item) {
      if (const auto read = interval(source, item)) into.push_back(*read);
    });
  };
  for (std::size_t day = 0; day < names.size(); ++day) intervals(names[day], zone.office_hours.weekdays[day]);
  intervals("make_up_days", zone.office_hours.make_up_days);
  hours.each_member("dates", [&](const std::string& day, const YAML::Node& list) {
    const auto date = base::Date::parse(day);
    if (!date) {
      source.error(source.place(list), "catalog.malformed-date", {day});
      return;
    }
    for (const auto& item : list)
      if (const auto read = interval(source, item)) zone.office_hours.dates[*date].push_back(*read);
  });
  if (const auto checked = calendar::check_office_hours(zone.office_hours); !checked)
    source.error(source.place(node), checked.error().code(), checked.error().message.arguments);
}

Organisation load_organisation(Source& source, const std::string& id, const YAML::Node& node) {
  Mapping map(source, node);
  Organisation organisation;
  organisation.id = id;
  organisation.place = source.place(node);
  organisation.at = map.places();
  organisation.name = map.text("name");
  organisation.uscc = map.optional_string("uscc");
  organisation.kind = map.string("kind");
  organisation.since = map.date("since");
  organisation.until = map.date("until");
  organisation.predecessors = map.strings("predecessors");
  return organisation;
}

Power load_power(Source& source, const std::string& id, const YAML::Node& node) {
  Mapping map(source, node);
  Power power;
  power.id = id;
  power.place = source.place(node);
  power.at = map.places();
  power.name = map.text("name");
  power.holder = map.string("holder");
  power.delegated_by = map.optional_string("delegated_by");
  power.effective = map.effective();
  power.basis = map.basis();
  return power;
}

// How long what nobody works with any more is kept. Whole days of the calendar: nobody's office hours matter
// to a file.
void load_retention(Source& source, const YAML::Node& node, Zone& zone) {
  Mapping map(source, node);
  zone.keep_evaluation_tables = map.limit("evaluation_tables");
  if (zone.keep_evaluation_tables && zone.keep_evaluation_tables->unit != calendar::Unit::NaturalDays)
    source.error(source.place(map.node("evaluation_tables")), "catalog.wrong-type", {"N natural days"});
  if (!map.has("case_files")) return;
  const YAML::Node files = map.node("case_files");
  Mapping kept(source, files);
  zone.case_files.years = kept.integer("years", zone.case_files.years);
  zone.case_files.basis = kept.basis();
  if (zone.case_files.years < 0 || zone.case_files.years > 200)
    source.error(source.place(files), "catalog.wrong-type", {"0–200"});
}

}  // namespace

void load_zone(Source& source, const YAML::Node& root, Zone& zone) {
  Mapping map(source, root);
  zone.place = map.place();
  zone.id = map.string("zone");
  zone.name = map.text("name");
  zone.brand = map.optional_text("brand");
  zone.utc_offset_minutes = map.integer("utc_offset_minutes", 480);
  if (const YAML::Node hours = map.required("office_hours"); hours.IsDefined())
    load_office_hours(source, hours, zone);
  map.each_member("organisations", [&](const std::string& id, const YAML::Node& node) {
    zone.organisations.push_back(load_organisation(source, id, node));
  });
  map.each_member("roles", [&](const std::string& id, const YAML::Node& node) {
    Mapping role(source, node);
    zone.roles.push_back({id, role.text("name"), role.truth("oversees"), role.place()});
  });
  map.each_member("powers", [&](const std::string& id, const YAML::Node& node) {
    zone.powers.push_back(load_power(source, id, node));
  });
  if (map.has("retention")) load_retention(source, map.node("retention"), zone);
}

}  // namespace shuxin::catalog
