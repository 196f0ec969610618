// Public keys of a zone: what checks signatures, here or wherever the keys were brought to.
#pragma once

#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "core/base/date.h"
#include "core/base/json.h"
#include "core/base/result.h"
#include "shell/signing/signature.h"

namespace shuxin::signing {

struct PublicKey {
  std::string id;  ///< the first 16 bytes of SHA-256 of the SubjectPublicKeyInfo, in hexadecimal digits
  Purpose purpose = Purpose::Document;
  Algorithm algorithm = Algorithm::P256Sha256;
  int sequence = 1;  ///< 1 is the first of its purpose; the highest one signs
  base::Instant made_at;
  std::string certificate;  ///< PEM, self-signed

  bool operator==(const PublicKey&) const = default;
};

/// A CMS signature (RFC 5652) that was looked at.
struct CmsFinding {
  Verdict verdict = Verdict::UnknownKey;
  std::string key_id;       ///< empty for an unknown key
  base::Instant signed_at;  ///< as the signer says; zero if it does not say
};

/// Immutable and thread-safe.
class PublicKeys {
 public:
  PublicKeys();
  /// Takes what KeyRing::public_keys gave, or `shuxin keys export` wrote. Errors: signing.public-keys with
  /// what is wrong; an id that is not its certificate's is wrong too. Any value may be given.
  [[nodiscard]] static base::Result<PublicKeys> read(const base::Json& json);
  /// Errors: signing.public-keys.
  [[nodiscard]] static base::Result<PublicKeys> make(std::vector<PublicKey> keys);

  [[nodiscard]] base::Json to_json() const;
  [[nodiscard]] const std::vector<PublicKey>& all() const;
  [[nodiscard]] const PublicKey* find(std::string_view id) const;

  /// Whether a key of that purpose signed these bytes.
  [[nodiscard]] Verdict verify(Purpose purpose, const Signature& signature, std::string_view bytes) const;
  /// Whether a key of that purpose signed these bytes by the one signer of a detached CMS in DER.
  /// Certificates that the CMS brings along count for nothing. Errors: signing.cms (no such structure).
  [[nodiscard]] base::Result<CmsFinding> verify_cms(Purpose purpose, std::string_view der,
                                                    std::string_view bytes) const;

 private:
  struct Loaded;
  std::shared_ptr<const Loaded> loaded_;
};

}  // namespace shuxin::signing
