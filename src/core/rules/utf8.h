// UTF-8 by code points: FEEL counts characters, not bytes.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

namespace shuxin::rules::utf8 {

/// Bytes of the character that begins with this byte, 1 for a byte that begins none.
[[nodiscard]] inline std::size_t width(char first) {
  const auto byte = static_cast<unsigned char>(first);
  return byte < 0xC0 ? 1 : byte < 0xE0 ? 2 : byte < 0xF0 ? 3 : 4;
}

/// The character at `at`, which moves behind it; U+FFFD for bytes that are none.
[[nodiscard]] inline char32_t take(std::string_view text, std::size_t& at) {
  const std::size_t wide = width(text[at]);
  const auto first = static_cast<unsigned char>(text[at]);
  if (wide == 1 || at + wide > text.size()) {
    ++at;
    return first < 0x80 ? first : 0xFFFD;
  }
  char32_t code = first & (0xFF >> (wide + 1));
  for (std::size_t i = 1; i < wide; ++i) {
    const auto next = static_cast<unsigned char>(text[at + i]);
    if ((next & 0xC0) != 0x80) {
      ++at;
      return 0xFFFD;
    }
    code = code << 6 | (next & 0x3F);
  }
  at += wide;
  return code;
}

inline void append(std::string& text, char32_t code) {
  if (code < 0x80) {
    text += static_cast<char>(code);
  } else if (code < 0x800) {
    text += static_cast<char>(0xC0 | code >> 6);
    text += static_cast<char>(0x80 | (code & 0x3F));
  } else if (code < 0x10000) {
    text += static_cast<char>(0xE0 | code >> 12);
    text += static_cast<char>(0x80 | (code >> 6 & 0x3F));
    text += static_cast<char>(0x80 | (code & 0x3F));
  } else {
    text += static_cast<char>(0xF0 | code >> 18);
    text += static_cast<char>(0x80 | (code >> 12 & 0x3F));
    text += static_cast<char>(0x80 | (code >> 6 & 0x3F));
    text += static_cast<char>(0x80 | (code & 0x3F));
  }
}

/// Characters in valid UTF-8.
[[nodiscard]] inline std::size_t length(std::string_view text) {
  std::size_t count = 0;
  for (const char c : text) count += (static_cast<unsigned char>(c) & 0xC0) != 0x80;
  return count;
}

/// The byte at which the character of that index (from 0) begins; the size of the text beyond its end.
[[nodiscard]] inline std::size_t offset(std::string_view text, std::size_t index) {
  std::size_t at = 0;
  while (at < text.size() && index > 0) at += width(text[at]), --index;
  return at < text.size() ? at : text.size();
}

}  // namespace shuxin::rules::utf8
