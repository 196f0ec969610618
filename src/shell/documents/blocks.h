// Composes the parts of a document: its head, its blocks and its signature become pieces of pages.
#pragma once

#include <vector>

#include "shell/documents/flow.h"
#include "shell/documents/places.h"
#include "shell/documents/typeset.h"

namespace shuxin::documents {

/// The part of the page that the text fills, in points.
struct Area {
  double x = 0, y = 0, width = 0, height = 0;
};

/// What all parts of one document are composed with.
struct Composer {
  const Typesetter& typesetter;
  const Template& form;
  const RenderOptions& options;
  Scope scope;
  Area area;
  std::string verify_url;
  SignatureSpot* spot = nullptr;  ///< filled when the signature is drawn, counted from above
};

using Pieces = base::Result<std::vector<Piece>>;

[[nodiscard]] inline bool is_letter(const Composer& composer) {
  return composer.form.style == Style::Letter;
}
[[nodiscard]] inline bool is_chinese(const Composer& composer) {
  return composer.scope.language == base::Language::Chinese;
}
[[nodiscard]] inline double body_size(const Composer& composer) {
  return is_letter(composer) ? 14 : is_chinese(composer) ? 13.5 : 11.5;
}

/// A text as pieces of one line each, none of them alone on a page.
[[nodiscard]] Pieces compose_text(const Composer& composer, const std::string& text, const Setting& setting,
                                  double x, double width);

[[nodiscard]] Pieces compose_head(const Composer& composer);
[[nodiscard]] Pieces compose_block(const Composer& composer, const Block& block);
[[nodiscard]] Pieces compose_chart(const Composer& composer, const Chart& chart);
[[nodiscard]] Pieces compose_signature(const Composer& composer);

/// A ruled table; each cell is a text that has its places filled already. An empty heading gives none.
struct GridColumn {
  double width = 0;
  bool centred = false;
  bool strong = false;
};
[[nodiscard]] Pieces compose_grid(const Composer& composer, const std::vector<GridColumn>& columns,
                                  const std::vector<std::string>& heading,
                                  const std::vector<std::vector<std::string>>& rows);

/// The baseline of a line of that size in the middle of a slot.
[[nodiscard]] constexpr double baseline_in(double y, double height, double size) {
  return y + height / 2 + 0.37 * size;
}

}  // namespace shuxin::documents
