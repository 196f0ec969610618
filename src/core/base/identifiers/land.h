// Codes of land and buildings: parcels, real-estate units (GB/T 37346-2019), numbers of their certificates.
#pragma once

#include <string>
#include <string_view>

#include "core/base/result.h"

namespace shuxin::base {

/// 宗地代码: the first five levels of a real-estate unit code, nineteen characters. It has no check
/// character.
class ParcelCode {
 public:
  /// Spaces between the groups are dropped; folded first. Errors: parcel-code.length, parcel-code.level (the
  /// level, the position in the code, and the character).
  [[nodiscard]] static Result<ParcelCode> parse(std::string_view text);

  [[nodiscard]] const std::string& text() const { return text_; }
  /// `320612 001002 GB00012`
  [[nodiscard]] std::string printed() const;
  /// Level 1: the county-level area.
  [[nodiscard]] std::string_view area() const { return std::string_view(text_).substr(0, 6); }
  /// Level 2, 地籍区.
  [[nodiscard]] std::string_view district() const { return std::string_view(text_).substr(6, 3); }
  /// Level 3, 地籍子区.
  [[nodiscard]] std::string_view subdistrict() const { return std::string_view(text_).substr(9, 3); }
  /// Level 4, ownership: G state, J collective, Z undetermined.
  [[nodiscard]] char ownership() const { return text_[12]; }
  /// Level 4, kind of right: B use of construction land at the surface, S above and X below it, and others.
  [[nodiscard]] char right() const { return text_[13]; }
  /// Level 5, the number of the parcel.
  [[nodiscard]] std::string_view number() const { return std::string_view(text_).substr(14, 5); }

  auto operator<=>(const ParcelCode&) const = default;

 private:
  friend class RealEstateUnitCode;
  explicit ParcelCode(std::string text) : text_(std::move(text)) {}
  std::string text_;
};

/// 不动产单元号: a parcel and what stands on it, seven levels, twenty-eight characters, no check character.
class RealEstateUnitCode {
 public:
  /// As ParcelCode. Errors: real-estate-unit.length, parcel-code.level (levels 1 to 7), real-estate-unit.land
  /// (a unit number although nothing stands on the land).
  [[nodiscard]] static Result<RealEstateUnitCode> parse(std::string_view text);

  [[nodiscard]] const std::string& text() const { return text_; }
  /// `320612 001002 GB00012 F00010001`
  [[nodiscard]] std::string printed() const;
  [[nodiscard]] ParcelCode parcel() const { return ParcelCode(text_.substr(0, 19)); }
  /// Level 6: F building, L forest, Q other, W none.
  [[nodiscard]] char fixture() const { return text_[19]; }
  /// Level 7; 00000000 where nothing stands on the land.
  [[nodiscard]] std::string_view unit() const { return std::string_view(text_).substr(20, 8); }

  auto operator<=>(const RealEstateUnitCode&) const = default;

 private:
  explicit RealEstateUnitCode(std::string text) : text_(std::move(text)) {}
  std::string text_;
};

/// 不动产权证号: `苏(2021)南通市不动产权第0012345号`, or 不动产证明第 for a registration certificate.
class LandCertificateNumber {
 public:
  enum class Kind { Title, RegistrationCertificate };

  /// Full-width brackets and digits become half-width, spaces are dropped. Errors: land-certificate.province,
  /// land-certificate.year, land-certificate.kind, land-certificate.place, land-certificate.number.
  [[nodiscard]] static Result<LandCertificateNumber> parse(std::string_view text);

  [[nodiscard]] const std::string& text() const { return text_; }
  [[nodiscard]] Kind kind() const { return kind_; }
  /// The one-character name of the province, or 国 for the ministry.
  [[nodiscard]] const std::string& province() const { return province_; }
  [[nodiscard]] int year() const { return year_; }
  /// City and county as named in the number.
  [[nodiscard]] const std::string& place() const { return place_; }
  /// Seven digits.
  [[nodiscard]] const std::string& number() const { return number_; }

  auto operator<=>(const LandCertificateNumber&) const = default;

 private:
  LandCertificateNumber() = default;
  std::string text_;
  Kind kind_ = Kind::Title;
  std::string province_;
  int year_ = 0;
  std::string place_;
  std::string number_;
};

}  // namespace shuxin::base
