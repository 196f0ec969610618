#include "shell/documents/sheet_map.h"

#include <algorithm>
#include <array>
#include <map>
#include <set>
#include <span>

#include "shell/documents/sheet_cells.h"
#include "shell/documents/sheet_head.h"

namespace shuxin::documents {
namespace {

using base::Result;

bool is_any_of(std::string_view text, std::span<const std::string_view> words) {
  return std::ranges::find(words, text) != words.end();
}

constexpr auto total_words = std::to_array<std::string_view>(
    {"合计", "总计", "共计", "小计", "总和", "全区合计", "total", "subtotal", "sum"});
constexpr auto grand_totals = std::to_array<std::string_view>({"合计", "总计", "共计", "全区合计", "total"});
constexpr auto note_words =
    std::to_array<std::string_view>({"注:", "注1", "备注:", "说明:", "填表", "制表", "审核", "单位负责人",
                                     "统计负责人", "填报人", "报出日期", "数据来源", "note:"});

class TableReader {
 public:
  TableReader(const Sheet& sheet, const SheetMapping& mapping, const SheetHead& head)
      : sheet_(sheet), mapping_(mapping), head_(head) {
    table_.sheet = sheet.name;
    table_.header_row = sheet.rows[head.last_row].number;
    table_.taken = head.taken;
    table_.ignored_headers = head.ignored;
    for (const SheetField& field : mapping.fields) {
      table_.columns.push_back({field.id, field.kind, {}, {}, {}, {}});
      const auto taken = std::ranges::find(head.taken, field.id, &TakenColumn::field);
      if (taken == head.taken.end()) table_.missing_fields.push_back(field.id);
      places_.push_back(taken == head.taken.end() ? nullptr : &*taken);
    }
    for (const MergedCells& block : sheet.merged)
      if (block.last_row > block.first_row && block.first_row > table_.header_row)
        tall_[block.first_column].emplace(block.first_row, block.last_row);
  }

  MappedTable read() {
    for (std::size_t i = head_.last_row + 1; i < sheet_.rows.size(); ++i) {
      const Row& row = sheet_.rows[i];
      if (const auto why = skipped(row)) {
        table_.skipped.push_back({row.number, *why, folded(row.cells.front().text)});
        if (*why == SkippedRow::Why::Total) totals_.push_back(&row);
      } else if (has_any_field(row)) {
        take(row);
      } else {
        table_.skipped.push_back({row.number, SkippedRow::Why::Note, folded(row.cells.front().text)});
      }
    }
    check_totals();
    return std::move(table_);
  }

 private:
  bool has_any_field(const Row& row) const {
    return std::ranges::any_of(places_,
                               [&](const TakenColumn* place) { return place && row.find(place->column); });
  }

  std::optional<SkippedRow::Why> skipped(const Row& row) const {
    using Why = SkippedRow::Why;
    // The word for a total stands in one of the first columns that hold anything.
    for (std::size_t i = 0; i < std::min<std::size_t>(row.cells.size(), 3); ++i) {
      std::string text = header_form(row.cells[i].text);
      if (text.ends_with(':')) text.pop_back();
      if (is_any_of(text, total_words)) return Why::Total;
    }
    const std::string first = header_form(row.cells.front().text);
    if (std::ranges::any_of(note_words, [&](std::string_view word) { return first.starts_with(word); }))
      return Why::Note;
    if (row.cells.size() == 1 && head_.taken.size() > 2 && row.cells[0].kind == CellKind::Text &&
        is_merged(row.number, row.cells[0].column))
      return Why::Note;
    if (repeats_head(row)) return Why::RepeatedHead;
    if (row.number == table_.header_row + 1 && numbers_columns(row)) return Why::Numbering;
    return std::nullopt;
  }

  bool is_merged(std::uint32_t row, std::uint32_t column) const {
    return std::ranges::any_of(sheet_.merged, [&](const MergedCells& block) {
      return block.first_row == row && block.first_column == column && block.last_column > column;
    });
  }

  bool repeats_head(const Row& row) const {
    std::size_t same = 0;
    for (const TakenColumn& taken : head_.taken) {
      const Cell* cell = row.find(taken.column);
      if (cell && folded(cell->text) == taken.header) ++same;
    }
    return same >= 2 && same * 2 > head_.taken.size();
  }

