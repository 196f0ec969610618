#include "shell/documents/sign_pdf.h"

#include <array>
#include <cstdio>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <openssl/cms.h>
#include <openssl/evp.h>
#include <openssl/x509.h>
#include <rapidcheck/gtest.h>

namespace shuxin::documents {
namespace {

using base::Json;
using testing::HasSubstr;
using testing::Not;

// A key and a certificate for itself, made anew for each run.
class Signer {
 public:
  Signer() : key_(EVP_PKEY_Q_keygen(nullptr, nullptr, "EC", "P-256")), certificate_(X509_new()) {
    X509_set_version(certificate_, 2);
    ASN1_INTEGER_set(X509_get_serialNumber(certificate_), 7);
    X509_gmtime_adj(X509_getm_notBefore(certificate_), 0);
    X509_gmtime_adj(X509_getm_notAfter(certificate_), 3600);
    X509_NAME_add_entry_by_txt(X509_get_subject_name(certificate_), "CN", MBSTRING_ASC,
                               reinterpret_cast<const unsigned char*>("SPECIMEN"), -1, -1, 0);
    X509_set_issuer_name(certificate_, X509_get_subject_name(certificate_));
    X509_set_pubkey(certificate_, key_);
    X509_sign(certificate_, key_, EVP_sha256());
  }
  ~Signer() {
    X509_free(certificate_);
    EVP_PKEY_free(key_);
  }
  Signer(const Signer&) = delete;
  Signer& operator=(const Signer&) = delete;

  [[nodiscard]] std::string sign(std::string_view bytes) const {
    BIO* in = BIO_new_mem_buf(bytes.data(), static_cast<int>(bytes.size()));
    CMS_ContentInfo* cms =
        CMS_sign(certificate_, key_, nullptr, in, CMS_DETACHED | CMS_BINARY | CMS_NOSMIMECAP);
    unsigned char* der = nullptr;
    const int size = i2d_CMS_ContentInfo(cms, &der);
    std::string out(reinterpret_cast<const char*>(der), static_cast<std::size_t>(size));
    OPENSSL_free(der);
    CMS_ContentInfo_free(cms);
    BIO_free(in);
    return out;
  }

 private:
  EVP_PKEY* key_;
  X509* certificate_;
};

class SignPdf : public ::testing::Test {
 protected:
  SignPdf() {
    std::string pattern = std::filesystem::temp_directory_path() / "shuxin-pdf-XXXXXX";
    folder_ = mkdtemp(pattern.data());
  }
  ~SignPdf() override {
    std::error_code ignored;
    std::filesystem::remove_all(folder_, ignored);
  }

  static Fields fields(std::size_t items) {
    Json values = Json::Object{};
    Json::Array list;
    for (std::size_t i = 0; i < items; ++i) list.push_back("第" + std::to_string(i) + "项");
    values.set("list", std::move(list));
    return {.number = "苏锡通示〔2022〕1号",
            .code = "K7QM3X9D2H4TABCD",
            .issuer = {"示例局（虚构）", "Example Bureau (invented)"},
            .issued = *base::Instant::parse("2022-04-28T02:30:00Z"),
            .date = *base::Date::parse("2022-04-28"),
            .values = std::move(values)};
  }
  static std::string rendered(SignatureSpot& spot, std::size_t items = 1) {
    Template form;
    form.title = {"准予决定书", "Decision"};
    form.body = {List{"list", {"{item}", "{item}"}}};
    RenderOptions options;
    options.demonstration = true;
    options.signed_digitally = true;
    return *render(form, fields(items), options, &spot);
  }
  [[nodiscard]] std::string signed_paper(std::size_t items = 1, const std::string& credential = "{}") const {
    SignatureNote note;
    const std::string pdf = rendered(note.spot, items);
    note.signer = "示例局（虚构）";
    note.reason = "准予决定书";
    note.at = fields(items).issued;
    note.credential = credential;
    const auto made = sign_pdf(pdf, note, [&](std::string_view covered) { return signer_.sign(covered); });
    EXPECT_TRUE(made) << base::word(made.error().message, base::Language::English);
    return made.value_or("");
  }
  [[nodiscard]] std::string said_by(const std::string& program, const std::string& pdf) const {
    const std::string file = folder_ + "/paper.pdf";
    std::ofstream(file, std::ios::binary) << pdf;
    // Each program is kept from files of the person who runs the test.
    FILE* pipe = popen(("HOME=" + folder_ + " TZ=UTC " + program + " " + file + " 2>&1").c_str(), "r");
    std::string said;
    std::array<char, 4096> buffer;
    for (std::size_t count; (count = fread(buffer.data(), 1, buffer.size(), pipe)) > 0;)
      said.append(buffer.data(), count);
    pclose(pipe);
    return said;
  }

