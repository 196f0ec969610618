// How the keys of an archive are sealed under a passphrase. Private to the store.
#pragma once

#include <string>

#include "shell/store/archive_format.h"
#include "shell/store/keys.h"

namespace shuxin::store::archive {

inline constexpr std::size_t shortest_passphrase = 12;

[[nodiscard]] Derivation new_derivation();
/// Errors: archive.form if it asks for more than a gibibyte or sixteen passes.
[[nodiscard]] Result<Key> derive_key(const Derivation& derivation, std::string_view passphrase);
/// What the n-th batch of keys is bound to.
[[nodiscard]] std::string keys_bound(std::string_view zone, std::int64_t n);

}  // namespace shuxin::store::archive
