#include "shell/documents/chart.h"

#include <algorithm>
#include <charconv>

#include "shell/documents/blocks.h"

namespace shuxin::documents {

std::vector<std::optional<Bar>> lay_bars(const std::vector<std::optional<double>>& amounts, double width) {
  double low = 0;
  double high = 0;
  for (const auto& amount : amounts) {
    low = std::min(low, amount.value_or(0));
    high = std::max(high, amount.value_or(0));
  }
  const double scale = high > low ? width / (high - low) : 0;
  std::vector<std::optional<Bar>> bars;
  for (const auto& amount : amounts)
    bars.push_back(amount ? std::optional(Bar{(std::min(*amount, 0.0) - low) * scale,
                                              std::max(*amount, -*amount) * scale})
                          : std::nullopt);
  return bars;
}

namespace {

constexpr double size = 9.5;
constexpr double row_height = 16;
constexpr double thickness = 9;
constexpr Colour bar_colour = {0.11, 0.40, 0.38};

std::optional<double> amount_of(const base::Json& item) {
  const base::Json* found = item.find("amount");
  if (!found || !found->if_number()) return std::nullopt;
  const std::string& digits = found->if_number()->digits;
  double read = 0;
  std::from_chars(digits.data(), digits.data() + digits.size(), read);
  return read;
}

/// One bar with its label at the left and what it says behind it.
struct Row {
  Line label;
  Line said;
  std::optional<Bar> bar;
  double x = 0;
  double bars_x = 0;
};

void draw_row(cairo_t* on, const Row& row, const Placing& at) {
  const double baseline = baseline_in(at.y, row_height, size);
  row.label.draw(on, row.x, baseline);
  double end = row.bars_x;
  if (row.bar) {
    cairo_set_source_rgb(on, bar_colour.red, bar_colour.green, bar_colour.blue);
    cairo_rectangle(on, row.bars_x + row.bar->left, at.y + (row_height - thickness) / 2,
                    std::max(0.5, row.bar->width), thickness);
    cairo_fill(on);
    end += row.bar->left + row.bar->width;
  }
  row.said.draw(on, end + 5, baseline);
}

}  // namespace

Pieces compose_chart(const Composer& composer, const Chart& chart) {
  SHUXIN_TRY(const auto* items, find_items(chart.of, composer.scope));
  SHUXIN_TRY(const auto caption, fill(chart.caption, composer.scope));
  SHUXIN_TRY(auto pieces, compose_text(composer, caption,
                                       {.size = size + 0.5, .leading = 1.5, .cut = Setting::Cut::Strong},
                                       composer.area.x, composer.area.width));
  pieces.front().gap = 9;
  const double label_width = composer.area.width * 0.34;
  const double said_width = composer.area.width * 0.2;
  std::vector<std::optional<double>> amounts;
  for (const auto& item : *items) amounts.push_back(amount_of(item));
  const auto bars = lay_bars(amounts, composer.area.width - label_width - said_width);
  Scope scope = composer.scope;
  for (std::size_t i = 0; i < items->size(); ++i) {
    scope.item = &(*items)[i];
    scope.index = i + 1;
    SHUXIN_TRY(const auto label, fill(chart.label, scope));
    SHUXIN_TRY(const auto said, fill(chart.value, scope));
    SHUXIN_TRY(auto label_lines, composer.typesetter.lines(label, label_width - 6, {.size = size}));
    SHUXIN_TRY(auto said_line, composer.typesetter.line(said, {.size = size}));
    // The first line of a long label stands beside its bar, the others below.
    const auto row = std::make_shared<const Row>(Row{label_lines.front(), std::move(said_line), bars[i],
                                                     composer.area.x, composer.area.x + label_width});
    pieces.push_back(
        {.height = row_height, .draw = [row](cairo_t* on, const Placing& at) { draw_row(on, *row, at); }});
    for (std::size_t line = 1; line < label_lines.size(); ++line)
      pieces.push_back(
          {.height = row_height - 3,
           .draw = [rest = label_lines[line], x = composer.area.x](cairo_t* on, const Placing& at) {
             rest.draw(on, x, baseline_in(at.y, row_height - 3, size));
           }});
  }
  // A chart is seen whole.
  for (std::size_t i = 0; i + 1 < pieces.size(); ++i) pieces[i].with_next = true;
  return pieces;
}

}  // namespace shuxin::documents
