#include "shell/store/archive_keys.h"

#include <sodium.h>

namespace shuxin::store::archive {

Derivation new_derivation() {
  Derivation made;
  made.salt.resize(crypto_pwhash_SALTBYTES);
  randombytes_buf(made.salt.data(), made.salt.size());
  made.passes = 3;
  made.bytes = std::int64_t{64} << 20;
  return made;
}

Result<Key> derive_key(const Derivation& derivation, std::string_view passphrase) {
  constexpr std::int64_t most_bytes = std::int64_t{1} << 30;
  constexpr std::int64_t most_passes = 16;
  const bool sound = derivation.salt.size() == crypto_pwhash_SALTBYTES && derivation.passes >= 1 &&
                     derivation.passes <= most_passes && derivation.bytes >= std::int64_t{8} << 10 &&
                     derivation.bytes <= most_bytes;
  if (!sound) return malformed("passphrase");
  Key key;
  if (crypto_pwhash(key.data(), key.size(), passphrase.data(), passphrase.size(),
                    reinterpret_cast<const unsigned char*>(derivation.salt.data()),
                    static_cast<unsigned long long>(derivation.passes),
                    static_cast<std::size_t>(derivation.bytes), crypto_pwhash_ALG_ARGON2ID13) != 0)
    return malformed("passphrase");
  return key;
}

std::string keys_bound(std::string_view zone, std::int64_t n) {
  return joined({"shuxin.export keys", zone, std::to_string(n)});
}

}  // namespace shuxin::store::archive
