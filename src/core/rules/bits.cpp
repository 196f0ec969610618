#include "core/rules/bits.h"

#include <algorithm>
#include <bit>

namespace shuxin::rules::dmn {

bool Bits::empty() const {
  return std::ranges::all_of(words_, [](std::uint64_t word) { return word == 0; });
}

bool Bits::meets(const Bits& other) const {
  for (std::size_t i = 0; i < words_.size(); ++i)
    if ((words_[i] & other.words_[i]) != 0) return true;
  return false;
}

bool Bits::within(const Bits& other) const {
  for (std::size_t i = 0; i < words_.size(); ++i)
    if ((words_[i] & ~other.words_[i]) != 0) return false;
  return true;
}

std::optional<std::size_t> Bits::first() const {
  for (std::size_t i = 0; i < words_.size(); ++i)
    if (words_[i] != 0) return i * 64 + static_cast<std::size_t>(std::countr_zero(words_[i]));
  return std::nullopt;
}

void Bits::drop_above(std::size_t bit) {
  words_[bit / 64] &= ~std::uint64_t{0} >> (63 - bit % 64);
  for (std::size_t i = bit / 64 + 1; i < words_.size(); ++i) words_[i] = 0;
}

Bits& Bits::operator&=(const Bits& other) {
  for (std::size_t i = 0; i < words_.size(); ++i) words_[i] &= other.words_[i];
  return *this;
}

Bits& Bits::operator|=(const Bits& other) {
  for (std::size_t i = 0; i < words_.size(); ++i) words_[i] |= other.words_[i];
  return *this;
}

}  // namespace shuxin::rules::dmn
