// Check characters of the codes that firms, persons, projects and certificates bear.
#pragma once

#include <string_view>

namespace shuxin::base {

/// The 31 symbols of a unified social credit code (I, O, S, V, Z are not among them), by their value.
inline constexpr std::string_view credit_code_symbols = "0123456789ABCDEFGHJKLMNPQRTUWXY";

/// GB 32100-2015: the 18th character for 17 characters of `credit_code_symbols`.
[[nodiscard]] char credit_code_check(std::string_view first_17);

/// GB 11714-1997: the 9th character (a digit or X) for 8 characters 0-9, A-Z.
[[nodiscard]] char organisation_code_check(std::string_view first_8);

/// GB 11643-1999 (ISO 7064 MOD 11-2): the 18th character (a digit or X) for 17 digits.
[[nodiscard]] char citizen_id_check(std::string_view first_17);

/// ISO 7064 hybrid MOD 11,10: the digit that follows any number of digits.
[[nodiscard]] char mod_11_10_check(std::string_view digits);

/// ISO 7064 hybrid MOD 37,36: the character that follows any number of characters 0-9, A-Z.
[[nodiscard]] char mod_37_36_check(std::string_view characters);

}  // namespace shuxin::base
