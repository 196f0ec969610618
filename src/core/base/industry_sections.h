// Sections of GB/T 4754-2017 (门类): which letter stands over a two-digit division (大类).
#pragma once

#include <array>
#include <string_view>

namespace shuxin::base {

/// The letter of the section that holds an industry, by the first two digits of its code; 0 if there is none.
[[nodiscard]] constexpr char industry_section(std::string_view code) {
  constexpr std::array<std::pair<int, char>, 20> last_divisions = {
      {{5, 'A'},  {12, 'B'}, {43, 'C'}, {46, 'D'}, {50, 'E'}, {52, 'F'}, {60, 'G'},
       {62, 'H'}, {65, 'I'}, {69, 'J'}, {70, 'K'}, {72, 'L'}, {75, 'M'}, {79, 'N'},
       {82, 'O'}, {83, 'P'}, {85, 'Q'}, {90, 'R'}, {96, 'S'}, {97, 'T'}}};
  const auto is_digit = [](char c) { return c >= '0' && c <= '9'; };
  if (code.size() < 2 || !is_digit(code[0]) || !is_digit(code[1])) return 0;
  const int division = (code[0] - '0') * 10 + (code[1] - '0');
  if (division == 0) return 0;
  for (const auto& [last, letter] : last_divisions)
    if (division <= last) return letter;
  return 0;
}

}  // namespace shuxin::base
