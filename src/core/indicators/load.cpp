#include <algorithm>

#include "core/catalog/names.h"
#include "core/indicators/read.h"
#include "core/rules/temporal.h"

namespace shuxin::indicators {
namespace {

using base::Json;

// Packages that the system itself handled: their times are in the ledger.
const Json& packages_schema() {
  static const Json schema = *Json::parse(
      R"({"type":"object","properties":{)"
      R"("number":{"type":"string","title":"编号","x-title-en":"Number"},)"
      R"("package":{"type":"string","title":"一件事","x-title-en":"Package"},)"
      R"("received_at":{"type":"string","format":"date-time","title":"收件时间","x-title-en":"Received at"},)"
      R"("settled_at":{"type":"string","format":"date-time","title":"办结时间","x-title-en":"Settled at"},)"
      R"("settled_on":{"type":"string","format":"date","title":"办结日期","x-title-en":"Settled on"},)"
      R"("outcome":{"type":"string","title":"结果","x-title-en":"Outcome","x-names":{)"
      R"("completed":{"zh":"办结","en":"completed"}}}}})");
  return schema;
}

}  // namespace

const Json* schema_of(std::string_view source, const catalog::Catalogue& catalogue) {
  if (source == packages_source) return &packages_schema();
  const catalog::Register* kind = catalogue.find_register(source);
  return kind ? &kind->schema : nullptr;
}

rules::Value record_value(const Json& fields, const Json& schema) {
  const Json* properties = schema.find("properties");
  std::vector<std::pair<std::string, rules::Value>> entries;
  if (!properties || !properties->if_object()) return rules::from_json(fields);
  for (const auto& [name, property] : *properties->if_object()) {
    const Json* given = fields.find(name);
    if (!given) {
      entries.emplace_back(name, rules::Value());
      continue;
    }
    const std::string* text = given->if_string();
    const auto format = property.find_string("format").value_or("");
    if (text && format == "date") {
      const auto date = base::Date::parse(*text);
      entries.emplace_back(name, date ? rules::Value::date(*date) : rules::Value());
    } else if (text && format == "date-time") {
      const auto at = rules::parse_date_time(*text, nullptr);
      entries.emplace_back(name, at ? rules::Value::date_time(*at) : rules::Value());
    } else {
      entries.emplace_back(name, rules::from_json(*given));
    }
  }
  return rules::Value::context(std::move(entries));
}

Loaded load(const catalog::Files& files, const catalog::Catalogue& catalogue) {
  Loaded loaded;
  Definitions& definitions = loaded.definitions;
  for (const auto& [path, text] : files) {
    if (!path.starts_with("indicators/") || !path.ends_with(".yaml")) continue;
    catalog::Source source(path, loaded.diagnostics);
    const auto root = source.parse(text);
    if (!root) continue;
    if ((*root)["classification"])
      read_classification(source, *root, files, loaded.diagnostics, definitions.classifications);
    else if ((*root)["bulletin"])
      read_bulletin(source, *root, definitions.bulletin);
    else
      read_indicator(source, *root, definitions.indicators);
  }
  if (!definitions.indicators.empty()) check(definitions, catalogue, loaded.diagnostics);
  base::sort_by_place(loaded.diagnostics);
  return loaded;
}

}  // namespace shuxin::indicators
