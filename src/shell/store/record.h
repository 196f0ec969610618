// An event as a row: the bytes of its columns, what its hash covers, and how personal fields are sealed.
// docs/formats/ledger.md is this file in words. Private to the store.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "core/base/result.h"
#include "shell/store/digest.h"
#include "shell/store/event.h"
#include "shell/store/keys.h"
#include "shell/store/sqlite.h"
#include "shell/store/store.h"

namespace shuxin::store {

/// The columns of one row of ledger_events, borrowed.
struct Record {
  std::string_view zone;
  std::int64_t position = 0;
  std::string_view stream;
  std::int64_t version = 0;
  std::string_view type;
  std::int64_t schema = 0;
  std::int64_t effective_at = 0;
  std::int64_t recorded_at = 0;
  std::string_view payload;
  std::string_view metadata;
  std::string_view personal;  ///< encoded sealed fields
  std::string_view marks;     ///< encoded files and numbers
  std::optional<std::string_view> account;
  std::optional<std::string_view> command_key;
  std::optional<std::string_view> answer;  ///< encoded
  std::string_view previous;               ///< 32 bytes
  std::string_view hash;                   ///< 32 bytes
};

/// The columns that read_record takes, in its order.
inline constexpr std::string_view record_columns =
    "place, stream, version, type, schema, effective_at, recorded_at, payload, metadata, personal, marks, "
    "account, command_key, answer, previous, hash";

/// Takes what bind_event binds.
inline constexpr std::string_view insert_event_sql =
    "insert into ledger_events (place, zone, stream, version, type, schema, effective_at, recorded_at, "
    "account, "
    "command_key, previous, hash, marks, metadata, personal, answer, mac, payload) "
    "values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)";
/// Borrows from the record and the checksum until the cursor ends.
void bind_event(sqlite::Cursor& cursor, const Record& record, std::int64_t zone_number,
                const std::string& mac);

/// The row under the cursor; valid until its next step.
[[nodiscard]] Record read_record(const sqlite::Cursor& cursor, std::string_view zone);

/// A value with its kind, as checksums and archives hold it: n, i, r, t or b, then an integer or a text.
void put_value(std::string& out, const Value& value);

/// The hash over all members but `hash`. `buffer` is scratch.
[[nodiscard]] Hash hash_of(const Record& record, Digest& digest, std::string& buffer);

/// A number that is place and zone in one: zones are 1 … 2^22, positions 1 … 2^40 - 1.
inline constexpr int position_bits = 40;
[[nodiscard]] constexpr std::int64_t place_of(std::int64_t zone_number, std::int64_t position) {
  return zone_number << position_bits | position;
}
[[nodiscard]] constexpr std::int64_t position_of(std::int64_t place) {
  return place & ((std::int64_t{1} << position_bits) - 1);
}

[[nodiscard]] std::string_view view(const Hash& hash);
/// Bytes of any other length than 32 give a hash that equals none.
[[nodiscard]] Hash to_hash(std::string_view bytes);

/// What a personal field's ciphertext is bound to, so that it cannot be moved elsewhere.
[[nodiscard]] std::string bound_of(std::string_view zone, std::string_view stream, std::int64_t version,
                                   std::string_view name);
/// Seals the fields for that place in the ledger; makes keys where there are none.
[[nodiscard]] Result<std::string> seal_personal(KeyStore& keys, std::string_view zone,
                                                std::string_view stream, std::int64_t version,
                                                const std::vector<PersonalField>& fields);
struct SealedField {
  std::string_view subject;
  std::string_view name;
  std::string_view sealed;
};
/// Empty optional: not such bytes.
[[nodiscard]] std::optional<std::vector<SealedField>> decode_personal(std::string_view bytes);

[[nodiscard]] std::string encode_marks(const std::vector<FileMark>& files,
                                       const std::vector<TakenNumber>& numbers);
[[nodiscard]] bool decode_marks(std::string_view bytes, std::vector<FileMark>& files,
                                std::vector<TakenNumber>& numbers);

/// The answer of a unit as it is kept on its first event.
struct KeptAnswer {
  bool refused = false;
  std::int64_t events = 0;
  Hash request{};
  std::string bytes;
};
[[nodiscard]] Result<std::string> encode_answer(KeyStore& keys, std::string_view zone, const Command& command,
                                                const Answer& answer, std::int64_t events);
/// Errors: store.erased, store.corrupt.
[[nodiscard]] Result<KeptAnswer> decode_answer(KeyStore& keys, std::string_view zone,
                                               std::string_view account, std::string_view key,
                                               std::string_view bytes);

/// Under whose key an encoded answer is sealed; empty if it is not.
[[nodiscard]] std::optional<std::string_view> answer_subject(std::string_view bytes);

/// The event of a record, its personal fields opened if asked. Errors: store.key-corrupt, store.corrupt.
[[nodiscard]] Result<Event> to_event(const Record& record, KeyStore& keys, Personal personal);

}  // namespace shuxin::store
