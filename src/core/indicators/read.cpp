#include "core/indicators/read.h"

#include <algorithm>

#include "core/base/csv.h"

namespace shuxin::indicators {
namespace {

using catalog::Mapping;
using catalog::Source;

std::optional<PrintRule> print_rule(std::string_view word) {
  if (word.empty() || word == "exact") return PrintRule::Exact;
  if (word == "余" || word == "more") return PrintRule::More;
  if (word == "超" || word == "over") return PrintRule::Over;
  if (word == "以上" || word == "at_least") return PrintRule::AtLeast;
  if (word == "第" || word == "ordinal") return PrintRule::Ordinal;
  return std::nullopt;
}

std::optional<base::Unit> unit_of(Source& source, const base::Place& place, const std::string& word) {
  if (word.empty()) return std::nullopt;
  auto unit = base::find_unit(word);
  if (!unit) source.error(place, "indicators.unknown-unit", {word});
  return unit;
}

// A plain word serves both languages: %.
Text text_or_word(Mapping& map, std::string_view key) {
  if (const YAML::Node node = map.node(key); node.IsDefined() && node.IsScalar()) {
    const std::string word = catalog::scalar(map.source(), node);
    return {word, word};
  }
  return map.optional_text(key);
}

std::vector<OfficeTime> office_times(Mapping& map) {
  std::vector<OfficeTime> all;
  map.each_member("office_time", [&](const std::string& field, const YAML::Node& node) {
    Mapping one(map.source(), node);
    all.push_back({field, one.string("from"), one.string("until")});
  });
  return all;
}

Need need_of(Source& source, const std::string& name, const YAML::Node& node) {
  Need need{name, catalog::scalar(source, node), Need::Part::Value, source.place(node)};
  const std::size_t dot = need.indicator.find('.');
  if (dot == std::string::npos) return need;
  const std::string part = need.indicator.substr(dot + 1);
  if (part == "previous")
    need.part = Need::Part::Previous;
  else if (part == "growth")
    need.part = Need::Part::Growth;
  else
    source.error(need.place, "indicators.unknown-part", {part});
  need.indicator.resize(dot);
  return need;
}

void read_reported(Mapping& map, Reported& reported) {
  const YAML::Node node = map.node("reported");
  if (!node.IsDefined()) return;
  Mapping said(map.source(), node);
  reported.value = text_or_word(said, "value");
  reported.growth = text_or_word(said, "growth");
  reported.share = text_or_word(said, "share");
  reported.says = said.optional_text("says");
  reported.source = said.text("source");
}

}  // namespace

void read_indicator(Source& source, const YAML::Node& root, std::vector<Indicator>& all) {
  Mapping map(source, root);
  Indicator read;
  read.place = map.place();
  read.at = map.places();
  read.id = map.string("indicator");
  read.name = map.text("name");
  read.note = map.optional_text("note");
  read.basis = map.basis();
  read.unit_text = text_or_word(map, "unit");
  // Only an amount that is given in another unit is converted; all else is printed with its unit as a word.
  if (const std::string given = map.optional_string("in"); !given.empty()) {
    read.given_text = given;
    read.given = unit_of(source, read.at.of("in", read.place), given);
    read.unit = unit_of(source, read.at.of("unit", read.place), read.unit_text.zh);
    if (read.given && read.unit && read.given->dimension != read.unit->dimension)
      source.error(read.at.of("in", read.place), "indicators.unit-differs", {given, read.unit_text.zh});
  }
  if (map.has("from")) {
    RecordSet set{"records", map.string("from"), map.formula("where"), office_times(map), {}, map.place()};
    read.records.push_back(std::move(set));
  }
  map.each_member("records", [&](const std::string& name, const YAML::Node& node) {
    Mapping one(source, node);
    RecordSet set{name, one.string("from"), one.formula("where"), office_times(one), {}, one.place()};
    read.records.push_back(std::move(set));
  });
  map.each_member("needs", [&](const std::string& name, const YAML::Node& node) {
    read.needs.push_back(need_of(source, name, node));
  });
  read.value = map.formula("value");
  read.round = map.integer("round", 0);
  const auto rule = print_rule(map.optional_string("print"));
  if (!rule) source.error(read.at.of("print", read.place), "indicators.print", {});
  read.print = rule.value_or(PrintRule::Exact);
  read.step = base::Decimal(map.integer("step", 10));
  if (read.step <= base::Decimal(0)) source.error(read.at.of("step", read.place), "indicators.step", {});
  if (const YAML::Node node = map.node("compare"); node.IsDefined()) {
    Mapping compare(source, node);
    Comparison made;
    const std::string basis_word = compare.optional_string("basis");
    made.comparable = basis_word == "comparable";
    made.key = compare.optional_string("key");
    made.round = compare.integer("round", 1);
    if ((!basis_word.empty() && basis_word != "comparable" && basis_word != "all") ||
        (made.comparable && made.key.empty()))
      source.error(compare.place(), "indicators.compare", {});
    read.compare = std::move(made);
  }
  if (const YAML::Node node = map.node("share"); node.IsDefined()) {
    Mapping share(source, node);
    read.share = Share{share.string("of"), share.integer("round", 1)};
  }
  if (const std::string by = map.optional_string("by"); !by.empty()) {
    constexpr std::string_view of_class = "class.";
    const bool is_class = by.starts_with(of_class);
    read.by = Grouping{is_class ? "" : by, is_class ? by.substr(of_class.size()) : ""};
  }
  read_reported(map, read.reported);
  if (!read.is_computed() && read.reported.empty()) source.error(read.place, "indicators.nothing", {read.id});
  all.push_back(std::move(read));
}

void read_bulletin(Source& source, const YAML::Node& root, Bulletin& bulletin) {
  Mapping map(source, root);
  bulletin.place = map.place();
  map.required("bulletin");
  bulletin.name = map.text("name");
  if (const YAML::Node node = map.required("year_of"); node.IsDefined()) {
    Mapping year(source, node);
    bulletin.year_register = year.string("register");
    bulletin.year_field = year.string("field");
  }
  map.each_item("sections", [&](const YAML::Node& node) {
    Mapping section(source, node);
    bulletin.sections.push_back({section.text("title"), section.strings("indicators")});
  });
}

void read_classification(Source& source, const YAML::Node& root, const catalog::Files& files,
                         base::Diagnostics& diagnostics, std::vector<Classification>& all) {
  Mapping map(source, root);
  Classification read;
  read.place = map.place();
  read.id = map.string("classification");
  read.name = map.text("name");
  read.of = map.string("of");
  read.part_in = map.optional_string("part_in");
  read.basis = map.basis();
  map.each_member("classes", [&](const std::string& id, const YAML::Node& node) {
    read.classes[id] = catalog::text_of(source, node);
  });
  const auto table = [&](std::string_view key, const std::vector<std::string>& columns) {
    const std::string name = map.optional_string(key);
    if (name.empty()) return base::CsvTable{};
    const std::string path = "codes/" + name + ".csv";
    const auto file = files.find(path);
    if (file == files.end()) {
      source.error(map.place(), "catalog.missing-file", {path});
      return base::CsvTable{};
    }
    base::CsvTable csv = base::read_csv(file->second, path, columns);
    std::ranges::move(csv.faults, std::back_inserter(diagnostics));
    return csv;
  };
  std::set<std::string> known;
  for (base::CsvRow& row : table("standard", {"code", "zh", "en"}).rows) known.insert(row.fields[0]);
  map.required("codes");
  const std::string path = "codes/" + map.optional_string("codes") + ".csv";
  for (base::CsvRow& row : table("codes", {"code", "class", "part", "from", "until"}).rows) {
    const auto fault = [&](std::string code, std::vector<std::string> arguments) {
      diagnostics.push_back(
          {base::Severity::Error, {path, row.line, 0}, {std::move(code), std::move(arguments)}, {}});
    };
    ClassRule rule{row.fields[0], row.fields[1], row.fields[2] == "part", {}};
    if (rule.code.empty() || (!known.empty() && !known.contains(rule.code)))
      fault("indicators.unknown-code", {rule.code});
    if (!rule.class_id.empty() && !read.classes.contains(rule.class_id))
      fault("indicators.unknown-class", {rule.class_id, read.id});
    if ((!row.fields[2].empty() && !rule.part) || (rule.part && read.part_in.empty()))
      fault("indicators.part", {row.fields[2]});
    const auto from = base::Date::parse(row.fields[3]);
    const auto until = base::Date::parse(row.fields[4]);
    if (!from || (!until && !row.fields[4].empty()))
      fault("catalog.malformed-date", {from ? row.fields[4] : row.fields[3]});
    rule.effective = {from.value_or(base::Date{}), until};
    for (const ClassRule& other : read.rules)
      if (other.code == rule.code &&
          (!other.effective.until || rule.effective.from <= *other.effective.until) &&
          (!until || other.effective.from <= *until))
        fault("indicators.code-twice", {rule.code});
    read.rules.push_back(std::move(rule));
  }
  all.push_back(std::move(read));
}

}  // namespace shuxin::indicators
