#include "shell/documents/flow.h"

#include <algorithm>

namespace shuxin::documents {
namespace {

/// The piece before which the page ends: as many as fit, less those that must stay with what follows.
std::size_t end_of_page(const std::vector<Piece>& pieces, std::size_t begin, double height) {
  double used = pieces[begin].repeated ? pieces[begin].repeated->height : 0;
  std::size_t end = begin;
  for (; end < pieces.size(); ++end) {
    const double gap = end == begin ? 0 : pieces[end].gap;
    if (used + gap + pieces[end].height > height + 0.01) break;
    used += gap + pieces[end].height;
  }
  if (end == pieces.size()) return end;
  std::size_t kept = std::max(end, begin + 1);
  while (kept > begin + 1 && pieces[kept - 1].with_next) --kept;
  // A run that is longer than a page must break somewhere.
  return pieces[kept - 1].with_next ? std::max(end, begin + 1) : kept;
}

std::vector<Placed> fill_page(const std::vector<Piece>& pieces, std::size_t begin, std::size_t end,
                              double height) {
  std::vector<Placed> page;
  double y = 0;
  if (const auto& heading = pieces[begin].repeated) {
    page.push_back({heading.get(), {0, true, false}});
    y = heading->height;
  }
  for (std::size_t i = begin; i < end; ++i) {
    if (i != begin) y += pieces[i].gap;
    if (pieces[i].at_foot) y = std::max(y, height - pieces[i].height);
    page.push_back({&pieces[i], {y, page.empty(), false}});
    y += pieces[i].height;
  }
  page.back().at.last_on_page = true;
  return page;
}

}  // namespace

std::vector<std::vector<Placed>> paginate(const std::vector<Piece>& pieces, double height) {
  std::vector<std::vector<Placed>> pages;
  for (std::size_t begin = 0; begin < pieces.size();) {
    const std::size_t end = end_of_page(pieces, begin, height);
    pages.push_back(fill_page(pieces, begin, end, height));
    begin = end;
  }
  return pages;
}

}  // namespace shuxin::documents
