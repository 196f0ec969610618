#include "shell/documents/render.h"

#include <cairo-pdf.h>
#include <fmt/format.h>

#include "shell/documents/blocks.h"
#include "shell/documents/ornaments.h"

#if __has_feature(address_sanitizer)
// cairo 1.16 loses 768 bytes with each subset of a CFF font that it writes, and fontconfig keeps its patterns
// for the life of the thread; neither is ours to free.
extern "C" const char* __lsan_default_suppressions() {
  return "leak:libcairo.so\nleak:libfontconfig.so\n";
}
#endif

namespace shuxin::documents {
namespace {

constexpr double a4_short = 210 * mm;
constexpr double a4_long = 297 * mm;
constexpr std::size_t most_pages = 200;

cairo_status_t append(void* to, const unsigned char* bytes, unsigned int count) {
  static_cast<std::string*>(to)->append(reinterpret_cast<const char*>(bytes), count);
  return CAIRO_STATUS_SUCCESS;
}

Area area_of(const Template& form) {
  const bool portrait = form.layout == Layout::Portrait;
  const double width = portrait ? a4_short : a4_long;
  const double height = portrait ? a4_long : a4_short;
  if (form.style == Style::Letter) return {28 * mm, 20 * mm, width - 54 * mm, height - 50 * mm};
  return {32 * mm, 22 * mm, width - 64 * mm, height - 50 * mm};
}

/// What stands at the foot of a page: the note, the page, where to verify, and that all is invented.
base::Result<std::vector<Line>> compose_foot(const Composer& composer, std::size_t page, std::size_t pages) {
  const bool chinese = composer.scope.language == base::Language::Chinese;
  const Setting small{.size = 8.5, .alignment = PANGO_ALIGN_CENTER, .colour = {0.35, 0.35, 0.35}};
  std::vector<Line> foot;
  const auto add = [&](const std::string& text, const Setting& setting) -> base::Result<bool> {
    SHUXIN_TRY(auto set, composer.typesetter.lines(text, composer.area.width, setting));
    for (auto& line : set) foot.push_back(std::move(line));
    return true;
  };
  SHUXIN_TRY(const auto note, fill(composer.form.footer, composer.scope));
  if (!note.empty()) {
    SHUXIN_TRY([[maybe_unused]] const bool added, add(note, small));
  }
  SHUXIN_TRY(const auto code, fill({"{code}", "{code}"}, composer.scope));
  const char* mark = !composer.options.signed_digitally ? ""
                     : chinese                          ? "已电子签名 · "
                                                        : "digitally signed · ";
  const std::string numbered =
      fmt::format(fmt::runtime(chinese ? "第 {} 页 共 {} 页" : "page {} of {}"), page, pages);
  // What was never issued, such as a bulletin, has no code by which it could be verified.
  const std::string verifiable =
      fmt::format(fmt::runtime(chinese ? "核验码 {} · {} · {}{}" : "Check code {} · {} · {}{}"), code,
                  composer.verify_url, mark, numbered);
  SHUXIN_TRY([[maybe_unused]] const bool verify, add(code.empty() ? numbered : verifiable, small));
  if (composer.options.demonstration) {
    Setting warning = small;
    warning.colour = red;
    SHUXIN_TRY(
        [[maybe_unused]] const bool warned,
        add(chinese ? "演示 SPECIMEN：机构、印章、企业均为虚构，不具有法律效力"
                    : "演示 SPECIMEN: the body, the seal and the firm are invented; without legal effect",
            warning));
  }
  return foot;
}

struct Page {
  std::vector<Placed> pieces;
  std::vector<Line> foot;
};

void draw_page(cairo_t* on, const Composer& composer, const Page& page, const Line* specimen) {
  const bool portrait = composer.form.layout == Layout::Portrait;
  const double width = portrait ? a4_short : a4_long;
  const double height = portrait ? a4_long : a4_short;
  if (composer.form.style == Style::Certificate) draw_frame(on, width, height);
  if (specimen) draw_specimen(on, *specimen, width, height);
  for (const auto& placed : page.pieces) {
    Placing at = placed.at;
    at.y += composer.area.y;
    placed.piece->draw(on, at);
  }
  const double foot_end = height - (composer.form.style == Style::Letter ? 9 * mm : 17.5 * mm);
  double y = foot_end - 12.5 * static_cast<double>(page.foot.size());
  for (const auto& line : page.foot) line.draw(on, composer.area.x, baseline_in(y, 12.5, 8.5)), y += 12.5;
  cairo_show_page(on);
}

base::Result<std::string> write_pdf(const Composer& composer, const std::vector<Page>& pages,
                                    const Line* specimen, const std::string& title) {
  const bool portrait = composer.form.layout == Layout::Portrait;
  std::string bytes;
  cairo_surface_t* surface = cairo_pdf_surface_create_for_stream(
      append, &bytes, portrait ? a4_short : a4_long, portrait ? a4_long : a4_short);
  // cairo reads whole seconds; the given time takes the place of the clock so that the bytes are repeatable.
  const std::string created = composer.scope.fields.issued.to_string().substr(0, 19) + "Z";
  cairo_pdf_surface_set_metadata(surface, CAIRO_PDF_METADATA_CREATE_DATE, created.c_str());
  cairo_pdf_surface_set_metadata(surface, CAIRO_PDF_METADATA_MOD_DATE, created.c_str());
  cairo_pdf_surface_set_metadata(surface, CAIRO_PDF_METADATA_TITLE, title.c_str());
  cairo_pdf_surface_set_metadata(surface, CAIRO_PDF_METADATA_AUTHOR,
                                 composer.scope.fields.issuer.in(composer.scope.language).c_str());
  cairo_pdf_surface_set_metadata(surface, CAIRO_PDF_METADATA_CREATOR, "Shuxin");
  cairo_t* on = cairo_create(surface);
  for (const auto& page : pages) draw_page(on, composer, page, specimen);
  const cairo_status_t drawn = cairo_status(on);
  cairo_destroy(on);
  cairo_surface_finish(surface);
  const cairo_status_t written = cairo_surface_status(surface);
  cairo_surface_destroy(surface);
  const cairo_status_t status = drawn != CAIRO_STATUS_SUCCESS ? drawn : written;
  if (status != CAIRO_STATUS_SUCCESS) return base::fail("documents.failed", {cairo_status_to_string(status)});
  return bytes;
}

}  // namespace

base::Result<std::string> render(const Template& form, const Fields& fields, const RenderOptions& options,
                                 SignatureSpot* spot) {
  const Typesetter typesetter(options.language);
  const Scope scope{fields, options.language};
  SHUXIN_TRY(const auto code, fill({"{code}", "{code}"}, scope));
  const Composer composer{
      typesetter, form, options, scope, area_of(form), options.base_url + "/verify/" + code, spot};
  SHUXIN_TRY(auto pieces, compose_head(composer));
  const auto add = [&](Pieces more) -> base::Result<bool> {
    SHUXIN_TRY(auto parts, std::move(more));
    for (auto& part : parts) pieces.push_back(std::move(part));
    return true;
  };
  for (const auto& block : form.body) {
    SHUXIN_TRY([[maybe_unused]] const bool added, add(compose_block(composer, block)));
  }
  // A signature never stands alone on a page: that page could be put under any text.
  pieces.back().with_next = true;
  SHUXIN_TRY([[maybe_unused]] const bool signed_off, add(compose_signature(composer)));
  std::vector<Page> pages;
  for (auto& placed : paginate(pieces, composer.area.height)) pages.push_back({std::move(placed), {}});
  if (pages.size() > most_pages) return base::fail("documents.too-long", {std::to_string(most_pages)});
  for (std::size_t i = 0; i < pages.size(); ++i) {
    SHUXIN_TRY(pages[i].foot, compose_foot(composer, i + 1, pages.size()));
  }
  std::optional<Line> specimen;
  if (options.demonstration) {
    SHUXIN_TRY(specimen, specimen_line(typesetter, form.layout == Layout::Landscape));
  }
  SHUXIN_TRY(const auto title, fill(form.title, scope));
  auto written = write_pdf(composer, pages, specimen ? &*specimen : nullptr, title);
  if (spot) {
    const double height = form.layout == Layout::Portrait ? a4_long : a4_short;
    *spot = {spot->left, height - spot->bottom, spot->right, height - spot->top};
  }
  return written;
}

}  // namespace shuxin::documents
