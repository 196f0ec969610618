#include "shell/signing/public_keys.h"

#include <algorithm>

#include "shell/signing/crypto.h"

namespace shuxin::signing {

using base::Json;

struct PublicKeys::Loaded {
  std::vector<PublicKey> keys;
  std::vector<crypto::Certificate> certificates;  // of the keys, in their order
};

PublicKeys::PublicKeys() : loaded_(std::make_shared<const Loaded>()) {}

base::Result<PublicKeys> PublicKeys::make(std::vector<PublicKey> keys) {
  auto loaded = std::make_shared<Loaded>();
  for (PublicKey& key : keys) {
    crypto::Certificate certificate = crypto::read_certificate(key.certificate);
    if (!certificate || crypto::id_of(certificate.get()) != key.id)
      return base::fail("signing.public-keys", {key.id + ": certificate"});
    if (!crypto::is_for(X509_get0_pubkey(certificate.get()), key.algorithm))
      return base::fail("signing.public-keys", {key.id + ": algorithm"});
    loaded->keys.push_back(std::move(key));
    loaded->certificates.push_back(std::move(certificate));
  }
  PublicKeys made;
  made.loaded_ = std::move(loaded);
  return made;
}

base::Result<PublicKeys> PublicKeys::read(const Json& json) {
  const Json* list = json.find("keys");
  if (json.find_string("format") != "shuxin-public-keys" || !list || !list->if_array())
    return base::fail("signing.public-keys", {"format"});
  std::vector<PublicKey> keys;
  for (const Json& one : *list->if_array()) {
    const auto purpose = find_purpose(one.find_string("purpose").value_or(""));
    const auto algorithm = find_algorithm(one.find_string("algorithm").value_or(""));
    const auto made_at = base::Instant::parse(one.find_string("made_at").value_or(""));
    const auto sequence = one.find_integer("sequence");
    const std::string id(one.find_string("id").value_or(""));
    if (!purpose) return base::fail("signing.public-keys", {id + ": purpose"});
    if (!algorithm) return base::fail("signing.public-keys", {id + ": algorithm"});
    if (!made_at) return base::fail("signing.public-keys", {id + ": made_at"});
    if (!sequence || *sequence < 1 || *sequence > 1'000'000)
      return base::fail("signing.public-keys", {id + ": sequence"});
    keys.push_back({id, *purpose, *algorithm, static_cast<int>(*sequence), *made_at,
                    std::string(one.find_string("certificate").value_or(""))});
  }
  return make(std::move(keys));
}

Json PublicKeys::to_json() const {
  Json::Array list;
  for (const PublicKey& key : loaded_->keys)
    list.push_back(Json::object({{"id", key.id},
                                 {"purpose", to_string(key.purpose)},
                                 {"algorithm", to_string(key.algorithm)},
                                 {"sequence", key.sequence},
                                 {"made_at", key.made_at.to_string()},
                                 {"certificate", key.certificate}}));
  return Json::object({{"format", "shuxin-public-keys"}, {"keys", std::move(list)}});
}

const std::vector<PublicKey>& PublicKeys::all() const {
  return loaded_->keys;
}

const PublicKey* PublicKeys::find(std::string_view id) const {
  const auto found = std::ranges::find(loaded_->keys, id, &PublicKey::id);
  return found == loaded_->keys.end() ? nullptr : &*found;
}

Verdict PublicKeys::verify(Purpose purpose, const Signature& signature, std::string_view bytes) const {
  for (std::size_t i = 0; i < loaded_->keys.size(); ++i) {
    const PublicKey& key = loaded_->keys[i];
    if (key.id != signature.key_id || key.purpose != purpose) continue;
    return key.algorithm == signature.algorithm &&
                   crypto::verify(X509_get0_pubkey(loaded_->certificates[i].get()), key.algorithm,
                                  signature.bytes, bytes)
               ? Verdict::Valid
               : Verdict::Invalid;
  }
  return Verdict::UnknownKey;
}

base::Result<CmsFinding> PublicKeys::verify_cms(Purpose purpose, std::string_view der,
                                                std::string_view bytes) const {
  std::vector<crypto::Candidate> candidates;
  for (std::size_t i = 0; i < loaded_->keys.size(); ++i)
    if (loaded_->keys[i].purpose == purpose)
      candidates.push_back({loaded_->keys[i].id, loaded_->certificates[i].get()});
  return crypto::verify_cms(candidates, der, bytes);
}

}  // namespace shuxin::signing
