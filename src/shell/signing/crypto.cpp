#include "shell/signing/crypto.h"

#include <ctime>
#include <openssl/bio.h>
#include <openssl/ec.h>
#include <openssl/err.h>
#include <openssl/pem.h>
#include <openssl/rand.h>
#include <openssl/x509v3.h>

#include "core/base/hash.h"

namespace shuxin::signing::crypto {
namespace {

using Bio = std::unique_ptr<BIO, FreedBy<BIO_free>>;
using KeyContext = std::unique_ptr<EVP_PKEY_CTX, FreedBy<EVP_PKEY_CTX_free>>;
using DigestContext = std::unique_ptr<EVP_MD_CTX, FreedBy<EVP_MD_CTX_free>>;

constexpr std::string_view distinguishing_id = "1234567812345678";  // GM/T 0009-2012, 10
constexpr long years_valid = 20;
constexpr std::string_view invented = "（虚构 invented）";

const unsigned char* raw(std::string_view bytes) {
  return reinterpret_cast<const unsigned char*>(bytes.data());
}

std::unexpected<base::Error> failed() {
  const unsigned long number = ERR_get_error();
  const char* reason = number ? ERR_reason_error_string(number) : nullptr;
  ERR_clear_error();
  return base::fail("signing.failed", {reason ? reason : "OpenSSL"});
}

const EVP_MD* digest_of(Algorithm algorithm) {
  return algorithm == Algorithm::Sm2Sm3 ? EVP_sm3() : EVP_sha256();
}

Bio reading(std::string_view bytes) {
  return Bio(BIO_new_mem_buf(bytes.data(), static_cast<int>(bytes.size())));
}

std::string taken(BIO* from) {
  char* data = nullptr;
  const long size = BIO_get_mem_data(from, &data);
  return size > 0 ? std::string(data, static_cast<std::size_t>(size)) : std::string();
}

// A digest context for a key; SM2 hashes its distinguishing id too. The key context must outlive it.
struct Ready {
  KeyContext key;
  DigestContext digest;
};
Ready make_ready(EVP_PKEY* key, Algorithm algorithm) {
  Ready made{KeyContext(EVP_PKEY_CTX_new(key, nullptr)), DigestContext(EVP_MD_CTX_new())};
  if (!made.key || !made.digest) return {};
  if (algorithm == Algorithm::Sm2Sm3 && EVP_PKEY_CTX_set1_id(made.key.get(), distinguishing_id.data(),
                                                             static_cast<int>(distinguishing_id.size())) <= 0)
    return {};
  EVP_MD_CTX_set_pkey_ctx(made.digest.get(), made.key.get());
  return made;
}

bool add_name(X509_NAME* name, const char* field, const std::string& value) {
  return X509_NAME_add_entry_by_txt(name, field, MBSTRING_UTF8, raw(value), static_cast<int>(value.size()),
                                    -1, 0) == 1;
}

bool add_extension(X509* certificate, int number, const char* value) {
  X509V3_CTX context;
  X509V3_set_ctx_nodb(&context);
  X509V3_set_ctx(&context, certificate, certificate, nullptr, nullptr, 0);
  const std::unique_ptr<X509_EXTENSION, FreedBy<X509_EXTENSION_free>> extension(
      X509V3_EXT_conf_nid(nullptr, &context, number, value));
  return extension && X509_add_ext(certificate, extension.get(), -1) == 1;
}

const char* name_of(Purpose purpose) {
  switch (purpose) {
    case Purpose::Document:
      return "演示签章 SPECIMEN documents";
    case Purpose::Credential:
      return "演示凭证 SPECIMEN credentials";
    case Purpose::Ledger:
      return "演示账本 SPECIMEN ledger";
    case Purpose::Evaluation:
      return "演示评价 SPECIMEN evaluations";
  }
  return "";
}

// A name within an X.509 name has at most 64 characters; what is longer is cut between characters.
std::string cut(const std::string& text, std::size_t most_bytes) {
  if (text.size() <= most_bytes) return text;
  std::size_t end = most_bytes;
  while (end > 0 && (static_cast<unsigned char>(text[end]) & 0xc0) == 0x80) --end;
  return text.substr(0, end);
}

}  // namespace

base::Result<Key> generate(Algorithm algorithm) {
  Key key(algorithm == Algorithm::Sm2Sm3 ? EVP_PKEY_Q_keygen(nullptr, nullptr, "SM2")
                                         : EVP_PKEY_Q_keygen(nullptr, nullptr, "EC", "P-256"));
  if (!key) return failed();
  return key;
}

base::Result<Certificate> certify(EVP_PKEY* key, Algorithm algorithm, Purpose purpose,
                                  const std::string& zone, base::Instant from) {
  Certificate made(X509_new());
  unsigned char chance[16];
  if (!made || RAND_bytes(chance, sizeof chance) != 1) return failed();
  chance[0] &= 0x7f;  // a serial number is positive
  const std::unique_ptr<BIGNUM, FreedBy<BN_free>> serial(BN_bin2bn(chance, sizeof chance, nullptr));
  const std::time_t seconds = from.milliseconds / 1000;
  X509_NAME* name = X509_get_subject_name(made.get());
  if (!serial || !BN_to_ASN1_INTEGER(serial.get(), X509_get_serialNumber(made.get())) ||
      X509_set_version(made.get(), X509_VERSION_3) != 1 ||
      !X509_time_adj_ex(X509_getm_notBefore(made.get()), 0, 0, const_cast<std::time_t*>(&seconds)) ||
      !X509_time_adj_ex(X509_getm_notAfter(made.get()), years_valid * 365, 0,
                        const_cast<std::time_t*>(&seconds)) ||
      !add_name(name, "O", zone.ends_with(invented) ? zone : cut(zone, 40) + std::string(invented)) ||
      !add_name(name, "OU", "演示系统，非政府机构 not a public body") ||
      !add_name(name, "CN", name_of(purpose)) || X509_set_issuer_name(made.get(), name) != 1 ||
      X509_set_pubkey(made.get(), key) != 1)
    return failed();
  if (!add_extension(made.get(), NID_basic_constraints, "critical,CA:FALSE") ||
      !add_extension(made.get(), NID_key_usage, "critical,digitalSignature,nonRepudiation") ||
      !add_extension(made.get(), NID_subject_key_identifier, "hash"))
    return failed();
  const Ready ready = make_ready(key, algorithm);
  if (!ready.digest ||
      EVP_DigestSignInit(ready.digest.get(), nullptr, digest_of(algorithm), nullptr, key) != 1 ||
      X509_sign_ctx(made.get(), ready.digest.get()) <= 0)
    return failed();
  return made;
}

base::Result<std::string> to_pem(const EVP_PKEY* key) {
  const Bio out(BIO_new(BIO_s_secmem()));
  if (!out || PEM_write_bio_PKCS8PrivateKey(out.get(), key, nullptr, nullptr, 0, nullptr, nullptr) != 1)
    return failed();
  return taken(out.get());
}

base::Result<std::string> to_pem(X509* certificate) {
  const Bio out(BIO_new(BIO_s_mem()));
  if (!out || PEM_write_bio_X509(out.get(), certificate) != 1) return failed();
  return taken(out.get());
}

Key read_key(std::string_view pem) {
  const Bio in = reading(pem);
  // Without a callback OpenSSL would ask the terminal for a password.
  const auto no_password = [](char*, int, int, void*) { return 0; };
  Key key(in ? PEM_read_bio_PrivateKey(in.get(), nullptr, no_password, nullptr) : nullptr);
  ERR_clear_error();
  return key;
}

Certificate read_certificate(std::string_view pem) {
  const Bio in = reading(pem);
  const auto no_password = [](char*, int, int, void*) { return 0; };
  Certificate certificate(in ? PEM_read_bio_X509(in.get(), nullptr, no_password, nullptr) : nullptr);
  ERR_clear_error();
  return certificate;
}

std::string id_of(X509* certificate) {
  unsigned char* der = nullptr;
  const int size = i2d_X509_PUBKEY(X509_get_X509_PUBKEY(certificate), &der);
  if (size <= 0) return {};
  const base::Sha256 hash =
      base::sha256({reinterpret_cast<const char*>(der), static_cast<std::size_t>(size)});
  OPENSSL_free(der);
  return base::to_hex(hash).substr(0, 32);
}

std::string organisation_of(X509* certificate) {
  X509_NAME* name = X509_get_subject_name(certificate);
  const int at = X509_NAME_get_index_by_NID(name, NID_organizationName, -1);
  unsigned char* text = nullptr;
  const int size =
      at < 0 ? -1 : ASN1_STRING_to_UTF8(&text, X509_NAME_ENTRY_get_data(X509_NAME_get_entry(name, at)));
  std::string out =
      size > 0 ? std::string(reinterpret_cast<const char*>(text), static_cast<std::size_t>(size)) : "";
  OPENSSL_free(text);
  return out;
}

bool belongs(X509* certificate, const EVP_PKEY* key) {
  const bool same = X509_check_private_key(certificate, key) == 1;
  ERR_clear_error();
  return same;
}

bool is_for(const EVP_PKEY* key, Algorithm algorithm) {
  if (algorithm == Algorithm::Sm2Sm3) return EVP_PKEY_is_a(key, "SM2") == 1;
  char group[64] = {};
  std::size_t size = 0;
  return EVP_PKEY_is_a(key, "EC") == 1 &&
         EVP_PKEY_get_group_name(const_cast<EVP_PKEY*>(key), group, sizeof group, &size) == 1 &&
         std::string_view(group, size) == "prime256v1";
}

base::Result<std::string> sign(EVP_PKEY* key, Algorithm algorithm, std::string_view bytes) {
  const Ready ready = make_ready(key, algorithm);
  std::string signature(128, '\0');
  std::size_t size = signature.size();
  if (!ready.digest ||
      EVP_DigestSignInit(ready.digest.get(), nullptr, digest_of(algorithm), nullptr, key) != 1 ||
      EVP_DigestSign(ready.digest.get(), reinterpret_cast<unsigned char*>(signature.data()), &size,
                     raw(bytes), bytes.size()) != 1)
    return failed();
  signature.resize(size);
  return signature;
}

bool verify(EVP_PKEY* key, Algorithm algorithm, std::string_view signature, std::string_view bytes) {
  const Ready ready = make_ready(key, algorithm);
  const bool valid =
      ready.digest &&
      EVP_DigestVerifyInit(ready.digest.get(), nullptr, digest_of(algorithm), nullptr, key) == 1 &&
      EVP_DigestVerify(ready.digest.get(), raw(signature), signature.size(), raw(bytes), bytes.size()) == 1;
  ERR_clear_error();
  return valid;
}

}  // namespace shuxin::signing::crypto
