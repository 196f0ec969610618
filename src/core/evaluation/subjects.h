// Subjects: from the rows of departments' tables to what is evaluated, with an account of every row that was
// not taken.
#pragma once

#include <map>
#include <optional>
#include <string>
#include <vector>

#include "core/base/result.h"
#include "core/catalog/scheme.h"
#include "core/columns/table.h"

namespace shuxin::evaluation {

using base::Decimal;
using catalog::Scheme;

/// What could not be read, or cannot be true. A firm of which anything that the scheme needs is at fault is
/// not graded: nothing is graded on a guess.
struct Fault {
  std::size_t row = 0;  ///< of the data's table
  std::string field;    ///< id; empty if the whole row is meant
  std::string sheet;
  std::string cell;   ///< where it stood: C12; empty if unknown
  std::string value;  ///< as it stood there
  base::Message reason;

  bool operator==(const Fault&) const = default;
};

/// The table of firms: a column for each field of the scheme that was handed in, named by its id. Texts,
/// numbers in the field's unit, dates. What could not be read is unknown in the column and told in `unread`.
struct FirmData {
  columns::Table table;
  std::vector<std::uint32_t> rows;  ///< the line or row of the file that each row came from
  std::string sheet;
  std::map<std::string, std::string, std::less<>> columns;  ///< letters of each field's column: land_mu, F
  std::vector<Fault> unread;
};

/// A firm of the list.
struct Firm {
  std::string uscc;
  std::string name;
  std::size_t subject = 0;
  std::vector<std::size_t> rows;  ///< one, or one for each of its parcels
};

/// What is evaluated: a firm with all its parcels; or all firms of a parcel that several share, as one
/// (their data are added up, and each gets the result).
struct Subject {
  enum class State : std::uint8_t {
    Evaluated,
    OutOfScope,  ///< the scheme does not look at such firms
    Exempt,      ///< graded by no score (T)
    AtFault,     ///< its data cannot be used: see the faults
    NoGroup      ///< no group takes it
  };
  std::vector<std::size_t> firms;
  State state = State::Evaluated;
  std::size_t exemption = 0;            ///< Exempt: index in the scheme
  std::size_t group = 0;                ///< Evaluated: index in the scheme
  std::optional<std::size_t> industry;  ///< index in the scheme's list, if the firm is in one
  std::vector<std::size_t> vetoes;      ///< indices in the scheme
};

/// Averages of a formula in a group.
struct Averages {
  std::optional<Decimal> sum_over_sum;
  std::optional<Decimal> mean_of_ratios;
};

/// Data made ready for scoring: all that does not change with weights, baselines and bounds.
struct Prepared {
  std::vector<Firm> firms;        ///< in the order of their first rows
  std::vector<Subject> subjects;  ///< in the order of their first firms
  columns::Table table;           ///< fields and derived fields, a row for each subject
  std::vector<Fault> faults;      ///< all that was not taken, by rows
  /// values[indicator][variant][subject], not rounded.
  std::vector<std::vector<std::vector<std::optional<Decimal>>>> values;
  /// averages[group][indicator][variant] over the evaluated subjects.
  std::vector<std::vector<std::vector<Averages>>> averages;
  std::vector<std::vector<std::optional<Decimal>>> bonus;      ///< [item][subject]
  std::vector<std::vector<std::optional<Decimal>>> deduction;  ///< [item][subject]
};

/// Checks the rows, joins them to subjects and computes what the formulas say. The scheme must have nothing
/// unset. Errors: evaluation.missing-columns (all that the scheme needs and the table lacks),
/// evaluation.empty.
[[nodiscard]] base::Result<Prepared> prepare(const Scheme& scheme, const FirmData& data);

/// Whether data prepared for one scheme serve the other: the same formulas over the same fields.
[[nodiscard]] bool same_formulas(const Scheme& a, const Scheme& b);

/// The fields that must be columns of the table: those that scores cannot do without.
[[nodiscard]] std::vector<std::string> needed_fields(const Scheme& scheme);
/// All fields that the evaluation reads, directly or through derived fields: a cell of these that cannot be
/// read bars its firm.
[[nodiscard]] std::vector<std::string> used_fields(const Scheme& scheme);

/// The code of a row's industry without the letter of its section; empty where the table has none there, or a
/// name instead.
[[nodiscard]] std::string industry_code(const columns::Table& table, std::size_t row);

}  // namespace shuxin::evaluation
