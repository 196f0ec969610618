// What is wrong with the rows of a table of firms, and the other parts of making subjects of them. Private to
// the room.
#pragma once

#include <set>

#include "core/evaluation/subjects.h"

namespace shuxin::evaluation {

/// A row made ready: identity in its normal form, and whether it may be used.
struct CheckedRow {
  std::string code;
  std::string parcel;
  bool at_fault = false;
};

struct CheckedRows {
  std::vector<CheckedRow> rows;
  std::vector<Fault> faults;
};

/// Codes and their check characters, the same firm twice, numbers below zero that cannot be, scales that are
/// none; unread cells bar a row if `used` names their field.
[[nodiscard]] CheckedRows check_rows(const Scheme& scheme, const FirmData& data,
                                     const std::vector<std::string>& used);

/// `above` or `below` of what people write (规上, 规下, 是, 否, …); empty for anything else.
[[nodiscard]] std::string_view scale_of(std::string_view text);
/// Whether a column of facts that bar says that there is none: 否, no, 0, ×.
[[nodiscard]] bool says_no(std::string_view text);
/// The digits of `C3511`; all else as it is.
[[nodiscard]] std::string industry_of(std::string_view text);
/// The text in a row; empty if unknown or if there is no such column.
[[nodiscard]] std::string text_at(const columns::Table& table, std::string_view field, std::size_t row);

/// The fields that a formula reads, down through derived ones.
void add_fields(const Scheme& scheme, const catalog::Formula& formula, std::set<std::string>& fields);
/// Whether a group gives the indicator a weight.
[[nodiscard]] bool is_weighted(const Scheme& scheme, std::string_view indicator);
/// Fills in `averages` of what is otherwise prepared.
void add_averages(const Scheme& scheme, Prepared& prepared);

}  // namespace shuxin::evaluation
