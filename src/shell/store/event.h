// Events as the store knows them: bytes with a place, a time, and personal fields kept apart from the rest.
#pragma once

#include <array>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "core/base/date.h"

namespace shuxin::store {

/// SHA-256.
using Hash = std::array<std::uint8_t, 32>;

/// 64 lower-case hexadecimal digits.
[[nodiscard]] std::string to_hex(const Hash& hash);

/// A field about a person. The store encrypts it under the subject's own key before anything is hashed, so
/// that destroying the key erases the field everywhere (个人信息保护法 47) while every hash stays true.
struct PersonalField {
  std::string subject;               ///< whose key; an identifier without personal meaning
  std::string name;                  ///< what the event's type calls the field
  std::optional<std::string> value;  ///< always given when appending; empty on reading if it was erased

  bool operator==(const PersonalField&) const = default;
};

/// A file that an event names. `through` is the reference by which whoever acts reaches the file now: the
/// owner given when it was created, or a stream that already names it.
struct NamedFile {
  std::string file;
  std::string through;
};

/// What an event's payload says, as whoever appends it has it at hand: so that projections in the same
/// transaction need not read the payload again. Never stored; it must equal what reading gives.
struct Content {
  virtual ~Content() = default;
};

/// What is to be appended. `payload` and `metadata` are canonical JSON texts; they hold no personal data.
struct NewEvent {
  std::string type;
  int schema = 1;  ///< version of the type's form, 1 or more
  std::string payload;
  std::vector<PersonalField> personal;
  std::vector<NamedFile> files;
  base::Instant effective_at;                        ///< when it counts
  base::Instant recorded_at;                         ///< when the system learned of it
  std::string metadata;                              ///< actor, mandate, what caused it; may be empty
  std::shared_ptr<const Content> content = nullptr;  ///< may be empty
  /// Names of what this event changes in projections, for those who Reads::await it. Never stored.
  std::vector<std::string> touches = {};
};

/// A number taken from a gapless series.
struct TakenNumber {
  std::string series;
  int year = 0;
  std::int64_t number = 0;

  bool operator==(const TakenNumber&) const = default;
};

/// A file as an event holds it: enough to prove the stored bytes, even after its key was destroyed.
struct FileMark {
  std::string file;
  std::int64_t size = 0;  ///< of the content, bytes
  Hash stored_hash{};     ///< of the encrypted chunks in order

  bool operator==(const FileMark&) const = default;
};

/// What is stored. docs/formats/ledger.md gives the bytes that `hash` covers: every member but `hash` itself,
/// personal fields as their ciphertexts.
struct Event {
  std::string zone;
  std::int64_t position = 0;  ///< 1, 2, 3 … without holes within the zone, in the order of commits
  std::string stream;
  std::int64_t version = 0;  ///< 1, 2, 3 … without holes within the stream
  std::string type;
  int schema = 1;
  std::string payload;
  std::vector<PersonalField> personal;
  std::vector<FileMark> files;
  std::vector<TakenNumber> numbers;  ///< on the first event of the unit that took them
  base::Instant effective_at;
  base::Instant recorded_at;
  std::string metadata;
  std::string account;      ///< on the first event of a unit with a command; else empty
  std::string command_key;  ///< likewise
  Hash previous{};          ///< hash of the stream's event before this one; zeros for version 1
  Hash hash{};
  std::shared_ptr<const Content> content = nullptr;  ///< only in the transaction that appends it
};

/// The end of a stream. Equal heads mean equal histories: a cached state is good exactly as long as the head
/// under which it was computed is still the head.
struct Head {
  std::int64_t version = 0;  ///< 0: the stream does not exist
  Hash hash{};

  bool operator==(const Head&) const = default;
};

}  // namespace shuxin::store
