// Breaks a document into pages.
#pragma once

#include <cairo.h>
#include <functional>
#include <memory>
#include <vector>

namespace shuxin::documents {

/// Where on its page a piece lies; rules of a table are drawn by it.
struct Placing {
  double y = 0;  ///< the upper edge of the piece
  bool first_on_page = false;
  bool last_on_page = false;
};

/// The smallest thing that is never broken: a line, the slice of a table row, a signature.
struct Piece {
  double height = 0;
  double gap = 0;          ///< above it, left out where a page begins
  bool with_next = false;  ///< never the last on a page
  bool at_foot = false;    ///< pushed down to the foot of its page
  std::function<void(cairo_t*, const Placing&)> draw;
  std::shared_ptr<const Piece>
      repeated;  ///< drawn again above it where a page begins: the heading of a table
};

struct Placed {
  const Piece* piece;
  Placing at;
};

/// The pages of a document; each page is `height` high. A piece higher than a page gets a page of its own.
/// The pieces must outlive what is returned.
[[nodiscard]] std::vector<std::vector<Placed>> paginate(const std::vector<Piece>& pieces, double height);

}  // namespace shuxin::documents
