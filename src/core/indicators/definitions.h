// The zone's figures as data: how each is measured, compared, rounded and printed, and by which lists of
// industries records are told apart.
#pragma once

#include <map>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "core/base/date.h"
#include "core/base/units.h"
#include "core/catalog/catalog.h"

namespace shuxin::indicators {

using base::Text;
using catalog::Formula;

/// A line of a classification's table: codes that begin so belong to the class while it is in force.
struct ClassRule {
  std::string code;      ///< of the standard, of any length; the longest that fits a record decides
  std::string class_id;  ///< empty: expressly none
  bool part = false;     ///< only a share of it, which the record itself must tell
  catalog::Effective effective;
};

/// A list that sorts records into classes by a code. A record may stand in several classifications, in each
/// in at most one class; so figures of one classification may be added, and figures of two never.
struct Classification {
  std::string id;
  Text name;
  std::string of;       ///< the field of a record that holds the code
  std::string part_in;  ///< the field that holds the record's own share in percent, where a rule says part
  std::map<std::string, Text> classes;
  std::vector<ClassRule> rules;
  std::vector<catalog::Basis> basis;
  base::Place place;

  /// The rule that decides for the code on that day; null if none does.
  [[nodiscard]] const ClassRule* find(std::string_view code, base::Date day) const;
};

/// Time inside office hours between two instants of a record, as a further field of it.
struct OfficeTime {
  std::string field;  ///< whole minutes
  std::string from;
  std::string until;
};

/// Entries of a register that a figure is made of.
struct RecordSet {
  std::string name;  ///< as `value` calls it
  std::string from;  ///< the register
  Formula where;     ///< empty: all
  std::vector<OfficeTime> office_time;
  std::set<std::string> labels;  ///< classifications that `where` uses
  base::Place place;
};

/// Another figure that this one is made of.
struct Need {
  enum class Part { Value, Previous, Growth };  ///< `output`, `output.previous`, `output.growth`
  std::string name;                             ///< as `value` calls it
  std::string indicator;
  Part part = Part::Value;
  base::Place place;
};

/// Growth over the year before.
struct Comparison {
  bool comparable = false;  ///< 同口径: only what is there in both years, told by `key`
  std::string key;
  int round = 1;  ///< decimals of the percentage
};

struct Share {
  std::string of;  ///< an indicator
  int round = 1;
};

/// What tells a figure's records apart where it is shown by parts.
struct Grouping {
  std::string field;           ///< of the register; empty if it is by a classification
  std::string classification;  ///< `class.leading` in the file
};

enum class PrintRule {
  Exact,
  More,     ///< 余: more than so many whole steps
  Over,     ///< 超: the same said otherwise
  AtLeast,  ///< 以上: so many whole steps or more
  Ordinal   ///< 第一: a place among others
};

/// What a source says about the figure, kept beside what the records give.
struct Reported {
  Text value;  ///< each as it stands there; empty if it is not said
  Text growth;
  Text share;
  Text says;  ///< words that are no figure: 全市领先
  Text source;

  [[nodiscard]] bool empty() const {
    return value.zh.empty() && growth.zh.empty() && share.zh.empty() && says.zh.empty();
  }
  /// Whether there is a figure that what is computed can be held against.
  [[nodiscard]] bool has_figures() const {
    return !value.zh.empty() || !growth.zh.empty() || !share.zh.empty();
  }
};

struct Indicator {
  std::string id;
  Text name;
  Text unit_text;                   ///< as printed behind the number: 亿元, 家, %
  std::optional<base::Unit> unit;   ///< of what is printed; empty: not converted
  std::optional<base::Unit> given;  ///< of what `value` gives
  std::string given_text;           ///< as the file writes it
  std::vector<RecordSet> records;
  std::vector<Need> needs;
  Formula value;  ///< empty: nobody can compute it; only what is reported is shown
  std::optional<Comparison> compare;
  std::optional<Share> share;
  std::optional<Grouping> by;  ///< only with one set of records and no needs
  int round = 0;
  PrintRule print = PrintRule::Exact;
  base::Decimal step{1};  ///< of the print rule
  Reported reported;
  Text note;
  std::vector<catalog::Basis> basis;
  std::set<std::string> labels;  ///< classifications that tell its records apart
  bool yearly = false;  ///< whether another year gives another figure: it, or one it needs, asks for `period`
  base::Place place;
  catalog::Places at;

  [[nodiscard]] bool is_computed() const { return !value.empty(); }
};

/// The order in which figures are shown, and how the year that they are about is found.
struct Bulletin {
  struct Section {
    Text title;
    std::vector<std::string> indicators;
  };
  Text name;
  std::string year_register;  ///< the latest year of its entries is the reporting year
  std::string year_field;
  std::vector<Section> sections;
  base::Place place;
};

struct Definitions {
  std::vector<Classification> classifications;
  std::vector<Indicator> indicators;  ///< each after those that it needs
  Bulletin bulletin;

  [[nodiscard]] const Indicator* find(std::string_view id) const;
};

struct Loaded {
  Definitions definitions;
  base::Diagnostics diagnostics;  ///< usable only if none is an error
};

/// The names of a formula's inputs besides the fields and figures: `period` is {year, start, end, before,
/// as_of}; `class` and `part` of a record hold an entry for each classification.
inline constexpr std::string_view period_name = "period";
inline constexpr std::string_view class_name = "class";
inline constexpr std::string_view part_name = "part";
/// The register that is none: cases of packages that the system handled itself.
inline constexpr std::string_view packages_source = "packages";

/// Reads `indicators/*.yaml` and the tables in `codes/` that they name, and checks them against the
/// catalogue: unknown registers, fields, figures, classes and codes, formulas that do not compile, circles,
/// units of different things, and sums of figures whose labels overlap (indicators.overlap). Never fails:
/// faults are diagnostics.
[[nodiscard]] Loaded load(const catalog::Files& files, const catalog::Catalogue& catalogue);

/// The entry as formulas see it: numbers, truths, texts, dates and date-times by the register's schema.
[[nodiscard]] rules::Value record_value(const base::Json& fields, const base::Json& schema);
/// The schema of a source's entries; null if there is no such register.
[[nodiscard]] const base::Json* schema_of(std::string_view source, const catalog::Catalogue& catalogue);

}  // namespace shuxin::indicators
