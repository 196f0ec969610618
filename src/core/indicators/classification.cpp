#include <algorithm>

#include "core/indicators/definitions.h"

namespace shuxin::indicators {

const ClassRule* Classification::find(std::string_view code, base::Date day) const {
  const ClassRule* best = nullptr;
  for (const ClassRule& rule : rules)
    if (code.starts_with(rule.code) && rule.effective.covers(day) &&
        (!best || rule.code.size() > best->code.size()))
      best = &rule;
  return best;
}

const Indicator* Definitions::find(std::string_view id) const {
  const auto found = std::ranges::find(indicators, id, &Indicator::id);
  return found == indicators.end() ? nullptr : &*found;
}

}  // namespace shuxin::indicators
