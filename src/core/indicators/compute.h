// From register entries to figures, each with the records that it is made of.
#pragma once

#include <functional>
#include <map>
#include <memory>
#include <span>
#include <string>
#include <vector>

#include "core/base/message.h"
#include "core/indicators/definitions.h"

namespace shuxin::indicators {

/// An entry of a register as it stood at the time that is asked about.
struct Record {
  std::string key;
  std::int64_t version = 0;
  base::Json fields;
};

/// All entries of a source in the order of their keys. Asked once for each source.
using Sources = std::function<base::Result<std::vector<Record>>(std::string_view source)>;

struct Asked {
  base::Date as_of;  ///< what took effect until the end of this day counts
  std::optional<int>
      year;           ///< empty: the latest in the bulletin's register, or the last full year if it is empty
  base::Instant now;  ///< what now() and today() give: the end of that day
  int periods = 1;    ///< how many years each figure is also given for, the reporting year being the last
};

/// One record that a figure is made of.
struct Used {
  std::string set;     ///< the record set's name; `previous` for those of the year before
  std::string source;  ///< the register
  std::size_t record;  ///< index into Figures::records of the source
};

/// The same formula over those records that have one thing in common.
struct Group {
  std::string code;  ///< the class or the field's value; empty for records that have none
  Text name;
  std::optional<base::Decimal> exact;  ///< in the printed unit, not rounded; empty: not known
  std::optional<base::Decimal> rounded;
  std::size_t records = 0;
};

/// The figure of one year, as it is known on the day that is asked about.
struct Period {
  int year = 0;
  std::optional<base::Decimal> exact;  ///< in the printed unit, not rounded; empty: not known
  std::optional<base::Decimal> rounded;
  Text printed;
};

struct Figure {
  enum class State {
    Computed,
    Unknown,   ///< the records do not tell; `reason` says why
    Reported,  ///< nobody computes it: what a source says is all there is
  };
  const Indicator* indicator = nullptr;
  State state = State::Unknown;
  base::Decimal given;    ///< as the formula gives it
  base::Decimal exact;    ///< in the unit that is printed, before rounding
  base::Decimal rounded;  ///< as the rule says
  Text printed;
  std::optional<base::Decimal> previous;  ///< the year before, in the printed unit, not rounded
  std::optional<base::Decimal> growth;    ///< percent, not rounded
  std::size_t compared = 0;               ///< keys that are in both years, on comparable basis
  Text growth_printed;
  std::optional<base::Decimal> share;  ///< percent, not rounded
  Text share_printed;
  std::vector<base::Message> reasons;  ///< why something is unknown
  std::vector<Used> used;
  Text grouped_by;              ///< the classification or field; empty if there are no groups
  std::vector<Group> groups;    ///< where the indicator says by what: the largest first, those without last
  std::vector<Period> periods;  ///< where more than one was asked for: from the first year that has records
  /// Whether what is printed is what the source reports; empty if there is nothing to compare.
  std::optional<bool> as_reported;
};

struct Figures {
  Asked asked;
  int year = 0;                 ///< that the figures are about
  std::vector<Figure> figures;  ///< in the order of the definitions; `indicator` points into them
  std::map<std::string, std::vector<Record>, std::less<>> records;  ///< of each source that was used

  [[nodiscard]] const Figure* find(std::string_view id) const;
};

/// Computes the figures of these indicators (all, if none is named) and those that they need. The definitions
/// must outlive the answer. Unknown stays unknown: a record of which `where` cannot tell makes the figure
/// unknown. Errors: indicators.unknown (no such figure), those of the sources.
[[nodiscard]] base::Result<Figures> compute(const Definitions& definitions,
                                            const catalog::Catalogue& catalogue,
                                            const std::vector<std::string>& wanted, const Asked& asked,
                                            const Sources& sources);

/// What a goal of a plan has come to.
struct Progress {
  enum class State { Reached, OnTheWay, Missed, Unknown };  ///< Missed: due and not reached
  State state = State::Unknown;
  std::optional<base::Decimal> percent;  ///< of what is wanted, where more is better
};

/// `fields`: an entry of the register plan_target: indicator, part (value, growth or share), wanted, at_most,
/// due.
[[nodiscard]] Progress progress_of(const base::Json& fields, const Figures& figures);

}  // namespace shuxin::indicators
