#include "core/base/identifiers/characters.h"

#include <algorithm>
#include <fmt/format.h>

#include "core/base/check.h"
#include "core/base/utf8.h"

namespace shuxin::base {
namespace {

bool is_space(char32_t point) {
  return point == ' ' || (point >= 9 && point <= 13) || point == 0xA0 ||
         (point >= 0x2000 && point <= 0x200B) || point == 0x3000 || point == 0xFEFF;
}

char32_t fold(char32_t point) {
  if (point >= 0xFF01 && point <= 0xFF5E) point -= 0xFEE0;
  return point >= 'a' && point <= 'z' ? point - 'a' + 'A' : point;
}

}  // namespace

std::string fold_code(std::string_view text) {
  std::string folded;
  std::size_t end = 0;  // behind the last character that is no space
  while (!text.empty()) {
    const Utf8Character character = front_character(text);
    text.remove_prefix(character.bytes);
    if (is_space(character.point)) {
      if (!folded.empty()) append_character(folded, ' ');
      continue;
    }
    append_character(folded, fold(character.point));
    end = folded.size();
  }
  folded.resize(end);
  return folded;
}

std::vector<std::string> split_characters(std::string_view text) {
  std::vector<std::string> characters;
  while (!text.empty()) {
    const Utf8Character character = front_character(text);
    characters.emplace_back(text.substr(0, character.bytes));
    text.remove_prefix(character.bytes);
  }
  return characters;
}

std::string show_character(std::string_view character) {
  const char32_t point = front_character(character).point;
  const bool seen = point > 0x20 && (point < 0x7F || point >= 0xA1) && point != 0xAD &&
                    !(point >= 0x2000 && point <= 0x206F) && point != 0xFEFF &&
                    point != replacement_character;
  return seen ? std::string(character) : fmt::format("U+{:04X}", static_cast<std::uint32_t>(point));
}

bool all_digits(std::string_view text) {
  return std::ranges::all_of(text, is_digit);
}

bool all_digits_or_capitals(std::string_view text) {
  return std::ranges::all_of(text, [](char c) { return is_digit(c) || is_capital(c); });
}

int number_of(std::string_view digits) {
  check(digits.size() <= 9 && all_digits(digits), "a number is read of at most nine digits");
  int value = 0;
  for (const char digit : digits) value = value * 10 + (digit - '0');
  return value;
}

}  // namespace shuxin::base