  // Every cell is 1, 2, 3 … or 甲, 乙, … in order.
  static bool numbers_columns(const Row& row) {
    static constexpr auto stems = std::to_array<std::string_view>({"甲", "乙", "丙", "丁", "戊"});
    std::size_t letters = 0;
    std::size_t next = 0;
    for (const Cell& cell : row.cells) {
      const std::string text = header_form(cell.text);
      if (letters < stems.size() && text == stems[letters]) {
        ++letters;
      } else if (next == 0 ? text == "0" || text == "1" : text == std::to_string(next + 1)) {
        next = text == "0" ? 0 : next + 1;
      } else {
        return false;
      }
    }
    return letters + next >= 3;
  }

  void report(const Row& row, const Cell* cell, std::size_t field, base::Message reason) {
    const std::uint32_t column = cell ? cell->column : places_[field]->column;
    table_.unread.push_back({sheet_.name, cell_name(row.number, column), mapping_.fields[field].id,
                             cell ? cell->text : "", std::move(reason)});
  }

  void take(const Row& row) {
    table_.rows.push_back(row.number);
    for (std::size_t i = 0; i < places_.size(); ++i) {
      const Cell* cell = places_[i] ? row.find(places_[i]->column) : nullptr;
      if (!cell && places_[i] && table_.columns[i].kind != FieldKind::Number)
        cell = merged_above(row.number, places_[i]->column);
      if (cell && (cell->kind == CellKind::Text) && stands_for_nothing(folded(cell->text))) cell = nullptr;
      if (!cell && places_[i] && mapping_.fields[i].id == mapping_.key)
        report(row, row.find(places_[i]->column), i, {"sheet.no-key", {}});
      store(row, cell, i);
    }
  }

  // The first row of the tall block that a cell is a lower part of.
  [[nodiscard]] std::optional<std::uint32_t> top_of(std::uint32_t row, std::uint32_t column) const {
    const auto blocks = tall_.find(column);
    if (blocks == tall_.end()) return std::nullopt;
    const auto after = blocks->second.lower_bound(row);
    if (after == blocks->second.begin()) return std::nullopt;
    const auto& [first, last] = *std::prev(after);
    return row <= last ? std::optional(first) : std::nullopt;
  }

  // A code or name that is written once beside several rows is that of each; a number is not, as it would be
  // counted twice.
  [[nodiscard]] const Cell* merged_above(std::uint32_t row, std::uint32_t column) const {
    const auto top = top_of(row, column);
    if (!top) return nullptr;
    const auto above = std::ranges::lower_bound(sheet_.rows, *top, {}, &Row::number);
    return above != sheet_.rows.end() && above->number == *top ? above->find(column) : nullptr;
  }

  template <typename T>
  void put(std::vector<std::optional<T>>& column, const Row& row, const Cell* cell, std::size_t field,
           Result<T> (*read)(const Cell&)) {
    column.push_back(std::nullopt);
    if (!cell) return;
    Result<T> value = read(*cell);
    if (value)
      column.back() = *std::move(value);
    else
      report(row, cell, field, std::move(value).error().message);
  }

  void store(const Row& row, const Cell* cell, std::size_t field) {
    MappedColumn& column = table_.columns[field];
    switch (column.kind) {
      case FieldKind::Text:
        put(column.texts, row, cell, field, &text_of);
        return;
      case FieldKind::Date:
        put(column.dates, row, cell, field, &day_of);
        return;
      case FieldKind::Boolean:
        put(column.booleans, row, cell, field, &truth_of);
        return;
      case FieldKind::Number: {
        column.numbers.push_back(std::nullopt);
        if (!cell) return;
        const auto value = number_of(*cell, mapping_.fields[field].unit, places_[field]->unit);
        if (value)
          column.numbers.back() = *value;
        else
          report(row, cell, field, value.error().message);
      }
    }
  }

  // A single grand total at the end (or the top) must be the sum of its column, or something was lost.
  void check_totals() {
    if (totals_.size() != 1) return;
    const Row& total = *totals_.front();
    const bool grand = std::ranges::any_of(
        total.cells, [](const Cell& cell) { return is_any_of(header_form(cell.text), grand_totals); });
    if (!grand) return;
    for (std::size_t i = 0; i < places_.size(); ++i) {
      const Cell* cell = places_[i] ? total.find(places_[i]->column) : nullptr;
      if (!cell || table_.columns[i].kind != FieldKind::Number) continue;
      const auto said = number_of(*cell, mapping_.fields[i].unit, places_[i]->unit);
      if (!said) continue;
      std::optional<base::Decimal> sum = base::Decimal(0);
      for (const auto& value : table_.columns[i].numbers)
        if (value && sum) sum = add(*sum, *value);
      // What binary arithmetic adds up may differ in the fifteenth digit.
      const auto differs = sum ? subtract(*sum, *said) : std::nullopt;
      const auto bound = multiply(said->abs(), base::Decimal::of(1, 12));
      if (differs && bound && differs->abs() > *bound)
        table_.warnings.push_back({"sheet.total-differs",
                                   {cell_name(total.number, cell->column), mapping_.fields[i].id,
                                    said->to_string(), sum->to_string()}});
    }
  }

