#include "shell/store/archive_format.h"

#include <algorithm>
#include <bit>

#include "shell/store/wire.h"

namespace shuxin::store::archive {
namespace {

constexpr std::size_t most_columns = 200;

void put_optional(std::string& out, const std::optional<std::string_view>& text) {
  out += text ? '\1' : '\0';
  if (text) put(out, *text);
}

std::optional<std::string_view> take_optional(Decoder& decoder) {
  if (decoder.u8() == 0) return std::nullopt;
  return decoder.text();
}

std::string_view hash_bytes(Decoder& decoder) {
  return decoder.bytes(sizeof(Hash));
}

}  // namespace

std::string encode(const Header& header) {
  std::string out;
  put(out, header.zone);
  put_i64(out, header.made_at);
  put_i64(out, header.last);
  put_i64(out, header.seals);
  return out;
}

std::optional<Header> decode_header(std::string_view bytes) {
  Decoder decoder(bytes);
  Header header;
  header.zone = decoder.text();
  header.made_at = decoder.i64();
  header.last = decoder.i64();
  header.seals = decoder.i64();
  const bool sound = decoder.ended() && !header.zone.empty() && header.last >= 0 &&
                     header.last < (std::int64_t{1} << position_bits) && header.seals >= 0;
  return sound ? std::optional(std::move(header)) : std::nullopt;
}

std::string encode(const Derivation& derivation) {
  std::string out;
  put(out, derivation.salt);
  put_i64(out, derivation.passes);
  put_i64(out, derivation.bytes);
  return out;
}

std::optional<Derivation> decode_derivation(std::string_view bytes) {
  Decoder decoder(bytes);
  Derivation made;
  made.salt = decoder.text();
  made.passes = decoder.i64();
  made.bytes = decoder.i64();
  return decoder.ended() ? std::optional(std::move(made)) : std::nullopt;
}

std::string encode(const std::vector<SubjectKey>& keys) {
  std::string out;
  for (const SubjectKey& key : keys) {
    put(out, key.subject);
    put_i64(out, key.destroyed_at);
    put(out, key.key);
  }
  return out;
}

std::optional<std::vector<SubjectKey>> decode_keys(std::string_view bytes) {
  Decoder decoder(bytes);
  std::vector<SubjectKey> keys;
  while (decoder.sound() && !decoder.rest().empty()) {
    SubjectKey key;
    key.subject = decoder.text();
    key.destroyed_at = decoder.i64();
    key.key = decoder.text();
    if (key.subject.empty() || key.destroyed_at < 0 ||
        key.key.size() != (key.destroyed_at == 0 ? std::tuple_size_v<Key> : 0))
      return std::nullopt;
    keys.push_back(std::move(key));
  }
  return decoder.ended() ? std::optional(std::move(keys)) : std::nullopt;
}

std::string encode(const Record& record) {
  std::string out;
  put_i64(out, record.position);
  put(out, record.stream);
  put_i64(out, record.version);
  put(out, record.type);
  put_i64(out, record.schema);
  put_i64(out, record.effective_at);
  put_i64(out, record.recorded_at);
  put(out, record.payload);
  put(out, record.metadata);
  put(out, record.personal);
  put(out, record.marks);
  put_optional(out, record.account);
  put_optional(out, record.command_key);
  put_optional(out, record.answer);
  out += record.previous;
  out += record.hash;
  return out;
}

std::optional<Record> decode_event(std::string_view bytes) {
  Decoder decoder(bytes);
  Record record;
  record.position = decoder.i64();
  record.stream = decoder.text();
  record.version = decoder.i64();
  record.type = decoder.text();
  record.schema = decoder.i64();
  record.effective_at = decoder.i64();
  record.recorded_at = decoder.i64();
  record.payload = decoder.text();
  record.metadata = decoder.text();
  record.personal = decoder.text();
  record.marks = decoder.text();
  record.account = take_optional(decoder);
  record.command_key = take_optional(decoder);
  record.answer = take_optional(decoder);
  record.previous = hash_bytes(decoder);
  record.hash = hash_bytes(decoder);
  return decoder.ended() ? std::optional(record) : std::nullopt;
}

std::string encode(const Seal& seal) {
  std::string out;
  put_i64(out, seal.number);
  put_i64(out, seal.first);
  put_i64(out, seal.last);
  out += view(seal.root);
  out += view(seal.previous);
  put_i64(out, seal.made_at.milliseconds);
  put(out, seal.signature.key);
  put(out, seal.signature.algorithm);
  put(out, seal.signature.bytes);
  return out;
}

std::optional<Seal> decode_seal(std::string_view bytes) {
  Decoder decoder(bytes);
  Seal seal;
  seal.number = decoder.i64();
  seal.first = decoder.i64();
  seal.last = decoder.i64();
  seal.root = to_hash(hash_bytes(decoder));
  seal.previous = to_hash(hash_bytes(decoder));
  seal.made_at.milliseconds = decoder.i64();
  seal.signature.key = decoder.text();
  seal.signature.algorithm = decoder.text();
  seal.signature.bytes = decoder.text();
  return decoder.ended() ? std::optional(std::move(seal)) : std::nullopt;
}

std::string encode(const StoredFile& file) {
  std::string out;
  put(out, file.file);
  put(out, file.owner);
  put(out, file.subject);
  put_i64(out, file.size);
  put_i64(out, file.chunks);
  out += view(file.stored_hash);
  put(out, file.head);
  put_i64(out, file.created_at);
  return out;
}

std::optional<StoredFile> decode_file(std::string_view bytes) {
  Decoder decoder(bytes);
  StoredFile file;
  file.file = decoder.text();
  file.owner = decoder.text();
  file.subject = decoder.text();
  file.size = decoder.i64();
  file.chunks = decoder.i64();
  file.stored_hash = to_hash(hash_bytes(decoder));
  file.head = decoder.text();
  file.created_at = decoder.i64();
  const bool sound = decoder.ended() && !file.file.empty() && file.size >= 0 && file.chunks >= 0;
  return sound ? std::optional(std::move(file)) : std::nullopt;
}

std::string encode(const Table& table) {
  std::string out;
  put(out, table.name);
  for (const std::string& column : table.columns) put(out, column);
  return out;
}

std::optional<Table> decode_table(std::string_view bytes) {
  Decoder decoder(bytes);
  Table table;
  table.name = decoder.text();
  while (decoder.sound() && !decoder.rest().empty() && table.columns.size() < most_columns)
    table.columns.emplace_back(decoder.text());
  return decoder.ended() ? std::optional(std::move(table)) : std::nullopt;
}

std::string encode(const std::vector<Value>& row) {
  std::string out;
  for (const Value& value : row) put_value(out, value);
  return out;
}

std::optional<std::vector<Value>> decode_row(std::string_view bytes) {
  Decoder decoder(bytes);
  std::vector<Value> row;
  while (decoder.sound() && !decoder.rest().empty() && row.size() < most_columns) {
    switch (decoder.u8()) {
      case 'n':
        row.emplace_back(nullptr);
        break;
      case 'i':
        row.emplace_back(decoder.i64());
        break;
      case 'r':
        row.emplace_back(std::bit_cast<double>(decoder.i64()));
        break;
      case 't':
        row.emplace_back(decoder.text());
        break;
      case 'b':
        row.emplace_back(Blob{decoder.text()});
        break;
      default:
        return std::nullopt;
    }
  }
  return decoder.ended() ? std::optional(std::move(row)) : std::nullopt;
}

Result<void> Writer::give(std::string_view bytes) {
  digest_.add(bytes);
  return sink_(bytes);
}

Result<void> Writer::begin() {
  return give(magic);
}

Result<void> Writer::write(Kind kind, std::string_view bytes) {
  if (bytes.size() > largest_record) return malformed("size");
  std::string head(1, static_cast<char>(kind));
  put_u32(head, static_cast<std::uint32_t>(bytes.size()));
  SHUXIN_DO(give(head));
  return give(bytes);
}

Result<void> Writer::end() {
  const Hash hash = digest_.finish();
  std::string last(1, static_cast<char>(Kind::End));
  put(last, view(hash));
  return sink_(last);
}

Result<void> Reader::fill(std::string& into, std::size_t size) {
  // Grown as bytes come: a length alone takes no memory.
  constexpr std::size_t step = 1 << 20;
  into.clear();
  while (into.size() < size) {
    const std::size_t had = into.size();
    const std::size_t wanted = std::min(size - had, step);
    into.resize(had + wanted);
    SHUXIN_TRY(const std::size_t got, source_(into.data() + had, wanted));
    if (got != wanted) return malformed("end");
  }
  return {};
}

Result<void> Reader::begin() {
  SHUXIN_DO(fill(buffer_, magic.size()));
  if (buffer_ != magic) return malformed("form");
  digest_.add(buffer_);
  return {};
}

Result<Reader::Next> Reader::next() {
  constexpr std::size_t head_size = 5;
  SHUXIN_DO(fill(buffer_, head_size));
  const std::string head = buffer_;
  Decoder decoder(std::string_view(head).substr(1));
  const std::size_t size = decoder.u32();
  if (size > largest_record) return malformed("size");
  const auto kind = static_cast<Kind>(head[0]);
  if (kind == Kind::End) {
    const Hash expected = digest_.finish();
    SHUXIN_DO(fill(buffer_, size));
    if (buffer_ != view(expected)) return malformed("hash");
    char more = 0;
    SHUXIN_TRY(const std::size_t after, source_(&more, 1));
    if (after != 0) return malformed("end");
    return Next{kind, buffer_};
  }
  digest_.add(head);
  SHUXIN_DO(fill(buffer_, size));
  digest_.add(buffer_);
  return Next{kind, buffer_};
}

}  // namespace shuxin::store::archive
