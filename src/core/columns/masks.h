// Masks of rows, from a byte a row to a bit a row and back. Not part of the room's face.
#pragma once

#include <cstddef>
#include <cstdint>
#include <cstring>

namespace shuxin::columns {

/// A word of up to 64 bytes that are 0 or 1.
[[nodiscard]] inline std::uint64_t bits_of(const std::uint8_t* bytes, std::size_t count) {
  std::uint64_t word = 0;
  std::size_t i = 0;
  for (; i + 8 <= count; i += 8) {
    std::uint64_t eight = 0;
    std::memcpy(&eight, bytes + i, 8);
    // The factor brings the lowest bit of byte i to bit 56 + i; no two products meet.
    word |= eight * 0x0102'0408'1020'4080 >> 56 << i;
  }
  for (; i < count; ++i) word |= std::uint64_t{bytes[i]} << i;
  return word;
}

/// The inverse: up to 64 bytes that are 0 or 1. `word` begins with the first.
inline void bytes_of(std::uint64_t word, std::uint8_t* bytes, std::size_t count) {
  constexpr std::uint64_t ones = 0x0101'0101'0101'0101;
  std::size_t i = 0;
  for (; i + 8 <= count; i += 8) {
    // Byte i keeps bit i, and adding what fills the lower bits moves it to the top.
    const std::uint64_t own = ((word >> i & 0xFF) * ones & 0x8040'2010'0804'0201) + 0x7F * ones;
    const std::uint64_t eight = own >> 7 & ones;
    std::memcpy(bytes + i, &eight, 8);
  }
  for (; i < count; ++i) bytes[i] = static_cast<std::uint8_t>(word >> i & 1);
}

}  // namespace shuxin::columns
