// The records of an archive, and the stream they lie in. Private to the store.
#pragma once

#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "shell/store/digest.h"
#include "shell/store/record.h"
#include "shell/store/seal.h"
#include "shell/store/vault.h"

namespace shuxin::store::archive {

inline constexpr std::string_view magic = "shuxin.export/1\n";
inline constexpr std::size_t largest_record = 64 << 20;

enum class Kind : char {
  Header = 'H',
  Passphrase = 'P',
  Keys = 'K',
  Event = 'E',
  Seal = 'S',
  File = 'F',
  Chunk = 'C',
  Table = 'T',
  Row = 'R',
  End = 'Z'
};

struct Header {
  std::string zone;
  std::int64_t made_at = 0;
  std::int64_t last = 0;  ///< position of the last event
  std::int64_t seals = 0;
};
/// How the key that opens the keys comes out of a passphrase (Argon2id).
struct Derivation {
  std::string salt;
  std::int64_t passes = 0;
  std::int64_t bytes = 0;
};
struct SubjectKey {
  std::string subject;
  std::int64_t destroyed_at = 0;  ///< 0: alive
  std::string key;                ///< 32 bytes if alive
};
struct Table {
  std::string name;
  std::vector<std::string> columns;
};

// Each reads what its like has written; empty: not such bytes. Views borrow from the bytes.
[[nodiscard]] std::string encode(const Header& header);
[[nodiscard]] std::optional<Header> decode_header(std::string_view bytes);
[[nodiscard]] std::string encode(const Derivation& derivation);
[[nodiscard]] std::optional<Derivation> decode_derivation(std::string_view bytes);
[[nodiscard]] std::string encode(const std::vector<SubjectKey>& keys);
[[nodiscard]] std::optional<std::vector<SubjectKey>> decode_keys(std::string_view bytes);
/// Without the zone, which the header names.
[[nodiscard]] std::string encode(const Record& record);
[[nodiscard]] std::optional<Record> decode_event(std::string_view bytes);
[[nodiscard]] std::string encode(const Seal& seal);
[[nodiscard]] std::optional<Seal> decode_seal(std::string_view bytes);
[[nodiscard]] std::string encode(const StoredFile& file);
[[nodiscard]] std::optional<StoredFile> decode_file(std::string_view bytes);
[[nodiscard]] std::string encode(const Table& table);
[[nodiscard]] std::optional<Table> decode_table(std::string_view bytes);
[[nodiscard]] std::string encode(const std::vector<Value>& row);
[[nodiscard]] std::optional<std::vector<Value>> decode_row(std::string_view bytes);

/// Gives records to a sink of bytes, and at the end the hash of all that went before.
class Writer {
 public:
  explicit Writer(std::function<Result<void>(std::string_view)> sink) : sink_(std::move(sink)) {}
  [[nodiscard]] Result<void> begin();
  [[nodiscard]] Result<void> write(Kind kind, std::string_view bytes);
  [[nodiscard]] Result<void> end();

 private:
  [[nodiscard]] Result<void> give(std::string_view bytes);
  std::function<Result<void>(std::string_view)> sink_;
  Digest digest_;
};

/// Takes records from a source, which fills what it is given as far as it can. Memory stays within the
/// largest record. Errors: archive.form.
class Reader {
 public:
  using Source = std::function<Result<std::size_t>(char* into, std::size_t most)>;
  explicit Reader(Source source) : source_(std::move(source)) {}
  [[nodiscard]] Result<void> begin();
  /// The next record; its bytes are valid until the next call. After End there must be nothing.
  struct Next {
    Kind kind;
    std::string_view bytes;
  };
  [[nodiscard]] Result<Next> next();

 private:
  [[nodiscard]] Result<void> fill(std::string& into, std::size_t size);
  Source source_;
  Digest digest_;
  std::string buffer_;
};

[[nodiscard]] inline std::unexpected<base::Error> malformed(std::string what) {
  return base::fail("archive.form", {std::move(what)});
}

}  // namespace shuxin::store::archive
