#include "core/base/identifiers/check_characters.h"

#include "core/base/check.h"

namespace shuxin::base {
namespace {

constexpr std::string_view letters_and_digits = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ";

int value_in(std::string_view symbols, char character) {
  const std::size_t value = symbols.find(character);
  check(value != std::string_view::npos, "a check character is computed of the code's own symbols only");
  return static_cast<int>(value);
}

// ISO 7064 hybrid systems: MOD (size + 1), size.
char hybrid_check(std::string_view symbols, std::string_view text) {
  const int size = static_cast<int>(symbols.size());
  int product = size;
  for (const char character : text) {
    product = (product + value_in(symbols, character)) % size;
    if (product == 0) product = size;
    product = product * 2 % (size + 1);
  }
  return symbols[static_cast<std::size_t>((size + 1 - product) % size)];
}

}  // namespace

char credit_code_check(std::string_view first_17) {
  check(first_17.size() == 17, "a credit code's check character follows 17 others");
  int sum = 0;
  int weight = 1;
  for (const char character : first_17) {
    sum += value_in(credit_code_symbols, character) * weight;
    weight = weight * 3 % 31;
  }
  return credit_code_symbols[static_cast<std::size_t>((31 - sum % 31) % 31)];
}

char organisation_code_check(std::string_view first_8) {
  check(first_8.size() == 8, "an organisation code's check character follows 8 others");
  constexpr int weights[] = {3, 7, 9, 10, 5, 8, 4, 2};
  int sum = 0;
  for (std::size_t i = 0; i < 8; ++i) sum += value_in(letters_and_digits, first_8[i]) * weights[i];
  const int rest = 11 - sum % 11;
  return rest == 10 ? 'X' : rest == 11 ? '0' : static_cast<char>('0' + rest);
}

char citizen_id_check(std::string_view first_17) {
  check(first_17.size() == 17, "a citizen's check character follows 17 digits");
  constexpr int weights[] = {7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2};
  int sum = 0;
  for (std::size_t i = 0; i < 17; ++i)
    sum += value_in(letters_and_digits.substr(0, 10), first_17[i]) * weights[i];
  return "10X98765432"[sum % 11];
}

char mod_11_10_check(std::string_view digits) {
  return hybrid_check(letters_and_digits.substr(0, 10), digits);
}

char mod_37_36_check(std::string_view characters) {
  return hybrid_check(letters_and_digits, characters);
}

}  // namespace shuxin::base
