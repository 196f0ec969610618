#include "core/base/identifiers/credit_code.h"

#include "core/base/identifiers/characters.h"
#include "core/base/identifiers/check_characters.h"

namespace shuxin::base {
namespace {

// Refuses a wrong number of characters and, at its position, the first that may not stand there.
Result<std::string> read_symbols(std::string_view text, std::size_t length) {
  std::string folded = fold_code(text);
  const auto characters = split_characters(folded);
  if (characters.size() != length)
    return fail("credit-code.length", {std::to_string(length), std::to_string(characters.size())});
  for (std::size_t i = 0; i < length; ++i) {
    const std::string& character = characters[i];
    const std::string position = std::to_string(i + 1);
    const bool symbol =
        character.size() == 1 && credit_code_symbols.find(character[0]) != std::string_view::npos;
    if (!symbol || (i == 0 && character[0] == '0'))
      return fail("credit-code.character", {position, show_character(character)});
    if (i >= 2 && i < 8 && !is_digit(character[0]))
      return fail("credit-code.area", {position, show_character(character)});
  }
  return folded;
}

}  // namespace

Result<OrganisationCode> OrganisationCode::parse(std::string_view text) {
  std::string folded = fold_code(text);
  auto characters = split_characters(folded);
  if (characters.size() == 10 && characters[8] == "-") {
    characters.erase(characters.begin() + 8);
    folded.erase(folded.size() - characters.back().size() - 1, 1);
  }
  if (characters.size() != 9) return fail("organisation-code.length", {std::to_string(characters.size())});
  for (std::size_t i = 0; i < 9; ++i) {
    const char first = characters[i][0];
    const bool fits = is_digit(first) || (i < 8 ? is_capital(first) : first == 'X');
    if (!fits)
      return fail("organisation-code.character", {std::to_string(i + 1), show_character(characters[i])});
  }
  if (organisation_code_check(std::string_view(folded).substr(0, 8)) != folded[8])
    return fail("organisation-code.check");
  return OrganisationCode(std::move(folded));
}

Result<CreditCode> CreditCode::parse(std::string_view text) {
  SHUXIN_TRY(std::string code, read_symbols(text, 18));
  const std::string_view read = code;
  if (organisation_code_check(read.substr(8, 8)) != read[16]) return fail("credit-code.organisation-check");
  if (credit_code_check(read.substr(0, 17)) != read[17]) return fail("credit-code.check");
  return CreditCode(std::move(code));
}

Result<CreditCode> CreditCode::complete(std::string_view first_16) {
  SHUXIN_TRY(std::string code, read_symbols(first_16, 16));
  code += organisation_code_check(std::string_view(code).substr(8));
  code += credit_code_check(code);
  return CreditCode(std::move(code));
}

}  // namespace shuxin::base
