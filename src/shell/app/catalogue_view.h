// What the public sees of the catalogue: service cards, guides, forms.
#pragma once

#include <string>
#include <string_view>

#include "core/catalog/catalog.h"

namespace shuxin::app {

/// {items: [ServiceCard]} of what is in force on the day and holds all of the words; packages first.
[[nodiscard]] base::Json service_cards(const catalog::Catalogue& catalogue, base::Date day,
                                       std::string_view words);
/// Guide of openapi.json; empty if there is no such matter or package in force.
[[nodiscard]] std::optional<base::Json> matter_guide(const catalog::Catalogue& catalogue, std::string_view id,
                                                     base::Date day);
[[nodiscard]] std::optional<base::Json> package_guide(const catalog::Catalogue& catalogue,
                                                      std::string_view id, base::Date day);
/// Form of openapi.json.
[[nodiscard]] std::optional<base::Json> show_form(const catalog::Catalogue& catalogue, std::string_view id);
/// {items: [{id, name}]}
[[nodiscard]] base::Json organisations(const catalog::Catalogue& catalogue);

}  // namespace shuxin::app
