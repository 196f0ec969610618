// UTF-8, one character at a time: reading that survives any bytes, and writing.
#pragma once

#include <string>
#include <string_view>

namespace shuxin::base {

/// What stands for bytes that are no UTF-8 (U+FFFD).
inline constexpr char32_t replacement_character = 0xFFFD;

struct Utf8Character {
  char32_t point = replacement_character;
  std::size_t bytes = 1;  ///< how many bytes it took
  bool valid = false;     ///< false for a byte that begins no character: point is then U+FFFD, bytes is 1
};

/// The character at the front of `text`, which may not be empty. Overlong forms, surrogates and points beyond
/// U+10FFFF are not valid.
[[nodiscard]] Utf8Character front_character(std::string_view text);

[[nodiscard]] bool is_utf8(std::string_view text);

/// How many characters, each byte that is no UTF-8 counting as one.
[[nodiscard]] std::size_t count_characters(std::string_view text);

/// Appends the character; a point that is none (a surrogate, beyond U+10FFFF) becomes U+FFFD.
void append_character(std::string& text, char32_t point);

}  // namespace shuxin::base