  const Sheet& sheet_;
  const SheetMapping& mapping_;
  const SheetHead& head_;
  MappedTable table_;
  std::vector<const TakenColumn*> places_;  // of each field; null if it has no column
  std::map<std::uint32_t, std::map<std::uint32_t, std::uint32_t>> tall_;  // by column: first and last row
  std::vector<const Row*> totals_;
};

std::string joined(const std::vector<std::string>& words) {
  std::string out;
  for (const std::string& word : words) out += (out.empty() ? "" : ", ") + word;
  return out;
}

// A field as people know it: its first header, else its id.
std::vector<std::string> shown(const std::vector<std::string>& ids, const SheetMapping& mapping) {
  std::vector<std::string> names;
  for (const std::string& id : ids) {
    const auto field = std::ranges::find(mapping.fields, id, &SheetField::id);
    names.push_back(field == mapping.fields.end() || field->headers.empty() ? id : field->headers.front());
  }
  return names;
}

// Another sheet of the same kind of rows is told: with numbers, or with rows that the one read does not have.
void report_left_aside(const Sheet& sheet, const SheetHead& head, const SheetMapping& mapping,
                       MappedTable& table) {
  const MappedTable other = TableReader(sheet, mapping, head).read();
  std::set<std::string> known;
  const MappedColumn* keys = table.find(mapping.key);
  const MappedColumn* others = other.find(mapping.key);
  for (std::size_t i = 0; keys && i < keys->texts.size(); ++i)
    if (keys->texts[i]) known.insert(*keys->texts[i]);
  const bool has_numbers = std::ranges::any_of(other.columns, [](const MappedColumn& column) {
    return std::ranges::any_of(column.numbers, [](const auto& number) { return number.has_value(); });
  });
  const bool has_others = others && std::ranges::any_of(others->texts, [&](const auto& key) {
                            return key && !known.contains(*key);
                          });
  if (has_numbers || has_others)
    table.unread.push_back(
        {sheet.name, "", "", "", {"sheet.other-sheet", {std::to_string(other.rows.size())}}});
}

}  // namespace

const MappedColumn* MappedTable::find(std::string_view field) const {
  const auto found = std::ranges::find(columns, field, &MappedColumn::field);
  return found == columns.end() ? nullptr : &*found;
}

base::Result<MappedTable> map_table(const Workbook& workbook, const SheetMapping& mapping) {
  std::optional<std::vector<std::string>> missing;
  std::string closest;
  std::vector<std::pair<const Sheet*, SheetHead>> found;
  for (const Sheet& sheet : workbook.sheets) {
    if (!mapping.sheet.empty() && sheet.name != mapping.sheet) continue;
    if (mapping.sheet.empty() && sheet.hidden) continue;
    SheetHead head = find_head(sheet, mapping);
    if (head.taken.empty() || !head.missing_required.empty()) {
      if (!missing || head.missing_required.size() < missing->size()) {
        missing = head.missing_required;
        closest = sheet.name;
      }
      continue;
    }
    found.emplace_back(&sheet, std::move(head));
  }
  if (!found.empty()) {
    const auto best =
        std::ranges::max_element(found, {}, [](const auto& one) { return one.second.taken.size(); });
    if (!best->second.doubled.empty())
      return base::fail("sheet.two-columns",
                        {best->first->name, joined(shown(best->second.doubled, mapping))});
    MappedTable table = TableReader(*best->first, mapping, best->second).read();
    for (const auto& [sheet, head] : found)
      if (sheet != best->first) report_left_aside(*sheet, head, mapping, table);
    return table;
  }
  if (!missing) return base::fail("sheet.no-sheet", {mapping.sheet.empty() ? workbook.file : mapping.sheet});
  return base::fail("sheet.no-header", {closest, joined(shown(*missing, mapping))});
}

}  // namespace shuxin::documents
