#include "shell/store/record.h"

#include <algorithm>
#include <bit>
#include <cmath>

#include "shell/store/wire.h"

namespace shuxin::store {
namespace {

constexpr std::string_view magic = "shuxin.event/1\n";
constexpr unsigned char flag_refused = 1;
constexpr unsigned char flag_sealed = 2;

void put_optional(std::string& out, const std::optional<std::string_view>& bytes) {
  if (bytes)
    put(out, *bytes);
  else
    put_u32(out, 0xffffffff);
}

std::string answer_bound(std::string_view zone, std::string_view account, std::string_view key) {
  return joined({"answer", zone, account, key});
}

}  // namespace

std::string_view view(const Hash& hash) {
  return {reinterpret_cast<const char*>(hash.data()), hash.size()};
}

Hash to_hash(std::string_view bytes) {
  Hash hash;
  hash.fill(0xff);
  if (bytes.size() == hash.size()) std::ranges::copy(bytes, hash.begin());
  return hash;
}

void put_value(std::string& out, const Value& value) {
  struct Putter {
    std::string& out;
    void operator()(std::nullptr_t) const { out += 'n'; }
    void operator()(std::int64_t whole) const {
      out += 'i';
      put_i64(out, whole);
    }
    void operator()(double number) const {
      // SQLite keeps whole reals as integers and gives them either way.
      constexpr double largest_exact = 9e15;
      if (number == std::floor(number) && std::abs(number) < largest_exact)
        return (*this)(static_cast<std::int64_t>(number));
      out += 'r';
      put_i64(out, std::bit_cast<std::int64_t>(number));
    }
    void operator()(std::string_view text) const {
      out += 't';
      put(out, text);
    }
    void operator()(Blob blob) const {
      out += 'b';
      put(out, blob.bytes);
    }
  };
  std::visit(Putter{out}, value);
}

void bind_event(sqlite::Cursor& cursor, const Record& record, std::int64_t zone_number,
                const std::string& mac) {
  const auto bind = [&](const std::optional<std::string_view>& text) {
    text ? cursor.bind(*text) : cursor.bind_null();
  };
  cursor.bind(place_of(zone_number, record.position)).bind(zone_number).bind(record.stream);
  cursor.bind(record.version).bind(record.type).bind(record.schema).bind(record.effective_at);
  cursor.bind(record.recorded_at);
  bind(record.account);
  bind(record.command_key);
  cursor.bind_blob(record.previous).bind_blob(record.hash).bind_blob(record.marks).bind(record.metadata);
  cursor.bind_blob(record.personal);
  record.answer ? cursor.bind_blob(*record.answer) : cursor.bind_null();
  cursor.bind_blob(mac).bind(record.payload);
}

Record read_record(const sqlite::Cursor& cursor, std::string_view zone) {
  const auto optional = [&](int column) -> std::optional<std::string_view> {
    if (cursor.is_null(column)) return std::nullopt;
    return cursor.bytes(column);
  };
  Record record;
  record.zone = zone;
  record.position = position_of(cursor.integer(0));
  record.stream = cursor.bytes(1);
  record.version = cursor.integer(2);
  record.type = cursor.bytes(3);
  record.schema = cursor.integer(4);
  record.effective_at = cursor.integer(5);
  record.recorded_at = cursor.integer(6);
  record.payload = cursor.bytes(7);
  record.metadata = cursor.bytes(8);
  record.personal = cursor.bytes(9);
  record.marks = cursor.bytes(10);
  record.account = optional(11);
  record.command_key = optional(12);
  record.answer = optional(13);
  record.previous = cursor.bytes(14);
  record.hash = cursor.bytes(15);
  return record;
}

Hash hash_of(const Record& record, Digest& digest, std::string& buffer) {
  buffer.assign(magic);
  put(buffer, record.zone);
  put_i64(buffer, record.position);
  put(buffer, record.stream);
  put_i64(buffer, record.version);
  put(buffer, record.type);
  put_i64(buffer, record.schema);
  put_i64(buffer, record.effective_at);
  put_i64(buffer, record.recorded_at);
  put(buffer, record.payload);
  put(buffer, record.metadata);
  put(buffer, record.personal);
  put(buffer, record.marks);
  put_optional(buffer, record.account);
  put_optional(buffer, record.command_key);
  put_optional(buffer, record.answer);
  put(buffer, record.previous);
  return digest.of(buffer);
}

std::string bound_of(std::string_view zone, std::string_view stream, std::int64_t version,
                     std::string_view name) {
  return joined({"event", zone, stream, std::to_string(version), name});
}

Result<std::string> seal_personal(KeyStore& keys, std::string_view zone, std::string_view stream,
                                  std::int64_t version, const std::vector<PersonalField>& fields) {
  std::string out;
  for (const PersonalField& field : fields) {
    if (!field.value) return base::fail("store.bad-event", {field.name});
    SHUXIN_TRY(const Key key, keys.ensure(zone, field.subject));
    put(out, field.subject);
    put(out, field.name);
    put(out, encrypt(key, bound_of(zone, stream, version, field.name), *field.value));
  }
  return out;
}

std::optional<std::vector<SealedField>> decode_personal(std::string_view bytes) {
  std::vector<SealedField> fields;
  Decoder decoder(bytes);
  while (decoder.sound() && !decoder.rest().empty()) {
    SealedField field;
    field.subject = decoder.text();
    field.name = decoder.text();
    field.sealed = decoder.text();
    fields.push_back(field);
  }
  if (!decoder.sound()) return std::nullopt;
  return fields;
}

std::string encode_marks(const std::vector<FileMark>& files, const std::vector<TakenNumber>& numbers) {
  std::string out;
  if (files.empty() && numbers.empty()) return out;
  put_u32(out, static_cast<std::uint32_t>(files.size()));
  for (const FileMark& mark : files) {
    put(out, mark.file);
    put_i64(out, mark.size);
    out += view(mark.stored_hash);
  }
  put_u32(out, static_cast<std::uint32_t>(numbers.size()));
  for (const TakenNumber& taken : numbers) {
    put(out, taken.series);
    put_i64(out, taken.year);
    put_i64(out, taken.number);
  }
  return out;
}

bool decode_marks(std::string_view bytes, std::vector<FileMark>& files, std::vector<TakenNumber>& numbers) {
  if (bytes.empty()) return true;
  Decoder decoder(bytes);
  for (std::uint32_t left = decoder.u32(); left > 0 && decoder.sound(); --left) {
    FileMark mark;
    mark.file = decoder.text();
    mark.size = decoder.i64();
    mark.stored_hash = to_hash(decoder.bytes(sizeof(Hash)));
    files.push_back(std::move(mark));
  }
  for (std::uint32_t left = decoder.u32(); left > 0 && decoder.sound(); --left) {
    TakenNumber taken;
    taken.series = decoder.text();
    taken.year = static_cast<int>(decoder.i64());
    taken.number = decoder.i64();
    numbers.push_back(std::move(taken));
  }
  return decoder.ended();
}

Result<std::string> encode_answer(KeyStore& keys, std::string_view zone, const Command& command,
                                  const Answer& answer, std::int64_t events) {
  std::string inner(view(command.request));
  inner += answer.bytes;
  std::string out;
  const bool sealed = !answer.subject.empty();
  out += static_cast<char>((answer.refused ? flag_refused : 0) | (sealed ? flag_sealed : 0));
  put_u32(out, static_cast<std::uint32_t>(events));
  if (!sealed) return out + inner;
  SHUXIN_TRY(const Key key, keys.ensure(zone, answer.subject));
  put(out, answer.subject);
  put(out, encrypt(key, answer_bound(zone, command.account, command.key), inner));
  return out;
}

Result<KeptAnswer> decode_answer(KeyStore& keys, std::string_view zone, std::string_view account,
                                 std::string_view key, std::string_view bytes) {
  Decoder decoder(bytes);
  const auto flags = static_cast<unsigned char>(decoder.bytes(1).empty() ? 0 : bytes[0]);
  KeptAnswer kept;
  kept.refused = (flags & flag_refused) != 0;
  kept.events = decoder.u32();
  std::string inner;
  if ((flags & flag_sealed) != 0) {
    const std::string_view subject = decoder.text();
    const std::string_view sealed = decoder.text();
    SHUXIN_TRY(const KeyState state, keys.find(zone, subject));
    if (state.kind == KeyState::Kind::Destroyed) return base::fail("store.erased", {std::string(subject)});
    auto plain = decrypt(state.key, answer_bound(zone, account, key), sealed);
    if (!plain) return base::fail("store.key-corrupt", {std::string(subject)});
    inner = *std::move(plain);
  } else {
    inner = decoder.rest();
  }
  if (!decoder.sound() || inner.size() < sizeof(Hash))
    return base::fail("store.corrupt", {"ledger_events.answer"});
  kept.request = to_hash(std::string_view(inner).substr(0, sizeof(Hash)));
  kept.bytes = inner.substr(sizeof(Hash));
  return kept;
}

std::optional<std::string_view> answer_subject(std::string_view bytes) {
  Decoder decoder(bytes);
  const bool sealed = (decoder.u8() & flag_sealed) != 0;
  (void)decoder.u32();
  const std::string_view subject = sealed ? decoder.text() : std::string_view();
  return sealed && decoder.sound() ? std::optional(subject) : std::nullopt;
}

Result<Event> to_event(const Record& record, KeyStore& keys, Personal personal) {
  Event event;
  event.zone = record.zone;
  event.position = record.position;
  event.stream = record.stream;
  event.version = record.version;
  event.type = record.type;
  event.schema = static_cast<int>(record.schema);
  event.payload = record.payload;
  event.metadata = record.metadata;
  event.effective_at.milliseconds = record.effective_at;
  event.recorded_at.milliseconds = record.recorded_at;
  event.account = record.account.value_or(std::string_view());
  event.command_key = record.command_key.value_or(std::string_view());
  event.previous = to_hash(record.previous);
  event.hash = to_hash(record.hash);
  if (!decode_marks(record.marks, event.files, event.numbers))
    return base::fail("store.corrupt", {"ledger_events.marks"});
  const auto fields = decode_personal(record.personal);
  if (!fields) return base::fail("store.corrupt", {"ledger_events.personal"});
  for (const SealedField& field : *fields) {
    event.personal.push_back({std::string(field.subject), std::string(field.name), std::nullopt});
    if (personal == Personal::Withheld) continue;
    SHUXIN_TRY(const KeyState state, keys.find(record.zone, field.subject));
    if (state.kind == KeyState::Kind::Destroyed) continue;
    // A missing key is damage, not erasure: erasure leaves its mark.
    event.personal.back().value =
        decrypt(state.key, bound_of(record.zone, record.stream, record.version, field.name), field.sealed);
    if (state.kind == KeyState::Kind::Missing || !event.personal.back().value)
      return base::fail("store.key-corrupt", {std::string(field.subject)});
  }
  return event;
}

}  // namespace shuxin::store
