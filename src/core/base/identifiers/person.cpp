#include "core/base/identifiers/person.h"

#include "core/base/identifiers/characters.h"
#include "core/base/identifiers/check_characters.h"

namespace shuxin::base {
namespace {

Result<std::string> read_digits(std::string_view text, std::size_t length) {
  std::string folded = fold_code(text);
  const auto characters = split_characters(folded);
  if (characters.size() == 15 && all_digits(folded)) return fail("citizen-id.old-form");
  if (characters.size() != length)
    return fail("citizen-id.length", {std::to_string(length), std::to_string(characters.size())});
  for (std::size_t i = 0; i < length; ++i) {
    const char first = characters[i][0];
    if (!is_digit(first) && !(i == 17 && first == 'X'))
      return fail("citizen-id.character", {std::to_string(i + 1)});
  }
  return folded;
}

Result<Date> read_birth_date(std::string_view number, Date today) {
  const auto date = Date::from(number_of(number.substr(6, 4)), number_of(number.substr(10, 2)),
                               number_of(number.substr(12, 2)));
  if (!date) return fail("citizen-id.date");
  if (*date > today) return fail("citizen-id.future");
  return *date;
}

}  // namespace

Result<CitizenId> CitizenId::parse(std::string_view text, Date today) {
  SHUXIN_TRY(std::string number, read_digits(text, 18));
  SHUXIN_TRY(const Date birth_date, read_birth_date(number, today));
  if (citizen_id_check(std::string_view(number).substr(0, 17)) != number[17]) return fail("citizen-id.check");
  return CitizenId(std::move(number), birth_date);
}

Result<CitizenId> CitizenId::complete(std::string_view first_17, Date today) {
  SHUXIN_TRY(std::string number, read_digits(first_17, 17));
  SHUXIN_TRY(const Date birth_date, read_birth_date(number, today));
  number += citizen_id_check(number);
  return CitizenId(std::move(number), birth_date);
}

Sex CitizenId::sex() const {
  return (text_[16] - '0') % 2 == 1 ? Sex::Male : Sex::Female;
}

std::string CitizenId::masked() const {
  return text_.substr(0, 6) + "********" + text_.substr(14);
}

Result<MobileNumber> MobileNumber::parse(std::string_view text) {
  std::string digits;
  const auto characters = split_characters(fold_code(text));
  for (std::size_t i = 0; i < characters.size(); ++i) {
    const char first = characters[i][0];
    if (first == ' ' || first == '-' || (i == 0 && first == '+')) continue;
    if (!is_digit(first)) return fail("mobile-number.character", {std::to_string(i + 1)});
    digits += first;
  }
  if (digits.size() == 15 && digits.starts_with("0086")) digits.erase(0, 4);
  if (digits.size() == 13 && digits.starts_with("86")) digits.erase(0, 2);
  if (digits.size() != 11) return fail("mobile-number.length", {std::to_string(digits.size())});
  if (digits[0] != '1' || digits[1] < '3') return fail("mobile-number.prefix");
  return MobileNumber(std::move(digits));
}

std::string MobileNumber::masked() const {
  return text_.substr(0, 3) + "****" + text_.substr(7);
}

std::string mask_middle(std::string_view text, std::size_t keep_front, std::size_t keep_back) {
  const auto characters = split_characters(text);
  const bool long_enough = keep_front <= characters.size() && keep_back <= characters.size() - keep_front &&
                           (keep_front + keep_back) * 2 <= characters.size();
  std::string masked;
  for (std::size_t i = 0; i < characters.size(); ++i) {
    const bool kept = long_enough && (i < keep_front || i >= characters.size() - keep_back);
    masked += kept ? characters[i] : "*";
  }
  return masked;
}

}  // namespace shuxin::base
