#include "shell/documents/sheet_head.h"

#include <algorithm>
#include <map>

#include "shell/documents/sheet_cells.h"

namespace shuxin::documents {
namespace {

constexpr std::size_t rows_searched = 30;
constexpr std::uint32_t columns_searched = 1000;

// A header as it is compared: its name, and the unit that it ends in, 税收(万元).
struct Title {
  std::string text;
  std::string name;
  std::optional<base::Unit> unit;
};

Title title_of(const std::string& text) {
  Title title{folded(text), header_form(text), {}};
  const auto split = [&](std::string_view open, std::string_view close) {
    if (!title.name.ends_with(close)) return false;
    const std::size_t at = title.name.rfind(open);
    if (at == std::string::npos) return false;
    std::string inside = title.name.substr(at + open.size());
    inside.resize(inside.size() - close.size());
    if (inside.starts_with("单位:")) inside.erase(0, std::string_view("单位:").size());
    title.unit = base::find_unit(inside);
    if (title.unit) title.name.resize(at);
    return title.unit.has_value();
  };
  if (split("(", ")") || split("[", "]") || split("【", "】")) return title;
  for (const std::string_view mark : {"/", ",", "、", ":"}) {
    const std::size_t at = title.name.rfind(mark);
    if (at == std::string::npos) continue;
    title.unit = base::find_unit(std::string_view(title.name).substr(at + mark.size()));
    if (title.unit) title.name.resize(at);
    if (title.unit) break;
  }
  return title;
}

class HeadFinder {
 public:
  HeadFinder(const Sheet& sheet, const SheetMapping& mapping) : sheet_(sheet), mapping_(mapping) {
    for (std::size_t i = 0; i < mapping.fields.size(); ++i) {
      names_.emplace(header_form(mapping.fields[i].id), i);
      for (const std::string& header : mapping.fields[i].headers) {
        names_.emplace(header_form(header), i);
        // 亩均税收（万元/亩） may be an alias with its unit, or without.
        names_.emplace(title_of(header).name, i);
      }
    }
  }

  SheetHead find() {
    SheetHead best;
    std::size_t most = 0;
    const std::size_t rows = std::min(sheet_.rows.size(), rows_searched);
    for (std::size_t row = 0; row < rows; ++row)
      for (const bool two : {false, true}) {
        if (two && (row == 0 || sheet_.rows[row].number != sheet_.rows[row - 1].number + 1)) continue;
        SheetHead head = read(row, two);
        if (head.taken.size() > most && (!two || head.doubled.size() <= best.doubled.size())) {
          most = head.taken.size();
          best = std::move(head);
        }
      }
    if (most == 0)
      for (const SheetField& field : mapping_.fields)
        if (field.required) best.missing_required.push_back(field.id);
    add_units_above(best);
    return best;
  }

 private:
  // What stands in a cell, or in the block that it is part of.
  const Cell* cell_at(std::size_t row, std::uint32_t column) const {
    if (const Cell* cell = sheet_.rows[row].find(column)) return cell;
    const std::uint32_t number = sheet_.rows[row].number;
    for (const MergedCells& block : sheet_.merged) {
      if (number < block.first_row || number > block.last_row || column < block.first_column ||
          column > block.last_column)
        continue;
      const auto top = std::ranges::lower_bound(sheet_.rows, block.first_row, {}, &Row::number);
      if (top != sheet_.rows.end() && top->number == block.first_row) return top->find(block.first_column);
    }
    return nullptr;
  }

  const std::size_t* field_of(const std::string& name) const {
    const auto found = names_.find(name);
    return found == names_.end() ? nullptr : &found->second;
  }

  void columns_of(const Row& row, std::vector<std::uint32_t>& columns) const {
    for (const Cell& cell : row.cells)
      if (cell.column <= columns_searched) columns.push_back(cell.column);
  }

  SheetHead read(std::size_t row, bool two) const {
    SheetHead head;
    head.last_row = row;
    std::vector<std::uint32_t> columns;
    columns_of(sheet_.rows[row], columns);
    if (two) columns_of(sheet_.rows[row - 1], columns);
    std::ranges::sort(columns);
    columns.erase(std::ranges::unique(columns).begin(), columns.end());
    std::vector<bool> used(mapping_.fields.size());
    for (const std::uint32_t column : columns) {
      const Cell* lower = sheet_.rows[row].find(column);
      const Cell* upper = two ? cell_at(row - 1, column) : nullptr;
      const Cell* shown = lower ? lower : upper;
      if (!shown || shown->kind == CellKind::Error) continue;
      Title title = title_of(shown->text);
      const std::size_t* field = field_of(title.name);
      // 能耗 above 综合(吨标准煤) may together be what is looked for.
      if (!field && lower && upper) {
        field = field_of(title_of(upper->text).name + title.name);
        if (!field) field = field_of(title_of(upper->text).name);
      }
      if (!field) field = field_of(header_form(shown->text));
      if (!field) {
        head.ignored.push_back(title.text);
        continue;
      }
      const SheetField& wanted = mapping_.fields[*field];
      if (used[*field]) {
        head.doubled.push_back(wanted.id);
        continue;
      }
      used[*field] = true;
      head.taken.push_back({wanted.id, column, title.text, title.unit});
    }
    for (std::size_t i = 0; i < used.size(); ++i)
      if (!used[i] && mapping_.fields[i].required) head.missing_required.push_back(mapping_.fields[i].id);
    return head;
  }

  // 单位：万元、亩 in a title row counts for the columns that name no unit of their own.
  void add_units_above(SheetHead& head) const {
    std::vector<base::Unit> units;
    for (std::size_t row = 0; row < head.last_row; ++row)
      for (const Cell& cell : sheet_.rows[row].cells) {
        const std::string text = header_form(cell.text);
        const std::size_t at = text.find("单位:");
        if (at == std::string::npos) continue;
        std::string rest = text.substr(at + std::string_view("单位:").size());
        while (!rest.empty()) {
          const std::size_t end = std::min({rest.find("、"), rest.find(','), rest.find(')'), rest.find('/')});
          if (const auto unit = base::find_unit(std::string_view(rest).substr(0, end)))
            units.push_back(*unit);
          if (end == std::string::npos) break;
          rest.erase(0, end + (rest.compare(end, 3, "、") == 0 ? 3 : 1));
        }
      }
    for (TakenColumn& taken : head.taken) {
      const auto field = std::ranges::find(mapping_.fields, taken.field, &SheetField::id);
      if (taken.unit || !field->unit) continue;
      for (const base::Unit& unit : units)
        if (!taken.unit && unit.dimension == field->unit->dimension) taken.unit = unit;
    }
  }

  const Sheet& sheet_;
  const SheetMapping& mapping_;
  std::map<std::string, std::size_t> names_;
};

}  // namespace

SheetHead find_head(const Sheet& sheet, const SheetMapping& mapping) {
  return HeadFinder(sheet, mapping).find();
}

}  // namespace shuxin::documents
