// How a figure is computed and the records that make it.
#include <algorithm>

#include "core/base/both.h"
#include "core/indicators/words.h"
#include "shell/app/figures_view.h"

namespace shuxin::app {
namespace {

using base::Json;
using base::Text;
using indicators::Figure;
using indicators::Figures;

std::string_view code_of(indicators::PrintRule rule) {
  using enum indicators::PrintRule;
  switch (rule) {
    case Exact:
      return "exact";
    case More:
      return "more";
    case Over:
      return "over";
    case AtLeast:
      return "at_least";
    case Ordinal:
      return "ordinal";
  }
  return "";
}

std::string_view kind_of(const Json& property) {
  const auto format = property.find_string("format").value_or("");
  if (format == "date" || format == "date-time") return format;
  const auto type = property.find_string("type").value_or("");
  if (type == "number" || type == "integer") return "number";
  if (type == "boolean") return "boolean";
  return "text";
}

Text title_of(const Json* property, const std::string& name) {
  if (!property) return {name, name};
  const auto zh = property->find_string("title").value_or(name);
  return {std::string(zh), std::string(property->find_string("x-title-en").value_or(zh))};
}

const Json* properties_of(std::string_view source, const catalog::Catalogue& catalogue) {
  const Json* schema = indicators::schema_of(source, catalogue);
  return schema ? schema->find("properties") : nullptr;
}

Json fields_json(std::string_view source, const catalog::Catalogue& catalogue) {
  Json fields = Json::Array{};
  const Json* properties = properties_of(source, catalogue);
  if (!properties || !properties->if_object()) return fields;
  for (const auto& [name, property] : *properties->if_object()) {
    Json field = Json::object(
        {{"name", name}, {"title", both(title_of(&property, name))}, {"kind", kind_of(property)}});
    if (const Json* names = property.find("x-names")) field.set("names", *names);
    fields.push_back(std::move(field));
  }
  return fields;
}

Json set_json(const Figure& figure, const indicators::RecordSet& set,
              const indicators::Definitions& definitions, const catalog::Catalogue& catalogue) {
  const catalog::Register* kind = catalogue.find_register(set.from);
  Json out = Json::object(
      {{"name", set.name},
       {"title", both(indicators::name_of_set(*figure.indicator, set))},
       {"register", set.from},
       {"register_name", both(kind ? kind->name : Text{"本系统办理的一件事", "packages handled here"})},
       {"records", std::ranges::count(figure.used, set.name, &indicators::Used::set)},
       {"fields", fields_json(set.from, catalogue)}});
  if (!set.where.empty()) out.set("where", set.where.text);
  const auto condition = indicators::condition_in_words(*figure.indicator, set, definitions, catalogue);
  if (condition && !condition->zh.empty()) out.set("condition", both(*condition));
  return out;
}

// What records are put in order by: the field's number or its text; nothing if it is not there.
struct SortKey {
  std::optional<base::Decimal> number;
  std::string text;
  bool missing = false;
};

SortKey sort_key(const indicators::Record& record, const std::string& field) {
  if (field == "key") return {{}, record.key};
  const Json* value = record.fields.find(field);
  if (!value || value->is_null()) return {{}, {}, true};
  if (const auto* number = value->if_number()) return {base::Decimal::parse(number->digits), number->digits};
  if (const std::string* text = value->if_string()) return {{}, *text};
  return {{}, value->to_string()};
}

bool is_less(const SortKey& a, const SortKey& b) {
  if (a.number && b.number) return *a.number < *b.number;
  if (a.number.has_value() != b.number.has_value()) return a.number.has_value();
  return a.text < b.text;
}

}  // namespace

Json method_json(const Figure& figure, const indicators::Definitions& definitions,
                 const catalog::Catalogue& catalogue) {
  const indicators::Indicator& of = *figure.indicator;
  Json sets = Json::Array{};
  for (const indicators::RecordSet& set : of.records)
    sets.push_back(set_json(figure, set, definitions, catalogue));
  Json needs = Json::Array{};
  for (const indicators::Need& need : of.needs)
    if (const indicators::Indicator* needed = definitions.find(need.indicator))
      needs.push_back(Json::object({{"id", needed->id}, {"name", both(needed->name)}}));
  Json out = Json::object(
      {{"sets", std::move(sets)},
       {"needs", std::move(needs)},
       {"decimals", of.round},
       {"print", code_of(of.print)},
       {"step", Json::Number{of.step.to_string()}},
       {"previous_records", std::ranges::count(figure.used, "previous", &indicators::Used::set)}});
  if (of.given) out.set("given_in", of.given_text);
  if (!of.value.empty()) out.set("formula", of.value.text);
  if (const auto words = indicators::formula_in_words(of, definitions, catalogue))
    out.set("formula_words", both(*words));
  if (of.compare && of.compare->comparable) {
    const Json* properties = properties_of(of.records.front().from, catalogue);
    out.set("compared_by",
            both(title_of(properties ? properties->find(of.compare->key) : nullptr, of.compare->key)));
  }
  if (of.share)
    if (const indicators::Indicator* whole = definitions.find(of.share->of))
      out.set("share_of", both(whole->name));
  return out;
}

std::vector<std::size_t> ordered_records(const Figures& figures, const Figure& figure,
                                         const RecordOrder& order) {
  std::vector<std::size_t> places;
  for (std::size_t i = 0; i < figure.used.size(); ++i)
    if (order.set.empty() || figure.used[i].set == order.set) places.push_back(i);
  if (order.field.empty()) return places;
  std::vector<SortKey> keys(figure.used.size());
  for (const std::size_t i : places) {
    const indicators::Used& used = figure.used[i];
    keys[i] = sort_key(figures.records.find(used.source)->second[used.record], order.field);
  }
  // Equal ones keep the order of the figure, so that pages do not overlap.
  std::ranges::sort(places, [&](std::size_t a, std::size_t b) {
    if (keys[a].missing != keys[b].missing) return keys[b].missing;
    if (is_less(keys[a], keys[b])) return !order.descending;
    if (is_less(keys[b], keys[a])) return order.descending;
    return a < b;
  });
  return places;
}

Json records_json(const Figures& figures, const Figure& figure, std::size_t after, std::size_t limit,
                  const RecordOrder& order) {
  const std::vector<std::size_t> places = ordered_records(figures, figure, order);
  Json records = Json::Array{};
  after = std::min(after, places.size());
  const std::size_t end = std::min(places.size(), after + limit);
  for (std::size_t i = after; i < end; ++i) {
    const indicators::Used& used = figure.used[places[i]];
    const indicators::Record& record = figures.records.find(used.source)->second[used.record];
    records.push_back(Json::object({{"set", used.set},
                                    {"register", used.source},
                                    {"key", record.key},
                                    {"version", record.version},
                                    {"fields", record.fields}}));
  }
  Json out =
      Json::object({{"records", std::move(records)}, {"total", static_cast<std::int64_t>(places.size())}});
  out.set("next", end < places.size() ? Json(std::to_string(end)) : Json());
  return out;
}

}  // namespace shuxin::app
