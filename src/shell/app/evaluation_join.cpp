#include "shell/app/evaluation_join.h"

#include <algorithm>
#include <map>
#include <set>

#include "core/evaluation/outcome_json.h"

namespace shuxin::app {
namespace {

using base::Json;
using documents::FieldKind;
using documents::MappedColumn;
using documents::MappedTable;

std::string value_of(const MappedColumn& column, std::size_t row) {
  switch (column.kind) {
    case FieldKind::Text:
      return column.texts[row].value_or("");
    case FieldKind::Number:
      return column.numbers[row] ? column.numbers[row]->to_string() : "";
    case FieldKind::Date:
      return column.dates[row] ? column.dates[row]->to_string() : "";
    case FieldKind::Boolean:
      return !column.booleans[row] ? "" : *column.booleans[row] ? "true" : "false";
  }
  return {};
}

std::string quoted(const std::string& text) {
  if (text.find_first_of(",\"\r\n") == std::string::npos) return text;
  std::string out = "\"";
  for (const char c : text) out += c == '"' ? "\"\"" : std::string(1, c);
  return out + "\"";
}

class Joining {
 public:
  explicit Joining(const catalog::Scheme& scheme) : mapping_(firm_mapping(scheme)) {}

  base::Result<void> add(const std::string& name, const documents::Workbook& workbook) {
    const auto table = documents::map_table(workbook, mapping_);
    if (!table)
      return base::fail("evaluation.join-table",
                        {name, base::word(table.error().message, base::Language::Chinese),
                         base::word(table.error().message, base::Language::English)});
    unread_.clear();
    for (const documents::UnreadCell& cell : table->unread) {
      if (!cell.cell.empty()) unread_[{row_of(cell.cell), cell.field}] = cell.value;
      joined_.unread.push_back({name, cell});
    }
    for (const documents::SkippedRow& row : table->skipped)
      joined_.notes.push_back({"evaluation.join-skipped", {name, std::to_string(row.row), row.text}});
    for (const std::string& header : table->ignored_headers)
      joined_.notes.push_back({"evaluation.join-ignored", {name, header}});
    take(name, *table);
    ++tables_;
    named_.push_back(name);
    return {};
  }

  JoinedTables finish() {
    std::vector<const documents::SheetField*> fields;
    for (const documents::SheetField& field : mapping_.fields)
      if (std::ranges::any_of(rows_, [&](const Row& row) { return row.values.contains(field.id); }))
        fields.push_back(&field);
    for (const auto* field : fields) joined_.csv += (joined_.csv.empty() ? "" : ",") + field->id;
    joined_.csv += "\n";
    for (Row& row : rows_) {
      for (std::size_t i = 0; i < fields.size(); ++i)
        joined_.csv += (i ? "," : "") + quoted(text_of(row, *fields[i]));
      joined_.csv += "\n";
    }
    joined_.firms = first_row_.size();
    tell_absences();
    return std::move(joined_);
  }

 private:
  using Said = std::vector<std::pair<std::string, std::string>>;  // table, value
  struct Row {
    std::string uscc;
    bool is_first = true;  // of its firm
    std::map<std::string, Said> values;
  };

  static std::uint32_t row_of(const std::string& cell) {
    const std::size_t digits = std::min(cell.find_first_of("0123456789"), cell.size());
    return static_cast<std::uint32_t>(std::strtoul(cell.c_str() + digits, nullptr, 10));
  }

  void tell_absences() {
    for (const std::string& uscc : of_first_)
      for (std::size_t table = 1; table < tables_; ++table)
        if (!told_by_.contains({uscc, table})) joined_.absences.push_back({uscc, named_[table]});
  }

  void take(const std::string& name, const MappedTable& table) {
    const MappedColumn* codes = table.find("uscc");
    const MappedColumn* parcels = table.find("parcel_no");
    const bool has_parcels =
        parcels && std::ranges::find(table.missing_fields, "parcel_no") == table.missing_fields.end();
    for (std::size_t i = 0; i < table.rows.size(); ++i) {
      const std::string uscc = codes->texts[i].value_or("");
      if (tables_ == 0 && !first_row_.contains(uscc)) of_first_.push_back(uscc);
      told_by_.emplace(uscc, tables_);
      Row& row = find_row(name, uscc, has_parcels ? parcels->texts[i].value_or("") : "");
      for (const MappedColumn& column : table.columns) {
        if (std::ranges::find(table.missing_fields, column.field) != table.missing_fields.end()) continue;
        const auto unread = unread_.find({table.rows[i], column.field});
        const std::string value = unread != unread_.end() ? unread->second : value_of(column, i);
        Said& said = row.values[column.field];
        if (!value.empty()) said.emplace_back(name, value);
      }
    }
  }

  // Within the first table each row stands for itself, so that a firm that is named twice is found out.
  Row& find_row(const std::string& name, const std::string& uscc, const std::string& parcel) {
    const auto firm = first_row_.find(uscc);
    const bool is_new = firm == first_row_.end();
    if (tables_ > 0 && !is_new && parcel.empty()) return rows_[firm->second];
    if (tables_ > 0 && !parcel.empty())
      if (const auto found = by_parcel_.find({uscc, parcel}); found != by_parcel_.end())
        return rows_[found->second];
    if (tables_ > 0 && is_new) joined_.additions.push_back({uscc, name});
    if (!parcel.empty()) by_parcel_[{uscc, parcel}] = rows_.size();
    if (is_new) first_row_[uscc] = rows_.size();
    rows_.push_back({uscc, is_new, {}});
    return rows_.back();
  }

