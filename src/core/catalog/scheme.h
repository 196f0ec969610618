// Evaluation schemes (工业企业资源利用绩效评价, 亩均论英雄): how a place scores, ranks and grades its firms
// by what they yield per mu. A scheme is data: a YAML file of evaluations/, described in
// docs/formats/evaluation.md.
#pragma once

#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "core/base/decimal.h"
#include "core/catalog/definitions.h"

namespace shuxin::catalog {

/// A number of a scheme; empty where no source publishes it (`unset`). A scheme with such a number is listed
/// in Scheme::unset and must not be run.
using SchemeNumber = std::optional<base::Decimal>;

/// One datum of a firm: a column of its table. The plain ones (see plain_fields) every scheme understands.
struct SchemeField {
  enum class Kind { Text, Number, Date };
  std::string id;  ///< header of plain CSV and name in formulas
  Text name;
  Kind kind = Kind::Number;
  std::string unit;                  ///< 万元, 亩, 吨, 人 …; empty for texts
  bool is_zero_when_blank = false;   ///< what nobody reports is none (bonus, leased land); else unknown
  bool may_be_negative = false;      ///< tax after refunds, value added
  std::vector<std::string> headers;  ///< other headers under which offices hand it in
  Place place;
};

/// A value computed from the fields before anything else: `land`.
struct DerivedField {
  std::string id;
  Text name;
  std::string unit;
  bool may_be_negative =
      false;  ///< else a firm where it is below zero is not graded: nobody has less than no land
  Formula formula;
  Place place;
};

/// How the last digit is dropped at one stage; `digits` after the point. Empty: nothing is rounded there.
struct RoundingRule {
  int digits = 0;
  base::Rounding mode = base::Rounding::HalfUp;
};

/// The divisor of an indicator: a published number, or so many times the average of the evaluated firms.
struct Baseline {
  enum class Mean {
    None,          ///< a number
    SumOverSum,    ///< the formula over the sums of its inputs: Σ tax ÷ Σ land
    MeanOfRatios,  ///< the mean of the firms' values
  };
  Mean mean = Mean::None;
  SchemeNumber value;  ///< the number, or the factor of the mean
  Place place;
};

/// A limit of a score: a number of points, or so many times the weight.
struct ScoreBound {
  enum class Kind { None, Points, TimesWeight };
  Kind kind = Kind::None;
  SchemeNumber value;
};

/// Range scoring: weight × [from + (to - from) × (x - min) ÷ (max - min)] ÷ 100. An end that is not given is
/// the least or the greatest value in the group.
struct ScoreRange {
  bool is_given = false;  ///< the scheme names it; else weight × (x - min) ÷ (max - min)
  SchemeNumber from;
  SchemeNumber to;
  bool has_min = false;
  bool has_max = false;
  SchemeNumber min;
  SchemeNumber max;
};

/// A formula with its unit and baseline. An indicator takes the first that has a value: tax per energy, or
/// per electricity.
struct IndicatorVariant {
  std::string id;  ///< its name under `either`; empty if it is the only one
  Formula formula;
  std::string unit;
  Baseline baseline;
};

struct Indicator {
  enum class Model {
    Ratio,  ///< value ÷ baseline × weight
    Lower,  ///< (2 - value ÷ baseline) × weight: less is better
    Range
  };
  enum class Missing {
    Unknown,       ///< the firm is not graded
    MeanOfScored,  ///< the mean score of those of its group that have one
    Zero
  };
  std::string id;
  Text name;
  std::vector<IndicatorVariant> variants;
  Model model = Model::Ratio;
  ScoreRange range;
  bool has_weight = false;
  SchemeNumber weight;  ///< where a group names no weights of its own
  ScoreBound cap;
  ScoreBound floor;
  Missing missing = Missing::Unknown;
  Place place;
};

/// Points on top of, or off, the scores.
struct PointItem {
  std::string id;
  Text name;
  Formula formula;
  bool has_cap = false;
  SchemeNumber cap;
  Place place;
};
struct PointItems {
  std::vector<PointItem> items;
  bool has_cap = false;
  SchemeNumber cap;  ///< of all together
};

struct ClassRule {
  std::string id;
  Text name;
  bool has_first = false;  ///< the share of the list, counted from the top, that ends here: B to 0.60
  SchemeNumber first;
  bool has_last = false;  ///< the share counted from the bottom
  SchemeNumber last;
  bool has_at_least = false;  ///< only with this total or more, else the next class below
  SchemeNumber at_least;
  bool has_below = false;  ///< only with less than this total, else the next class above
  SchemeNumber below;
  Text meaning;  ///< what follows from the class
  Place place;
};

struct ClassRules {
  enum class By { Share, Score };
  enum class Measure {
    RankOverCount,  ///< r ÷ n against the share
    Places          ///< the share of n, rounded to whole places
  };
  enum class Reading {
    Quota,      ///< firms of one rank go together to the class of that rank
    UpperLimit  ///< no class takes more than its share: a tie across its bound goes below (above, for `last`)
  };
  By by = By::Share;
  Measure measure = Measure::RankOverCount;
  base::Rounding places = base::Rounding::HalfUp;  ///< Floor, HalfUp or Ceiling
  Reading reading = Reading::Quota;
  std::vector<ClassRule> classes;  ///< from best to worst; the last takes the rest. Empty: none is published
  Place place;
};

/// Firms that are ranked together.
struct SchemeGroup {
  std::string id;
  Text name;
  Formula when;                                                ///< empty: all
  bool has_own_weights = false;                                ///< else those of the indicators
  std::vector<std::pair<std::string, SchemeNumber>> weights;   ///< by indicator, in their order
  std::map<std::string, Baseline, std::less<>> own_baselines;  ///< by indicator, for its first variant
  std::optional<ClassRules> own_classes;
  Place place;
};

/// Firms that are not graded (T: 不适合评价类).
struct Exemption {
  std::string id;
  Text name;
  Formula when;
  std::string assigned_class;
  std::string treated_as;  ///< class whose consequences apply; empty: none
  std::vector<Basis> basis;
  Place place;
};

/// A fact that bars from the better classes (一票否决).
struct Veto {
  std::string id;
  Text name;
  Formula when;
  std::string at_best;
  std::vector<Basis> basis;
  Place place;
};

/// Industries that are ranked apart, by the first digits of GB/T 4754 codes, by the letters of its sections,
/// or by names. One without codes takes the rest.
struct IndustryList {
  std::string id;
  Text name;
  std::vector<std::string> codes;
  Place place;
};

/// A second stage: a formula over the outcome of the first (total, base, bonus, deduction, rank, group_count,
/// group_mean, group_highest, group_lowest) and the fields.
struct SecondStage {
  Text name;
  Formula formula;
  std::optional<RoundingRule> round;
};

/// What a class costs or brings a firm in a year: a differential policy (差别化政策).
struct DifferentialPolicy {
  std::string id;
  Text name;
  std::string unit;                                         ///< of the rates: 元/千瓦时
  Formula amount;                                           ///< 万元 a year, by the fields and `rate`
  std::vector<std::pair<std::string, SchemeNumber>> rates;  ///< by class; a class not named pays nothing
  std::vector<Basis> basis;
  std::string fair_competition_review;  ///< number of its review (公平竞争审查条例); empty: none yet
  Place place;
};

/// The steps of a yearly round and their limits; empty where no source says.
struct RoundLimits {
  std::optional<Limit> confirm;
  std::optional<Limit> objections;
};

struct Unset {
  std::string path;  ///< indicators.I1.baseline
  Place place;
};

struct Scheme {
  std::string id;
  std::string source;  ///< the file as it was read, without settings
  Text name;
  Text summary;
  Effective effective;
  std::vector<Basis> basis;
  std::vector<SchemeField> fields;  ///< the plain ones, then the scheme's own
  std::vector<DerivedField> derived;
  bool allows_own_codes = false;  ///< a file may name its firms by other codes than credit codes throughout
  bool merges_parcels = true;     ///< firms on one parcel are evaluated as one and share the result
  Formula scope;                  ///< which firms are evaluated at all; empty: all
  std::vector<Indicator> indicators;
  std::vector<SchemeGroup> groups;  ///< at least one; a firm belongs to the first that takes it
  PointItems bonus;
  PointItems deduction;
  std::optional<RoundingRule> round_value;
  std::optional<RoundingRule> round_score;
  std::optional<RoundingRule> round_base;  ///< the sum of the scores
  std::optional<RoundingRule> round_total;
  std::optional<SecondStage> second;
  std::vector<Exemption> exempt;
  std::vector<Veto> veto;
  std::vector<IndustryList> industries;
  std::string
      standard;  ///< table of the industries' codes, `gbt4754-2017`; empty: firms name them as they like
  bool ranks_within_industries = false;
  std::vector<std::string>
      ties;            ///< what decides between equal totals: indicators or number fields, more first
  ClassRules classes;  ///< of groups that have none of their own
  std::vector<DifferentialPolicy> policies;
  RoundLimits round;
  std::vector<Unset> unset;           ///< what must be supplied before the scheme can be run
  std::vector<Unset> unset_policies;  ///< what must be supplied before the policies' effect can be told
  Place place;

