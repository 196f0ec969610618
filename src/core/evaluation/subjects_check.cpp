#include "core/evaluation/subjects_check.h"

#include <algorithm>
#include <map>
#include <set>

#include "core/base/identifiers/credit_code.h"

namespace shuxin::evaluation {
namespace {

constexpr std::size_t credit_code_length = 18;

std::string_view trimmed(std::string_view text) {
  while (!text.empty() && (text.front() == ' ' || text.front() == '\t')) text.remove_prefix(1);
  while (!text.empty() && (text.back() == ' ' || text.back() == '\t')) text.remove_suffix(1);
  return text;
}

class RowCheck {
 public:
  RowCheck(const Scheme& scheme, const FirmData& data, const std::vector<std::string>& used)
      : scheme_(scheme), data_(data), used_(used.begin(), used.end()) {
    checked_.rows.resize(data.table.rows());
  }

  CheckedRows run() {
    for (const Fault& unread : data_.unread) {
      checked_.faults.push_back(unread);
      if (unread.row < checked_.rows.size() && (unread.field.empty() || used_.contains(unread.field)))
        checked_.rows[unread.row].at_fault = true;
    }
    check_codes();
    check_duplicates();
    check_numbers();
    check_scales();
    std::ranges::stable_sort(checked_.faults, {}, &Fault::row);
    return std::move(checked_);
  }

 private:
  void fault(std::size_t row, std::string field, std::string value, base::Message reason, bool bars = true) {
    checked_.faults.push_back({row, std::move(field), data_.sheet, "", std::move(value), std::move(reason)});
    checked_.rows[row].at_fault = checked_.rows[row].at_fault || bars;
  }

  // A file of an example may name its firms by numbers of its own, but then it does so throughout: a short
  // code among credit codes is a mistake.
  void check_codes() {
    const std::size_t rows = checked_.rows.size();
    bool own_codes = scheme_.allows_own_codes;
    for (std::size_t row = 0; row < rows && own_codes; ++row)
      own_codes = trimmed(text_at(data_.table, "uscc", row)).size() != credit_code_length;
    for (std::size_t row = 0; row < rows; ++row) {
      const std::string said = text_at(data_.table, "uscc", row);
      checked_.rows[row].parcel = trimmed(text_at(data_.table, "parcel_no", row));
      if (trimmed(said).empty()) {
        if (!has_unread(row, "uscc")) fault(row, "uscc", "", {"evaluation.no-code", {}});
      } else if (own_codes) {
        checked_.rows[row].code = trimmed(said);
      } else if (auto code = base::CreditCode::parse(said)) {
        checked_.rows[row].code = code->text();
      } else {
        checked_.rows[row].code = trimmed(said);
        fault(row, "uscc", said, code.error().message);
      }
    }
  }

  [[nodiscard]] bool has_unread(std::size_t row, std::string_view field) const {
    return std::ranges::any_of(data_.unread,
                               [&](const Fault& one) { return one.row == row && one.field == field; });
  }

  // A firm may stand in several rows only if each names another parcel.
  void check_duplicates() {
    std::map<std::string, std::vector<std::size_t>, std::less<>> by_code;
    for (std::size_t row = 0; row < checked_.rows.size(); ++row)
      if (!checked_.rows[row].code.empty()) by_code[checked_.rows[row].code].push_back(row);
    for (const auto& [code, rows] : by_code) {
      if (rows.size() == 1) continue;
      std::set<std::string> parcels;
      for (const std::size_t row : rows) parcels.insert(checked_.rows[row].parcel);
      if (parcels.size() == rows.size() && !parcels.contains("")) continue;
      for (const std::size_t row : rows)
        fault(row, "uscc", code, {"evaluation.duplicate", {code, lines_of(rows)}});
    }
  }

  [[nodiscard]] std::string lines_of(const std::vector<std::size_t>& rows) const {
    std::string all;
    for (const std::size_t row : rows)
      all += (all.empty() ? "" : ", ") + std::to_string(row < data_.rows.size() ? data_.rows[row] : row + 1);
    return all;
  }

  void check_numbers() {
    for (const catalog::SchemeField& field : scheme_.fields) {
      const columns::Column* column = data_.table.find(field.id);
      if (field.may_be_negative || field.kind != catalog::SchemeField::Kind::Number || !column) continue;
      for (std::size_t row = 0; row < column->size(); ++row) {
        if (!column->is_known(row)) continue;
        const rules::Value value = column->value(row);
        if (value.kind() == rules::Kind::Number && value.as_number().is_negative())
          fault(row, field.id, value.as_number().to_string(),
                {"evaluation.negative", {field.name.zh, field.name.en}}, used_.contains(field.id));
      }
    }
  }

  void check_scales() {
    for (std::size_t row = 0; row < checked_.rows.size(); ++row) {
      const std::string said = text_at(data_.table, "scale", row);
      if (!said.empty() && scale_of(said).empty())
        fault(row, "scale", said, {"evaluation.scale", {said}}, used_.contains("scale"));
    }
  }

  const Scheme& scheme_;
  const FirmData& data_;
  std::set<std::string, std::less<>> used_;
  CheckedRows checked_;
};

}  // namespace

std::string text_at(const columns::Table& table, std::string_view field, std::size_t row) {
  const columns::Column* column = table.find(field);
  if (!column || !column->is_known(row)) return {};
  const rules::Value value = column->value(row);
  return rules::to_text(value);
}

std::string_view scale_of(std::string_view text) {
  text = trimmed(text);
  for (const char* word : {"above", "规上", "规模以上", "规上企业", "规模以上企业", "是"})
    if (text == word) return "above";
  for (const char* word : {"below", "规下", "规模以下", "规下企业", "规模以下企业", "否"})
    if (text == word) return "below";
  return {};
}

bool says_no(std::string_view text) {
  text = trimmed(text);
  for (const char* word : {"否", "没有", "未发生", "no", "No", "NO", "N", "n", "0", "×", "false", "FALSE"})
    if (text == word) return true;
  return false;
}

std::string industry_of(std::string_view text) {
  text = trimmed(text);
  const bool has_letter = text.size() > 1 && text[0] >= 'A' && text[0] <= 'T';
  const bool digits =
      std::ranges::all_of(text.substr(has_letter ? 1 : 0), [](char c) { return c >= '0' && c <= '9'; });
  return std::string(has_letter && digits ? text.substr(1) : text);
}

std::string industry_code(const columns::Table& table, std::size_t row) {
  std::string code = industry_of(text_at(table, "industry", row));
  const bool digits = std::ranges::all_of(code, [](char c) { return c >= '0' && c <= '9'; });
  return digits ? code : std::string();
}

CheckedRows check_rows(const Scheme& scheme, const FirmData& data, const std::vector<std::string>& used) {
  return RowCheck(scheme, data, used).run();
}

}  // namespace shuxin::evaluation
