#include "core/base/identifiers/land.h"

#include <algorithm>

#include "core/base/identifiers/characters.h"
#include "core/base/utf8.h"

namespace shuxin::base {
namespace {

std::string fold_without_spaces(std::string_view text) {
  std::string folded = fold_code(text);
  std::erase(folded, ' ');
  return folded;
}

// Which of the seven levels a position (from 0) belongs to.
int level_of(std::size_t position) {
  constexpr std::size_t ends[] = {6, 9, 12, 14, 19, 20, 28};
  return static_cast<int>(std::ranges::upper_bound(ends, position) - std::begin(ends)) + 1;
}

bool fits(std::size_t position, std::string_view character) {
  if (character.size() != 1) return false;
  if (position == 12) return character == "G" || character == "J" || character == "Z";
  if (position == 13) return is_capital(character[0]);
  if (position == 19) return character == "F" || character == "L" || character == "Q" || character == "W";
  return is_digit(character[0]);
}

Result<std::string> read_levels(std::string_view text, std::size_t length, const char* length_code) {
  std::string folded = fold_without_spaces(text);
  const auto characters = split_characters(folded);
  if (characters.size() != length) return fail(length_code, {std::to_string(characters.size())});
  for (std::size_t i = 0; i < length; ++i)
    if (!fits(i, characters[i]))
      return fail("parcel-code.level",
                  {std::to_string(level_of(i)), std::to_string(i + 1), show_character(characters[i])});
  return folded;
}

constexpr std::string_view provinces = "京津冀晋蒙辽吉黑沪苏浙皖闽赣鲁豫鄂湘粤桂琼渝川贵云藏陕甘青宁新国";

bool is_place_name(std::string_view name) {
  if (name.empty()) return false;
  while (!name.empty()) {
    const Utf8Character character = front_character(name);
    const bool han = (character.point >= 0x3400 && character.point <= 0x9FFF) ||
                     (character.point >= 0x20000 && character.point <= 0x323AF);
    if (!han) return false;
    name.remove_prefix(character.bytes);
  }
  return true;
}

}  // namespace

Result<ParcelCode> ParcelCode::parse(std::string_view text) {
  SHUXIN_TRY(std::string code, read_levels(text, 19, "parcel-code.length"));
  return ParcelCode(std::move(code));
}

std::string ParcelCode::printed() const {
  return text_.substr(0, 6) + ' ' + text_.substr(6, 6) + ' ' + text_.substr(12);
}

Result<RealEstateUnitCode> RealEstateUnitCode::parse(std::string_view text) {
  SHUXIN_TRY(std::string code, read_levels(text, 28, "real-estate-unit.length"));
  if (code[19] == 'W' && code.substr(20) != "00000000") return fail("real-estate-unit.land");
  return RealEstateUnitCode(std::move(code));
}

std::string RealEstateUnitCode::printed() const {
  return parcel().printed() + ' ' + text_.substr(19);
}

Result<LandCertificateNumber> LandCertificateNumber::parse(std::string_view text) {
  LandCertificateNumber result;
  result.text_ = fold_without_spaces(text);
  std::string_view rest = result.text_;

  const auto characters = split_characters(rest);
  if (characters.empty() || characters[0].size() != 3 ||
      provinces.find(characters[0]) == std::string_view::npos)
    return fail("land-certificate.province");
  result.province_ = characters[0];
  rest.remove_prefix(result.province_.size());

  const bool has_year = rest.size() >= 6 && rest[0] == '(' && all_digits(rest.substr(1, 4)) && rest[5] == ')';
  if (!has_year) return fail("land-certificate.year");
  result.year_ = number_of(rest.substr(1, 4));
  rest.remove_prefix(6);

  constexpr std::string_view title = "不动产权第";
  constexpr std::string_view certificate = "不动产证明第";
  const std::size_t title_at = rest.find(title);
  const std::size_t certificate_at = rest.find(certificate);
  if ((title_at == std::string_view::npos) == (certificate_at == std::string_view::npos))
    return fail("land-certificate.kind");
  result.kind_ = title_at != std::string_view::npos ? Kind::Title : Kind::RegistrationCertificate;
  const std::size_t at = result.kind_ == Kind::Title ? title_at : certificate_at;
  result.place_ = std::string(rest.substr(0, at));
  if (!is_place_name(result.place_)) return fail("land-certificate.place");
  rest.remove_prefix(at + (result.kind_ == Kind::Title ? title : certificate).size());

  constexpr std::string_view end = "号";
  if (rest.size() != 7 + end.size() || !all_digits(rest.substr(0, 7)) || !rest.ends_with(end))
    return fail("land-certificate.number");
  result.number_ = std::string(rest.substr(0, 7));
  return result;
}

}  // namespace shuxin::base
