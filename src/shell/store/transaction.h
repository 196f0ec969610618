// Reading and writing inside one zone: SQL over the read tables, streams, and what a unit of work may do.
#pragma once

#include <cstdint>
#include <functional>
#include <initializer_list>
#include <span>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "core/base/result.h"
#include "shell/store/event.h"

namespace shuxin::store {

using base::Result;

struct Blob {
  std::string_view bytes;
  bool operator==(const Blob&) const = default;
};

/// A value of SQL; borrowed, both as a parameter (until the call returns) and in a row (until the next row).
using Value = std::variant<std::nullptr_t, std::int64_t, double, std::string_view, Blob>;
using Row = std::span<const Value>;

/// What stands for the places of a statement: written out in braces, or an array.
class Parameters {
 public:
  Parameters(std::initializer_list<Value> values) : values_(values.begin(), values.size()) {}
  Parameters(std::span<const Value> values) : values_(values) {}
  Parameters(const std::vector<Value>& values) : values_(values) {}

  [[nodiscard]] std::span<const Value> values() const { return values_; }

 private:
  std::span<const Value> values_;
};

/// The value as text, or empty text if it is null. A value of another kind is a bug of the caller (check).
[[nodiscard]] std::string_view text(const Value& value);
/// The value as an integer, or 0 if it is null. A value of another kind is a bug of the caller (check).
[[nodiscard]] std::int64_t integer(const Value& value);
/// The value as a real number, or 0 if it is null; an integer is taken too.
[[nodiscard]] double real(const Value& value);
/// The bytes, or none if it is null.
[[nodiscard]] std::string_view bytes(const Value& value);
[[nodiscard]] inline bool is_null(const Value& value) {
  return std::holds_alternative<std::nullptr_t>(value);
}

/// Whether personal fields are decrypted on reading. Withheld fields come without a value, as erased ones do.
enum class Personal : std::uint8_t { Opened, Withheld };

/// Called per row or event; false ends the reading early, without error.
using OnRow = std::function<bool(Row)>;
using OnEvent = std::function<Result<bool>(const Event&)>;

/// What can be read in one zone at one moment. Not thread-safe; use it on one thread at a time.
///
/// SQL here is what SQLite and PostgreSQL take alike: one SELECT, INSERT (… ON CONFLICT (key) DO UPDATE SET c
/// = excluded.c | DO NOTHING), UPDATE or DELETE; places are `?` in order; types integer (64 bits), real,
/// text, blob; functions count sum avg min max coalesce nullif abs length lower upper substr trim replace
/// round; row_number and rank over (…); no double quotes around text, no PRAGMA, no implicit conversions, no
/// order that is not asked for. Only tables of registered projections and table sets are reachable. Anything
/// else is refused: store.statement. Every table has `zone` as the first part of its key, and every statement
/// names it.
class Reads {
 public:
  virtual ~Reads() = default;
  Reads() = default;
  Reads(const Reads&) = delete;
  Reads& operator=(const Reads&) = delete;

  [[nodiscard]] virtual const std::string& zone() const = 0;

  /// Runs one SELECT. Statements are prepared once per connection and found again by their text.
  [[nodiscard]] virtual Result<void> query(std::string_view sql, Parameters parameters,
                                           const OnRow& on_row) = 0;

  /// Waits until every event that touches this (NewEvent::touches) is written. True: it had to, and what was
  /// read before may be out of date.
  [[nodiscard]] virtual Result<bool> await([[maybe_unused]] std::string_view touched) { return false; }
  /// Like query, for rows of projections that change only by events which were awaited: a Transaction need
  /// then wait for no others.
  [[nodiscard]] virtual Result<void> query_awaited(std::string_view sql, Parameters parameters,
                                                   const OnRow& on_row) {
    return query(sql, parameters, on_row);
  }

  /// The end of a stream; version 0 if there is none. Errors: store.quarantined, I/O.
  [[nodiscard]] virtual Result<Head> head(std::string_view stream) = 0;

  /// The stream's events from that version on, in order; each hash and link is checked on the way. A broken
  /// one quarantines the stream: store.stream-corrupt now, store.quarantined from then on. Types and schemas
  /// that the caller does not know come as they are: it may quarantine the stream by Store::quarantine.
  [[nodiscard]] virtual Result<void> read_stream(std::string_view stream, std::int64_t from_version,
                                                 const OnEvent& on_event,
                                                 Personal personal = Personal::Opened) = 0;

