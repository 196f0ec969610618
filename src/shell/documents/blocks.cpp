#include "shell/documents/blocks.h"

#include <algorithm>

namespace shuxin::documents {
namespace {

Piece line_piece(Line line, double x, double height, double size) {
  return {.height = height,
          .draw = [line = std::move(line), x, height, size](cairo_t* on, const Placing& at) {
            line.draw(on, x, baseline_in(at.y, height, size));
          }};
}

}  // namespace

Pieces compose_text(const Composer& composer, const std::string& text, const Setting& setting, double x,
                    double width) {
  SHUXIN_TRY(auto lines, composer.typesetter.lines(text, width, setting));
  std::vector<Piece> pieces;
  for (auto& line : lines)
    pieces.push_back(line_piece(std::move(line), x, setting.size * setting.leading, setting.size));
  if (pieces.size() > 1) pieces.front().with_next = pieces[pieces.size() - 2].with_next = true;
  return pieces;
}

namespace {

Pieces compose(const Composer& composer, const Paragraph& paragraph) {
  SHUXIN_TRY(const auto text, fill(paragraph.text, composer.scope));
  const bool small = paragraph.form == Paragraph::Form::Small;
  Setting setting{.size = small ? 10.5 : body_size(composer), .leading = small ? 1.6 : 1.85};
  if (!is_chinese(composer)) setting.size -= small ? 0.5 : 2, setting.leading = 1.6;
  setting.justify = is_chinese(composer);
  if (paragraph.form == Paragraph::Form::Indented && is_chinese(composer)) setting.indent = 2 * setting.size;
  if (paragraph.form == Paragraph::Form::Centred) setting.alignment = PANGO_ALIGN_CENTER;
  SHUXIN_TRY(auto pieces, compose_text(composer, text, setting, composer.area.x, composer.area.width));
  pieces.front().gap = small ? 4 : is_chinese(composer) ? 1 : 7;
  return pieces;
}

Pieces compose(const Composer& composer, const Heading& heading) {
  SHUXIN_TRY(const auto text, fill(heading.text, composer.scope));
  SHUXIN_TRY(auto pieces,
             compose_text(composer, text, {.size = body_size(composer) - 1, .cut = Setting::Cut::Strong},
                          composer.area.x, composer.area.width));
  for (auto& piece : pieces) piece.with_next = true;
  pieces.front().gap = 6;
  return pieces;
}

struct FilledRow {
  std::string label, value;
};

/// The width of the labels of free rows: in Chinese the same for all rows of a certificate.
base::Result<double> label_width_of(const Composer& composer, const std::vector<FilledRow>& rows,
                                    const Setting& setting, double width) {
  double widest = is_letter(composer) ? 0 : (is_chinese(composer) ? 8 : 13) * setting.size;
  for (const auto& row : rows) {
    SHUXIN_TRY(const auto natural, composer.typesetter.line(row.label, setting));
    widest = std::max(widest, natural.width());
  }
  return std::min(widest, width * 0.55);
}

/// Labels spread to one width at the left of the column, values beside them.
Pieces compose_rows(const Composer& composer, const std::vector<FilledRow>& rows, double x, double width) {
  const double size = body_size(composer);
  const double height = size * (is_letter(composer) ? 1.85 : 1.7);
  const double gap = 1.4 * size;
  const Setting label_setting{.size = size - (is_letter(composer) ? 0 : 1), .colour = {0.25, 0.25, 0.25}};
  SHUXIN_TRY(const auto label_width, label_width_of(composer, rows, label_setting, width));
  std::vector<Piece> pieces;
  for (const auto& row : rows) {
    auto label = is_chinese(composer) ? composer.typesetter.spread(row.label, label_width, label_setting)
                                      : composer.typesetter.line(row.label, label_setting);
    if (!label) return std::unexpected(std::move(label).error());
    SHUXIN_TRY(auto values, compose_text(composer, row.value, {.size = size, .leading = height / size},
                                         x + label_width + gap, width - label_width - gap));
    values.front().draw = [label = *std::move(label), value = std::move(values.front().draw), height, size,
                           x](cairo_t* on, const Placing& at) {
      label.draw(on, x, baseline_in(at.y, height, size));
      value(on, at);
    };
    values.front().gap = is_letter(composer) ? 0 : 2;
    for (auto& piece : values) pieces.push_back(std::move(piece));
  }
  return pieces;
}

/// Two rows side by side as one piece.
Piece beside(std::vector<Piece> left, std::vector<Piece> right) {
  Piece both{.gap = left.front().gap};
  const auto height_of = [](const std::vector<Piece>& pieces) {
    double height = 0;
    for (const auto& piece : pieces) height += piece.height;
    return height;
  };
  both.height = std::max(height_of(left), height_of(right));
  both.draw = [left = std::move(left), right = std::move(right)](cairo_t* on, const Placing& at) {
    for (const auto* column : {&left, &right}) {
      Placing line = at;
      for (const auto& piece : *column) piece.draw(on, line), line.y += piece.height;
    }
  };
  return both;
}

Pieces compose_pairs(const Composer& composer, const std::vector<FilledRow>& rows) {
  const double width = composer.area.width / 2;
  std::vector<Piece> pieces;
  for (std::size_t i = 0; i < rows.size(); i += 2) {
    SHUXIN_TRY(auto left, compose_rows(composer, {rows[i]}, composer.area.x, width - 6 * mm));
    std::vector<Piece> right;
    if (i + 1 < rows.size()) {
      SHUXIN_TRY(right, compose_rows(composer, {rows[i + 1]}, composer.area.x + width, width));
    }
    pieces.push_back(beside(std::move(left), std::move(right)));
  }
  return pieces;
}

Pieces compose(const Composer& composer, const FieldRows& block) {
  std::vector<FilledRow> rows;
  for (const auto& row : block.rows) {
    if (!holds(row.when, composer.scope)) continue;
    SHUXIN_TRY(auto label, fill(row.label, composer.scope));
    SHUXIN_TRY(auto value, fill(row.value, composer.scope));
    rows.push_back({std::move(label), std::move(value)});
  }
  if (block.paired) return compose_pairs(composer, rows);
  if (!block.ruled) return compose_rows(composer, rows, composer.area.x, composer.area.width);
  std::vector<std::vector<std::string>> cells;
  for (auto& row : rows) cells.push_back({std::move(row.label), std::move(row.value)});
  const double label = composer.area.width * (is_chinese(composer) ? 0.24 : 0.3);
  return compose_grid(composer, {{label, true, true}, {composer.area.width - label, false, false}}, {},
                      cells);
}

Pieces compose(const Composer& composer, const List& list) {
  SHUXIN_TRY(const auto* items, find_items(list.of, composer.scope));
  std::vector<Piece> pieces;
  Composer inner = composer;
  for (const auto& item : *items) {
    inner.scope.item = &item;
    ++inner.scope.index;
    SHUXIN_TRY(auto lines, compose(inner, Paragraph{list.item}));
    for (auto& line : lines) pieces.push_back(std::move(line));
  }
  return pieces;
}

Pieces compose(const Composer& composer, const Table& table) {
  SHUXIN_TRY(const auto* items, find_items(table.of, composer.scope));
  double shares = 0;
  for (const auto& column : table.columns) shares += column.share;
  std::vector<GridColumn> columns;
  std::vector<std::string> heading;
  for (const auto& column : table.columns) {
    columns.push_back({composer.area.width * column.share / shares, column.centred, false});
    SHUXIN_TRY(auto text, fill(column.heading, composer.scope));
    heading.push_back(std::move(text));
  }
  std::vector<std::vector<std::string>> rows;
  Scope scope = composer.scope;
  for (const auto& item : *items) {
    scope.item = &item;
    ++scope.index;
    auto& row = rows.emplace_back();
    for (const auto& column : table.columns) {
      SHUXIN_TRY(auto text, fill(column.value, scope));
      row.push_back(std::move(text));
    }
  }
  // A table with nothing in it says so, so that nobody can write into it.
  if (rows.empty() && !columns.empty()) {
    const auto widest = std::ranges::max_element(columns, {}, &GridColumn::width) - columns.begin();
    rows.emplace_back(columns.size())[static_cast<std::size_t>(widest)] =
        is_chinese(composer) ? "无" : "None";
  }
  return compose_grid(composer, columns, heading, rows);
}

Pieces compose(const Composer& composer, const Chart& chart) {
  return compose_chart(composer, chart);
}

}  // namespace

Pieces compose_block(const Composer& composer, const Block& block) {
  return std::visit(
      [&](const auto& it) -> Pieces {
        if (!holds(it.when, composer.scope)) return std::vector<Piece>{};
        return compose(composer, it);
      },
      block);
}

}  // namespace shuxin::documents
