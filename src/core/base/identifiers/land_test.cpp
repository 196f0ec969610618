#include "core/base/identifiers/land.h"

#include <gtest/gtest.h>

namespace shuxin::base {
namespace {

TEST(RealEstateUnitCode, tells_its_seven_levels) {
  const auto code = RealEstateUnitCode::parse("320612 001002 GB00012 F00010001");
  ASSERT_TRUE(code);
  EXPECT_EQ(code->text(), "320612001002GB00012F00010001");
  EXPECT_EQ(code->printed(), "320612 001002 GB00012 F00010001");
  EXPECT_EQ(code->fixture(), 'F');
  EXPECT_EQ(code->unit(), "00010001");
  const ParcelCode parcel = code->parcel();
  EXPECT_EQ(parcel.area(), "320612");
  EXPECT_EQ(parcel.district(), "001");
  EXPECT_EQ(parcel.subdistrict(), "002");
  EXPECT_EQ(parcel.ownership(), 'G');
  EXPECT_EQ(parcel.right(), 'B');
  EXPECT_EQ(parcel.number(), "00012");
  EXPECT_EQ(ParcelCode::parse("320612 001002 GB00012"), parcel);
}

TEST(RealEstateUnitCode, bare_land_has_no_unit) {
  EXPECT_TRUE(RealEstateUnitCode::parse("320612 001002 gb00012 W00000000"));
  EXPECT_EQ(RealEstateUnitCode::parse("320612 001002 GB00012 W00000001").error().code(),
            "real-estate-unit.land");
}

TEST(RealEstateUnitCode, names_level_and_position_of_what_is_wrong) {
  const auto error = [](std::string_view text) { return RealEstateUnitCode::parse(text).error().message; };
  EXPECT_EQ(error("320612 001002 GB00012"), (Message{"real-estate-unit.length", {"19"}}));
  EXPECT_EQ(error("32O612 001002 GB00012 F00010001"), (Message{"parcel-code.level", {"1", "3", "O"}}));
  EXPECT_EQ(error("320612 0A1002 GB00012 F00010001"), (Message{"parcel-code.level", {"2", "8", "A"}}));
  EXPECT_EQ(error("320612 00100A GB00012 F00010001"), (Message{"parcel-code.level", {"3", "12", "A"}}));
  EXPECT_EQ(error("320612 001002 XB00012 F00010001"), (Message{"parcel-code.level", {"4", "13", "X"}}));
  EXPECT_EQ(error("320612 001002 G700012 F00010001"), (Message{"parcel-code.level", {"4", "14", "7"}}));
  EXPECT_EQ(error("320612 001002 GB0O012 F00010001"), (Message{"parcel-code.level", {"5", "16", "O"}}));
  EXPECT_EQ(error("320612 001002 GB00012 房00010001"), (Message{"parcel-code.level", {"6", "20", "房"}}));
  EXPECT_EQ(error("320612 001002 GB00012 F0001000A"), (Message{"parcel-code.level", {"7", "28", "A"}}));
  EXPECT_EQ(ParcelCode::parse("1").error().message, (Message{"parcel-code.length", {"1"}}));
}

TEST(LandCertificateNumber, both_kinds_of_brackets_give_the_same_number) {
  const auto half = LandCertificateNumber::parse("苏(2021)南通市不动产权第0012345号");
  const auto full = LandCertificateNumber::parse(" 苏\uFF082021\uFF09 南通市不动产权第001234\uFF15号");
  ASSERT_TRUE(half);
  EXPECT_EQ(half, full);
  EXPECT_EQ(half->text(), "苏(2021)南通市不动产权第0012345号");
  EXPECT_EQ(half->kind(), LandCertificateNumber::Kind::Title);
  EXPECT_EQ(half->province(), "苏");
  EXPECT_EQ(half->year(), 2021);
  EXPECT_EQ(half->place(), "南通市");
  EXPECT_EQ(half->number(), "0012345");
}

TEST(LandCertificateNumber, knows_registration_certificates) {
  const auto number = LandCertificateNumber::parse("苏(2021)南通市不动产证明第0012345号");
  ASSERT_TRUE(number);
  EXPECT_EQ(number->kind(), LandCertificateNumber::Kind::RegistrationCertificate);
}

TEST(LandCertificateNumber, says_what_is_wrong) {
  const auto code = [](std::string_view text) { return LandCertificateNumber::parse(text).error().code(); };
  EXPECT_EQ(code(""), "land-certificate.province");
  EXPECT_EQ(code("通(2021)南通市不动产权第0012345号"), "land-certificate.province");
  EXPECT_EQ(code("苏2021南通市不动产权第0012345号"), "land-certificate.year");
  EXPECT_EQ(code("苏(21)南通市不动产权第0012345号"), "land-certificate.year");
  EXPECT_EQ(code("苏(2021)南通市房产权第0012345号"), "land-certificate.kind");
  EXPECT_EQ(code("苏(2021)不动产权第0012345号"), "land-certificate.place");
  EXPECT_EQ(code("苏(2021)<b>不动产权第0012345号"), "land-certificate.place");
  EXPECT_EQ(code("苏(2021)南通市不动产权第12345号"), "land-certificate.number");
  EXPECT_EQ(code("苏(2021)南通市不动产权第0012345"), "land-certificate.number");
  EXPECT_EQ(code("苏(2021)南通市不动产权第0012345号x"), "land-certificate.number");
  EXPECT_EQ(code("\xff\xff\xff(2021)"), "land-certificate.province");
}

}  // namespace
}  // namespace shuxin::base
