// `shuxin verify`: whether a file is a document of the zone, offline or with its store.
#pragma once

#include "shell/cli/command.h"
#include "shell/signing/public_keys.h"

namespace shuxin::cli {

[[nodiscard]] Exit run_verify(const Arguments& arguments, base::Language language);

/// From a file of exported keys, or a store's folder of keys. Errors: verify.cannot-read, verify.too-large,
/// signing.public-keys, and those of signing::KeyRing.
[[nodiscard]] base::Result<signing::PublicKeys> load_public_keys(const std::string& path);

}  // namespace shuxin::cli