  std::string text_of(Row& row, const documents::SheetField& field) {
    const auto found = row.values.find(field.id);
    const bool is_number = field.kind == FieldKind::Number;
    // What is told of a firm as a whole stands in its first row; its other rows add nothing to it.
    const bool elsewhere = !row.is_first && is_number && is_told_of_firm(row, field.id);
    if (found == row.values.end() || found->second.empty()) return elsewhere ? "0" : "";
    const Said& said = found->second;
    const bool agrees = std::ranges::all_of(
        said, [&](const auto& one) { return is_same(one.second, said[0].second, is_number); });
    if (agrees) return said[0].second;
    joined_.disagreements.push_back({row.uscc, field.id, said});
    if (field.kind == FieldKind::Text) return said[0].second;
    std::string all;
    for (const auto& [table, value] : said) all += (all.empty() ? "" : " ≠ ") + value;
    return all;
  }
  // 40 and 40.0 are one number.
  static bool is_same(const std::string& a, const std::string& b, bool is_number) {
    if (a == b) return true;
    const auto first = is_number ? base::Decimal::parse(a) : std::nullopt;
    const auto second = is_number ? base::Decimal::parse(b) : std::nullopt;
    return first && second && *first == *second;
  }
  [[nodiscard]] bool is_told_of_firm(const Row& row, const std::string& field) const {
    const Row& first = rows_[first_row_.at(row.uscc)];
    const auto found = first.values.find(field);
    return found != first.values.end() && !found->second.empty() && !row.values.contains(field);
  }

  documents::SheetMapping mapping_;
  JoinedTables joined_;
  std::size_t tables_ = 0;
  std::vector<std::string> named_;     // the tables
  std::vector<std::string> of_first_;  // firms of the first table
  std::set<std::pair<std::string, std::size_t>> told_by_;
  std::vector<Row> rows_;
  std::map<std::string, std::size_t> first_row_;                          // by code
  std::map<std::pair<std::string, std::string>, std::size_t> by_parcel_;  // by code and parcel
  std::map<std::pair<std::uint32_t, std::string>, std::string>
      unread_;  // of the table at hand, by row and field
};

}  // namespace

base::Result<JoinedTables> join_tables(
    const catalog::Scheme& scheme, const std::vector<std::pair<std::string, documents::Workbook>>& tables) {
  Joining joining(scheme);
  for (const auto& [name, workbook] : tables) SHUXIN_DO(joining.add(name, workbook));
  return joining.finish();
}

std::vector<base::Message> words_of(const JoinedTables& joined) {
  std::vector<base::Message> words;
  for (const JoinedTables::Disagreement& one : joined.disagreements) {
    std::string said;
    for (const auto& [table, value] : one.said) said += (said.empty() ? "" : "; ") + table + " " + value;
    words.push_back({"evaluation.join-disagrees", {one.uscc, one.field, said}});
  }
  for (const JoinedTables::Addition& one : joined.additions)
    words.push_back({"evaluation.join-addition", {one.uscc, one.table}});
  for (const JoinedTables::Absence& one : joined.absences)
    words.push_back({"evaluation.join-absence", {one.uscc, one.table}});
  for (const JoinedTables::Unread& one : joined.unread)
    words.push_back({"evaluation.join-unread",
                     {one.table, one.cell.sheet, one.cell.cell, one.cell.field, one.cell.value,
                      base::word(one.cell.reason, base::Language::Chinese),
                      base::word(one.cell.reason, base::Language::English)}});
  std::ranges::copy(joined.notes, std::back_inserter(words));
  return words;
}

Json to_json(const JoinedTables& joined) {
  Json::Array disagreements;
  for (const JoinedTables::Disagreement& one : joined.disagreements) {
    Json::Array said;
    for (const auto& [table, value] : one.said)
      said.push_back(Json::object({{"table", table}, {"value", value}}));
    disagreements.push_back(
        Json::object({{"uscc", one.uscc}, {"field", one.field}, {"said", std::move(said)}}));
  }
  Json::Array additions;
  for (const JoinedTables::Addition& one : joined.additions)
    additions.push_back(Json::object({{"uscc", one.uscc}, {"table", one.table}}));
  Json::Array absences;
  for (const JoinedTables::Absence& one : joined.absences)
    absences.push_back(Json::object({{"uscc", one.uscc}, {"table", one.table}}));
  Json::Array unread;
  for (const JoinedTables::Unread& one : joined.unread)
    unread.push_back(Json::object({{"table", one.table},
                                   {"sheet", one.cell.sheet},
                                   {"cell", one.cell.cell},
                                   {"field", one.cell.field},
                                   {"value", one.cell.value},
                                   {"reason", base::both(one.cell.reason)}}));
  Json::Array notes;
  for (const base::Message& one : joined.notes) notes.push_back(base::both(one));
  return Json::object({{"firms", static_cast<std::int64_t>(joined.firms)},
                       {"disagreements", std::move(disagreements)},
                       {"additions", std::move(additions)},
                       {"absences", std::move(absences)},
                       {"unread", std::move(unread)},
                       {"notes", std::move(notes)}});
}

}  // namespace shuxin::app
