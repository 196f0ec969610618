// Reading and checking the files of `indicators/`. Private to the room.
#pragma once

#include "core/catalog/yaml.h"
#include "core/indicators/definitions.h"

namespace shuxin::indicators {

/// The table behind a classification, and the codes of the standard that it must name.
struct ClassTable {
  std::string codes;     ///< file in codes/
  std::string standard;  ///< file in codes/ with the columns code, zh, en; empty: any code
};

void read_classification(catalog::Source& source, const YAML::Node& root, const catalog::Files& files,
                         base::Diagnostics& diagnostics, std::vector<Classification>& all);
void read_indicator(catalog::Source& source, const YAML::Node& root, std::vector<Indicator>& all);
void read_bulletin(catalog::Source& source, const YAML::Node& root, Bulletin& bulletin);

/// References, units, formulas, overlaps; then the figures in the order in which they need each other.
void check(Definitions& definitions, const catalog::Catalogue& catalogue, base::Diagnostics& diagnostics);

/// The names that `where` may use for entries of the source, in the order of their inputs: fields, office
/// times, class, part, period.
[[nodiscard]] rules::Scope scope_of_where(const RecordSet& set, const base::Json& schema,
                                          const std::vector<Classification>& classifications);
[[nodiscard]] rules::Type type_of_period();
/// The names of a schema's properties, in order.
[[nodiscard]] std::vector<std::string> fields_of(const base::Json& schema);

}  // namespace shuxin::indicators
