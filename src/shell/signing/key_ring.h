// The key ring: the zone's own signing keys, made at the first run and kept apart from the ledger.
#pragma once

#include <memory>
#include <string>
#include <string_view>

#include "core/base/date.h"
#include "core/base/result.h"
#include "shell/signing/public_keys.h"
#include "shell/signing/signature.h"

namespace shuxin::signing {

struct RingOptions {
  std::string zone;         ///< its name, for the certificates of new keys
  base::Instant now;        ///< when keys made by open() are said to be made
  bool may_create = false;  ///< makes the folder and a first key for each purpose that has none
};

/// Keys of one folder, a file for each: docs/formats/signatures.md. The folder has mode 0700, the files 0600;
/// a file is written whole, durable, and never over another one. Thread-safe; a key that another process adds
/// is seen at the next use.
class KeyRing {
 public:
  /// Errors: signing.no-keys (no folder, or a purpose without a key, and may_create is not set),
  /// signing.key-file (a file is damaged, of another form, or not the key that its name says),
  /// signing.open-to-others (others on the machine may read a private key), signing.cannot-open, signing.io.
  [[nodiscard]] static base::Result<std::unique_ptr<KeyRing>> open(const std::string& folder,
                                                                   const RingOptions& options);
  ~KeyRing();

  /// Signs with the newest key of the purpose. Errors: signing.failed; those of open(), if the folder has
  /// changed.
  [[nodiscard]] base::Result<Signature> sign(Purpose purpose, std::string_view bytes);
  /// A detached CMS (CAdES: it names the certificate that it was made with) over the bytes, in DER.
  /// `signed_at` is stated in it, to the second. Only for purposes of P-256. Errors: as sign().
  [[nodiscard]] base::Result<std::string> sign_cms(Purpose purpose, std::string_view bytes,
                                                   base::Instant signed_at);

  [[nodiscard]] base::Result<Verdict> verify(Purpose purpose, const Signature& signature,
                                             std::string_view bytes);
  /// All keys, of old ones too: what was signed with them stays valid.
  [[nodiscard]] base::Result<PublicKeys> public_keys();

  /// Makes a new key that signs from now on, and returns its public part. Old keys stay. A ring that was
  /// opened without the zone's name takes it from the key before. Errors: as open().
  [[nodiscard]] base::Result<PublicKey> rotate(Purpose purpose, base::Instant now);

 private:
  struct Inside;
  explicit KeyRing(std::unique_ptr<Inside> inside);
  std::unique_ptr<Inside> inside_;
};

/// Where the keys of a store's folder of keys are that sign: KEYS/signing.
[[nodiscard]] std::string folder_of(const std::string& key_directory);

}  // namespace shuxin::signing
