// Reading one zone through one connection, whatever stands above it. Private to the store.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "shell/store/digest.h"
#include "shell/store/keys.h"
#include "shell/store/quarantine.h"
#include "shell/store/record.h"
#include "shell/store/sqlite.h"
#include "shell/store/transaction.h"

namespace shuxin::store {

class Reader {
 public:
  Reader(sqlite::Connection& connection, KeyStore& keys, Quarantine& quarantine, std::string zone)
      : connection_(connection), keys_(keys), quarantine_(quarantine), zone_(std::move(zone)) {}

  [[nodiscard]] const std::string& zone() const { return zone_; }
  [[nodiscard]] sqlite::Connection& connection() { return connection_; }
  [[nodiscard]] KeyStore& keys() { return keys_; }
  [[nodiscard]] Quarantine& quarantine() { return quarantine_; }

  [[nodiscard]] Result<void> query(std::string_view sql, const Parameters& parameters, const OnRow& on_row);
  [[nodiscard]] Result<std::int64_t> execute(std::string_view sql, const Parameters& parameters);
  [[nodiscard]] Result<Head> head(std::string_view stream);
  [[nodiscard]] Result<void> read_stream(std::string_view stream, std::int64_t from_version,
                                         const OnEvent& on_event, Personal personal);
  [[nodiscard]] Result<void> read_zone(std::int64_t after_position, std::int64_t limit,
                                       const OnEvent& on_event, Personal personal);
  [[nodiscard]] Result<std::int64_t> last_position();

  /// The zone's number in this store; empty if it has no events.
  [[nodiscard]] Result<std::optional<std::int64_t>> zone_number();
  /// For who has just made the zone, or unmade it.
  void set_zone_number(std::optional<std::int64_t> number) { number_ = number; }

 private:
  [[nodiscard]] bool is_sound(const Record& record);
  [[nodiscard]] base::Error corrupt(std::string_view stream, std::int64_t version);
  [[nodiscard]] base::Error unreadable(base::Error error, std::string_view stream, std::int64_t version);
  void give_up_event_at(std::int64_t place);
  /// Reads from `next` on, and leaves it where the reading ended; the error of a damaged page, if that was
  /// why.
  [[nodiscard]] Result<std::optional<base::Error>> read_places(std::int64_t& next, std::int64_t end,
                                                               std::int64_t& limit, const OnEvent& on_event,
                                                               Personal personal);

  sqlite::Connection& connection_;
  KeyStore& keys_;
  Quarantine& quarantine_;
  std::string zone_;
  std::optional<std::int64_t> number_;
  Digest digest_;
  std::string buffer_;
};

/// Any face of reading, by a Reader.
template <typename Face>
class ReadsBy : public Face {
 public:
  explicit ReadsBy(Reader& reader) : reader_(reader) {}

  const std::string& zone() const override { return reader_.zone(); }
  Result<void> query(std::string_view sql, Parameters parameters, const OnRow& on_row) override {
    return reader_.query(sql, parameters, on_row);
  }
  Result<Head> head(std::string_view stream) override { return reader_.head(stream); }
  Result<void> read_stream(std::string_view stream, std::int64_t from_version, const OnEvent& on_event,
                           Personal personal) override {
    return reader_.read_stream(stream, from_version, on_event, personal);
  }
  Result<void> read_zone(std::int64_t after_position, std::int64_t limit, const OnEvent& on_event,
                         Personal personal) override {
    return reader_.read_zone(after_position, limit, on_event, personal);
  }
  Result<std::int64_t> last_position() override { return reader_.last_position(); }
  Result<std::string> blind_index(std::string_view register_kind, std::string_view field,
                                  std::string_view value) override {
    return reader_.keys().blind_index(reader_.zone(), {register_kind, field, value}, false);
  }

 protected:
  Reader& reader_;
};

/// What a projection writes by.
class WritesBy : public ReadsBy<Writes> {
 public:
  using ReadsBy::ReadsBy;
  Result<std::int64_t> execute(std::string_view sql, Parameters parameters) override {
    return reader_.execute(sql, parameters);
  }
};

}  // namespace shuxin::store
