// Sets text in lines with Pango and makes sure that every character has a glyph.
#pragma once

#include <functional>
#include <memory>
#include <pango/pangocairo.h>
#include <string>
#include <vector>

#include "core/base/result.h"
#include "core/base/text.h"

namespace shuxin::documents {

inline constexpr double mm = 72.0 / 25.4;  ///< a millimetre in points, the unit of all lengths here

struct Colour {
  double red = 0, green = 0, blue = 0, alpha = 1;
};

/// How a text is set.
struct Setting {
  enum class Cut { Text, Strong, Title };  ///< sans, bold sans, bold serif
  double size = 12;                        ///< of the letters, in points
  double leading = 1.75;                   ///< distance of the lines, in sizes
  Cut cut = Cut::Text;
  PangoAlignment alignment = PANGO_ALIGN_LEFT;
  double indent = 0;     ///< of the first line
  double spacing = 0;    ///< between the letters
  bool justify = false;  ///< both edges flush, where the text has no spaces
  Colour colour = {0.1, 0.1, 0.1};
};

/// A line that is ready to be drawn; it owns what it draws.
class Line {
 public:
  Line(std::shared_ptr<PangoLayout> layout, int index, double left, double width, Colour colour)
      : layout_(std::move(layout)), index_(index), left_(left), width_(width), colour_(colour) {}

  /// Draws with the left edge of the text's column at x and the baseline at y.
  void draw(cairo_t* on, double x, double baseline) const;
  /// The same as filled outlines: it is seen but is no text, for marks that would be mixed into what a reader
  /// copies or hears.
  void draw_outline(cairo_t* on, double x, double baseline) const;
  [[nodiscard]] double width() const { return width_; }

 private:
  std::shared_ptr<PangoLayout> layout_;
  int index_;
  double left_;
  double width_;
  Colour colour_;
};

class Typesetter {
 public:
  explicit Typesetter(base::Language language);

  /// Breaks a text into lines no wider than the width; a word that is wider is broken within.
  /// Errors: documents.glyph-missing with the character and its code point.
  [[nodiscard]] base::Result<std::vector<Line>> lines(const std::string& text, double width,
                                                      const Setting& setting) const;
  /// A text on one line, however long it is.
  [[nodiscard]] base::Result<Line> line(const std::string& text, const Setting& setting) const;
  /// A label spread to the width by even space between its letters, as on a printed form.
  [[nodiscard]] base::Result<Line> spread(const std::string& text, double width, Setting setting) const;

 private:
  std::shared_ptr<PangoContext> context_;
};

}  // namespace shuxin::documents
