// How codes are read before they are judged: trimmed, half-width, upper case. For the code readers only.
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace shuxin::base {

/// Drops spaces of all kinds and a byte-order mark at both ends, turns full-width forms into ASCII and
/// letters a-z into A-Z. Nothing else is changed: an O stays an O. Bytes that are no UTF-8 become U+FFFD.
[[nodiscard]] std::string fold_code(std::string_view text);

/// The characters of a folded code, so that positions count as a person counts them.
[[nodiscard]] std::vector<std::string> split_characters(std::string_view text);

/// A character as a message may show it: what cannot be seen is shown as U+XXXX.
[[nodiscard]] std::string show_character(std::string_view character);

[[nodiscard]] inline bool is_digit(char character) {
  return character >= '0' && character <= '9';
}
[[nodiscard]] inline bool is_capital(char character) {
  return character >= 'A' && character <= 'Z';
}
[[nodiscard]] bool all_digits(std::string_view text);
[[nodiscard]] bool all_digits_or_capitals(std::string_view text);
/// The value of a text of at most 9 digits.
[[nodiscard]] int number_of(std::string_view digits);

}  // namespace shuxin::base
