#include "core/base/identifiers/certificate_id.h"

#include <gtest/gtest.h>
#include <rapidcheck.h>

#include "core/base/identifiers/check_characters.h"

namespace shuxin::base {
namespace {

TEST(CertificateId, accepts_published_identifiers) {
  for (const char* text : {"1.2.156.3005.2.11100000000013338W011.11430000006122244L.20230000403.001.U",
                           "1.2.156.3005.2.11100000000013338W009.11330105002500287C.2025052201.002.0",
                           "1.2.156.3005.2.11100000000013338W009.12320600MB1G0K9N7H.2022000117.001.Q"}) {
    const auto id = CertificateId::parse(text);
    ASSERT_TRUE(id) << text;
    EXPECT_EQ(id->text(), text);
    EXPECT_EQ(CertificateId::compose(id->type(), id->issuer(), id->serial(), id->version()), id);
  }
}

TEST(CertificateId, the_check_character_is_that_of_iso_7064) {
  EXPECT_EQ(mod_37_36_check("A12425GABC1234002"), 'M');
  EXPECT_EQ(mod_37_36_check("B159D8FA01240000"), 'K');
}

TEST(CertificateId, an_area_code_may_stand_for_the_issuer_and_serials_vary) {
  EXPECT_TRUE(CertificateId::compose("11100000000013338W009", "320600", "1", 1));
  EXPECT_TRUE(CertificateId::compose("11100000000013338W009", "320600", std::string(32, '7'), 999));
}

TEST(CertificateId, says_what_is_wrong) {
  const auto error = [](std::string_view text) { return CertificateId::parse(text).error().message; };
  EXPECT_EQ(error("1.2.156.3005.3.A.B.C.001.0"), (Message{"certificate-id.root", {}}));
  EXPECT_EQ(error("1.2.156.3005.2.A.B.001.0"), (Message{"certificate-id.parts", {"4"}}));
  EXPECT_EQ(error("1.2.156.3005.2."), (Message{"certificate-id.parts", {"1"}}));
  EXPECT_EQ(error("1.2.156.3005.2.A..C.001.0"), (Message{"certificate-id.part", {"2"}}));
  EXPECT_EQ(error("1.2.156.3005.2.A.B.C-D.001.0"), (Message{"certificate-id.part", {"3"}}));
  EXPECT_EQ(error("1.2.156.3005.2.A.B.C.1.0"), (Message{"certificate-id.version", {}}));
  EXPECT_EQ(error("1.2.156.3005.2.A.B.C.000.0"), (Message{"certificate-id.version", {}}));
  EXPECT_EQ(error("1.2.156.3005.2.11100000000013338W009.12320600MB1G0K9N7H.2022000117.001.R"),
            (Message{"certificate-id.check", {}}));
}

TEST(CertificateId, one_changed_character_is_always_found) {
  rc::check([] {
    const std::string symbols = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ";
    std::string text = "11100000000013338W00912320600MB1G0K9N7H2022000117001";
    const char sound = mod_37_36_check(text);
    const auto at = *rc::gen::inRange<std::size_t>(0, text.size());
    const char other = *rc::gen::elementOf(symbols);
    RC_PRE(text[at] != other);
    text[at] = other;
    RC_ASSERT(mod_37_36_check(text) != sound);
  });
}

}  // namespace
}  // namespace shuxin::base
