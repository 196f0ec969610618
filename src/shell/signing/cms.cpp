// Detached CMS signatures (RFC 5652, RFC 5035).
#include <ctime>
#include <openssl/bio.h>
#include <openssl/cms.h>
#include <openssl/err.h>
#include <openssl/objects.h>

#include "shell/signing/crypto.h"

namespace shuxin::signing::crypto {
namespace {

using Bio = std::unique_ptr<BIO, FreedBy<BIO_free>>;
using Cms = std::unique_ptr<CMS_ContentInfo, FreedBy<CMS_ContentInfo_free>>;
using Time = std::unique_ptr<ASN1_TIME, FreedBy<ASN1_STRING_free>>;

constexpr std::size_t longest_cms = 1 << 20;

std::unexpected<base::Error> failed() {
  const unsigned long number = ERR_get_error();
  const char* reason = number ? ERR_reason_error_string(number) : nullptr;
  ERR_clear_error();
  return base::fail("signing.failed", {reason ? reason : "OpenSSL"});
}

Bio reading(std::string_view bytes) {
  return Bio(BIO_new_mem_buf(bytes.data(), static_cast<int>(bytes.size())));
}

base::Instant time_of(CMS_SignerInfo* signer) {
  const int at = CMS_signed_get_attr_by_NID(signer, NID_pkcs9_signingTime, -1);
  if (at < 0) return {};
  const ASN1_TYPE* value = X509_ATTRIBUTE_get0_type(CMS_signed_get_attr(signer, at), 0);
  if (!value || (value->type != V_ASN1_UTCTIME && value->type != V_ASN1_GENERALIZEDTIME)) return {};
  std::tm civil{};
  if (ASN1_TIME_to_tm(value->value.asn1_string, &civil) != 1) return {};
  return {static_cast<std::int64_t>(timegm(&civil)) * 1000};
}

}  // namespace

base::Result<std::string> sign_cms(EVP_PKEY* key, X509* certificate, std::string_view bytes,
                                   base::Instant signed_at) {
  constexpr unsigned flags = CMS_PARTIAL | CMS_DETACHED | CMS_BINARY | CMS_NOSMIMECAP | CMS_CADES;
  const Bio content = reading(bytes);
  const Cms cms(CMS_sign(nullptr, nullptr, nullptr, nullptr, flags));
  if (!content || !cms) return failed();
  CMS_SignerInfo* signer = CMS_add1_signer(cms.get(), certificate, key, EVP_sha256(), flags);
  const Time time(ASN1_TIME_set(nullptr, signed_at.milliseconds / 1000));
  if (!signer || !time ||
      CMS_signed_add1_attr_by_NID(signer, NID_pkcs9_signingTime, time->type, time.get(), -1) != 1 ||
      CMS_final(cms.get(), content.get(), nullptr, flags) != 1)
    return failed();
  unsigned char* der = nullptr;
  const int size = i2d_CMS_ContentInfo(cms.get(), &der);
  if (size <= 0) return failed();
  std::string out(reinterpret_cast<const char*>(der), static_cast<std::size_t>(size));
  OPENSSL_free(der);
  return out;
}

base::Result<CmsFinding> verify_cms(const std::vector<Candidate>& candidates, std::string_view der,
                                    std::string_view bytes) {
  if (der.size() > longest_cms) return base::fail("signing.cms");
  const auto* at = reinterpret_cast<const unsigned char*>(der.data());
  const Cms cms(d2i_CMS_ContentInfo(nullptr, &at, static_cast<long>(der.size())));
  ERR_clear_error();
  if (!cms || OBJ_obj2nid(CMS_get0_type(cms.get())) != NID_pkcs7_signed) return base::fail("signing.cms");
  // Content within the structure would be another content than the one that is asked about.
  ASN1_OCTET_STRING** inside = CMS_get0_content(cms.get());
  auto* signers = CMS_get0_SignerInfos(cms.get());
  if ((inside && *inside) || sk_CMS_SignerInfo_num(signers) != 1) return base::fail("signing.cms");
  CMS_SignerInfo* signer = sk_CMS_SignerInfo_value(signers, 0);
  CmsFinding finding;
  for (const Candidate& candidate : candidates) {
    if (CMS_SignerInfo_cert_cmp(signer, candidate.certificate) != 0) continue;
    finding.key_id = candidate.id;
    finding.signed_at = time_of(signer);
    const std::unique_ptr<STACK_OF(X509), FreedBy<+[](STACK_OF(X509) * s) { sk_X509_free(s); }>> known(
        sk_X509_new_null());
    const Bio content = reading(bytes);
    if (!known || !content || sk_X509_push(known.get(), candidate.certificate) <= 0) return failed();
    const bool valid = CMS_verify(cms.get(), known.get(), nullptr, content.get(), nullptr,
                                  CMS_NOINTERN | CMS_NO_SIGNER_CERT_VERIFY | CMS_BINARY | CMS_DETACHED) == 1;
    finding.verdict = valid ? Verdict::Valid : Verdict::Invalid;
    break;
  }
  ERR_clear_error();
  return finding;
}

}  // namespace shuxin::signing::crypto
