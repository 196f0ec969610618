// The head of a paper and its signature.
#include <algorithm>

#include "shell/documents/blocks.h"
#include "shell/documents/ornaments.h"

namespace shuxin::documents {
namespace {

Pieces compose_letter_head(const Composer& composer) {
  const auto& area = composer.area;
  const std::string& name = composer.scope.fields.issuer.in(composer.scope.language);
  const bool chinese = is_chinese(composer);
  const Setting issuer{.size = chinese ? 26.0 : 19.0,
                       .leading = 1.35,
                       .cut = Setting::Cut::Title,
                       .alignment = PANGO_ALIGN_CENTER,
                       .spacing = chinese ? 2.0 : 0.0,
                       .colour = red};
  SHUXIN_TRY(auto pieces, compose_text(composer, name, issuer, area.x, area.width));
  pieces.push_back({.height = 7 * mm, .gap = 3 * mm, .draw = [area](cairo_t* on, const Placing& at) {
                      draw_letter_rule(on, area.x, at.y, area.width);
                    }});
  SHUXIN_TRY(const auto title, fill(composer.form.title, composer.scope));
  SHUXIN_TRY(auto title_lines, compose_text(composer, title,
                                            {.size = chinese ? 22.0 : 18.0,
                                             .leading = 1.5,
                                             .cut = Setting::Cut::Title,
                                             .alignment = PANGO_ALIGN_CENTER,
                                             .spacing = chinese ? 2.0 : 0.0},
                                            area.x, area.width));
  title_lines.front().gap = 6;
  for (auto& line : title_lines) pieces.push_back(std::move(line));
  SHUXIN_TRY(const auto number, fill({"{number}", "{number}"}, composer.scope));
  SHUXIN_TRY(auto number_lines,
             compose_text(composer, number, {.size = 12, .leading = 1.7, .alignment = PANGO_ALIGN_CENTER},
                          area.x, area.width));
  for (auto& line : number_lines) pieces.push_back(std::move(line));
  pieces.push_back({.height = 4 * mm, .draw = [](cairo_t*, const Placing&) {}});
  for (auto& piece : pieces) piece.with_next = true;
  return pieces;
}

/// The QR code with the check code under it, as wide as the code.
base::Result<std::function<void(cairo_t*, double, double)>> compose_qr(const Composer& composer) {
  constexpr double width = 25 * mm;
  SHUXIN_TRY(auto modules, qr_modules(composer.verify_url));
  SHUXIN_TRY(const auto code, fill({"{code}", "{code}"}, composer.scope));
  SHUXIN_TRY(auto lines,
             composer.typesetter.lines(code, width + 8 * mm, {.size = 8.5, .alignment = PANGO_ALIGN_CENTER}));
  std::string link = "uri='";
  for (const char c : composer.verify_url) link += c == '\'' ? "%27" : c == '\\' ? "%5C" : std::string(1, c);
  link += "'";
  return [modules = std::move(modules), lines = std::move(lines), link](cairo_t* on, double x, double y) {
    cairo_tag_begin(on, CAIRO_TAG_LINK, link.c_str());
    draw_qr(on, modules, x, y, width);
    cairo_tag_end(on, CAIRO_TAG_LINK);
    double baseline = y + width + 9;
    for (const auto& line : lines) line.draw(on, x - 4 * mm, baseline), baseline += 11;
  };
}

// The title on one line, as large as its room allows: a wrapped title would look like a heading of the text.
base::Result<std::vector<Line>> compose_title(const Composer& composer, double room) {
  SHUXIN_TRY(const auto title, fill(composer.form.title, composer.scope));
  const bool chinese = is_chinese(composer);
  std::vector<Line> lines;
  for (double size = chinese ? 40 : 30; size >= 18; size -= 2) {
    SHUXIN_TRY(lines, composer.typesetter.lines(title, room,
                                                {.size = size,
                                                 .leading = 1.3,
                                                 .cut = Setting::Cut::Title,
                                                 .alignment = PANGO_ALIGN_CENTER,
                                                 .spacing = chinese ? size * 0.3 : 1.0}));
    if (lines.size() == 1) break;
  }
  return lines;
}

Pieces compose_certificate_head(const Composer& composer) {
  const auto& area = composer.area;
  const bool has_corners =
      composer.form.qr == QrPlace::TopRight || composer.form.number == NumberPlace::TopLeft;
  const double side = has_corners ? 40 * mm : 0;
  SHUXIN_TRY(auto title_lines, compose_title(composer, area.width - 2 * side));
  const base::Text label{"编号 {number}", "No. {number}"};
  SHUXIN_TRY(const auto number, fill(label, composer.scope));
  SHUXIN_TRY(auto number_lines,
             composer.typesetter.lines(
                 number, has_corners ? 52 * mm : area.width,
                 {.size = 10, .alignment = has_corners ? PANGO_ALIGN_LEFT : PANGO_ALIGN_CENTER}));
  std::function<void(cairo_t*, double, double)> qr;
  if (composer.form.qr == QrPlace::TopRight) {
    SHUXIN_TRY(qr, compose_qr(composer));
  }
  const double title_height = 16 * mm * static_cast<double>(title_lines.size());
  Piece head{.height = std::max(36 * mm, title_height + 16 * mm), .with_next = true};
  head.draw = [=, title_lines = std::move(title_lines), number_lines = std::move(number_lines)](
                  cairo_t* on, const Placing& at) {
    double y = at.y + 4 * mm;
    for (const auto& line : title_lines)
      line.draw(on, area.x + side, baseline_in(y, 20 * mm, 40)), y += 16 * mm;
    y = has_corners ? at.y + 2 * mm : at.y + 10 * mm + title_height;
    for (const auto& line : number_lines) line.draw(on, area.x, baseline_in(y, 14, 10)), y += 14;
    if (qr) qr(on, area.x + area.width - 27 * mm, at.y);
  };
  return std::vector<Piece>{head};
}

}  // namespace

Pieces compose_head(const Composer& composer) {
  return is_letter(composer) ? compose_letter_head(composer) : compose_certificate_head(composer);
}

Pieces compose_signature(const Composer& composer) {
  const double size = body_size(composer) - (is_chinese(composer) ? 0 : 2);
  const double width = 78 * mm;
  const double x = composer.area.x + composer.area.width - width;
  std::vector<Line> lines;
  const auto add = [&](const base::Text& text, double letter_size) -> base::Result<bool> {
    SHUXIN_TRY(const auto filled, fill(text, composer.scope));
    SHUXIN_TRY(auto set, composer.typesetter.lines(filled, width,
                                                   {.size = letter_size, .alignment = PANGO_ALIGN_CENTER}));
    for (auto& line : set) lines.push_back(std::move(line));
    return true;
  };
  if (!composer.form.signature_note.zh.empty()) {
    SHUXIN_TRY([[maybe_unused]] const bool note, add(composer.form.signature_note, size - 2));
  }
  SHUXIN_TRY([[maybe_unused]] const bool issuer, add({"{issuer}", "{issuer}"}, size));
  SHUXIN_TRY([[maybe_unused]] const bool date, add({"{date}", "{date}"}, size));
  std::function<void(cairo_t*, double, double)> qr;
  if (composer.form.qr == QrPlace::BesideSignature) {
    SHUXIN_TRY(qr, compose_qr(composer));
  }
  std::shared_ptr<const Seal> seal;
  if (composer.options.demonstration && composer.form.seal == SealPlace::OverSignature) {
    SHUXIN_TRY(auto made, Seal::make(composer.typesetter, composer.scope.fields.issuer.zh));
    seal = std::make_shared<const Seal>(std::move(made));
  }
  const double step = size * 1.75;
  const double seal_drop =
      is_letter(composer) ? 9 : -4;  // its words come to stand beside the date, not on it
  const double text_height = step * static_cast<double>(lines.size());
  const double height = std::max((is_letter(composer) ? 46 : 35) * mm, text_height + 4 * mm);
  Piece signature{
      .height = height, .gap = (is_letter(composer) ? 5 : 1) * mm, .at_foot = !is_letter(composer)};
  signature.draw = [=, lines = std::move(lines), left = composer.area.x, spot = composer.spot](
                       cairo_t* on, const Placing& at) {
    double y = at.y + (height - text_height) / 2;
    for (const auto& line : lines) line.draw(on, x, baseline_in(y, step, size)), y += step;
    if (spot) *spot = {x, at.y + height, x + width, at.y};
    if (seal) seal->draw(on, x + width / 2, at.y + height / 2 + seal_drop);
    if (qr) qr(on, left + 2 * mm, at.y + (height - 30 * mm) / 2);
  };
  return std::vector<Piece>{signature};
}

}  // namespace shuxin::documents
