// Seals: signed roots over ranges of a zone's events, each bound to the one before; anchors, which are seals
// kept elsewhere; and proofs that an event is under a seal. docs/formats/ledger.md gives the bytes.
#pragma once

#include <chrono>
#include <cstdint>
#include <functional>
#include <string>
#include <string_view>
#include <vector>

#include "core/base/result.h"
#include "shell/store/event.h"

namespace shuxin::store {

using base::Result;

/// Made outside the store, by whoever keeps the zone's signing keys.
struct SealSignature {
  std::string key;        ///< which key, so that old seals are proven after a rotation
  std::string algorithm;  ///< how whoever signs calls it
  std::string bytes;

  bool operator==(const SealSignature&) const = default;
};

/// What is said of the events `first` to `last` of a zone, and by which key.
struct Seal {
  std::string zone;
  std::int64_t number = 0;  ///< 1, 2, 3 … within the zone
  std::int64_t first = 0;
  std::int64_t last = 0;
  Hash root{};      ///< of the Merkle tree over the hashes of these events
  Hash previous{};  ///< the hash of the seal before; zeros for the first
  base::Instant made_at;
  SealSignature signature;

  bool operator==(const Seal&) const = default;
};

/// The bytes that are signed: all but the signature.
[[nodiscard]] std::string body_of(const Seal& seal);
/// SHA-256 of the body; the next seal names it.
[[nodiscard]] Hash hash_of(const Seal& seal);

/// Signs the body of a seal. Called on the store's own thread, and by whoever asks for a seal.
using SignSeal = std::function<Result<SealSignature>(std::string_view body)>;
/// Whether that signature is one of the zone's own over the body. An error: it cannot be told.
using VerifySeal = std::function<Result<bool>(std::string_view body, const SealSignature& signature)>;

/// When a store seals what is committed. Without `sign` it does not.
struct Sealing {
  SignSeal sign;
  std::int64_t every_events = 4'096;  ///< of one zone
  std::chrono::milliseconds every{60'000};
};

/// An anchor file: seals that are kept, or published, where nobody who can rewrite the store can rewrite
/// them.
[[nodiscard]] std::string anchor_text(const std::vector<Seal>& seals);
/// Errors: anchor.form with what is wrong.
[[nodiscard]] Result<std::vector<Seal>> read_anchor(std::string_view text);

/// That an event is one of those under a seal; checked without the store.
struct InclusionProof {
  Seal seal;
  std::int64_t position = 0;
  Hash event{};
  std::vector<Hash> path;

  bool operator==(const InclusionProof&) const = default;
};
/// Whether the path leads from the event to the seal's root. The seal's signature is another question.
[[nodiscard]] bool holds(const InclusionProof& proof);

}  // namespace shuxin::store
