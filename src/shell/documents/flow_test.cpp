#include "shell/documents/flow.h"

#include <gtest/gtest.h>
#include <rapidcheck.h>
#include <rapidcheck/gtest.h>

namespace shuxin::documents {
namespace {

Piece piece(double height, bool with_next = false) {
  return {.height = height, .with_next = with_next};
}

RC_GTEST_PROP(Paginate, EveryPieceIsPlacedOnceInOrderAndFitsItsPage, ()) {
  std::vector<Piece> pieces;
  const auto count = *rc::gen::inRange(1, 60);
  for (int i = 0; i < count; ++i)
    pieces.push_back(piece(*rc::gen::inRange(1, 140), *rc::gen::arbitrary<bool>()));
  std::size_t next = 0;
  for (const auto& page : paginate(pieces, 100)) {
    double used = 0;
    for (const auto& placed : page) {
      RC_ASSERT(placed.piece == &pieces[next++]);
      RC_ASSERT(placed.at.y >= used - 0.001);
      used = placed.at.y + placed.piece->height;
    }
    RC_ASSERT(page.size() == 1 || used <= 100.1);
  }
  RC_ASSERT(next == pieces.size());
}

TEST(Paginate, PieceThatStaysWithTheNextIsNotLeftAtTheEndOfAPage) {
  const std::vector<Piece> pieces = {piece(60), piece(30, true), piece(30)};
  const auto pages = paginate(pieces, 100);
  ASSERT_EQ(pages.size(), 2u);
  EXPECT_EQ(pages[1].size(), 2u);
}

TEST(Paginate, HeadingIsDrawnAgainWhereAPageBegins) {
  const auto heading = std::make_shared<const Piece>(piece(20));
  std::vector<Piece> pieces(5, piece(40));
  for (auto& row : pieces) row.repeated = heading;
  const auto pages = paginate(pieces, 100);
  EXPECT_EQ(pages[1].front().piece, heading.get());
  EXPECT_DOUBLE_EQ(pages[1][1].at.y, 20);
}

}  // namespace
}  // namespace shuxin::documents
