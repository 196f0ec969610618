// What is signed for what: purposes, algorithms, and a signature as it is stored beside what it covers.
#pragma once

#include <array>
#include <optional>
#include <string>
#include <string_view>

#include "core/base/json.h"
#include "core/base/result.h"

namespace shuxin::signing {

/// Each purpose has keys of its own, so that a signature for one can never stand for another.
enum class Purpose {
  Document,    ///< the CMS signature within a PDF
  Credential,  ///< the national signature over a document's canonical content
  Ledger,      ///< Merkle roots of the ledger
  Evaluation   ///< final lists of evaluations
};
inline constexpr std::array all_purposes = {Purpose::Document, Purpose::Credential, Purpose::Ledger,
                                            Purpose::Evaluation};

enum class Algorithm {
  P256Sha256,  ///< ECDSA on P-256 with SHA-256 (FIPS 186-4)
  Sm2Sm3       ///< SM2 with SM3 (GB/T 32918.2, GB/T 32905), the distinguishing id of GM/T 0009
};

/// `document`, `credential`, `ledger`, `evaluation`
[[nodiscard]] std::string_view to_string(Purpose purpose);
[[nodiscard]] std::optional<Purpose> find_purpose(std::string_view name);
/// `ecdsa-p256-sha256`, `sm2-sm3`
[[nodiscard]] std::string_view to_string(Algorithm algorithm);
[[nodiscard]] std::optional<Algorithm> find_algorithm(std::string_view name);
/// What the purpose is signed with: the national algorithm for credentials, P-256 for all else.
[[nodiscard]] Algorithm algorithm_of(Purpose purpose);

/// A detached signature. Whoever checks it needs the bytes and the public key of that id.
struct Signature {
  std::string key_id;  ///< 32 hexadecimal digits, computed from the public key
  Algorithm algorithm = Algorithm::P256Sha256;
  std::string bytes;  ///< DER: a sequence of two integers, for both algorithms

  bool operator==(const Signature&) const = default;
};

/// {"key": id, "algorithm": name, "signature": hexadecimal digits}
[[nodiscard]] base::Json to_json(const Signature& signature);
/// Errors: signing.signature. Any value may be given.
[[nodiscard]] base::Result<Signature> read_signature(const base::Json& json);

/// What comes of checking a signature.
enum class Verdict {
  Valid,
  Invalid,    ///< the key is known; the bytes are not what it signed
  UnknownKey  ///< made by no key that is known here, or by a key of another purpose
};

}  // namespace shuxin::signing
