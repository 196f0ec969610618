// Sets a document: a template and the fields of a case become the bytes of a PDF.
#pragma once

#include <string>

#include "core/base/date.h"
#include "core/base/json.h"
#include "core/base/result.h"
#include "core/base/text.h"
#include "shell/documents/template.h"

namespace shuxin::documents {

/// What is printed on one paper.
struct Fields {
  std::string number;    ///< the gapless document number, as 苏锡通收〔2026〕12号
  std::string code;      ///< the check code of /verify/CODE; empty for what is not issued, such as a bulletin
  base::Text issuer;     ///< the issuing body
  base::Instant issued;  ///< also the creation time that the file states
  base::Date date;       ///< the legal day, in the zone's time zone
  base::Json values;     ///< an object; texts may be {"zh": …, "en": …}
};

struct RenderOptions {
  base::Language language = base::Language::Chinese;
  std::string base_url;           ///< where /verify is served, without a slash at its end
  bool demonstration = false;     ///< the specimen mark on each page, and the invented seal
  bool signed_digitally = false;  ///< says so at the foot of each page; the caller signs what comes of it
};

/// Where the signature stands on the last page, in points from its lower left corner.
struct SignatureSpot {
  double left = 0, bottom = 0, right = 0, top = 0;
};

/// The bytes of a PDF: the same for the same template, fields, options and installed fonts. In demonstration
/// mode a mark 演示 SPECIMEN lies across each page and the seal says 演示专用章; without it no seal is drawn
/// (a real seal comes with a signature, never from a drawing).
/// Control characters and marks that turn the direction of writing are left out of field values, so that a
/// name cannot rearrange the paper.
/// Errors: documents.glyph-missing names a character that no installed font holds; documents.place-missing
/// and documents.place-type a field that the template needs; documents.pattern a template that cannot be
/// read; documents.encoding a text that is not UTF-8; documents.too-long beyond 200 pages; documents.failed
/// when the drawing library gives up. `spot` is filled if it is given. Thread-safe.
[[nodiscard]] base::Result<std::string> render(const Template& form, const Fields& fields,
                                               const RenderOptions& options, SignatureSpot* spot = nullptr);

/// Gives back what setting papers keeps and would make again: the fonts, some 40 MB. Thread-safe; meant for a
/// thread that has run out of papers.
void release_fonts();

}  // namespace shuxin::documents