  /// The zone's events after that position, in the order of positions, at most `limit`. Once a position was
  /// seen, no event with a lower one will ever appear. Events of quarantined streams are passed over.
  [[nodiscard]] virtual Result<void> read_zone(std::int64_t after_position, std::int64_t limit,
                                               const OnEvent& on_event,
                                               Personal personal = Personal::Opened) = 0;

  /// The position of the zone's last event; 0 if it has none.
  [[nodiscard]] virtual Result<std::int64_t> last_position() = 0;

  /// What stands in the open for a personal value by which something is found: a keyed hash, `blind:` and 64
  /// hexadecimal digits, that nobody without the zone's index key can make or try out. `register_kind` and
  /// `field` set it apart: the same value elsewhere has another one. Empty if the zone never made one (then
  /// nothing can be found by it); a Transaction makes the zone's index key when there is none.
  [[nodiscard]] virtual Result<std::string> blind_index(std::string_view register_kind,
                                                        std::string_view field, std::string_view value) = 0;
};

/// Rows of tables changed by a projection or by a unit. Same SQL as Reads.
class Writes : public Reads {
 public:
  /// Runs one INSERT, UPDATE or DELETE and returns how many rows it changed.
  [[nodiscard]] virtual Result<std::int64_t> execute(std::string_view sql, Parameters parameters) = 0;
};

/// One unit of work as its `decide` sees it: the zone with all units before it, committed or not. Reading a
/// stream or its head, query_awaited, posting, appending and taking numbers go on while earlier units are
/// being written; query, read_zone and execute wait for them. Whatever the unit appends is written after
/// `decide` has returned an answer that is not a refusal; until then only head() shows it: its version at
/// once, its hash (zeros until then) when the unit is written.
class Transaction : public Writes {
 public:
  /// Like execute, for whoever does not ask how many rows changed: it may be carried out when the unit is
  /// written, and a statement that is wrong may fail the unit only then.
  [[nodiscard]] virtual Result<void> post(std::string_view sql, Parameters parameters) = 0;

  /// Stages events for the end of a stream. `expected` is the version that the stream must have now (0: must
  /// not exist). Errors: store.version-conflict (stream, expected, actual), store.quarantined,
  /// store.subject-erased, store.no-file, store.bad-event.
  /// Returns the position and version that the first of them gets if nothing refuses the unit.
  struct Placed {
    std::int64_t position = 0;
    std::int64_t version = 0;
  };
  [[nodiscard]] virtual Result<Placed> append(std::string_view stream, std::int64_t expected,
                                              std::vector<NewEvent> events) = 0;

  /// Takes the next number of a series (1, 2, 3 …) in a year. It is kept on the unit's first event and given
  /// back if the unit or its group fails, so that a series has no holes. A unit that takes numbers must
  /// append.
  [[nodiscard]] virtual Result<std::int64_t> take_number(std::string_view series, int year) = 0;

  /// How often units were undone since the store was opened. Whoever remembers what a transaction has read
  /// compares: under another count, what was read may never have been committed.
  [[nodiscard]] virtual std::int64_t undone() const = 0;
};

/// A set of read tables computed from events alone. `apply` runs in the transaction of the event, and again
/// in a rebuild; it must depend only on the event and the projection's own tables. Where a personal value is
/// erased it writes what it would have left behind after the event that announces the erasure.
struct Projection {
  std::string name;
  int version = 1;                  ///< a change makes open() rebuild it
  std::vector<std::string> tables;  ///< the tables it owns; names not beginning with "ledger"
  /// `create table NAME (…, primary key (zone, …))` and `create index NAME_… on NAME (…)`. Types: integer,
  /// real, text, blob.
  std::vector<std::string> create;
  std::function<Result<void>(const Event&, Writes&)> apply;
};

/// Tables that are not computed from events (sessions, drafts, cursors): kept as they are, neither rebuilt
/// nor proven by the audit. Personal data belongs into them only as Store::seal gives it.
struct TableSet {
  std::string name;
  int version = 1;  ///< `create` of a higher version is run over the lower one's tables: use `if not exists`
  std::vector<std::string> tables;
  std::vector<std::string> create;
  std::vector<std::string> passing;  ///< of them, those that an archive leaves out (sessions)
};

}  // namespace shuxin::store
