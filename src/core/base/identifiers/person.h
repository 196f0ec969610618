// What identifies a person: citizen identity numbers (GB 11643) and mobile numbers, and how they are masked.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>

#include "core/base/date.h"
#include "core/base/result.h"

namespace shuxin::base {

enum class Sex { Male, Female };

/// 公民身份号码: area, birth date, sequence, check character. Personal information: show masked() in lists.
class CitizenId {
 public:
  /// Reads what a person typed (folded like all codes); `today` is the legal day. No error holds any part of
  /// the number: citizen-id.length, citizen-id.old-form (fifteen digits, valid no more), citizen-id.character
  /// (position), citizen-id.date (no such day), citizen-id.future (born after today), citizen-id.check.
  [[nodiscard]] static Result<CitizenId> parse(std::string_view text, Date today);
  /// The number that begins with these seventeen digits; for invented persons.
  [[nodiscard]] static Result<CitizenId> complete(std::string_view first_17, Date today);

  [[nodiscard]] const std::string& text() const { return text_; }
  /// Where the person was first registered; a GB/T 2260 code of that time.
  [[nodiscard]] std::string_view area() const { return std::string_view(text_).substr(0, 6); }
  [[nodiscard]] Date birth_date() const { return birth_date_; }
  [[nodiscard]] Sex sex() const;
  /// `320600********0018`
  [[nodiscard]] std::string masked() const;

  auto operator<=>(const CitizenId&) const = default;

 private:
  CitizenId(std::string text, Date birth_date) : text_(std::move(text)), birth_date_(birth_date) {}
  std::string text_;
  Date birth_date_;
};

/// A mobile number of the mainland: eleven digits from 13 to 19.
class MobileNumber {
 public:
  /// Spaces, hyphens and a leading +86, 0086 or 86 are dropped. Errors: mobile-number.length,
  /// mobile-number.character, mobile-number.prefix.
  [[nodiscard]] static Result<MobileNumber> parse(std::string_view text);

  /// Eleven digits.
  [[nodiscard]] const std::string& text() const { return text_; }
  /// `138****5678`
  [[nodiscard]] std::string masked() const;

  auto operator<=>(const MobileNumber&) const = default;

 private:
  explicit MobileNumber(std::string text) : text_(std::move(text)) {}
  std::string text_;
};

/// Any text with its middle starred, for numbers that are of no known form. Of a text too short to keep both
/// ends and hide at least half of it, all is starred.
[[nodiscard]] std::string mask_middle(std::string_view text, std::size_t keep_front, std::size_t keep_back);

}  // namespace shuxin::base
