// The zone's figures from its registers, as they stood on any day; and what is shown, written and printed of
// them.
#pragma once

#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "core/indicators/compute.h"
#include "shell/app/catalogue_folder.h"
#include "shell/store/store.h"

namespace shuxin::app {

/// How many years a chart shows.
inline constexpr int shown_periods = 5;

struct FiguresAsked {
  std::vector<std::string> indicators;    ///< empty: all
  std::optional<base::Date> as_of;        ///< what took effect until the end of this day; empty: today
  std::optional<base::Instant> known_at;  ///< what was recorded until then; empty: all that is known now
  std::optional<int> year;                ///< empty: the reporting year
  int periods = 1;                        ///< how many years to give, see indicators::Asked
};

struct PlanTarget {
  std::string key;
  base::Json fields;
  indicators::Progress progress;
};

/// Thread-safe: it holds nothing that changes.
class FigureService {
 public:
  /// The store, the catalogue and the definitions outlive the service.
  FigureService(store::Store& store, const catalog::Catalogue& catalogue,
                const indicators::Definitions& definitions);

  /// The same question with the same `as_of` and `known_at` has the same answer for ever, whatever is written
  /// later. Errors: indicators.unknown, those of the store.
  [[nodiscard]] base::Result<indicators::Figures> compute(const FiguresAsked& asked, base::Instant now) const;
  /// The goals of the plans with what they have come to in these figures (all must have been computed).
  [[nodiscard]] base::Result<std::vector<PlanTarget>> targets(const indicators::Figures& figures,
                                                              const FiguresAsked& asked,
                                                              base::Instant now) const;

  [[nodiscard]] const indicators::Definitions& definitions() const { return definitions_; }
  [[nodiscard]] const catalog::Catalogue& catalogue() const { return catalogue_; }

 private:
  [[nodiscard]] base::Result<std::vector<indicators::Record>> records(store::Reads& reads,
                                                                      std::string_view source,
                                                                      base::Instant effective,
                                                                      base::Instant known) const;

  store::Store& store_;
  const catalog::Catalogue& catalogue_;
  const indicators::Definitions& definitions_;
};

/// Entries straight from the tables of the catalogue's `demo` folder, without a store: what `--demo` computes
/// from.
[[nodiscard]] indicators::Sources demo_sources(const std::string& folder, const catalog::Catalogue& catalogue,
                                               base::Date as_of);

}  // namespace shuxin::app
