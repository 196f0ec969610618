// One key of the ring as a file. Private to the room.
#pragma once

#include <string>
#include <vector>

#include "shell/signing/crypto.h"

namespace shuxin::signing {

/// A key that can sign.
struct PrivateKey {
  PublicKey open;
  crypto::Key key;
  crypto::Certificate certificate;
};

/// `ledger-0001.key`
[[nodiscard]] std::string file_name(Purpose purpose, int sequence);

/// Errors: signing.failed.
[[nodiscard]] base::Result<PrivateKey> make_key(Purpose purpose, int sequence, const std::string& zone,
                                                base::Instant now);
/// The paths of a folder's keys, sorted; what is named otherwise is none of ours. Errors: signing.no-keys,
/// signing.cannot-open.
[[nodiscard]] base::Result<std::vector<std::string>> list_keys(const std::string& folder);
/// Errors: signing.key-file, signing.open-to-others, signing.cannot-open.
[[nodiscard]] base::Result<PrivateKey> read_key_file(const std::string& path);
/// Writes beside its place, makes it durable, and links it into its place, which must be free: false if it is
/// not. A crash leaves a whole key or none. Errors: signing.io, signing.failed.
[[nodiscard]] base::Result<bool> write_key_file(const std::string& folder, const PrivateKey& key);
/// Makes the folder with mode 0700 if there is none. Errors: signing.io.
[[nodiscard]] base::Result<void> make_folder(const std::string& folder);

}  // namespace shuxin::signing
