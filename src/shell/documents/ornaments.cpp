#include "shell/documents/ornaments.h"

#include <algorithm>
#include <cmath>
#include <numbers>
#include <qrencode.h>

namespace shuxin::documents {
namespace {

constexpr double pi = std::numbers::pi;

void set(cairo_t* on, Colour colour) {
  cairo_set_source_rgba(on, colour.red, colour.green, colour.blue, colour.alpha);
}

void ring(cairo_t* on, double radius, double thickness) {
  cairo_new_sub_path(on);
  cairo_arc(on, 0, 0, radius, 0, 2 * pi);
  cairo_set_line_width(on, thickness);
  cairo_stroke(on);
}

/// A sail over two waves.
void draw_emblem(cairo_t* on) {
  cairo_set_source_rgba(on, 0.80, 0.11, 0.11, 0.35);  // what is written under it stays readable
  cairo_set_line_width(on, 1.1);
  cairo_move_to(on, -1, -15);
  cairo_curve_to(on, 9, -11, 11, -3, 10, 0);
  cairo_line_to(on, -1, 0);
  cairo_close_path(on);
  cairo_fill(on);
  cairo_move_to(on, -3, -11);
  cairo_curve_to(on, -8, -7, -9, -3, -9, 0);
  cairo_line_to(on, -3, 0);
  cairo_close_path(on);
  cairo_fill(on);
  for (const double y : {3.4, 6.2}) {
    cairo_move_to(on, -15, y);
    for (int wave = 0; wave < 3; ++wave)
      cairo_curve_to(on, -15 + wave * 10 + 3, y - 3, -15 + wave * 10 + 6, y + 3, -15 + wave * 10 + 10, y);
    cairo_stroke(on);
  }
}

constexpr Colour seal_red = {0.80, 0.11, 0.11, 0.82};

}  // namespace

base::Result<Line> specimen_line(const Typesetter& typesetter, bool landscape) {
  return typesetter.line("演示 SPECIMEN", {.size = landscape ? 62.0 : 56.0,
                                           .cut = Setting::Cut::Strong,
                                           .spacing = 6,
                                           .colour = {0.62, 0.16, 0.16, 0.10}});
}

void draw_specimen(cairo_t* on, const Line& words, double page_width, double page_height) {
  const bool portrait = page_height > page_width;
  for (const double share : portrait ? std::vector{0.22, 0.52, 0.82} : std::vector{0.34, 0.74}) {
    cairo_save(on);
    cairo_translate(on, page_width / 2, page_height * share);
    cairo_rotate(on, -pi / 7);
    words.draw_outline(on, -words.width() / 2, 18);
    cairo_restore(on);
  }
}

base::Result<Seal> Seal::make(const Typesetter& typesetter, const std::string& name) {
  Seal seal;
  const auto letters = std::max<glong>(1, g_utf8_strlen(name.data(), static_cast<gssize>(name.size())));
  const double size = std::min(14.0, 190.0 / static_cast<double>(letters));
  for (const char* at = name.data(); at < name.data() + name.size(); at = g_utf8_next_char(at)) {
    const std::string letter(at, static_cast<std::size_t>(g_utf8_next_char(at) - at));
    SHUXIN_TRY(auto line,
               typesetter.line(letter, {.size = size, .cut = Setting::Cut::Title, .colour = seal_red}));
    seal.letters_.push_back(std::move(line));
  }
  SHUXIN_TRY(auto words,
             typesetter.line("演示专用章", {.size = 11, .cut = Setting::Cut::Strong, .colour = seal_red}));
  seal.words_.push_back(std::move(words));
  SHUXIN_TRY(auto specimen, typesetter.line("SPECIMEN", {.size = 6.5, .spacing = 1.4, .colour = seal_red}));
  seal.words_.push_back(std::move(specimen));
  return seal;
}

void Seal::draw(cairo_t* on, double centre_x, double centre_y) const {
  cairo_save(on);
  cairo_translate(on, centre_x, centre_y);
  set(on, seal_red);
  ring(on, seal_radius - 1.2, 2.4);
  ring(on, seal_radius - 4.2, 0.6);
  cairo_save(on);
  cairo_translate(on, 0, -6);
  draw_emblem(on);
  cairo_restore(on);
  words_[0].draw(on, -words_[0].width() / 2, 20);
  words_[1].draw(on, -words_[1].width() / 2, 31);
  const double count = static_cast<double>(letters_.size());
  const double sweep = std::min(1.45 * pi, count * 0.36);
  for (std::size_t i = 0; i < letters_.size(); ++i) {
    const double angle = count < 2 ? 0 : sweep * (static_cast<double>(i) / (count - 1) - 0.5);
    cairo_save(on);
    cairo_rotate(on, angle);
    letters_[i].draw_outline(on, -letters_[i].width() / 2, -seal_radius + 19);
    cairo_restore(on);
  }
  cairo_restore(on);
}

base::Result<std::vector<bool>> qr_modules(const std::string& text) {
  const std::unique_ptr<QRcode, void (*)(QRcode*)> code(
      QRcode_encodeString(text.c_str(), 0, QR_ECLEVEL_M, QR_MODE_8, 1), QRcode_free);
  if (!code) return base::fail("documents.failed", {"QR"});
  std::vector<bool> modules;
  for (int i = 0; i < code->width * code->width; ++i) modules.push_back(code->data[i] & 1);
  return modules;
}

void draw_qr(cairo_t* on, const std::vector<bool>& modules, double x, double y, double width) {
  const auto side = static_cast<std::size_t>(std::lround(std::sqrt(static_cast<double>(modules.size()))));
  const double step = width / static_cast<double>(side + 4);
  cairo_set_source_rgb(on, 1, 1, 1);
  cairo_rectangle(on, x, y, width, width);
  cairo_fill(on);
  cairo_set_source_rgb(on, 0, 0, 0);
  for (std::size_t row = 0; row < side; ++row) {
    for (std::size_t from = 0; from < side;) {
      std::size_t to = from;
      while (to < side && modules[row * side + to]) ++to;
      if (to > from)
        cairo_rectangle(on, x + step * static_cast<double>(from + 2), y + step * static_cast<double>(row + 2),
                        step * static_cast<double>(to - from), step * 1.01);
      from = std::max(to, from + 1);
    }
  }
  cairo_fill(on);
}

namespace {

// Four strands of waves from a corner on. Each half of a wave is one curve from crest to trough: as true as a
// line of many points, which would be most of a certificate's page.
void weave(cairo_t* on, double x, double y, double angle, double length) {
  constexpr double half = 4.5 * mm;
  constexpr double lean = 0.3642 * half;  // where the curve of a sine has its control points
  cairo_save(on);
  cairo_translate(on, x, y);
  cairo_rotate(on, angle);
  cairo_rectangle(on, 0, -2 * mm, length, 4 * mm);
  cairo_clip(on);
  for (int strand = 0; strand < 4; ++strand) {
    double side = 1.5 * mm;
    double along = -half * (0.5 + strand * 0.5);
    cairo_move_to(on, along, side);
    for (; along < length; along += half, side = -side)
      cairo_curve_to(on, along + lean, side, along + half - lean, -side, along + half, -side);
    cairo_stroke(on);
  }
  cairo_restore(on);
}

}  // namespace

void draw_frame(cairo_t* on, double page_width, double page_height) {
  const auto box = [&](double inset, double thickness, Colour colour) {
    set(on, colour);
    cairo_set_line_width(on, thickness);
    cairo_rectangle(on, inset, inset, page_width - 2 * inset, page_height - 2 * inset);
    cairo_stroke(on);
  };
  const Colour teal = {0.13, 0.42, 0.44};
  set(on, {0.985, 0.98, 0.955});
  cairo_paint(on);
  box(9 * mm, 3.2, teal);
  box(10.6 * mm, 0.7, teal);
  box(15 * mm, 0.7, teal);
  // Woven waves between the two inner rules.
  set(on, {0.70, 0.55, 0.27, 0.9});
  cairo_set_line_width(on, 0.5);
  const double middle = 12.8 * mm;
  const double width = page_width - 2 * middle;
  const double height = page_height - 2 * middle;
  weave(on, middle, middle, 0, width);
  weave(on, middle, page_height - middle, 0, width);
  weave(on, middle, middle, pi / 2, height);
  weave(on, page_width - middle, middle, pi / 2, height);
}

void draw_letter_rule(cairo_t* on, double x, double y, double width) {
  set(on, red);
  cairo_rectangle(on, x, y, width, 2.2);
  cairo_rectangle(on, x, y + 4, width, 0.7);
  cairo_fill(on);
}

}  // namespace shuxin::documents
