#include "shell/documents/typeset.h"

#include <charconv>
#include <cstdint>
#include <fmt/format.h>
#include <fstream>
#include <optional>
#include <sys/mman.h>

#include "shell/documents/render.h"

namespace shuxin::documents {
namespace {

// One face for reading, real bold cuts for the rest: a bold made by smearing would be embedded as pictures.
// After these, fontconfig goes through every installed font for a character that they lack.
constexpr const char* text_faces = "WenQuanYi Micro Hei,Noto Sans CJK SC,DejaVu Sans,HanaMinA,HanaMinB";
constexpr const char* strong_faces = "Noto Sans CJK SC,WenQuanYi Micro Hei,DejaVu Sans";
constexpr const char* title_faces = "Noto Serif CJK SC,HanaMinA,HanaMinB,WenQuanYi Micro Hei";

template <typename T>
std::shared_ptr<T> own(T* object) {
  return std::shared_ptr<T>(object, [](T* it) { g_object_unref(it); });
}

void choose_face(PangoLayout* layout, const Setting& setting) {
  const bool text = setting.cut == Setting::Cut::Text;
  PangoFontDescription* face = pango_font_description_new();
  pango_font_description_set_family_static(face, text                                  ? text_faces
                                                 : setting.cut == Setting::Cut::Strong ? strong_faces
                                                                                       : title_faces);
  pango_font_description_set_weight(face, text ? PANGO_WEIGHT_NORMAL : PANGO_WEIGHT_BOLD);
  pango_font_description_set_absolute_size(face, setting.size * PANGO_SCALE);
  pango_layout_set_font_description(layout, face);
  pango_font_description_free(face);
}

void space_letters(PangoLayout* layout, double spacing) {
  PangoAttrList* attributes = pango_attr_list_new();
  if (spacing != 0)
    pango_attr_list_insert(attributes,
                           pango_attr_letter_spacing_new(static_cast<int>(spacing * PANGO_SCALE)));
  pango_layout_set_attributes(layout, attributes);
  pango_attr_list_unref(attributes);
}

/// The character without a glyph, if there is one.
std::optional<base::Error> find_missing(PangoLayout* layout) {
  if (pango_layout_get_unknown_glyphs_count(layout) == 0) return std::nullopt;
  for (GSList* at = pango_layout_get_lines_readonly(layout); at; at = at->next) {
    for (GSList* run = static_cast<PangoLayoutLine*>(at->data)->runs; run; run = run->next) {
      const auto* glyphs = static_cast<PangoGlyphItem*>(run->data)->glyphs;
      for (int i = 0; i < glyphs->num_glyphs; ++i) {
        const PangoGlyph glyph = glyphs->glyphs[i].glyph;
        if (glyph == PANGO_GLYPH_EMPTY || !(glyph & PANGO_GLYPH_UNKNOWN_FLAG)) continue;
        const gunichar character = glyph & ~PANGO_GLYPH_UNKNOWN_FLAG;
        std::string bytes(6, '\0');
        bytes.resize(static_cast<std::size_t>(g_unichar_to_utf8(character, bytes.data())));
        return base::Error{{"documents.glyph-missing", {bytes, fmt::format("U+{:04X}", character)}}};
      }
    }
  }
  return base::Error{{"documents.glyph-missing", {"?", "?"}}};
}

std::vector<Line> take_lines(const std::shared_ptr<PangoLayout>& layout, Colour colour) {
  std::vector<Line> taken;
  PangoLayoutIter* at = pango_layout_get_iter(layout.get());
  do {
    PangoRectangle logical;
    pango_layout_iter_get_line_extents(at, nullptr, &logical);
    taken.emplace_back(layout, static_cast<int>(taken.size()), static_cast<double>(logical.x) / PANGO_SCALE,
                       static_cast<double>(logical.width) / PANGO_SCALE, colour);
  } while (pango_layout_iter_next_line(at));
  pango_layout_iter_free(at);
  return taken;
}

}  // namespace

void Line::draw(cairo_t* on, double x, double baseline) const {
  cairo_set_source_rgba(on, colour_.red, colour_.green, colour_.blue, colour_.alpha);
  cairo_move_to(on, x + left_, baseline);
  pango_cairo_show_layout_line(on, pango_layout_get_line_readonly(layout_.get(), index_));
}

void Line::draw_outline(cairo_t* on, double x, double baseline) const {
  cairo_set_source_rgba(on, colour_.red, colour_.green, colour_.blue, colour_.alpha);
  cairo_move_to(on, x + left_, baseline);
  pango_cairo_layout_line_path(on, pango_layout_get_line_readonly(layout_.get(), index_));
  cairo_fill(on);
}

// Pango keeps one font map for each thread. Cairo keeps the files of fonts mapped for longer, and nothing of
// its own unmaps them: their pages are let go, and come back from the file when they are read again.
void release_fonts() {
  pango_cairo_font_map_set_default(nullptr);
  std::ifstream maps("/proc/self/maps");
  for (std::string line; std::getline(maps, line);) {
    if (!line.contains(" r--p ")) continue;
    if (!line.ends_with(".ttc") && !line.ends_with(".ttf") && !line.ends_with(".otf")) continue;
    std::uintptr_t begin = 0;
    std::uintptr_t end = 0;
    const char* const last = line.data() + line.size();
    const auto first = std::from_chars(line.data(), last, begin, 16);
    if (first.ec != std::errc() || first.ptr == last) continue;
    if (std::from_chars(first.ptr + 1, last, end, 16).ec != std::errc() || end <= begin) continue;
    (void)::madvise(reinterpret_cast<void*>(begin), end - begin, MADV_DONTNEED);
  }
}

Typesetter::Typesetter(base::Language language)
    : context_(own(pango_font_map_create_context(pango_cairo_font_map_get_default()))) {
  pango_cairo_context_set_resolution(context_.get(), 72);
  pango_context_set_language(
      context_.get(), pango_language_from_string(language == base::Language::Chinese ? "zh-cn" : "en"));
  pango_context_set_base_dir(context_.get(), PANGO_DIRECTION_LTR);
  pango_context_set_round_glyph_positions(context_.get(), FALSE);
  cairo_font_options_t* options = cairo_font_options_create();
  cairo_font_options_set_hint_style(options, CAIRO_HINT_STYLE_NONE);
  cairo_font_options_set_hint_metrics(options, CAIRO_HINT_METRICS_OFF);
  pango_cairo_context_set_font_options(context_.get(), options);
  cairo_font_options_destroy(options);
}

base::Result<std::vector<Line>> Typesetter::lines(const std::string& text, double width,
                                                  const Setting& setting) const {
  const auto layout = own(pango_layout_new(context_.get()));
  choose_face(layout.get(), setting);
  space_letters(layout.get(), setting.spacing);
  pango_layout_set_auto_dir(layout.get(), FALSE);
  pango_layout_set_wrap(layout.get(), PANGO_WRAP_WORD_CHAR);
  pango_layout_set_width(layout.get(), width < 0 ? -1 : static_cast<int>(width * PANGO_SCALE));
  pango_layout_set_alignment(layout.get(), setting.alignment);
  pango_layout_set_indent(layout.get(), static_cast<int>(setting.indent * PANGO_SCALE));
  // Where a line has a single space, all the slack would open there.
  pango_layout_set_justify(layout.get(), setting.justify && text.find(' ') == std::string::npos);
  pango_layout_set_text(layout.get(), text.data(), static_cast<int>(text.size()));
  if (auto missing = find_missing(layout.get())) return std::unexpected(*std::move(missing));
  return take_lines(layout, setting.colour);
}

base::Result<Line> Typesetter::line(const std::string& text, const Setting& setting) const {
  std::string one_line = text;
  for (std::size_t at; (at = one_line.find("\u2028")) != std::string::npos;) one_line.replace(at, 3, " ");
  SHUXIN_TRY(auto set, lines(one_line, -1, setting));
  return set.front();
}

base::Result<Line> Typesetter::spread(const std::string& text, double width, Setting setting) const {
  SHUXIN_TRY(const auto natural, line(text, setting));
  const auto letters = g_utf8_strlen(text.data(), static_cast<gssize>(text.size()));
  const double slack = width - natural.width();
  if (letters < 2 || slack <= 0) return natural;
  setting.spacing = slack / static_cast<double>(letters - 1);
  return line(text, setting);
}

}  // namespace shuxin::documents
