// Figures as JSON, for the interface and for `--json`; docs/formats/indicators.md gives the members.
#pragma once

#include "shell/app/figures.h"

namespace shuxin::app {

/// {"year", "as_of", "sections": [{"title", "indicators": [id]}], "indicators": […], "targets": […]}
[[nodiscard]] base::Json figures_json(const indicators::Figures& figures,
                                      const indicators::Definitions& definitions,
                                      const std::vector<PlanTarget>& targets);
/// One figure: id, name, state, value, exact, printed, unit, growth, share, reported, as_reported, reasons, …
[[nodiscard]] base::Json figure_json(const indicators::Figure& figure,
                                     const indicators::Definitions& definitions);

/// How it is computed, in words and as it is written: sets with register, condition and fields, formula,
/// units, rounding, print rule, comparison, what it needs.
[[nodiscard]] base::Json method_json(const indicators::Figure& figure,
                                     const indicators::Definitions& definitions,
                                     const catalog::Catalogue& catalogue);

/// Which of a figure's records, and in which order.
struct RecordOrder {
  std::string set;    ///< empty: all
  std::string field;  ///< empty: as the figure took them; `key` too
  bool descending = false;
};

/// The places in `figure.used` of these records; numbers by their size, texts by their bytes, those without
/// the field last.
[[nodiscard]] std::vector<std::size_t> ordered_records(const indicators::Figures& figures,
                                                       const indicators::Figure& figure,
                                                       const RecordOrder& order);

/// A page of the records that a figure is made of: {"records": [{"set", "register", "key", "version",
/// "fields"}], "total", "next"}. `after` is how many to pass over; `next` is null at the end.
[[nodiscard]] base::Json records_json(const indicators::Figures& figures, const indicators::Figure& figure,
                                      std::size_t after, std::size_t limit, const RecordOrder& order = {});

/// The figure in a sentence: 73.2亿元，同比增长42.6%，占42.5%.
[[nodiscard]] base::Text sentence(const indicators::Figure& figure);
/// What a chart of a figure shows: its years, or its parts.
struct ShownChart {
  base::Text title;
  base::Text by;
  bool by_year = false;
  struct Point {
    base::Text label;
    std::optional<base::Decimal> amount;  ///< rounded; empty: not known
    base::Text said;
  };
  std::vector<Point> points;
};
/// The charts of a figure: by years where several are known, by parts where it says by what.
[[nodiscard]] std::vector<ShownChart> charts_of(const indicators::Figure& figure);

/// The sections of the bulletin with those figures that were computed; what is in none comes last.
struct ShownSection {
  base::Text title;
  std::vector<const indicators::Figure*> figures;
};
[[nodiscard]] std::vector<ShownSection> sections_of(const indicators::Figures& figures,
                                                    const indicators::Definitions& definitions);
[[nodiscard]] base::Text name_of(indicators::Progress::State state);

}  // namespace shuxin::app
