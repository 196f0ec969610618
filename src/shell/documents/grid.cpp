#include <algorithm>

#include "shell/documents/blocks.h"

namespace shuxin::documents {
namespace {

constexpr double size = 10.5;
constexpr double line_height = 16.5;
constexpr double padding = 5;
constexpr double rule = 0.6;
/// Rows of up to so many lines are kept whole, half a page; of longer ones no fewer than so many lines stand
/// alone above or below a break.
constexpr std::size_t whole_row = 20;
constexpr std::size_t fewest_lines = 3;

struct Cell {
  std::vector<Line> lines;
  double x;
  bool centred;
};

/// One line of a row, over all columns.
struct Slice {
  std::vector<Cell> cells;
  std::vector<double> rules;
  Area area;
  std::size_t index, count;
  bool heading;
};

void draw_slice(cairo_t* on, const Slice& slice, double height, const Placing& at) {
  const double right = slice.area.x + slice.area.width;
  if (slice.heading) {
    cairo_set_source_rgba(on, 0.2, 0.2, 0.2, 0.07);
    cairo_rectangle(on, slice.area.x, at.y, slice.area.width, height);
    cairo_fill(on);
  }
  cairo_set_source_rgb(on, 0.25, 0.25, 0.25);
  cairo_set_line_width(on, rule);
  const auto across = [&](double y) {
    cairo_move_to(on, slice.area.x, y);
    cairo_line_to(on, right, y);
  };
  if (slice.index == 0 || at.first_on_page) across(at.y);
  if (slice.index + 1 == slice.count || at.last_on_page) across(at.y + height);
  for (const double x : slice.rules) {
    cairo_move_to(on, x, at.y);
    cairo_line_to(on, x, at.y + height);
  }
  cairo_stroke(on);
  const double top = at.y + (slice.index == 0 ? padding : 0);
  for (const auto& cell : slice.cells) {
    const bool balanced = cell.centred && slice.count <= whole_row;
    const std::size_t slack = balanced ? slice.count - cell.lines.size() : 0;
    const std::size_t line = slice.index - slack / 2;
    if (slice.index < slack / 2 || line >= cell.lines.size()) continue;
    const double half = slack % 2 ? line_height / 2 : 0;
    cell.lines[line].draw(on, cell.x, baseline_in(top + half, line_height, size));
  }
}

Pieces compose_row(const Composer& composer, const std::vector<GridColumn>& columns,
                   const std::vector<std::string>& texts, bool heading) {
  Slice slice{.rules = {composer.area.x}, .area = composer.area, .count = 1, .heading = heading};
  double x = composer.area.x;
  for (std::size_t i = 0; i < columns.size(); ++i) {
    const bool centred = columns[i].centred || heading;
    const Setting setting{.size = size,
                          .cut = heading || columns[i].strong ? Setting::Cut::Strong : Setting::Cut::Text,
                          .alignment = centred ? PANGO_ALIGN_CENTER : PANGO_ALIGN_LEFT};
    SHUXIN_TRY(auto lines, composer.typesetter.lines(texts[i], columns[i].width - 2 * padding, setting));
    slice.count = std::max(slice.count, lines.size());
    slice.cells.push_back({std::move(lines), x + padding, centred});
    x += columns[i].width;
    slice.rules.push_back(x);
  }
  std::vector<Piece> pieces;
  const auto shared = std::make_shared<const Slice>(std::move(slice));
  for (std::size_t i = 0; i < shared->count; ++i) {
    const bool last = i + 1 == shared->count;
    const double height = line_height + (i == 0 ? padding : 0) + (last ? padding : 0);
    pieces.push_back({.height = height,
                      .with_next = heading || (!last && (shared->count <= whole_row || i + 1 < fewest_lines ||
                                                         i + fewest_lines >= shared->count)),
                      .draw = [shared, i, height](cairo_t* on, const Placing& at) {
                        Slice one = *shared;
                        one.index = i;
                        draw_slice(on, one, height, at);
                      }});
  }
  return pieces;
}

/// A heading of several lines as one piece, to be repeated.
std::shared_ptr<const Piece> join(std::vector<Piece> slices) {
  auto whole = std::make_shared<Piece>();
  for (const auto& slice : slices) whole->height += slice.height;
  whole->with_next = true;
  whole->draw = [slices = std::move(slices)](cairo_t* on, const Placing& at) {
    double y = at.y;
    for (const auto& slice : slices) {
      slice.draw(on, {y, false, false});
      y += slice.height;
    }
  };
  return whole;
}

}  // namespace

Pieces compose_grid(const Composer& composer, const std::vector<GridColumn>& columns,
                    const std::vector<std::string>& heading,
                    const std::vector<std::vector<std::string>>& rows) {
  std::vector<Piece> pieces;
  std::shared_ptr<const Piece> repeated;
  if (!heading.empty()) {
    SHUXIN_TRY(auto slices, compose_row(composer, columns, heading, true));
    repeated = join(std::move(slices));
    pieces.push_back(*repeated);
  }
  for (const auto& row : rows) {
    SHUXIN_TRY(auto slices, compose_row(composer, columns, row, false));
    for (auto& slice : slices) {
      slice.repeated = repeated;
      pieces.push_back(std::move(slice));
    }
  }
  if (!pieces.empty()) pieces.front().gap = 8;
  pieces.push_back({.height = 6, .draw = [](cairo_t*, const Placing&) {}});
  return pieces;
}

}  // namespace shuxin::documents
