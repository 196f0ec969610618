#include "core/base/identifiers/project_code.h"

#include "core/base/identifiers/characters.h"
#include "core/base/identifiers/check_characters.h"

namespace shuxin::base {
namespace {

constexpr std::size_t hyphens[] = {4, 11, 14, 17};

bool is_hyphen(std::string_view character) {
  return character == "-" || character == "\u2010" || character == "\u2011" || character == "\u2013" ||
         character == "\u2014" || character == "\u2212";
}

// Twenty (or `length`) digits out of what was typed.
Result<std::string> read_digits(std::string_view text, std::size_t length) {
  std::string digits;
  std::string shape;  // where hyphens stood
  for (const std::string& character : split_characters(fold_code(text))) {
    shape += is_hyphen(character) ? '-' : '0';
    if (is_hyphen(character)) continue;
    if (!is_digit(character[0]))
      return fail("project-code.character", {std::to_string(shape.size()), show_character(character)});
    digits += character;
  }
  if (digits.size() != length)
    return fail("project-code.length", {std::to_string(length), std::to_string(digits.size())});
  std::string wanted(length, '0');
  for (const std::size_t at : hyphens) wanted.insert(at, 1, '-');
  if (shape.find('-') != std::string::npos && shape != wanted) return fail("project-code.groups");
  return digits;
}

bool is_present_form(std::string_view digits) {
  const int year = number_of(digits.substr(0, 2));
  const int month = number_of(digits.substr(2, 2));
  return year >= 20 && month >= 1 && month <= 12;
}

std::string without_hyphens(std::string_view text) {
  std::string digits;
  for (const char character : text)
    if (character != '-') digits += character;
  return digits;
}

}  // namespace

Result<ProjectCode> ProjectCode::parse(std::string_view text) {
  SHUXIN_TRY(std::string code, read_digits(text, 20));
  const int year = number_of(std::string_view(code).substr(0, 4));
  const bool present = is_present_form(code);
  if (!present && (year < 2013 || year > 2021)) return fail("project-code.time", {code.substr(0, 4)});
  for (const std::size_t at : hyphens) code.insert(at, 1, '-');
  return ProjectCode(std::move(code), present ? Form::Present : Form::Former);
}

Result<ProjectCode> ProjectCode::complete(std::string_view first_19) {
  SHUXIN_TRY(std::string digits, read_digits(first_19, 19));
  digits += mod_11_10_check(digits);
  if (!is_present_form(digits)) return fail("project-code.time", {digits.substr(0, 4)});
  return parse(digits);
}

int ProjectCode::year() const {
  return form_ == Form::Present ? 2000 + number_of(std::string_view(text_).substr(0, 2))
                                : number_of(std::string_view(text_).substr(0, 4));
}

std::optional<int> ProjectCode::month() const {
  if (form_ == Form::Former) return std::nullopt;
  return number_of(std::string_view(text_).substr(2, 2));
}

std::optional<Message> ProjectCode::warning() const {
  if (form_ == Form::Former) return std::nullopt;
  const std::string digits = without_hyphens(text_);
  if (mod_11_10_check(std::string_view(digits).substr(0, 19)) == digits[19]) return std::nullopt;
  return Message{"project-code.check", {}};
}

}  // namespace shuxin::base