  [[nodiscard]] const Indicator* find_indicator(std::string_view id) const;
  /// Slot of a field or derived field in the inputs of formulas: fields first, then the derived.
  [[nodiscard]] std::optional<std::size_t> find_slot(std::string_view id) const;
  [[nodiscard]] const ClassRules& classes_of(const SchemeGroup& group) const {
    return group.own_classes ? *group.own_classes : classes;
  }
  [[nodiscard]] std::vector<std::string> class_ids() const;  ///< best first, those of exemptions last
};

/// The data that every scheme understands, in the order of the plain CSV headers, then those that may be
/// added: parcel_no, leased_in_mu, leased_out_mu, started_on, veto.
[[nodiscard]] const std::vector<SchemeField>& plain_fields();

/// A value supplied from outside for a place of a scheme: `indicators.I1.baseline` ← 20.
struct Setting {
  std::string path;
  base::Json value;  ///< text, number, truth or a list of these
  Place place;
};
struct ReadSettings {
  std::vector<Setting> settings;
  base::Diagnostics diagnostics;
};
/// Reads YAML or JSON: `path: value`, or maps inside each other whose names joined by points are the path.
[[nodiscard]] ReadSettings read_settings(const std::string& file, const std::string& text);

struct ReadScheme {
  std::optional<Scheme> scheme;  ///< empty if there is an error
  base::Diagnostics diagnostics;
};
/// Reads and checks one scheme with the settings put in their places. Any bytes may be given; every fault
/// becomes a diagnostic with its place. Errors beside those of the catalogue: evaluation.…
[[nodiscard]] ReadScheme read_scheme(const std::string& file, const std::string& text,
                                     const std::vector<Setting>& settings = {});

}  // namespace shuxin::catalog
