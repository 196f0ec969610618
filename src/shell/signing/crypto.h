// The cryptography below the keys: OpenSSL in our own words. Private to the room.
#pragma once

#include <memory>
#include <openssl/evp.h>
#include <openssl/x509.h>
#include <string>
#include <string_view>
#include <vector>

#include "core/base/date.h"
#include "core/base/result.h"
#include "shell/signing/public_keys.h"
#include "shell/signing/signature.h"

namespace shuxin::signing::crypto {

template <auto free>
struct FreedBy {
  template <typename T>
  void operator()(T* pointer) const {
    free(pointer);
  }
};
using Key = std::unique_ptr<EVP_PKEY, FreedBy<EVP_PKEY_free>>;
using Certificate = std::unique_ptr<X509, FreedBy<X509_free>>;

/// Errors of all that makes something: signing.failed with OpenSSL's reason. Readers come back empty.
[[nodiscard]] base::Result<Key> generate(Algorithm algorithm);
/// Says 演示 SPECIMEN and that the body is invented; valid from `from` for twenty years.
[[nodiscard]] base::Result<Certificate> certify(EVP_PKEY* key, Algorithm algorithm, Purpose purpose,
                                                const std::string& zone, base::Instant from);

[[nodiscard]] base::Result<std::string> to_pem(const EVP_PKEY* key);
[[nodiscard]] base::Result<std::string> to_pem(X509* certificate);
[[nodiscard]] Key read_key(std::string_view pem);
[[nodiscard]] Certificate read_certificate(std::string_view pem);

/// PublicKey::id of the certificate's key; empty if it has none.
[[nodiscard]] std::string id_of(X509* certificate);
/// The organisation that a certificate names; empty if it names none.
[[nodiscard]] std::string organisation_of(X509* certificate);
[[nodiscard]] bool belongs(X509* certificate, const EVP_PKEY* key);
[[nodiscard]] bool is_for(const EVP_PKEY* key, Algorithm algorithm);

[[nodiscard]] base::Result<std::string> sign(EVP_PKEY* key, Algorithm algorithm, std::string_view bytes);
[[nodiscard]] bool verify(EVP_PKEY* key, Algorithm algorithm, std::string_view signature,
                          std::string_view bytes);

[[nodiscard]] base::Result<std::string> sign_cms(EVP_PKEY* key, X509* certificate, std::string_view bytes,
                                                 base::Instant signed_at);

/// A certificate that may have signed, and its key's id.
struct Candidate {
  std::string id;
  X509* certificate;
};
[[nodiscard]] base::Result<CmsFinding> verify_cms(const std::vector<Candidate>& candidates,
                                                  std::string_view der, std::string_view bytes);

}  // namespace shuxin::signing::crypto
