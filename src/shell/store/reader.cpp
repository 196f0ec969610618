#include "shell/store/reader.h"

#include <algorithm>
#include <array>

namespace shuxin::store {
namespace {

constexpr std::size_t most_columns = 64;
/// Events that a damaged page may hold; where more than so many in a row are gone, nobody looks on.
constexpr std::int64_t most_lost_in_a_row = 10'000;

Result<void> bind_all(sqlite::Cursor& cursor, const Parameters& parameters, std::string_view sql) {
  if (static_cast<std::size_t>(cursor.places()) != parameters.values().size())
    return base::fail("store.statement", {std::string(sql), "places and parameters differ in number"});
  for (const Value& value : parameters.values()) cursor.bind_value(value);
  return {};
}

const std::string& stream_sql() {
  static const std::string sql =
      "select " + std::string(record_columns) +
      " from ledger_events where zone = ? and stream = ? and version >= ? order by version";
  return sql;
}

const std::string& head_sql() {
  static const std::string sql =
      "select " + std::string(record_columns) +
      " from ledger_events where zone = ? and stream = ? order by version desc limit 1";
  return sql;
}

const std::string& zone_sql() {
  static const std::string sql = "select " + std::string(record_columns) +
                                 " from ledger_events where place >= ? and place < ? order by place";
  return sql;
}

}  // namespace

Result<void> Reader::query(std::string_view sql, const Parameters& parameters, const OnRow& on_row) {
  SHUXIN_TRY(auto cursor, connection_.prepare_guarded(sql, sqlite::Guard::Read));
  SHUXIN_DO(bind_all(cursor, parameters, sql));
  std::array<Value, most_columns> values;
  const auto columns = static_cast<std::size_t>(cursor.columns());
  if (columns > most_columns) return base::fail("store.statement", {std::string(sql), "too many columns"});
  for (;;) {
    SHUXIN_TRY(const bool row, cursor.step());
    if (!row) return {};
    for (std::size_t i = 0; i < columns; ++i) values[i] = cursor.value(static_cast<int>(i));
    if (!on_row(Row(values.data(), columns))) return {};
  }
}

Result<std::int64_t> Reader::execute(std::string_view sql, const Parameters& parameters) {
  SHUXIN_TRY(auto cursor, connection_.prepare_guarded(sql, sqlite::Guard::Write));
  SHUXIN_DO(bind_all(cursor, parameters, sql));
  SHUXIN_DO(cursor.run());
  return connection_.changes();
}

Result<std::optional<std::int64_t>> Reader::zone_number() {
  if (number_) return number_;
  SHUXIN_TRY(auto cursor, connection_.prepare("select number from ledger_zones where name = ?"));
  cursor.bind(zone_);
  SHUXIN_TRY(const bool row, cursor.step());
  if (row) number_ = cursor.integer(0);
  return number_;
}

bool Reader::is_sound(const Record& record) {
  return view(hash_of(record, digest_, buffer_)) == record.hash;
}

base::Error Reader::corrupt(std::string_view stream, std::int64_t version) {
  base::Message message{"store.stream-corrupt", {zone_, std::string(stream), std::to_string(version)}};
  quarantine_.add(zone_, stream, message);
  return {std::move(message)};
}

base::Error Reader::unreadable(base::Error error, std::string_view stream, std::int64_t version) {
  return error.code() == "store.corrupt" ? corrupt(stream, version) : std::move(error);
}

// The index of streams holds places too, and lies on other pages than the events.
void Reader::give_up_event_at(std::int64_t place) {
  auto cursor = connection_.prepare(
      "select stream, version from ledger_events indexed by ledger_events_stream where zone = ? and place = "
      "?");
  if (!cursor) return;
  cursor->bind(place >> 40).bind(place);
  if (cursor->step().value_or(false)) (void)corrupt(cursor->bytes(0), cursor->integer(1));
}

Result<Head> Reader::head(std::string_view stream) {
  if (quarantine_.holds(zone_, stream)) return base::fail("store.quarantined", {zone_, std::string(stream)});
  SHUXIN_TRY(const auto number, zone_number());
  if (!number) return Head{};
  SHUXIN_TRY(auto cursor, connection_.prepare(head_sql()));
  cursor.bind(*number).bind(stream);
  const auto row = cursor.step();
  if (!row) return std::unexpected(unreadable(row.error(), stream, 0));
  if (!*row) return Head{};
  const Record record = read_record(cursor, zone_);
  if (!is_sound(record)) return std::unexpected(corrupt(stream, record.version));
  return Head{record.version, to_hash(record.hash)};
}

Result<void> Reader::read_stream(std::string_view stream, std::int64_t from_version, const OnEvent& on_event,
                                 Personal personal) {
  if (quarantine_.holds(zone_, stream)) return base::fail("store.quarantined", {zone_, std::string(stream)});
  SHUXIN_TRY(const auto number, zone_number());
  if (!number) return {};
  from_version = std::max<std::int64_t>(from_version, 1);
  // The event before is read too, so that the first link can be checked.
  std::int64_t version = std::max<std::int64_t>(from_version - 1, 1);
  const bool from_start = version == 1;
  SHUXIN_TRY(auto cursor, connection_.prepare(stream_sql()));
  cursor.bind(*number).bind(stream).bind(version);
  Hash previous{};
  for (bool first = true;; ++version, first = false) {
    const auto row = cursor.step();
    if (!row) return std::unexpected(unreadable(row.error(), stream, version));
    if (!*row) return {};
    const Record record = read_record(cursor, zone_);
    const bool linked = (first && !from_start) || record.previous == view(previous);
    if (record.version != version || !linked || !is_sound(record))
      return std::unexpected(corrupt(stream, version));
    previous = to_hash(record.hash);
    if (record.version < from_version) continue;
    SHUXIN_TRY(const Event event, to_event(record, keys_, personal));
    SHUXIN_TRY(const bool more, on_event(event));
    if (!more) return {};
  }
}

Result<void> Reader::read_zone(std::int64_t after_position, std::int64_t limit, const OnEvent& on_event,
                               Personal personal) {
  SHUXIN_TRY(const auto number, zone_number());
  if (!number) return {};
  std::int64_t next = place_of(*number, std::max<std::int64_t>(after_position, 0) + 1);
  const std::int64_t end = place_of(*number + 1, 0);
  for (std::int64_t lost = 0;;) {
    const std::int64_t begun = next;
    SHUXIN_TRY(const auto damage, read_places(next, end, limit, on_event, personal));
    if (!damage) return {};
    // The events of a damaged page are given up with their streams, and what lies behind is read.
    lost = next == begun ? lost + 1 : 1;
    SHUXIN_TRY(const std::int64_t last, last_position());
    if (next > place_of(*number, last)) return {};
    if (lost > most_lost_in_a_row) return std::unexpected(*damage);
    give_up_event_at(next++);
  }
}

Result<std::optional<base::Error>> Reader::read_places(std::int64_t& next, std::int64_t end,
                                                       std::int64_t& limit, const OnEvent& on_event,
                                                       Personal personal) {
  SHUXIN_TRY(auto cursor, connection_.prepare(zone_sql()));
  cursor.bind(next).bind(end);
  while (limit > 0) {
    const auto row = cursor.step();
    if (!row && row.error().code() == "store.corrupt") return row.error();
    if (!row) return std::unexpected(row.error());
    if (!*row) break;
    const Record record = read_record(cursor, zone_);
    next = place_of(*number_, record.position) + 1;
    if (quarantine_.holds(zone_, record.stream)) continue;
    if (!is_sound(record)) {
      (void)corrupt(record.stream, record.version);
      continue;
    }
    const auto event = to_event(record, keys_, personal);
    if (!event) {
      quarantine_.add(zone_, record.stream, event.error().message);
      continue;
    }
    SHUXIN_TRY(const bool more, on_event(*event));
    if (!more) break;
    --limit;
  }
  return std::nullopt;
}

Result<std::int64_t> Reader::last_position() {
  SHUXIN_TRY(const auto number, zone_number());
  if (!number) return 0;
  SHUXIN_TRY(auto cursor, connection_.prepare("select last from ledger_zones where number = ?"));
  cursor.bind(*number);
  SHUXIN_TRY(const bool row, cursor.step());
  return row ? cursor.integer(0) : 0;
}

}  // namespace shuxin::store
