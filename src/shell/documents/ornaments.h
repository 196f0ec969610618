// What is drawn on a paper beside its text: the specimen mark, the invented seal, the QR code, the frame.
#pragma once

#include <cairo.h>
#include <string>

#include "shell/documents/typeset.h"

namespace shuxin::documents {

inline constexpr Colour red = {0.76, 0.12, 0.12};

/// The words 演示 SPECIMEN across the page, so pale that the text over them stays easy to read.
[[nodiscard]] base::Result<Line> specimen_line(const Typesetter& typesetter, bool landscape);
void draw_specimen(cairo_t* on, const Line& words, double page_width, double page_height);

/// A seal that belongs to nobody: the name around a sail on waves (no star, no state emblem) and the words
/// 演示专用章. Made before it is drawn, so that a missing glyph is found in time.
class Seal {
 public:
  [[nodiscard]] static base::Result<Seal> make(const Typesetter& typesetter, const std::string& name);
  void draw(cairo_t* on, double centre_x, double centre_y) const;

 private:
  std::vector<Line> letters_;
  std::vector<Line> words_;
};

inline constexpr double seal_radius = 20 * mm;

/// A QR code of the text as square modules, black on white, with its quiet zone inside the given width.
/// Errors: documents.failed if the text is too long for a code.
[[nodiscard]] base::Result<std::vector<bool>> qr_modules(const std::string& text);
void draw_qr(cairo_t* on, const std::vector<bool>& modules, double x, double y, double width);

/// The frame of a certificate of the invented zone.
void draw_frame(cairo_t* on, double page_width, double page_height);
/// The double rule of a letter, thick above thin.
void draw_letter_rule(cairo_t* on, double x, double y, double width);

}  // namespace shuxin::documents