  Signer signer_;
  std::string folder_;
};

TEST_F(SignPdf, an_ordinary_reader_finds_the_signature_valid_and_the_whole_document_signed) {
  for (const std::size_t items : {1UL, 120UL}) {  // one page, and several
    const std::string said = said_by("pdfsig -nocert", signed_paper(items));
    EXPECT_THAT(said, HasSubstr("Signature is Valid"));
    EXPECT_THAT(said, HasSubstr("Total document signed"));
    EXPECT_THAT(said, Not(HasSubstr("Syntax")));
  }
}

TEST_F(SignPdf, an_ordinary_reader_finds_one_changed_byte) {
  const std::string pdf = signed_paper();
  for (const std::size_t at : {std::size_t{1000}, pdf.find("/Reason"), pdf.size() - 60}) {
    std::string changed = pdf;
    changed[at] ^= 1;
    EXPECT_THAT(said_by("pdfsig -nocert", changed), Not(HasSubstr("Signature is Valid"))) << at;
  }
}

TEST_F(SignPdf, the_rendered_bytes_stay_and_all_but_the_signature_is_the_same_each_time) {
  SignatureSpot spot;
  const std::string plain = rendered(spot);
  const std::string one = signed_paper();
  const std::string other = signed_paper();
  EXPECT_TRUE(one.starts_with(plain));
  EXPECT_NE(one, other);
  EXPECT_EQ(read_signed_pdf(one)->covered, read_signed_pdf(other)->covered);
}

TEST_F(SignPdf, text_and_attachment_are_read_by_ordinary_programs) {
  const std::string pdf = signed_paper(1, R"({"link":"/ByteRange [0 1 2 3]","name":"林示例"})");
  EXPECT_THAT(said_by("pdftotext -raw", pdf), Not(HasSubstr("Error")));
  EXPECT_THAT(said_by("pdfdetach -list", pdf), HasSubstr("credential.json"));
  EXPECT_THAT(said_by("pdfinfo", pdf), HasSubstr("Pages:           1"));
  EXPECT_EQ(Json::parse(read_signed_pdf(pdf)->credential)->find_string("name"), "林示例");
}

TEST_F(SignPdf, what_an_applicant_wrote_is_never_taken_for_a_part_of_the_file) {
  const std::string text =
      Json(R"(/ByteRange [ 0 1 2 3 ] /Type /EmbeddedFile /Subtype /application#2Fjson /Length 2 >>)")
          .to_string();
  const std::string pdf = signed_paper(1, R"({"name":)" + text + "}");
  const auto found = read_signed_pdf(pdf);
  ASSERT_TRUE(found);
  EXPECT_EQ(Json::parse(found->credential)->find("name")->to_string(), text);
  EXPECT_THAT(said_by("pdfsig -nocert", pdf), HasSubstr("Signature is Valid"));
}

TEST_F(SignPdf, no_byte_can_be_changed_without_changing_what_was_signed_or_the_signature) {
  const std::string pdf = signed_paper();
  const auto whole = read_signed_pdf(pdf);
  ASSERT_TRUE(whole);
  const bool held = rc::check([&] {
    std::string changed = pdf;
    const auto at = *rc::gen::inRange<std::size_t>(0, pdf.size());
    changed[at] ^= static_cast<char>(*rc::gen::inRange(1, 256));
    const auto found = read_signed_pdf(changed);
    RC_ASSERT(!found || found->covered != whole->covered || found->cms != whole->cms);
  });
  EXPECT_TRUE(held);
}

TEST_F(SignPdf, bytes_that_come_after_or_a_moved_place_are_not_covered) {
  const std::string pdf = signed_paper();
  EXPECT_EQ(read_signed_pdf(pdf + "\n").error().code(), "documents.not-covered");
  std::string moved = pdf;
  moved.replace(moved.find("/ByteRange [ 0 0") + 13, 1, "1");
  EXPECT_EQ(read_signed_pdf(moved).error().code(), "documents.not-covered");
  std::string smuggled = pdf;
  smuggled[pdf.rfind("0>\n>>")] = '1';  // after the end of the DER
  EXPECT_EQ(read_signed_pdf(smuggled).error().code(), "documents.not-covered");
  SignatureSpot spot;
  EXPECT_EQ(read_signed_pdf(rendered(spot)).error().code(), "documents.unsigned");
  EXPECT_EQ(read_signed_pdf("GIF89a").error().code(), "documents.no-pdf");
}

TEST_F(SignPdf, signs_only_what_it_can_read_whole) {
  SignatureSpot spot;
  const std::string pdf = rendered(spot);
  const auto sign = [&](std::string_view covered) -> base::Result<std::string> {
    return signer_.sign(covered);
  };
  EXPECT_EQ(sign_pdf(pdf.substr(0, pdf.size() / 2), {}, sign).error().code(), "documents.failed");
  EXPECT_EQ(sign_pdf("", {}, sign).error().code(), "documents.failed");
  EXPECT_EQ(sign_pdf(signed_paper(), {}, sign).error().code(), "documents.failed");
}

}  // namespace
}  // namespace shuxin::documents
