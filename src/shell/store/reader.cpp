#include "shell/store/reader.h"

#include <algorithm>
#include <array>

namespace shuxin::store {
namespace {

constexpr std::size_t most_columns = 64;

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
                                 " from ledger_events where place > ? and place < ? order by place";
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

Result<Head> Reader::head(std::string_view stream) {
  if (quarantine_.holds(zone_, stream)) return base::fail("store.quarantined", {zone_, std::string(stream)});
  SHUXIN_TRY(const auto number, zone_number());
  if (!number) return Head{};
  SHUXIN_TRY(auto cursor, connection_.prepare(head_sql()));
  cursor.bind(*number).bind(stream);
  SHUXIN_TRY(const bool row, cursor.step());
  if (!row) return Head{};
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
    SHUXIN_TRY(const bool row, cursor.step());
    if (!row) return {};
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
  SHUXIN_TRY(auto cursor, connection_.prepare(zone_sql()));
  cursor.bind(place_of(*number, std::max<std::int64_t>(after_position, 0))).bind(place_of(*number + 1, 0));
  while (limit > 0) {
    SHUXIN_TRY(const bool row, cursor.step());
    if (!row) break;
    const Record record = read_record(cursor, zone_);
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
  return {};
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
