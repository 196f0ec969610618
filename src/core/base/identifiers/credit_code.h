// Unified social credit codes of organisations (GB 32100-2015) and the organisation codes inside them (GB
// 11714).
#pragma once

#include <string>
#include <string_view>

#include "core/base/result.h"

namespace shuxin::base {

/// 组织机构代码: eight characters and a check character.
class OrganisationCode {
 public:
  /// With or without the hyphen before the check character; folded first. Errors: organisation-code.length,
  /// organisation-code.character, organisation-code.check.
  [[nodiscard]] static Result<OrganisationCode> parse(std::string_view text);

  /// Nine characters, no hyphen.
  [[nodiscard]] const std::string& text() const { return text_; }
  /// `XXXXXXXX-X`, as it is printed.
  [[nodiscard]] std::string printed() const { return text_.substr(0, 8) + '-' + text_.substr(8); }

  auto operator<=>(const OrganisationCode&) const = default;

 private:
  friend class CreditCode;
  explicit OrganisationCode(std::string text) : text_(std::move(text)) {}
  std::string text_;
};

/// 统一社会信用代码: eighteen characters, two of them check characters (17 and 18).
class CreditCode {
 public:
  /// Reads what a person typed: surrounding space, full-width forms and lower case are folded; an O is never
  /// taken for a 0. The errors name the position and never the character that would fit, because the mistake
  /// is most often elsewhere: credit-code.length, credit-code.character, credit-code.area (3 to 8 are
  /// digits), credit-code.organisation-check (17), credit-code.check (18).
  [[nodiscard]] static Result<CreditCode> parse(std::string_view text);
  /// The code that begins with these sixteen characters: both check characters are added. For registrars and
  /// for invented firms. Errors as above, with credit-code.length if there are not sixteen.
  [[nodiscard]] static Result<CreditCode> complete(std::string_view first_16);

  [[nodiscard]] const std::string& text() const { return text_; }
  /// Registering department: 1 establishment, 5 civil affairs, 9 market regulation, Y other.
  [[nodiscard]] char department() const { return text_[0]; }
  /// Class inside the department: for 9, 1 is a company, 2 an individual business, 3 a farmers' cooperative.
  [[nodiscard]] char category() const { return text_[1]; }
  /// The registrar's GB/T 2260 code at the time of registration; former codes stay in old credit codes.
  [[nodiscard]] std::string_view area() const { return std::string_view(text_).substr(2, 6); }
  [[nodiscard]] OrganisationCode organisation() const { return OrganisationCode(text_.substr(8, 9)); }

  auto operator<=>(const CreditCode&) const = default;

 private:
  explicit CreditCode(std::string text) : text_(std::move(text)) {}
  std::string text_;
};

}  // namespace shuxin::base
