#include "shell/signing/signature.h"

#include "core/base/check.h"
#include "core/base/hash.h"

namespace shuxin::signing {

std::string_view to_string(Purpose purpose) {
  switch (purpose) {
    case Purpose::Document:
      return "document";
    case Purpose::Credential:
      return "credential";
    case Purpose::Ledger:
      return "ledger";
    case Purpose::Evaluation:
      return "evaluation";
  }
  base::fail_check("a purpose is one of the enumeration", std::source_location::current());
}

std::optional<Purpose> find_purpose(std::string_view name) {
  for (const Purpose purpose : all_purposes)
    if (to_string(purpose) == name) return purpose;
  return std::nullopt;
}

std::string_view to_string(Algorithm algorithm) {
  switch (algorithm) {
    case Algorithm::P256Sha256:
      return "ecdsa-p256-sha256";
    case Algorithm::Sm2Sm3:
      return "sm2-sm3";
  }
  base::fail_check("an algorithm is one of the enumeration", std::source_location::current());
}

std::optional<Algorithm> find_algorithm(std::string_view name) {
  for (const Algorithm algorithm : {Algorithm::P256Sha256, Algorithm::Sm2Sm3})
    if (to_string(algorithm) == name) return algorithm;
  return std::nullopt;
}

Algorithm algorithm_of(Purpose purpose) {
  return purpose == Purpose::Credential ? Algorithm::Sm2Sm3 : Algorithm::P256Sha256;
}

base::Json to_json(const Signature& signature) {
  return base::Json::object({{"key", signature.key_id},
                             {"algorithm", to_string(signature.algorithm)},
                             {"signature", base::to_hex(signature.bytes)}});
}

base::Result<Signature> read_signature(const base::Json& json) {
  const auto key = json.find_string("key");
  const auto algorithm = find_algorithm(json.find_string("algorithm").value_or(""));
  const auto bytes = base::from_hex(json.find_string("signature").value_or(""));
  if (!key || key->empty()) return base::fail("signing.signature", {"key"});
  if (!algorithm) return base::fail("signing.signature", {"algorithm"});
  if (!bytes || bytes->empty()) return base::fail("signing.signature", {"signature"});
  return Signature{std::string(*key), *algorithm, *bytes};
}

}  // namespace shuxin::signing
